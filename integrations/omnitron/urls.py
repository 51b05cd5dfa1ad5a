"""Omnitron's part of the native API; it stands before the orders' own paths."""

from django.urls import path

from integrations.omnitron.views import OrdersHook, PullFromOmnitron, StockLocationsHook

# Omnitron's manual prints one of these with a slash and the other without.
urlpatterns = [
    path("orders-webhook/", OrdersHook.as_view(), name="orders-webhook"),
    path("orders-webhook", OrdersHook.as_view()),
    path("stocklocations-webhook", StockLocationsHook.as_view(), name="stocklocations-webhook"),
    path("stocklocations-webhook/", StockLocationsHook.as_view()),
    path("orders/pull_from_omnitron/", PullFromOmnitron.as_view(), name="pull-from-omnitron"),
]
