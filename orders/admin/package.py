"""Packages: what each location has to do, in a list with buttons for many and a page for one."""

from django.contrib import admin
from django.db.models import Q
from unfold.decorators import display

from orders import workflow
from orders.admin.base import ReadOnly, Scoped, Screen
from orders.admin.bulk import give_each
from orders.admin.filters import Days, OfCarrier, OfChannel, OfLocation, PackageState, Work
from orders.admin.order import addressed, cancellation, package_facts
from orders.admin.page import Page
from orders.admin.timeline import timeline
from orders.admin.words import marked, state_badge
from orders.admin.zone import moment
from orders.models import Package


class Channel(OfChannel):
    parameter_name = "order__channel"


@admin.register(Package)
class PackageAdmin(Page, ReadOnly, Scoped, Screen):
    page_template = "admin/orders/package.html"
    list_display = [
        "number", "status", "stock_location", "order_code", "addressee", "carrier",
        "tracking_number", "planned",
    ]  # fmt: skip
    list_filter = [Work, PackageState, OfLocation, OfCarrier, Channel, ("created_date", Days)]
    list_select_related = ["stock_location", "order__customer", "customer", "carrier"]
    search_fields = ["number"]
    search_help_text = "Package number, order number or tracking number, in full"
    sortable_by = []
    ordering = ["-pk"]
    actions = ["start", "ready", "deliver"]

    def get_search_results(self, request, queryset, search_term):
        if not (term := search_term.strip()):
            return queryset, False
        named = Q(number=term) | Q(tracking_number=term) | Q(order__in=_ordered(term))
        return queryset.filter(named), False

    @display(description="state")
    def status(self, package):
        return marked(state_badge("package", package.state), package.facts())

    @display(description="order")
    def order_code(self, package):
        return package.order.code

    @display(description="customer")
    def addressee(self, package):
        return package.recipient

    @display(description="planned")
    def planned(self, package):
        return moment(package.created_date)

    @admin.action(description="Start preparing", permissions=["start"])
    def start(self, request, packages):
        self._each(request, packages, "start")

    @admin.action(description="Ready for packaging", permissions=["ready"])
    def ready(self, request, packages):
        self._each(request, packages, "ready")

    @admin.action(description="Mark as delivered", permissions=["deliver"])
    def deliver(self, request, packages):
        self._each(request, packages, "deliver")

    def has_start_permission(self, request):
        return request.user.has_perm("orders.start_package")

    def has_ready_permission(self, request):
        return request.user.has_perm("orders.ready_package")

    def has_deliver_permission(self, request):
        return request.user.has_perm("orders.deliver_package")

    def _each(self, request, packages, slug):
        give_each(self, request, packages, workflow.BY_SLUG["package", slug])

    def targets(self, request, shown):
        return [shown]

    def story(self, request, shown, pressed=None):
        package = _loaded(shown.pk)
        return {
            "stem": self.address(shown).removesuffix("change/"),
            "order": package.order,
            "send_to": addressed(package.destination, package.recipient),
            "facts": package_facts(self, request, package, pressed),
            "cancellation": cancellation(package.order, [package]),
            "timeline": timeline(request, package.order, [package]),
        }


def _loaded(pk):
    return (
        Package.objects.select_related(
            "order__channel", "order__customer", "order__cargo_company", "stock_location",
            "carrier", "invoice", "order__shipping_address__country",
            "order__shipping_address__city", "order__shipping_address__township",
            "order__shipping_address__district", "order__billing_address__country",
            "order__billing_address__city__country", "order__shipping_address__city__country",
        )
        .prefetch_related("packageitem_set__order_item__product")
        .get(pk=pk)
    )  # fmt: skip


def _ordered(term):
    from_number = Package.objects.filter(order__number=term).values_list("order", flat=True)
    return list(from_number[:100])
