"""Holds a host against what a dialect promises, and prints what conforms and what differs."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from integrations.conformance import report, runner
from integrations.conformance.asking import Host
from integrations.conformance.cases import MARKS, UNKNOWN, Facts
from integrations.conformance.registry import DIALECTS

SECRETS = ("token", "password", "client_secret", "application_key", "partner_key")
GIVEN = {
    "username": ("username", "the login"),
    "client_id": ("client id", "the client, where the dialect has no usual one"),
    "company_code": ("company code", "the company, for XStak"),
    "facility": ("facility code", "a facility that the host knows"),
    "location": ("location id", "a location that the host knows, for XStak"),
    "application_id": ("application id", "the application, for Vijay Sales"),
    "pincode": ("pincode", "a PIN code that is delivered to, for Vijay Sales"),
    "sku": ("sku", "a SKU of which three are in stock, for Vijay Sales"),
    "code": ("order code", "an order that the host knows"),
    "expendable_order": ("expendable order", "one that --write may hold, release and cancel"),
    "expendable_package": ("expendable package", "one that --write may dispatch"),
}


class Command(BaseCommand):
    help = (
        "Ask a host the golden requests of a dialect over real HTTP, and print a table of what"
        " conforms and what differs; the exit status is 1 when anything differs. A password on a"
        " command line is seen by others: CONTRACT_PASSWORD and its like (CONTRACT_TOKEN,"
        " CONTRACT_CLIENT_SECRET, CONTRACT_APPLICATION_KEY, CONTRACT_PARTNER_KEY), or the …-file"
        " options, keep it to yourself."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("dialect", choices=sorted(DIALECTS))
        parser.add_argument("--base-url", required=True, metavar="URL")
        for name in SECRETS:
            option = f"--{name.replace('_', '-')}"
            parser.add_argument(option, metavar="SECRET", help=f"or CONTRACT_{name.upper()}")
            parser.add_argument(f"{option}-file", type=Path, metavar="PATH")
        for name, (_fact, words) in GIVEN.items():
            parser.add_argument(f"--{name.replace('_', '-')}", metavar="TEXT", help=words)
        parser.add_argument("--write", action="store_true", help="also what changes the host")
        parser.add_argument("--all", action="store_true", help="print every difference")

    def handle(self, *, dialect, base_url, write, **options):
        chosen, host = DIALECTS[dialect], _host(base_url)
        facts = _facts(options)
        if not any(facts.keys() >= set(enough) for enough in chosen.needs):
            ways = (" and a ".join(enough) for enough in chosen.needs)
            raise CommandError(f"{chosen.title} needs a {', or a '.join(ways)}.")
        results = list(runner.run(chosen.cases, host=host, facts=facts, writing=write))
        self._tell(results, marks=MARKS | chosen.marks, every=options["all"])
        if differing := report.total(results)["differs"]:
            raise CommandError(f"{differing} of {len(results)} differ.")

    def _tell(self, results, *, marks, every):
        for line in [*report.table(results), *report.legend(results, marks)]:
            self.stdout.write(line)
        for line in _wanted(results):
            self.stdout.write(line)
        if every:
            for line in report.details(results):
                self.stdout.write(line)
        counts = report.total(results)
        self.stdout.write(
            f"{counts['ok']} conform, {counts['differs']} differ, {counts['skipped']} skipped."
        )


def _wanted(results):
    """Yield which option would let run what was skipped."""
    reasons = {result.reason for result in results}
    for name, (fact, words) in GIVEN.items():
        if UNKNOWN.format(fact) in reasons:
            yield f"Give --{name.replace('_', '-')}: {words}."


def _host(base_url):
    try:
        parts = urlsplit(base_url)
        named = parts.hostname and (parts.port or True)  # a port that is none raises
    except ValueError:
        named = False
    if not named or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise CommandError("A base URL is like https://their-host, without a user.")
    if parts.query or parts.fragment:
        raise CommandError("A base URL has no query and no fragment: paths are put behind it.")
    return Host(base_url)


def _facts(options):
    given = {fact: options[name] for name, (fact, _words) in GIVEN.items()}
    secrets = {name.replace("_", " "): _secret(name, options) for name in SECRETS}
    return Facts({name: value for name, value in (given | secrets).items() if value})


def _secret(name, options):
    if path := options[f"{name}_file"]:
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        except UnicodeError as error:
            raise CommandError(f"{path} holds no text in UTF-8.") from error
    return options[name] or os.environ.get(f"CONTRACT_{name.upper()}", "").strip()
