"""How a channel fares, in sentences: on its own page, on its cursor's and on the first page."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from integrations import checks
from orders.admin.base import scope_of
from orders.admin.filters import UNPLANNED
from orders.admin.words import badge
from orders.checks import unplanned_of
from orders.models import IntakeNote

NOTED_DAYS = 7
MOST_NOTED = 10_000

WORDS = {
    "elsewhere": "of other channels",
    "ahead": "stamped in the future",
    "filter_ignored": "date filter ignored",
}


def faring(request, channel) -> list:
    """
    Return what each check of the channel says, what is not well first.

    Staff of single stores are told of the pulls alone: the rest speaks of the orders of others.
    """
    now = timezone.now()
    found = checks.describe(channel, now)
    if scope_of(request).locations is not None:
        found = [check for check in found if check.name.startswith("pull")]
    else:
        found.append(unplanned_of(channel, now))
    return sorted(found, key=lambda check: check.ok)


def troubles(request, channel) -> list[str]:
    """Return the sentences of what is not well; an error that is young stands there too."""
    ill = [check.detail for check in faring(request, channel) if not check.ok]
    error = _cursor(channel) and _cursor(channel).last_error
    return [*ill, error] if error and not any(error in said for said in ill) else ill


def state(channel, ill) -> str:
    """Return the badge of a channel with these troubles."""
    if not channel.is_active:
        return badge("switched off", "quiet")
    return badge("trouble", "bad") if ill else badge("well", "good")


def card(request, channel) -> list[tuple[str, str]]:
    """Return (badge, sentence) for each check."""
    words = {True: badge("well", "good"), False: badge("trouble", "bad")}
    rows = [(words[check.ok], check.detail) for check in faring(request, channel)]
    if scope_of(request).locations is None and (count := noted(channel, timezone.now())):
        said = (
            f"{count} orders of the last {NOTED_DAYS} days were taken with notes:"
            " something of them was cut, left out or read generously."
        )
        rows.append((badge("notes", "info"), said))
    return rows


def noted(channel, now) -> int:
    """Return how many orders of the last days were not taken to the letter, as far as we count."""
    since = now - timedelta(days=NOTED_DAYS)
    recent = IntakeNote.objects.filter(
        channel=channel, order__isnull=False, created_date__gte=since
    )
    return recent.order_by().values("order").distinct()[:MOST_NOTED].count()


def doors(request, channel, *, but: str = "") -> str:
    """Return links to what belongs to the channel, as far as the person may open it."""
    cursor = _cursor(channel)
    pull = cursor and reverse("admin:integrations_pullcursor_change", args=[cursor.pk])
    known = [
        ("Pull", "integrations.view_pullcursor", pull),
        ("Orders", "orders.view_order", _list("orders_order", channel)),
        ("With notes", "orders.view_order", _list("orders_order", channel, notes="yes")),
        ("Without a package", "orders.view_order", _list("orders_order", channel, pile=UNPLANNED)),
        ("Quarantine", "integrations.view_quarantined",
         _list("integrations_quarantined", channel, open="yes")),
        ("Reconciliations", "integrations.view_reconciliation",
         _list("integrations_reconciliation", channel)),
        ("Dry run", "orders.pull_order", reverse("admin:integrations_pull_preview")),
    ]  # fmt: skip
    open_doors = [door for door in known if door[2] and request.user.has_perm(door[1])]
    links = [(url, title) for title, _right, url in open_doors if title != but]
    return format_html_join(" · ", '<a class="oms-link" href="{}">{}</a>', links)


def link(channel) -> str:
    """Return a link to the channel's own page."""
    url = reverse("admin:orders_channel_change", args=[channel.pk])
    return format_html('<a class="oms-link" href="{}">{}</a>', url, channel)


def told(result) -> str:
    """Say in words what the last rows of a pull were."""
    said = [f"{WORDS.get(name, name)} {value}" for name, value in result.items()]
    return " · ".join(word.removesuffix(" True") for word in said) or "–"


def _cursor(channel):
    return getattr(channel, "pull_cursor", None)


def _list(name, channel, **more):
    chosen = "&".join(f"{key}={value}" for key, value in {"channel": channel.pk, **more}.items())
    return f"{reverse(f'admin:{name}_changelist')}?{chosen}"
