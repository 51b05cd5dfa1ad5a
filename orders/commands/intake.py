"""Taking in what a source says of its orders: create, amend or skip, and never back in time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from orders.commands import amending, creating, differ
from orders.commands.dossier import Dossier
from orders.commands.intake_notes import keep_for_orders
from orders.commands.locking import lock_many, look
from orders.commands.moving_units import StillHeld, let_go
from orders.commands.order_money import compare, settle
from orders.commands.people import UnknownReference
from orders.commands.reference import References
from orders.drafts import OrderDraft
from orders.models import CargoCompany, Channel, Order, OrderItem, StockLocation
from orders.workflow import OrderStatus

ADVISORY_CLASS = 0x0D5  # the first half of the key; the channel is the second
NONE: Mapping[int, datetime] = {}
Name = int | str
_SAID = ("order_id", "omnitron_id", "state", "remote_status", "written_status", "writing_status")
PATIENCE = "30s"  # for a lock: a worker that waited for ever would hold up all others


@dataclass(frozen=True)
class Outcome:
    """
    What became of one draft: new, changed, unchanged, refused or quarantined, and why.

    `twin` says that another order has its number, `behind` that a newer copy waits in quarantine.
    """

    number: str
    omnitron_id: int | None
    result: str
    order_id: int | None = None
    reasons: tuple[str, ...] = ()
    changes: dict = field(default_factory=dict)
    twin: bool = False
    behind: bool = False


@transaction.atomic
def receive_page(
    channel_id: int,
    drafts: Sequence[OrderDraft],
    *,
    by: str,
    at: datetime,
    backfill: bool = False,
    outranked: Mapping[int, datetime] = NONE,
) -> list[Outcome]:
    """
    Take in one page of orders of a channel, in one transaction, and say what became of each.

    A repeat changes nothing, an older copy never overwrites a newer one, and of two copies in the
    page the newer wins. If the database refuses the page, its orders are taken one by one, and
    only the refused one is left out. With `backfill` the orders that are new to us are marked, and
    their events come after live ones; a change of an order that we have is live all the same.

    The rank of a copy is the lesser of its stamp and `at`, so that a clock that runs ahead hides no
    later word. `outranked` are ranks, by the hub's key, that are known to be of a wrong clock.
    """
    channel = Channel.objects.select_related("default_location").get(pk=channel_id)
    _one_at_a_time(channel)
    newest = _newest(drafts)
    page = _Page(channel, list(newest.values()), at=at, outranked=outranked)
    outcomes = page.sort()
    outcomes |= _store(page, page.pending, by=by, at=at, backfill=backfill)
    return [outcomes[_name(draft)] for draft in drafts]


def preview_page(channel_id: int, drafts: Sequence[OrderDraft], *, at: datetime) -> list[Outcome]:
    """Say what `receive_page` would do, field by field, and write nothing."""
    channel = Channel.objects.get(pk=channel_id)
    page = _Page(channel, list(_newest(drafts).values()), at=at, lock=False)
    outcomes = page.sort()
    for draft in page.pending:
        held = page.held(draft)
        outcomes[_name(draft)] = _foreseen(look(held), draft) if held else _outcome(draft, "new")
    return [outcomes[_name(draft)] for draft in drafts]


def _name(draft: OrderDraft) -> Name:
    """Return what an order is known by: the hub's key, or the number of one that has none."""
    return draft.number if draft.omnitron_id is None else draft.omnitron_id


def _foreseen(dossier: Dossier, draft: OrderDraft) -> Outcome:
    news = amending.is_news(dossier, draft)
    found = differ.changes(dossier.order, dossier.by_key(), draft) if news else {}
    news = news and bool(found or not differ.is_older(dossier.order.content_hash))
    result = "changed" if news else "unchanged"
    return _outcome(draft, result, order_id=dossier.order.pk, changes=found)


