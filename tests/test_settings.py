"""What the environment decides, and what it may not leave open."""

import base64
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from oms import environment

ROOT = Path(__file__).resolve().parent.parent
KEY = base64.urlsafe_b64encode(bytes(32)).decode()  # fixed: it names a test
SECRETS = {"SECRET_KEY": "s" * 50, "FIELD_ENCRYPTION_KEYS": KEY}


def run(*words, **variables):
    """Run Python in an environment that holds `variables` only."""
    bare = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=bare | variables, capture_output=True, text=True
    )


def setting(name, **variables):
    """Return what a fresh process says the setting `name` is."""
    said = run("-c", f"from oms import settings; print(settings.{name})", **variables)
    assert said.returncode == 0, said.stderr
    return said.stdout.strip()


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_without_its_secrets_it_does_not_start_and_says_so_in_one_line(missing):
    given = {name: value for name, value in SECRETS.items() if name != missing}

    said = run("manage.py", "check", **given)

    assert said.returncode == 1
    assert said.stderr == (
        f"Not started. {missing} is not set: give {missing}, or {missing}_FILE with the path of"
        " a file that holds it.\n"
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"FIELD_ENCRYPTION_KEYS": "short"}, "must hold url-safe base64 keys of 32 bytes"),
        ({"STAFF_TIME_ZONE": "Mars/Base"}, "STAFF_TIME_ZONE is set to 'Mars/Base'"),
        ({"OUTBOUND_ALLOWED_NETWORKS": "10.0.0.1/8"}, "10.0.0.1/8 has host bits set"),
        ({"DEBUG": "perhaps"}, "DEBUG is set to 'perhaps': say on or off"),
        ({"MIN_ORDER_OMNITRON_ID": "many"}, "MIN_ORDER_OMNITRON_ID is set to 'many'"),
        ({"DATABASE_URL": "mysql://host/oms"}, "DATABASE_URL must start with postgresql://"),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE cannot be read"),
        ({"KEPT_DAYS": "tokens=0"}, "KEPT_DAYS is set to 'tokens=0': say NAME=NUMBER, 1 or more"),
        ({"KEPT_DAYS": "token=7"}, "for attempts, delivered, tokens, hooks, compared"),
        ({"EMAIL_URL": "mail.example.com"}, "EMAIL_URL is written smtp+tls://"),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL is written smtp+tls://"),
    ],
)
def test_a_wrong_value_stops_the_boot_with_a_sentence(wrong, sentence):
    said = run("manage.py", "check", **SECRETS | wrong)

    assert said.returncode == 1
    assert sentence in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("name", "value", "shown", "expected"),
    [
        ("SECRET_KEY", "from-a-file", "SECRET_KEY", "from-a-file"),
        ("FIELD_ENCRYPTION_KEYS", KEY, "FIELD_ENCRYPTION_KEYS", f"['{KEY}']"),
        ("DATABASE_URL", "postgresql://u:p@h/oms", "DATABASES['default']['PASSWORD']", "p"),
        ("REDIS_URL", "redis://:p@h:6379/1", "CELERY_BROKER_URL", "redis://:p@h:6379/1"),
    ],
)
def test_a_secret_may_stand_in_a_file(tmp_path, name, value, shown, expected):
    file = tmp_path / "secret"
    file.write_text(f"{value}\n")

    given = {key: text for key, text in SECRETS.items() if key != name}

    assert setting(shown, **given, **{f"{name}_FILE": str(file)}) == expected


def test_a_dotenv_file_is_read_and_the_environment_outranks_it(tmp_path):
    (tmp_path / "env").write_text("MIN_ORDER_OMNITRON_ID=7\nNUM_PROXIES=2\n")
    given = SECRETS | {"ENV_FILE": str(tmp_path / "env"), "NUM_PROXIES": "1"}

    assert setting("MIN_ORDER_OMNITRON_ID", **given) == "7"
    assert setting("REST_FRAMEWORK['NUM_PROXIES']", **given) == "1"


def test_with_nothing_set_it_is_sqlite_and_one_process():
    assert setting("DATABASES['default']['ENGINE']", **SECRETS) == "django.db.backends.sqlite3"
    assert setting("CELERY_BROKER_URL", **SECRETS) == "memory://localhost/"
    assert setting("DEBUG", **SECRETS) == "False"
    assert setting("ALLOWED_HOSTS", **SECRETS) == "['localhost', '127.0.0.1', '[::1]']"


def test_several_encryption_keys_are_kept_in_order():
    newer = Fernet.generate_key().decode()
    given = SECRETS | {"FIELD_ENCRYPTION_KEYS": f"{newer}, {KEY}"}

    assert setting("FIELD_ENCRYPTION_KEYS", **given) == f"['{newer}', '{KEY}']"


def test_a_redis_on_a_unix_socket_is_spelled_as_the_broker_wants_it():
    assert environment.broker("unix:///run/redis.sock?db=3") == (
        "redis+socket:///run/redis.sock?virtual_host=3"
    )


def test_with_https_on_the_deployment_check_finds_nothing():
    given = SECRETS | {"SECRET_KEY": os.urandom(40).hex(), "HTTPS": "on"}
    words = ("manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING")

    said = run(*words, **given, NUM_PROXIES="1")
    uncounted = run(*words, **given)

    assert said.returncode == 0, said.stderr
    assert uncounted.returncode == 1
    assert uncounted.stderr.count("WARNINGS") == 1
    assert (
        "(oms.W001) HTTPS is on, so a proxy is in front, but NUM_PROXIES is 0" in uncounted.stderr
    )


def test_the_level_of_the_log_is_the_frameworks_too():
    asked = "import logging, django; django.setup(); print(logging.getLogger('django.server').{})"
    told = {"DJANGO_SETTINGS_MODULE": "oms.settings", "LOG_LEVEL": "WARNING"}

    said = run("-c", asked.format("getEffectiveLevel()"), **SECRETS | told)

    assert said.stdout.split() == [str(logging.WARNING)], said.stderr


def test_how_long_things_are_kept_is_said_for_the_ones_that_differ():
    usual = {"attempts": 30, "delivered": 84, "tokens": 30, "hooks": 84, "compared": 84}

    assert setting("KEPT_DAYS", **SECRETS) == str(usual)
    said = setting("KEPT_DAYS", KEPT_DAYS="tokens=7, attempts=90", **SECRETS)
    assert said == str(usual | {"tokens": 7, "attempts": 90})


def test_the_mail_server_is_an_address_and_no_letter_waits_for_ever():
    given = SECRETS | {"EMAIL_URL": "smtp+tls://oms:p%40ss@mail.example.com:587"}
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_TIMEOUT")

    assert [setting(name, **given) for name in names] == [
        "mail.example.com", "587", "p@ss", "True", "10",
    ]  # fmt: skip
    assert setting("DEFAULT_FROM_EMAIL", **SECRETS) == "oms@localhost"
