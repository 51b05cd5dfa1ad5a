"""Days, months and financial years of invoices, as the calendar of their location shows them."""

from datetime import date, datetime

from orders import clock
from orders.models import Invoice, StockLocation

FIRST_MONTH = 4  # the financial year runs from April to March
LAST_DAY = (11, 30)  # of the year after: section 34 (2) of the CGST Act


def day(moment: datetime, location: StockLocation) -> date:
    """Return the day that a moment was in at a location."""
    return _day(moment, location, location.seller_gstin)


def day_of(invoice: Invoice, moment: datetime | None = None) -> date:
    """Return the date of an invoice, or the day of another moment by the same calendar."""
    return _day(moment or invoice.invoiced_at, invoice.location, invoice.seller_gstin)


def financial_year(moment: datetime, location: StockLocation) -> str:
    """Return the financial year of the location's day, as 2627 for April 2026 to March 2027."""
    return _year(day(moment, location))


def same_month(invoice: Invoice, at: datetime) -> bool:
    """Tell whether the month of an invoice, for which it is reported, is not over."""
    written, today = day_of(invoice), day_of(invoice, at)
    return (written.year, written.month) == (today.year, today.month)


def is_late(invoice: Invoice, at: datetime) -> bool:
    """Tell whether the law no longer lets a credit note of that day lessen the seller's tax."""
    return day_of(invoice, at) > date(2000 + int(invoice.financial_year[2:]), *LAST_DAY)


def _day(moment: datetime, location: StockLocation, gstin: str) -> date:
    return moment.astimezone(clock.calendar(location.time_zone, gstin)).date()


def _year(day: date) -> str:
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{first % 100:02}{(first + 1) % 100:02}"
