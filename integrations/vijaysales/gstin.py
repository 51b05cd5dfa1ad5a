"""Validating a GSTIN: a question, so a number that is none is answered, not refused."""

from dataclasses import dataclass

import redis
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.module_loading import import_string
from rest_framework import serializers
from rest_framework.response import Response

from integrations.vijaysales import fields
from integrations.vijaysales.base import View
from integrations.vijaysales.defaults import DEFAULTS
from oms.http import RemoteError
from orders import gstin

KEPT = 24 * 3600  # seconds that a registry's answer is good
LONGEST = 32
OF_REGISTRY = ("registrationStatus", "legalName", "tradeName", "address")


@dataclass(frozen=True)
class Registration:
    """
    What a registry knows of a number.

    `settings.GSTIN_DIRECTORY` names a function that returns one for a GSTIN, None for an unknown
    number, and raises `oms.http.RemoteError` when it is not to be had.
    """

    status: str  # ACTIVE, CANCELLED or SUSPENDED
    legal_name: str
    trade_name: str | None = None
    address: dict | None = None


class GstinRequest(serializers.Serializer):
    gstin = serializers.CharField(max_length=LONGEST, trim_whitespace=False)

    def to_internal_value(self, data):
        """Take a text only: a number has lost its form."""
        if "gstin" in data and not isinstance(data["gstin"], str):
            raise serializers.ValidationError({"gstin": ["A text is needed."]})
        return super().to_internal_value(data)


class Validate(View):
    route = "gstin"
    asks = True

    def get(self, request, number):
        """Validate the GSTIN in the path."""
        return self._answer({"gstin": number})

    def _answer(self, data):
        return Response({"data": told(self.read(GstinRequest, data)["gstin"])})


class ValidateBody(Validate):
    http_method_names = ["post"]

    def post(self, request):
        """Validate a GSTIN."""
        return self._answer(request.data)


def told(text: str) -> dict:
    """Return the verdict on a GSTIN; of one that is not valid only why."""
    verdict = gstin.check(text)
    answer = dict.fromkeys(_FACTS) | {
        "gstin": verdict.gstin,
        "isValid": verdict.valid,
        "reason": verdict.reason,
    }
    if not verdict.valid:
        return answer
    known = _registered(verdict.gstin)
    return answer | {
        "stateCode": verdict.state_code,
        "stateName": verdict.state_name,
        "pan": verdict.pan,
        "holderType": verdict.holder_type,
        "verification": "GSTN" if known else "OFFLINE",
        "checkedAt": fields.moment(timezone.now()),
        **_told_by(known),
    }


def _told_by(known: Registration | None) -> dict:
    """Return what only a registry knows, or what stands there without one."""
    if known is None:
        return {name: DEFAULTS[f"gstin.{name}"].value for name in OF_REGISTRY}
    facts = (known.status, known.legal_name, known.trade_name, known.address)
    return dict(zip(OF_REGISTRY, facts, strict=True))


def _registered(number: str) -> Registration | None:
    """Ask the registry, if there is one; no order waits for a third party that is away."""
    if not settings.GSTIN_DIRECTORY:
        return None
    key = f"gstin:{number}"
    try:
        if (known := cache.get(key)) is None:
            known = import_string(settings.GSTIN_DIRECTORY)(number)
            cache.set(key, known, KEPT if known else 0)
    except (RemoteError, redis.RedisError):
        return None
    return known


_FACTS = (
    "gstin", "isValid", "reason", "stateCode", "stateName", "pan", "holderType", "verification",
    "registrationStatus", "legalName", "tradeName", "address", "checkedAt",
)  # fmt: skip
