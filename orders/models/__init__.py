"""The rows of the domain."""

from orders.models.catalogue import CargoCompany, PriceList, Product, ProductImage, StockList
from orders.models.channel import Channel
from orders.models.credit_note import CreditNote, CreditNoteDocument, CreditNoteLine
from orders.models.customer import Address, Customer
from orders.models.dwell import Dwell
from orders.models.event import FanoutEntry, OrderEvent
from orders.models.feed import FeedEpoch, FeedReader, ReadHorizon
from orders.models.geography import City, Country, District, Township
from orders.models.intake_note import IntakeNote
from orders.models.invoice import (
    Invoice,
    InvoiceCounter,
    InvoiceDocument,
    InvoiceLine,
    InvoiceTax,
)
from orders.models.order import Order, OrderItem
from orders.models.package import DenialReason, Package, PackageItem
from orders.models.promises import (
    LaunchCampaign,
    Mode,
    PreRegistration,
    ServiceArea,
    StockNotification,
)
from orders.models.staff import Membership
from orders.models.state import State, StateTransitionLog
from orders.models.stock import Stock, StockLocation, StockReservation, StockReservationLine

__all__ = [
    "Address",
    "CargoCompany",
    "Channel",
    "City",
    "Country",
    "CreditNote",
    "CreditNoteDocument",
    "CreditNoteLine",
    "Customer",
    "DenialReason",
    "District",
    "Dwell",
    "FanoutEntry",
    "FeedEpoch",
    "FeedReader",
    "IntakeNote",
    "Invoice",
    "InvoiceCounter",
    "InvoiceDocument",
    "InvoiceLine",
    "InvoiceTax",
    "LaunchCampaign",
    "Membership",
    "Mode",
    "Order",
    "OrderEvent",
    "OrderItem",
    "Package",
    "PackageItem",
    "PreRegistration",
    "PriceList",
    "Product",
    "ProductImage",
    "ReadHorizon",
    "ServiceArea",
    "State",
    "StateTransitionLog",
    "Stock",
    "StockList",
    "StockLocation",
    "StockNotification",
    "StockReservation",
    "StockReservationLine",
    "Township",
]
