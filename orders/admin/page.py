"""The page of one order or package: all that is known of it, and the buttons that act on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from orders import workflow
from orders.admin.base import scope_of
from orders.admin.buttons import CommandForm, Stale, buttons, press
from orders.admin.shown import Shown
from orders.admin.words import state_name, title
from orders.workflow import HELD

MOVED = "{} has changed since you opened the page. Nothing was done; look again and decide."


class Page(Shown):
    """Shows one object read-only; a button posts to the page's own address plus its tail."""

    def get_urls(self):
        tail = "<int:pk>/<slug:kind>/<int:target_pk>/<slug:slug>/"
        view = self.admin_site.admin_view(self.press_view)
        return [path(tail, view, name=f"{self.opts.db_table}_press"), *super().get_urls()]

    @method_decorator(require_POST)
    def press_view(self, request, pk, kind, target_pk, slug):
        shown = self.get_object(request, str(pk))
        if shown is None or not self.has_view_permission(request, shown):
            raise Http404
        form = _asked(request, self.targets(request, shown), (kind, target_pk), slug)
        if form.is_valid() and _answered(request, form):
            return HttpResponseRedirect(self.address(shown))
        return self.page(request, shown, pressed=form)

    def targets(self, request, shown):
        """Return the objects on this page that have buttons, each within the person's scope."""
        raise NotImplementedError

    def buttons(self, request, target, pressed):
        return buttons(request.user, target, scope_of(request), pressed)


def _asked(request, targets, named, slug):
    found = [t for t in targets if (t._meta.model_name, t.pk) == named]
    command = workflow.BY_SLUG.get((named[0], slug))
    if not found or command is None:
        raise Http404
    if not request.user.has_perm(f"orders.{command.permission}"):
        raise PermissionDenied
    return CommandForm(command, found[0], scope_of(request), data=request.POST)


def _answered(request, form):
    """Give the command and say what came of it; False when the form itself is to blame."""
    try:
        press(form, by=f"staff:{request.user.get_username()}", at=timezone.now())
    except workflow.Invalid as error:
        form.blame(error)
        return False
    except workflow.IllegalMove as error:
        messages.warning(request, str(error))
    except Stale:
        messages.warning(request, MOVED.format(form.target))
    else:
        messages.success(request, _done(form))
    return True


def _done(form):
    form.target.refresh_from_db()
    state = state_name(form.command.object, form.target.state)
    held = " and held" if HELD in form.target.facts() else ""
    return f"{form.target}: {title(form.command)} – done. It is now {state}{held}."
