"""Long work in parts: each taken by one, done once, and the job ends with the last."""

from datetime import timedelta

import pytest

from oms.jobs import work
from oms.jobs.models import Job, JobPart
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return begin([{"n": 1}, {"n": 2}])


def begin(places, subject="shelf:1"):
    return work.begin("count", subject, title="Count", by="test", at=NOON, places=places, data={})


def test_of_one_kind_and_subject_only_one_is_open(job):
    assert begin([{"n": 9}]) == job
    assert JobPart.objects.count() == 2
    assert begin([{"n": 9}], subject="shelf:2") != job


def test_each_part_is_taken_by_one_and_the_last_ends_the_job(job):
    first, second = work.claim(job, now=NOON), work.claim(job, now=NOON)
    assert (first.part.place, second.part.place) == ({"n": 1}, {"n": 2})
    assert work.claim(job, now=NOON) is None

    first.finish(result={"counted": 3})
    job.refresh_from_db()
    assert job.finished_at is None

    second.finish(result={"counted": 4, "note": "x"})
    job.refresh_from_db()
    assert job.finished_at is not None
    assert work.progress(job) == work.Progress(2, 2, {"counted": 7})


def test_what_a_part_leaves_is_a_part_of_the_same_job(job):
    work.claim(job, now=NOON).finish(result={}, rest=[{"n": 3}])
    work.claim(job, now=NOON).finish(result={})

    lease = work.claim(job, now=NOON)

    assert (lease.part.number, lease.part.place) == (3, {"n": 3})
    assert Job.objects.get().finished_at is None


def test_a_lease_that_ran_out_is_somebody_elses_and_writes_nothing(job):
    slow = work.claim(job, now=NOON)
    quick = work.claim(job, now=NOON + 2 * work.LEASE)
    assert quick.part.pk == slow.part.pk

    for word in (lambda: slow.finish(result={"counted": 1}), lambda: slow.fail("x")):
        with pytest.raises(work.LostLease):
            word()

    quick.finish(result={"counted": 2})
    assert JobPart.objects.get(pk=quick.part.pk).result == {"counted": 2}


def test_a_part_that_fails_waits_longer_each_time_and_is_never_given_up(job):
    JobPart.objects.filter(number=2).delete()
    now, pauses = NOON, []
    for _ in range(12):
        lease = work.claim(job, now=now)
        lease.fail("It rained.")
        part = JobPart.objects.get()
        pauses.append(round((part.next_attempt_at - now).total_seconds()))
        assert work.claim(job, now=part.next_attempt_at - timedelta(seconds=1)) is None
        now = part.next_attempt_at

    assert pauses[:7] == [30, 60, 120, 240, 480, 960, 1800]
    assert (pauses[-1], part.error) == (1800, "It rained.")


def test_a_remote_that_says_when_is_obeyed(job):
    work.claim(job, now=NOON).fail("Later.", retry_after=4000)

    assert JobPart.objects.get(number=1).next_attempt_at >= NOON + timedelta(seconds=4000)


def test_a_stopped_job_gives_nobody_a_part_until_it_goes_on(job):
    assert work.stop(job.pk, by="staff:ada", at=NOON) is True
    assert work.claim(job, now=NOON) is None

    assert work.go_on(job.pk) is True
    assert work.claim(job, now=NOON) is not None
    assert work.go_on(job.pk) is False
