"""Amounts as an Indian reader expects them: in lakh and crore, in figures and in words."""

from decimal import Decimal

from oms.core import currency as currencies

SMALL = [
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen",
    "Nineteen",
]  # fmt: skip
TENS = [
    "Zero", "Ten", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety",
]  # fmt: skip
SCALES = [(10**7, "Crore"), (10**5, "Lakh"), (10**3, "Thousand"), (100, "Hundred")]


def grouped(amount: Decimal, currency: str = "INR") -> str:
    """Write an amount with its decimals, in groups of three and then of two: 12,34,567.80."""
    sign, digits = ("-" if amount < 0 else ""), currencies.text(abs(amount), currency)
    whole, point, fraction = digits.partition(".")
    head, tail = whole[:-3], whole[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return f"{sign}{','.join([*reversed(pairs), tail])}{point}{fraction}"


def in_words(amount: Decimal, currency: str = "INR") -> str:
    """Write an amount of money in words; what is no rupee keeps the name of its currency."""
    decimals = currencies.exponent(currency)
    whole, fraction = divmod(int(amount.scaleb(decimals)), 10**decimals)
    if currency != "INR":
        parts = f" and {fraction:0{decimals}}/{10**decimals}" if fraction else ""
        return f"{currency} {_spoken(whole)}{parts} Only"
    paise = f" and {_spoken(fraction)} Paise" if fraction else ""
    return f"Rupees {_spoken(whole)}{paise} Only"


def _spoken(number: int) -> str:
    for scale, name in SCALES:
        if number >= scale:
            many, rest = divmod(number, scale)
            return f"{_spoken(many)} {name}" + (f" {_spoken(rest)}" if rest else "")
    if number < len(SMALL):
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f"-{SMALL[ones]}" if ones else "")
