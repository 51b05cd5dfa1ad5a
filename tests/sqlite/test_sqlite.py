"""On SQLite writers queue up instead of failing, and the same rules hold."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 20_000)]
)
def test_every_connection_is_set_up(pragma, value):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)


@pytest.mark.django_db(transaction=True)
def test_two_that_read_before_they_write_wait_for_each_other():
    """Under a deferred transaction both would have read, and one would be refused its write."""
    counter = Group.objects.create(name="0")
    refused = []

    def count():
        try:
            for _ in range(50):
                with transaction.atomic():
                    read = Group.objects.get(pk=counter.pk)
                    Group.objects.filter(pk=counter.pk).update(name=int(read.name) + 1)
        except BaseException as error:
            refused.append(error)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert refused == []
    assert Group.objects.get(pk=counter.pk).name == "200"


@pytest.mark.django_db
def test_a_constraint_refuses_what_it_refuses_elsewhere():
    Group.objects.create(name="packers")

    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.create(name="packers")

    assert Group.objects.count() == 1
