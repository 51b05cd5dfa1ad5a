"""How a customer pays, as far as the house must know it."""

from orders.models import Order

ON_DELIVERY = frozenset({"cod", "cash_on_delivery", "pay_on_delivery"})


def on_delivery(order: Order) -> bool:
    """Tell whether the courier collects the money: the payment says so, or its charge does."""
    return order.payment_type.lower() in ON_DELIVERY or order.cod_amount > 0
