"""Where a package can be followed: its carrier's link with its number, told at every door."""

import pytest
from django.core.exceptions import ValidationError

from orders.admin.reference import require_link
from orders.facts import carrier
from orders.models import CargoCompany, Package
from orders.workflow import PackageStatus
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_number_stands_in_its_carriers_link(client):
    company = factories.cargo_company(tracking_link="https://dart.example/t?awb={number}&l=en")
    package = factories.package(state=PackageStatus.SHIPPED, carrier=company)
    Package.objects.filter(pk=package.pk).update(tracking_number="AWB/100 200")

    (shown,) = client.get("/api/v1/oms/packages/").json()["results"]

    followed = "https://dart.example/t?awb=AWB%2F100%20200&l=en"
    assert shown["shipment"]["tracking_url"] == followed


@pytest.mark.parametrize(
    ("facts", "link"),
    [
        (
            {"tracking_url": "https://own.example/1", "tracking_number": "AWB-1"},
            "https://own.example/1",
        ),
        ({"tracking_number": "AWB-1"}, "https://dart.example/AWB-1"),
        ({"tracking_number": ""}, ""),
        ({"tracking_number": "AWB-1", "carrier": CargoCompany()}, ""),
        ({"tracking_number": "AWB-1", "carrier": None}, ""),
    ],
)
def test_what_was_told_for_the_package_goes_first_and_nothing_is_made_up(facts, link):
    company = CargoCompany(tracking_link="https://dart.example/{number}")

    assert carrier.link(Package(**{"carrier": company} | facts)) == link


@pytest.mark.parametrize(
    "typed",
    [
        "https://dart.example/track",
        "https://dart.example/{number}/{number}",
        "https://dart.example/{awb}",
        "http://dart.example/{number}",
        "javascript:alert({number})",
        'https://dart.example/{number}"onload=x',
        "https://{number}/",
    ],
)
def test_a_link_that_leads_nowhere_is_refused_on_the_carriers_page(typed):
    with pytest.raises(ValidationError):
        require_link(typed)


def test_a_good_link_is_taken():
    require_link("https://www.dart.example:8443/track/{number}?lang=en&x=1#top")
