"""Long work: how far it is, what came of each part, and stopping it."""

from django.contrib import admin, messages
from django.db.models import Count
from django.utils import timezone
from unfold.decorators import display

from integrations.admin.preview import channels_of_all_stores
from oms.jobs import work
from oms.jobs.models import Job
from orders.admin.base import ReadOnly, Screen, scope_of
from orders.admin.shown import Acts, Shown, act
from orders.admin.words import badge, who
from orders.admin.zone import moment

MAY_STOP = "oms.stop_job"
SHOWN = 200  # parts on a page: those that fail first, then the latest
HEAD = ["Part", "What", "State", "Result", "Trouble"]


@admin.register(Job)
class JobAdmin(Acts, Shown, ReadOnly, Screen):
    list_display = ["title", "status", "progress", "started", "wanted_by"]
    sortable_by = []
    ordering = ["-pk"]

    def get_queryset(self, request):
        """Return the work on channels that the person sees whole."""
        mine = channels_of_all_stores(scope_of(request)).values_list("pk", flat=True)
        jobs = Job.objects.filter(subject__in=[f"channel:{pk}" for pk in mine])
        return jobs.annotate(all=Count("parts"), done=Count("parts__finished_at"))

    @display(description="state")
    def status(self, job):
        return _badge(job)

    @display(description="progress")
    def progress(self, job):
        return f"{job.done} of {job.all} parts"

    @display(description="started")
    def started(self, job):
        return moment(job.started_at)

    @display(description="by")
    def wanted_by(self, job):
        return who(job.by)

    @act("Stop", permission=MAY_STOP)
    def stop(self, request, job, said):
        by = f"staff:{request.user.get_username()}"
        if work.stop(job.pk, by=by, at=timezone.now()):
            messages.success(request, f"{job} is stopped; what is being read now ends first.")
        else:
            messages.warning(request, f"{job} does not run.")

    @act("Go on", permission=MAY_STOP)
    def go_on(self, request, job, said):
        if work.go_on(job.pk):
            messages.success(request, f"{job} goes on within half a minute.")
        else:
            messages.warning(request, f"{job} is not stopped.")

    def story(self, request, shown):
        far = work.progress(shown)
        rows = [
            ("Progress", f"{far.done} of {far.parts} parts"),
            ("So far", _counted(far.counts)),
            ("Started", moment(shown.started_at)),
            ("Finished", moment(shown.finished_at)),
            ("Stopped", moment(shown.stopped_at)),
            ("By", who(shown.by)),
        ]
        return {
            "badge": _badge(shown),
            "acts": self.acts(request, shown) if shown.finished_at is None else [],
            "facts": [(name, value) for name, value in rows if value not in ("", "–")],
            "tables": [_parts(shown)],
        }


def _badge(job):
    if job.finished_at:
        return badge("finished", "good")
    return badge("stopped", "bad") if job.stopped_at else badge("under way", "waiting")


def _parts(job):
    latest = job.parts.order_by("-attempts", "-number")[:SHOWN]
    rows = [(p.number, _place(p.place), _state(p), _counted(p.result), p.error) for p in latest]
    return {"title": "Parts", "head": HEAD, "rows": rows}


def _place(place):
    if "since" in place:
        return f"changed from {place['since']} to {place['until'] or 'now'}"
    return f"pages {place['page']} to {place['last'] or 'the end'}"


def _state(part):
    if part.finished_at:
        return "finished"
    if part.leased_until and part.leased_until > timezone.now():
        return "being read"
    return f"waits; tried {part.attempts} times" if part.attempts else "waits"


def _counted(counts):
    return " · ".join(f"{name} {n}" for name, n in counts.items() if isinstance(n, int)) or "–"
