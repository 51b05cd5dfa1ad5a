"""What every error of the dialect has in common, whoever answers it."""

import uuid


def refusal(answer):
    """Return status, code and symbol of an error that wears the whole envelope."""
    body = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert list(body) == ["error", "code", "errorCode", "details", "requestId"]
    assert isinstance(body["error"], str)
    assert body["error"]
    assert isinstance(body["details"], list)
    assert body["requestId"] == answer["X-Request-Id"]
    assert uuid.UUID(body["requestId"])
    return answer.status_code, body["code"], body["errorCode"]
