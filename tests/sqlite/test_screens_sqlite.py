"""A page of the admin is read without holding up the one writer that SQLite has."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client


@pytest.mark.django_db(transaction=True)
def test_a_page_is_read_in_no_transaction(monkeypatch):
    seen = []

    def first_page(request, context):
        seen.append(connection.in_atomic_block)
        return context

    monkeypatch.setattr("oms.dashboard.first_page", first_page)
    client = Client()
    client.force_login(User.objects.create(username="boss", is_staff=True, is_superuser=True))

    assert client.get("/admin/").status_code == 200
    assert seen == [False]
