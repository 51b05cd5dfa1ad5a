"""Countries, cities, townships and districts, mirrored from Omnitron."""

from django.db import models


class Place(models.Model):
    """What every level of geography knows of itself; `pk` on the wire is `wire_pk`."""

    omnitron_id = models.BigIntegerField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=255)
    is_active = models.BooleanField(default=True)
    longitude = models.DecimalField(max_digits=11, decimal_places=8, null=True, blank=True)
    latitude = models.DecimalField(max_digits=11, decimal_places=8, null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def wire_pk(self) -> int:
        """The hub's key; a row that the hub does not know shows ours, as a negative number."""
        return -self.pk if self.omnitron_id is None else self.omnitron_id


class Country(Place):
    code = models.CharField(max_length=8, blank=True)

    class Meta:
        verbose_name_plural = "countries"
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(omnitron_id__isnull=True),
                name="own_country_once_per_code",
            ),
        ]


class City(Place):
    """A city; `state` and `state_code` name the state or province that a tax authority asks for."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="cities")
    state = models.CharField(max_length=64, blank=True)
    state_code = models.CharField(max_length=8, blank=True)

    class Meta:
        verbose_name_plural = "cities"
        constraints = [
            models.UniqueConstraint(
                fields=["country", "state_code", "name"],
                condition=models.Q(omnitron_id__isnull=True),
                name="own_city_once_per_state",
            ),
        ]


class Township(Place):
    city = models.ForeignKey(City, models.PROTECT, related_name="townships")


class District(Place):
    city = models.ForeignKey(City, models.PROTECT, related_name="districts")
    township = models.ForeignKey(Township, models.PROTECT, null=True, related_name="districts")
