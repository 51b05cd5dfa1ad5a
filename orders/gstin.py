"""The number of a registration for Indian goods and services tax, read and judged offline."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from stdnum import luhn
from stdnum.in_ import pan as pan_number

from orders import gst

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 15
FORMAT = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z][A-Z][0-9A-Z]", re.ASCII)
# A mission or a body of the United Nations; and who is taxed here but lives elsewhere.
UIN = re.compile(r"[0-9]{4}[A-Z]{3}[0-9]{5}[UO]N[0-9A-Z]", re.ASCII)
NON_RESIDENT = re.compile(r"[0-9]{4}[A-Z]{3}[0-9]{5}NR[0-9A-Z]", re.ASCII)
COLLECTORS = "CD"  # who collects tax at source, and who deducts it


class Reason(StrEnum):
    """Why a number is none; the first that holds, in this order."""

    LENGTH = "LENGTH"
    STATE_CODE = "STATE_CODE"
    FORMAT = "FORMAT"
    PAN = "PAN"
    CHECKSUM = "CHECKSUM"


@dataclass(frozen=True)
class Verdict:
    """What a GSTIN tells by itself; of one that is not valid, only why."""

    gstin: str
    valid: bool
    reason: Reason | None = None
    state_code: str | None = None
    state_name: str | None = None
    pan: str | None = None
    holder_type: str | None = None


class Kind(StrEnum):
    """What a number on an invoice is called there."""

    GSTIN = "GSTIN"
    UIN = "UIN"
    NON_RESIDENT = "GSTIN (non-resident)"


@dataclass(frozen=True)
class Registration:
    """
    The number by which a buyer is known to the tax office.

    `place` are the digits of the state that registered him. A UIN has none: by section 2 (94) of
    the CGST Act its holder is no registered person, and goods are supplied where they go.
    """

    number: str
    kind: Kind
    place: str
    reason: Reason | None = None  # what is odd about a number that is printed all the same


def registration(text: str) -> Registration | None:
    """
    Return the registration that a text names, or None where it is none of the kinds.

    UINs and the numbers of non-residents are taken by their form; a GSTIN must be sound.
    """
    number = normalise(text)
    if UIN.fullmatch(number):
        return Registration(number, Kind.UIN, "", _odd(number))
    if NON_RESIDENT.fullmatch(number):
        return Registration(number, Kind.NON_RESIDENT, number[:2], _odd(number))
    if check(number).valid:
        return Registration(number, Kind.GSTIN, number[:2])
    return None


def normalise(text: str) -> str:
    """Return a number as it is written on an invoice: without blanks and hyphens, in capitals."""
    return re.sub(r"[\s-]", "", text).upper()


def check(text: str) -> Verdict:
    """
    Judge a GSTIN by its structure and its check character; no registry is asked.

    The fourteenth character is Z; C and D, of those who collect or deduct tax at source, count
    where GSTIN_COLLECTORS is on, because no such registration buys anything.
    """
    number = normalise(text)
    if reason := _fault(number):
        return Verdict(number, valid=False, reason=reason)
    return Verdict(
        gstin=number,
        valid=True,
        state_code=number[:2],
        state_name=gst.registration_states()[number[:2]],
        pan=number[2:12],
        holder_type=pan_number.info(number[2:12])["holder_type"],
    )


def check_character(prefix: str) -> str:
    """Return the fifteenth character, which follows from the fourteen before it."""
    return luhn.calc_check_digit(prefix, ALPHABET)


def _odd(number: str) -> Reason | None:
    if number[:2] not in gst.registration_states():
        return Reason.STATE_CODE
    return None if check_character(number[:14]) == number[14] else Reason.CHECKSUM


def _fault(number: str) -> Reason | None:
    if len(number) != LENGTH:
        return Reason.LENGTH
    if number[:2].isdecimal() and number[:2] not in gst.registration_states():
        return Reason.STATE_CODE
    if not FORMAT.fullmatch(number) or number[13] not in _kinds():
        return Reason.FORMAT
    if not pan_number.is_valid(number[2:12]):
        return Reason.PAN
    return None if check_character(number[:14]) == number[14] else Reason.CHECKSUM


def _kinds() -> str:
    return f"Z{COLLECTORS}" if settings.GSTIN_COLLECTORS else "Z"
