"""The stand-in POS: a token, and dispatches that it reads with its own copy of the page's table."""

import json
from decimal import Decimal
from hashlib import sha1

from integrations.sandbox.pos_rules import UNKNOWN
from integrations.sandbox.pos_table import check
from integrations.sandbox.wire import Answer, Call, answer, not_found

# (code, message) as Uniware's clients know them.
BAD_REQUEST = (100085, "INVALID_API_REQUEST")
BAD_TOKEN = (100209, "INVALID_TOKEN")
BAD_STATE = (20003, "INVALID_PACKAGE_STATE")
# What may be corrected of a dispatch; a number shorter than this is none.
CARRIED, SHORTEST = ("trackingNumber", "shippingProviderName", "shippingCourierName"), 6


class Pos:
    """Remembers every dispatch that it took, with its bytes, and every one that it refused."""

    def __init__(self, *, username: str, password: str, expires_in: int | None = None):
        self.credentials = (username, password, "password")
        self.expires_in = expires_in
        self.tokens: set[str] = set()
        self.logins = 0
        self.shipments: dict[str, dict] = {}
        self.refusals: list[dict] = []

    def answer(self, call: Call) -> Answer:
        """Answer one call, in JSON whatever it was."""
        if call.path == "v1/auth/Token" and call.method == "POST":
            return self._token(call)
        start, _, code = call.path.rpartition("/")
        if start != "v1/shipment" or not code or call.method != "POST":
            return not_found()
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or token not in self.tokens:
            return answer(401, _envelope([_error(BAD_TOKEN, None, "Invalid access token")]))
        return self._shipment(code, call.body)

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def refusal(self, errors: list) -> Answer:
        """Refuse a dispatch with the given errors."""
        default = _error(BAD_REQUEST, None, "The sandbox was told to refuse.")
        return answer(200, _envelope(errors or [default]))

    def _token(self, call):
        said = tuple(call.headers.get(key) for key in ("username", "password", "grant_type"))
        if said != self.credentials:
            return answer(200, {"status": "FAILED", "errorMessage": "Bad credentials"})
        self.logins += 1
        token = sha1(f"pos/{self.logins}".encode(), usedforsecurity=False).hexdigest()
        self.tokens.add(token)
        expiry = {"expires_in": self.expires_in} if self.expires_in else {}
        return answer(200, {"access_token": token, "status": "SUCCESS"} | expiry)

    def _shipment(self, code, raw):
        try:
            text = raw.decode()
            body = json.loads(text, parse_float=Decimal)
        except ValueError:
            return answer(400, _envelope([_error(BAD_REQUEST, None, "Unreadable JSON")]))
        complaints = list(check(body, code))
        errors = [_complaint(*each) for each in complaints if each[1] != UNKNOWN]
        known = self.shipments.get(code)
        corrected = known and not errors and _corrects(json.loads(known["body"]), json.loads(text))
        if known and known["body"] != text and not corrected:
            errors.append(
                _error(BAD_STATE, "shipmentCode", f"{code} came with another body before")
            )
        if errors:
            self.refusals.append({"shipmentCode": code, "body": text, "errors": errors})
            return answer(200, _envelope(errors))
        kept = self.shipments.setdefault(code, {"shipmentCode": code, "body": text, "repeats": -1})
        kept["repeats"] += 1
        kept["body"] = text
        unknown = [_warning(field) for field, complaint in complaints if complaint == UNKNOWN]
        return answer(200, _envelope([], warnings=unknown))


def _corrects(before, after):
    """Tell whether a body names another carrier or tracking number than the one before, no more."""
    number = str(after["trackingNumber"])
    carried = {key: before[key] for key in CARRIED}
    return len(number) >= SHORTEST and after | carried == before


def _envelope(errors, warnings=()):
    message = "Shipment refused" if errors else "Shipment received"
    return {
        "successful": not errors,
        "message": message,
        "errors": list(errors),
        "warnings": list(warnings),
    }


def _complaint(field, complaint):
    return _error(BAD_REQUEST, field, f"{field or 'The body'} {complaint}")


def _error(kind, field, description):
    code, message = kind
    return {
        "code": code,
        "fieldName": field,
        "description": description,
        "message": message,
        "errorParams": {},
    }


def _warning(field):
    return {"code": BAD_REQUEST[0], "message": "UNKNOWN_FIELD", "description": f"{field} {UNKNOWN}"}
