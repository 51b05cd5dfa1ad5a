"""Load a table from a CSV file: locations, catalogue, stock, service areas or campaigns."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orders.loading import TABLES, Unreadable, load

REMARKS = 20
HEADERS = "; ".join(f"{table.name}: {table.first_line}" for table in TABLES.values())


class Command(BaseCommand):
    help = (
        "Load a table from a CSV file in UTF-8, each row told with -v 2, the refused ones always, "
        f"and the first {REMARKS} with a remark. "
        f"One refused row keeps the others out, unless --keep-good. First lines: {HEADERS}."
    )

    def add_arguments(self, parser):
        parser.add_argument("table", choices=sorted(TABLES))
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="look, and write nothing")
        parser.add_argument(
            "--keep-good",
            action="store_true",
            help="leave only bad rows out; stock is committed part by part",
        )

    def handle(self, *, table, file, dry_run, keep_good, verbosity, **options):
        asked = {"dry_run": dry_run, "keep_good": keep_good, "at": timezone.now()}
        try:
            report = load(TABLES[table], file.read_bytes(), **asked)
        except (OSError, Unreadable) as error:
            raise CommandError(f"{file}: {error}") from error
        self._tell(report.results, verbosity)
        if report.bad and not (report.written or (dry_run and keep_good)):
            raise CommandError(report.summary())
        self.stdout.write(report.summary())

    def _tell(self, results, verbosity):
        remarks = 0
        for result in results:
            line = f"line {result.line} ({result.of})" if result.of else f"line {result.line}"
            remarks += bool(result.note)
            if result.error:
                self.stderr.write(f"{line}: {result.error}")
            elif verbosity > 1 or (result.note and remarks <= REMARKS):
                self.stdout.write(f"{line}: {result.said}. {result.note}".removesuffix(". "))
        if verbosity < 2 and remarks > REMARKS:
            self.stdout.write(f"{remarks - REMARKS} more with a remark: -v 2 tells them.")
