"""What a partner sends to place an order, and what of it is refused at sight."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from rest_framework import serializers

from integrations.vijaysales import fields
from integrations.vijaysales.envelope import unprocessable
from orders import gst, gstin
from orders.models import Mode

LARGEST_LINE = 1000  # units
AHEAD = timedelta(minutes=5)  # that a partner's clock may be before ours
ABSENT: dict = {"required": False, "allow_null": True}
EMPTY: dict = ABSENT | {"allow_blank": True}
NO_NAMES = (".", "..", "status")  # of an order: they mean something else behind `orders/`
INSTRUMENTS = ("CARD", "UPI", "NETBANKING", "WALLET", "EMI", "CREDIT", "CASH")


class CustomerRequest(fields.Asked):
    firstName = fields.Text(max_length=100)
    lastName = fields.Text(max_length=100, **EMPTY)
    mobile = fields.Mobile()
    email = serializers.EmailField(max_length=254, **EMPTY)
    customerCode = fields.Text(max_length=128, **EMPTY)


class AddressRequest(fields.Asked):
    name = fields.Text(max_length=100)
    line1 = fields.Text(max_length=500)
    line2 = fields.Text(max_length=500, **EMPTY)
    city = fields.Text(max_length=100)
    state = fields.Text(max_length=45)
    pincode = fields.Pincode()
    country = serializers.ChoiceField(["IN"], default="IN")
    mobile = fields.Mobile(**EMPTY)

    def validate_state(self, value):
        """Read a state by its name or its code."""
        if (state := gst.state(value)) is None:
            raise serializers.ValidationError("This is no state of India.")
        return state


class ItemRequest(fields.Asked):
    lineId = fields.Text(max_length=64, **EMPTY)
    vanNo = fields.Sku()
    quantity = fields.Count(min_value=1, max_value=LARGEST_LINE)
    unitPrice = fields.Money()
    discount = fields.Money(default=Decimal("0.00"))
    serialNumbers = serializers.ListField(
        child=fields.Text(max_length=128), max_length=LARGEST_LINE, **ABSENT
    )

    def validate(self, attrs):
        """Refuse what would cost less than nothing, or names more pieces than there are."""
        if attrs["discount"] > attrs["unitPrice"] * attrs["quantity"]:
            raise serializers.ValidationError({"discount": "It is more than the line costs."})
        if len(attrs.get("serialNumbers") or ()) > attrs["quantity"]:
            raise serializers.ValidationError({"serialNumbers": "More than there are units."})
        return attrs


class PaymentRequest(fields.Asked):
    mode = serializers.ChoiceField(["PREPAID", "COD"])
    instrument = serializers.ChoiceField(INSTRUMENTS, **ABSENT)
    transactionId = fields.Text(max_length=128, **EMPTY)
    amount = fields.Money(**ABSENT)

    def validate(self, attrs):
        """Ask for the proof of a payment that was made."""
        if attrs["mode"] == "PREPAID" and not attrs.get("transactionId"):
            error = serializers.ErrorDetail("Needed for PREPAID.", code="required")
            raise serializers.ValidationError({"transactionId": [error]})
        return attrs


class OrderRequest(fields.Asked):
    partnerOrderId = fields.Text(max_length=64)
    blockId = serializers.CharField(max_length=64, **EMPTY)
    orderDate = fields.Moment(**ABSENT)
    deliveryType = serializers.ChoiceField(Mode.values)
    storeCode = fields.Text(max_length=64, **EMPTY)
    customer = CustomerRequest()
    billingAddress = AddressRequest()
    shippingAddress = AddressRequest(**ABSENT)
    gstin = serializers.CharField(max_length=32, **EMPTY)
    companyName = fields.Text(max_length=255, **EMPTY)
    items = serializers.ListField(child=ItemRequest(), min_length=1, max_length=50)
    shippingCharge = fields.Money(default=Decimal("0.00"))
    orderAmount = fields.Money()
    payment = PaymentRequest()
    notes = fields.Text(max_length=500, **EMPTY)
    extra = serializers.DictField(**ABSENT)

    def validate_partnerOrderId(self, value):  # noqa: N802 - the field's name
        """Refuse a name by which the order could not be asked for: it stands in a path."""
        if "/" in value or value in NO_NAMES:
            raise serializers.ValidationError(
                f"No slash may stand in it, and it may be none of {', '.join(NO_NAMES)}."
            )
        return value

    def validate(self, attrs):
        """Check what is needed only together with something else."""
        pickup = attrs["deliveryType"] == Mode.STORE_PICKUP
        needed = "storeCode" if pickup else "shippingAddress"
        if not attrs.get(needed):
            error = serializers.ErrorDetail("This field is required.", code="required")
            raise serializers.ValidationError({needed: [error]})
        if attrs.get("gstin") and not attrs.get("companyName"):
            error = serializers.ErrorDetail("Needed beside a GSTIN.", code="required")
            raise serializers.ValidationError({"companyName": [error]})
        if attrs.get("orderDate") and attrs["orderDate"] > timezone.now() + AHEAD:
            raise serializers.ValidationError({"orderDate": "It lies in the future."})
        refs = [item["lineId"] for item in attrs["items"] if item.get("lineId")]
        if len(refs) != len(set(refs)):
            raise serializers.ValidationError({"items": "A lineId stands twice."})
        return attrs


def require_sums(asked: Mapping) -> None:
    """Refuse an order whose control total, or whose payment, is not what its lines cost."""
    cost = sum(
        (item["quantity"] * item["unitPrice"] - item["discount"] for item in asked["items"]),
        asked["shippingCharge"],
    )
    if cost != asked["orderAmount"]:
        text = f"orderAmount is {asked['orderAmount']}, the lines and the shipping cost {cost}."
        raise unprocessable(9028, "AMOUNT_MISMATCH", text)
    told = asked["payment"].get("amount")
    nothing_yet = asked["payment"]["mode"] == "COD" and told == 0
    if told not in (None, cost) and not nothing_yet:
        text = f"payment.amount is {told}, the order costs {cost}."
        raise unprocessable(9028, "AMOUNT_MISMATCH", text)


def registration(asked: Mapping) -> str:
    """Return the buyer's GSTIN as it is written on an invoice, or refuse it."""
    if not asked.get("gstin"):
        return ""
    verdict = gstin.check(asked["gstin"])
    if not verdict.valid:
        raise unprocessable(9029, "GSTIN_INVALID", f"The GSTIN is not valid: {verdict.reason}.")
    return verdict.gstin
