"""What each role of the staff may do; whom they see is the membership's business."""

from django.contrib.auth.models import Group, Permission

from orders.models import Membership

_STORE = [
    "orders.view_order",
    "orders.view_package",
    "orders.start_package",
    "orders.ready_package",
    "orders.pack_package",
    "orders.ship_package",
    "orders.deliver_package",
    "orders.cancel_package",
]
_SERVICE = [
    "orders.view_order",
    "orders.view_package",
    "orders.cancel_package",
    "orders.plan_order",
    "orders.pull_order",
    "orders.view_stocklocation",
    "integrations.view_pullcursor",
    "integrations.view_quarantined",
    "webhooks.view_webhookevent",
]
_MANAGER = [
    "orders.ship_anyway_package",
    "integrations.retry_quarantined",
    "webhooks.replay_webhookevent",
    "orders.change_stocklocation",
    "orders.view_channel",
    "orders.add_channel",
    "orders.change_channel",
    "orders.view_cargocompany",
    "orders.view_denialreason",
    "orders.add_denialreason",
    "orders.change_denialreason",
    "webhooks.view_webhook",
    "webhooks.add_webhook",
    "webhooks.change_webhook",
    "integrations.view_partner",
    "integrations.add_partner",
    "integrations.change_partner",
    "integrations.view_accesstoken",
    "integrations.add_accesstoken",
    "integrations.change_accesstoken",
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.view_group",
    "orders.view_membership",
    "orders.add_membership",
    "orders.change_membership",
]

PERMISSIONS = {
    Membership.Role.STORE: _STORE,
    Membership.Role.CUSTOMER_SERVICE: _SERVICE,
    Membership.Role.MANAGER: [*dict.fromkeys([*_STORE, *_SERVICE, *_MANAGER])],
}


def group(role: str) -> Group:
    """Return the role's group, made when missing, with exactly the role's permissions."""
    found, _ = Group.objects.get_or_create(name=Membership.Role(role).label)
    found.permissions.set(_permission(name) for name in PERMISSIONS[Membership.Role(role)])
    return found


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)
