"""Omnitron's part of the native API; it stands before the orders' own paths."""

from django.urls import path

from integrations.omnitron.views import PullFromOmnitron

urlpatterns = [
    path("orders/pull_from_omnitron/", PullFromOmnitron.as_view(), name="pull-from-omnitron"),
]
