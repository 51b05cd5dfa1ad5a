"""What somebody of some locations may command: what lies there now, not what lay there once."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q, QuerySet

from orders.commands.cancelling import refuse_strangers
from orders.models import Order, OrderItem, Package
from orders.scope import Scope
from orders.workflow import Command, IllegalMove


@contextmanager
def within_reach(
    command: Command,
    object_id: int,
    scope: Scope,
    *,
    units: Collection[int] | None = None,
    own: bool = False,
) -> Iterator[None]:
    """
    Lock an order while the block gives it, or its package, a command; refuse what lies elsewhere.

    IllegalMove says what is out of reach. `units` are those that the command names. `own` is an
    order that the asker placed: what of it lies nowhere yet is within reach as well.
    """
    with transaction.atomic():
        of_order = command.object == "order"
        of_package = Package.objects.filter(pk=object_id).values_list("order_id", flat=True)
        order_id = object_id if of_order else of_package.get()
        Order.objects.select_for_update().get(pk=order_id)
        if scope.locations is not None:
            if not of_order:
                _require_package(command, object_id, scope)
            elif units is None:
                _require_order(command, order_id, scope, own=own)
            else:
                _require_units(command, order_id, units, scope, own=own)
        yield


def units_within_reach(order_id: int, scope: Scope, *, own: bool = False) -> QuerySet[OrderItem]:
    """Return the units of an order that may be cancelled by name, as far as the place goes."""
    units = OrderItem.objects.filter(order=order_id, cancelled_at=None, is_parent=False)
    reached = units.reached_by(scope)
    return units.filter(_nowhere() | Q(pk__in=reached.values("pk"))) if own else reached


def _require_package(command, package_id, scope):
    if not Package.objects.visible_to(scope).filter(pk=package_id).exists():
        raise IllegalMove(f"{command.title}: the package does not lie at your locations.")


def _require_order(command, order_id, scope, *, own):
    order = Order.objects.filter(pk=order_id)
    reached = order.without_packages_beyond(scope) if own else order.reached_by(scope)
    if any(parameter.name == "items" for parameter in command.parameters):
        left = OrderItem.objects.filter(order=order_id, cancelled_at=None, is_parent=False)
        mine = units_within_reach(order_id, scope, own=own)
        if not reached.exists() or left.exclude(pk__in=mine.values("pk")).exists():
            raise IllegalMove("Name the units: others of this order are not yours to see.")
    elif not reached.exists():
        raise IllegalMove(f"{command.title}: not all of this order lies at your locations.")


def _require_units(command, order_id, units, scope, *, own):
    every = OrderItem.objects.filter(order=order_id)
    if not own:
        refuse_strangers(units, set(every.visible_to(scope).values_list("pk", flat=True)))
    mine = units_within_reach(order_id, scope, own=own).values("pk")
    beyond = every.filter(pk__in=units, cancelled_at=None, is_parent=False).exclude(pk__in=mine)
    if skus := list(beyond.order_by("line", "pk").values_list("product__sku", flat=True)):
        nothing = "Nothing was cancelled." if command.slug == "cancel" else f"{command.title}:"
        raise IllegalMove(f"{nothing} Not at your locations: {', '.join(skus)}.")


def _nowhere():
    return ~Q(package_items__live=True)
