"""The admin's first page and its sidebar: what waits, is late or was refused; the last pulls."""

from django.urls import reverse
from django.utils import timezone

from integrations.admin.faring import state, told, troubles
from integrations.admin.quarantine import visible_quarantine
from oms import health
from oms.models import Alarm
from orders import dwell
from orders.admin.base import scope_of
from orders.admin.filters import DECISION_NEEDED, LATE, UNPLANNED
from orders.admin.stuck import may_look, waiting
from orders.admin.zone import moment
from orders.models import Channel, Membership, Order, Package, StockLocation
from orders.scope import EVERYTHING
from orders.workflow import UNPACKED, PackageStatus
from webhooks.admin.message import visible_messages
from webhooks.models import WebhookEvent

State = WebhookEvent.State

MOST = 1000  # a tile that says "1000+" has said enough

STUCK = "orders_stuck"  # the one door that leads to no list of a model

SIDEBAR = [
    ("Work", [
        ("Stuck and late", "hourglass_bottom", STUCK),
        ("Orders", "shopping_bag", "orders.order"),
        ("Packages", "package_2", "orders.package"),
        ("Invoices", "receipt_long", "orders.invoice"),
        ("Credit notes", "receipt", "orders.creditnote"),
        ("Stock locations", "store", "orders.stocklocation"),
    ]),
    ("Goods", [
        ("Products", "sell", "orders.product"),
        ("Stock", "inventory", "orders.stock"),
        ("Reservations", "shopping_cart", "orders.stockreservation"),
        ("Service areas", "pin_drop", "orders.servicearea"),
        ("Launches", "rocket_launch", "orders.launchcampaign"),
        ("Launch sign-ups", "how_to_reg", "orders.preregistration"),
        ("Restock requests", "notifications", "orders.stocknotification"),
    ]),
    ("Omnitron", [
        ("Channels", "storefront", "orders.channel"),
        ("Pull cursors", "sync", "integrations.pullcursor"),
        ("Quarantine", "report", "integrations.quarantined"),
        ("Reconciliations", "balance", "integrations.reconciliation"),
        ("Long work", "pending_actions", "oms.job"),
        ("Carriers", "local_shipping", "orders.cargocompany"),
    ]),
    ("Partners and webhooks", [
        ("Webhooks", "webhook", "webhooks.webhook"),
        ("Messages", "outbox", "webhooks.webhookevent"),
        ("Replays", "replay", "webhooks.replay"),
        ("Partners", "handshake", "integrations.partner"),
        ("Credentials", "lock", "integrations.credential"),
        ("Tokens", "key", "integrations.accesstoken"),
        ("Refresh tokens", "autorenew", "integrations.refreshtoken"),
    ]),
    ("People", [
        ("Users", "person", "auth.user"),
        ("Groups", "groups", "auth.group"),
        ("Memberships", "badge", "orders.membership"),
        ("Usual waits", "timer", "orders.dwell"),
    ]),
]  # fmt: skip


def sidebar(request):
    """Return the doors that the person may open."""
    first = {
        "title": "First page", "icon": "dashboard", "link": reverse("admin:index"),
    }  # fmt: skip
    groups = [
        {"title": title, "separator": True, "items": _doors(request, items)}
        for title, items in SIDEBAR
    ]
    return [{"items": [first]}, *(group for group in groups if group["items"])]


def environment(request):
    """Name the zone in which this person reads the clock."""
    return [f"Times in {timezone.get_current_timezone_name()}", "info"]


def first_page(request, context):
    """Add to the first page what the person has to look at today."""
    return context | {
        "title": "What waits today",
        "tiles": [tile for tile in _tiles(request) if tile["allowed"]],
        "troubles": _troubles(request),
        "cursors": _pulls(request),
    }


def _doors(request, items):
    return [
        {"title": title, "icon": icon, "link": _list_of(name)}
        for title, icon, name in items
        if _may_view(request, name)
    ]


def _list_of(name):
    if name == STUCK:
        return reverse(f"admin:{STUCK}")
    return reverse(f"admin:{name.replace('.', '_')}_changelist")


def _may_view(request, name):
    if name == STUCK:
        return may_look(request)
    app, model = name.split(".")
    return any(request.user.has_perm(f"{app}.{verb}_{model}") for verb in ("view", "change"))


