"""What each role of the staff may do; whom they see is the membership's business."""

from django.contrib.auth.models import Group, Permission

from orders.models import Membership

_STORE = [
    "orders.view_order",
    "orders.view_package",
    "orders.view_invoice",
    "orders.view_creditnote",
    "orders.view_product",
    "orders.view_stock",
    "orders.view_stockreservation",
    "orders.view_servicearea",
    "orders.start_package",
    "orders.ready_package",
    "orders.pack_package",
    "orders.ship_package",
    "orders.deliver_package",
    "orders.take_back_package",
    "orders.correct_tracking_package",
    "orders.reopen_package",
    "orders.cancel_package",
]
_SERVICE = [
    "orders.view_order",
    "orders.view_package",
    "orders.view_invoice",
    "orders.view_creditnote",
    "orders.view_product",
    "orders.view_stock",
    "orders.view_stockreservation",
    "orders.view_servicearea",
    "orders.view_launchcampaign",
    "orders.view_preregistration",
    "orders.view_stocknotification",
    "orders.cancel_package",
    "orders.plan_order",
    "orders.hold_order",
    "orders.prioritise_order",
    "orders.approve_order",
    "orders.cancel_order",
    "orders.pull_order",
    "orders.set_place_of_supply_order",
    "orders.view_stocklocation",
    "integrations.view_pullcursor",
    "integrations.view_quarantined",
    "webhooks.view_webhookevent",
]
_MANAGER = [
    "orders.ship_anyway_package",
    "orders.ship_as_packed_package",
    "orders.skip_copy_order",
    "orders.set_tax_rate_order",
    "integrations.retry_quarantined",
    "oms.view_job",
    "oms.stop_job",
    "webhooks.replay_webhookevent",
    "orders.change_stocklocation",
    "orders.change_product",
    "orders.add_stock",
    "orders.change_stock",
    "orders.change_stockreservation",
    "orders.add_servicearea",
    "orders.change_servicearea",
    "orders.delete_servicearea",
    "orders.add_launchcampaign",
    "orders.change_launchcampaign",
    "orders.view_channel",
    "orders.add_channel",
    "orders.change_channel",
    "orders.view_cargocompany",
    "orders.change_cargocompany",
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
    "integrations.view_refreshtoken",
    "integrations.change_refreshtoken",
    "integrations.view_credential",
    "integrations.add_credential",
    "integrations.change_credential",
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
