"""The objects of Uniware's REST API, from its pages and from recorded answers."""

from typing import Any

from integrations.conformance.shapes import Each, Filled, OrNull


def _all(kind: str, names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), kind)


ORDER_STATUSES = ("PENDING_VERIFICATION", "CREATED", "PROCESSING", "COMPLETE", "CANCELLED")
ITEM_STATUSES = (
    *("CREATED", "FULFILLABLE", "UNFULFILLABLE", "PROCESSING", "PACKED", "READY_TO_DISPATCH"),
    *("DISPATCHED", "DELIVERED", "CANCELLED", "REPLACED", "RETURN_REQUESTED", "COURIER_RETURN"),
    "RETURNED",
)
INVOICED = ("PACKED", "READY_TO_SHIP", "MANIFESTED", "DISPATCHED", "SHIPPED", "DELIVERED")
PACKAGE_STATUSES = (
    *("CREATED", "LOCATION_NOT_SERVICEABLE", "PICKING", "PICKED", *INVOICED, "CANCELLED"),
    *("PENDING_CUSTOMIZATION", "CUSTOMIZATION_COMPLETE", "RETURN_EXPECTED", "RETURNED"),
    *("SPLITTED", "RETURN_ACKNOWLEDGED", "MERGED"),
)

# The password and the refresh grant alike.
TOKEN = {
    "access_token": "secret uuid",
    "token_type": ("bearer",),
    "refresh_token": "secret",
    "expires_in": "life",
    "scope": "filled",
}
NO_TOKEN = {"error": ("invalid_grant",), "error_description": "text"}
UNAUTHORIZED = {"error": "filled", "error_description?": "text"}

_SUCCESS = {"successful": "true", "message": "null", "errors": "none", "warnings": "none"}
ERROR = {
    "code": "number",
    "fieldName": "text?",
    "description": "text?",
    "message": "filled",
    "errorParams": OrNull("object"),
}
FAILURE = {"successful": "false", "message": "text?", "errors": Filled(ERROR), "warnings": "none"}


def success(**more: Any) -> dict[str, Any]:
    """Return the envelope of an answer with something in it."""
    return _SUCCESS | more


ADDRESS = {"id": "filled", **_all("text", "name addressLine1 city state country pincode")}
ADDRESS |= _all("text?", "addressLine2 phone email type")  # recorded: email is null

PACKED_ITEM = {"itemSku": "filled", "itemName": "text", "quantity": "count"}
PACKED_ITEM |= _all("text?", "itemTypeImageUrl itemTypePageUrl")

PACKAGE = {
    **_all("filled", "code saleOrderCode channel"),
    "status": PACKAGE_STATUSES,
    **_all(
        "text?",
        "shippingPackageType shippingProvider shippingMethod trackingNumber trackingStatus"
        " trackingLink courierStatus customer invoiceCode invoiceDisplayCode city podCode"
        " shippingManifestCode shippingLabelLink",
    ),
    **_all("number?", "estimatedWeight actualWeight collectedAmount"),
    **_all("millis", "created updated"),
    **_all("millis?", "dispatched delivered"),
    "invoice": "any",
    "noOfItems": "count",
    "collectableAmount": "amount",
    "paymentReconciled": "flag",
    "items": Each(PACKED_ITEM),
    "invoiceDate?": "millis?",
    "customFieldValues": "list",
}

CHARGES = "shippingCharges shippingMethodCharges cashOnDeliveryCharges giftWrapCharges"
GST = (
    "totalIntegratedGst integratedGstPercentage totalUnionTerritoryGst unionTerritoryGstPercentage"
    " totalStateGst stateGstPercentage totalCentralGst centralGstPercentage"
)
ITEM = {
    **_all("whole", "id shippingAddressId packetNumber"),
    **_all("filled", "code itemName itemSku type"),
    "statusCode": ITEM_STATUSES,
    "shippingMethodCode": OrNull(("STD", "EXP", "PKP", "CHQ")),
    "shippingPackageStatus": OrNull(PACKAGE_STATUSES),
    **_all(
        "text?",
        "shippingPackageCode facilityCode facilityName alternateFacilityCode reversePickupCode"
        " combinationIdentifier combinationDescription sellerSkuCode channelProductId imageUrl"
        " shelfCode voucherCode giftMessage saleOrderItemAlternateId cancellationReason pageUrl"
        " color brand size replacementSaleOrderCode bundleSkuCode hsnCode",
    ),
    "item": "null",
    **_all("amount", f"totalPrice sellingPrice {CHARGES}"),
    **_all("amount", f"prepaidAmount voucherValue storeCredit discount {GST}"),
    **_all("number?", "taxPercentage maxRetailPrice"),
    "giftWrap": "flag?",
    **_all("flag", "cancellable editAddress reversePickable packetConfigurable onHold"),
    **_all("millis", "created updated"),
    **_all("list", "customFieldValues itemDetailFieldDTOList"),
    "itemDetailFields": "any",
    "itemDetailsKey?": "text?",
    "sellingPriceWithoutTaxesAndDiscount?": "amount",
}

