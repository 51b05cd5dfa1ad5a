"""Loading a file in the back office: look at what it would do, row by row, and then do it."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanWidget

from orders.admin.base import scope_of
from orders.admin.words import badge
from orders.loading import TABLES, Unreadable, load

LARGEST = 10 * 1024 * 1024  # bytes; a larger one is for the command line
REMEMBERED = 30 * 60  # seconds between the look and the deed
SHOWN = 500  # rows; the refused ones first, then those with a remark
BY_PARTS = "They are written some at a time then, so that carts need not wait for the whole file."


class FileForm(forms.Form):
    """Asks for the file."""

    file = forms.FileField(label="CSV file, UTF-8", widget=UnfoldAdminFileFieldWidget)

    def __init__(self, *args, table, **kwargs):
        super().__init__(*args, **kwargs)
        first = f"First line: {table.first_line}"
        self.fields["file"].help_text = f"{first}. Nothing is written before you have seen it."

    def clean_file(self):
        if self.cleaned_data["file"].size > LARGEST:
            raise forms.ValidationError("Larger than 10 MB: use the command line.")
        return self.cleaned_data["file"].read()


class SureForm(forms.Form):
    """Asks for the word to write what was looked at."""

    looked_at = forms.UUIDField(widget=forms.HiddenInput)
    keep_good = forms.BooleanField(
        label="Write the good rows although others are refused",
        required=False,
        widget=UnfoldBooleanWidget,
    )


class Loads:
    """Adds a page that loads the table of this name to the list of a model."""

    table = ""
    change_list_template = "admin/loadable.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_load"
        view = self.admin_site.admin_view(self.load_view)
        return [path("load/", view, name=name), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        may = {"may_load": self.may_load(request)}
        return super().changelist_view(request, may | (extra_context or {}))

    def may_load(self, request):
        return self.has_add_permission(request) and self.has_change_permission(request)

    def load_view(self, request):
        """Look at a file that was sent, or write one that was looked at."""
        if not self.may_load(request):
            raise PermissionDenied
        if "looked_at" in request.POST:
            return self._write(request, SureForm(request.POST))
        form = FileForm(request.POST or None, request.FILES or None, table=TABLES[self.table])
        if not form.is_valid():
            return self._page(request, form)
        return self._look(request, form)

    def _look(self, request, form):
        raw, key = form.cleaned_data["file"], uuid.uuid4()
        try:
            report = self._load(request, raw, dry_run=True)
        except Unreadable as error:
            form.add_error("file", str(error))
            return self._page(request, form)
        cache.set(_remembered(request, key), raw, REMEMBERED)
        return self._page(request, SureForm(initial={"looked_at": key}), report)

    def _write(self, request, form):
        raw = form.is_valid() and cache.get(_remembered(request, form.cleaned_data["looked_at"]))
        if not raw:
            messages.warning(request, "The file is no longer here; choose it again.")
            return self._page(request, FileForm(table=TABLES[self.table]))
        report = self._load(request, raw, keep_good=form.cleaned_data["keep_good"])
        if not report.written:
            return self._page(request, form, report)
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=f"{self.table}: a file of {len(report.results)} rows",
            action_flag=CHANGE,
            change_message=report.summary(),
        )
        return self._page(request, FileForm(table=TABLES[self.table]), report)

    def _load(self, request, raw, **asked):
        scope = scope_of(request)
        return load(TABLES[self.table], raw, at=timezone.now(), scope=scope, **asked)

    def _page(self, request, form, report=None):
        sure = isinstance(form, SureForm)
        if sure and TABLES[self.table].in_parts:
            form.fields["keep_good"].help_text = BY_PARTS
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": f"Load {TABLES[self.table].name.replace('_', ' ')} from a file",
            "form": form,
            "submit": "Write it" if sure else "Check the file",
            "table": report and _shown(report),
        }
        return TemplateResponse(request, "admin/form_page.html", context)


def _remembered(request, key):
    return f"load:{request.user.pk}:{key}"


def _shown(report):
    ordered = sorted(report.results, key=lambda each: (not each.error, not each.note, each.line))
    rows = [(result.line, result.of, *_told(result)) for result in ordered[:SHOWN]]
    more = f" The first {SHOWN} are shown." if len(ordered) > SHOWN else ""
    return {
        "title": "Row by row",
        "note": f"{report.summary()}{more}",
        "head": ["Line", "Row", "Result", "Remarks"],
        "rows": rows,
    }


def _told(result):
    if result.error:
        return badge("refused", "bad"), result.error
    return badge("good", "good"), f"{result.said}. {result.note}".removesuffix(". ")
