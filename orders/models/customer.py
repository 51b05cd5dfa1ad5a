"""Customers and addresses, kept as versions: what was sent keeps where it was sent."""

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Replace, Right, Upper

from orders.models.geography import City, Country, District, Township

MOBILE_DIGITS = 10  # in whichever country
SPELLED_WITH = " -.()/"


def _last_digits(column: str) -> Right:
    bare: F | Replace = F(column)
    for sign in SPELLED_WITH:
        bare = Replace(bare, Value(sign), Value(""))
    return Right(bare, MOBILE_DIGITS)


# The end of a phone number, however it is spelled: the same in a search and in its index.
MOBILE = _last_digits("phone_number")


class Person:
    """Somebody with two names: a customer, or who is named in an address."""

    first_name: str
    last_name: str

    @property
    def full_name(self) -> str:
        """First and last name."""
        return " ".join(filter(None, [self.first_name.strip(), self.last_name.strip()]))


class Customer(Person, models.Model):
    """One version of a customer; a change at the hub makes a new row with the same omnitron_id."""

    omnitron_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    content_hash = models.CharField(max_length=64)
    channel = models.ForeignKey("orders.Channel", models.PROTECT, related_name="customers")
    email = models.CharField(max_length=254, blank=True, db_index=True)
    first_name = models.CharField(max_length=255, blank=True)
    last_name = models.CharField(max_length=255, blank=True)
    phone_number = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001
    erp_code = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["omnitron_id", "content_hash"], name="customer_version_only_once"
            ),
        ]
        indexes = [
            models.Index(fields=["phone_number"], name="customer_by_phone"),
            models.Index(MOBILE, name="customer_by_mobile"),
            models.Index(Upper("email"), name="customer_by_email"),  # as `iexact` asks
        ]

    def __str__(self):
        return self.full_name or self.email

    @property
    def wire_pk(self) -> int:
        return -self.pk if self.omnitron_id is None else self.omnitron_id


class Address(Person, models.Model):
    """One version of a customer's address."""

    omnitron_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    content_hash = models.CharField(max_length=64)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="addresses")
    country = models.ForeignKey(Country, models.PROTECT, null=True, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, null=True, related_name="+")
    township = models.ForeignKey(Township, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    address_type = models.CharField(max_length=32, default="customer")
    mapping = models.JSONField(null=True, blank=True)
    title = models.CharField(max_length=128, blank=True)
    is_active = models.BooleanField(default=True)
    line = models.CharField(max_length=1024, blank=True)
    postcode = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    notes = models.CharField(max_length=512, null=True, blank=True)  # noqa: DJ001
    email = models.CharField(max_length=254, blank=True)
    phone_number = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001
    first_name = models.CharField(max_length=255, blank=True)
    last_name = models.CharField(max_length=255, blank=True)
    company_name = models.CharField(max_length=255, blank=True)
    tax_office = models.CharField(max_length=64, blank=True)
    tax_no = models.CharField(max_length=20, blank=True)
    e_bill_taxpayer = models.BooleanField(default=False)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["omnitron_id", "content_hash"], name="address_version_only_once"
            ),
        ]

    def __str__(self):
        return ", ".join(filter(None, [*self.lines, self.postcode, str(self.city or "")]))

    @property
    def lines(self) -> list[str]:
        """What `line` says: it may hold several."""
        return [line.strip() for line in self.line.splitlines() if line.strip()]
