"""The form: how it is read, and what is wrong with what people and programs send."""

import unicodedata

import pytest

from microsite.contact.form import LONGEST
from microsite.contact.form import Draft

GOOD = {
    "name": "王小明",
    "reply": "wang@example.com",
    "subject": "Card",
    "message": "Good day,\r\n\r\nmy card …",
    "consent": "yes",
    "website": "",
}


def read(**given: str) -> Draft:
    return Draft.read(GOOD | given)


def test_what_people_write_is_right() -> None:
    draft = read()
    assert draft.faults == {}
    assert draft.message == "Good day,\n\nmy card …"


def test_an_empty_form_misses_every_field_in_the_order_of_the_page() -> None:
    names = ["name", "reply", "subject", "message", "consent"]
    assert list(Draft.read({}).faults.items()) == [(name, "missing") for name in names]


@pytest.mark.parametrize("name", ["name", "reply", "subject", "message"])
@pytest.mark.parametrize("blank", ["", "   ", "\t\r\n", "\u3000", "\x00", "\u2028", "\x1b\x7f"])
def test_a_field_of_nothing_that_can_be_seen_is_missing(name: str, blank: str) -> None:
    assert read(**{name: blank}).faults == {name: "missing"}


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
def test_an_address_or_a_number_is_where_one_can_be_reached(reply: str) -> None:
    assert read(reply=reply).faults == {}


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
def test_what_is_neither_an_address_nor_a_number_is_told(reply: str) -> None:
    assert read(reply=reply).faults == {"reply": "neither"}


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
def test_only_an_address_that_a_header_can_carry_is_replied_to(reply: str, email: str) -> None:
    assert read(reply=reply).email == email


@pytest.mark.parametrize("name", LONGEST)
def test_a_field_has_its_longest_length_and_no_more(name: str) -> None:
    fitting = {"reply": "a@" + "b." * 98 + "cn"}.get(name, "中" * LONGEST[name])
    assert len(fitting) == LONGEST[name]
    assert read(**{name: fitting}).faults == {}
    draft = read(**{name: fitting + "x"})
    assert draft.faults == {name: "long"}
    assert getattr(draft, name) == fitting + "x"


@pytest.mark.parametrize("name", ["name", "reply", "subject", "message"])
def test_bytes_that_were_no_text_are_told_and_the_rest_is_kept(name: str) -> None:
    draft = read(**{name: "12345 \N{REPLACEMENT CHARACTER}"})
    assert draft.faults == {name: "unreadable"}
    assert getattr(draft, name).startswith("12345")


BREAKS = "\r \n \r\n \v \f \x1c \x1d \x1e \x85 \u2028 \u2029 \0".split(" ")


@pytest.mark.parametrize("name", ["name", "reply", "subject"])
@pytest.mark.parametrize("line_break", BREAKS, ids=ascii)
def test_no_field_of_one_line_has_a_second(name: str, line_break: str) -> None:
    value = getattr(read(**{name: f"a{line_break}Bcc: b"}), name)
    assert value == "a Bcc: b"
    assert len(value.splitlines()) == 1


def test_control_characters_and_turns_of_direction_are_taken_out_of_a_message() -> None:
    given = "a\x00b\x08c\x1b[31md\u202ee\tf\r\ng\rh\u2028i 👨\u200d👩\u200d👧"
    assert read(message=given).message == "abc[31mde\tf\ng\nh\ni 👨\u200d👩\u200d👧"


def test_a_field_that_people_do_not_see_is_to_stay_empty() -> None:
    assert read(website="https://pills.example").faults == {"website": "filled"}


def test_endless_input_is_judged_at_once() -> None:
    for text in ("1 " * 100_000, "a." * 100_000, "a@" * 100_000, "(" * 200_000):
        assert read(reply=text).faults == {"reply": "long"}
    near = LONGEST["reply"]
    for text in ("1" * near, " ( " * 60, "a." * (near // 2), "-" * (near - 1) + "x"):
        assert read(reply=text).faults == {"reply": "neither"}


def test_letters_that_were_sent_in_parts_are_put_together() -> None:
    decomposed = unicodedata.normalize("NFD", "Đặng Thị Ngọc Ánh")
    assert read(name=decomposed).name == "Đặng Thị Ngọc Ánh"


@pytest.mark.parametrize(
    "text", ["a" + "\u0301\u0327" * 64_000, "\ufdfa" * 85_000, "a" + "\u0301\u0327" * 16]
)
def test_what_is_sent_to_keep_the_program_busy_is_left_as_it_came(text: str) -> None:
    draft = read(name=text, reply=text, subject=text, message=text)
    assert (draft.name, draft.reply, draft.subject, draft.message) == (text,) * 4
