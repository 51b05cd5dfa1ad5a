"""The operator's two commands: tell one more address, and send without a broker."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from orders.models import OrderEvent
from orders.workflow import PackageStatus
from tests import factories
from webhooks import targets
from webhooks.models import Webhook, WebhookEvent

pytestmark = pytest.mark.django_db

URL = "https://hooks.example.com/oms"
NETWORKS = targets.Standard.networks  # before the tests let it reach their own receiver


def _run(*words):
    said = StringIO()
    call_command(*words, stdout=said)
    return said.getvalue()


def _add(*words, url=URL, target="standard"):
    return _run("add_webhook", "--target", target, "--url", url, *words)


def test_three_events_make_three_addresses_and_a_repeat_makes_none():
    events = ["order.created", "package.status.shipped", "package.status.cancelled"]
    words = [word for event in events for word in ("--event", event)]

    first = _add(*words, "--secret", "whsec_abc")
    again = _add(*words, "--secret", "whsec_abc")

    assert [webhook.event_type for webhook in Webhook.objects.order_by("pk")] == events
    assert {webhook.secret_key for webhook in Webhook.objects.all()} == {"whsec_abc"}
    assert {webhook.owner.username for webhook in Webhook.objects.all()} == {"oms"}
    assert (first.count("Added"), again.count("Kept")) == (3, 3)
    assert "whsec_abc" not in first + again


def test_who_asks_is_told_of_a_backfill_until_it_is_taken_back():
    found = []
    for words in ((), ("--backfill",), (), ("--no-backfill",)):
        _add("--event", "order.created", *words)
        found.append(Webhook.objects.get().config.get("backfill"))

    assert found == [None, True, True, False]


def test_a_new_secret_rotates_the_old_one():
    _add("--event", "order.created", "--secret", "old")
    _add("--event", "order.created", "--secret", "new")

    webhook = Webhook.objects.get()
    assert (webhook.secret_key, webhook.previous_secret_key) == ("new", "old")
    assert webhook.secret_rotated_at is not None


def test_what_is_not_said_again_stays_as_it_is():
    shop = factories.channel()
    _add("--event", "order.created", "--secret", "kept", "--channel", str(shop.omnitron_id))
    _add("--event", "order.created", "--username", "u", "--password", "p")

    webhook = Webhook.objects.get()
    assert (webhook.secret_key, webhook.username, webhook.password) == ("kept", "u", "p")
    assert (webhook.channel, webhook.previous_secret_key) == (shop, "")


def test_a_point_of_sale_is_told_of_everything_it_wants(settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = ["10.0.0.0/8"]
    _add("--username", "pos", "--password", "word", url="http://10.0.0.7:8080/v1", target="pos")

    webhook = Webhook.objects.get()
    assert (webhook.target, webhook.event_type) == ("pos", "*")
    assert (webhook.username, webhook.password) == ("pos", "word")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--event", "order.made"], "There is no event order.made. Allowed: order.cancelled, "),
        ([], "--event is needed. Allowed: order.cancelled, "),
        (["--event", "order.created", "--channel", "7"], "There is no channel 7. Known: "),
    ],
)
def test_a_wrong_event_or_channel_is_refused_and_the_known_ones_are_listed(words, sentence):
    with pytest.raises(CommandError, match=sentence):
        _add(*words)

    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "url",
    ["", "hooks.example.com", "ftp://hooks.example.com", "https://", "https://u:p@example.com/"]
    + ["https://example.com/a b", "https://example.com/" + "a" * 2048]
    + ["https://127.0.0.1/", "https://2130706433/", "http://10.0.0.7:8080/v1", "https://[::1]/"]
    + ["https://[::ffff:10.0.0.7]/", "https://localhost/", "https://erp.internal/", "https://erp/"]
    + ["https://example.com:0/", "https://example.com:99999/", "https://example.com:x/"],
)
def test_a_url_that_we_could_never_call_is_refused(url, settings, monkeypatch):
    monkeypatch.setattr(targets.Standard, "networks", NETWORKS)
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.0/8", "10.0.0.0/8"]  # not for a standard one

    with pytest.raises(CommandError, match="--url"):
        _add("--event", "order.created", url=url)

    assert not Webhook.objects.exists()


def test_a_url_on_another_port_or_without_tls_is_for_the_operator_to_choose():
    _add("--event", "order.created", url="http://erp.example.com:8080/hooks")

    assert Webhook.objects.get().target_url == "http://erp.example.com:8080/hooks"


@pytest.mark.parametrize("url", ["http://10.0.0.7:8080/v1", "http://till:8080/v1"])
def test_a_private_point_of_sale_is_taken_once_its_network_is_open(url, settings):
    login, place = ("--username", "pos", "--password", "word"), {"url": url, "target": "pos"}
    settings.OUTBOUND_ALLOWED_NETWORKS = []
    with pytest.raises(CommandError, match="OUTBOUND_ALLOWED_NETWORKS"):
        _add(*login, **place)
    assert not Webhook.objects.exists()
    settings.OUTBOUND_ALLOWED_NETWORKS = ["10.0.0.0/8"]

    _add(*login, **place)

    assert Webhook.objects.get().target_url == url


def test_a_point_of_sale_without_a_login_is_refused_at_once():
    place = {"url": "https://till.example.com/v1", "target": "pos"}
    _add("--event", "order.created", url=place["url"])  # a webhook there is no login there

    for words in ([], ["--username", "pos"], ["--password", "word"], ["--username", ""]):
        with pytest.raises(CommandError, match="say --username and --password"):
            _add(*words, **place)
    assert not Webhook.objects.filter(target="pos").exists()

    _add("--username", "pos", "--password", "word", **place)
    _add("--password", "another", **place)
    webhook = Webhook.objects.get(target="pos")
    assert (webhook.username, webhook.password) == ("pos", "another")


def test_a_target_that_decides_for_itself_takes_no_event():
    with pytest.raises(CommandError, match="leave --event out"):
        _add("--event", "order.created", target="pos")

    assert not Webhook.objects.exists()


def test_drain_relays_and_delivers_all_that_is_due_and_says_how_much(webhook, answers, seen):
    webhook("package.status.transitioned")
    answers(200)
    factories.package(state=PackageStatus.SHIPPED)

    said = _run("drain")

    events = OrderEvent.objects.count()
    assert said == f"{events} events relayed; messages: 4 delivered.\n"
    assert len(seen()) == 4
    assert not OrderEvent.objects.filter(position=None).exists()
    assert _run("drain") == "Nothing is due.\n"


def test_drain_ends_although_a_receiver_takes_nothing(webhook, answers):
    webhook("package.status.shipped")
    answers(500)
    factories.package(state=PackageStatus.SHIPPED)

    assert _run("drain").endswith("messages: 1 retry.\n")
    assert WebhookEvent.objects.get().attempts == 1
