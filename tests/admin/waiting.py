"""What waits for too long, for tests: rows made older, and what the page tells of them."""

from datetime import timedelta

from django.utils import timezone

from orders.models import StateTransitionLog
from tests import factories

STUCK = "/admin/orders/dwell/stuck/"
HOUR = timedelta(hours=1)


def aged(row, hours):
    """Let a row, and its last move, be this old."""
    at = timezone.now() - hours * HOUR
    type(row).objects.filter(pk=row.pk).update(created_date=at)
    kind = row._meta.model_name
    moves = StateTransitionLog.objects.filter(content_type__model=kind, object_id=row.pk)
    moves.update(created_date=at)
    return row


def waits(client):
    return client.get(STUCK).context["waits"]


def shown(client):
    return [wait.row for wait in waits(client)]


def sentences(client):
    return [cause.sentence for wait in waits(client) for cause in wait.causes]


def unplanned():
    """An approved order that no location takes."""
    order = factories.order(channel=lonely_channel())
    assert not order.packages.exists()
    return order


def lonely_channel():
    shop = factories.channel()
    shop.default_location = None
    shop.save()
    return shop


def waiting_package(hours, **facts):
    return aged(factories.package(**facts), hours)
