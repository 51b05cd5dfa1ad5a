"""On SQLite senders take turns, and set aside what waits, as they do on PostgreSQL."""

import pytest

from tests.webhooks.conftest import webhook  # noqa: F401
from tests.webhooks.test_turns import (  # noqa: F401
    many,
    test_a_decision_about_the_first_lets_what_was_put_off_behind_it_go_on,
    test_webhooks_of_one_address_share_its_turns,
    test_what_waits_behind_a_delayed_message_is_due_with_it_or_looked_at_after_half_an_hour,
    test_what_waits_for_longest_of_what_may_be_sent_is_the_oldest,
)

pytestmark = pytest.mark.django_db
