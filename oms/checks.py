"""What a health check says; the apps return these, `oms.health` shows and alarms them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """
    One thing that is well or not.

    `name` is stable and groups alarms and metrics (`pull:12`), `detail` is a sentence for people
    without secrets, `seconds` the age that was judged, where there is one. What is `theirs` alone,
    such as an address that hangs, alarms and is measured, and leaves us ready.
    """

    name: str
    ok: bool
    detail: str = ""
    seconds: float | None = None
    theirs: bool = False
