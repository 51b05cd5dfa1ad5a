"""Django's `migrate`, whose transactions may take the time that they need."""

from django.core.management.commands import migrate

from oms.statement_limits import statement_limit


class Command(migrate.Command):
    def handle(self, *args, **options):
        with statement_limit(0):
            return super().handle(*args, **options)
