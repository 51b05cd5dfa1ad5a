"""The doors of this dialect, with every spelling of the login that its pages show."""

from django.urls import path

from integrations.xstak import views

urlpatterns = [
    path("v1/admin/service-account/token", views.ServiceAccountToken.as_view()),
    path("v1/admin/serviceaccount/token", views.AliasOfServiceAccountToken.as_view()),
    path("auth/token", views.AliasOfServiceAccountToken.as_view()),
    path("oe/v2/orders/sales_orders", views.SalesOrders.as_view()),
]
