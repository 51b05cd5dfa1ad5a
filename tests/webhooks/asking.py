"""Integrators: users with tokens, and how they ask."""

import json

from django.contrib.auth import get_user_model
from django.utils import timezone

from integrations import auth
from integrations.models import Partner


class Integrator:
    """Somebody who asks with a token of these rights, channels and locations."""

    def __init__(self, client, name="ada", *, rights=("hooks",), channels=None, locations=None):
        user, _ = get_user_model().objects.get_or_create(username=name)
        found = {"dialect": "akinon", "user": user}
        partner, _ = Partner.objects.get_or_create(name=name, defaults=found)
        limits = {"channels": channels, "locations": locations}
        _, text = auth.issue(partner, rights=rights, **limits, days=7, at=timezone.now())
        self.user, self.client = user, client
        self.header = {"HTTP_AUTHORIZATION": f"Token {text}"}

    def get(self, path, **query):
        return self.client.get(path, query, **self.header)

    def send(self, method, path, body=None):
        ask = getattr(self.client, method)
        text = "" if body is None else json.dumps(body)
        return ask(path, text, content_type="application/json", **self.header)
