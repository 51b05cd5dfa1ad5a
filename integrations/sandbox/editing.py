"""
What a client may write back into the stand-in Omnitron, and what follows from it.

An order that was cancelled stays so until its units are on their way.
"""

from integrations.sandbox.speech import CODES
from integrations.sandbox.world import World

ITEM_COLUMNS = {
    "status",
    "tracking_number",
    "shipping_company",
    "shipment_code",
    "invoice_number",
    "invoice_date",
    "e_archive_url",
    "cancel_status",
    "extra_field",
}
ORDER_COLUMNS = {
    "status",
    "is_send",
    "tracking_number",
    "shipping_company",
    "invoice_number",
    "invoice_date",
    "e_archive_url",
    "extra_field",
}
EDITABLE = {"orders": ORDER_COLUMNS, "order_items": ITEM_COLUMNS}
CANCELLED, SHIPPED = "100", "500"


def faults(table: str, changes: object) -> dict:
    """Return what is wrong with the changes, as an error body; empty when nothing is."""
    if not isinstance(changes, dict):
        return {"detail": "JSON parse error", "code": "parse_error"}
    found = {
        key: ["This field may not be changed."] for key in sorted(changes.keys() - EDITABLE[table])
    }
    if "status" in changes and str(changes["status"]) not in CODES:
        found["status"] = [f'"{changes["status"]}" is not a valid choice.']
    return found | {"code": "invalid"} if found else {}


def edit(world: World, table: str, row: dict, changes: dict) -> None:
    """Store the changes; the order's stamp moves, and its status follows agreeing items."""
    if "status" in changes:
        changes = changes | {"status": CODES[str(changes["status"])]}
    row.update(changes, modified_date=world.stamp())
    if table == "order_items":
        order = world.get("orders", row["order"])
        said = {item["status"] for item in world.items_of(order)}
        agreed = said - {CANCELLED} or said
        revived = order["status"] == CANCELLED and max(said, key=int) < SHIPPED
        if len(agreed) == 1 and not revived:
            order["status"] = agreed.pop()
        order["modified_date"] = world.stamp()
