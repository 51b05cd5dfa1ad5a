"""A customer's purchase, unit by unit."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from orders.models.amounts import AmountField, amounts_fit
from orders.models.catalogue import CargoCompany, PriceList, Product, StockList
from orders.models.channel import Channel
from orders.models.customer import Address, Customer
from orders.models.stock import Stock, StockLocation
from orders.scope import ItemQuerySet, OrderQuerySet
from orders.workflow import (
    APPROVAL_WITHDRAWN,
    CANCELLATION_REQUESTED,
    HELD,
    HUB_DECIDES,
    NEWER_COPY,
    UNPLANNED_ITEMS,
    OrderStatus,
)


class Order(models.Model):
    """
    A purchase on one channel, as we have promised to fulfil it.

    `number` is the channel's, unique within it; `code` is unique in the house and never changes.
    `state` is derived (see `orders.workflow`); `remote_status` is what the hub said last, and
    `foreign_status` the same if it is one from 450 on that did not come from us.
    `place_of_supply` is a state that a person set for one shipping address, whose key stands
    beside it: addresses are versions, so another address is another place. Every
    command and amendment moves `modified_date` itself, because bulk updates would skip `auto_now`.
    `paid_amount` is what the hub's transactions show as paid of an order that is paid at the door,
    `surplus` what `amount` has above the units and charges; releasing the order charges it.
    `newer_copy_at` ranks a newer copy of the hub that could not be taken, `skipped_copy_at` the
    last one that a person went on without; `gone_at` is when the hub had the order no more.
    """

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="orders")
    number = models.CharField(max_length=128)
    code = models.CharField(max_length=160, unique=True)
    omnitron_id = models.BigIntegerField(unique=True, null=True, blank=True)
    state = models.PositiveSmallIntegerField(choices=OrderStatus)
    remote_status = models.PositiveSmallIntegerField()
    foreign_status = models.SmallIntegerField(null=True, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders")
    shipping_address = models.ForeignKey(Address, models.PROTECT, related_name="+")
    billing_address = models.ForeignKey(Address, models.PROTECT, related_name="+")
    retail_store = models.ForeignKey(
        StockLocation, models.PROTECT, null=True, blank=True, related_name="ordered_here"
    )
    cargo_company = models.ForeignKey(
        CargoCompany, models.PROTECT, null=True, blank=True, related_name="+"
    )
    payment_type = models.CharField(max_length=64)
    payment_option_slug = models.CharField(max_length=128, blank=True)
    delivery_type = models.CharField(max_length=64, default="standard")
    delivery_range = models.JSONField(null=True, blank=True)
    client_type = models.CharField(max_length=64, default="default")
    language_code = models.CharField(max_length=16, blank=True)
    date_placed = models.DateTimeField()
    tracking_number = models.CharField(max_length=256, null=True, blank=True)  # noqa: DJ001
    has_gift_box = models.BooleanField(default=False)
    gift_box_note = models.CharField(max_length=512, null=True, blank=True)  # noqa: DJ001
    notes = models.CharField(max_length=1024, null=True, blank=True)  # noqa: DJ001
    segment = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001
    extra_field = models.JSONField(default=dict, blank=True)

    currency = models.CharField(max_length=3)
    amount = AmountField()
    shipping_amount = AmountField(default=0)
    discount_amount = AmountField(default=0)
    cod_amount = AmountField(default=0)
    gift_wrap_amount = AmountField(default=0)
    paid_amount = AmountField(default=0, db_default=0)
    surplus = AmountField(default=0, db_default=0)

    hub_invoice_number = models.CharField(max_length=64, blank=True, default="", db_default="")
    hub_invoice_date = models.CharField(max_length=40, blank=True, default="", db_default="")
    e_archive_url = models.CharField(max_length=1024, blank=True, default="", db_default="")
    place_of_supply = models.CharField(max_length=8, blank=True, default="", db_default="")
    place_of_supply_address = models.BigIntegerField(null=True, blank=True)

    is_send = models.BooleanField(default=False)
    priority = models.IntegerField(default=0)
    held_at = models.DateTimeField(null=True, blank=True)
    cancellation_requested_at = models.DateTimeField(null=True, blank=True)
    order_item_count = models.PositiveIntegerField(default=0)
    remote_modified = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=80, blank=True)
    newer_copy_at = models.DateTimeField(null=True, blank=True)
    skipped_copy_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    objects = OrderQuerySet.as_manager()

    class Meta:
        permissions = [
            ("plan_order", "Can plan an order into a package"),
            ("hold_order", "Can hold an order, and release it"),
            ("prioritise_order", "Can set an order's priority"),
            ("approve_order", "Can approve an order that was placed here"),
            ("cancel_order", "Can cancel an order, or units of it"),
            ("pull_order", "Can pull orders from Omnitron"),
            ("set_tax_rate_order", "Can set the tax rate of units of an order"),
            ("set_place_of_supply_order", "Can set the place of supply of an order"),
            ("skip_copy_order", "Can go on without a newer copy of an order"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "number"],
                condition=Q(gone_at__isnull=True) & ~Q(state=OrderStatus.CANCELLED),
                name="order_number_once_alive_per_channel",
            ),
            amounts_fit(
                "amount",
                "shipping_amount",
                "discount_amount",
                "cod_amount",
                "gift_wrap_amount",
                name="order_amounts_fit",
            ),
        ]
        indexes = [
            models.Index(fields=["modified_date", "id"], name="order_by_modified"),
            models.Index(fields=["date_placed", "id"], name="order_by_placed"),
            models.Index(fields=["created_date", "id"], name="order_by_created"),
            models.Index(fields=["state", "-id"], name="order_by_state"),
            models.Index(fields=["channel", "-id"], name="order_by_channel"),
            models.Index(fields=["channel", "date_placed", "id"], name="order_by_channel_and_day"),
            models.Index(fields=["number"], name="order_by_number"),
        ]

    def __str__(self):
        return self.code

    def facts(self) -> set[str]:
        """Return what the workflow needs to know besides the state; reads the loaded items."""
        facts = self.own_facts()
        if any(item.state == OrderStatus.INACTIVE for item in self.orderitem_set.all()):
            facts.add(UNPLANNED_ITEMS)
        return facts

    def own_facts(self) -> set[str]:
        """Return those facts that stand in this row itself."""
        facts = {
            APPROVAL_WITHDRAWN: self._is_withdrawn(),
            CANCELLATION_REQUESTED: self.cancellation_requested_at is not None,
            HELD: self.held_at is not None,
            HUB_DECIDES: self.omnitron_id is not None,
            NEWER_COPY: self.newer_copy_at is not None,
        }
        return {fact for fact, true in facts.items() if true}

    def _is_withdrawn(self) -> bool:
        open_there = self.remote_status not in (OrderStatus.CANCELLED, self.state)
        unapproved = self.remote_status < OrderStatus.APPROVED <= self.state < OrderStatus.SHIPPED
        return self.omnitron_id is not None and open_there and unapproved


FREE_OF_ITS_PIECE = [OrderStatus.CANCELLED, OrderStatus.REFUNDED]


class OrderItem(models.Model):
    """
    One unit of a product in an order.

    The customer pays `goods` and the charges beside it; nothing subtracts `discount_amount` again.
    `net_amount` is the hub's, `adjustment` what a bundle, a coupon or a discount of the whole order
    adds to it, `prepaid_amount` the unit's share of what was paid already. `line` groups the units
    that were ordered together, `line_ref` is the partner's name for that line. A bundle's parent is
    not packed by itself: it follows its children. A unit with `reserved_stock` holds one piece of
    it until it is shipped or cancelled. One with a `cancel_reason` was cancelled here, and no word
    of the hub brings it back. `tax_rate_override` is what a person here set for this one unit; it
    comes before every other rate. `bundle_tax_rate` is that of the bundle that it is a part of.
    `remote_status` is what the hub said last; `foreign_status` the same if it is one from 450 on
    that did not come from us. `written_status` is what the hub took from us last and nobody has
    changed since; `writing_status` what it was sent and may have taken. Since `refunded_at` the
    customer has the money back, and the unit is expected here. `serial_number` is the partner's;
    the `packed_…` are of the piece that lies in its closed box, and no other unit of that SKU has
    this serial number, nor any the IMEI, until this one is cancelled or comes back.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="orderitem_set")
    omnitron_id = models.BigIntegerField(unique=True, null=True, blank=True)
    parent_omnitron_id = models.BigIntegerField(null=True, blank=True)
    line = models.PositiveIntegerField()
    line_ref = models.CharField(max_length=64, blank=True)
    state = models.PositiveSmallIntegerField(choices=OrderStatus)
    remote_status = models.PositiveSmallIntegerField()
    foreign_status = models.SmallIntegerField(null=True, blank=True)
    written_status = models.SmallIntegerField(null=True, blank=True)
    writing_status = models.SmallIntegerField(null=True, blank=True)
    refunded_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    is_parent = models.BooleanField(default=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    price_list = models.ForeignKey(PriceList, models.PROTECT, null=True, related_name="+")
    stock_list = models.ForeignKey(StockList, models.PROTECT, null=True, related_name="+")

    net_amount = AmountField(currency="price_currency")
    price = AmountField(currency="price_currency")
    price_currency = models.CharField(max_length=3)
    retail_price = AmountField(currency="price_currency", null=True, blank=True)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    tax_rate_override = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    tax_amount = AmountField(currency="price_currency", null=True, blank=True)
    discount_amount = AmountField(currency="price_currency", null=True, blank=True)
    without_net_amount = AmountField(currency="price_currency", null=True, blank=True)
    installment_interest_amount = AmountField(currency="price_currency", null=True, blank=True)
    shipping_charge = AmountField(currency="price_currency", default=0)
    cod_charge = AmountField(currency="price_currency", default=0)
    gift_wrap_charge = AmountField(currency="price_currency", default=0)
    adjustment = AmountField(currency="price_currency", default=0, db_default=0)
    prepaid_amount = AmountField(currency="price_currency", default=0, db_default=0)
    bundle_tax_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    gift_wrap_message = models.CharField(max_length=512, blank=True)
    serial_number = models.CharField(max_length=128, blank=True)
    packed_sku = models.CharField(max_length=128, blank=True, default="", db_default="")
    packed_serial = models.CharField(max_length=128, blank=True, default="", db_default="")
    packed_imei = models.CharField(max_length=15, blank=True, default="", db_default="")
    packed_seal = models.CharField(max_length=64, blank=True, default="", db_default="")
    reserved_stock = models.ForeignKey(
        Stock, models.PROTECT, null=True, blank=True, related_name="promised_units"
    )
    cancel_reason = models.CharField(max_length=512, blank=True)

    attributes = models.JSONField(default=dict, blank=True)
    attributes_kwargs = models.JSONField(default=dict, blank=True)
    image = models.CharField(max_length=1024, null=True, blank=True)  # noqa: DJ001
    extra_field = models.JSONField(default=dict, blank=True)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(state=OrderStatus.CANCELLED),
                name="item_cancelled_has_that_state",
            ),
            models.UniqueConstraint(
                fields=["packed_sku", "packed_serial"],
                condition=~Q(packed_serial="") & ~Q(state__in=FREE_OF_ITS_PIECE),
                name="item_serial_once_alive_per_sku",
            ),
            models.UniqueConstraint(
                fields=["packed_imei"],
                condition=~Q(packed_imei="") & ~Q(state__in=FREE_OF_ITS_PIECE),
                name="item_imei_once_alive",
            ),
            amounts_fit(
                "net_amount",
                "price",
                "retail_price",
                "tax_amount",
                "discount_amount",
                "without_net_amount",
                "installment_interest_amount",
                "shipping_charge",
                "cod_charge",
                "gift_wrap_charge",
                name="item_amounts_fit",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "line", "id"], name="item_by_order_and_line"),
            models.Index(
                fields=["order"],
                condition=Q(state=OrderStatus.INACTIVE, is_parent=False),
                name="item_unplanned",
            ),
        ]

    def __str__(self):
        return f"{self.order_id}/{self.line}"

    @property
    def goods(self) -> Decimal:
        """What the customer pays for the goods, tax included."""
        return self.net_amount + self.adjustment

    @property
    def discount(self) -> Decimal | None:
        """What was taken off the goods, of this unit and of the whole order; None is unknown."""
        if self.adjustment >= 0:
            return self.discount_amount
        return (self.discount_amount or Decimal(0)) - self.adjustment