class _Page:
    """The drafts of one page beside the rows that we hold of them."""

    def __init__(
        self,
        channel: Channel,
        drafts: list[OrderDraft],
        *,
        at: datetime,
        outranked: Mapping[int, datetime] = NONE,
        lock: bool = True,
    ) -> None:
        self.channel, self.drafts, self.at, self.outranked = channel, drafts, at, outranked
        numbers = [draft.number for draft in drafts]
        keys = [draft.omnitron_id for draft in drafts if draft.omnitron_id is not None]
        self.unit_holders = _holders(drafts)
        same = Q(omnitron_id__in=keys) | Q(channel=channel, number__in=numbers)
        same |= Q(pk__in=set(self.unit_holders.values()))
        orders = Order.objects.filter(same).order_by("pk")
        self._know(list(orders.select_for_update() if lock else orders))
        self.first_of_number = _firsts(d for d in drafts if self.held(d) is None)
        self.carriers = _known(CargoCompany, {draft.cargo_company for draft in drafts})
        self.stores = _known(StockLocation, {draft.retail_store for draft in drafts})
        self.pending: list[OrderDraft] = []

    def _know(self, orders: list[Order]) -> None:
        self.orders = orders
        self.by_key = {order.omnitron_id: order for order in orders}
        mine = [order for order in orders if order.channel_id == self.channel.pk]
        self.by_number = {order.number: order for order in mine if _has_its_number(order)}

    def read_again(self) -> None:
        """Forget what a write that was rolled back has left on our orders; their locks stand."""
        fresh = Order.objects.in_bulk([order.pk for order in self.orders])
        self._know([fresh[order.pk] for order in self.orders])
        self.__dict__.pop("units", None)

    def held(self, draft: OrderDraft) -> Order | None:
        if draft.omnitron_id is None:
            return self.by_number.get(draft.number)
        return self.by_key.get(draft.omnitron_id)

    def sort(self) -> dict[Name, Outcome]:
        """Return the outcomes that are clear already; the other drafts become `pending`."""
        outcomes = {}
        for draft in self.drafts:
            if (outcome := self._clear(draft)) is None:
                self.pending.append(draft)
            else:
                outcomes[_name(draft)] = outcome
        return outcomes

    def _clear(self, draft: OrderDraft) -> Outcome | None:
        held = self.held(draft)
        if held is None and (refusals := self._refusals(draft)):
            return _outcome(draft, "refused", reasons=refusals)
        if held is not None and self._is_old(held, draft):
            behind = held.newer_copy_at is not None
            return _outcome(draft, "unchanged", order_id=held.pk, behind=behind)
        if self._is_twin(draft, held):
            return _outcome(draft, "quarantined", reasons=(self._taken(draft),), twin=True)
        if unknown := self._unknown(draft):
            return _outcome(draft, "quarantined", reasons=unknown)
        return None

    @cached_property
    def units(self) -> dict[int, dict[int | None, OrderItem]]:
        """The units of the orders that we hold, by the hub's key: what the hub said of each."""
        found: dict[int, dict[int | None, OrderItem]] = {order.pk: {} for order in self.orders}
        told = OrderItem.objects.filter(order__in=self.orders).only(*_SAID)
        for unit in told:
            found[unit.order_id][unit.omnitron_id] = unit
        return found

    def _is_old(self, held: Order, draft: OrderDraft) -> bool:
        """Tell whether a copy says nothing new: it is older, or the same to the letter."""
        mine, theirs = held.remote_modified, differ.rank(draft, self.at)
        if held.newer_copy_at and theirs:
            return theirs < held.newer_copy_at  # else it is what was waited for, whatever it says
        if mine and (mine > self.at or mine == self.outranked.get(held.omnitron_id or 0)):
            mine = None  # of a clock that was wrong: it ranks above nothing
        if mine and theirs and theirs < mine:
            return True
        known = mine == draft.remote_modified or bool(mine and _is_ahead(draft, self.at))
        return known and differ.says_the_same(held, self.units[held.pk], draft)

    def fetch_units(self, draft: OrderDraft, *, by: str, at: datetime) -> None:
        """Take the draft's units out of other orders, or raise StillHeld."""
        held, here = self.held(draft), {order.pk: order for order in self.orders}
        away: dict[int, set[int]] = {}
        for item in draft.items:
            holder = self.unit_holders.get(item.omnitron_id or 0)
            if holder is not None and (held is None or holder != held.pk):
                away.setdefault(holder, set()).add(item.omnitron_id or 0)
        if away:
            let_go([(here[pk], keys) for pk, keys in sorted(away.items())], draft, by=by, at=at)

    def _is_twin(self, draft: OrderDraft, held: Order | None) -> bool:
        """Tell whether another order has the number, here or before it in the page."""
        other = self.by_number.get(draft.number)
        if other is not None:
            return other is not held
        return held is None and self.first_of_number[draft.number] != _name(draft)

    def _taken(self, draft: OrderDraft) -> str:
        return f"Order number: {draft.number} already exists in {self.channel.name} channel!"

    def _refusals(self, draft: OrderDraft) -> tuple[str, ...]:
        floor, allowed = settings.MIN_ORDER_OMNITRON_ID, settings.ALLOWED_CHANNEL_IDS
        key = draft.omnitron_id
        refusals = []
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
) -> dict[Name, Outcome]:
    if not drafts:
        return {}
    try:
        with transaction.atomic():
            return _write(page, drafts, by=by, at=at, backfill=backfill)
    except DatabaseError as error:
        if len(drafts) == 1:
            reason = f"The database refused it: {type(error).__name__}."
            return {_name(drafts[0]): _outcome(drafts[0], "quarantined", reasons=(reason,))}
    outcomes: dict[Name, Outcome] = {}
    for draft in drafts:
        page.read_again()
        outcomes |= _store(page, [draft], by=by, at=at, backfill=backfill)
    return outcomes


