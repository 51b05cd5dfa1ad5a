"""Orders whose packages move from one location to another, also while somebody asks."""

import threading

from django.db import connection, transaction

from orders.commands import orders, packages
from orders.commands.locking import lock
from orders.models import Order, Package
from tests.factories import NOON


def replanned(package, *, to):
    """Cancel a package that only one location takes, and plan its units elsewhere; return that."""
    packages.cancel(package.pk, reason="No stock", by="test", at=NOON)
    orders.plan(package.order_id, location=to.pk, by="test", at=NOON)
    return Package.objects.filter(order=package.order_id).latest("sequence")


def moved(package, **columns):
    """Write these columns of a package under its order's lock."""
    Order.objects.select_for_update().get(pk=package.order_id)
    Package.objects.filter(pk=package.pk).update(**columns)


def split(order, *units, to):
    """Lay units of a planned order into a package elsewhere, as planning would; return that."""
    keys = {unit.pk for unit in units}
    with transaction.atomic():
        dossier = lock(order.pk)
        gone = [content for content in dossier.live() if content.order_item_id in keys]
        for content in gone:
            dossier.contents.remove(content)
            content.delete()
        moved = dossier.open_package(to, [content.order_item for content in gone], NOON)
        dossier.record(("package.planned", moved), by="test", at=NOON)
    return moved


def asked_meanwhile(ask, change):
    """
    Ask, in a thread that sees everything as it is, while `change` waits to be committed.

    The change holds the order's lock, and is done before that is let go.
    """
    answers = []

    def run():
        try:
            answers.append(ask())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        change()
        thread.start()
        _until_somebody_waits()
    thread.join()
    return answers[0]


def _until_somebody_waits():
    for _try in range(2000):
        with connection.cursor() as cursor:
            # Of this database alone: other workers' tests wait for locks of theirs. What was seen
            # once in a transaction stands still in it until it is cleared.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.01)
    raise AssertionError("Nobody waited for the order.")
