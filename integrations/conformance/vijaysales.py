"""
What a partner of Vijay Sales expects. The base URL includes the path before the calls.

The guide names the calls, their headers and statuses, and no body.
"""

from integrations.conformance import vijaysales_orders
from integrations.conformance import vijaysales_shapes as of
from integrations.conformance.asking import Ask
from integrations.conformance.cases import Case, Dialect, Facts
from integrations.conformance.checks import equals, fact, header
from integrations.conformance.vijaysales_asking import application, get, post, proof

GUIDE, LIST = "Authentication", "API details"
STATUS = "List of Error and Status Code"
GSTIN = "27AAPFU0939F1ZV"


def _login(facts: Facts) -> dict[str, str]:
    return {"username": facts["username"], "password": facts["password"]}


def _key(name):
    return lambda facts: application(facts) | {name: facts["partner key"]}


def _garbled(facts):
    headers = proof(facts) | {"Content-Type": "application/json"}
    return Ask("POST", "/gstin/validate", headers=headers, body=b'{"gstin": ')


def _keyed(**more):
    return lambda facts: (
        application(facts) | {name.replace("_", "-"): v for name, v in more.items()}
    )


def _without_application(facts):
    sent = proof(facts)
    return {name: value for name, value in sent.items() if not name.startswith("X-Parse")}


_NOT_KEPT = header("Cache-Control", lambda value: "no-store" in value, "no-store")
_ASKS = header("Allow", lambda value: "POST" in value, "the methods that are allowed")

SESSIONS = (
    Case("login", f"{GUIDE}: a token of 7 days", post("/login", _login, headers=application),
        shape=of.TOKEN, checks=(_NOT_KEPT,), learns={"token": "data.token"}),
    Case("login: a wrong password", f"{STATUS}: 401",
        post("/login", lambda facts: _login(facts) | {"password": "not-it"}, headers=application),
        (401,), of.ERROR),
    Case("login: no password", f"{STATUS}: 400", post("/login", {}, headers=application), (400,),
        of.ERROR),
    Case("me: by token or key", f"{LIST}: Get authenticated user", get("/me"), shape=of.ME),
    Case("me: by vs-partner-apikey", f"{GUIDE}: the second way",
        get("/me", headers=_key("vs-partner-apikey")), shape=of.ME,
        checks=(equals("data.authMethod", lambda _f: "apikey"),)),
    Case("me: by X-Partner-Apikey", "Additional Headers",
        get("/me", headers=_key("X-Partner-Apikey")), shape=of.ME),
    Case("me: as Parse names it", "[PROPOSED] Parse: users/me", get("/users/me"), shape=of.ME),
    Case("no credentials", "Authentication error response", get("/me", headers=application), (401,),
        of.ERROR),
    Case("an unknown token", "Authentication error response",
        get("/me", headers=_keyed(Authorization="Bearer x")), (401,), of.ERROR),
    Case("an unknown key", "Authentication error response",
        get("/me", headers=_keyed(vs_partner_apikey="x")), (401,), of.ERROR),
    Case("no application", "Additional Headers", get("/me", headers=_without_application), (401,),
        of.ERROR),
)  # fmt: skip

QUESTIONS = (
    Case("gstin: a valid one", f"{LIST}: Validate GSTIN",
        post("/gstin/validate", {"gstin": GSTIN}), shape=of.VALID),
    Case("gstin: in the path", "[PROPOSED]", get(f"/gstin/{GSTIN}"), shape=of.VALID),
    Case("gstin: an invalid one", f"{STATUS}: 200 for invalid data", get("/gstin/27AAPFU0939F1ZW"),
        shape=of.INVALID, checks=(equals("data.reason", lambda _f: "CHECKSUM"),)),
    Case("gstin: none", f"{STATUS}: 400", post("/gstin/validate", {}), (400,), of.ERROR),
    Case("serviceability", f"{LIST}: Get Serviceability; [SEEN] by SKU",
        get("/serviceability", pincode=fact("pincode"), vanNo=fact("sku"), storeList="true"),
        shape=of.SERVICEABILITY),
    Case("servicability", "[SEEN] the other spelling",
        get("/servicability", pincode="400001", vanNo="1,2", storeList="true"),
        shape=of.SERVICEABILITY, checks=(equals("data.2.isServiceable", lambda _f: False),)),
    Case("serviceability: no pincode", f"{STATUS}: 400", get("/serviceability", vanNo="1"), (400,),
        of.ERROR),
    Case("serviceability: a bad pincode", f"{STATUS}: 422",
        get("/serviceability", pincode="1", vanNo="1"), (422,), of.ERROR),
    Case("notify-me", f"{LIST}: NotifyMe",
        post("/notify-me", lambda facts: {
            "vanNo": facts["sku"], "mobile": "9820012345", "consent": True}),
        shape=of.NOTICE, writes=True),
    Case("pre-register: an unknown campaign", f"{LIST}: Pre Register; {STATUS}: 422",
        post("/pre-register", {
            "campaignCode": "no-such-campaign", "name": "Contract", "mobile": "9820012345",
            "pincode": "400001", "consent": True}),
        (422,), of.ERROR),
)  # fmt: skip

REFUSALS = (
    Case("malformed JSON", f"{STATUS}: 400", _garbled, (400,), of.ERROR),
    Case("an unknown path", f"{STATUS}: 404", get("/no/such/call"), (404,), of.ERROR),
    Case("another method", f"{STATUS}: 405", get("/notify-me"), (405,), of.ERROR, checks=(_ASKS,)),
    Case("logout", "[PROPOSED] Parse: logout", post("/logout", {}), shape=of.EMPTY, writes=True),
)  # fmt: skip

DIALECT = Dialect(
    "Vijay Sales",
    (*SESSIONS, *QUESTIONS, *vijaysales_orders.BLOCKS, *vijaysales_orders.ORDERS, *REFUSALS),
    needs=(
        ("application id", "application key", "username", "password"),
        ("application id", "application key", "partner key"),
    ),
    marks={"SEEN": "what the shop's public page was answered"},
)
