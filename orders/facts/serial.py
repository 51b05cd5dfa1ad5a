"""The serial number of a unit: of the piece that was packed, before it as the partner gave it."""

from orders.models import OrderItem


def number(unit: OrderItem) -> str:
    """Return the serial number, or nothing; the IMEI of a packed phone is a number of its own."""
    return unit.packed_serial or ("" if unit.packed_imei else unit.serial_number)


def either(unit: OrderItem) -> str:
    """Return the serial number, else the IMEI, for who has one field for both."""
    return number(unit) or unit.packed_imei
