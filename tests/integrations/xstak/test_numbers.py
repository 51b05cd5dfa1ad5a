"""Numbers of every size, as any parameter, in the query and in the body: never a 500."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from integrations.xstak.asking import KNOWN
from tests.integrations.xstak.conftest import ORDERS, TOKEN

pytestmark = pytest.mark.django_db
LARGEST = 10**64 - 1  # of 64 digits, as long as a number may be
NUMBERS = st.one_of(
    st.integers(-(LARGEST // 10), LARGEST),
    st.sampled_from([2**31, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, LARGEST]),
)
SLOWLY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("name", KNOWN)
@SLOWLY
@given(number=NUMBERS)
@example(number=2**64)
def test_a_number_for_any_filter_is_answered_or_refused(client, delivered, asked, name, number):
    answers = [
        client.get(ORDERS, asked(**{name: str(number)})),
        client.generic(
            "GET", ORDERS, json.dumps(asked(**{name: number})), content_type="application/json"
        ),
    ]

    assert {answer.status_code for answer in answers} <= {200, 400}
    assert all(answer.json().keys() & {"orders", "error"} for answer in answers)


@pytest.mark.parametrize("name", ["clientId", "clientSecret", "companyCode", "grantType"])
@SLOWLY
@given(number=NUMBERS)
def test_a_number_for_any_part_of_a_login_is_refused(client, one, name, number):
    body = json.dumps(one.login | {name: number})

    answer = client.generic("POST", TOKEN, body, content_type="application/json")

    assert answer.status_code in (400, 401, 429)
    assert answer.json()["error"]
