"""Who works here: a role is a right, so group and staff status follow the membership."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from orders import roles
from orders.models import Channel, Membership, StockLocation


@transaction.atomic
def employ(
    user_id: int, role: str, *, channels: Iterable[Channel], locations: Iterable[StockLocation]
) -> Membership:
    """Give a person a role, and sight of these channels and locations; none given is every one."""
    channels, locations = list(channels), list(locations)
    every = {"every_location": not locations, "every_channel": not channels}
    membership, _ = Membership.objects.update_or_create(
        user_id=user_id, defaults={"role": role} | every
    )
    membership.locations.set(locations)
    membership.channels.set(channels)
    follow_role(user_id)
    return membership


@transaction.atomic
def follow_role(user_id: int) -> None:
    """
    Give a person the rights of the role and take those of any other, at the next request.

    Without a membership there are none. Groups that are no role's are left alone.
    """
    user = get_user_model().objects.select_for_update().get(pk=user_id)
    membership = Membership.objects.filter(user=user).first()  # unique
    of_roles = [role.label for role in Membership.Role]
    groups: list[Group] = list(user.groups.exclude(name__in=of_roles))
    if membership:
        groups.append(roles.group(membership.role))
    user.groups.set(groups)
    user.is_staff = user.is_superuser or (membership is not None and user.is_active)
    user.save(update_fields=["is_staff"])
