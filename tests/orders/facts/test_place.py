"""Where an address lies, in the form that each page asks for."""

import pytest

from orders.facts.place import Place, is_abroad
from orders.models import Address, City, Country, District, Township


def country(name="India", code="in"):
    return Country(pk=1, name=name, code=code)


@pytest.mark.parametrize(
    ("land", "code", "abroad"),
    [
        (country(code="in"), "IN", False),
        (country(code="IND"), "IN", False),
        (country(code=""), "IN", False),
        (country("Türkiye", "tr"), "TR", True),
        (country("Türkiye", ""), "", True),
    ],
)
def test_a_country_is_its_two_letters_or_its_name(land, code, abroad):
    here = Address(country=land)

    assert (Place(here).country_code, Place(here).country_name) == (code, land.name)
    assert is_abroad(here) is abroad


def test_an_address_without_a_country_is_in_that_of_its_city():
    here = Address(city=City(name="İzmir", country=country("Türkiye", "tr")))

    assert (Place(here).country_code, Place(here).country_name) == ("TR", "Türkiye")


def test_lines_are_followed_by_district_and_township():
    city = City(name="İzmir", state_code="35", country=country("Türkiye", "tr"))
    here = Address(
        line="Kordon 5\n\n Kat 2 ",
        postcode="35220",
        city=city,
        township=Township(name="Konak", city=city),
        district=District(name="Alsancak", city=city),
    )
    place = Place(here)

    assert place.lines == ["Kordon 5", "Kat 2"]
    assert (place.first_line, place.other_lines) == ("Kordon 5", "Kat 2, Alsancak, Konak")
    assert (place.district, place.city_and_pin) == ("Alsancak", "İzmir 35220")
    assert place.street == ["Kordon 5", "Kat 2", "Alsancak", "Konak"]
    assert place.state == "35"


def test_no_address_is_a_place_of_blanks():
    place = Place(None)

    assert (place.lines, place.first_line, place.other_lines, place.street) == ([], "", "", [])
    assert (place.city, place.pin, place.state, place.state_name) == ("", "", "", "")
    assert (place.country_code, place.country_name, place.city_and_pin) == ("", "", "")
