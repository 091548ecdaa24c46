"""Parsing and checking the contact form."""

import unicodedata

import pytest

from microsite.contact.form import MAX_FORM_LENGTHS
from microsite.contact.form import ContactForm

VALID = {
    "name": "王小明",
    "reply": "wang@example.com",
    "subject": "Card",
    "message": "Good day,\r\n\r\nmy card …",
    "consent": "yes",
    "website": "",
}


def parse(**values: str) -> ContactForm:
    return ContactForm.parse(VALID | values)


def test_a_valid_form_has_no_errors() -> None:
    form = parse()
    assert form.errors == {}
    assert form.message == "Good day,\n\nmy card …"


def test_an_empty_form_has_an_error_for_every_field_in_page_order() -> None:
    names = ["name", "reply", "subject", "message", "consent"]
    assert list(ContactForm.parse({}).errors.items()) == [(name, "missing") for name in names]


@pytest.mark.parametrize("name", ["name", "reply", "subject", "message"])
@pytest.mark.parametrize("blank", ["", "   ", "\t\r\n", "\u3000", "\x00", "\u2028", "\x1b\x7f"])
def test_a_field_without_visible_characters_is_missing(name: str, blank: str) -> None:
    assert parse(**{name: blank}).errors == {name: "missing"}


@pytest.mark.parametrize(
    "reply",
    [
        "a@b.cn",
        "first.last+tag@mail.example.com",
        "用户@例子.公司",
        "ｗａｎｇ＠example．com",
        "95580",
        "+86 10 6886-8888",
        "(010) 6886 8888",
        "010-68868888 转 123",
        "０１０６８８６８８８８",
        "138 0013 8000 ext. 4",
        "  wang@example.com\t",
    ],
)
def test_an_email_address_or_telephone_number_is_accepted(reply: str) -> None:
    assert parse(reply=reply).errors == {}


@pytest.mark.parametrize(
    "reply",
    [
        "wang",
        "wang@",
        "@example.com",
        "wang@example",
        "wang@@example.com",
        "wang@example..com",
        "wang..li@example.com",
        "wang@example.com, li@example.com",
        "Wang <wang@example.com>",
        "wang example.com",
        "1234",
        "1" * 21,
        "call me",
        "12345 or else",
    ],
)
def test_anything_else_is_no_reply_address(reply: str) -> None:
    assert parse(reply=reply).errors == {"reply": "no_address"}


@pytest.mark.parametrize(
    ("reply", "email"),
    [
        ("wang@example.com", "wang@example.com"),
        ("95580", ""),
        ("用户@example.com", ""),
        ("wang@例子.公司", ""),
        ("wang@example.com\r\nBcc: x@evil.example", ""),
    ],
)
def test_only_an_ascii_address_becomes_the_reply_to_address(reply: str, email: str) -> None:
    assert parse(reply=reply).email == email


@pytest.mark.parametrize("name", MAX_FORM_LENGTHS)
def test_a_field_has_a_maximum_length(name: str) -> None:
    fitting = {"reply": "a@" + "b." * 98 + "cn"}.get(name, "中" * MAX_FORM_LENGTHS[name])
    assert len(fitting) == MAX_FORM_LENGTHS[name]
    assert parse(**{name: fitting}).errors == {}
    form = parse(**{name: fitting + "x"})
    assert form.errors == {name: "too_long"}
    assert getattr(form, name) == fitting + "x"


@pytest.mark.parametrize("name", ["name", "reply", "subject", "message"])
def test_undecodable_bytes_are_an_error_and_the_rest_is_kept(name: str) -> None:
    form = parse(**{name: "12345 \N{REPLACEMENT CHARACTER}"})
    assert form.errors == {name: "unreadable"}
    assert getattr(form, name).startswith("12345")


LINE_BREAK_CHARACTERS = "\r \n \r\n \v \f \x1c \x1d \x1e \x85 \u2028 \u2029 \0".split(" ")


@pytest.mark.parametrize("name", ["name", "reply", "subject"])
@pytest.mark.parametrize("line_break", LINE_BREAK_CHARACTERS, ids=ascii)
def test_a_single_line_field_never_contains_a_line_break(name: str, line_break: str) -> None:
    value = getattr(parse(**{name: f"a{line_break}Bcc: b"}), name)
    assert value == "a Bcc: b"
    assert len(value.splitlines()) == 1


def test_control_and_direction_characters_are_removed_from_a_message() -> None:
    typed = "a\x00b\x08c\x1b[31md\u202ee\tf\r\ng\rh\u2028i 👨\u200d👩\u200d👧"
    assert parse(message=typed).message == "abc[31mde\tf\ng\nh\ni 👨\u200d👩\u200d👧"


def test_the_honeypot_must_be_empty() -> None:
    assert parse(website="https://pills.example").errors == {"website": "not_empty"}


def test_very_long_input_is_checked_quickly() -> None:
    for text in ("1 " * 100_000, "a." * 100_000, "a@" * 100_000, "(" * 200_000):
        assert parse(reply=text).errors == {"reply": "too_long"}
    limit = MAX_FORM_LENGTHS["reply"]
    for text in ("1" * limit, " ( " * 60, "a." * (limit // 2), "-" * (limit - 1) + "x"):
        assert parse(reply=text).errors == {"reply": "no_address"}


def test_decomposed_letters_are_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "Đặng Thị Ngọc Ánh")
    assert parse(name=decomposed).name == "Đặng Thị Ngọc Ánh"


@pytest.mark.parametrize(
    "text", ["a" + "\u0301\u0327" * 64_000, "\ufdfa" * 85_000, "a" + "\u0301\u0327" * 16]
)
def test_input_that_is_slow_to_normalize_is_left_unchanged(text: str) -> None:
    form = parse(name=text, reply=text, subject=text, message=text)
    assert (form.name, form.reply, form.subject, form.message) == (text,) * 4
