"""What somebody may see: every query that a person or partner causes starts at `visible_to`."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet


@dataclass(frozen=True)
class Scope:
    """Channels and locations by our ids; None is all of them, an empty set is nothing."""

    channels: frozenset[int] | None = frozenset()
    locations: frozenset[int] | None = frozenset()


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


class ItemQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        """Keep the units of visible orders that lie, or lay, in a package at the locations."""
        items = self if scope.channels is None else self.filter(order__channel__in=scope.channels)
        if scope.locations is None:
            return items
        packed = self.model._meta.get_field("package_items").related_model._default_manager
        here = packed.filter(order_item=OuterRef("pk"), package__stock_location__in=scope.locations)
        return items.filter(Exists(here))


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
    def unseen(self):
        return self.filter(position__isnull=True)

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


class ChannelQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        return self if scope.channels is None else self.filter(pk__in=scope.channels)


class LocationQuerySet(QuerySet):
    def visible_to(self, scope: Scope):
        return self if scope.locations is None else self.filter(pk__in=scope.locations)
