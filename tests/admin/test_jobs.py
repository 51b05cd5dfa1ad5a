"""The page of long work: how far it is, and the buttons that stop it."""

import pytest
from django.urls import reverse

from oms.jobs import work
from oms.jobs.models import Job
from tests import factories
from tests.admin.conftest import person
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    channel = factories.channel()
    return work.begin(
        "backfill", f"channel:{channel.pk}", title="Earlier orders of Shop", by="omnitron", at=NOON,
        places=[{"page": 1, "last": 20}, {"page": 21, "last": None}], data={"by_key": True},
    )  # fmt: skip


def press(client, job, name):
    return client.post(reverse(f"admin:oms_job_{name}", args=[job.pk]), follow=True)


def test_the_list_and_the_page_tell_how_far_it_is(admin_client, job):
    work.claim(job, now=NOON).finish(result={"new": 2000, "newest": "2026-01-01T00:00:00+00:00"})

    shown = admin_client.get(reverse("admin:oms_job_changelist")).content.decode()
    page = admin_client.get(reverse("admin:oms_job_change", args=[job.pk])).content.decode()

    assert "1 of 2 parts" in shown
    assert "new 2000" in page
    assert "pages 21 to the end" in page


def test_it_is_stopped_and_goes_on_by_a_button(admin_client, job):
    press(admin_client, job, "stop")
    job.refresh_from_db()
    assert (job.stopped_at is not None, job.stopped_by) == (True, "staff:admin")

    press(admin_client, job, "go-on")
    job.refresh_from_db()
    assert (job.stopped_at, job.stopped_by) == (None, "")


def test_who_may_look_but_not_stop_has_no_button_and_is_refused(job):
    clerk = person("clerk", permissions=["oms.view_job"], every_channel=True, every_location=True)
    page = clerk.get(reverse("admin:oms_job_change", args=[job.pk]))
    answer = clerk.post(reverse("admin:oms_job_stop", args=[job.pk]))

    assert (page.status_code, b"/stop/" in page.content, answer.status_code) == (200, False, 403)
    assert Job.objects.get().stopped_at is None


def test_staff_of_one_store_see_no_job_of_a_channel(job):
    clerk = person("clerk", permissions=["oms.view_job"], every_channel=True)

    assert "Earlier orders" not in clerk.get(reverse("admin:oms_job_changelist")).content.decode()
