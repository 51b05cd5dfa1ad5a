"""A dry run of a pull: what is new, what would change field by field, what we do not understand."""

import time
from collections import Counter
from itertools import chain

from django import forms
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from integrations.omnitron import pull
from integrations.omnitron.cursor import pullable
from orders.admin.base import scope_of
from orders.admin.words import badge
from orders.models import Channel

MAY_PULL = "orders.pull_order"
MOST = 500  # rows shown
PATIENCE = 20  # seconds of reading, while somebody waits
LONGEST = 120  # characters of a value
COUNTS = ("new", "changed", "unchanged", "refused", "quarantined")
SAID = {
    "new": ("new", "good"),
    "changed": ("would change", "waiting"),
    "refused": ("kept out by the settings", "quiet"),
    "quarantined": ("not mappable", "bad"),
}


def _moment():
    return UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"})


def channels_of_all_stores(scope):
    """Return the channels whose orders the person may see whatever store they are for."""
    if scope.locations is not None:
        return Channel.objects.none()
    return pullable(Channel.objects.visible_to(scope)).order_by("name")


class PreviewForm(forms.Form):
    """Which channel to look at, and which stretch of time."""

    channel = forms.ModelChoiceField(Channel.objects.none(), widget=UnfoldAdminSelectWidget)
    since = forms.DateTimeField(
        label="Changed since", required=False, widget=_moment(),
        help_text="Empty: from where the last complete pull ended.",
    )  # fmt: skip
    until = forms.DateTimeField(label="Changed until", required=False, widget=_moment())

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = channels_of_all_stores(scope)
        self.initial["channel"] = channels_of_all_stores(scope).first()


def preview_view(site, opts, request):
    """Ask for the stretch of time, and show what a pull of it would do."""
    if not request.user.has_perm(MAY_PULL):
        raise PermissionDenied
    form = PreviewForm(request.POST or None, scope=scope_of(request))
    context = site.each_context(request) | {
        "opts": opts,
        "title": "Dry run of a pull",
        "form": form,
        "submit": "Look, and write nothing",
        "table": _looked(form.cleaned_data) if form.is_valid() else None,
    }
    return TemplateResponse(request, "admin/form_page.html", context)


def _looked(asked):
    """Read the hub for as long as a person waits, and return what would come of it."""
    counts, rows = Counter(), []
    end, note = time.monotonic() + PATIENCE, ""
    pages = pull.preview_channel(
        asked["channel"].pk, now=timezone.now(), since=asked["since"], until=asked["until"]
    )
    try:
        for page in pages:
            counts.update(outcome.result for outcome in page.outcomes)
            rows += chain.from_iterable(map(_told, page.outcomes))
            if time.monotonic() > end or len(rows) >= MOST:
                note = "There may be more: ask for a shorter stretch of time."
                break
    except pull.PullFailed as error:
        note = f"The reading broke off. {error}"
    told = ", ".join(f"{counts[name]} {name}" for name in COUNTS)
    return {
        "title": "What a pull would do",
        "note": f"Nothing was written. {told}. {note}".rstrip(),
        "head": ["Number", "Result", "Field", "Here", "At Omnitron", "Why"],
        "rows": rows[:MOST],
        "none": "Nothing would change: what Omnitron shows of this time is here already.",
    }


def _told(outcome):
    """Tell an outcome in a row of its own, or in one for each field; what stays is not told."""
    if outcome.result not in SAID:
        return
    head = (outcome.number or "–", badge(*SAID[outcome.result]))
    if not outcome.changes:
        yield (*head, "", "", "", " ".join(outcome.reasons))
    for field, (before, after) in outcome.changes.items():
        yield (*head, field, _short(before), _short(after), "")


def _short(value):
    return "nothing" if value in (None, "") else str(value)[:LONGEST]
