"""The shape in which a partner places an order with us, line by line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from oms.core.currency import minor_unit
from orders.drafts import AddressDraft, CustomerDraft
from orders.facts.money import spread


@dataclass(frozen=True)
class PlacedAddress(AddressDraft):
    """An address that names its country, state and city by words, where a hub has keys."""

    country_code: str = "IN"
    country_name: str = "India"
    state_code: str = ""
    state_name: str = ""
    city_name: str = ""


@dataclass(frozen=True)
class PlacedLine:
    """So many units of a product; `discount` is the whole line's."""

    product_id: int
    quantity: int
    unit_price: Decimal
    discount: Decimal = Decimal(0)
    ref: str = ""
    serial_numbers: Sequence[str] = ()

    def shares(self, currency: str) -> list[Decimal]:
        """Return the discount of each unit."""
        return spread(self.discount, [Decimal(1)] * self.quantity, unit=minor_unit(currency))

    def serial_number(self, n: int) -> str:
        return self.serial_numbers[n] if n < len(self.serial_numbers) else ""


@dataclass(frozen=True)
class Placement:
    """
    One order as a partner places it; `number` is the partner's own.

    `block_id` names goods that were set aside for it; without one they are reserved at a location
    that serves `pincode`, or at `location_id`, but only `within` the locations that the partner
    may use. `owner` is whose block it must be.
    """

    channel_id: int
    owner: str
    number: str
    status: int
    customer: CustomerDraft
    shipping_address: PlacedAddress
    billing_address: PlacedAddress
    payment_type: str
    amount: Decimal
    date_placed: datetime
    lines: Sequence[PlacedLine]
    currency: str = "inr"
    shipping_amount: Decimal = Decimal(0)
    payment_option_slug: str = ""
    delivery_type: str = "standard"
    location_id: int | None = None
    pincode: str = ""
    within: Collection[int] | None = None
    block_id: UUID | None = None
    notes: str | None = None
    extra_field: Mapping = field(default_factory=dict)
