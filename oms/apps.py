"""The project package as a Django app, for its commands."""

from django.apps import AppConfig


class OmsConfig(AppConfig):
    name = "oms"
