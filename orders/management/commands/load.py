"""Load a table from a CSV file: locations, catalogue, stock, service areas or campaigns."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orders.loading import TABLES, Unreadable, load

HEADERS = "; ".join(f"{table.name}: {','.join(table.header)}" for table in TABLES.values())


class Command(BaseCommand):
    help = (
        "Load a table from a CSV file in UTF-8, each row told with -v 2, the refused ones always. "
        f"One refused row keeps the others out, unless --keep-good. First lines: {HEADERS}."
    )

    def add_arguments(self, parser):
        parser.add_argument("table", choices=sorted(TABLES))
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="look, and write nothing")
        parser.add_argument("--keep-good", action="store_true", help="leave only bad rows out")

    def handle(self, *, table, file, dry_run, keep_good, verbosity, **options):
        asked = {"dry_run": dry_run, "keep_good": keep_good, "at": timezone.now()}
        try:
            report = load(TABLES[table], file.read_bytes(), **asked)
        except (OSError, Unreadable) as error:
            raise CommandError(f"{file}: {error}") from error
        for result in report.results:
            if result.error:
                self.stderr.write(f"line {result.line}: {result.error}")
            elif verbosity > 1:
                self.stdout.write(f"line {result.line}: {result.said}")
        if report.bad and not (report.written or (dry_run and keep_good)):
            raise CommandError(report.summary())
        self.stdout.write(report.summary())
