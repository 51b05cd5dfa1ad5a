"""Which customers an e-mail address or a mobile number names."""

import re

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Replace

from orders.models import Customer

MOBILE = 10  # digits, in whichever country
SPELLED_WITH = " -.()/"


def named(person: str) -> Q:
    """
    Return what finds the orders of a person, by an address in any capitals or by a mobile.

    Of a mobile the last ten digits count, however it is spelled; what has fewer must be spelled
    as it is kept. Customers are read through for it, and not their orders.
    """
    if "@" in person:
        return Q(customer__in=Customer.objects.filter(email__iexact=person))
    digits = re.sub(r"\D", "", person, flags=re.ASCII)
    if len(digits) < MOBILE or re.search(r"[^\W\d_]", person):
        return Q(customer__phone_number=person)
    return Q(customer__in=_of_mobile(digits[-MOBILE:]))


def _of_mobile(digits: str) -> QuerySet[Customer]:
    bare: F | Replace = F("phone_number")
    for sign in SPELLED_WITH:
        bare = Replace(bare, Value(sign), Value(""))
    return Customer.objects.annotate(bare=bare).filter(bare__endswith=digits)
