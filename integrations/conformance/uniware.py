"""What a client of Uniware expects: tokens, and one sale order; the other calls stand beside it."""

from integrations.conformance import uniware_checks as holds
from integrations.conformance import uniware_packages, uniware_search, uniware_stock, uniware_verbs
from integrations.conformance import uniware_shapes as of
from integrations.conformance.asking import Ask
from integrations.conformance.cases import Case, Dialect, Facts, need
from integrations.conformance.checks import equals, fact, header
from integrations.conformance.uniware_asking import JSON, ROOT, call, post

OAUTH = "OAuth page"
GET = "Get Sale Order page"
USUAL_CLIENT = "my-trusted-client"
DENIED = (400, 401)  # the page names neither; clients read the body
_KEPT = {"token": "access_token", "refresh token": "refresh_token"}


def _login(facts: Facts, **changed: str) -> dict[str, str]:
    client = facts.get("client id", USUAL_CLIENT)
    asked = {"grant_type": "password", "client_id": client}
    return asked | {"username": facts["username"], "password": facts["password"]} | changed


def _refresh(facts: Facts, **changed: str) -> dict[str, str]:
    client = facts.get("client id", USUAL_CLIENT)
    asked = {"grant_type": "refresh_token", "client_id": client}
    return asked | ({"refresh_token": facts["refresh token"]} | changed)


def _token(query):
    return lambda facts: Ask("GET", "/oauth/token", query=query(facts))


def _form(form):
    return lambda facts: Ask("POST", "/oauth/token", form=form(facts))


def _by_headers(facts):
    login = _login(facts)
    headers = {name: login.pop(name) for name in ("username", "password")}
    return Ask("GET", "/oauth/token", query=login, headers=headers)


def _unescaped(facts):
    login = _login(facts)
    plain = not set("&#+% ").intersection("".join(login.values()))
    need(plain, "the login has characters that a client must escape")
    query = "&".join(f"{name}={value}" for name, value in login.items())
    return Ask("GET", "/oauth/token", raw_query=query)


def _wrong(facts):
    return _login(facts, password="not-the-password-of-anybody")


def _dead(facts):
    facts["username"]  # who was given a token only is not asked for another
    return _refresh(facts, refresh_token="00000000-0000-4000-8000-000000000000")


def _without_client(facts):
    login = _login(facts)
    del login["client_id"]
    return login


TOKENS = (
    Case(
        "token: GET with a query", OAUTH, _token(_login), shape=of.TOKEN,
        learns=_KEPT,
    ),
    Case("token: refreshed", "[R] a refresh answers a refresh token too", _token(_refresh),
        shape=of.TOKEN, learns=_KEPT),
    Case("token: refreshed by a form", "[F], [C3]", _form(_refresh), shape=of.TOKEN, learns=_KEPT),
    Case("token: GET with headers", "[C1], [R] newer page", _by_headers, shape=of.TOKEN,
        learns=_KEPT),
    Case("token: POST of a form", "[C3]", _form(_login), shape=of.TOKEN, learns=_KEPT),
    Case("token: a query that is not escaped", "[K] concatenates", _unescaped, shape=of.TOKEN,
        learns=_KEPT),
    Case("token: bad credentials", "[FF] invalid_grant", _token(_wrong), DENIED, of.NO_TOKEN),
    Case("token: a dead refresh token", "[F] logs in on invalid_grant", _token(_dead), DENIED,
        of.NO_TOKEN),
    Case("token: without a client", f"{OAUTH}: all mandatory", _token(_without_client), DENIED,
        of.UNAUTHORIZED),
    Case("token: another grant", "[INF] RFC 6749", _token(lambda f: _login(f, grant_type="x")),
        DENIED, of.UNAUTHORIZED),
)  # fmt: skip


def _get(path="/oms/saleorder/get", headers=None, **more):
    """Ask for the order that is known; a value that is a function is asked for what it needs."""

    def ask(facts):
        known = {name: v(facts) if callable(v) else v for name, v in more.items()}
        sent = {name: v(facts) for name, v in (headers or {}).items()}
        return call(path, facts, {"code": facts["order code"]} | known, **sent)

    return ask


def _one_facility(facts):
    return [facts["facility code"]]


_THE_ORDER = equals("saleOrderDTO.code", fact("order code"))
_UNKNOWN = of.FAILURE | {"saleOrderDTO": "null"}
_NO_SUCH = holds.says("INVALID_SALE_ORDER_CODE")

