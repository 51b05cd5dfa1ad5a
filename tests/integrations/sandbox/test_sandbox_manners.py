"""The sandbox misbehaves when told to, stands still when told to, and stays off production."""

import socket
import time

import pytest
import requests

from integrations.sandbox import Sandbox


def test_a_status_is_given_for_so_many_calls_with_its_headers(sandbox, omnitron):
    sandbox.behave("omnitron", "status", status=503, headers={"Retry-After": "30"}, calls=2)

    answers = [omnitron.get("cargos/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "30"
    assert answers[0].json() == {"detail": "The sandbox is unwell."}


def test_manners_wait_their_turn_and_are_forgotten_at_once(sandbox, omnitron):
    sandbox.behave("omnitron", "refused", errors=["Closed."], calls=1)
    sandbox.behave("omnitron", "status")

    statuses = [omnitron.get("cargos/").status_code for _ in range(3)]
    sandbox.behave_well()

    assert statuses == [406, 500, 500]
    assert omnitron.get("cargos/").status_code == 200


def test_a_manner_may_be_kept_to_a_part_of_the_paths(sandbox, omnitron):
    sandbox.behave("omnitron", "status", path="order_items/")

    assert omnitron.get("cargos/").status_code == 200
    assert omnitron.get("order_items/?order=63461").status_code == 500


def test_garbage_says_200_and_is_not_json_and_nothing_is_taken(sandbox, dispatch, printed):
    sandbox.behave("pos", "garbage", calls=1)

    answer = dispatch(printed)

    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert sandbox.shipments == []


def test_an_expired_token_stays_expired_until_the_next_login(sandbox, omnitron):
    sandbox.behave("omnitron", "expired", calls=1)

    assert [omnitron.get("cargos/").status_code for _ in range(2)] == [401, 401]
    login = {"username": "omnitron", "password": "sandbox"}
    key = omnitron.post("auth/login/", json=login).json()["key"]
    renewed = omnitron.get("cargos/", headers={"Authorization": f"Token {key}"})
    assert renewed.status_code == 200


def test_a_refusal_of_the_pos_carries_the_errors_it_was_given(sandbox, dispatch, printed):
    error = {"code": 7, "fieldName": "skuCode", "description": "No such SKU", "message": "SKU"}
    sandbox.behave("pos", "refused", errors=[error], calls=1)

    refused, taken = dispatch(printed).json(), dispatch(printed).json()

    assert (refused["successful"], refused["errors"]) == (False, [error])
    assert taken["successful"] is True


def test_a_lost_answer_was_applied_all_the_same(sandbox, dispatch, printed):
    sandbox.behave("pos", "lost", calls=1)

    with pytest.raises(requests.ConnectionError):
        dispatch(printed)

    assert [shipment["repeats"] for shipment in sandbox.shipments] == [0]
    assert dispatch(printed).json()["successful"] is True
    assert [shipment["repeats"] for shipment in sandbox.shipments] == [1]


def test_a_slow_answer_is_slower_than_the_patience_of_its_caller(sandbox, omnitron):
    sandbox.behave("omnitron", "slow", seconds=30, calls=1)

    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{omnitron.base}/cargos/", headers=omnitron.headers, timeout=0.2)

    assert omnitron.get("cargos/").status_code == 200


def test_misbehaviour_leaves_the_login_alone_unless_it_is_meant(sandbox):
    login = {"username": "omnitron", "password": "sandbox"}
    url = f"{sandbox.omnitron_url}/auth/login/"
    sandbox.behave("omnitron", "status")

    assert requests.post(url, json=login, timeout=30).status_code == 200
    sandbox.behave("omnitron", "status", status=502, path="auth/login/")
    assert requests.post(url, json=login, timeout=30).status_code == 502


def test_a_manner_that_does_not_exist_is_named(sandbox):
    with pytest.raises(ValueError, match="slow, drip, status, garbage, expired"):
        sandbox.behave("pos", "rude")


def test_frozen_answers_are_equal_to_the_byte_while_life_would_go_on():
    with Sandbox(every=0.01, allowed=True) as sandbox:
        wait_until(lambda: len(sandbox.world.tables["orders"]) > 14)
        sandbox.freeze()
        before = whole(sandbox)
        time.sleep(0.1)  # ten ticks
        still = whole(sandbox)
        sandbox.thaw()
        wait_until(lambda: whole(sandbox) != before)

    assert still == before


def wait_until(holds):
    for _ in range(2000):
        if holds():
            return
        time.sleep(0.005)
    raise AssertionError("The sandbox does not live.")


def whole(sandbox):
    login = {"username": "omnitron", "password": "sandbox"}
    key = requests.post(f"{sandbox.omnitron_url}/auth/login/", json=login, timeout=30).json()["key"]
    answer = requests.get(
        f"{sandbox.omnitron_url}/orders/?limit=1000",
        headers={"Authorization": f"Token {key}"},
        timeout=30,
    )
    return answer.content, dict(answer.headers)


def test_people_reach_the_same_over_http(sandbox):
    def post(name, **arguments):
        return requests.post(f"{sandbox.url}/_sandbox/{name}", json=arguments, timeout=30)

    (number,) = post("grow", n=1, skus=["NTB-A5-RL"]).json()["result"]
    amended = post("amend", number=number, notes="By hand").json()["result"]
    post("freeze")
    post("behave", side="pos", kind="status", status=500, calls=1)

    assert (amended["number"], amended["notes"]) == (number, "By hand")
    status = requests.get(f"{sandbox.url}/_sandbox/status", timeout=30).json()
    assert (status["frozen"], status["orders"], status["shipments"]) == (True, 13, 0)
    assert requests.get(f"{sandbox.url}/_sandbox/shipments", timeout=30).json() == []
    assert (post("amend", number="0").status_code, post("stop").status_code) == (400, 404)
    assert requests.post(f"{sandbox.pos_url}/v1/shipment/X", timeout=30).status_code == 500


def test_a_stopped_sandbox_hangs_up_on_open_connections(sandbox):
    port = int(sandbox.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"GET /nowhere HTTP/1.1\r\nHost: sandbox\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 404")

        sandbox.stop()

        assert connection.recv(65536) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=30)
