"""The Celery app and its beat table; each entry only rings, the rows know what is due."""

import os

from celery import Celery, Task
from celery.schedules import crontab
from kombu import Exchange, Queue

from oms.slots import Slots
from oms.statement_limits import long_work

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oms.settings")

# Straight into the queue of that name: a broker that came back empty has no binding to miss.
PUSH, PULL = (Queue(name, Exchange(""), routing_key=name) for name in ("push", "pull"))
QUARTERS = crontab(minute="*/15")  # for what is due now and then: a restarted beat counts anew


class Job(Task):
    """A task, whose statements may take longer than what anybody waits for."""

    def __call__(self, *args, **kwargs):
        with long_work():
            return super().__call__(*args, **kwargs)


app = Celery("oms", task_cls=Job)
app.steps["worker"].add(Slots)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.update(
    timezone="UTC",
    task_ignore_result=True,
    task_publish_retry=False,
    task_soft_time_limit=60,
    task_time_limit=90,
    task_default_queue=PUSH.name,
    task_default_exchange="",
    task_queues=[PUSH],  # what a worker takes without -Q: long work has a worker of its own
    task_routes={"integrations.tasks.*": {"queue": PULL}},
    worker_prefetch_multiplier=1,
    worker_lost_wait=0.5,  # nobody waits for a result, so a killed child's slot is free again
    worker_max_tasks_per_child=1000,
    worker_hijack_root_logger=False,
    beat_scheduler="celery.beat:Scheduler",  # it remembers nothing, so it needs no file
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # a worker waits for its broker as long as it takes
    broker_transport_options={
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "health_check_interval": 25,
        "max_retries": 0,  # one try: who rings must not wait for a broker that is deaf
    },
)
app.conf.beat_schedule = {
    "relay": {"task": "orders.tasks.relay", "schedule": 5, "options": {"expires": 60}},
    "expire": {"task": "orders.tasks.expire_blocks", "schedule": 30, "options": {"expires": 60}},
    "notices": {"task": "orders.tasks.tell_waiting", "schedule": 30, "options": {"expires": 60}},
    "deliver": {"task": "webhooks.tasks.deliver_due", "schedule": 5, "options": {"expires": 60}},
    "aside": {"task": "webhooks.tasks.set_aside", "schedule": 30, "options": {"expires": 30}},
    "replay": {"task": "webhooks.tasks.replay", "schedule": 30, "options": {"expires": 60}},
    "delinquency": {
        "task": "webhooks.tasks.switch_off_delinquent",
        "schedule": QUARTERS,
        "options": {"expires": 900},
    },
    "forget": {"task": "webhooks.tasks.forget", "schedule": QUARTERS, "options": {"expires": 900}},
    "forget-more": {
        "task": "integrations.tasks.forget",
        "schedule": QUARTERS,
        "options": {"expires": 900},
    },
    "heartbeat": {"task": "oms.tasks.heartbeat", "schedule": 30, "options": {"expires": 60}},
    "heartbeat-pull": {
        "task": "oms.tasks.heartbeat",
        "args": ["pull"],
        "schedule": 30,
        "options": {"expires": 60, "queue": PULL},
    },
    "watch": {"task": "oms.tasks.watch", "schedule": 60, "options": {"expires": 120}},
    "pull": {"task": "integrations.tasks.pull_due", "schedule": 60, "options": {"expires": 300}},
    "backfill": {
        "task": "integrations.tasks.fill_back_due",
        "schedule": 30,
        "options": {"expires": 60},
    },
    "hooks": {
        "task": "integrations.tasks.handle_inbound",
        "schedule": 30,
        "options": {"expires": 60},
    },
    "reconcile": {
        "task": "integrations.tasks.reconcile_due",
        "schedule": QUARTERS,
        "options": {"expires": 900},
    },
}
