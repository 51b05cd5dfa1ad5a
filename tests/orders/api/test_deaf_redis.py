"""A command over the API beside a Redis that does not answer."""

import pytest

from oms import redis_pause
from orders.models import Package
from tests import factories
from tests.oms.deaf_redis import attempts, deaf_redis


@pytest.mark.django_db(transaction=True)
def test_a_command_costs_one_attempt_at_a_deaf_redis_in_all(api, settings, monkeypatch):
    monkeypatch.setattr(redis_pause, "PAUSE", 60)
    package = Package.objects.get(order=factories.order())
    client = api(rights=["read", "command"])
    with deaf_redis(settings, monkeypatch) as listener:
        answer = client.post(
            f"/api/v1/oms/packages/{package.pk}/command/",
            {"transition": 1},
            content_type="application/json",
        )

        assert answer.status_code == 204, answer.content
        assert attempts(listener) == 1
