"""Whether the domain is well: the age of the oldest event that no subscriber has seen."""

from datetime import datetime, timedelta

from oms.checks import Check
from orders.models import OrderEvent

PATIENCE = timedelta(minutes=2)


def relay(now: datetime) -> list[Check]:
    """Judge the oldest unseen event, and say how many orders it holds back."""
    unseen = OrderEvent.objects.unseen().order_by("pk")
    oldest = unseen.values_list("recorded_at", flat=True).first()
    if oldest is None:
        return [Check("relay", ok=True, detail="Every event has been shown.", seconds=0)]
    age = now - oldest
    orders = unseen.order_by().values("order").distinct()[:1000].count()
    detail = f"Events of {orders} orders wait; the oldest for {age.total_seconds():.0f} s."
    return [Check("relay", age < PATIENCE, detail, age.total_seconds())]
