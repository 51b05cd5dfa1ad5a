"""A row of each model that has a list, made by name."""

from django.contrib.auth.models import Group, User
from django.db import transaction

from integrations.models import (
    AccessToken,
    Credential,
    Partner,
    PullCursor,
    Quarantined,
    ReconciledDay,
    Reconciliation,
    RefreshToken,
)
from oms.jobs import work
from oms.jobs.models import Job
from orders.commands import interest
from orders.commands.credit_notes import withdraw
from orders.commands.locking import lock_for_package
from orders.models import (
    CargoCompany,
    Channel,
    CreditNote,
    DenialReason,
    Dwell,
    Invoice,
    LaunchCampaign,
    Membership,
    Order,
    Package,
    PreRegistration,
    Product,
    ServiceArea,
    Stock,
    StockLocation,
    StockNotification,
    StockReservation,
)
from orders.workflow import PackageStatus
from tests import factories
from tests.orders.stock import shelves
from webhooks.models import Replay, Webhook, WebhookEvent


def partner(name):
    return Partner.objects.create(name=name, dialect="akinon", user=user(name))


def user(name):
    return User.objects.create_user(f"user-{name}")


def job(name):
    return work.begin(
        "backfill", f"channel:{factories.channel().pk}", title=name, by="omnitron",
        at=factories.NOON, places=[{"page": 1, "last": None}], data={},
    )  # fmt: skip


def webhook(name):
    url = f"https://{name}.example.com/"
    return Webhook.objects.create(owner=user(name), target_url=url, event_type="order.created")


def message(name):
    order, at = factories.order(), factories.NOON
    return WebhookEvent.objects.create(
        webhook=webhook(name), order=order, event_type="order.created", object_id="1",
        url="https://a.example.com/", body=b"{}", lane=name, created_date=at, modified_date=at,
    )  # fmt: skip


def quarantined(name):
    at = factories.NOON
    return Quarantined.objects.create(
        channel=factories.channel(), number=name, digest=name, raw="{}", reason="?",
        created_date=at, modified_date=at,
    )  # fmt: skip


def token(name):
    at = factories.NOON
    return AccessToken.objects.create(
        partner=partner(name), prefix=name, digest=name, created_date=at, expires_at=at
    )


def refresh_token(name):
    at = factories.NOON
    return RefreshToken.objects.create(
        partner=partner(name), digest=name, created_date=at, expires_at=at
    )


def credential(name):
    return Credential.objects.create(
        partner=partner(name), kind="key", prefix=name, digest=name, created_date=factories.NOON
    )


def membership(name):
    row = Membership.objects.create(user=user(name))
    row.channels.add(factories.channel())
    row.locations.add(factories.location())
    return row


def replay(name):
    at = factories.NOON
    return Replay.objects.create(
        filter={}, by="staff:boss", reason=name, created_date=at, modified_date=at
    )


def reconciliation(name):
    at = factories.NOON
    run = Reconciliation.objects.create(
        channel=factories.channel(), since=at, by="staff:boss", started_at=at
    )
    for day in (at.date(), factories.NOON.date().replace(day=20)):
        ReconciledDay.objects.create(
            reconciliation=run, day=day, remote=9, ours=8, differing=1, repaired=1,
            orders=[[name, "missing", "new"]],
        )  # fmt: skip
    return run


def credit_note(name):
    package = factories.package(state=PackageStatus.SHIPPED)
    with transaction.atomic():
        dossier = lock_for_package(package.pk)
        return withdraw(dossier, dossier.package(package.pk), by="test", at=factories.NOON)


ROWS = {
    Order: lambda name: factories.order(),
    Package: lambda name: factories.package(state=PackageStatus.SHIPPED),
    Invoice: lambda name: factories.package(state=PackageStatus.PACKED).invoice,
    CreditNote: credit_note,
    StockLocation: lambda name: factories.location(),
    Channel: lambda name: factories.channel(),
    CargoCompany: lambda name: factories.cargo_company(),
    DenialReason: lambda name: DenialReason.objects.create(title=name),
    Membership: membership,
    User: membership,
    Group: lambda name: Group.objects.create(name=name),
    Webhook: webhook,
    WebhookEvent: message,
    Partner: partner,
    AccessToken: token,
    RefreshToken: refresh_token,
    Credential: credential,
    PullCursor: lambda name: PullCursor.objects.create(channel=factories.channel()),
    Quarantined: quarantined,
    Dwell: lambda name: Dwell.objects.create(
        channel=factories.channel(), kind="package", state=100, hours=1
    ),
    Replay: replay,
    Reconciliation: reconciliation,
    Job: job,
    Product: lambda name: shelves.product(),
    Stock: lambda name: shelves.shelf(1),
    StockReservation: lambda name: shelves.block(
        (shelves.shelf(1), 1), channel=factories.channel(), reference=name
    ),
    ServiceArea: lambda name: shelves.shelf(1).location.service_areas.get(),
    LaunchCampaign: shelves.campaign,
    PreRegistration: lambda name: interest.pre_register(
        channel_id=factories.channel().pk, mobile="+919820012345", name="Asha", pincode="400059",
        code=shelves.campaign(name).code,
    ),
    StockNotification: lambda name: interest.notify(
        channel_id=factories.channel().pk, product_id=shelves.product().pk, email="a@example.com"
    ),
}  # fmt: skip
