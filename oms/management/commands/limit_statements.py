"""Give a database role the limits that no client can forget, in this database."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection


class Command(BaseCommand):
    help = (
        "Limit how long a statement of a database role may run, and how long a transaction may "
        "stand idle, in this database (STATEMENT_SECONDS, api and idle). Connections that are "
        "open keep what they have."
    )

    def add_arguments(self, parser):
        parser.add_argument("role", nargs="?", help="empty: the role of DATABASE_URL")
        parser.add_argument(
            "--idle-only",
            action="store_true",
            help="no limit for statements: the role of workers and migrations, if it is another",
        )

    def handle(self, *, role, idle_only, **options):
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL knows roles. Nothing was done.")
        seconds = settings.STATEMENT_SECONDS
        limits = {
            "statement_timeout": 0 if idle_only else seconds["api"],
            "idle_in_transaction_session_timeout": seconds["idle"],
        }
        orders = [f"{_role(role)} SET {name} = '{limit}s'" for name, limit in limits.items()]
        try:
            with connection.cursor() as cursor:
                cursor.execute("; ".join(orders))
        except ProgrammingError as error:
            said = "".join(f"\n{order};" for order in orders)
            raise CommandError(f"{error}Somebody who may has to say:{said}") from error
        said = ", ".join(f"{name} {limit} s" for name, limit in limits.items())
        self.stdout.write(f"{role or 'This role'} has {said}.")


def _role(role):
    name = connection.ops.quote_name(role) if role else "CURRENT_USER"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")  # a pooler may know it by another name
        database = connection.ops.quote_name(cursor.fetchone()[0])
    return f"ALTER ROLE {name} IN DATABASE {database}"
