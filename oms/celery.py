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
    "pull": {"task": "integrations.tasks.pull_due", "schedule": 60, "options": {"expires": 300}},
}
