"""Rows that the hub gives and orders point to: carriers to look at, reasons to keep."""

from django.contrib import admin

from orders.admin.base import NeverDeleted, ReadOnly, Screen
from orders.models import CargoCompany, DenialReason


@admin.register(CargoCompany)
class CargoCompanyAdmin(ReadOnly, Screen):
    list_display = ["name", "erp_code", "shipping_company", "omnitron_id", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    ordering = ["name"]


@admin.register(DenialReason)
class DenialReasonAdmin(NeverDeleted, Screen):
    list_display = ["title", "remote_id", "priority"]
    search_fields = ["title"]
    ordering = ["priority", "pk"]
