"""A point of sale to hold the kit against, and the table that the kit prints."""

import json

from werkzeug import Request, Response

TOKEN = {"access_token": "0a1b2c3d-canary", "status": "SUCCESS", "expires_in": 3600}
FAILED = {"status": "FAILED", "errorMessage": "Bad credentials"}
PASSWORD = "pass-canary"
WRONG = "not-the-password-of-anybody"


class Pos:
    """A point of sale that keeps to the pages, but for the answers that a test replaces."""

    def __init__(self):
        self.token = Response(json.dumps(TOKEN), content_type="application/json")
        self.refusal = None
        self.asked = []

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        if request.path == "/v1/auth/Token":
            known = request.headers["password"] == PASSWORD
            return self.token if known else self.json(FAILED)
        if request.headers["Authorization"] == "bearer 0":
            return self.json({"successful": False}, 401)
        if self.refusal:
            return self.json(self.refusal)
        taken = request.data not in (b"{", b"{}")
        errors = [] if taken else [{"code": 1, "message": "NO", "description": "No."}]
        return self.json({"successful": taken, "message": None, "errors": errors, "warnings": None})

    def json(self, body, status=200):
        return Response(json.dumps(body), status, content_type="application/json")


def differing(lines):
    """Return {case: first difference} of the table."""
    heading = lines[0]
    verdict, last = heading.index("verdict"), heading.index("first difference")
    evidence = heading.index("evidence")
    return {
        line[:evidence].strip(): line[last:]
        for line in lines[1:]
        if line[verdict:].startswith("differs")
    }
