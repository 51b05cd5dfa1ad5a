"""What a client of Uniware expects of the search for sale orders, by which all of them begin."""

from datetime import UTC, datetime, timedelta

from integrations.conformance import uniware_shapes as of
from integrations.conformance.cases import Case, need
from integrations.conformance.checks import at_most, equals, every, fact, some
from integrations.conformance.uniware_asking import call, post
from integrations.conformance.uniware_checks import says

PATH = "/oms/saleOrder/search"
PAGE = "Search Sale Order page"
LATELY = {"updatedSinceInMinutes": 20_160}  # what frappe asks for, 14 days
PLAIN = "%Y-%m-%dT%H:%M:%S"
MILLIS = f"{PLAIN}.000Z"
FIRST_FIVE = {"displayStart": 0, "displayLength": 5}


def _window(form, *, days=29):
    """Ask for what was created within some days, the moments written in a form."""

    def ask(facts):
        until = datetime.now(UTC) + timedelta(minutes=5)
        since = until - timedelta(days=days)
        dates = {"fromDate": since.strftime(form), "toDate": until.strftime(form)}
        asked = {"dateType": "CREATED", "searchOptions": FIRST_FIVE}
        return call(PATH, facts, dates | asked)

    return ask


def _page(start, length):
    return LATELY | {"searchOptions": {"displayStart": start, "displayLength": length}}


def _second(facts):
    need(facts["how many"] > 1, "there is no second order")
    return call(PATH, facts, _page(1, 1))


def _filled_page(answer, facts):
    if not answer.body["elements"]:
        yield "$.elements: empty, though the total is larger than the start"
    if [row["code"] for row in answer.body["elements"]] == [facts["first code"]]:
        yield "$.elements[0]: the first page showed it already"


def _all(key, name, words):
    return every("elements", key, lambda value, facts: value == facts[name], words)


_FIVE = at_most("elements", 5)
_NOTHING = of.success(totalRecords=(0,), elements="none")
_LEARNS = {"order code": "elements.0.code"}

CASES = (
    Case(
        "saleOrder/search: created in a window", f"{PAGE}; [F] seconds and Z",
        _window(f"{PLAIN}Z"), shape=of.SEARCH, checks=(_FIVE,), learns=_LEARNS,
    ),
    Case(
        "saleOrder/search: updated lately", "[F] updatedSinceInMinutes",
        post(PATH, LATELY | {"searchOptions": FIRST_FIVE | {"getCount": True}}), shape=of.SEARCH,
        checks=(some("elements"), _FIVE),
        learns=_LEARNS | {
            "how many": "totalRecords", "first code": "elements.0.code",
            "status": "elements.0.status", "display code": "elements.0.displayOrderCode",
            "channel": "elements.0.channel",
        },
    ),
    Case("saleOrder/search: dates with milliseconds", "[K], [C2]", _window(MILLIS),
        shape=of.SEARCH),
    Case("saleOrder/search: dates without a zone", "Notes for the reader: UTC", _window(PLAIN),
        shape=of.SEARCH),
    Case("saleOrder/search: bare dates", "one client sends them", _window("%Y-%m-%d", days=20),
        shape=of.SEARCH),
    Case("saleOrder/search: a total that was not asked for", "[R], [C5] page by it",
        post(PATH, _page(0, 1)), shape=of.SEARCH, checks=(at_most("elements", 1),)),
    Case("saleOrder/search: the second page", "[R] page by offset", _second, shape=of.SEARCH,
        checks=(at_most("elements", 1), _filled_page)),
    Case("saleOrder/search: past the end", "[F], [K]: elements is never null",
        post(PATH, _page(100_000_000, 5)), shape=of.success(totalRecords="count", elements="list"),
        checks=(at_most("elements", 0),)),
    Case("saleOrder/search: by status", f"{PAGE}: status",
        post(PATH, LATELY | {"status": fact("status")}), shape=of.SEARCH,
        checks=(_all("status", "status", "the status asked for"),)),
    Case("saleOrder/search: by channel", f"{PAGE}: channel",
        post(PATH, LATELY | {"channel": fact("channel")}), shape=of.SEARCH,
        checks=(_all("channel", "channel", "the channel asked for"),)),
    Case("saleOrder/search: by what is displayed", f"{PAGE}: displayOrderCode",
        post(PATH, {"displayOrderCode": fact("display code")}), shape=of.SEARCH,
        checks=(_all("displayOrderCode", "display code", "the code asked for"),)),
    Case("saleOrder/search: an unknown field", "[F] sends facility_codes",
        post(PATH, LATELY | {"facility_codes": ["x"]}), shape=of.SEARCH),
    Case("saleOrder/search: nothing found", "[F], [K]: elements is never null",
        post(PATH, {"displayOrderCode": "no-such-order-0"}),
        shape=_NOTHING | {"elements": "list"}, checks=(equals("elements", lambda facts: []),)),
    Case("saleOrder/search: no filter", "[K] live: not successful", post(PATH, {}),
        shape=of.FAILURE),
    Case("saleOrder/search: a window of 31 days", "[C2] live: 300216",
        _window(f"{PLAIN}Z", days=31), shape=of.FAILURE,
        checks=(says("SALE_ORDER_SEARCH_DATE_RANGE_LIMIT_EXCEEDED", code=300216),)),
)  # fmt: skip
