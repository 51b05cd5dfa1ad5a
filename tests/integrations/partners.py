"""What the tests of partners arrange: partners of each dialect, and every word of the database."""

import json
from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.db import connection

from integrations import auth, credentials
from integrations.models import Partner
from tests.factories import NOON

TOLD = {
    "uniware": ["username", "password"],
    "xstak": ["clientId", "clientSecret", "companyCode"],
    "vijaysales": ["username", "password", "partnerKey", "applicationId", "restApiKey"],
}


def add_partner(name, dialect, *words):
    """Run the command and return the partner and what it was told."""
    out = StringIO()
    call_command("add_partner", name, "--dialect", dialect, *words, stdout=out)
    told = json.loads(out.getvalue())
    return Partner.objects.get(name=name), told


def every_word():
    """Return all rows of all tables as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def token_of(partner, *, at=NOON, life=timedelta(hours=1), **more):
    return auth.grant(partner, rights=["read"], life=life, at=at, **more)


def by_secret(username, secret, *, dialect="uniware", at=NOON):
    """Return the partner whose login this is."""
    row = credentials.find_secret(username, secret, dialect=dialect, at=at)
    return row and row.partner


def found(text, *, dialect="uniware", at=NOON):
    return auth.find(text, dialect=dialect, at=at)
