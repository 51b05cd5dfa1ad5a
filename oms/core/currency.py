"""How many decimals the amounts of a currency have, and how such an amount is written."""

from decimal import ROUND_HALF_UP, Decimal

# ISO 4217; every other currency has two.
WHOLE = "bif clp djf gnf isk jpy kmf krw pyg rwf ugx uyi vnd vuv xaf xof xpf"
THOUSANDTHS = "bhd iqd jod kwd lyd omr tnd"
EXPONENTS = {
    **dict.fromkeys(WHOLE.split(), 0),
    **dict.fromkeys(THOUSANDTHS.split(), 3),
    **dict.fromkeys(["clf", "uyw"], 4),
}
USUAL = 2


def exponent(currency: str) -> int:
    """Return the number of decimals of a currency, named by its three letters in any case."""
    return EXPONENTS.get(currency.lower(), USUAL)


def minor_unit(currency: str) -> Decimal:
    """Return the smallest amount of a currency: a paisa, a fils, a whole yen."""
    return Decimal(1).scaleb(-exponent(currency))


def quantise(amount: Decimal, currency: str) -> Decimal:
    """Return an amount with exactly the decimals of its currency, rounded half up."""
    return Decimal(amount).quantize(minor_unit(currency), ROUND_HALF_UP)


def text(amount: Decimal, currency: str) -> str:
    """Write an amount: 1200.00 rupees, 1200 yen, 1200.000 dinars."""
    return f"{quantise(amount, currency):f}"
