"""What the hub is told of its items as their packages move, and what comes of it at home."""

from orders.commands import packages, tracking
from orders.models import CargoCompany, Order, OrderEvent
from orders.workflow import OrderStatus
from tests.integrations.omnitron.conftest import NOW
from tests.integrations.omnitron.writing import BY, at_the_hub, bodies, carrier, ship
from webhooks.models import WebhookEvent

State = WebhookEvent.State
DAY = NOW.date().isoformat()


def test_each_unit_of_a_package_is_told_as_it_moves(package, deliver, hub, shop_order):
    packages.start(package.pk, **BY)
    packages.ready(package.pk, **BY)
    packages.pack(package.pk, **BY)
    ship(package)
    packages.deliver(package.pk, **BY)

    told = deliver()

    name = carrier().shipping_company
    package.refresh_from_db()
    billed = f'"invoice_number":"{package.invoice.number}","invoice_date":"{DAY}"'
    sent = f'"tracking_number":"AWB-0007","shipping_company":"{name}"'
    shipped = f'{{"status":"500",{sent},{billed}}}'
    each = ['{"status":"450"}', shipped, '{"status":"550"}']
    assert bodies(told) == [body for body in each for _unit in range(2)]
    assert [message.n for message in told] == [0, 1] * 3
    keys = list(shop_order.orderitem_set.order_by("pk").values_list("omnitron_id", flat=True))
    assert [m.url for m in told[:2]] == [f"{hub.omnitron_url}/order_items/{k}/" for k in keys]
    assert {(m.method, m.state) for m in told} == {("PATCH", State.DELIVERED)}
    assert at_the_hub(hub, shop_order) == [("550", "AWB-0007", name)] * 2


def test_a_return_is_not_told_for_a_refund_is_the_hubs_own(
    package, deliver, hub, pulled, shop_order
):
    packages.pack(package.pk, **BY)
    ship(package)
    packages.deliver(package.pk, **BY)
    told = len(deliver())

    packages.take_back(package.pk, reason="Too small", **BY)

    assert len(deliver()) == told
    assert at_the_hub(hub, shop_order)[0][0] == "550"
    assert pulled().keys() == {"unchanged"}
    assert Order.objects.get(pk=shop_order.pk).state == OrderStatus.REFUNDED


def test_what_we_wrote_never_comes_home_as_news(package, deliver, hub, pulled, shop_order):
    packages.pack(package.pk, **BY)
    ship(package)
    told = len(deliver())
    events, modified = OrderEvent.objects.count(), Order.objects.get(pk=shop_order.pk).modified_date
    assert at_the_hub(hub, shop_order)[0][0] == "500"
    stamp = hub.order(shop_order.number)["modified_date"]

    for _cycle in range(2):
        assert pulled().keys() == {"unchanged"}
        assert len(deliver()) == told
        packages_of = Order.objects.get(pk=shop_order.pk)
        assert OrderEvent.objects.count() == events
        assert packages_of.modified_date == modified
        assert packages_of.remote_status == 500
        assert packages_of.remote_modified.isoformat() == stamp.replace("Z", "+00:00")


def test_a_package_that_was_cancelled_takes_its_word_back(package, deliver, hub, shop_order):
    packages.start(package.pk, **BY)
    deliver()
    packages.cancel(package.pk, reason="broken", **BY)

    assert bodies(deliver())[2:] == ['{"status":"400"}'] * 2
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"400"}


def test_a_package_that_was_cancelled_before_anything_was_told_is_not_told(package, deliver):
    packages.cancel(package.pk, reason="broken", **BY)

    assert deliver() == []


def test_what_the_hub_cancelled_itself_is_not_told_back(package, deliver, hub, pulled, shop_order):
    packages.pack(package.pk, **BY)
    deliver()
    hub.amend(shop_order.number, status="100")
    pulled()
    packages.unpack_and_cancel(package.pk, reason="customer", **BY)

    assert len(deliver()) == 2
    assert Order.objects.get(pk=shop_order.pk).state == 100


def test_a_cancellation_that_came_too_late_gets_the_present_status(
    package, deliver, hub, pulled, shop_order
):
    packages.pack(package.pk, **BY)
    ship(package)
    deliver()
    hub.amend(shop_order.number, status="100")
    pulled()

    told = deliver()

    assert [m.event_type for m in told[4:]] == ["order.cancellation_too_late"] * 2
    assert bodies(told)[4:] == bodies(told)[2:4]
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"500"}
    events, modified = OrderEvent.objects.count(), Order.objects.get(pk=shop_order.pk).modified_date
    for _cycle in range(2):
        assert pulled().keys() == {"unchanged"}
        assert len(deliver()) == 6
        known = Order.objects.get(pk=shop_order.pk)
        assert OrderEvent.objects.count() == events
        assert (known.modified_date, known.state, known.remote_status) == (modified, 500, 500)

    hub.amend(shop_order.number, status="100")
    pulled()
    assert [m.event_type for m in deliver()[6:]] == ["order.cancellation_too_late"] * 2


def test_a_corrected_number_is_told_with_the_present_status(
    package, deliver, hub, pulled, shop_order
):
    packages.pack(package.pk, **BY)
    ship(package)
    packages.deliver(package.pk, **BY)
    told = len(deliver())
    other = CargoCompany.objects.exclude(pk=carrier().pk).first()

    tracking.correct(package.pk, carrier=other.pk, tracking_number="AWB-0008", **BY)

    name = other.shipping_company or other.name
    assert [m.event_type for m in deliver()[told:]] == ["package.tracked"] * 2
    assert at_the_hub(hub, shop_order) == [("550", "AWB-0008", name)] * 2
    events = OrderEvent.objects.count()
    assert pulled().keys() == {"unchanged"}
    assert OrderEvent.objects.count() == events
