"""Tokens, clients and rows for the tests of the native API."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from integrations import auth
from integrations.models import Partner
from orders import documents
from tests.orders.api.rows import Dice


@pytest.fixture(autouse=True)
def _no_shared_rows():
    documents.forget()


@pytest.fixture
def dice():
    return Dice()


@pytest.fixture
def api(db):
    """Make a client whose token has these rights, and sees these channels and locations."""

    def make(*, rights=("read",), channels=None, locations=None, age=timedelta(0)):
        name = f"partner {Partner.objects.count() + 1}"
        user = get_user_model().objects.create_user(name)
        partner = Partner.objects.create(name=name, dialect="akinon", user=user)
        at = timezone.now() - age
        _token, text = auth.issue(
            partner, rights=rights, channels=channels, locations=locations, days=7, at=at
        )
        return Client(headers={"authorization": f"Token {text}"}, raise_request_exception=False)

    return make


@pytest.fixture
def client(api):
    """A client that may read everything."""
    return api()
