"""How settings are read from the environment; a wrong or missing value stops the boot."""

import ipaddress
import os
import re
import zoneinfo
from pathlib import Path

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",  # a reader that turns writer cannot wait; it fails
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    },
}

env = environ.FileAwareEnv()  # NAME_FILE, where given, names the file that holds NAME
env.read_env(os.environ.get("ENV_FILE") or Path(__file__).resolve().parent.parent / ".env")


def text(name):
    """Return the variable `name`, or nothing."""
    try:
        return env.str(name, "").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error


def secret(name):
    """Return the secret `name`; without it there is no boot."""
    if not (value := text(name)):
        raise ImproperlyConfigured(
            f"{name} is not set: give {name}, or {name}_FILE with the path of a file that holds it."
        )
    return value


def encryption_keys(name):
    """Return the Fernet keys in `name`, newest first."""
    keys = re.split(r"[,\s]+", secret(name).strip(", "))
    try:
        [Fernet(key) for key in keys]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} must hold url-safe base64 keys of 32 bytes, separated by commas."
        ) from error
    return keys


def database(name, default):
    """Return the database at the address in `name`; nothing set means the SQLite file `default`."""
    if not (url := text(name)):
        return SQLITE | {"NAME": default}
    given = env.db_url_config(url)
    if given.get("ENGINE") == SQLITE["ENGINE"]:
        return given | SQLITE
    if given.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} must start with postgresql:// or sqlite:///.")
    return {"CONN_MAX_AGE": 60} | given | {"CONN_HEALTH_CHECKS": True}


def broker(redis_url):
    """Return Redis in kombu's spelling, which differs for a unix socket; none means in-process."""
    if redis_url.startswith("unix://"):
        return redis_url.replace("unix", "redis+socket", 1).replace("db=", "virtual_host=", 1)
    return redis_url or "memory://localhost/"


def mail(name):
    """Return Django's settings of the mail server at the address in `name`, if there is one."""
    if not (url := text(name)):
        return {}
    try:
        found = env.email_url_config(url)
    except (ImproperlyConfigured, ValueError):
        found = {}
    if not found.get("EMAIL_HOST"):
        raise ImproperlyConfigured(
            f"{name} is written smtp+tls://user:password@mail.example.com:587."
        )
    return found


def checked(name, cast, default):
    """Return the variable `name` as read by `cast`, or `default` when it is not set."""
    try:
        return cast(text(name)) if text(name) else default
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} is set to {text(name)!r}: {error}") from error


def switch(word):
    if word.lower() not in (on := ("1", "on", "true", "yes")) + ("0", "off", "false", "no"):
        raise ValueError("say on or off")
    return word.lower() in on


def listed(cast):
    """Return a reader of values that stand between commas."""
    return lambda words: [cast(word.strip()) for word in words.split(",") if word.strip()]


def days(name, **usual):
    """Return how long each thing is kept: `usual`, or what `name` says, as `one=7,two=30`."""
    return _numbers(name, usual)


def seconds(name, **usual):
    """Return how long each thing may take: `usual`, or what `name` says, as `one=7,two=30`."""
    return _numbers(name, usual)


def _numbers(name, usual):
    return usual | checked(name, lambda words: dict(listed(_number(usual))(words)), {})


def _number(usual):
    def read(word):
        name, _, number = word.partition("=")
        if name not in usual or not number.isdecimal() or int(number) < 1:
            raise ValueError(f"say NAME=NUMBER, 1 or more, for {', '.join(usual)}")
        return name, int(number)

    return read


def network(word):
    return str(ipaddress.ip_network(word))


def time_zone(word):
    return zoneinfo.ZoneInfo(word).key