HEADER = {
    **_all("filled", "code displayOrderCode channel"),
    "status": ORDER_STATUSES,
    **_all("millis", "displayOrderDateTime created updated fulfillmentTat"),
    **_all("text?", "notificationEmail notificationMobile customerGSTIN"),
}
PAYMENT = {"paymentMode": "text?", "transactionId": "text?", "amountPaid": "amount"}
ORDER = HEADER | {
    "source": "text?",
    "channelProcessingTime": "millis?",
    **_all("flag", "cod thirdPartyShipping cancellable reversePickable packetConfigurable"),
    "cFormProvided": "false",
    "priority": "whole",
    "currencyCode": "currency",
    **_all("text?", "customerCode additionalInfo"),
    "billingAddress": ADDRESS,
    "addresses": Filled(ADDRESS),
    "shippingPackages": [PACKAGE],
    "saleOrderItems": Filled(ITEM),
    "returns": [{"code": "filled", "type": "filled"}],
    "customFieldValues": "list",
    **_all("number?", "totalDiscount totalShippingCharges"),
    "paymentDetail": "any",
}
SALE_ORDER = success(saleOrderDTO=ORDER, failedOrderFetch="false", refreshEnabled="false")
SEARCH = success(totalRecords="count", elements=[HEADER])

PACKAGE_ROW = {
    **_all("filled", "code saleOrderCode channel"),
    "status": PACKAGE_STATUSES,
    **_all("text?", "trackingNumber shippingProvider"),
    "dispatched": "millis?",
}
PACKAGE_SEARCH = success(totalRecords="count", elements=[PACKAGE_ROW])
_OF_ORDER = {
    **_all("filled", "code displayOrderCode channel"),
    "status": ORDER_STATUSES,
    "displayOrderDateTime": "any",
    "cod": "flag",
    "priority": "whole",
    "currencyCode": "currency",
}
_OF_ITEM = {
    "saleOrderItemId": "whole",
    **_all("filled", "code saleOrderItemCode itemSku itemName"),
    "statusCode": ITEM_STATUSES,
    **_all("text?", "itemTypeImageUrl itemTypePageUrl shelfCode itemCode giftMessage"),
    **_all("flag", "onHold requiresCustomization"),
    "giftWrap": "flag?",
    "customFieldValues": "list",
}
PACKAGE_DETAILS = success(
    shippingPackageDetailDTO={
        **_all("filled", "code saleOrderCode"),
        "statusCode": PACKAGE_STATUSES,
        **_all("text?", "shippingManifestCode shippingProvider trackingNumber trackingLink"),
        **_all("number?", "actualWeight boxWidth boxHeight boxLength numberOfBoxes"),
        "collectableAmount": "amount",
        "saleOrderDetails": _OF_ORDER,
        "saleOrderItems": Filled(_OF_ITEM),
    }
)

_TAXES = "integratedGst unionTerritoryGst stateGst centralGst"
_RATES = " ".join(f"{name}Percentage" for name in _TAXES.split())
INVOICE_ITEM = {
    "itemSku": "filled",
    **_all("text?", "channelSku sellerSku hsnCode"),
    "quantity": "life",
    **_all("amount", f"unitPrice sellingPrice subtotal total discount totalTax {_TAXES} {CHARGES}"),
    **_all("amount", "prepaidAmount voucherValue storeCredit vat cst compensationCess"),
    **_all("amount", "additionalTax tcsAmount"),
    **_all("number", f"{_RATES} taxPercentage"),
}
INVOICE = {
    **_all("filled", "code displayCode shippingPackageCode paymentMode"),
    "reversePickupCode": "text?",
    "totalQuantity": "life",
    **_all("amount", f"sellingPrice subtotal total vat cst {_TAXES} compensationCess"),
    **_all("amount", f"additionalTax prepaidAmount storeCredit discount tcsAmount {CHARGES}"),
    "created": "millis",
    "channelCreated": "millis?",
    "invoiceItems": Filled(INVOICE_ITEM),
    "gstEInvoiceDTO": "any",
    **_all("any", "ewbNo ewbDate ewbValidTill"),
    **_all("text?", "gstNumber invoiceLink encodedInvoice"),
    "return": "flag",
}
INVOICE_DETAILS = success(invoice=INVOICE)

INVENTORY = {
    "itemTypeSKU": "filled",
    **_all("whole", "inventory openSale openPurchase putawayPending inventoryBlocked"),
    **_all("whole", "pendingStockTransfer vendorInventory virtualInventory"),
    "pendingInventoryAssessment": "whole",
}
ADJUSTED = {
    "facilityInventoryAdjustment": {
        **_all("filled", "itemSKU shelfCode inventoryType adjustmentType facilityCode"),
        "quantity": "number",
        **_all("text?", "transferToShelfCode remarks"),
        "sla": "any",
    },
    "successful": "flag",
    "errors": OrNull([ERROR]),
}
