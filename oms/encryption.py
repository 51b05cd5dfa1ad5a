"""Secrets at rest: a text column that the database only ever sees encrypted."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models


class EncryptedTextField(models.TextField):
    """
    Text encrypted with the first of FIELD_ENCRYPTION_KEYS and read with any of them.

    A value that no key opens raises InvalidToken; empty and null stay as they are. Equal
    texts have unequal ciphertexts, so a value can be neither searched nor sorted by.
    """

    def get_prep_value(self, value):
        text = super().get_prep_value(value)
        return _fernet().encrypt(text.encode()).decode() if text else text

    def from_db_value(self, value, expression, connection):
        return _fernet().decrypt(value.encode()).decode() if value else value

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and cannot be filtered by {lookup_name}.")
        return super().get_lookup(lookup_name)


def _fernet():
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
