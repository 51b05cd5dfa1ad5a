"""One command for each of the rows that a person ticked in a list."""

from django.contrib import messages
from django.utils import timezone

from orders import commands, workflow
from orders.admin.base import scope_of
from orders.commands.reach import within_reach


def give_each(page, request, rows, command):
    """Give the command to each row by itself; the ones that cannot are named with the reason."""
    done, by = 0, f"staff:{request.user.get_username()}"
    for row in rows.order_by("pk"):
        try:
            with within_reach(command, row.pk, scope_of(request)):
                commands.run(command, row.pk, {}, by=by, at=timezone.now())
            done += 1
        except (workflow.IllegalMove, workflow.Invalid) as error:
            page.message_user(request, f"{row}: {error}", messages.WARNING)
    if done:
        many = f"{command.title}: {done} {command.object}s done."
        page.message_user(request, many, messages.SUCCESS)
