"""Comparisons with the hub: what each day was like, and comparing now."""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from integrations import tasks
from integrations.admin.preview import MAY_PULL, channels_of_all_stores
from integrations.models import Reconciliation
from oms import doorbell
from orders.admin.base import ReadOnly, Screen, scope_of
from orders.admin.filters import OfChannel
from orders.admin.shown import Shown
from orders.admin.words import badge, who
from orders.admin.zone import moment
from orders.models import Channel

LONGEST = 90  # days
LONGEST_RUN = timedelta(seconds=tasks.COMPARED_IN)
DAYS = ["Day", "At Omnitron", "Here", "Differed", "Repaired"]
HOW = {
    "missing": "was not here",
    "other": "was older here",
    "unlisted": "is here, and Omnitron's list did not name it",
}
CAME = {
    "new": "taken in",
    "changed": "brought up to date",
    "unchanged": "had the same content; its stamp was brought up to date",
    "refused": "kept out by the settings",
    "quarantined": "went into quarantine",
    "gone": "Omnitron does not know it any more: look at it by hand",
}


def visible_reconciliations(request):
    """Return the runs of the person's channels; which stores they are about, they do not say."""
    scope, runs = scope_of(request), Reconciliation.objects.all()
    if scope.locations is not None:
        return runs.none()
    return runs if scope.channels is None else runs.filter(channel__in=scope.channels)


class DaysForm(forms.Form):
    """Which channel to compare, and how far back."""

    channel = forms.ModelChoiceField(Channel.objects.none(), widget=UnfoldAdminSelectWidget)
    days = forms.IntegerField(
        min_value=1, max_value=LONGEST, widget=UnfoldAdminIntegerFieldWidget
    )  # fmt: skip

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = channels_of_all_stores(scope)
        self.initial |= {
            "channel": channels_of_all_stores(scope).first(),
            "days": settings.RECONCILE_DAYS,
        }


@admin.register(Reconciliation)
class ReconciliationAdmin(Shown, ReadOnly, Screen):
    list_display = [
        "channel", "started", "status", "remote", "ours", "differing", "repaired", "wanted_by",
    ]  # fmt: skip
    list_filter = [OfChannel]
    list_select_related = ["channel"]
    sortable_by = []
    ordering = ["-pk"]
    change_list_template = "admin/reconciliations.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.now_view)
        return [path("now/", view, name="integrations_reconcile"), *super().get_urls()]

    def get_queryset(self, request):
        names = ("remote", "ours", "differing", "repaired")
        sums = {f"all_{name}": Sum(f"days__{name}", default=0) for name in names}
        return visible_reconciliations(request).annotate(**sums)

    @display(description="started")
    def started(self, run):
        return moment(run.started_at)

    @display(description="state")
    def status(self, run):
        return _badge(run)

    @display(description="at Omnitron")
    def remote(self, run):
        return run.all_remote

    @display(description="here")
    def ours(self, run):
        return run.all_ours

    @display(description="differed")
    def differing(self, run):
        return run.all_differing

    @display(description="repaired")
    def repaired(self, run):
        return run.all_repaired

    @display(description="by")
    def wanted_by(self, run):
        return who(run.by)

    def now_view(self, request):
        if not request.user.has_perm(MAY_PULL):
            raise PermissionDenied
        form = DaysForm(request.POST or None, scope=scope_of(request))
        if form.is_valid():
            _ask(request, **form.cleaned_data)
            return HttpResponseRedirect(reverse("admin:integrations_reconciliation_changelist"))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "Reconcile now",
            "form": form,
            "submit": "Compare and repair",
        }
        return TemplateResponse(request, "admin/form_page.html", context)

    def story(self, request, shown):
        days = list(shown.days.order_by("-day"))
        rows = [
            ("Channel", shown.channel),
            ("Compared since", moment(shown.since)),
            ("Started", moment(shown.started_at)),
            ("Finished", moment(shown.finished_at)),
            ("By", who(shown.by)),
            ("Trouble", shown.error),
        ]
        return {
            "badge": _badge(shown),
            "facts": [(name, value) for name, value in rows if value != ""],
            "tables": [_figures(days), _differences(days)],
        }


def _ask(request, *, channel, days):
    by = f"staff:{request.user.get_username()}"
    if doorbell.ring(tasks.reconcile_days, channel.pk, days, by):
        messages.success(request, f"{channel} is being compared; the run appears in this list.")
    else:
        messages.error(request, "No worker could be asked: the broker does not answer. Try later.")


def _badge(run):
    if run.error:
        return badge("broke off", "bad")
    if run.finished_at is None and timezone.now() - run.started_at > LONGEST_RUN:
        return badge("broke off", "bad")  # its worker was killed: nobody was left to say so
    if run.finished_at is None:
        return badge("under way", "waiting")
    return badge("complete", "good")


def _figures(days):
    rows = [(_day(day), day.remote, day.ours, day.differing, day.repaired) for day in days]
    return {"title": "Day by day", "head": DAYS, "rows": rows}


def _day(row):
    return f"{row.day:%d %b %Y}"


def _found(number, came):
    """Return a link to where the order can be looked at now."""
    kept = "integrations_quarantined" if came == "quarantined" else "orders_order"
    url = f"{reverse(f'admin:{kept}_changelist')}?{urlencode({'q': number})}"
    return format_html('<a class="oms-link" href="{}">{}</a>', url, number)


def _differences(days):
    rows = [
        (_day(day), _found(number, came), HOW.get(how, how), CAME.get(came, came))
        for day in days
        for number, how, came in day.orders
    ]
    return {
        "title": "What differed",
        "head": ["Day", "Number", "How", "What became of it"],
        "rows": rows,
    }
