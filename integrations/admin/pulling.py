"""Where each pull stands, and pulling at once: a channel, or orders by their numbers."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from integrations import checks, tasks
from integrations.admin.faring import doors, link, state, told, troubles
from integrations.admin.preview import MAY_PULL, preview_view
from integrations.models import PullCursor
from integrations.omnitron import chosen
from integrations.omnitron.client import sentence
from integrations.omnitron.cursor import pullable
from oms import doorbell
from oms.http import RemoteError
from orders.admin.base import ReadOnly, Screen, scope_of
from orders.admin.shown import Acts, Shown, act
from orders.admin.words import badge
from orders.admin.zone import moment
from orders.models import Channel, Order


def visible_cursors(request):
    channels = Channel.objects.visible_to(scope_of(request))
    return PullCursor.objects.filter(channel__in=channels)


class NumbersForm(forms.Form):
    """Which orders to pull, from which channel."""

    channel = forms.ModelChoiceField(Channel.objects.none(), widget=UnfoldAdminSelectWidget)
    numbers = forms.CharField(
        label="Order numbers",
        help_text=f"One to a line, or with commas between them; at most {chosen.MOST}.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
    )

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        active = Channel.objects.visible_to(scope).filter(is_active=True)
        self.fields["channel"].queryset = active.order_by("name")
        self.initial["channel"] = active.order_by("name").first()

    def clean_numbers(self):
        found = list(dict.fromkeys(self.cleaned_data["numbers"].replace(",", " ").split()))
        if len(found) > chosen.MOST:
            raise forms.ValidationError(f"At most {chosen.MOST} at once; these are {len(found)}.")
        return found


@admin.register(PullCursor)
class PullCursorAdmin(Acts, Shown, ReadOnly, Screen):
    list_display = ["channel", "status", "completed", "result", "mark", "next_pull"]
    list_select_related = ["channel"]
    sortable_by = []
    ordering = ["channel__name"]
    change_list_template = "admin/pull_cursors.html"

    def get_urls(self):
        views = [
            path(where, self.admin_site.admin_view(view), name=f"integrations_pull_{name}")
            for where, view, name in [
                ("orders/", self.numbers_view, "orders"),
                ("orders/<int:pk>/again/", self.again_view, "again"),
                ("preview/", self.preview_view, "preview"),
            ]
        ]
        return [*views, *super().get_urls()]

    def get_queryset(self, request):
        return visible_cursors(request)

    @display(description="state")
    def status(self, cursor):
        pull = checks.pull(cursor.channel, cursor, timezone.now())
        return state(cursor.channel, cursor.last_error or not pull.ok)

    @display(description="completed")
    def completed(self, cursor):
        return moment(cursor.completed_at)

    @display(description="last rows")
    def result(self, cursor):
        return told(cursor.last_result)

    @display(description="pulled up to (stamp of the hub)")
    def mark(self, cursor):
        return moment(cursor.watermark)

    @display(description="next pull")
    def next_pull(self, cursor):
        return moment(cursor.next_attempt_at)

    @act("Pull now", permission=MAY_PULL)
    def pull_now(self, request, cursor, said):
        if not pullable(Channel.objects.filter(pk=cursor.channel_id)).exists():
            messages.error(request, f"{cursor} is not pulled: it is off, or has no server.")
            return
        PullCursor.objects.filter(pk=cursor.pk).update(next_attempt_at=timezone.now())
        transaction.on_commit(_ring, robust=True)  # a nudge; the beat is the promise
        messages.success(request, f"{cursor} is being pulled; look again in a moment.")

    def numbers_view(self, request):
        if not request.user.has_perm(MAY_PULL):
            raise PermissionDenied
        form = NumbersForm(request.POST or None, scope=scope_of(request))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "Pull orders",
            "form": form,
            "submit": "Pull",
            "table": _pulled(request, form) if form.is_valid() else None,
        }
        return TemplateResponse(request, "admin/form_page.html", context)

    @method_decorator(require_POST)
    def again_view(self, request, pk):
        if not request.user.has_perm(MAY_PULL):
            raise PermissionDenied
        visible = Order.objects.visible_to(scope_of(request)).select_related("channel")
        order = get_object_or_404(visible, pk=pk)
        _pull_again(request, order)
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=[pk]))

    def preview_view(self, request):
        return preview_view(self.admin_site, self.opts, request)

    def story(self, request, shown):
        ill = troubles(request, shown.channel)
        rows = [
            ("Channel", link(shown.channel)),
            ("Pulled up to (stamp of the hub)", moment(shown.watermark)),
            ("Started", moment(shown.started_at)),
            ("Completed", moment(shown.completed_at)),
            ("Next pull", moment(shown.next_attempt_at)),
            ("Last rows", self.result(shown)),
            ("Failures in a row", shown.failures_in_a_row or ""),
            ("See", doors(request, shown.channel, but="Pull")),
        ]
        return {
            "badge": state(shown.channel, ill),
            "problems": ill,
            "acts": self.acts(request, shown),
            "facts": [(name, value) for name, value in rows if value != ""],
        }


def _pull_again(request, order):
    by = f"staff:{request.user.get_username()}"
    try:
        outcome = chosen.pull_again(order, by=by, now=timezone.now())
    except RemoteError as error:
        messages.error(request, f"{order}: {sentence(error)}")
        return
    if outcome is None:
        messages.warning(request, f"{order}: Omnitron does not know this order any more.")
    elif outcome.reasons:
        messages.warning(request, f"{order}: {outcome.result}. {' '.join(outcome.reasons)}")
    else:
        messages.success(request, f"{order} was read again: {outcome.result}.")


def _pulled(request, form):
    """Pull, and return the result of each order as a table."""
    found = chosen.pull_numbers(
        [form.cleaned_data["channel"]],
        form.cleaned_data["numbers"],
        by=f"staff:{request.user.get_username()}",
        now=timezone.now(),
    )
    return {
        "title": "What came of it",
        "head": ["Number", "Result", "Remarks"],
        "rows": [(result.number, _result(result), " ".join(result.errors)) for result in found],
    }


def _result(result):
    return badge("not taken in", "bad") if result.errors else badge("taken in", "good")


def _ring():
    doorbell.ring(tasks.pull_due)
