"""The order that a partner's request means, in the house's words."""

from collections.abc import Mapping

from django.utils import timezone

from integrations.vijaysales import fields, order_request
from oms.strictjson import storable
from orders import gst
from orders.drafts import CustomerDraft
from orders.facts.payment import TERMS
from orders.models import Product
from orders.placements import PlacedAddress, PlacedLine, Placement


def placement(
    asked: Mapping, products: Mapping[str, Product], *, facts: Mapping, **ours
) -> Placement:
    """Return the order that is meant; `facts` and `ours` are what the partner does not tell."""
    company, tax_no = asked.get("companyName") or "", order_request.registration(asked)
    billing = _address(asked["billingAddress"], asked, company_name=company, tax_no=tax_no)
    shipping = asked.get("shippingAddress")
    payment = asked["payment"]
    return Placement(
        number=asked["partnerOrderId"],
        customer=_customer(asked["customer"]),
        billing_address=billing,
        shipping_address=_address(shipping, asked) if shipping else billing,
        payment_type="cod" if payment["mode"] == "COD" else "prepaid",
        payment_option_slug=(payment.get("instrument") or "").lower(),
        delivery_type=asked["deliveryType"],
        date_placed=asked.get("orderDate") or timezone.now(),
        amount=asked["orderAmount"],
        shipping_amount=asked["shippingCharge"],
        pincode=(shipping or asked["billingAddress"])["pincode"],
        notes=asked.get("notes") or None,
        lines=[_line(item, products[item["vanNo"]]) for item in asked["items"]],
        extra_field={TERMS: _paid(payment), "extra": storable(asked.get("extra") or {}), **facts},
        **ours,
    )


def _line(item: Mapping, product: Product) -> PlacedLine:
    return PlacedLine(
        product_id=product.pk,
        quantity=item["quantity"],
        unit_price=item["unitPrice"],
        discount=item["discount"],
        ref=item.get("lineId") or "",
        serial_numbers=item.get("serialNumbers") or (),
    )


def _customer(told: Mapping) -> CustomerDraft:
    return CustomerDraft(
        omnitron_id=None,
        email=told.get("email") or "",
        first_name=told["firstName"],
        last_name=told.get("lastName") or "",
        phone_number=told["mobile"],
        erp_code=told.get("customerCode") or None,
    )


def _address(
    told: Mapping, asked: Mapping, *, company_name: str = "", tax_no: str = ""
) -> PlacedAddress:
    state: gst.State = told["state"]
    return PlacedAddress(
        omnitron_id=None,
        first_name=told["name"],
        line="\n".join(filter(None, [told["line1"], told.get("line2")])),
        postcode=told["pincode"],
        phone_number=told.get("mobile") or asked["customer"]["mobile"],
        email=asked["customer"].get("email") or "",
        city_name=told["city"],
        state_code=state.letters,
        state_name=state.name,
        company_name=company_name,
        tax_no=tax_no,
    )


def _paid(payment: Mapping) -> dict:
    amount = payment.get("amount")
    return {
        "mode": payment["mode"],
        "instrument": payment.get("instrument"),
        "transactionId": payment.get("transactionId") or None,
        **({} if amount is None else {"amount": fields.money(amount)}),
    }
