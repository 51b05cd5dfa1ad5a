"""The Celery app and its beat table; each entry only rings, the rows know what is due."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oms.settings")

app = Celery("oms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "relay": {"task": "orders.tasks.relay", "schedule": 5, "options": {"expires": 60}},
    "deliver": {"task": "webhooks.tasks.deliver_due", "schedule": 5, "options": {"expires": 60}},
    "replay": {"task": "webhooks.tasks.replay", "schedule": 30, "options": {"expires": 60}},
    "delinquency": {
        "task": "webhooks.tasks.switch_off_delinquent",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "forget": {"task": "webhooks.tasks.forget", "schedule": 86400, "options": {"expires": 3600}},
    "heartbeat": {"task": "oms.tasks.heartbeat", "schedule": 30, "options": {"expires": 60}},
    "watch": {"task": "oms.tasks.watch", "schedule": 60, "options": {"expires": 120}},
    "pull": {"task": "integrations.tasks.pull_due", "schedule": 60, "options": {"expires": 300}},
    "hooks": {"task": "integrations.tasks.handle_inbound", "schedule": 30},
    "reconcile": {"task": "integrations.tasks.reconcile_due", "schedule": 3600},
}
