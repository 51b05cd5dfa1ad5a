"""A person of one store sees an order that lay there, and commands only what lies there now."""

import pytest
from django.utils import timezone

from orders.models import Order, OrderEvent, OrderItem, Package
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.admin.arranged import commands_on, list_of, page_of, press, said, split_order
from tests.admin.conftest import STORE, person
from tests.admin.waiting import STUCK, aged
from tests.factories import item
from tests.moving import asked_meanwhile, moved, replanned, split

pytestmark = pytest.mark.django_db
ORDERS = [f"orders.{verb}_order" for verb in ("hold", "prioritise", "approve", "cancel", "plan")]
BEYOND = "Hold: not all of this order lies at your locations."


@pytest.fixture
def here(db):
    return factories.location()


@pytest.fixture
def there(db):
    return factories.location()


@pytest.fixture
def clerk(here):
    return person("clerk", permissions=[*STORE, *ORDERS], every_channel=True, locations=[here])


def ordered(here, **facts):
    return factories.order(channel=factories.channel(default_location=here), **facts)


def stand():
    return (
        OrderEvent.objects.count(),
        list(Order.objects.values()),
        list(Package.objects.order_by("pk").values()),
        list(OrderItem.objects.order_by("pk").values()),
    )


def test_an_order_that_lies_here_has_all_its_buttons(clerk, here):
    order = ordered(here)

    assert commands_on(clerk, order) == [
        "hold", "prioritise", "cancel", "start", "ready", "pack", "cancel",
    ]  # fmt: skip


def test_an_order_that_went_elsewhere_is_shown_without_a_button(clerk, here, there):
    order = ordered(here)
    replanned(order.packages.get(), to=there)

    assert order.code in clerk.get(page_of(order)).content.decode()
    assert commands_on(clerk, order) == []


def test_of_an_order_in_two_places_only_the_units_here_are_offered(clerk, here, there):
    order, mine, _other = split_order(here=here, there=there)

    assert commands_on(clerk, order) == ["cancel", "start", "ready", "pack", "cancel"]
    html = clerk.get(page_of(order)).content.decode()
    keys = [f'value="{unit.pk}"' in html for unit in order.orderitem_set.order_by("pk")]
    assert keys == [True, False]
    assert mine.packageitem_set.get().order_item == order.orderitem_set.earliest("pk")


def test_a_unit_that_lay_here_once_is_not_offered(clerk, here, there):
    order = ordered(here, items=[item(), item()])
    replanned(order.packages.get(), to=there)
    back, gone = order.orderitem_set.order_by("pk")
    split(order, back, to=here)

    html = clerk.get(page_of(order)).content.decode()

    assert [f'value="{unit.pk}"' in html for unit in (back, gone)] == [True, False]


@pytest.mark.parametrize(("slug", "typed"), [("hold", {}), ("prioritise", {"priority": "3"})])
def test_a_button_from_an_old_page_is_refused_with_a_sentence(clerk, here, there, slug, typed):
    order = ordered(here)
    replanned(order.packages.get(), to=there)
    before = stand()

    answer = press(clerk, order, order, slug, **typed)

    assert said(answer)[0].endswith("not all of this order lies at your locations.")
    assert stand() == before


def test_of_many_orders_the_one_that_went_elsewhere_is_named(clerk, here, there):
    mine, gone = ordered(here), ordered(here)
    replanned(gone.packages.get(), to=there)

    every = [str(order.pk) for order in (mine, gone)]
    held = clerk.post(list_of(Order), {"action": "hold", "_selected_action": every})

    assert said(held) == [f"{gone}: {BEYOND}", "Hold: 1 orders done."]
    assert list(Order.objects.exclude(held_at=None)) == [mine]


def test_what_is_stuck_elsewhere_has_no_button_here(clerk, here, there):
    mine, gone = (ordered(here, items=[item(), item()]) for _ in range(2))
    replanned(gone.packages.get(), to=there)
    for order in (mine, gone):
        loose = order.orderitem_set.latest("pk")
        loose.package_items.filter(live=True).delete()
        OrderItem.objects.filter(pk=loose.pk).update(state=OrderStatus.INACTIVE)
        aged(order, 500)
    Order.objects.update(held_at=timezone.now())

    waits = {w.row: w for w in clerk.get(STUCK).context["waits"] if w.kind == "order"}

    offered = {row: [button.command.slug for button in w.buttons] for row, w in waits.items()}
    assert offered == {mine: ["release"], gone: []}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "slug", "sentence"),
    [
        ("order", "hold", BEYOND),
        ("package", "start", "Start preparing: the package does not lie at your locations."),
    ],
)
def test_what_goes_elsewhere_while_the_button_is_pressed_is_refused(
    clerk, here, there, kind, slug, sentence
):
    order = ordered(here)
    package = order.packages.get()
    row = order if kind == "order" else package

    answer = asked_meanwhile(
        lambda: press(clerk, row, row, slug), lambda: moved(package, stock_location=there)
    )

    assert said(answer) == [sentence]
    order.refresh_from_db()
    package.refresh_from_db()
    assert (order.held_at, package.state) == (None, PackageStatus.WAITING)


@pytest.mark.django_db(transaction=True)
def test_what_goes_elsewhere_while_many_are_held_is_named(clerk, here, there):
    order = ordered(here)
    package = order.packages.get()
    ticked = {"action": "hold", "_selected_action": [str(order.pk)]}

    answer = asked_meanwhile(
        lambda: clerk.post(list_of(Order), ticked), lambda: moved(package, stock_location=there)
    )

    assert said(answer) == [f"{order}: {BEYOND}"]
    assert Order.objects.get().held_at is None
