"""The door for gunicorn: what comes in is read as UTF-8, whichever charset a header names."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oms.settings")


class Utf8Request(WSGIRequest):
    """
    A request whose query and forms are UTF-8.

    Django would take the codec that the Content-Type names, and fail before any page of ours could
    answer where that is none for texts, as base64, or where the header itself cannot be read.
    """

    def __init__(self, environ):
        try:
            parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):
            environ["CONTENT_TYPE"] = "application/octet-stream"
        super().__init__(environ)

    @property
    def encoding(self):
        """Nothing: the default of the settings, which is UTF-8."""
        return None

    @encoding.setter
    def encoding(self, charset):
        """Take no charset from anybody."""


class Utf8Handler(WSGIHandler):
    request_class = Utf8Request


django.setup(set_prefix=False)
application = Utf8Handler()
