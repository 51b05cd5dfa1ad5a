"""Orders: the list to look through, and the page that tells all and holds the buttons."""

from django.contrib import admin
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from unfold.decorators import display

from orders import workflow
from orders.admin.base import ReadOnly, Scoped, Screen, scope_of
from orders.admin.bulk import give_each
from orders.admin.filters import (
    Days,
    Noted,
    OfChannel,
    OrdersOfLocation,
    OrderState,
    OrderWork,
)
from orders.admin.intake_notes import of_order
from orders.admin.page import Page
from orders.admin.search import order_ids
from orders.admin.timeline import timeline
from orders.admin.words import marked, money, state_badge
from orders.admin.zone import moment
from orders.facts.holder import holders, inside
from orders.facts.invoice import standing
from orders.facts.payment import on_delivery, to_collect
from orders.facts.person import name, phone
from orders.facts.place import Place
from orders.facts.price import charges
from orders.facts.units import standing as standing_units
from orders.invoices import parties, preconditions
from orders.invoices.calendar import is_late, same_month
from orders.models import Order, OrderItem, Package, PackageItem
from orders.workflow import CANCELLATION_REQUESTED, UNPACKED, PackageStatus

CREDITED = "The month of its invoice is over: to open or cancel the box writes a credit note."
RELATED = ["channel", "customer", "retail_store", "cargo_company"]
ADDRESSED = [
    f"{address}_address__{place}"
    for address in ("shipping", "billing")
    for place in ("country", "city__country", "township", "district")
]


@admin.register(Order)
class OrderAdmin(Page, ReadOnly, Scoped, Screen):
    page_template = "admin/orders/order.html"
    list_display = [
        "code", "status", "channel", "stores", "customer", "placed", "total", "in_packages",
    ]  # fmt: skip
    list_filter = [
        OrderState, OrderWork, OfChannel, OrdersOfLocation, Noted, ("date_placed", Days),
    ]  # fmt: skip
    list_select_related = ["channel", "customer", "retail_store"]
    search_fields = ["number"]
    search_help_text = "Number, tracking no., e-mail or SKU"
    sortable_by = ["placed"]
    ordering = ["-date_placed", "-pk"]
    actions = ["plan", "hold", "release"]

    def get_queryset(self, request):
        packages = Package.objects.visible_to(scope_of(request)).select_related("stock_location")
        by_sequence = Prefetch("packages", packages.order_by("sequence"), to_attr="seen")
        return super().get_queryset(request).prefetch_related(by_sequence)

    def get_search_results(self, request, queryset, search_term):
        if term := search_term.strip():
            return queryset.filter(pk__in=order_ids(term, scope_of(request))), False
        return queryset, False

    @display(description="state")
    def status(self, order):
        return _status(order)

    @display(description="store")
    def stores(self, order):
        places = {package.stock_location.name for package in order.seen}
        return ", ".join(sorted(places)) or (order.retail_store and order.retail_store.name) or "–"

    @display(description="placed", ordering="date_placed")
    def placed(self, order):
        return moment(order.date_placed)

    @display(description="amount")
    def total(self, order):
        return money(order.amount, order.currency)

    @display(description="packages")
    def in_packages(self, order):
        badges = [(state_badge("package", package.state),) for package in order.seen]
        return format_html_join(" ", "{}", badges) or "–"

    @admin.action(description="Plan into packages", permissions=["plan"])
    def plan(self, request, orders):
        give_each(self, request, orders, workflow.BY_SLUG["order", "plan"])

    @admin.action(description="Hold", permissions=["hold"])
    def hold(self, request, orders):
        give_each(self, request, orders, workflow.BY_SLUG["order", "hold"])

    @admin.action(description="Release", permissions=["hold"])
    def release(self, request, orders):
        give_each(self, request, orders, workflow.BY_SLUG["order", "release"])

    def has_plan_permission(self, request):
        return request.user.has_perm("orders.plan_order")

    def has_hold_permission(self, request):
        return request.user.has_perm("orders.hold_order")

    def targets(self, request, shown):
        return [shown, *self._packages(request, shown)]

    def story(self, request, shown, pressed=None):
        order = Order.objects.select_related(*RELATED, *ADDRESSED).get(pk=shown.pk)
        packages = self._packages(request, order)
        for package in packages:
            package.order = order  # which has its addresses loaded
        return {
            "stem": self.address(shown).removesuffix("change/"),
            "order": order,
            "badge": _status(order),
            "buttons": self.buttons(request, order, pressed),
            "packages": [package_facts(self, request, p, pressed) for p in packages],
            "items": _items(request, order, packages),
            "facts": _facts(order),
            "send_to": addressed(order.shipping_address, order.customer),
            "bill_to": addressed(order.billing_address, order.customer),
            "cancellation": cancellation(order, packages),
            "intake_notes": of_order(order),
            "timeline": timeline(request, order, packages),
        }

    def _packages(self, request, order):
        visible = Package.objects.visible_to(scope_of(request)).filter(order=order)
        contents = PackageItem.objects.select_related("order_item__product")
        return list(
            visible.select_related("order__cargo_company", "stock_location", "carrier", "invoice")
            .prefetch_related(Prefetch("packageitem_set", contents.order_by("pk")))
            .order_by("sequence")
        )


