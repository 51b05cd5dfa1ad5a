"""Taking parts of a job: a lease each, finished once, and whatever is left for the next."""

import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from oms.jobs.models import Job, JobPart

LEASE = timedelta(seconds=60)
RENEW = 15  # seconds of a lease after which it is made longer
PAUSE = timedelta(seconds=30)  # before a part that failed is taken again, doubled each time
LONGEST_PAUSE = timedelta(minutes=30)


class LostLease(Exception):
    """We were away for longer than our lease: the part is somebody else's now."""


@dataclass
class Lease:
    """One worker's hold on a part; whoever has lost it can write nothing there."""

    part: JobPart
    token: uuid.UUID
    began: datetime
    started: float
    renewed: float

    def now(self) -> datetime:
        """Return the moment at which the part was taken, moved on by the time since."""
        return self.began + timedelta(seconds=time.monotonic() - self.started)

    def keep(self) -> None:
        """Make the lease longer when it is time for that; LostLease when it is not ours."""
        if time.monotonic() - self.renewed >= RENEW:
            self._write(leased_until=self.now() + LEASE)
            self.renewed = time.monotonic()

    @transaction.atomic
    def finish(self, *, result: dict, rest: Sequence[dict] = ()) -> None:
        """End the part for good; `rest` is what it leaves to others, and the last ends the job."""
        job = Job.objects.select_for_update().get(pk=self.part.job_id)
        self._write(
            finished_at=self.now(), result=result, error="", lease_token=None, leased_until=None
        )
        _add(job, rest, at=self.began)
        if not unfinished(job).exists():
            job.finished_at = self.now()
            job.save(update_fields=["finished_at"])

    def fail(self, error: str, *, retry_after: int | None = None) -> None:
        """Leave the part to be done again from its beginning, after a pause."""
        usual = min(PAUSE * 2 ** min(self.part.attempts - 1, 10), LONGEST_PAUSE)
        pause = max(timedelta(seconds=retry_after or 0), usual)
        self._write(
            error=error[:512],
            next_attempt_at=self.now() + pause,
            lease_token=None,
            leased_until=None,
        )

    def _write(self, **columns):
        mine = JobPart.objects.filter(pk=self.part.pk, lease_token=self.token)
        if not mine.update(**columns):
            raise LostLease(f"Somebody else works at part {self.part.number} now.")


@dataclass(frozen=True)
class Progress:
    """How far a job is: parts, and the sums of what their results count."""

    done: int
    parts: int
    counts: dict[str, int]


def begin(
    kind: str,
    subject: str,
    *,
    title: str,
    by: str,
    at: datetime,
    places: Sequence[dict],
    data: dict,
) -> Job:
    """Write down a new job with its parts, or return the open one of this kind and subject."""
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, subject=subject, title=title, by=by, started_at=at, data=data
            )
            _add(job, places, at=at)
    except IntegrityError:
        return open_jobs(kind).get(subject=subject)
    return job


def open_jobs(kind: str) -> QuerySet[Job]:
    """Return the jobs of a kind that are not finished, those that were stopped too."""
    return Job.objects.filter(kind=kind, finished_at=None)


def unfinished(job: Job) -> QuerySet[JobPart]:
    """Return the parts of a job that are still to be done."""
    return JobPart.objects.filter(job=job, finished_at=None)


def due(job: Job, *, now: datetime) -> QuerySet[JobPart]:
    """Return the parts that may be taken now; a lease longer than any that we give is of no one."""
    free = Q(leased_until=None) | Q(leased_until__lte=now) | Q(leased_until__gt=now + 2 * LEASE)
    waits = Q(next_attempt_at__lte=now) | Q(next_attempt_at__gt=now + 2 * LONGEST_PAUSE)
    # On the row itself, not by a join: an UPDATE that has waited for its row looks at it again.
    runs = Job.objects.filter(pk=OuterRef("job_id"), stopped_at=None)
    return unfinished(job).filter(free, waits, Exists(runs))


def claim(job: Job, *, now: datetime) -> Lease | None:
    """Take the first part that is due: of any number of workers one UPDATE finds it free."""
    for pk in due(job, now=now).order_by("number").values_list("pk", flat=True)[:20]:
        token = uuid.uuid4()
        part = JobPart.objects.select_related("job").get(pk=pk)
        taken = (
            due(job, now=now)
            .filter(pk=pk)
            .update(lease_token=token, leased_until=now + LEASE, attempts=part.attempts + 1)
        )
        if taken:
            part.refresh_from_db()
            return Lease(part, token, now, time.monotonic(), time.monotonic())
    return None


def stop(job_id: int, *, by: str, at: datetime) -> bool:
    """Let nobody take another part; what is being done ends with its part. Tell whether we did."""
    running = Job.objects.filter(pk=job_id, finished_at=None, stopped_at=None)
    return bool(running.update(stopped_at=at, stopped_by=by))


def go_on(job_id: int) -> bool:
    """Let the parts be taken again, and tell whether that was needed."""
    stopped = Job.objects.filter(pk=job_id, finished_at=None, stopped_at__isnull=False)
    return bool(stopped.update(stopped_at=None, stopped_by=""))


def progress(job: Job) -> Progress:
    """Return how far a job is."""
    counts: Counter[str] = Counter()
    for result in job.parts.exclude(finished_at=None).values_list("result", flat=True):
        counts.update({name: n for name, n in result.items() if isinstance(n, int)})
    found = job.parts.aggregate(parts=Count("pk"), done=Count("finished_at"))
    return Progress(found["done"], found["parts"], dict(counts))


def _add(job: Job, places: Sequence[dict], *, at: datetime) -> None:
    last = job.parts.aggregate(last=Max("number"))["last"] or 0
    JobPart.objects.bulk_create(
        JobPart(job=job, number=n, place=place, next_attempt_at=at)
        for n, place in enumerate(places, start=last + 1)
    )
