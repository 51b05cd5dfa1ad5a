"""What this dialect says in each field for which we have no fact, and why."""

from collections.abc import Mapping

from integrations.defaults import Default

_NONE_HERE = "We keep no such fact; recorded answers hold null."
_EMPTY = Default([], "We keep no custom fields; recorded answers hold an empty list.")
_ABOLISHED = Default(0, "Abolished with the goods and services tax.")
_NO_CHARGE = Default(0, "We charge nothing of this kind; the sample says 0.")

_ADDRESS = {"type": Default(None, "The sample and recorded answers hold null.")}
_PACKAGE = {
    "channelShipmentCode": Default(None, "The channel has no code of its own for a package."),
    "shippingPackageType": Default("DEFAULT", "We keep one kind of box; recorded answers say so."),
    "trackingStatus": Default(None, "We keep no scans of the carrier."),
    "courierStatus": Default(None, "We keep no scans of the carrier."),
    "estimatedWeight": Default(None, "Packages are not weighed here."),
    "actualWeight": Default(None, "Packages are not weighed here."),
    "invoice": Default(0, "The sample says 0; the invoice has a call of its own."),
    "paymentReconciled": Default(False, "The documented default: we do not reconcile payments."),
    "podCode": Default(None, _NONE_HERE),
    "shippingManifestCode": Default(None, "We write no manifests."),
    "irn": Default(None, "We register no electronic invoices."),
    "customFieldValues": _EMPTY,
}
_CONTENT = {
    "itemTypePageUrl": Default(None, _NONE_HERE),
}
_UNIT = {
    "alternateFacilityCode": Default(None, _NONE_HERE),
    "reversePickupCode": Default(None, "We arrange no pickups of returns."),
    "packetNumber": Default(0, "The sample says 0."),
    "combinationIdentifier": Default(None, _NONE_HERE),
    "combinationDescription": Default(None, _NONE_HERE),
    "type": Default("NORMAL", "The only documented kind."),
    "item": Default(None, "The page says null."),
    "shelfCode": Default(None, "We do not know on which shelf goods lie."),
    "shippingMethodCharges": _NO_CHARGE,
    "voucherCode": Default(None, "What a voucher took off is within the discount."),
    "voucherValue": Default(0, "What a voucher took off is within the discount."),
    "storeCredit": _NO_CHARGE,
    "editAddress": Default(True, "The documented default."),
    "reversePickable": Default(False, "We arrange no returns; the sample says false."),
    "packetConfigurable": Default(False, "The sample says false."),
    "pageUrl": Default(None, "The page says null."),
    "replacementSaleOrderCode": Default(None, "We keep no replacements."),
    "customFieldValues": _EMPTY,
    "itemDetailFieldDTOList": Default([], "Serial numbers stand in itemDetailFields."),
    "batchDTO": Default(None, "We keep no batches."),
    "tcs": Default(0, "We collect no tax at source."),
}
_ORDER = {
    "thirdPartyShipping": Default(False, "Packages leave from our own locations."),
    "paymentInstrument": Default(None, _NONE_HERE),
    "orderCategory": Default(None, _NONE_HERE),
    "customFieldValues": _EMPTY,
    "reversePickable": Default(False, "We arrange no returns; the sample says false."),
    "packetConfigurable": Default(False, "The sample says false."),
    "cFormProvided": Default(False, "The page fixes it."),
}
_ENVELOPE = {
    "failedOrderFetch": Default(False, "An order that is found was fetched."),
    "refreshEnabled": Default(False, "An order is refreshed by itself, not by a call."),
}
_DETAILS = {
    "shippingManifestCode": _PACKAGE["shippingManifestCode"],
    "actualWeight": _PACKAGE["actualWeight"],
    "boxLength": Default(None, "Packages are not measured here."),
    "boxWidth": Default(None, "Packages are not measured here."),
    "boxHeight": Default(None, "Packages are not measured here."),
    "numberOfBoxes": Default(1, "A package is one box."),
}
_BOXED = {
    "itemTypePageUrl": _CONTENT["itemTypePageUrl"],
    "shelfCode": _UNIT["shelfCode"],
    "itemCode": Default(None, "Pieces of a product bear no codes of their own."),
    "requiresCustomization": Default(False, "We customize nothing."),
    "customFieldValues": _EMPTY,
}
_INVOICE = {
    "reversePickupCode": Default(None, "We arrange no pickups of returns."),
    "vat": _ABOLISHED,
    "cst": _ABOLISHED,
    "compensationCess": Default(0, "We keep no cess on goods."),
    "additionalTax": _NO_CHARGE,
    "storeCredit": _NO_CHARGE,
    "shippingMethodCharges": _NO_CHARGE,
    "tcsAmount": Default(0, "We collect no tax at source."),
    "channelCreated": Default(None, "Invoices are written here, not by the channel."),
    "gstEInvoiceDTO": Default(None, "We register no electronic invoices."),
    "ewbNo": Default(None, "We write no e-way bills."),
    "ewbDate": Default(None, "We write no e-way bills."),
    "ewbValidTill": Default(None, "We write no e-way bills."),
    "invoiceLink": Default(None, "The document is not published at an address."),
}
_INVOICE_ITEM = {
    "shippingMethodCharges": _NO_CHARGE,
    "voucherValue": Default(0, "What a voucher took off is within the discount."),
    "storeCredit": _NO_CHARGE,
    "vat": _ABOLISHED,
    "vatPercentage": _ABOLISHED,
    "cst": _ABOLISHED,
    "cstPercentage": _ABOLISHED,
    "additionalTax": _NO_CHARGE,
    "additionalTaxPercentage": _NO_CHARGE,
    "compensationCess": Default(0, "We keep no cess on goods."),
    "compensationCessPercentage": Default(0, "We keep no cess on goods."),
    "tcsAmount": Default(0, "We collect no tax at source."),
}
_INVENTORY = {
    "openPurchase": Default(0, "We keep no purchase orders."),
    "putawayPending": Default(0, "What is counted can be taken from its shelf."),
    "pendingStockTransfer": Default(0, "We keep no transfers between facilities."),
    "vendorInventory": Default(0, "We keep no goods of vendors."),
    "virtualInventory": Default(0, "What is counted lies there."),
    "pendingInventoryAssessment": Default(0, "We keep no assessments."),
}

