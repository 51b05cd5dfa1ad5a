"""Stuck and late: what waits for longer than is usual, why, and the way to free it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Value
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from orders import dwell, panels, workflow
from orders.admin.base import CappedPaginator, scope_of
from orders.admin.buttons import Button, CommandForm
from orders.admin.words import state_badge, state_name, title
from orders.admin.zone import moment
from orders.models import Order, Package, StockLocation
from orders.panels import Cause
from orders.planning import choose
from orders.scope import NOTHING
from orders.workflow import OrderStatus

PAGE = 50
MODELS: dict[str, Any] = {"order": Order, "package": Package}
RELATED = {
    "order": ["channel__default_location", "retail_store"],
    "package": ["order__channel", "stock_location"],
}


@dataclass
class Wait:
    """One row of the page."""

    kind: str
    row: Any
    since: datetime
    causes: list[Cause] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    doors: list[str] = field(default_factory=list)

    @property
    def order(self) -> Order:
        return self.row if self.kind == "order" else self.row.order

    @property
    def url(self) -> str:
        return reverse(f"admin:orders_{self.kind}_change", args=[self.row.pk])

    @property
    def stem(self) -> str:
        return self.url.removesuffix("change/")

    @property
    def badge(self) -> str:
        return state_badge(self.kind, self.row.state)

    @property
    def place(self) -> Any:
        return self.row.retail_store if self.kind == "order" else self.row.stock_location

    @property
    def long(self) -> str:
        return timesince(self.since, depth=1)

    @property
    def moment(self) -> str:
        return moment(self.since)


def may_look(request) -> bool:
    return any(_may_view(request, kind) for kind in MODELS)


def waiting(request):
    """Return (key, since, kind) of all that waits too long and that the person may see."""
    now = timezone.now()
    late = [
        dwell.late(_visible(request, kind), now=now).values_list("pk", "since", Value(kind))
        for kind in MODELS
    ]
    return late[0].union(*late[1:], all=True).order_by("since", "pk")


def stuck_view(site, request):
    """Show a page of what waits, the longest first."""
    if not may_look(request):
        raise PermissionDenied
    page = CappedPaginator(waiting(request), PAGE).get_page(request.GET.get("p"))
    context = site.each_context(request) | {
        "title": "Stuck and late",
        "page": page,
        "waits": _told(request, list(page)),
        "may_set": request.user.has_perm("orders.view_dwell"),
    }
    return TemplateResponse(request, "admin/orders/stuck.html", context)


def _may_view(request, kind):
    return any(request.user.has_perm(f"orders.{verb}_{kind}") for verb in ("view", "change"))


def _visible(request, kind):
    scope = scope_of(request) if _may_view(request, kind) else NOTHING
    visible = MODELS[kind].objects.visible_to(scope)
    if kind == "order":
        return visible
    # By location, because that is what the index of packages begins with.
    places = StockLocation.objects.visible_to(scope).values_list("pk", flat=True)
    return visible.filter(stock_location__in=list(places))


def _told(request, found):
    """Fetch the rows of one page in few statements, with causes and buttons."""
    rows = {}
    for kind, model in MODELS.items():
        keys = [pk for pk, _since, of in found if of == kind]
        fetched = model.objects.select_related(*RELATED[kind]).in_bulk(keys)
        rows |= {(kind, pk): row for pk, row in fetched.items()}
    # A row may have gone since its key was read: orders never do, yet the page must not fall.
    waits = [Wait(of, rows[of, pk], since) for pk, since, of in found if (of, pk) in rows]
    causes = panels.causes([wait.order for wait in waits], request.user)
    reached = _reached(request, waits)
    for wait in waits:
        wait.causes = [*_own(wait), *causes.get(wait.order.pk, [])] or [_plain(wait)]
        if wait.kind == "package" or wait.row.pk in reached:
            _offer(request, wait)
    return waits


def _reached(request, waits):
    """Return the keys of those orders that the person may command as a whole."""
    keys = [wait.row.pk for wait in waits if wait.kind == "order"]
    orders = Order.objects.filter(pk__in=keys).reached_by(scope_of(request))
    return set(orders.values_list("pk", flat=True))


def _own(wait):
    order, key = wait.order, wait.order.pk
    if _asked(wait):
        yield Cause(key, "The customer asked to cancel; somebody must decide.")
    if order.held_at:
        yield Cause(key, f"Held since {moment(order.held_at)}.")
    if wait.kind == "order" and order.state == OrderStatus.APPROVED:
        yield Cause(key, f"Some units lie in no package. {_why_not(order)}")


def _why_not(order):
    """Say what keeps the units out of packages, as planning sees it at this moment."""
    plan = choose(order)
    if plan.location is not None:
        return f"{plan.location} would take them now: plan them."
    return " ".join(plan.why_not)


def _plain(wait):
    return Cause(wait.order.pk, f"It waits in “{state_name(wait.kind, wait.row.state)}”.")


def _asked(wait):
    return bool(wait.row.cancellation_requested_at)


def _offer(request, wait):
    """Give the next command a button; one that asks for something is a door to its form."""
    for command in _next(wait):
        if not request.user.has_perm(f"orders.{command.permission}"):
            continue
        if command.parameters:
            wait.doors.append(title(command))
        else:
            form = CommandForm(command, wait.row, scope_of(request))
            wait.buttons.append(Button(command, form))


def _next(wait):
    if wait.kind == "order":
        if wait.row.held_at:
            return [workflow.BY_SLUG["order", "release"]]
        return [workflow.BY_SLUG["order", "plan"]] if wait.row.state == OrderStatus.APPROVED else []
    legal = workflow.legal("package", wait.row.state, wait.row.facts())
    decisions = [command for command in legal if command.needs]
    return decisions or [command for command in legal if command.slug != "cancel"][:1]
