"""Taking in what a source says of its orders: create, amend or skip, and never back in time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from orders.commands import amending, creating, differ
from orders.commands.dossier import Dossier
from orders.commands.locking import lock_many, look
from orders.commands.order_money import compare, settle
from orders.commands.people import UnknownReference
from orders.commands.reference import References
from orders.drafts import OrderDraft
from orders.models import CargoCompany, Channel, Order, OrderItem, StockLocation

ADVISORY_CLASS = 0x0D5  # the first half of the key; the channel is the second
_SAID = ("order_id", "omnitron_id", "state", "remote_status", "written_status", "writing_status")
PATIENCE = "30s"  # for a lock: a worker that waited for ever would hold up all others


@dataclass(frozen=True)
class Outcome:
    """What became of one draft: new, changed, unchanged, refused or quarantined, and why."""

    number: str
    omnitron_id: int | None
    result: str
    order_id: int | None = None
    reasons: tuple[str, ...] = ()
    changes: dict = field(default_factory=dict)


@transaction.atomic
def receive_page(
    channel_id: int,
    drafts: Sequence[OrderDraft],
    *,
    by: str,
    at: datetime,
    backfill: bool = False,
) -> list[Outcome]:
    """
    Take in one page of orders of a channel, in one transaction, and say what became of each.

    A repeat changes nothing, an older copy never overwrites a newer one, and of two copies in the
    page the newer wins. If the database refuses the page, its orders are taken one by one, and
    only the refused one is left out. With `backfill` the orders that are new to us are marked, and
    their events come after live ones; a change of an order that we have is live all the same.
    """
    channel = Channel.objects.select_related("default_location").get(pk=channel_id)
    _one_at_a_time(channel)
    newest = _newest(drafts)
    page = _Page(channel, list(newest.values()))
    outcomes = page.sort()
    outcomes |= _store(page, page.pending, by=by, at=at, backfill=backfill)
    return [outcomes[draft.number] for draft in drafts]


def preview_page(channel_id: int, drafts: Sequence[OrderDraft]) -> list[Outcome]:
    """Say what `receive_page` would do, field by field, and write nothing."""
    channel = Channel.objects.get(pk=channel_id)
    page = _Page(channel, list(_newest(drafts).values()), lock=False)
    outcomes = page.sort()
    for draft in page.pending:
        held = page.held(draft)
        outcomes[draft.number] = _foreseen(look(held), draft) if held else _outcome(draft, "new")
    return [outcomes[draft.number] for draft in drafts]


def _foreseen(dossier: Dossier, draft: OrderDraft) -> Outcome:
    news = amending.is_news(dossier, draft)
    found = differ.changes(dossier.order, dossier.by_key(), draft) if news else {}
    result = "changed" if news else "unchanged"
    return _outcome(draft, result, order_id=dossier.order.pk, changes=found)


class _Page:
    """The drafts of one page beside the rows that we hold of them."""

    def __init__(self, channel: Channel, drafts: list[OrderDraft], *, lock: bool = True) -> None:
        self.channel, self.drafts = channel, drafts
        numbers = [draft.number for draft in drafts]
        keys = [draft.omnitron_id for draft in drafts if draft.omnitron_id is not None]
        same = Q(omnitron_id__in=keys) | Q(channel=channel, number__in=numbers)
        orders = Order.objects.filter(same).order_by("pk")
        orders = orders.select_for_update() if lock else orders
        self.orders = list(orders)
        self.by_key = {order.omnitron_id: order for order in self.orders}
        self.by_number = {o.number: o for o in self.orders if o.channel_id == channel.pk}
        self.carriers = _known(CargoCompany, {draft.cargo_company for draft in drafts})
        self.stores = _known(StockLocation, {draft.retail_store for draft in drafts})
        self.pending: list[OrderDraft] = []

    def held(self, draft: OrderDraft) -> Order | None:
        if draft.omnitron_id is None:
            return self.by_number.get(draft.number)
        return self.by_key.get(draft.omnitron_id)

    def sort(self) -> dict[str, Outcome]:
        """Return the outcomes that are clear already; the other drafts become `pending`."""
        outcomes = {}
        for draft in self.drafts:
            if (outcome := self._clear(draft)) is None:
                self.pending.append(draft)
            else:
                outcomes[draft.number] = outcome
        return outcomes

    def _clear(self, draft: OrderDraft) -> Outcome | None:
        held = self.held(draft)
        if held is None and (refusals := self._refusals(draft)):
            return _outcome(draft, "refused", reasons=refusals)
        if held is not None and (_is_older(held, draft) or self._is_the_same(held, draft)):
            return _outcome(draft, "unchanged", order_id=held.pk)
        if unknown := self._unknown(draft):
            return _outcome(draft, "quarantined", reasons=unknown)
        return None

    def _is_the_same(self, held: Order, draft: OrderDraft) -> bool:
        """Tell whether a copy is one that we hold, to the letter, its statuses too."""
        if held.remote_modified != draft.remote_modified:
            return False
        return differ.says_the_same(held, self.units[held.pk], draft)

    @cached_property
    def units(self) -> dict[int, dict[int | None, OrderItem]]:
        """The units of the orders that we hold, by the hub's key: what the hub said of each."""
        found: dict[int, dict[int | None, OrderItem]] = {order.pk: {} for order in self.orders}
        told = OrderItem.objects.filter(order__in=self.orders).only(*_SAID)
        for unit in told:
            found[unit.order_id][unit.omnitron_id] = unit
        return found

    def _refusals(self, draft: OrderDraft) -> tuple[str, ...]:
        floor, allowed = settings.MIN_ORDER_OMNITRON_ID, settings.ALLOWED_CHANNEL_IDS
        key = draft.omnitron_id
        refusals = []
        if draft.number in self.by_number:
            refusals.append(
                f"Order number: {draft.number} already exists in {self.channel.name} channel!"
            )
        if key is not None and floor and key < floor:
            refusals.append(
                "Order create operation does not allowed! Because of Order ID: "
                f"{key} lower than MIN_ORDER_OMNITRON_ID: {floor} "
            )
        if allowed and draft.channel_omnitron_id not in allowed:
            refusals.append(
                "Order create operation does not allowed! Because of Channel ID:"
                f"{draft.channel_omnitron_id} provided with Order ID:{key} "
                "does not allowed in the system."
            )
        return tuple(refusals)

    def _unknown(self, draft: OrderDraft) -> tuple[str, ...]:
        unknown = []
        if draft.cargo_company is not None and draft.cargo_company not in self.carriers:
            unknown.append(
                f"Cargo company:{draft.cargo_company} provided with order number:"
                f"{draft.number} does not exists in the system."
            )
        if draft.retail_store is not None and draft.retail_store not in self.stores:
            unknown.append(f"Retail store {draft.retail_store} is not known here.")
        return tuple(unknown)


