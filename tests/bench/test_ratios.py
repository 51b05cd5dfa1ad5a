"""What grows with the house and what must not: each figure against another of the same run."""

import json
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from integrations import auth
from integrations.models import Partner
from orders import documents
from orders.api.orders import OrderSerializer
from orders.models import Order
from orders.relay import relay_pending
from orders.scope import EVERYTHING
from tests import factories
from tests.bench import crowd
from tests.bench.stopwatch import cost, line
from webhooks import turns
from webhooks.models import Webhook, WebhookEvent

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

FEW, TIMES = 1_000, 50
ORDERS = "/api/v1/oms/orders/"
FOLLOWED = f"{ORDERS}list-simple/?sort=modified_date&limit=100"


@pytest.fixture
def say(capsys):
    """Print rows of the table past pytest."""

    def rows(title, *lines):
        with capsys.disabled():
            print(f"\n{title}", *lines, sep="\n")  # noqa: T201 the table is the product

    return rows


@pytest.fixture
def api():
    user = get_user_model().objects.create_user("reader")
    partner = Partner.objects.create(name="Reader", dialect="akinon", user=user)
    _, text = auth.issue(
        partner, rights=["read"], channels=None, locations=None, days=1, at=timezone.now()
    )
    return Client(headers={"authorization": f"Token {text}"})


@pytest.fixture
def boss():
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss", "boss@example.com", "x"))
    return client


def asking(client: Client, path: str) -> Callable[[], object]:
    def ask():
        documents.forget()
        answer = client.get(path)
        assert answer.status_code == 200, answer.content[:200]
        return answer

    return ask


def test_lists_among_very_many_orders(api, boss, say):
    crowd.receive(FEW)
    crowd.settle()
    number = Order.objects.latest("pk").number
    reads = {
        "20 orders, newest first": asking(api, ORDERS),
        "20 orders of one state": asking(api, f"{ORDERS}?state__enum_value=400"),
        "one order by its number": asking(api, f"{ORDERS}?number={number}"),
        "100 orders for a reader that follows changes": asking(api, FOLLOWED),
        "the admin's list": asking(boss, "/admin/orders/order/"),
        "the admin's search for a number": asking(boss, f"/admin/orders/order/?q={number}"),
    }
    before = {what: cost(read) for what, read in reads.items()}
    crowd.multiply(TIMES)
    assert Order.objects.count() == FEW * TIMES

    after = {what: cost(read) for what, read in reads.items()}

    rows = [line(what, after[what], against=before[what]) for what in reads]
    say(f"{FEW * TIMES:,} orders against {FEW:,}:", *rows)


def test_the_last_pages_of_a_follower(api, say):
    crowd.receive(FEW)
    crowd.multiply(TIMES // 4)
    first = asking(api, FOLLOWED)
    last = asking(api, list(followed(api))[-2])

    rows = line("a page after all the others", cost(last), against=cost(first))
    say(f"Following {Order.objects.count():,} orders, against the first page:", rows)


def followed(api) -> Iterator[str]:
    """Give the address of each page."""
    path, seen = FOLLOWED, 0
    while path:
        yield path
        page = json.loads(api.get(path).content)
        seen, path = seen + len(page["results"]), page["next"]
    assert seen == Order.objects.count()


def test_the_fast_road_to_bytes(say):
    crowd.receive(FEW)
    ids = list(Order.objects.values_list("pk", flat=True)[:100])
    request = Request(APIRequestFactory().get("/"))
    context = {"request": request}

    def slow():
        rows = OrderSerializer.load(Order.objects.filter(pk__in=ids))
        return json.dumps(OrderSerializer(rows, many=True, context=context).data, default=str)

    def fast():
        documents.forget()
        return documents.orders(ids, context=context, scope=EVERYTHING)

    say("100 orders as JSON:", line("through serializers", cost(slow), against=cost(fast)))


def test_whose_turn_it_is_in_a_long_queue(say):
    crowd.receive(FEW)
    owner = get_user_model().objects.create_user("owner")
    for n in range(20):
        url = f"https://{n}.example.com/"
        Webhook.objects.create(owner=owner, event_type="order.created", target_url=url)
    while relay_pending():
        pass
    crowd.settle()
    now = timezone.now()
    few = WebhookEvent.objects.count()
    before = cost(lambda: turns.heads(now, each=2))
    crowd.multiply_messages(10)

    after = cost(lambda: turns.heads(now, each=2))

    row = line("a look at what is due", after, against=before)
    say(f"{WebhookEvent.objects.count():,} messages due against {few:,}:", row)


def test_taking_in_what_is_here_already(say):
    shop = factories.channel()
    pages = ([factories.draft(channel=shop) for _ in range(50)] for _ in count())
    page = next(pages)

    new = cost(lambda: factories.receive(*next(pages), channel=shop), times=5)
    again = cost(lambda: factories.receive(*page, channel=shop), times=5)

    say("50 orders of a pull:", line("unchanged, against new", again, against=new))
