"""Which customers an e-mail address or a mobile number names."""

import re

from django.db.models import Q

from orders.models import Customer
from orders.models.customer import MOBILE, MOBILE_DIGITS


def named(person: str) -> Q:
    """
    Return what finds the orders of a person, by an address in any capitals or by a mobile.

    Of a mobile the last ten digits count, however it is spelled; what has fewer must be spelled
    as it is kept. Each way has an index of the customers.
    """
    if "@" in person:
        return Q(customer__in=Customer.objects.filter(email__iexact=person))
    digits = re.sub(r"\D", "", person, flags=re.ASCII)
    if len(digits) < MOBILE_DIGITS or re.search(r"[^\W\d_]", person):
        return Q(customer__phone_number=person)
    alike = Customer.objects.alias(mobile=MOBILE).filter(mobile=digits[-MOBILE_DIGITS:])
    return Q(customer__in=alike)