_GROUPS: Mapping[str, Mapping[str, Default]] = {
    "saleOrderGet": _ENVELOPE,
    "saleOrderDTO": _ORDER,
    "saleOrderDTO.billingAddress": _ADDRESS,
    "saleOrderDTO.addresses": _ADDRESS,
    "saleOrderDTO.shippingPackages": _PACKAGE,
    "saleOrderDTO.shippingPackages.items": _CONTENT,
    "saleOrderDTO.saleOrderItems": _UNIT,
    "shippingPackageDetailDTO": _DETAILS,
    "shippingPackageDetailDTO.saleOrderDetails": {
        "thirdPartyShipping": _ORDER["thirdPartyShipping"],
        "customFieldValues": _EMPTY,
    },
    "shippingPackageDetailDTO.saleOrderItems": _BOXED,
    "shippingPackageDispatch": {
        "cancelledOnChannel": Default(False, "A package whose order was cancelled is not sent."),
    },
    "inventorySnapshots": _INVENTORY,
    "inventoryAdjustmentResponses.facilityInventoryAdjustment": {
        "batchCode": Default(None, "We keep no batches."),
        "forceAllocate": Default(True, "Recorded answers say so."),
    },
    "invoice": _INVOICE,
    "invoice.invoiceItems": _INVOICE_ITEM,
}
DEFAULTS: dict[str, Default] = {
    f"{path}.{field}": default
    for path, fields in _GROUPS.items()
    for field, default in fields.items()
}
# What is not told to us, and follows from what is.
RECKONED = {
    "saleOrderDTO.fulfillmentTat": (
        "The day that was promised with the order, as it begins in UTC; without a promise"
        " displayOrderDateTime. A search for FULFILLMENT_TAT goes by it."
    ),
    "saleOrderDTO.channelProcessingTime": "As created: we process an order as it arrives.",
    "saleOrderDTO.cancellable": (
        "Whether a cancellation of all that is left would be accepted, as of a unit whether it"
        " could be cancelled alone: nothing that is packed."
    ),
    "saleOrderDTO.saleOrderItems.statusCode": (
        "UNFULFILLABLE as long as an approved unit lies in no package, FULFILLABLE in one that"
        " nobody has begun to pick."
    ),
    "saleOrderDTO.returns": (
        "One for each package that was taken back, under its code: Courier Returned if it was never"
        " delivered, else Customer Returned. It lies on the shelf again as it is written, so its"
        " three moments are one, and statusCode is COMPLETE."
    ),
    "invoice.shippingCharges": (
        "Without its tax, as every charge and price of an invoice; the tax of all of them is in"
        " integratedGst and its like. So sellingPrice and charges are subtotal, and with the taxes"
        " they are total, of the invoice and of each item. In an order charges hold their tax."
    ),
    "invoice.invoiceItems": (
        "One for each SKU; pieces of it that cost otherwise are an item of their own, so that"
        " quantity times unitPrice is sellingPrice."
    ),
}


def complete(path: str, facts: Mapping[str, object]) -> dict:
    """Return the facts of an object of that path, and beside them what stands for no fact."""
    return {**facts, **{field: default.value for field, default in _GROUPS[path].items()}}
