"""The native API under /api/v1/oms/."""

from django.urls import path

from orders.api import (
    changes,
    items,
    orders,
    packages,
    reference,
    short_orders,
    stocks,
    transitions,
)

urlpatterns = [
    path("orders/", orders.Orders.as_view()),
    path("orders/short/", short_orders.ShortOrders.as_view()),
    path("orders/changes/", changes.Changes.as_view()),
    path("orders/list-simple/", short_orders.SimpleOrders.as_view()),
    path("orders/delivery_type_enums/", orders.DeliveryTypes.as_view()),
    path("orders/payment_type_enums/", orders.PaymentTypes.as_view()),
    path("orders/<int:pk>/", orders.SingleOrder.as_view()),
    path("orders/<int:pk>/short/", short_orders.SingleShortOrder.as_view()),
    path("orders/<int:pk>/command/", orders.OrderCommand.as_view()),
    path("order_items/", items.OrderItems.as_view()),
    path("packages/", packages.Packages.as_view()),
    path("packages/short/", packages.ShortPackages.as_view()),
    path("packages/<int:pk>/", packages.SinglePackage.as_view()),
    path("packages/<int:pk>/command/", packages.PackageCommand.as_view()),
    path("state-transition-logs/", transitions.Transitions.as_view()),
    path("state-transition-logs/<int:pk>/", transitions.SingleTransition.as_view()),
    path("stocklocations/list-simple/", reference.SimpleStockLocations.as_view()),
    path("cargo_companies/", reference.CargoCompanies.as_view()),
    path("stocks/", stocks.Stocks.as_view()),
    path("channels/", reference.Channels.as_view()),
]
