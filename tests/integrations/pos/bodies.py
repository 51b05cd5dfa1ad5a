"""What the tests of the body of a dispatch read: a package that left, and its body as JSON."""

import json
from decimal import Decimal

from integrations.pos import payload
from orders.workflow import PackageStatus
from tests import factories
from webhooks.payloads import exact


def body(package, **more):
    text = exact(payload.render(payload.load(package.pk), **more))
    return json.loads(text, parse_float=Decimal)


def shipped(order, **steps):
    package = factories.package(state=PackageStatus.PACKED, order=order)
    return factories.ship(package, **steps)


def tax(head, **amounts):
    names = [f"{name}{end}" for name in payload.HEADS for end in ("", "Percentage")]
    return {"costHead": head, **dict.fromkeys(names, 0)} | {
        name: Decimal(amount) for name, amount in amounts.items()
    }
