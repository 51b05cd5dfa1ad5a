"""Short and long work have a queue each, and a worker takes the short one unless told."""

import pytest
from celery.beat import Scheduler
from django.conf import settings
from redis import Redis

from integrations import tasks as integrations_tasks
from oms import slots
from oms.celery import app
from orders import tasks as orders_tasks


@pytest.fixture
def broker():
    redis = Redis.from_url(settings.REDIS_URL)
    yield redis
    redis.delete("push", "pull")


def lengths(redis):
    return {name: redis.llen(name) for name in ("push", "pull")}


def test_each_message_goes_into_one_queue_also_after_the_broker_came_back_empty(broker):
    broker.flushdb()
    orders_tasks.relay.delay()
    integrations_tasks.pull_due.delay()
    assert lengths(broker) == {"push": 1, "pull": 1}

    broker.flushdb()
    orders_tasks.relay.delay()
    integrations_tasks.pull_due.delay()

    assert lengths(broker) == {"push": 1, "pull": 1}
    assert broker.keys("_kombu.binding.p*") == []


def test_a_worker_that_is_told_nothing_takes_pushes_alone():
    integrations_tasks.pull_due.delay()

    assert list(app.amqp.queues.consume_from) == ["push"]


def test_the_beat_asks_each_queue_for_a_sign_of_life(broker):
    broker.flushdb()
    scheduler = Scheduler(app=app)
    scheduler.setup_schedule()
    for name in ("heartbeat", "heartbeat-pull"):
        scheduler.apply_async(scheduler.schedule[name], advance=False)

    assert lengths(broker) == {"push": 1, "pull": 1}


def test_the_beat_keeps_no_file():
    assert app.conf.beat_scheduler == "celery.beat:Scheduler"


def test_a_worker_must_have_more_slots_than_one_address_may_take(settings):
    settings.PUSHES_AT_ONCE = 4

    assert "Give it 5 slots or more" in slots.too_few(4)
    assert slots.too_few(5) == ""
