"""The types of this dialect: what may come in, in which spellings, and how it goes out."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import phonenumbers
from django.utils.dateparse import parse_datetime
from rest_framework import serializers

from oms.core import currency as currencies

INDIA = ZoneInfo("Asia/Kolkata")
_SKU = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PINCODE = re.compile(r"[1-9][0-9]{5}")
_BLANK_OFFSET = re.compile(r"(\S+T\S+) (\d\d:?\d\d)")
_COUNT = re.compile(r"[0-9]{1,10}")
_AMOUNT = re.compile(r"[0-9]{1,8}(\.[0-9]{1,2})?")


def moment(value: datetime | None) -> str | None:
    """Return a moment as this dialect writes it, with India's offset."""
    return None if value is None else value.astimezone(INDIA).isoformat(timespec="seconds")


def money(value: Decimal, currency: str = "inr") -> str:
    return currencies.text(value, currency)


class Asked(serializers.Serializer):
    """An object that a partner sends; in it null is as good as absent."""

    def to_internal_value(self, data):
        if isinstance(data, Mapping):
            data = {name: value for name, value in data.items() if value is not None}
        return super().to_internal_value(data)


class Money(serializers.Field):
    """A number or a decimal text, from 0 to 99,999,999.99, with at most two decimals."""

    default_error_messages = {"invalid": "An amount with at most two decimals is needed."}

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int | Decimal | str):
            self.fail("invalid")
        text = data if isinstance(data, str) else f"{Decimal(data):f}"
        if not text.isascii() or not _AMOUNT.fullmatch(text):
            self.fail("invalid")
        return Decimal(text).quantize(Decimal("0.01"))

    def to_representation(self, value):
        return money(value)


class Count(serializers.IntegerField):
    """A whole number, or its digits as a text."""

    def to_internal_value(self, data):
        if isinstance(data, str) and _COUNT.fullmatch(data):
            return int(data)
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class Text(serializers.CharField):
    """A text as people type it: trimmed, in NFC, without control characters."""

    def run_validation(self, data=serializers.empty):
        """Clean a text first: one of nothing but control characters is blank."""
        if isinstance(data, str):
            kept = "".join(c for c in data if unicodedata.category(c) not in {"Cc", "Cs"})
            data = unicodedata.normalize("NFC", kept)
        return super().run_validation(data)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Matched(serializers.CharField):
    """A code of a fixed form; a JSON number is taken as its digits."""

    form: re.Pattern
    said: str

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int | str):
            raise serializers.ValidationError(self.said)
        text = str(data).strip()
        if not text.isascii() or not self.form.fullmatch(text):
            raise serializers.ValidationError(self.said)
        return text


class Sku(Matched):
    form, said = _SKU, "A SKU has 1 to 64 letters, digits, dots, dashes and underscores."


class Pincode(Matched):
    form, said = _PINCODE, "A PIN code has six digits and does not begin with 0."


class Mobile(serializers.CharField):
    """A mobile number, Indian unless it says otherwise; read as E.164."""

    default_error_messages = {"number": "This is no telephone number."}

    def to_internal_value(self, data):
        text = str(data) if isinstance(data, int) and not isinstance(data, bool) else data
        if not isinstance(text, str) or len(text) > 32:
            self.fail("number")
        try:
            number = phonenumbers.parse(text, "IN")
        except phonenumbers.NumberParseException:
            self.fail("number")
        if not phonenumbers.is_valid_number(number):
            self.fail("number")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class Moment(serializers.Field):
    """A moment with its offset; one without is refused. Read as UTC: one moment, one spelling."""

    default_error_messages = {
        "invalid": "A date and time with its offset is needed, as 2026-11-21T09:30:00+05:30."
    }

    def to_internal_value(self, data):
        try:
            value = parse_datetime(_with_plus(data)) if isinstance(data, str) else None
        except ValueError:
            value = None
        if value is None or value.tzinfo is None or not 2000 <= value.year < 2100:
            self.fail("invalid")
        return value.astimezone(UTC)

    def to_representation(self, value):
        return moment(value)


def _with_plus(text: str) -> str:
    """Give back the + of an offset, which a query that was not escaped turns into a blank."""
    found = _BLANK_OFFSET.fullmatch(text)
    return f"{found[1]}+{found[2]}" if found else text