SALE_ORDERS = (
    Case(
        "saleorder/get", f"{GET}; recorded answers [F]", _get(), shape=of.SALE_ORDER,
        checks=(
            _THE_ORDER, holds.one_unit_each, holds.money_of_units, holds.money_of_packages,
            holds.addresses_agree, holds.packages_agree, holds.payment_hidden,
        ),
        learns={
            "facility code": "saleOrderDTO.saleOrderItems.*.facilityCode",
            "sku": "saleOrderDTO.saleOrderItems.0.itemSku",
        },
    ),
    Case("saleOrder/get", "[C2] the other spelling", _get("/oms/saleOrder/get"),
        shape=of.SALE_ORDER, checks=(_THE_ORDER,)),
    Case("saleorder/get: Bearer", "[K], [F], [C4]: in any case",
        _get(headers={"Authorization": lambda facts: f"Bearer {facts['token']}"}),
        shape=of.SALE_ORDER, checks=(_THE_ORDER,)),
    Case("saleorder/get: with a Facility header", "[K], [R], [C3], [C4]",
        _get(headers={"Facility": fact("facility code")}), shape=of.SALE_ORDER,
        checks=(_THE_ORDER,)),
    Case("saleorder/get: of one facility", "[R] sends all three",
        _get(facilityCodes=_one_facility, paymentDetailRequired=False), shape=of.SALE_ORDER,
        checks=(_THE_ORDER, holds.payment_hidden)),
    Case("saleorder/get: with the payment", f"{GET}: paymentDetailRequired",
        _get(paymentDetailRequired=True), shape=of.SALE_ORDER,
        checks=(_THE_ORDER, holds.payment_shown)),
    Case("saleorder/get: an unknown field", "[F] sends facility_codes", _get(facility_codes=["x"]),
        shape=of.SALE_ORDER, checks=(_THE_ORDER,)),
    Case("saleorder/get: an unknown order", "[C3]; response codes page: 40005",
        _get(code="no-such-order-0"), shape=_UNKNOWN, checks=(_NO_SUCH,)),
    Case("saleorder/get: of a foreign facility", "[INF] as an unknown order",
        _get(facilityCodes=["no-such-facility-0"]), shape=_UNKNOWN, checks=(_NO_SUCH,)),
    Case("saleorder/get: no code", f"{GET}: mandatory", post("/oms/saleorder/get", {}),
        shape=of.FAILURE, checks=(holds.says("", field="code"),)),
)  # fmt: skip


def _garbled(facts):
    headers = {"Authorization": f"bearer {facts['token']}", **JSON}
    return Ask("POST", f"{ROOT}/oms/saleorder/get", headers=headers, body=b'{"code": ')


def _bare(method="POST", path="/oms/saleorder/get", token=None):
    headers = {"Authorization": f"bearer {token}"} if token else {}
    return lambda facts: Ask(method, f"{ROOT}{path}", headers=headers, json={"code": "x"})


def _authorised(method, path):
    return lambda facts: Ask(
        method, f"{ROOT}{path}", headers={"Authorization": f"bearer {facts['token']}"}
    )


_ASKS_FOR_IT = header("WWW-Authenticate", lambda v: v.lower().startswith("bearer"), "Bearer")

REFUSALS = (
    Case("malformed JSON", "[K] reads errors of a 400", _garbled, (200, 400), of.FAILURE),
    Case("no token", "[INF] as Spring answers", _bare(), (401,), of.UNAUTHORIZED),
    Case("an unknown token", "[INF] as Spring answers", _bare(token="0"), (401,),
        {"error": ("invalid_token",), "error_description": "text"}, checks=(_ASKS_FOR_IT,)),
    Case("another method", "[K] reads JSON before the status",
        _authorised("GET", "/oms/saleorder/get"), (405,), "object"),
    Case("an unknown path", "[K] reads JSON before the status",
        _authorised("POST", "/oms/no/such/call"), (404,), "object"),
    Case("a slash too many", "[R] does not follow redirects",
        post("/oms/saleorder/get/", {"code": "no-such-order-0"}), (200, 404), "object"),
)  # fmt: skip

# Evidence that is no page of Uniware's documentation is what public clients of it need.
MARKS = {
    "F": "frappe's ecommerce_integrations, and the answers that it recorded",
    "FF": "frappe's forum",
    "K": "the Python SDK",
    "A": "alaiy_os_connector",
    "R": "razorpay-unicommerce-connector",
    "C1": "a read-only connector",
    "C2": "an order-sync job",
    "C3": "a Supabase client",
    "C4": "a Python worker",
    "C5": "a JavaScript client",
}

DIALECT = Dialect(
    "Uniware",
    (
        *TOKENS, *uniware_search.CASES, *SALE_ORDERS, *uniware_packages.CASES,
        *uniware_stock.CASES, *uniware_verbs.CASES, *REFUSALS,
    ),
    needs=(("username", "password"), ("token",)),
    marks=MARKS,
)  # fmt: skip
