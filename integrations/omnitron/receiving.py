"""Raw rows of the hub into our rows: parsed, completed, mapped, received; or put in quarantine."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from integrations.models import PullCursor, Quarantined
from integrations.omnitron import mirrored, quarantine
from integrations.omnitron.client import Client
from integrations.omnitron.facts import Facts, Unmappable, is_key
from integrations.omnitron.mapping import order_draft
from integrations.omnitron.references import References, parsed
from integrations.omnitron.status_reader import loosely, status_draft
from orders.commands import intake, reference, remote_status
from orders.commands.intake import Outcome
from orders.drafts import OrderDraft
from orders.models import Channel, Order

REFERENCE = {
    "cargos": (mirrored.cargo_company, reference.sync_cargo_companies),
    "retail_stores": (mirrored.location, reference.sync_locations),
}
TAKEN = ("new", "changed", "unchanged")
NONE: Mapping[int, datetime] = {}


@dataclass(frozen=True)
class Row:
    """One row as it was received; `fault` says why it could not be read."""

    text: str
    raw: object = None
    fault: str = ""

    @classmethod
    def of(cls, text: str) -> "Row":
        """Read the text of one row."""
        try:
            return cls(text, parsed(text))
        except Unmappable as error:
            return cls(text, fault=str(error))

    @property
    def number(self) -> str:
        """The order's number, or an empty text."""
        number = self.raw.get("number") if isinstance(self.raw, Mapping) else None
        return number if isinstance(number, str) else ""

    @property
    def key(self) -> int | None:
        """The hub's key of the order, if it says one."""
        key = self.raw.get("pk") if isinstance(self.raw, Mapping) else None
        return key if is_key(key) else None

    @cached_property
    def stamp(self) -> datetime | None:
        """The hub's moment of the last change, if it says one."""
        try:
            return Facts(self.raw).moment("modified_date", None)
        except Unmappable:
            return None


