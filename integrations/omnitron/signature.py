"""Who sent a hook: the hub signs its body with a secret that only a channel of ours shares."""

import hashlib
import hmac

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from integrations.omnitron.cursor import pullable
from orders.models import Channel


class HookSignature(BaseAuthentication):
    """`X-Whisperer-Signature: sha256=…` of the exact body; `auth` becomes the channels it fits."""

    def authenticate(self, request):
        """Return the channels whose secret made the signature, or refuse in the usual words."""
        given = request.META.get("HTTP_X_WHISPERER_SIGNATURE", "")
        if not (channels := signers(request.body, given)):
            raise AuthenticationFailed
        return AnonymousUser(), channels

    def authenticate_header(self, request):
        """Return what a 401 asks for."""
        return "X-Whisperer-Signature"


def signers(body: bytes, signature: str) -> list[Channel]:
    """Return the channels whose hook secret made the signature of these bytes."""
    return [
        channel
        for channel in pullable(Channel.objects.all()).order_by("pk")
        if hmac.compare_digest(_signature(channel.hook_secret, body), signature.encode())
        and channel.hook_secret
    ]


def _signature(secret, body):
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}".encode()
