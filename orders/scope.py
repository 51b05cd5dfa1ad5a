"""What somebody may see: every query that a person or partner causes starts at `visible_to`."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from orders.workflow import PackageStatus


@dataclass(frozen=True)
class Scope:
    """Channels and locations by our ids; None is all of them, an empty set is nothing."""

    channels: frozenset[int] | None = frozenset()
    locations: frozenset[int] | None = frozenset()

    def __and__(self, other: "Scope") -> "Scope":
        """Return what both see."""
        return Scope(
            _both(self.channels, other.channels),
            _both(self.locations, other.locations),
        )

    def covers(self, other: "Scope") -> bool:
        """Tell whether this sees everything that the other one sees."""
        return self & other == other


def _both(one, other):
    if one is None or other is None:
        return other if one is None else one
    return one & other


EVERYTHING = Scope(channels=None, locations=None)
NOTHING = Scope()


def of(user) -> Scope:
    """Return what a person of the staff may see: a superuser all, without a membership nothing."""
    if user.is_superuser and user.is_active:
        return EVERYTHING
    membership = getattr(user, "membership", None)
    if membership is None or not user.is_active:
        return NOTHING
    channels, locations = membership.channels, membership.locations
    return Scope(
        None if membership.every_channel else frozenset(channels.values_list("pk", flat=True)),
        None if membership.every_location else frozenset(locations.values_list("pk", flat=True)),
    )


class OrderQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        """Keep the orders of the scope's channels that have, or had, a package at its locations."""
        orders = self if scope.channels is None else self.filter(channel__in=scope.channels)
        if scope.locations is None:
            return orders
        packages = self.model._meta.get_field("packages").related_model._default_manager
        here = packages.filter(order=OuterRef("pk"), stock_location__in=scope.locations)
        return orders.filter(Exists(here))

    def reached_by(self, scope: Scope):
        """Keep the visible orders of which a live package, and each one, is at the locations."""
        seen = self.visible_to(scope)
        if scope.locations is None:
            return seen
        here = self._live_packages().filter(stock_location__in=scope.locations)
        return seen.without_packages_beyond(scope).filter(Exists(here))

    def without_packages_beyond(self, scope: Scope):
        """Keep the orders that have no live package at another location."""
        if scope.locations is None:
            return self
        beyond = self._live_packages().exclude(stock_location__in=scope.locations)
        return self.exclude(Exists(beyond))

    def _live_packages(self):
        packages = self.model._meta.get_field("packages").related_model._default_manager
        return packages.filter(order=OuterRef("pk")).exclude(state=PackageStatus.CANCELLED)


class ItemQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        """Keep the units of visible orders that lie, or lay, in a package at the locations."""
        items = self if scope.channels is None else self.filter(order__channel__in=scope.channels)
        if scope.locations is None:
            return items
        packed = self.model._meta.get_field("package_items").related_model._default_manager
        here = packed.filter(order_item=OuterRef("pk"), package__stock_location__in=scope.locations)
        return items.filter(Exists(here))

    def reached_by(self, scope: Scope):
        """Keep the visible units that lie in a live package at the locations."""
        seen = self.visible_to(scope)
        if scope.locations is None:
            return seen
        here = {"package_items__package__stock_location__in": scope.locations}
        return seen.filter(package_items__live=True, **here)  # a unit lies in one live package


class PackageQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        """Keep the packages of the scope's channels at its locations."""
        here = Q()
        if scope.channels is not None:
            here &= Q(order__channel__in=scope.channels)
        if scope.locations is not None:
            here &= Q(stock_location__in=scope.locations)
        return self.filter(here)


class EventQuerySet(QuerySet):
    def unnumbered(self):
        """Keep what the relay has not given a position yet."""
        return self.filter(position__isnull=True)

    def unseen(self):
        """Keep what the subscribers have not been shown yet."""
        return self.filter(Q(position__isnull=True) | Q(fanout_entry__isnull=False))

    def visible_to(self, scope: Scope):
        """Keep what happened to visible orders; of packages elsewhere, a location sees nothing."""
        events = self if scope.channels is None else self.filter(order__channel__in=scope.channels)
        if scope.locations is None:
            return events
        orders: Any = self.model._meta.get_field("order").related_model._default_manager
        return events.filter(
            Q(package__stock_location__in=scope.locations)
            | Q(package__isnull=True, order__in=orders.visible_to(scope).values("pk"))
        )


class TransitionQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        """Keep the moves of visible orders, and of units and packages that a location sees."""
        moves = self
        if scope.channels is not None:
            moves = self.filter(event__order__channel__in=scope.channels)
        if scope.locations is None:
            return moves
        here = Scope(None, scope.locations)
        seen = Q(pk__in=[])
        for name in ("order", "orderitem", "package"):
            objects = apps.get_model("orders", name)._default_manager.visible_to(here)
            seen |= _of_kind(name) & Q(Exists(objects.filter(pk=OuterRef("object_id"))))
        contents = apps.get_model("orders", "packageitem")._default_manager.filter(
            pk=OuterRef("object_id"), package__stock_location__in=scope.locations
        )
        return moves.filter(seen | _of_kind("packageitem") & Q(Exists(contents)))


def _of_kind(name: str) -> Q:
    return Q(content_type__app_label="orders", content_type__model=name)


class InvoiceQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        """Keep the invoices of the scope's channels that its locations have written."""
        here = Q()
        if scope.channels is not None:
            here &= Q(package__order__channel__in=scope.channels)
        if scope.locations is not None:
            here &= Q(location__in=scope.locations)
        return self.filter(here)


class CreditNoteQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        """Keep the credit notes of the scope's channels that its locations have written."""
        here = Q()
        if scope.channels is not None:
            here &= Q(invoice__package__order__channel__in=scope.channels)
        if scope.locations is not None:
            here &= Q(location__in=scope.locations)
        return self.filter(here)


class ChannelQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        return self if scope.channels is None else self.filter(pk__in=scope.channels)


class LocationQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        return self if scope.locations is None else self.filter(pk__in=scope.locations)


class StockQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        """Keep the stock of the scope's locations; goods belong to no channel."""
        return self if scope.locations is None else self.filter(location__in=scope.locations)


class ProductQuerySet(QuerySet):
    def current(self):
        """Keep what a SKU names today: of a SKU that was born again, the newer product."""
        return self.filter(replaced_by=None)


class ReservationQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        """Keep the reservations of the scope's channels that lie, in part, at its locations."""
        rows = self if scope.channels is None else self.filter(channel__in=scope.channels)
        if scope.locations is None:
            return rows
        lines = self.model._meta.get_field("lines").related_model._default_manager
        here = lines.filter(reservation=OuterRef("pk"), stock__location__in=scope.locations)
        return rows.filter(Exists(here))