class Receiver:
    """Takes in what one channel's hub says; `keep` is called before each request to it."""

    def __init__(
        self,
        channel: Channel,
        *,
        by: str,
        client: Client | None = None,
        keep: Callable[[], None] = lambda: None,
        backfill: bool = False,
    ):
        self.channel, self.by, self.backfill = channel, by, backfill
        self.client = client or Client(channel)
        self.references = References(self.client, keep=keep)
        self.elsewhere = 0  # orders of other channels, that this one is not asked for

    def sync(self, *, at: datetime) -> int:
        """Bring carriers and stores in step with the hub, and return how many rows changed."""
        carriers = list(self.client.cargo_companies())
        stores = list(self.client.retail_stores())
        return self._sync("cargos", carriers, at) + self._sync("retail_stores", stores, at)

    def receive(
        self, rows: Sequence[Row], *, at: datetime, outranked: Mapping[int, datetime] = NONE
    ) -> list[Outcome]:
        """
        Take in a page of orders; what cannot be taken goes into quarantine, alone.

        `outranked` as `receive_page` takes it.
        """
        examined = self.examine(rows, at=at, outranked=outranked)
        for row, outcome in examined:
            if outcome.result == "quarantined" and self._has_to_wait(row, outcome, at):
                cause = Quarantined.Cause.TWIN if outcome.twin else Quarantined.Cause.UNREADABLE
                quarantine.keep(self.channel, row.text, _reason(outcome), at=at, cause=cause)
        outcomes = [outcome for _row, outcome in examined]
        taken = {(o.number, o.omnitron_id) for o in outcomes if o.result in TAKEN and not o.behind}
        quarantine.resolve_orders(self.channel, taken, by=self.by, at=at)
        return outcomes

    def _has_to_wait(self, row: Row, outcome: Outcome, at: datetime) -> bool:
        """Let what a copy says of statuses be heard; False where it need not wait in quarantine."""
        raw = loosely(row.text) if row.fault else row.raw
        if is_key(key := outcome.omnitron_id or _key_in(raw)) and not self._holds(key):
            return True
        copy = status_draft(raw, self.references.items(raw))
        return copy is None or remote_status.follow(self.channel.pk, copy, by=self.by, at=at)

    def _holds(self, key):
        return Order.objects.filter(channel=self.channel, omnitron_id=key).exists()

    def preview(self, rows: Sequence[Row], *, at: datetime) -> list[Outcome]:
        """Say what `receive` would do, and write nothing."""
        drafts, unmapped = self._drafts(rows)
        outcomes = intake.preview_page(self.channel.pk, [draft for _row, draft in drafts], at=at)
        return [*outcomes, *(outcome for _row, outcome in unmapped)]

    def examine(
        self, rows: Sequence[Row], *, at: datetime, outranked: Mapping[int, datetime] = NONE
    ) -> list[tuple[Row, Outcome]]:
        """Map and take in these orders, and say what became of each; quarantine stays as it was."""
        drafts, unmapped = self._drafts(rows)
        page = [draft for _row, draft in drafts]
        said: Any = {"by": self.by, "at": at, "backfill": self.backfill}
        said["outranked"] = outranked
        outcomes = intake.receive_page(self.channel.pk, page, **said) if page else []
        taken = zip((row for row, _draft in drafts), outcomes, strict=True)
        return [*taken, *unmapped]

    def retry(self, resource: str, text: str, *, at: datetime) -> str:
        """Try one row again, and return why it is still not understood, or an empty text."""
        if resource in REFERENCE:
            drafts, faults = self._mapped(resource, [text])
            self._write(resource, drafts, at)
            return faults[0][1] if faults else ""
        examined = self.examine([Row.of(text)], at=at)
        failed = [_reason(outcome) for _row, outcome in examined if outcome.result not in TAKEN]
        return " ".join(failed)

    def _drafts(self, rows) -> tuple[list[tuple[Row, OrderDraft]], list[tuple[Row, Outcome]]]:
        drafts, unmapped = [], []
        self.references.look_up(row.raw for row in rows)
        for row in rows:
            try:
                draft = self._draft(row)
            except Unmappable as error:
                unmapped.append((row, _unmapped(row, str(error))))
            else:
                if draft.channel_omnitron_id == self.channel.omnitron_id:
                    drafts.append((row, draft))
                else:
                    self.elsewhere += 1
        return drafts, unmapped

    def _draft(self, row):
        if row.fault:
            raise Unmappable(row.fault)
        return order_draft(self.references.complete(row.raw))

    def _sync(self, resource, texts, at):
        drafts, faults = self._mapped(resource, texts)
        for text, fault in faults:
            quarantine.keep(self.channel, text, fault, at=at, resource=resource)
        keys = [str(draft.omnitron_id) for draft in drafts]
        quarantine.resolve(self.channel, resource, by=self.by, at=at, remote_id__in=keys)
        return self._write(resource, drafts, at)

    def _mapped(self, resource, texts: Iterable[str]):
        to_draft, _write = REFERENCE[resource]
        drafts, faults = [], []
        for text in texts:
            try:
                raw = parsed(text)
                full: Any = self.references.complete_store(raw) if resource != "cargos" else raw
                drafts.append(to_draft(full))
            except Unmappable as error:
                faults.append((text, str(error)))
        return drafts, faults

    @transaction.atomic
    def _write(self, resource, drafts, at):
        # Channels of one hub share these rows: the house's first cursor lets one of them write.
        list(PullCursor.objects.select_for_update().order_by("pk")[:1])
        _to_draft, write = REFERENCE[resource]
        return write(drafts, at=at)


def _key_in(raw):
    return raw.get("pk") if isinstance(raw, Mapping) else None


def _unmapped(row, reason):
    raw = row.raw if isinstance(row.raw, Mapping) else {}
    number, key = raw.get("number"), raw.get("pk")
    return Outcome(
        number if isinstance(number, str) else "",
        key if is_key(key) else None,
        "quarantined",
        reasons=(reason,),
    )


def _reason(outcome):
    return " ".join(outcome.reasons)
