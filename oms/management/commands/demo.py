"""The whole house in one process, beside a stand-in hub and point of sale: for a first look."""

import json
import signal
import socket
import threading
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from celery.beat import EmbeddedService, Scheduler
from celery.worker import WorkController
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import (
    ThreadedWSGIServer,
    WSGIRequestHandler,
    get_internal_wsgi_application,
)
from django.utils.crypto import get_random_string

from integrations import auth, tasks
from integrations.sandbox import Sandbox
from oms.celery import app
from orders import gst, gstin
from orders.models import StockLocation

HOST = "127.0.0.1"
HOME = Path(".demo")
CHANNEL = 1
PAN, SELLER = "AABCP1234Q", "PZ Shop Private Limited"  # of nobody: the demo's shops bill under it


class Command(BaseCommand):
    help = "Run web server, worker, beat, and a stand-in Omnitron and POS, all on this machine."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="of the web server")
        parser.add_argument("--fresh", action="store_true", help="forget all earlier runs")

    def handle(self, *, port, fresh, **options):
        if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") or settings.REDIS_URL:
            raise CommandError("The demo runs on SQLite without Redis; unset DATABASE_URL first.")
        _require_free(port, f"Choose another one: make run PORT={port + 1}")
        HOME.mkdir(mode=0o700, exist_ok=True)
        _require_free(_sandbox_port(), "The demo of this folder runs already.")
        if fresh:
            _forget()
        call_command("migrate", verbosity=0)
        with Sandbox(
            start=datetime.now(UTC), state_file=HOME / "sandbox.json", port=_sandbox_port()
        ) as sandbox:
            access = _set_up(sandbox, f"http://{HOST}:{port}")
            stops = [_web(port), _worker(), _beat()]
            threading.Thread(target=tasks.pull_due, daemon=True).start()
            self._tell(access, sandbox)
            _wait_for_a_signal()
            self.stdout.write("Stopping.")
            for stop in stops:
                stop()

    def _tell(self, access, sandbox):
        self.stdout.write(
            f"\n  Back-office  {access['base_url']}/admin/"
            f"\n  API          {access['base_url']}/api/v1/oms/orders/"
            f"\n  API docs     {access['base_url']}/api/docs/"
            f"\n  Sandbox      {sandbox.url}/_sandbox/status"
            f"\n  Login        {access['username']} / {access['password']}"
            f"\n  API token    {access['token']}"
            f"\n\n  The same stands in {HOME / 'access.json'}. Orders arrive by themselves."
            "\n  Ctrl-C stops all of it.\n"
        )
        self.stdout.flush()


def _forget() -> None:
    """Remove what earlier runs left; the keys stay, they belong to no run."""
    for pattern in ("oms.sqlite3*", "sandbox.json", "access.json"):
        for file in HOME.glob(pattern):
            file.unlink()


def _require_free(port: int, advice: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(f"Port {port} is busy. {advice}") from error


def _sandbox_port() -> int:
    """Return the port of the first run, for channel and webhooks remember it."""
    remembered = HOME / "sandbox.port"
    if remembered.exists():
        return int(remembered.read_text())
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    remembered.write_text(str(port))
    return port


def _set_up(sandbox: Sandbox, base_url: str) -> dict:
    """Make what a new house needs, through the operators' own commands; a second run keeps it."""
    access = _remembered() | {"base_url": base_url}
    people = get_user_model().objects
    if not people.filter(username=access["username"]).exists():
        people.create_superuser(access["username"], "demo@example.com", access["password"])
    call_command(
        "add_channel",
        "PZ Shop",
        omnitron_id=CHANNEL,
        server=sandbox.omnitron_url,
        username=sandbox.username,
        password=sandbox.password,
        location="WH-BHW",
        verbosity=0,
    )
    _register_stores()
    call_command(
        "add_webhook",
        target="pos",
        url=sandbox.pos_url,
        username=sandbox.pos_username,
        password=sandbox.pos_password,
        verbosity=0,
    )
    access["token"] = _good_token(access.get("token", ""))
    _keep(access)
    return access


def _register_stores() -> None:
    """Give each store without a GSTIN one of its state, so that what it writes are tax invoices."""
    for store in StockLocation.objects.filter(seller_gstin=""):
        if state := gst.state(store.state_code):
            prefix = f"{state.code}{PAN}1Z"
            store.seller_gstin = prefix + gstin.check_character(prefix)
            store.seller_name = SELLER
            store.save(update_fields=["seller_gstin", "seller_name"])


def _remembered() -> dict:
    """Return login and token of an earlier run, as far as they are still good."""
    file = HOME / "access.json"
    access = json.loads(file.read_text()) if file.exists() else {}
    access.setdefault("username", "demo")
    access.setdefault("password", get_random_string(16))
    return access


def _good_token(token: str) -> str:
    """Return the token of the last run while it is good, else a new one."""
    if auth.find(token, dialect=auth.AKINON, at=datetime.now(UTC)):
        return token
    printed = StringIO()
    call_command("issue_token", "Demo", dialect="akinon", right=_RIGHTS, stdout=printed)
    return printed.getvalue().strip()


_RIGHTS = ["read", "command", "pull", "hooks"]


def _keep(access: dict) -> None:
    file = HOME / "access.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(access, indent=2) + "\n")


def _web(port: int):
    server = ThreadedWSGIServer((HOST, port), WSGIRequestHandler)
    server.set_app(get_internal_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.shutdown


def _worker():
    # One for both queues: which ones are taken is a fact of the app, not of the worker.
    queues = ["push", "pull"]
    worker = WorkController(
        app=app, pool="threads", concurrency=4, queues=queues, hostname="demo@localhost"
    )
    threading.Thread(target=worker.start, daemon=True).start()
    return worker.stop


def _beat():
    beat = EmbeddedService(app, thread=True, scheduler_cls=Scheduler, max_interval=1)
    beat.daemon = True
    beat.start()
    return beat.stop


def _wait_for_a_signal() -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
