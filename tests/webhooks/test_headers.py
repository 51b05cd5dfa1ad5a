"""What a standard receiver can verify."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import standardwebhooks
from django.utils import timezone

from orders.workflow import PackageStatus
from tests import factories
from webhooks import delivery

pytestmark = pytest.mark.django_db

WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLDER = "whsec_" + "T2xkZXIgc2VjcmV0IGZvciB0ZXN0cw=="


@pytest.fixture
def sent(webhook, told, answers, seen):
    """Return a maker of the one request that an address with these columns gets."""

    def make(**columns):
        webhook(**columns)
        factories.package(state=PackageStatus.SHIPPED)
        (message,) = told()
        answers(200)
        delivery.deliver(message.pk, now=timezone.now())
        (request,) = seen()
        return request

    return make


@pytest.mark.parametrize("secret", [WHSEC, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "plain-old-text"])
def test_the_public_verifier_accepts_the_secret_as_it_was_given(sent, secret):
    request = sent(secret_key=secret)

    payload = standardwebhooks.Webhook(secret).verify(request.data, dict(request.headers))

    assert payload == json.loads(request.data)


@pytest.mark.parametrize("secret", ["five5", "şifre"])
def test_a_secret_that_is_no_base64_signs_with_its_own_bytes(sent, secret):
    request = sent(secret_key=secret)

    verifier = standardwebhooks.Webhook(secret.encode())

    assert verifier.verify(request.data, dict(request.headers))


def test_the_akinon_signature_is_keyed_with_the_text_of_the_secret(sent):
    request = sent(secret_key=WHSEC)

    digest = hmac.new(WHSEC.encode(), request.data, hashlib.sha256).hexdigest()

    assert request.headers["X-Whisperer-Signature"] == f"sha256={digest}"
    assert request.headers["X-Whisperer-Event"] == "package.status.shipped"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["webhook-id"] == json.loads(request.data)["event"]["uuid"]


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp", "body"])
def test_one_changed_bit_of_id_moment_or_body_is_refused(sent, changed):
    request = sent(secret_key=WHSEC)
    headers, body = {k.lower(): v for k, v in request.headers.items()}, request.data
    if changed == "body":
        body = body.replace(b'"event"', b'"evenu"')
    else:
        headers[changed] = headers[changed][:-1] + chr(ord(headers[changed][-1]) ^ 1)

    with pytest.raises(standardwebhooks.WebhookVerificationError, match="No matching signature"):
        standardwebhooks.Webhook(WHSEC).verify(body, headers)


def test_for_a_day_after_a_rotation_the_old_secret_verifies_too(sent):
    request = sent(
        secret_key=WHSEC,
        previous_secret_key=OLDER,
        secret_rotated_at=timezone.now() - timedelta(hours=23),
    )

    for secret in (WHSEC, OLDER):
        assert standardwebhooks.Webhook(secret).verify(request.data, dict(request.headers))


def test_a_day_after_a_rotation_the_old_secret_is_done_with(sent):
    request = sent(
        secret_key=WHSEC,
        previous_secret_key=OLDER,
        secret_rotated_at=timezone.now() - timedelta(hours=25),
    )

    assert len(request.headers["webhook-signature"].split()) == 1
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(OLDER).verify(request.data, dict(request.headers))


def test_without_a_secret_nothing_is_signed(sent):
    request = sent()

    assert "X-Whisperer-Signature" not in request.headers
    assert "webhook-signature" not in request.headers


def test_the_owners_headers_come_in_addition_and_instead(sent):
    request = sent(
        username="hook",
        password="word",
        additional_headers='{"content-TYPE": "application/vnd.oms+json", "X-Shop": "7"}',
    )

    assert request.headers.getlist("Content-Type") == ["application/vnd.oms+json"]
    assert request.headers["X-Shop"] == "7"
    assert request.headers["Authorization"] == "Basic aG9vazp3b3Jk"
