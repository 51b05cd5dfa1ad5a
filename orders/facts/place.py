"""Where an address lies: its lines, city, state, PIN code and country, in the form asked for."""

from dataclasses import dataclass

from orders import gst, pincodes
from orders.models import Address, City, Country

INDIA = frozenset({"", "in", "ind", "india"})


@dataclass(frozen=True)
class Place:
    """What an address says of the place; without an address, or a fact, it is a blank text."""

    address: Address | None

    @property
    def lines(self) -> list[str]:
        """The lines as they were typed."""
        return self.address.lines if self.address else []

    @property
    def nearby(self) -> list[str]:
        """The names of district and township."""
        known = [self.address.district, self.address.township] if self.address else []
        return [place.name for place in known if place]

    @property
    def street(self) -> list[str]:
        """All that is written above the city."""
        return [*self.lines, *self.nearby]

    @property
    def first_line(self) -> str:
        """The first of the lines, where a form has two fields."""
        return self.lines[0] if self.lines else ""

    @property
    def other_lines(self) -> str:
        """What stands in the second."""
        return ", ".join([*self.lines[1:], *self.nearby])

    @property
    def district(self) -> str:
        """The name of the district."""
        return self.address.district.name if self.address and self.address.district else ""

    @property
    def city(self) -> str:
        """The name of the city."""
        return self.address.city.name if self.address and self.address.city else ""

    @property
    def pin(self) -> str:
        """The PIN code, or what the country has for one."""
        return (self.address.postcode or "") if self.address else ""

    @property
    def city_and_pin(self) -> str:
        """Both, as they stand in one row of a paper."""
        return " ".join(filter(None, [self.city, self.pin]))

    @property
    def state(self) -> str:
        """The two letters of an Indian state, or what code the city has abroad."""
        if self.address is None:
            return ""
        if state := state_of(self.address):
            return state.letters
        return self.address.city.state_code if self.address.city else ""

    @property
    def state_name(self) -> str:
        """The name of the state or province."""
        if self.address is None:
            return ""
        told = self.address.city.state if self.address.city else ""
        state = state_of(self.address)
        return told or (state.name if state else "")

    @property
    def country_name(self) -> str:
        """The country as the hub names it."""
        country = country_of(self.address) if self.address else None
        return country.name if country else ""

    @property
    def country_code(self) -> str:
        """The country's two letters, in capitals."""
        country = country_of(self.address) if self.address else None
        if country is None:
            return ""
        return "IN" if _is_india(country) else country.code.upper()


def country_of(address: Address) -> Country | None:
    """Return the country of an address: its own, else its city's."""
    if address.country or not address.city:
        return address.country
    return address.city.country


def is_abroad(address: Address) -> bool:
    """Tell whether an address names a country that is not India."""
    country = country_of(address)
    return country is not None and not _is_india(country)


def state_of(address: Address) -> gst.State | None:
    """Return the Indian state of an address: its city's, else the only one of its PIN code."""
    if is_abroad(address):
        return None
    city: City | None = address.city
    named = city and (gst.state(city.state_code) or gst.state(city.state))
    if named:
        return named
    here = pincodes.states(address.postcode or "")
    return here[0] if len(here) == 1 else None


def _is_india(country: Country) -> bool:
    return (country.code or country.name).lower() in INDIA
