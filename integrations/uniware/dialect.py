"""What a partner of this dialect is given, and what its tokens may do."""

from integrations import dialects

DIALECT = dialects.Dialect(
    rights=("read", "command"),
    told={"username": dialects.USERNAME, "password": dialects.SECRET},
    routes=(
        "oms/saleorder/get",
        "oms/saleOrder/search",
        "oms/shippingPackage/search",
        "oms/shippingPackage/getShippingPackageDetails",
        "oms/shippingPackage/getShippingPackages",
        "oms/shippingPackage/dispatch",
        "invoice/details/get",
        "oms/saleOrder/cancel",
        "oms/saleOrder/hold",
        "oms/saleOrder/unhold",
        "oms/saleOrder/setPriority",
        "oms/saleOrder/verify",
        "facility/get",
        "oms/invoice/show",
        "oms/shipment/show",
        "inventory/inventorySnapshot/get",
        "inventory/adjust/bulk",
    ),
)
