"""People read the clock on their own wall: the back office runs in their location's zone."""

import zoneinfo

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone


class StaffZone:
    """Middleware: under the admin, and only there, moments are those of the user's zone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        with timezone.override(zone_of(request.user)):
            return self.get_response(request)


def zone_of(user) -> zoneinfo.ZoneInfo:
    """Return the zone of the person's only location, or the installation's."""
    membership = getattr(user, "membership", None)
    if membership is None or membership.every_location:
        return zoneinfo.ZoneInfo(settings.STAFF_TIME_ZONE)
    named = list(membership.locations.values_list("time_zone", flat=True)[:2])
    return _zone(named[0] if len(named) == 1 else "") or zoneinfo.ZoneInfo(settings.STAFF_TIME_ZONE)


def moment(value) -> str:
    """Print a moment with the zone that it is read in."""
    if value is None:
        return "–"
    return timezone.localtime(value).strftime("%d %b %Y %H:%M %Z")


class ZonedForm(forms.ModelForm):
    """A form that takes the name of a time zone only if there is one of that name."""

    def clean_time_zone(self):
        name = self.cleaned_data["time_zone"]
        if name and _zone(name) is None:
            raise forms.ValidationError("Write it as Europe/Istanbul.")
        return name


def _zone(name):
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return None
