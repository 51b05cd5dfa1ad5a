"""Taking an order that a partner places with us: no hub knows it, and nobody else decides on it."""

from collections import Counter
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from orders import clock
from orders.commands import stock
from orders.commands.creating import codes_for, record_received
from orders.commands.dossier import Dossier
from orders.commands.order_money import share
from orders.commands.orders import plan_units
from orders.commands.people import address_facts, customer_facts, write_versions
from orders.facts.delivery import mode, picked_up
from orders.facts.payment import on_delivery
from orders.models import Address, Channel, City, Country, Customer, Order, OrderItem
from orders.placements import PlacedAddress, Placement
from orders.workflow import item_status


class NumberTaken(Exception):
    """The channel has an order of that number."""


def place(placement: Placement, *, by: str, at: datetime) -> Order:
    """
    Write an order with its units, and plan it when it is approved at once.

    Its goods come from the block that it names, or are reserved here and now; a StockRefused says
    why they are not to be had, NumberTaken that the channel has such an order already.
    """
    channel = Channel.objects.select_related("default_location").get(pk=placement.channel_id)
    tried = ""
    while True:
        code = codes_for(channel, [placement.number])[placement.number]
        try:
            return _place(placement, channel, code, by=by, at=at)
        except IntegrityError:
            known = Order.objects.filter(channel=channel, number=placement.number)
            if known.exists():
                raise NumberTaken from None
            if code == tried:
                raise  # it is free: something else is wrong
            tried = code  # another channel took it meanwhile


@transaction.atomic
def _place(placement: Placement, channel: Channel, code: str, *, by: str, at: datetime) -> Order:
    order = _order(placement, channel, code, at)
    order.save(force_insert=True)
    units = OrderItem.objects.bulk_create(_units(placement, order, at))
    _promise(placement, order, units, by)
    dossier = Dossier(order, units, [], [])
    record_received([dossier], by=by, at=at)
    if opened := plan_units(dossier, at=at):
        dossier.record(*(("package.planned", package) for package in opened), by=by, at=at)
    return order


def _promise(placement: Placement, order: Order, units: list[OrderItem], by: str) -> None:
    """Let the units hold what their block holds, or what a location has left."""
    store = order.retail_store
    if placement.block_id is not None:
        pickup = picked_up(order)
        stock.consume(
            placement.block_id,
            owner=placement.owner,
            order=order,
            units=units,
            pincode=None if pickup else placement.pincode,
            store_code=store.erp_code if store else "",
            delivery_type=mode(order),
            cod=on_delivery(order),
            by=by,
        )
        return
    stock.require_within_limits(Counter(unit.product_id for unit in units))
    stock.reserve(
        units,
        store,
        pincode=placement.pincode,
        mode=mode(order),
        within=placement.within,
        cod=on_delivery(order),
    )


def _order(placement: Placement, channel: Channel, code: str, at: datetime) -> Order:
    customer = write_versions(Customer, [customer_facts(placement.customer, channel)], at=at)[0]
    addresses = [placement.shipping_address, placement.billing_address]
    facts = [address_facts(address, customer, _Places()) for address in addresses]
    shipping, billing = write_versions(Address, facts, at=at)
    return Order(
        channel=channel,
        number=placement.number,
        code=code,
        state=placement.status,
        remote_status=placement.status,
        customer_id=customer,
        shipping_address_id=shipping,
        billing_address_id=billing,
        retail_store_id=placement.location_id,
        payment_type=placement.payment_type,
        payment_option_slug=placement.payment_option_slug,
        delivery_type=placement.delivery_type,
        date_placed=placement.date_placed,
        notes=placement.notes,
        extra_field=placement.extra_field,
        currency=placement.currency,
        amount=placement.amount,
        shipping_amount=placement.shipping_amount,
        discount_amount=sum((line.discount for line in placement.lines), Decimal(0)),
        order_item_count=sum(line.quantity for line in placement.lines),
        created_date=at,
        modified_date=clock.stamp(),
    )


def _units(placement: Placement, order: Order, at: datetime) -> list[OrderItem]:
    """Make a row for each unit; a line's discount is shared over its units to the penny."""
    status = item_status(remote=placement.status, cancelled=False, package=None)
    units = []
    for number, line in enumerate(placement.lines, start=1):
        for n, discount in enumerate(line.shares(placement.currency)):
            units.append(
                OrderItem(
                    order=order,
                    line=number,
                    line_ref=line.ref,
                    state=status,
                    remote_status=placement.status,
                    product_id=line.product_id,
                    price=line.unit_price,
                    net_amount=line.unit_price - discount,
                    retail_price=line.unit_price,
                    price_currency=placement.currency,
                    discount_amount=discount,
                    serial_number=line.serial_number(n),
                    created_date=at,
                    modified_date=order.modified_date,
                )
            )
    share(order, units)
    return units


class _Places:
    """Our own rows of the country and the city that an address names by words."""

    def columns(self, address: PlacedAddress) -> dict:
        country, _made = Country.objects.get_or_create(
            omnitron_id=None, code=address.country_code, defaults={"name": address.country_name}
        )
        city, _made = City.objects.get_or_create(
            omnitron_id=None,
            country=country,
            state_code=address.state_code,
            name=address.city_name,
            defaults={"state": address.state_name},
        )
        return {
            "country_id": country.pk,
            "city_id": city.pk,
            "township_id": None,
            "district_id": None,
        }
