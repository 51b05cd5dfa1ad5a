"""
PostgreSQL and Redis for the tests: yours, or private ones that live as long as the test run.

As a pytest plugin (`-p tests.servers`) it fills the environment before Django reads its settings.
As a program it keeps the servers: it stops them when its standard input closes, so they also go
when pytest is killed.
"""

import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server", "chromium": "chromium"}
PLACES = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"]
keeper = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    global keeper
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # the controller has set all but this
        os.environ["REDIS_URL"] = _numbered(os.environ["REDIS_URL"], int(worker.removeprefix("gw")))
    else:
        keeper, urls = _servers()
        os.environ.update(_environment(**urls))
    return (yield)


def pytest_unconfigure():
    if keeper:
        keeper.stdin.close()
        keeper.wait(timeout=30)


def ensure(binary):
    """Return the path of `binary`; where it is missing and we may, its package is installed."""
    if not (found := _find(binary)) and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_get("update")
        _apt_get("install", "-y", "--no-install-recommends", PACKAGES[binary])
        found = _find(binary)
    if not found:
        raise pytest.UsageError(
            f"The tests need {binary}: install the package {PACKAGES[binary]}, or name running"
            " servers in TEST_DATABASE_URL and TEST_REDIS_URL."
        )
    return found


def _apt_get(*words):
    subprocess.run(
        ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", *words],
        stdout=subprocess.DEVNULL,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        check=False,
    )


def _find(binary):
    places = [path for place in PLACES for path in Path("/").glob(place[1:])]
    newest = sorted(places, key=lambda path: int("".join(filter(str.isdigit, str(path)))))
    return shutil.which(binary) or next(
        (str(path / binary) for path in reversed(newest) if (path / binary).exists()), None
    )


def _servers():
    database, redis = (os.environ.get(f"TEST_{name}_URL", "") for name in ("DATABASE", "REDIS"))
    if database.startswith("sqlite"):
        return None, {"database": database, "redis": ""}  # what `make run` has
    if database and redis:
        return None, {"database": database, "redis": _numbered(redis, 0)}
    binaries = [] if database else [ensure("postgres")]
    binaries += [] if redis else [ensure("redis-server")]
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.servers", *binaries],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for pytest, which then closes our input
        text=True,
    )
    if not (line := keeper.stdout.readline()):
        raise pytest.UsageError("The private PostgreSQL and Redis did not start; see above.")
    return keeper, json.loads(line) | {
        name: url for name, url in (("database", database), ("redis", redis)) if url
    }


def _environment(*, database, redis):
    return {
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "SECRET_KEY": "only-for-tests-" + "x" * 40,
        "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "ENV_FILE": os.devnull,
        "LOG_LEVEL": "WARNING",
    }


def _numbered(url, number):
    """Return `url` with its Redis database number replaced: each worker has one of its own."""
    if url.startswith("unix:"):
        return f"{url.partition('?')[0]}?db={number}"
    return "/".join(url.split("/")[:3]) + f"/{number}" if url else url


# The program


def main(binaries):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    user = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="oms-test-", dir="/tmp"))  # a socket's path must be short
    shutil.chown(home, user)
    running, urls = [], {}
    try:
        for binary in binaries:
            start = _redis if binary.endswith("redis-server") else _postgres
            running.append(start(binary, home, user, urls))
        sys.stdout.write(json.dumps(urls) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        for server in running:
            server.send_signal(signal.SIGINT)
        for server in running:
            server.wait(timeout=20)
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged():
    """Return whom the servers run as: us, or somebody without power if we are root."""
    if os.geteuid() != 0:
        return os.geteuid()
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise SystemExit("The tests run as root and find no user postgres or nobody for PostgreSQL.")


def _postgres(binary, home, user, urls):
    data = home / "data"
    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    initdb = [Path(binary).with_name("initdb"), "-D", data, "-U", "oms", "-A", "trust", "--no-sync"]
    if _run([*initdb, "--encoding=UTF8", f"--locale={locale}"], user).wait():
        raise SystemExit("initdb failed; its message stands above.")
    options = ["listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=400"]
    command = [binary, "-D", data, "-k", home, *(part for each in options for part in ("-c", each))]
    server = _run(command, user, log=(home / "postgres.log").open("w"))
    _await(home / ".s.PGSQL.5432", server)
    urls["database"] = f"postgresql://oms@/{home}/oms"
    return server


def _redis(binary, home, user, urls):
    path = home / "redis.sock"
    command = [binary, "--port", "0", "--unixsocket", path, "--save", "", "--dir", home]
    server = _run(command, user)
    _await(path, server)
    urls["redis"] = f"unix://{path}?db=0"
    return server


def _run(command, user, log=None):
    """Start `command` as `user`; what it says in `log` is noise unless it does not start."""
    powers = {"user": user, "group": pwd.getpwuid(user).pw_gid, "extra_groups": []}
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        cwd="/",
        **(powers if os.geteuid() == 0 else {}),
    )


def _await(path, server):
    for _ in range(300):
        if server.poll() is not None:
            said = "".join(log.read_text() for log in path.parent.glob("*.log"))
            raise SystemExit(f"{server.args[0]} did not start: {said}")
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as knock:
            knock.connect(str(path))
            return
        time.sleep(0.1)
    raise SystemExit(f"{server.args[0]} did not answer within 30 seconds.")


if __name__ == "__main__":
    main(sys.argv[1:])
