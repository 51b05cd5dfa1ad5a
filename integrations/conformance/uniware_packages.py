"""What a client of Uniware expects of shipping packages, their invoices, and facilities."""

from collections.abc import Iterator

from integrations.conformance import uniware_checks as holds
from integrations.conformance import uniware_shapes as of
from integrations.conformance.asking import Answer, Ask
from integrations.conformance.cases import Case, Facts
from integrations.conformance.checks import equals, every, fact, some
from integrations.conformance.shapes import Filled
from integrations.conformance.uniware_asking import ROOT, at_facility, call, printed
from integrations.conformance.uniware_search import LATELY

SEARCH = "/oms/shippingPackage/search"
DETAILS = "/oms/shippingPackage/getShippingPackageDetails"
BY_STATE = "/oms/shippingPackage/getShippingPackages"
INVOICE = "/invoice/details/get"
NOBODYS = {"shippingPackageCode": "no-such-package-0"}
PDF = "application/pdf"
NOBODYS_LABEL = {"shippingPackageCodes": "no-such-package-0"}


def _is_pdf(answer: Answer, facts: Facts) -> Iterator[str]:
    if not answer.content.startswith(b"%PDF-"):
        yield "$: it does not begin as a PDF does"


def _is(key, name):
    return every("elements", key, lambda v, facts: v == facts[name], "what was asked for")


def _among(statuses):
    return every("elements", "status", lambda v, facts: v in statuses, "a status asked for")


def _elsewhere(facts):
    return call(SEARCH, facts, LATELY, Facility="no-such-facility-0")


CASES = (
    Case(
        "shippingPackage/search: updated lately", "[F], [A]: alone", at_facility(SEARCH, LATELY),
        shape=of.PACKAGE_SEARCH, checks=(some("elements"),),
        learns={
            "package code": "elements.0.code", "order of the package": "elements.0.saleOrderCode",
            "package status": "elements.0.status",
        },
    ),
    Case("shippingPackage/search: of an order", "Search Shipping Package page",
        at_facility(SEARCH, {"saleOrderCode": fact("order of the package")}),
        shape=of.PACKAGE_SEARCH, checks=(_is("saleOrderCode", "order of the package"),)),
    Case("shippingPackage/search: by code", "Search Shipping Package page",
        at_facility(SEARCH, {"shippingPackageCode": fact("package code")}),
        shape=of.PACKAGE_SEARCH,
        checks=(_is("code", "package code"), equals("totalRecords", lambda facts: 1))),
    Case("shippingPackage/search: with an invoice", "[F], [A]: by statuses alone",
        at_facility(SEARCH, {"statuses": list(of.INVOICED)}), shape=of.PACKAGE_SEARCH,
        checks=(_among(of.INVOICED),), learns={"invoiced package": "elements.0.code"}),
    Case("shippingPackage/search: without an invoice", "[F], [A]: by statuses alone",
        at_facility(SEARCH, {"statuses": ["CREATED"]}), shape=of.PACKAGE_SEARCH,
        checks=(_among(("CREATED",)),), learns={"new package": "elements.0.code"}),
    Case("shippingPackage/search: nothing found", "[F], [K]: elements is never null",
        at_facility(SEARCH, NOBODYS), shape=of.success(totalRecords=(0,), elements="list"),
        checks=(equals("elements", lambda facts: []),)),
    Case("shippingPackage/search: at a foreign facility", "[C4] 403", _elsewhere, (403,),
        "object"),
    Case("getShippingPackageDetails", "Get Shipping Package Details page; [K]",
        at_facility(DETAILS, {"shippingPackageCode": fact("package code")}),
        shape=of.PACKAGE_DETAILS,
        checks=(equals("shippingPackageDetailDTO.code", fact("package code")),)),
    Case("getShippingPackageDetails: an unknown package", "envelope rules",
        at_facility(DETAILS, NOBODYS), shape=of.FAILURE),
    Case("getShippingPackages", "Get Shipping Packages page; a client reads codes",
        at_facility(BY_STATE, {"statusCode": fact("package status")}),
        shape=of.success(shippingPackages=Filled("filled"))),
    Case("invoice/details/get", "recorded answers [F]",
        at_facility(INVOICE, {"shippingPackageCode": fact("invoiced package"), "return": False}),
        shape=of.INVOICE_DETAILS,
        checks=(
            equals("invoice.shippingPackageCode", fact("invoiced package")), holds.invoice_adds_up,
        ),
        learns={"invoice code": "invoice.code"}),
    Case("invoice/details/get: not invoiced yet", "[A] live: 400",
        at_facility(INVOICE, {"shippingPackageCode": fact("new package")}), (200, 400),
        of.FAILURE),
    Case("invoice/details/get: an unknown package", "envelope rules",
        at_facility(INVOICE, NOBODYS), (200, 400), of.FAILURE),
    Case("invoice/show", "[F], [K]: the bytes of a PDF",
        printed("/oms/invoice/show", {"invoiceCodes": fact("invoice code")}),
        checks=(_is_pdf,), kind=PDF),
    Case("invoice/show: an unknown invoice", "[K] looks at the content type; envelope rules",
        printed("/oms/invoice/show", {"invoiceCodes": "no-such-invoice-0"}), (200, 400, 404),
        of.FAILURE),
    Case("shipment/show", "[F], [K]: the bytes of a PDF",
        printed("/oms/shipment/show", {"shippingPackageCodes": fact("invoiced package")}),
        checks=(_is_pdf,), kind=PDF),
    Case("shipment/show: an unknown package", "[K] looks at the content type; envelope rules",
        printed("/oms/shipment/show", NOBODYS_LABEL), (200, 400, 404), of.FAILURE),
    Case("facility/get: by code", "[K] older",
        lambda facts: call("/facility/get", facts, {"code": facts["facility code"]}),
        shape=of.success(facility={"code": "filled"}),
        checks=(equals("facility.code", fact("facility code")),)),
    Case("facility/get", "[K]",
        lambda facts: call("/facility/get", facts, {"facilityCode": facts["facility code"]}),
        shape=of.success(facility={"code": "filled"}),
        checks=(equals("facility.code", fact("facility code")),)),
    Case("a package without a token", "[K] reads JSON before the status",
        lambda facts: Ask("POST", f"{ROOT}{SEARCH}", json=LATELY), (401,), of.UNAUTHORIZED),
)  # fmt: skip
