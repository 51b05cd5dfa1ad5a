"""Secrets at rest: what the database sees, which keys open it, and what is refused."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps

from oms.encryption import EncryptedTextField

pytestmark = pytest.mark.django_db


@pytest.fixture
def safe():
    with isolate_apps("oms"):

        class Safe(models.Model):
            secret = EncryptedTextField(blank=True, default="", null=True)

            class Meta:
                app_label = "oms"

        with connection.schema_editor() as editor:
            editor.create_model(Safe)
        return Safe


def column(row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM oms_safe WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


def test_the_database_sees_only_ciphertext_and_we_read_the_text(safe):
    row = safe.objects.create(secret="pass wörd")

    assert column(row).startswith("gAAAAA")
    assert "pass" not in column(row)
    assert safe.objects.get().secret == "pass wörd"


@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_stays_nothing(safe, nothing):
    row = safe.objects.create(secret=nothing)

    assert column(row) == nothing
    assert safe.objects.get().secret == nothing


def test_equal_secrets_do_not_look_equal(safe):
    assert column(safe.objects.create(secret="a")) != column(safe.objects.create(secret="a"))


def test_after_a_rotation_old_secrets_open_and_new_ones_take_the_new_key(safe, settings):
    old, new = settings.FIELD_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    row = safe.objects.create(secret="kept")

    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    row.refresh_from_db()
    assert row.secret == "kept"

    row.save(update_fields=["secret"])
    settings.FIELD_ENCRYPTION_KEYS = [new]
    row.refresh_from_db()
    assert row.secret == "kept"


def test_a_key_that_does_not_open_it_raises_and_never_hands_out_ciphertext(safe, settings):
    safe.objects.create(secret="kept")

    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(InvalidToken):
        safe.objects.get()


def test_a_plain_text_that_stands_in_the_column_raises(safe):
    row = safe.objects.create(secret="kept")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE oms_safe SET secret = 'typed by hand' WHERE id = %s", [row.pk])

    with pytest.raises(InvalidToken):
        safe.objects.get()


@pytest.mark.parametrize("lookup", ["secret", "secret__in", "secret__contains", "secret__gt"])
def test_a_secret_cannot_be_searched_by_its_value(safe, lookup):
    with pytest.raises(FieldError, match="secret is encrypted"):
        safe.objects.filter(**{lookup: "a"})


def test_whether_there_is_a_secret_can_be_asked(safe):
    safe.objects.create(secret=None)

    assert safe.objects.filter(secret__isnull=True).count() == 1


def test_a_migration_names_the_field_and_no_key(settings):
    written, _ = MigrationWriter.serialize(EncryptedTextField(blank=True, default=""))

    assert written == "oms.encryption.EncryptedTextField(blank=True, default='')"