def _tiles(request):
    to_prepare, packed = _packages(request, UNPACKED), _packages(request, [PackageStatus.PACKED])
    late = to_prepare.filter(created_date__lt=timezone.now() - LATE)
    asked = packed.filter(cancellation_requested_at__isnull=False)
    doubted = _packages(request, [*UNPACKED, PackageStatus.PACKED]).filter(DECISION_NEEDED)
    stuck = visible_messages(request).filter(state__in=[State.REFUSED, State.DEAD])
    held = visible_quarantine(request).filter(resolved_at__isnull=True)
    package = "orders.package"
    return [
        _tile(request, "Packages to prepare", to_prepare, package, "work=prepare", "waiting"),
        _tile(request, "Late: for more than a day", late, package, "work=late", "bad"),
        _tile(request, "Packed, to hand over", packed, package, "work=packed", "waiting"),
        _tile(request, "Stuck and late", waiting(request), STUCK, "", "bad"),
        _tile(request, "Packed, then cancelled", asked, package, "work=cancelled", "bad"),
        _tile(request, "Waiting for a decision", doubted, package, "work=decide", "bad"),
        _tile(request, "Orders without a package", _unplanned(request), "orders.order",
              f"pile={UNPLANNED}", "bad"),
        _tile(request, "Messages not taken", stuck, "webhooks.webhookevent", "state=stuck", "bad"),
        _tile(request, "In quarantine", held, "integrations.quarantined", "open=yes", "bad"),
    ]  # fmt: skip


def _tile(request, title, rows, name, query, tone):
    allowed = _may_view(request, name)
    count = rows.order_by()[: MOST + 1].count() if allowed else 0
    return {
        "allowed": allowed,
        "title": title,
        "count": f"{MOST}+" if count > MOST else count,
        "tone": tone if count else "good",
        "url": f"{_list_of(name)}?{query}".rstrip("?"),
    }


def _troubles(request):
    """Return what is not well now, and since when it is known; only to who runs the house."""
    if not _runs_the_house(request):
        return []
    raised = {alarm.cause: alarm for alarm in Alarm.objects.filter(cleared_at=None)}
    ill = {check.name: check.detail for check in health.judge(timezone.now()) if not check.ok}
    told = {cause: alarm.detail for cause, alarm in raised.items()} | ill
    return [
        {
            "cause": cause,
            "url": _door(cause),
            "detail": detail,
            "since": moment(raised[cause].raised_at) if cause in raised else "just now",
            "now": cause in ill,
        }
        for cause, detail in sorted(told.items())
    ]


def _door(cause):
    """Return the address of the page where a cause can be looked into, if there is one."""
    kind, _, key = cause.partition(":")
    if kind in {"pull", "silence", "unplanned"}:
        channel = Channel.objects.filter(omnitron_id=key).first() if key.isdecimal() else None
        return channel and reverse("admin:orders_channel_change", args=[channel.pk])
    if kind == "compared":
        return _list_of("integrations.reconciliation")
    if kind == "quarantine":
        return f"{_list_of('integrations.quarantined')}?open=yes"
    if cause == "push:stopped":
        return f"{_list_of('webhooks.webhookevent')}?state=stuck"
    return _list_of("webhooks.webhook") if kind == "push" else None


def _runs_the_house(request):
    if request.user.is_superuser:
        return True
    membership = getattr(request.user, "membership", None)
    manager = membership is not None and membership.role == Membership.Role.MANAGER
    return manager and scope_of(request) == EVERYTHING


def _packages(request, states):
    # By location, because that is what the index of packages begins with.
    visible = StockLocation.objects.visible_to(scope_of(request)).values_list("pk", flat=True)
    packages = Package.objects.visible_to(scope_of(request))
    return packages.filter(stock_location__in=list(visible), state__in=states)


def _unplanned(request):
    return dwell.unplanned(Order.objects.visible_to(scope_of(request)))


def _pulls(request):
    if not _may_view(request, "integrations.pullcursor"):
        return []
    channels = Channel.objects.visible_to(scope_of(request)).filter(omnitron_id__isnull=False)
    return [_pull(request, row) for row in channels.select_related("pull_cursor").order_by("name")]


def _pull(request, channel):
    cursor = getattr(channel, "pull_cursor", None)
    ill = troubles(request, channel)
    url = reverse("admin:integrations_pullcursor_change", args=[cursor.pk]) if cursor else ""
    return {
        "channel": channel,
        "state": state(channel, ill),
        "completed": moment(cursor and cursor.completed_at),
        "result": told(cursor.last_result if cursor else {}),
        "troubles": ill,
        "url": url or reverse("admin:orders_channel_change", args=[channel.pk]),
    }