def _write(
    page: _Page, drafts: list[OrderDraft], *, by: str, at: datetime, backfill: bool
) -> dict[Name, Outcome]:
    references = References.of(drafts, at=at)
    rows, outcomes = [], {}
    drafts = [compare(draft) if page.held(draft) else settle(draft) for draft in drafts]
    for draft, people in creating.people(page.channel, drafts, references.places, at=at):
        try:
            if isinstance(people, UnknownReference):
                raise people
            columns = creating.Columns.of(draft, page, references, people)
            page.fetch_units(draft, by=by, at=at)
            rows.append((draft, columns))
        except (UnknownReference, StillHeld) as error:
            outcomes[_name(draft)] = _outcome(draft, "quarantined", reasons=(str(error),))
    fresh = [(draft, columns) for draft, columns in rows if page.held(draft) is None]
    known = [(draft, columns) for draft, columns in rows if page.held(draft) is not None]
    orders = creating.create(page.channel, fresh, by=by, at=at, backfill=backfill)
    for (draft, _), order in zip(fresh, orders, strict=True):
        outcomes[_name(draft)] = _outcome(draft, "new", order_id=order.pk)
    dossiers = lock_many([page.held(draft) for draft, _ in known])
    for (draft, columns), dossier in zip(known, dossiers, strict=True):
        found = amending.amend(dossier, draft, columns, by=by, at=at)
        result = "unchanged" if found is None else "changed"
        facts = {"order_id": dossier.order.pk, "changes": found or {}}
        outcomes[_name(draft)] = _outcome(draft, result, **facts)
    notes = {outcomes[_name(d)].order_id: d.intake_notes for d, _ in [*fresh, *known]}
    keep_for_orders(page.channel, notes, known=[d.order.pk for d in dossiers], at=at)
    references.keep_notes([draft for draft, _ in rows], at=at)
    return outcomes


def _outcome(draft: OrderDraft, result: str, **facts) -> Outcome:
    return Outcome(draft.number, draft.omnitron_id, result, **facts)


def _is_ahead(draft: OrderDraft, at: datetime) -> bool:
    return draft.remote_modified is not None and draft.remote_modified > at


def _newest(drafts: Sequence[OrderDraft]) -> dict[Name, OrderDraft]:
    newest: dict[Name, OrderDraft] = {}
    for draft in drafts:
        other = newest.get(_name(draft))
        if other is None or _stamp(draft) >= _stamp(other):
            newest[_name(draft)] = draft
    return newest


def _holders(drafts: Iterable[OrderDraft]) -> dict[int, int]:
    """Return the orders that hold units of these keys now, whichever order they are to be of."""
    keys = [item.omnitron_id for draft in drafts for item in draft.items]
    held = OrderItem.objects.filter(omnitron_id__in=[key for key in keys if key is not None])
    return dict(held.values_list("omnitron_id", "order_id"))


def _has_its_number(order: Order) -> bool:
    """Tell whether an order keeps others from its number: it is neither cancelled nor gone."""
    return order.state != OrderStatus.CANCELLED and order.gone_at is None


def _firsts(drafts: Iterable[OrderDraft]) -> dict[str, Name]:
    """Return which order of each number is taken in, of those that we have not seen before."""
    firsts: dict[str, Name] = {}
    for draft in sorted(drafts, key=lambda draft: draft.omnitron_id or 0):
        firsts.setdefault(draft.number, _name(draft))
    return firsts


def _stamp(draft: OrderDraft) -> datetime:
    return draft.remote_modified or draft.date_placed


def _known(model, keys: set) -> dict[int, int]:
    rows = model.objects.filter(omnitron_id__in=keys - {None})
    return dict(rows.values_list("omnitron_id", "pk"))


def _one_at_a_time(channel: Channel) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ADVISORY_CLASS, channel.pk])
