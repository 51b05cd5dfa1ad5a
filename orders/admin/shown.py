"""Pages of one row that is looked at, not edited; and buttons on a page, each one a POST."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


@dataclass(frozen=True)
class Act:
    """
    A button: what it says, who may press it, and what it asks for first.

    One that `warns` stands apart, in red, and is pressed a second time below the warning.
    """

    name: str
    title: str
    permission: str
    asks: str
    warns: str = ""
    url: str = ""


def act(title: str, *, permission: str, asks: str = "", warns: str = "") -> Callable:
    """Make a button of a method `(request, row, said)`; `asks` is the label of its one input."""

    def mark(method):
        method.act = Act(method.__name__.replace("_", "-"), title, permission, asks, warns)
        return method

    return mark


class Shown:
    """Shows one row of the person's scope with a template of ours instead of a form."""

    page_template = "admin/record.html"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        shown = self.get_object(request, unquote(object_id))
        if shown is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, shown):
            raise PermissionDenied
        return self.page(request, shown)

    def page(self, request, shown, **more):
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": shown,
            "title": str(shown),
            "address": self.address(shown),
            **self.story(request, shown, **more),
        }
        return TemplateResponse(request, self.page_template, context)

    def address(self, shown):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[shown.pk])

    def story(self, request, shown, **more):
        """Return what the template shows."""
        raise NotImplementedError


class Acts:
    """Gives each method marked with `act` an address of its own below the row's."""

    def get_urls(self):
        views = [
            path(
                f"<int:pk>/{known.act.name}/",
                self.admin_site.admin_view(partial(self.act_view, method=known)),
                name=self._url_name(known.act),
            )
            for known in self._marked()
        ]
        return [*views, *super().get_urls()]

    def acts(self, request, row):
        """Return the buttons that the person may press on this row."""
        return [
            replace(known, url=self._act_url(known, row))
            for known in (method.act for method in self._marked())
            if request.user.has_perm(known.permission)
        ]

    @method_decorator(require_POST)
    def act_view(self, request, pk, method):
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        if not request.user.has_perm(method.act.permission):
            raise PermissionDenied
        said = request.POST.get("said", "").replace("\0", "").strip()
        return self.acted(request, row, method, said) or self._back(request, row)

    def acted(self, request, row, method, said=""):
        """Press the button, and write down who did; a bulk action does so for each row."""
        self.log_change(request, row, method.act.title)
        return method(request, row, said)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Offer the buttons on an edit form too; its template is told where they lead."""
        row = self.get_object(request, unquote(object_id)) if object_id else None
        more = {"acts": self.acts(request, row) if row else []}
        return super().changeform_view(request, object_id, form_url, more | (extra_context or {}))

    def _marked(self):
        methods = [
            getattr(self, name)
            for name in dir(type(self))
            if hasattr(getattr(type(self), name), "act")
        ]
        return sorted(methods, key=lambda method: method.__func__.__code__.co_firstlineno)

    def _url_name(self, known):
        return f"{self.opts.app_label}_{self.opts.model_name}_{known.name}"

    def _act_url(self, known, row):
        return reverse(f"admin:{self._url_name(known)}", args=[row.pk])

    def _back(self, request, row):
        wanted = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
            return HttpResponseRedirect(wanted)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[row.pk]))
