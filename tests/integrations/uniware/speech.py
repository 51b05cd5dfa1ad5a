"""What this dialect says again and again, and what tests read out of an answer."""

from orders.models import OrderEvent

CLIENT = {"client_id": "my-trusted-client"}
GRANT = {"grant_type": "password"} | CLIENT
NO_ACCESS = {
    "error": "invalid_grant",
    "error_description": "Invalid credentials / User does not have access to any facility",
}
DONE = {"successful": True, "message": None, "errors": [], "warnings": None}
UNKNOWN_ORDER = {
    "successful": False,
    "message": None,
    "errors": [
        {
            "code": 40005,
            "fieldName": None,
            "description": "Invalid sale order code",
            "message": "INVALID_SALE_ORDER_CODE",
            "errorParams": None,
        }
    ],
    "warnings": None,
}


def refusal(body):
    """Return code, NAME, field and sentence of the only error."""
    assert body["successful"] is False
    (error,) = body["errors"]
    return error["code"], error["message"], error["fieldName"], error["description"]


def last_event(order):
    event = OrderEvent.objects.filter(order=order).latest("pk")
    return event.kind, event.by


def framed(answer, status):
    """Assert the frame of a failure, and return its only error as (code, NAME, field, text)."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    body = answer.json()
    assert {key: body[key] for key in ("successful", "message", "warnings")} == {
        "successful": False,
        "message": None,
        "warnings": None,
    }
    (error,) = body["errors"]
    assert list(error) == ["code", "fieldName", "description", "message", "errorParams"]
    return error["code"], error["message"], error["fieldName"], error["description"]
