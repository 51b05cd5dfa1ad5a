"""
How long a statement may run: the role's limit, or another by SET LOCAL in a transaction.

Never a start-up option, which a pooler in transaction mode refuses, and never a bare SET, which
there reaches every other client. `manage.py limit_statements` gives the role its limits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg.pq import TransactionStatus

_limits: ContextVar[tuple[int, ...]] = ContextVar("statement_limits", default=())


class Screens:
    """Middleware: what a person waits for is cut off sooner than what a program asks."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith("/admin/") or connection.vendor != "postgresql":
            return self.get_response(request)  # in SQLite a page must not hold the one writer up
        with statement_limit(settings.STATEMENT_SECONDS["screens"]):
            return self._read(request) if request.method == "GET" else self.get_response(request)

    def _read(self, request):
        """Read a page in one transaction, for a statement outside of any has the role's limit."""
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


@contextmanager
def statement_limit(seconds: int) -> Iterator[None]:
    """
    Cut off statements of transactions after so many seconds, 0 for never, whatever the role says.

    It is set in every transaction that begins inside, and in the one that is open already, where
    the limit of before stands again afterwards. A statement outside of any has the role's.
    """
    if connection.vendor != "postgresql":
        yield
        return
    outer = _limits.get()
    token = _limits.set((*outer, seconds))
    try:
        if _in_transaction():
            _set(seconds)
        with nullcontext() if outer else connection.execute_wrapper(_begun_with_limit):
            yield
    finally:
        _limits.reset(token)
        if _in_transaction():
            _set(outer[-1] if outer else None)


@contextmanager
def long_work() -> Iterator[None]:
    """Give statements of transactions the time that jobs, loads and exports have."""
    with statement_limit(settings.STATEMENT_SECONDS["jobs"]):
        yield


def _begun_with_limit(execute: Callable, sql: Any, params: Any, many: bool, context: dict) -> Any:
    if connection.in_atomic_block and _status() == TransactionStatus.IDLE:
        _set(_limits.get()[-1])  # this statement is the first, and begins the transaction
    return execute(sql, params, many, context)


def _in_transaction() -> bool:
    return _status() == TransactionStatus.INTRANS


def _status() -> TransactionStatus | None:
    raw = connection.connection
    return None if raw is None else raw.info.transaction_status


def _set(seconds: int | None) -> None:
    # Not through Django's cursor: this is asked while one of those is about to execute.
    limit = "DEFAULT" if seconds is None else f"'{seconds}s'"
    with connection.wrap_database_errors:
        connection.connection.execute(f"SET LOCAL statement_timeout = {limit}")
