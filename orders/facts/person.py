"""What a person is called and how to reach them: a customer, or who is named in an address."""

from orders.models import Address, Customer

Row = Customer | Address


def name(*rows: Row) -> str:
    """
    Return what a person is called: by name, else by company, in the first row that tells either.

    Who has neither is called by the e-mail address. Of an address ask with its order's customer.
    """
    return next(filter(None, map(_own, rows)), "") or email(*rows)


def billed_name(*rows: Row) -> tuple[str, str]:
    """Return to whom a bill is written, and to whose attention: a company comes first."""
    company, person = _company(rows[0]), rows[0].full_name
    if not company:
        return name(*rows), ""
    return company, person if person != company else ""


def phone(*rows: Row) -> str:
    """Return the first number that the rows tell."""
    return next((row.phone_number for row in rows if row.phone_number), "")


def email(*rows: Row) -> str:
    """Return the first e-mail address that the rows tell."""
    return next((row.email for row in rows if row.email), "")


def _own(row: Row) -> str:
    return row.full_name or _company(row)


def _company(row: Row) -> str:
    return row.company_name if isinstance(row, Address) else ""
