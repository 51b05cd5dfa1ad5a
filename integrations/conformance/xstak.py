"""What a client of XStak's sales API expects, with every contradiction of its one page accepted."""

from base64 import b64encode
from uuid import uuid4

from integrations.conformance import xstak_orders
from integrations.conformance.asking import Ask
from integrations.conformance.cases import Case, Dialect, Facts
from integrations.conformance.checks import header
from integrations.conformance.shapes import Exactly
from integrations.conformance.xstak_orders import refusal

DOOR = "/v1/admin/service-account/token"
ALIAS = "/v1/admin/serviceaccount/token"
TOKEN_PAGE = "Access Token"

TOKEN = Exactly(
    {
        "userName": "text",
        "email": "text",
        "access_token": "secret",
        "expires_in": "life",
        "refresh_expires_in": "count",
        "token_type": ("Bearer",),
        "not-before-policy": "count",
        "scope": "text",
    }
)


def _printed(facts: Facts) -> dict[str, str]:
    """Return the body as the page prints it, with a space in a key."""
    return {
        "clientId": facts["client id"],
        "clientSecret": facts["client secret"],
        "grant type": "client_credentials",
        "companyCode": facts["company code"],
    }


def _renamed(facts: Facts, **names: str) -> dict[str, str]:
    return {names.get(name.replace(" ", ""), name): v for name, v in _printed(facts).items()}


def _without(facts: Facts, *names: str) -> dict[str, str]:
    return {name: value for name, value in _printed(facts).items() if name not in names}


def _json(path=DOOR, **changed):
    return lambda facts: Ask("POST", path, json=_printed(facts) | changed)


def _unknown(facts):
    # Never the same one: a host may make a login wait that fails again and again.
    return Ask("POST", DOOR, json=_printed(facts) | {"clientId": f"contract-{uuid4().hex}"})


def _query(facts):
    return Ask("POST", DOOR, query=_renamed(facts, granttype="grantType"))


def _form(facts):
    names = {"clientId": "client_id", "clientSecret": "client_secret", "granttype": "grant_type"}
    return Ask("POST", DOOR, form=_renamed(facts, **names, companyCode="company_code"))


def _basic(facts):
    pair = f"{facts['client id']}:{facts['client secret']}".encode()
    sent = _without(facts, "clientId", "clientSecret")
    return Ask(
        "POST", DOOR, headers={"Authorization": f"Basic {b64encode(pair).decode()}"}, json=sent
    )


def _realm(facts):
    return Ask("POST", DOOR, json=_renamed(facts, companyCode="realm_id"))


def _contradicting(facts):
    return Ask("POST", DOOR, query={"companyCode": "another"}, json=_printed(facts))


_LEARNS = {"token": "access_token"}
_NOT_KEPT = header("Cache-Control", lambda value: "no-store" in value, "no-store")
_DENIED = refusal("invalid_client")
_WRONG = refusal("invalid_request")

TOKENS = (
    Case("token: a JSON body as printed", TOKEN_PAGE, _json(), shape=TOKEN, checks=(_NOT_KEPT,),
        learns=_LEARNS),
    Case("token: a query", f"{TOKEN_PAGE}: Query Parameters", _query, shape=TOKEN, learns=_LEARNS),
    Case("token: the path of the example", f"{TOKEN_PAGE}: Example Request", _json(ALIAS),
        shape=TOKEN, learns=_LEARNS),
    Case("token: a form, with OAuth's names", "OAuth 2, RFC 6749", _form, shape=TOKEN,
        learns=_LEARNS),
    Case("token: HTTP Basic", "OAuth 2, RFC 6749 2.3.1", _basic, shape=TOKEN, learns=_LEARNS),
    Case("token: realm_id", f"{TOKEN_PAGE}: its placeholder", _realm, shape=TOKEN,
        learns=_LEARNS),
    Case("token: no grant type", f"{TOKEN_PAGE}: it is always the same",
        lambda facts: Ask("POST", DOOR, json=_without(facts, "grant type")), shape=TOKEN,
        learns=_LEARNS),
    Case("token: a wrong secret", "OAuth 2, RFC 6749 5.2", _json(clientSecret="not-the-secret"),
        (401,), _DENIED),
    Case("token: an unknown client", "OAuth 2, RFC 6749 5.2", _unknown, (401,),
        _DENIED),
    Case("token: another company", "OAuth 2, RFC 6749 5.2", _json(companyCode="0" * 16), (401,),
        _DENIED),
    Case("token: no company", f"{TOKEN_PAGE}: required",
        lambda facts: Ask("POST", DOOR, json=_without(facts, "companyCode")), (400,), _WRONG),
    Case("token: two companies", "[PROPOSED] a contradiction", _contradicting, (400,), _WRONG),
    Case("token: another grant", "OAuth 2, RFC 6749 5.2", _json(**{"grant type": "password"}),
        (400,), refusal("unsupported_grant_type")),
    Case("token: malformed JSON", "[PROPOSED]",
        lambda facts: Ask(
            "POST", DOOR, headers={"Content-Type": "application/json"}, body=b'{"clientId": '
        ),
        (400,), _WRONG),
    Case("token: another method", "[PROPOSED] an error is JSON",
        lambda facts: Ask("GET", DOOR), (405,), {"error": "filled"}),
)  # fmt: skip

DIALECT = Dialect(
    "XStak",
    (*TOKENS, *xstak_orders.CASES),
    needs=(("client id", "client secret", "company code"), ("token",)),
)
