"""Amounts in lakh and crore, and names of other scripts in Latin letters."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.invoices import ink
from orders.invoices.latin import in_latin
from orders.invoices.words import grouped, in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "Rupees Zero Only"),
        ("0.05", "Rupees Zero and Five Paise Only"),
        ("1.00", "Rupees One Only"),
        ("19.90", "Rupees Nineteen and Ninety Paise Only"),
        ("100.00", "Rupees One Hundred Only"),
        ("69990.00", "Rupees Sixty-Nine Thousand Nine Hundred Ninety Only"),
        ("100000.00", "Rupees One Lakh Only"),
        (
            "12345678.91",
            "Rupees One Crore Twenty-Three Lakh Forty-Five Thousand Six Hundred Seventy-Eight"
            " and Ninety-One Paise Only",
        ),
        ("10000000000.00", "Rupees One Thousand Crore Only"),
    ],
)
def test_an_amount_is_spoken_in_the_indian_system(amount, words):
    assert in_words(Decimal(amount)) == words


def test_what_is_no_rupee_keeps_the_name_of_its_currency():
    assert in_words(Decimal("250.50"), "TRY") == "TRY Two Hundred Fifty and 50/100 Only"


@pytest.mark.parametrize(
    ("amount", "figures"),
    [
        ("0.5", "0.50"),
        ("999", "999.00"),
        ("1000", "1,000.00"),
        ("99999.99", "99,999.99"),
        ("100000", "1,00,000.00"),
        ("-1234567.8", "-12,34,567.80"),
    ],
)
def test_figures_stand_in_groups_of_three_and_then_of_two(amount, figures):
    assert grouped(Decimal(amount)) == figures


@given(st.decimals(0, Decimal("999999999999.99"), places=2))
def test_grouping_takes_no_digit_away(amount):
    assert grouped(amount).replace(",", "") == f"{amount:.2f}"


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("आशा राव", "Asha Rav"),
        ("महाराष्ट्र", "Maharashtr"),
        ("சென்னை", "Chennai"),
        ("ಬೆಂಗಳೂರು", "Bengaluru"),
        ("తెలుగు", "Telugu"),
        ("কলকাতা", "Kalakata"),
        ("१२३ मार्ग", "123 Marg"),
        ("Mahārāshtra", "Maharashtra"),
        ("Şükrü İğdır", "Şükrü İğdır"),
        ("₹500", "INR 500"),
        ("Юлия Щербакова-Ёлкина", "Yuliya Shcherbakova-Yolkina"),
        ("Подъячий Михаил", "Podyachiy Mikhail"),
        ("Єва Їжак, Київ", "Yeva Yizhak, Kiyiv"),
        ("Γιώργος Ψαράς", "Giorgos Psaras"),
        ("Ѫ", "[U+046A]"),
        ("张", "[U+5F20]"),
    ],
)
def test_a_name_in_another_script_can_be_read(text, latin):
    assert in_latin(text, ink.known()) == latin


@given(st.text(max_size=30))
def test_nothing_is_left_that_the_font_has_not(text):
    known = ink.known()

    assert all(ord(letter) in known for letter in in_latin(text, known))
