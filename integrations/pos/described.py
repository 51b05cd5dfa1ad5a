"""What a point of sale has to know of the body that it is sent, for the documentation pages."""

TEXT = """## What a point of sale is sent

For each package that leaves, one `POST /v1/shipment/{shipmentCode}`. The same code again is the same package told again: take it
for a repeat, or for its corrected tracking number. Amounts are numbers, dates are UTC without a zone, `quantity` is a text.

| Field | Meaning |
| --- | --- |
| `totalPrice` | What the customer pays for this one unit, tax included: `sellingPrice` + `shippingCharges` + `cashOnDeliveryCharges` + `giftWrapCharges`. All units together are the invoice, before it is rounded to a whole amount where that is switched on. (The sample of Uniware's page leaves the shipping out; its recorded answers do not.) |
| `sellingPrice`, `discount` | The price of the goods, with the discount taken off already: never subtract `discount` again. |
| `bundleSku` | The SKU of the bundle that the units of this item were bought in; null outside a bundle. The bundle itself is no item: its price lies in its parts, so that counting the items counts the goods and the money once. |
| `bundleIdentifier` | The hub's key of that bundle in the order: units with the same one were bought as one bundle; null outside a bundle. |
| `giftWrapMessage` | The words for this unit, else the gift note of its order; null without one. |
| `transferPrice` | Always 0: we know no price between warehouse and store. |
| `taxBreakUp` | The tax within each charge, not on top of it, summed over the units of the item. |
"""  # noqa: E501


def text() -> str:
    """Return the section, as Markdown."""
    return TEXT.rstrip()
