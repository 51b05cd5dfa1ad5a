"""What this dialect answers about orders, packages and invoices."""

from django.utils import timezone

from integrations.uniware import (
    invoice,
    loading,
    package_details,
    package_search,
    sale_order,
    search,
    shipping_package,
)
from integrations.uniware.asking import page
from integrations.uniware.defaults import complete
from integrations.uniware.described import FLAG, OPTIONS, PERIOD, TEXT, TEXTS, WHOLE, call
from integrations.uniware.envelope import Code, Failure
from integrations.uniware.requests import UniwareView, flag, text, texts
from orders.facts.invoice import standing
from orders.models import CreditNote, Order, Package

MOST_CODES = 10_000


@call(
    "Get an order", required=("code",), code=TEXT, facilityCodes=TEXTS, paymentDetailRequired=FLAG
)
class SaleOrderGet(UniwareView):
    """One order with its packages and units; `facilityCodes` leaves out what lies elsewhere."""

    route = "oms/saleorder/get"
    nulls = ("saleOrderDTO",)

    def answer(self, body):
        """Return saleOrderDTO."""
        code = text(body, "code")
        scope = loading.at_facilities(self.request.scope, texts(body, "facilityCodes"))
        found = loading.whole(Order.objects.visible_to(scope).filter(code=code), scope)
        if not found:
            raise Failure(Code.INVALID_SALE_ORDER_CODE)
        payment = flag(body, "paymentDetailRequired", default=False)
        shown = sale_order.render(found[0], payment=payment)
        return complete("saleOrderGet", {"saleOrderDTO": shown})


@call(
    "Search orders",
    displayOrderCode=TEXT,
    status=TEXT,
    channel=TEXT,
    customerEmailOrMobile=TEXT,
    customerName=TEXT,
    cashOnDelivery=FLAG,
    onHold=FLAG,
    fromDate=TEXT,
    toDate=TEXT,
    dateType=TEXT,
    updatedSinceInMinutes=WHOLE,
    facilityCodes=TEXTS,
    returnStatuses=TEXTS,
    searchOptions=OPTIONS,
)
class SaleOrderSearch(UniwareView):
    """
    The headers of the orders that match, oldest first.

    `customerEmailOrMobile` finds an address in any capitals, and a mobile by its last ten digits.
    A change is stamped before it is committed: who follows changes lets `updatedSinceInMinutes`
    reach a few minutes further back than its last search.
    """

    route = "oms/saleOrder/search"

    def answer(self, body):
        """Return the page and how many there are in all."""
        found = search.orders(body, self.request.scope, at=timezone.now())
        total, keys = page(found, body)
        elements = [sale_order.header(order) for order in loading.headers(keys)]
        return {"totalRecords": total, "elements": elements}


@call(
    "Search packages",
    shippingPackageCode=TEXT,
    saleOrderCode=TEXT,
    channelCode=TEXT,
    statuses=TEXTS,
    createTime=PERIOD,
    dispatchTime=PERIOD,
    containsCancelledItems=FLAG,
    onHold=FLAG,
    shippingProvider=TEXT,
    shippingMethod=TEXT,
    trackingNumber=TEXT,
    invoiceCode=TEXT,
    cashOnDelivery=FLAG,
    paymentReconciled=FLAG,
    itemTypeSkuCode=TEXT,
    updatedSinceInMinutes=WHOLE,
    searchOptions=OPTIONS,
)
class PackageSearch(UniwareView):
    """
    The packages that match, oldest first.

    Who follows changes lets `updatedSinceInMinutes` reach a few minutes further back than its last
    search: a change is stamped before it is committed.
    """

    route = "oms/shippingPackage/search"
    facility_level = True

    def answer(self, body):
        """Return the page and how many there are in all."""
        found = package_search.packages(body, self.request.scope, at=timezone.now())
        total, keys = page(found, body)
        elements = [shipping_package.element(package) for package in loading.listed(keys)]
        return {"totalRecords": total, "elements": elements}


@call("Get a package", required=("shippingPackageCode",), shippingPackageCode=TEXT)
class PackageDetails(UniwareView):
    """One package with its units and the header of its order."""

    route = "oms/shippingPackage/getShippingPackageDetails"
    facility_level = True
    nulls = ("shippingPackageDetailDTO",)

    def answer(self, body):
        """Return shippingPackageDetailDTO."""
        code, scope = text(body, "shippingPackageCode"), self.request.scope
        if (package := package_details.find(code, scope)) is None:
            raise Failure(Code.INVALID_SHIPPING_PACKAGE_CODE)
        return {"shippingPackageDetailDTO": package_details.render(package, scope)}


@call("List the packages of a status", required=("statusCode",), statusCode=TEXT)
class PackagesByStatus(UniwareView):
    """The codes of the packages of a status, oldest first; of many, the newest."""

    route = "oms/shippingPackage/getShippingPackages"
    facility_level = True

    def answer(self, body):
        """Return the codes."""
        asked = package_search.of_status(text(body, "statusCode"))
        found = Package.objects.visible_to(self.request.scope).filter(asked)
        newest = found.order_by("-pk").values_list("number", flat=True)[:MOST_CODES]
        return {"shippingPackages": list(reversed(newest))}


class NotInvoiced(Failure):
    """The package has no invoice yet."""


@call(
    "Get the invoice of a package",
    required=("shippingPackageCode",),
    shippingPackageCode=TEXT,
    **{"return": FLAG},
)
class InvoiceDetails(UniwareView):
    """The invoice of a package; with `return` the last credit note against one of its invoices."""

    route = "invoice/details/get"
    nulls = ("invoice",)

    def answer(self, body):
        """Return the invoice."""
        code = text(body, "shippingPackageCode")
        seen = Package.objects.visible_to(self.request.scope).select_related("order", "invoice")
        if (package := seen.filter(number=code).first()) is None:
            raise Failure(Code.INVALID_SHIPPING_PACKAGE_CODE)
        if flag(body, "return"):
            return {"invoice": self._credit_note(package)}
        if (written := standing(package)) is None:
            raise NotInvoiced(Code.INVOICE_NOT_GENERATED, "The package is not invoiced")
        return {"invoice": invoice.render(package, written)}

    def _credit_note(self, package):
        notes = CreditNote.objects.visible_to(self.request.scope).filter(invoice__package=package)
        if (note := notes.select_related("invoice").order_by("-pk").first()) is None:
            raise NotInvoiced(Code.INVOICE_NOT_GENERATED, "The return of a package is not invoiced")
        return invoice.render_credit_note(package, note)

    def handle_exception(self, exc):
        """Answer 400 for a package without an invoice, as clients have seen it."""
        response = super().handle_exception(exc)
        if isinstance(exc, NotInvoiced):
            response.status_code = 400
        return response
