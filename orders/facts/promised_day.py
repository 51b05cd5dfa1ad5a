"""The day that was promised with an order."""

PROMISED = "promised_by"  # where it stands in the order's `extra_field`, as YYYY-MM-DD
