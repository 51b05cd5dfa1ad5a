"""Placing an order: once per partner order id, for ever."""

from uuid import UUID

from django.utils import timezone

from integrations import idempotency
from integrations.idempotency import Answer
from integrations.vijaysales import auth, meaning, order_request, refusals
from integrations.vijaysales.answers import PLACED_BY, amounts, load
from integrations.vijaysales.base import rendered
from integrations.vijaysales.envelope import unprocessable
from integrations.vijaysales.fields import moment
from integrations.vijaysales.lines import item, lines
from integrations.vijaysales.reading import Orders
from orders import serviceability
from orders.commands.placing import NumberTaken, place
from orders.facts.promised_day import PROMISED
from orders.models import Order
from orders.placements import Placement
from orders.workflow import OrderStatus

AT_ONCE = "approve_at_once"  # in a partner's configuration: false leaves approval to a person
BUSINESS_KEY = f"{auth.DIALECT}:partnerOrderId"
CREATED = (
    "itemId", "lineId", "vanNo", "quantity", "unitPrice", "status", "promisedBy",
)  # fmt: skip


class OrdersOfPartner(Orders):
    """The list, and the door for new orders."""

    routes = {"POST": "create-order"}

    def post(self, request):
        """Create an order; the same partner order id gets the first answer again."""
        asked = self.read(order_request.OrderRequest, request.data)
        return self.once(asked, lambda: self._once_per_partner_order(asked))

    def _once_per_partner_order(self, asked) -> Answer:
        try:
            return idempotency.once(
                self.request.auth.partner,
                scope=BUSINESS_KEY,
                key=asked["partnerOrderId"],
                request=asked,
                at=timezone.now(),
                work=lambda: Answer(rendered(self._placed(asked))),
                kept=None,
            )
        except idempotency.Reused:
            raise self._reused(asked) from None

    def _placed(self, asked) -> dict:
        order_request.require_sums(asked)
        products = refusals.named([line["vanNo"] for line in asked["items"]])
        placement = self._placement(asked, products)
        with refusals.in_words(products, asked["items"]):
            try:
                order = place(placement, by=self.request.by, at=timezone.now())
            except NumberTaken:
                raise self._reused(asked) from None
        return created(load(Order.objects.filter(pk=order.pk)).get())

    def _placement(self, asked, products) -> Placement:
        partner, scope = self.request.auth.partner, self.request.scope
        store = refusals.store(asked.get("storeCode"), scope)
        return meaning.placement(
            asked,
            products,
            channel_id=self.channel.pk,
            owner=owner(self.request),
            status=self._first_status(),
            location_id=store.pk if store else None,
            block_id=_block_id(asked.get("blockId")),
            within=scope.locations,
            facts={PROMISED: self._promised(asked, store), PLACED_BY: partner.pk},
        )

    def _first_status(self):
        at_once = self.request.auth.partner.configuration.get(AT_ONCE, True)
        return OrderStatus.APPROVED if at_once else OrderStatus.WAITING

    def _promised(self, asked, store) -> str | None:
        """Return the day that the slowest location can keep; refuse cash where nobody takes it."""
        address = asked.get("shippingAddress") or asked["billingAddress"]
        within = {store.pk} if store else self.request.scope.locations
        mode, now = asked["deliveryType"], timezone.now()
        areas = serviceability.covering(address["pincode"], [mode], within=within)
        if asked["payment"]["mode"] == "COD":
            some, areas = areas, [area for area in areas if area.takes_cash]
            if some and not areas:
                text = "Cash on delivery is not taken at this place."
                raise unprocessable(9020, "PINCODE_NOT_SERVICEABLE", text)
        days = [serviceability.promise(area, now).last for area in areas]
        return max(days).isoformat() if days else None

    def _reused(self, asked):
        known = self.orders().filter(number=asked["partnerOrderId"], channel=self.channel)
        code = known.values_list("code", flat=True).first()
        text = "This partnerOrderId belongs to another order."
        details = [{"field": "partnerOrderId", "message": text, "orderNumber": code}]
        return unprocessable(9030, "PARTNER_ORDER_ID_REUSED", text, details=details)


def created(order: Order) -> dict:
    """Return a loaded order as its creation tells it."""
    items = [item(line) for line in lines(order)]
    return {
        "orderId": str(order.pk),
        "orderNumber": order.code,
        "partnerOrderId": order.number,
        "status": "CONFIRMED" if order.state >= OrderStatus.APPROVED else "PLACED",
        "orderDate": moment(order.date_placed),
        "amounts": amounts(order),
        "items": [{name: told[name] for name in CREATED} for told in items],
    }


def owner(request) -> str:
    """Return how a partner's blocks are told from others'."""
    return f"partner:{request.auth.partner.pk}"


def _block_id(text: str | None) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        text = "There is no such reservation."
        raise unprocessable(9031, "BLOCK_NOT_FOUND", text) from None
