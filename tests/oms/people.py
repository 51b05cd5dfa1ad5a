"""Rows to page through: the table of users is there whatever else is."""

import datetime

from django.contrib.auth.models import User
from django.test import RequestFactory

from oms.pagination import page_of_ids

NOON = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


def people(*numbers, **fields):
    return User.objects.bulk_create(
        User(pk=number, username=f"user{number}", **{"date_joined": NOON} | fields)
        for number in numbers
    )


def get(url="/api/people/"):
    return RequestFactory().get(url, headers={"Host": "testserver"})


def ids(url="/api/people/", queryset=None, **options):
    return page_of_ids(
        User.objects.order_by("pk") if queryset is None else queryset, get(url), **options
    )