def _store(
    page: _Page, drafts: list[OrderDraft], *, by: str, at: datetime, backfill: bool
) -> dict[str, Outcome]:
    if not drafts:
        return {}
    try:
        with transaction.atomic():
            return _write(page, drafts, by=by, at=at, backfill=backfill)
    except DatabaseError as error:
        if len(drafts) == 1:
            reason = f"The database refused it: {type(error).__name__}."
            return {drafts[0].number: _outcome(drafts[0], "quarantined", reasons=(reason,))}
    outcomes: dict[str, Outcome] = {}
    for draft in drafts:
        outcomes |= _store(page, [draft], by=by, at=at, backfill=backfill)
    return outcomes


def _write(
    page: _Page, drafts: list[OrderDraft], *, by: str, at: datetime, backfill: bool
) -> dict[str, Outcome]:
    references = References.of(drafts, at=at)
    rows, outcomes = [], {}
    drafts = [compare(draft) if page.held(draft) else settle(draft) for draft in drafts]
    for draft, people in creating.people(page.channel, drafts, references.places, at=at):
        try:
            if isinstance(people, UnknownReference):
                raise people
            rows.append((draft, creating.Columns.of(draft, page, references, people)))
        except UnknownReference as error:
            outcomes[draft.number] = _outcome(draft, "quarantined", reasons=(str(error),))
    fresh = [(draft, columns) for draft, columns in rows if page.held(draft) is None]
    known = [(draft, columns) for draft, columns in rows if page.held(draft) is not None]
    for order in creating.create(page.channel, fresh, by=by, at=at, backfill=backfill):
        draft = next(d for d, _ in fresh if d.number == order.number)
        outcomes[order.number] = _outcome(draft, "new", order_id=order.pk)
    dossiers = lock_many([page.held(draft) for draft, _ in known])
    for (draft, columns), dossier in zip(known, dossiers, strict=True):
        found = amending.amend(dossier, draft, columns, by=by, at=at)
        result = "unchanged" if found is None else "changed"
        facts = {"order_id": dossier.order.pk, "changes": found or {}}
        outcomes[draft.number] = _outcome(draft, result, **facts)
    return outcomes


def _outcome(draft: OrderDraft, result: str, **facts) -> Outcome:
    return Outcome(draft.number, draft.omnitron_id, result, **facts)


def _newest(drafts: Sequence[OrderDraft]) -> dict[str, OrderDraft]:
    newest: dict[str, OrderDraft] = {}
    for draft in drafts:
        other = newest.get(draft.number)
        if other is None or _stamp(draft) >= _stamp(other):
            newest[draft.number] = draft
    return newest


def _stamp(draft: OrderDraft) -> datetime:
    return draft.remote_modified or draft.date_placed


def _is_older(held: Order, draft: OrderDraft) -> bool:
    stamps = (held.remote_modified, draft.remote_modified)
    return all(stamps) and draft.remote_modified < held.remote_modified


def _known(model, keys: set) -> dict[int, int]:
    rows = model.objects.filter(omnitron_id__in=keys - {None})
    return dict(rows.values_list("omnitron_id", "pk"))


def _one_at_a_time(channel: Channel) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ADVISORY_CLASS, channel.pk])
