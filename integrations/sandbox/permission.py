"""Why a sandbox may not start here."""

from collections.abc import Mapping

LOOPBACK = "127.0.0.1"


def require_loopback(host: str) -> None:
    """Raise RuntimeError for any address that another machine could reach."""
    if host != LOOPBACK:
        raise RuntimeError(f"The sandbox listens on {LOOPBACK} only, not on {host}.")


def require_permission(environ: Mapping[str, str]) -> None:
    """Raise RuntimeError unless this is plainly somebody's own machine."""
    if environ.get("OMS_SANDBOX") != "1":
        raise RuntimeError("The sandbox starts only where OMS_SANDBOX=1 is set.")
    database = environ.get("DATABASE_URL", "sqlite:")
    if not database.startswith("sqlite") or "DATABASE_URL_FILE" in environ:
        raise RuntimeError("The sandbox does not start beside a database that is not SQLite.")
