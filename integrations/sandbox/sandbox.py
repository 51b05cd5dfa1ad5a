"""The sandbox as tests and the demonstration hold it: start, grow, amend, misbehave, look."""

import os
from collections import deque
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Self

from integrations.sandbox import life, memory, permission, poison, shopping
from integrations.sandbox.control import Control
from integrations.sandbox.manners import OF_OMNITRON, Manner, Manners, misbehave
from integrations.sandbox.omnitron import Omnitron
from integrations.sandbox.pos import Pos
from integrations.sandbox.server import Server
from integrations.sandbox.speech import Speech, Teller
from integrations.sandbox.wire import Answer, Call, not_found
from integrations.sandbox.world import World

START = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
BASES = {"/api/v1": "omnitron", "/api/i1": "omnitron", "/pos": "pos", "/_sandbox": "control"}


@dataclass(frozen=True)
class Request:
    """What somebody asked of a stand-in."""

    side: str
    method: str
    path: str
    query: dict[str, str]


class Sandbox:
    """
    A stand-in Omnitron and a stand-in POS behind one loopback port.

    `every` is the seconds between two ticks of its life; with None it lives only when told to.
    """

    username, password = "omnitron", "sandbox"
    pos_username, pos_password = "pos", "sandbox"

    def __init__(
        self,
        *,
        seed: int = 1,
        port: int = 0,
        state_file: str | Path | None = None,
        start: datetime = START,
        every: float | None = 20.0,
        host: str = permission.LOOPBACK,
        allowed: bool = False,
    ):
        permission.require_loopback(host)
        self.every, self.allowed, self.frozen = every, allowed, False
        self._port, self._state_file = port, Path(state_file) if state_file else None
        self._lock, self._stopped = RLock(), Event()
        self._server: Server | None = None
        self._requests: deque[Request] = deque(maxlen=20_000)
        self._spoilt: dict[str, dict] = {}
        self.manners = {"omnitron": Manners(), "pos": Manners()}
        self.pos = Pos(username=self.pos_username, password=self.pos_password)
        self.world = self._wake(seed, start)
        self.omnitron = Omnitron(
            self.world, username=self.username, password=self.password, speech=Speech()
        )
        self.control = Control(self)

    def start(self) -> Self:
        """Listen, and live on; refuse where a sandbox has no business."""
        if not self.allowed:
            permission.require_permission(os.environ)
        self._server = Server(self._port, self._answer)
        self._stopped.clear()
        if self.every is not None:
            Thread(target=self._live, name="sandbox-life", daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop listening and close every connection."""
        self._stopped.set()
        if self._server:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_) -> None:
        self.stop()

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("The sandbox has not been started.")
        return f"http://{permission.LOOPBACK}:{self._server.port}"

    @property
    def omnitron_url(self) -> str:
        return f"{self.url}/api/v1"

    @property
    def pos_url(self) -> str:
        return f"{self.url}/pos"

    def freeze(self) -> None:
        """Let nothing happen by itself; what is asked for still happens."""
        with self._lock:  # a tick that has begun comes to its end
            self.frozen = True

    def thaw(self) -> None:
        self.frozen = False

    def tick(self, times: int = 1) -> None:
        """Let time pass at once, as if `every` seconds had gone by so many times."""
        with self._changing():
            for _ in range(times):
                life.tick(self.world, seconds=self.every or 20.0)

    def grow(self, n: int = 1, **columns) -> list[str]:
        """Add n orders at once and return their numbers."""
        with self._changing():
            return [shopping.place(self.world, **columns)["number"] for _ in range(n)]

    def amend(self, number: str, **changes) -> dict:
        """Change an order as `life.amend` does, and return it as the wire shows it."""
        with self._changing():
            life.amend(self.world, self._row(number), **changes)
            return self.order(number)

    def poison(self, number: str, kind: str) -> None:
        """Spoil an order in one of the ways of `poison.POISONS`, until it is cured."""
        with self._changing():
            self.cure(number)
            self._spoilt[number] = poison.spoil(self.world, self._row(number), kind)

    def cure(self, number: str) -> None:
        """Make a spoilt order whole again."""
        with self._changing():
            if spoilt := self._spoilt.pop(number, None):
                poison.cure(self.world, self._row(number), spoilt)

    def order(self, number: str) -> dict:
        """Return an order as the wire shows it."""
        with self._lock:
            teller = Teller(self.world, self.omnitron.speech)
            return deepcopy(teller.tell("orders", self._row(number)))

    def speak(self, **habits: str) -> None:
        """Change how the stand-in Omnitron words things; see `speech.HABITS`."""
        self.omnitron.speech = replace(self.omnitron.speech, **habits)

    def behave(self, side: str, kind: str, **settings) -> None:
        """Queue a manner for `omnitron` or `pos`; see `manners.Manner` for its settings."""
        if kind in OF_OMNITRON and side != "omnitron":
            raise ValueError(f"Only omnitron can be {kind}.")
        self.manners[side].add(Manner(kind, **settings))

    def behave_well(self) -> None:
        """Forget every manner on both sides."""
        for manners in self.manners.values():
            manners.clear()

    @property
    def shipments(self) -> list[dict]:
        """What the POS took: shipmentCode, the body's exact text, and how often it was repeated."""
        with self._lock:
            return [dict(shipment) for shipment in self.pos.shipments.values()]

    @property
    def refusals(self) -> list[dict]:
        """What the POS refused by itself, with the errors that it answered."""
        with self._lock:
            return list(self.pos.refusals)

    @property
    def requests(self) -> list[Request]:
        """Every call to the two stand-ins, oldest first."""
        return list(self._requests)

    def forget_requests(self) -> None:
        self._requests.clear()

    def _wake(self, seed, start):
        if not (kept := memory.load(self._state_file)):
            return life.begin(seed=seed, start=start)
        self.pos.shipments, self.pos.refusals = kept["shipments"], kept["refusals"]
        world = World.recall(kept["world"])
        world.clock = max(world.clock, start)
        return world

    def _live(self):
        while not self._stopped.wait(self.every):
            with self._lock:
                if not self.frozen:
                    self.tick()

    @contextmanager
    def _changing(self):
        with self._lock:
            yield
            if self._state_file:
                memory.save(self._state_file, self._remember())

    def _remember(self):
        pos = {"shipments": self.pos.shipments, "refusals": self.pos.refusals}
        return {"world": self.world.remember(), **pos}

    def _row(self, number):
        for order in self.world.rows("orders"):
            if order["number"] == number:
                return order
        raise LookupError(f"There is no order {number}.")

    def _answer(self, method, path, query, headers, body) -> Answer | None:
        base = next((base for base in BASES if path.startswith(f"{base}/")), None)
        if base is None:
            return not_found()
        name, rest = BASES[base], path.removeprefix(f"{base}/")
        call = Call(method, f"{self.url}{base}", rest, query, headers, body)
        if name == "control":
            return self.control.answer(call)
        self._requests.append(Request(name, method, path, query))
        side = getattr(self, name)
        manner = self.manners[name].take(call)
        if manner and manner.kind == "shift":
            return self._shifting(call)
        if manner:
            answer = partial(self._proper, side, call)
            return misbehave(manner, side, call, answer, stopped=self._stopped)
        return self._proper(side, call)

    def _shifting(self, call):
        with self._changing():
            told = self.omnitron.answer(call)
            self.omnitron.shift(call, told)
            return told

    def _proper(self, side, call):
        with self._lock if call.method == "GET" else self._changing():
            return side.answer(call)
