"""The project package: settings, front doors and the floor that every app stands on."""

from oms.celery import app as celery_app

__all__ = ["celery_app"]
