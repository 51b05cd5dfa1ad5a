"""Indian goods and services tax that is contained in a price, by the states of seller and buyer."""

from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")

# The number of a state in tax registrations, and its two letters; the numbers 25 and 28 are old.
STATES = {
    "01": "JK", "02": "HP", "03": "PB", "04": "CH", "05": "UK", "06": "HR", "07": "DL", "08": "RJ",
    "09": "UP", "10": "BR", "11": "SK", "12": "AR", "13": "NL", "14": "MN", "15": "MZ", "16": "TR",
    "17": "ML", "18": "AS", "19": "WB", "20": "JH", "21": "OD", "22": "CG", "23": "MP", "24": "GJ",
    "25": "DH", "26": "DH", "27": "MH", "28": "AP", "29": "KA", "30": "GA", "31": "LD", "32": "KL",
    "33": "TN", "34": "PY", "35": "AN", "36": "TS", "37": "AP", "38": "LA", "97": "97",
}  # fmt: skip
OTHER_NAMES = {
    "OR": "OD", "UT": "UK", "UA": "UK", "CT": "CG", "TG": "TS", "DN": "DH", "DD": "DH",
}  # fmt: skip
UNION_TERRITORIES = frozenset({"CH", "DH", "LD", "AN", "LA", "97"})
HEADS = ("integratedGst", "unionTerritoryGst", "stateGst", "centralGst")
NOTHING = (Decimal(0), Decimal(0))


def breakup(
    cost_head: str, gross: Decimal, *, rate: Decimal | None, seller: str, buyer: str
) -> dict:
    """
    Return one element of taxBreakUp: the tax inside `gross` at `rate` percent, and where it goes.

    Between two states it is all integrated; within one, half is central and half is the state's
    or the union territory's. Without a rate, or with a state that India does not have, it is zero.
    """
    shares = _shares(gross, rate, _state(seller), _state(buyer)) if rate else {}
    amounts = {head: shares.get(head, NOTHING)[0] for head in HEADS}
    rates = {f"{head}Percentage": shares.get(head, NOTHING)[1] for head in reversed(HEADS)}
    return {"costHead": cost_head, **amounts, **rates}


def _state(code):
    code = code.strip().upper()
    code = STATES.get(code, OTHER_NAMES.get(code, code))
    return code if code in STATES.values() else None


def _shares(gross, rate, seller, buyer):
    if seller is None or buyer is None:
        return {}
    if seller != buyer:
        return {"integratedGst": (_within(gross, rate, rate), rate)}
    half = _within(gross, rate / 2, rate), rate / 2
    local = "unionTerritoryGst" if seller in UNION_TERRITORIES else "stateGst"
    return {"centralGst": half, local: half}


def _within(gross, part, rate):
    return (gross * part / (100 + rate)).quantize(PENNY, ROUND_HALF_UP)
