"""What went wrong is told so that a person understands it."""

import pytest

from tests import factories
from webhooks import delivery
from webhooks.models import WebhookEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(webhook, told):
    webhook("order.created")
    factories.order(status=100)
    (only,) = told()
    return only


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:1/", "Unreachable: Nobody listens there."),
        ("http://no.such.name.invalid/", "Unreachable: The host name leads nowhere."),
    ],
)
def test_no_answer_is_told_in_a_sentence(message, url, said):
    WebhookEvent.objects.update(url=url)

    delivery.deliver(message.pk, now=message.next_attempt_at)

    message.refresh_from_db()
    assert (message.last_error, message.ledger.get().error) == (said, said)