def addressed(address, customer):
    """Return what a page shows of an address: who it is, and where."""
    rows = address, customer
    return {"address": address, "place": Place(address), "name": name(*rows), "phone": phone(*rows)}


def package_facts(page, request, package, pressed):
    """Return what a page shows of one package."""
    packed = package.state == PackageStatus.PACKED
    contents = list(package.packageitem_set.all())
    return {
        "package": package,
        "badge": marked(state_badge("package", package.state), package.facts()),
        "buttons": page.buttons(request, package, pressed),
        "contents": contents,
        "obstacles": _before_packing(package),
        "consequence": _before_opening(package),
        "lacking": parties.lacking(package.stock_location) if package.state in UNPACKED else "",
        "changed": ", ".join(package.differs or ()) if packed else "",
        "withdrawn": moment(package.approval_withdrawn_at) if package.approval_withdrawn_at else "",
        "elsewhere": moment(package.sent_elsewhere_at) if package.sent_elsewhere_at else "",
        "expected": ", ".join(_expected_back(package, contents)),
        "times": [
            (name, moment(at))
            for name, at in [
                ("planned", package.created_date),
                ("packed", package.packed_at),
                ("shipped", package.shipped_at),
                ("delivered", package.delivered_at),
                ("returned", package.returned_at),
                ("cancelled", package.cancelled_at),
            ]
            if at
        ],
    }


def _before_packing(package):
    """Return what bars the tax invoice, and what it will lack, as long as it is not written."""
    if package.state not in UNPACKED:
        return []
    order, location = package.order, package.stock_location
    found = preconditions.obstacles(order, location, inside(package))
    return [*found, *preconditions.doubts(order, location)]


def _before_opening(package):
    """Return what taking back the invoice of a packed package will mean, if more than a stamp."""
    invoice = standing(package)
    if invoice is None or package.state != PackageStatus.PACKED:
        return ""
    invoice.location = package.stock_location  # loaded already
    if is_late(invoice, timezone.now()):
        return f"{CREDITED} After 30 November it no longer lessens the seller's tax."
    return "" if same_month(invoice, timezone.now()) else CREDITED


def _expected_back(package, contents):
    """Return the SKUs of what was refunded after it had left, and has not come back."""
    if package.state == PackageStatus.RETURNED:
        return []
    units = [content.order_item for content in contents if content.live]
    return [unit.product.sku for unit in units if unit.refunded_at]


def cancellation(order, packages):
    """Tell when the customer asked to cancel, as long as somebody here must still decide."""
    at = [order.cancellation_requested_at] if order.cancellation_requested_at else []
    at += [p.cancellation_requested_at for p in packages if CANCELLATION_REQUESTED in p.facts()]
    return moment(at[0]) if at else None


def _status(order):
    return marked(state_badge("order", order.state), order.own_facts())


def _facts(order):
    """Return what stands at the head of the page, as names and values."""
    rows = [
        ("Channel", order.channel.name),
        ("Placed", moment(order.date_placed)),
        ("Paid by", order.payment_option_slug or order.payment_type),
        (
            "To collect at the door",
            on_delivery(order) and money(to_collect(order, standing_units(order)), order.currency),
        ),
        ("Delivery", order.delivery_type),
        ("Store chosen by the customer", order.retail_store),
        ("Carrier chosen by the customer", order.cargo_company),
        ("Total", money(order.amount, order.currency)),
        ("of which shipping", money(order.shipping_amount, order.currency)),
        ("Discount (already taken off)", money(order.discount_amount, order.currency)),
        ("State at the hub", order.omnitron_id and state_badge("order", order.remote_status)),
        ("Key at the hub", order.omnitron_id),
        ("Held since", order.held_at and moment(order.held_at)),
        ("Priority", order.priority or None),
        ("Last change", moment(order.modified_date)),
        ("Invoice at the hub", _hub_invoice(order)),
        ("Gift note", order.gift_box_note),
        ("Notes", order.notes),
    ]
    return [(name, value) for name, value in rows if value not in (None, "", False)]


def _hub_invoice(order):
    """Return the fiscal document that the hub tells of, and where it can be read."""
    said = " of ".join(filter(None, [order.hub_invoice_number, order.hub_invoice_date]))
    if not order.e_archive_url.startswith("https://"):
        return said
    link = '{} <a class="oms-link" href="{}" rel="noreferrer noopener" target="_blank">Open</a>'
    return format_html(link, said, order.e_archive_url)


def _items(request, order, packages):
    """Return the units that the person may see, each with its package."""
    lies_in = holders(c for package in packages for c in package.packageitem_set.all())
    items = OrderItem.objects.filter(order=order).visible_to(scope_of(request))
    return [
        {
            "item": item,
            "badge": state_badge("order", item.state),
            "charges": charges(item),
            "package": lies_in[item.pk].number if item.pk in lies_in else "–",
        }
        for item in items.select_related("product").order_by("line", "pk")
    ]
