"""What a person is called, of whom only a row or two tells anything."""

import pytest

from orders.facts import person
from orders.models import Address, Customer

NOBODY = {"first_name": "", "last_name": ""}
ASHA = {"first_name": "Asha", "last_name": "Rao"}


@pytest.mark.parametrize(
    ("address", "customer", "called"),
    [
        (ASHA, {"first_name": "Dev", "last_name": "Nair"}, "Asha Rao"),
        (ASHA | {"company_name": "Rao Ltd"}, NOBODY, "Asha Rao"),
        (NOBODY | {"company_name": "Rao Ltd"}, ASHA, "Rao Ltd"),
        ({"first_name": " Asha ", "last_name": ""}, NOBODY, "Asha"),
        (NOBODY, ASHA, "Asha Rao"),
        (NOBODY | {"email": "a@example.com"}, ASHA, "Asha Rao"),
        (NOBODY, NOBODY | {"email": "a@example.com"}, "a@example.com"),
        (NOBODY, NOBODY, ""),
    ],
)
def test_an_address_without_a_name_is_called_as_its_company_or_its_customer(
    address, customer, called
):
    assert person.name(Address(**address), Customer(**customer)) == called


def test_a_customer_without_a_name_is_called_as_the_address_of_the_order():
    assert person.name(Customer(**NOBODY, email="a@example.com"), Address(**ASHA)) == "Asha Rao"


@pytest.mark.parametrize(
    ("address", "billed"),
    [
        (ASHA, ("Asha Rao", "")),
        (ASHA | {"company_name": "Rao Ltd"}, ("Rao Ltd", "Asha Rao")),
        (ASHA | {"company_name": "Asha Rao"}, ("Asha Rao", "")),
        (NOBODY | {"company_name": "Rao Ltd"}, ("Rao Ltd", "")),
        (NOBODY, ("Dev Nair", "")),
    ],
)
def test_a_bill_goes_to_the_company_for_the_attention_of_the_person(address, billed):
    customer = Customer(first_name="Dev", last_name="Nair")

    assert person.billed_name(Address(**address), customer) == billed


def test_what_an_address_does_not_tell_the_customer_may():
    customer = Customer(email="a@example.com", phone_number="98")

    assert person.phone(Address(phone_number=None), customer) == "98"
    assert person.phone(Address(phone_number="99"), customer) == "99"
    assert person.email(Address(), customer) == "a@example.com"
    assert person.phone(Address()) == person.email(Address()) == ""
