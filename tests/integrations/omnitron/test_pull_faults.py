"""Pages that fail, garbage, and a hub that asks for patience."""

from datetime import timedelta

import pytest

from integrations.models import PullCursor
from integrations.omnitron import pull
from orders.models import Channel, Order
from tests.integrations.omnitron.conftest import NOW


@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_failed_page_leaves_the_earlier_ones_and_the_next_run_completes(
    page, pulled, hub, settings
):
    settings.PULL_PAGE_SIZE = 5
    with pytest.raises(pull.PullFailed, match=r"Omnitron cannot answer now \(HTTP 500\)\."):
        _drain(hub, spoil_after=page)

    assert Order.objects.count() == [0, 5, 9][page]
    row = PullCursor.objects.get()
    assert (row.watermark, row.failures_in_a_row) == (None, 1)
    assert row.last_error == "Omnitron cannot answer now (HTTP 500)."
    hub.behave_well()
    pulled()
    row.refresh_from_db()
    assert (Order.objects.count(), row.failures_in_a_row, row.last_error) == (12, 0, "")
    assert row.watermark is not None


def _drain(hub, *, spoil_after):
    """Pull page by page, and break the hub's list after so many pages."""
    pages = pull.pull_channel(Channel.objects.get().pk, now=NOW)
    for _ in range(spoil_after):
        next(pages)
    hub.behave("omnitron", "status", path="orders/", status=500)
    next(pages)


def test_an_answer_that_is_garbage_fails_the_page_in_words(pulled, hub):
    hub.behave("omnitron", "garbage", calls=1, path="orders/")

    with pytest.raises(pull.PullFailed, match="Omnitron's answer cannot be read"):
        pulled()

    assert not Order.objects.exists()


def test_the_third_failure_in_a_row_is_an_error_in_the_log(pulled, hub, caplog):
    hub.behave("omnitron", "status", status=503)

    for _ in range(3):
        with pytest.raises(pull.PullFailed):
            pulled()

    levels = [record.levelname for record in caplog.records if "could not be pulled" in record.msg]
    assert levels == ["WARNING", "WARNING", "ERROR"]
    assert PullCursor.objects.get().failures_in_a_row == 3


def test_retry_after_decides_when_the_channel_is_due_again(pulled, hub, channel):
    hub.behave("omnitron", "status", status=429, headers={"Retry-After": "600"}, path="cargos/")

    with pytest.raises(pull.PullFailed):
        pulled()

    wait = PullCursor.objects.get().next_attempt_at - NOW
    assert timedelta(seconds=600) <= wait < timedelta(seconds=660)
    assert pull.due(now=NOW + timedelta(seconds=600)) == []
