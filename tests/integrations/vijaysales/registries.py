"""Registries of GSTINs: one that knows, one that is away, and some that are broken."""

from django.db import OperationalError

from integrations.vijaysales.gstin import Registration
from oms.http import Unreachable

KNOWN = "27AAPFU0939F1ZV"
asked: list[str] = []


def knows(number):
    asked.append(number)
    place = {"line1": "1 Fort Road", "pincode": "400001"}
    known = Registration("ACTIVE", "Asha Rao", "Rao Traders", place)
    return known if number == KNOWN else None


def away(number):
    asked.append(number)
    raise Unreachable("ConnectTimeout")


def broken(number):
    raise KeyError(number)


def without_database(number):
    raise OperationalError("server closed the connection")
