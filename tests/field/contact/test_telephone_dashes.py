"""Telephone numbers as contact lists and word processors write them."""

from pathlib import Path

import pytest

from microsite.contact.form import ContactForm

NUMBERS = Path(__file__).with_name("numbers-with-dashes.txt").read_text().splitlines()
OTHER_DASHES = {
    "an em dash, doubled": "010——6659—1234",
    "a full-width hyphen": "０１０－６６５９－１２３４",
    "a figure dash": "400‒88‒95580",
    "a horizontal bar": "02―2771―1234",
    "the dash of a Japanese keyboard": "03ー1234ー5678",
    "a soft hyphen": "010-6659\u00ad1234",
    "between direction marks, as an iPhone copies it": "\u202a+86 138‑0013‑8000\u202c",
    "with a left-to-right mark": "\u200e+886 2 2771‑1234",
    "with a zero-width space": "010\u200b6659 1234",
    "with an extension": "010–6659–1234 转 801",
}
NO_NUMBERS = ["–", "010–", "1–2–3–4", "010–6659–abcd", "~010–66591234~"]


def check_reply(reply: str) -> str | None:
    form = ContactForm.parse(
        {"name": "N", "reply": reply, "subject": "S", "message": "M", "consent": "on"}
    )
    return form.errors.get("reply")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_with_any_dash_is_taken(number: str) -> None:
    assert check_reply(number.encode().decode("unicode_escape")) is None


@pytest.mark.parametrize("number", OTHER_DASHES.values(), ids=OTHER_DASHES.keys())
def test_a_number_is_taken_as_it_was_copied(number: str) -> None:
    assert check_reply(number) is None


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_dashes_make_no_number(number: str) -> None:
    assert check_reply(number) == "no_address"


def test_an_address_copied_with_invisible_characters_can_be_mailed() -> None:
    form = ContactForm.parse({"reply": "\u200bname@bank.example\ufeff"})
    assert form.email == "name@bank.example"
