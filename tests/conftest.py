"""What every test stands on. Run as `python -m pytest`; tests/servers.py brings the servers."""

import os
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck, settings

from oms import redis_pause, throttling
from orders import documents

# The same examples every time, however slow the machine is: a run tells of a change, not of luck.
# `--hypothesis-profile default` looks for new ones.
settings.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")

ON_SQLITE = os.environ["DATABASE_URL"].startswith("sqlite")

collect_ignore = [] if ON_SQLITE else ["sqlite"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Give every transactional test the rows that migrations seed: its flush takes them away."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        asked = dict(marker.kwargs) if marker else {}
        if asked.get("transaction") or "transactional_db" in item.fixturenames:
            asked |= {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**asked), append=False)


@pytest.fixture
def stamped_at_noon(monkeypatch):
    """Let `modified_date` be noon, where the database's clock would be another at each run."""
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    monkeypatch.setattr("orders.clock.stamp", lambda: noon)
    return noon


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Start with no language of an earlier request, nothing in memory, cache and broker."""
    translation.deactivate()
    documents.forget()
    redis_pause.end()  # whoever broke Redis
    throttling._windows.clear()
    cache.clear()
