"""The sandbox's worse manners: crumbs, useless tokens, moving pages, deaf filters, poison."""

import pytest
import requests

from integrations.sandbox.poison import POISONS

FIRST = "2291090711512921"


def listed(omnitron, **query):
    told = omnitron.get("orders/", params={"sort": "modified_date", **query}).json()
    return [row["number"] for row in told["results"]]


def test_a_dripping_answer_comes_whole_crumb_by_crumb_within_the_patience_for_each(
    sandbox, omnitron
):
    sandbox.behave("omnitron", "drip", seconds=3, calls=1)

    with requests.get(
        f"{omnitron.base}/cargos/", headers=omnitron.headers, timeout=1.5, stream=True
    ) as answer:
        crumbs = list(iter(answer.raw.read1, b""))

    assert len(crumbs) > 5
    assert b"".join(crumbs) == omnitron.get("cargos/").content


def test_a_useless_token_is_given_and_opens_nothing(sandbox, omnitron):
    sandbox.behave("omnitron", "useless", calls=1)
    login = {"username": "omnitron", "password": "sandbox"}

    key = omnitron.post("auth/login/", json=login).json()["key"]

    assert omnitron.get("cargos/", headers={"Authorization": f"Token {key}"}).status_code == 401
    assert omnitron.get("cargos/").status_code == 200


def test_a_page_that_was_read_moves_its_first_order_to_the_end(sandbox, omnitron):
    before = listed(omnitron, limit=100)
    sandbox.behave("omnitron", "shift", calls=2)

    first = listed(omnitron, limit=3, page=1)
    second = listed(omnitron, limit=3, page=2)

    assert (first, second) == (before[:3], before[4:7])
    assert listed(omnitron, limit=100) == [
        *before[1:4], *before[5:], before[0], before[4],
    ]  # fmt: skip


def test_filters_may_be_ignored(sandbox, omnitron):
    assert listed(omnitron, number=FIRST) == [FIRST]
    sandbox.speak(filters="ignored")

    assert len(listed(omnitron, number=FIRST, channel=9, limit=100)) == 12


@pytest.mark.parametrize("kind", POISONS)
def test_a_poisoned_order_is_told_so_until_it_is_cured(kind, sandbox, omnitron):
    before = sandbox.order(FIRST)

    sandbox.poison(FIRST, kind)
    spoilt = omnitron.get("orders/", params={"number": FIRST}).json()["results"][0]
    sandbox.cure(FIRST)
    after = sandbox.order(FIRST)

    del spoilt["modified_date"]
    assert spoilt != {key: value for key, value in before.items() if key != "modified_date"}
    assert after.pop("modified_date") > before.pop("modified_date")
    assert after == before


def test_manners_of_omnitron_are_not_for_the_pos(sandbox):
    with pytest.raises(ValueError, match="Only omnitron can be shift"):
        sandbox.behave("pos", "shift")
    with pytest.raises(ValueError, match="A poison is one of type"):
        sandbox.poison(FIRST, "arsenic")
