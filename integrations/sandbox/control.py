"""The sandbox's own little API, for people: POST JSON under /_sandbox/."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from integrations.sandbox.wire import Answer, Call, answer, not_found

if TYPE_CHECKING:
    from integrations.sandbox.sandbox import Sandbox

VERBS = (
    "freeze",
    "thaw",
    "tick",
    "grow",
    "amend",
    "speak",
    "behave",
    "behave_well",
    "poison",
    "cure",
)
VIEWS = ("status", "shipments", "refusals", "requests")


class Control:
    """Turns each POST into the sandbox's method of the same name, its JSON into arguments."""

    def __init__(self, sandbox: "Sandbox"):
        self.sandbox = sandbox

    def answer(self, call: Call) -> Answer:
        """Do what was asked, or say in JSON why not."""
        name = call.path.strip("/")
        if name in VIEWS:
            return answer(200, getattr(self, f"_{name}")())
        if name not in VERBS or call.method != "POST":
            return not_found()
        try:
            arguments = json.loads(call.body or b"{}")
            return answer(200, {"done": name, "result": getattr(self.sandbox, name)(**arguments)})
        except (LookupError, TypeError, ValueError) as error:
            return answer(400, {"detail": str(error)})

    def _status(self):
        counts = {table: len(rows) for table, rows in self.sandbox.world.tables.items()}
        return {"frozen": self.sandbox.frozen, "shipments": len(self._shipments()), **counts}

    def _shipments(self):
        return self.sandbox.shipments

    def _refusals(self):
        return self.sandbox.refusals

    def _requests(self):
        return [asdict(request) for request in self.sandbox.requests]
