"""What waits for a decision: said on the pages, marked in the lists, a pile of its own."""

from orders.models import OrderItem, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import list_of, page_of
from tests.factories import NOON


def test_a_box_in_doubt_says_why_and_stands_in_a_pile(boss):
    changed, withdrawn, elsewhere, calm = (
        factories.package(state=PackageStatus.PACKED) for _ in range(4)
    )
    for box, columns in (
        (changed, {"differs": ["address of delivery"]}),
        (withdrawn, {"approval_withdrawn_at": NOON}),
        (elsewhere, {"sent_elsewhere_at": NOON}),
    ):
        Package.objects.filter(pk=box.pk).update(**columns)

    said = {
        changed: "changed since the box was closed: address of delivery.",
        withdrawn: "Omnitron has taken its approval back",
        elsewhere: "the goods were sent already, and not by us",
    }
    for box, sentence in said.items():
        assert sentence in boss.get(page_of(box)).content.decode()
        assert sentence in boss.get(page_of(box.order)).content.decode()
    pile = boss.get(f"{list_of(Package)}?work=decide").content.decode()
    assert [box.number in pile for box in (changed, withdrawn, elsewhere, calm)] == [True] * 3 + [
        False
    ]


def test_what_was_refunded_is_said_to_be_expected_back(boss):
    box = factories.package(state=PackageStatus.DELIVERED)
    OrderItem.objects.update(refunded_at=NOON)

    sku = OrderItem.objects.get().product.sku
    page = boss.get(page_of(box)).content.decode()
    assert f"Refunded at Omnitron, and expected back: {sku}." in page
