"""The symbol: python-qrcode's modules, under the mask that the standard asks for."""

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_H
from qrcode.constants import ERROR_CORRECT_L
from qrcode.constants import ERROR_CORRECT_M
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

from microsite.campaigns import codes
from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import payload
from microsite.qr.symbol.encode import strongest
from microsite.qr.symbol.encode import symbol
from microsite.qr.symbol.encode import with_quiet_zone
from microsite.qr.symbol.layout import Level
from microsite.qr.symbol.layout import layout_of
from microsite.qr.symbol.masks import penalty
from tests.support import iso_penalty
from tests.support.reading import picture
from tests.support.reading import read

ADDRESS = "https://APP.EXAMPLE.COM/Q/AB12C"
CORRECTION: dict[Level, int] = {
    "L": ERROR_CORRECT_L,
    "M": ERROR_CORRECT_M,
    "Q": ERROR_CORRECT_Q,
    "H": ERROR_CORRECT_H,
}
LEAST_LENGTHS = (4, 6, 12, 20)
"""What python-qrcode's splitter is tried with."""
BYTES_IN_VERSION_40: dict[Level, int] = {"L": 2953, "M": 2331, "Q": 1663, "H": 1273}
"""ISO/IEC 18004:2015, table 7."""
DIGITS_IN_VERSION_40: dict[Level, int] = {"L": 7089, "M": 5596, "Q": 3993, "H": 3057}
CAPITALS_IN_VERSION_40: dict[Level, int] = {"L": 4296, "M": 3391, "Q": 2420, "H": 1852}
BYTES: dict[int, dict[Level, int]] = {
    1: {"L": 17, "M": 14, "Q": 11, "H": 7},
    6: {"L": 134, "M": 106, "Q": 74, "H": 58},
    7: {"L": 154, "M": 122, "Q": 86, "H": 64},
    9: {"L": 230, "M": 180, "Q": 130, "H": 98},
    10: {"L": 271, "M": 213, "Q": 151, "H": 119},
    14: {"L": 458, "M": 362, "Q": 258, "H": 194},
    26: {"L": 1367, "M": 1059, "Q": 751, "H": 593},
    27: {"L": 1465, "M": 1125, "Q": 805, "H": 625},
    40: BYTES_IN_VERSION_40,
}
"""Bytes in a symbol, same table. Version 2 has the first alignment pattern, 7 the first version
information, 14 remainder bits of another number; headers grow at 10 and 27."""
FULL = [(version, level) for version, held in BYTES.items() for level in held]

levels: st.SearchStrategy[Level] = st.sampled_from(list(CORRECTION))
parts = st.one_of(
    st.text("0123456789", min_size=1, max_size=25),
    st.text("ABCXYZ0189 $%*+-./:", min_size=1, max_size=25),
    st.text("abcxyz?=&_~#@", min_size=1, max_size=25),
    st.text("你好邮储é€😀", min_size=1, max_size=4),
)
payloads = st.lists(parts, min_size=1, max_size=5).map("".join)


def by_python_qrcode(text: str, level: Level, mask: int, least: int) -> QRCode[Any]:
    """The symbol that python-qrcode makes under a mask, split at a least length."""
    made: QRCode[Any] = QRCode(error_correction=CORRECTION[level], mask_pattern=mask, border=0)
    made.add_data(text, optimize=least)
    made.make()
    return made


def as_rows(modules: Sequence[Sequence[object]]) -> tuple[bytes, ...]:
    return tuple(bytes(bool(module) for module in row) for row in modules)


def as_number(rows: Sequence[Sequence[int]]) -> int:
    """Rows as `layout` holds them: a bit a module, and a gap of one bit after each row."""
    return int("".join("".join(map(str, row)) + "0" for row in rows), 2)


@cache
def letters(number: int) -> str:
    """Small letters, the same each time: they take a byte each whatever the splitting."""
    return "".join(random.Random(number).choices("abcdefghijklmnopqrstuvwxyz", k=number))


# What is printed


@pytest.mark.parametrize(
    ("host", "code", "printed"),
    [
        ("app.example.com", "AB12C", "https://APP.EXAMPLE.COM/Q/AB12C"),
        ("APP.example.COM", "ab12c", "https://APP.EXAMPLE.COM/Q/AB12C"),
        ("m.psbc.cn", "K7F3M4", "https://M.PSBC.CN/Q/K7F3M4"),
        ("localhost:5000", "K7F3M4", "https://LOCALHOST:5000/Q/K7F3M4"),
        ("127.0.0.1:80", "A-1", "https://127.0.0.1:80/Q/A-1"),
        ("xn--fiqs8s.a-b.cn", "2", "https://XN--FIQS8S.A-B.CN/Q/2"),
        ("app.example.com", "", "https://APP.EXAMPLE.COM/Q"),
    ],
)
def test_the_printed_address_is_capitals_after_a_small_scheme(
    host: str, code: str, printed: str
) -> None:
    assert payload(host, code) == printed


@pytest.mark.parametrize(
    "host",
    [
        "",
        "app example.com",
        "app_1.example.com",
        "中国.cn",
        "a.example/",
        "a.example:",
        "a.example:http",
        "a.example:123456",
        "user@a.example",
        ".example",
        "example.",
        "a..example",
        "-a.example",
        "a-.example",
        "a.example\n",
        "a.example:8٣",
        "ß.example",
        "a" * 64 + ".example",
        "a." * 127,
    ],
)
def test_a_host_that_capitals_cannot_carry_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="cannot be printed") as refused:
        payload(host, "AB12C")
    assert str(refused.value) == (
        f"The host {host!r} cannot be printed: it may hold A to Z, 0 to 9, hyphens and dots,"
        " and end in a port."
    )


@pytest.mark.parametrize("code", ["AB 12", "AB_12", "AB/12", "AB?1", "邮储", "AB12\n", "ß", "٣"])
def test_a_code_that_capitals_cannot_carry_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="cannot be printed") as refused:
        payload("a.example", code)
    assert str(refused.value) == (
        f"The code {code!r} cannot be printed: it may hold A to Z, 0 to 9 and hyphens."
    )


@pytest.mark.parametrize(
    ("text", "level", "version"),
    [
        ("https://app.example.com/q/ab12c", "L", 2),
        ("https://app.example.com/q/ab12c", "M", 3),
        ("https://app.example.com/q/ab12c", "Q", 3),
        ("https://app.example.com/q/ab12c", "H", 4),
        (ADDRESS, "L", 2),
        (ADDRESS, "M", 2),
        (ADDRESS, "Q", 3),
        (ADDRESS, "H", 3),
    ],
)
def test_capitals_make_the_symbol_a_version_smaller(text: str, level: Level, version: int) -> None:
    made = symbol(text, level)
    assert (made.version, made.size) == (version, 17 + 4 * version)


def test_level_m_is_the_default() -> None:
    assert symbol(ADDRESS) == symbol(ADDRESS, "M") != symbol(ADDRESS, "L")


# The modules


def test_a_symbol_has_as_many_bytes_a_row_as_rows_and_says_what_it_was_made_of() -> None:
    made = symbol(ADDRESS, "Q")
    assert (made.payload, made.level) == (ADDRESS, "Q")
    assert {len(row) for row in made.modules} == {made.size} == {len(made.modules)}
    assert {*b"".join(made.modules)} == {0, 1}


@settings(max_examples=150, deadline=None)
@given(payloads, levels)
def test_modules_are_python_qrcodes_at_its_best_split(text: str, level: Level) -> None:
    made = symbol(text, level)
    others = [by_python_qrcode(text, level, made.mask, least) for least in LEAST_LENGTHS]
    assert made.version == min(other.version for other in others)
    assert made.modules in [as_rows(other.modules) for other in others]


@pytest.mark.parametrize(("version", "level"), FULL)
def test_full_symbols_are_python_qrcodes_bit_for_bit(version: int, level: Level) -> None:
    text = letters(BYTES[version][level])
    made = symbol(text, level)
    assert made.version == version
    assert made.modules == as_rows(by_python_qrcode(text, level, made.mask, 20).modules)


@pytest.mark.parametrize(
    ("version", "level"), [(version, level) for version, level in FULL if version < 40]
)
def test_one_byte_more_than_a_version_holds_takes_the_next(version: int, level: Level) -> None:
    assert symbol(letters(BYTES[version][level] + 1), level).version == version + 1


@pytest.mark.parametrize(
    ("version", "digits", "capitals"),
    [(9, 552, 335), (10, 652, 395), (26, 3283, 1990), (27, 3517, 2132)],
)
def test_longer_headers_of_digits_and_capitals_are_reckoned_with(
    version: int, digits: int, capitals: int
) -> None:
    # Level L of table 7, on either side of where the length fields grow.
    assert symbol("7" * digits, "L").version == version
    assert symbol("7" * (digits + 1), "L").version == version + 1
    assert symbol("A" * capitals, "L").version == version
    assert symbol("A" * (capitals + 1), "L").version == version + 1


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("abc1234567", 4 + 8 + 24 + 4 + 10 + 24),
        ("https://A.EXAMPLE/Q/1234567", 4 + 8 + 40 + 4 + 9 + 121),
        ("https://A.CO/Q/1234567", 4 + 8 + 40 + 4 + 9 + 94),
        ("ABCDEFG", 4 + 9 + 39),
        ("1234", 4 + 10 + 14),
        ("abcdefghABCDefghijkl", 4 + 8 + 160),
        ("abcdABCDEF", 4 + 8 + 32 + 4 + 9 + 33),
        ("1234567a", 4 + 10 + 24 + 4 + 8 + 8),
        ("abcABCDEFGHI123456abc", 4 + 8 + 24 + 4 + 9 + 83 + 4 + 8 + 24),
    ],
)
def test_a_payload_takes_as_few_bits_as_its_best_split(text: str, bits: int) -> None:
    last_bits = {1: 152, 2: 272, 3: 440}  # of level L, table 7
    # Small letters before the payload lengthen its first part, or are a part with a header.
    header = 0 if text[0].islower() else 4 + 8
    version, held = next(row for row in last_bits.items() if bits + header <= row[1])
    before = "a" * ((held - bits - header) // 8)
    assert symbol(before + text, "L").version == version
    assert symbol(before + "a" + text, "L").version == version + 1


# The mask


def under_every_mask(made: Symbol) -> list[int]:
    """The slow penalty of a symbol under each mask, its codewords left as they are."""
    text, level = made.payload, made.level
    least = next(
        least
        for least in LEAST_LENGTHS
        if as_rows(by_python_qrcode(text, level, made.mask, least).modules) == made.modules
    )
    others = [by_python_qrcode(text, level, mask, least) for mask in range(8)]
    return [iso_penalty.penalty(as_rows(other.modules)) for other in others]


@settings(max_examples=50, deadline=None)
@given(st.text(codes.ALPHABET, min_size=4, max_size=12), levels)
def test_no_mask_has_a_lower_penalty_and_none_with_a_lower_number_the_same(
    code: str, level: Level
) -> None:
    made = symbol(payload("app.example.com", code), level)
    penalties = under_every_mask(made)
    assert made.mask == penalties.index(min(penalties))


@pytest.mark.parametrize(("version", "level"), [(1, "H"), (7, "M"), (14, "Q"), (27, "L")])
def test_the_mask_is_the_best_in_larger_symbols_too(version: int, level: Level) -> None:
    made = symbol(letters(BYTES[version][level]), level)
    penalties = under_every_mask(made)
    assert made.mask == penalties.index(min(penalties))


@pytest.mark.parametrize(
    ("code", "level", "equals"),
    [
        ("K103", "L", [3, 6]),
        ("K222", "L", [3, 5]),
        ("K235", "M", [0, 1]),
        ("K093", "Q", [6, 7]),
        ("K190", "H", [0, 1, 3]),
    ],
)
def test_of_masks_with_equal_penalties_the_lowest_number_is_taken(
    code: str, level: Level, equals: list[int]
) -> None:
    made = symbol(payload("app.example.com", code), level)
    penalties = under_every_mask(made)
    assert [mask for mask in range(8) if penalties[mask] == min(penalties)] == equals
    assert made.mask == equals[0]


@st.composite
def grids(draw: st.DrawFn) -> tuple[int, list[str]]:
    """A version and a grid of its size, full of what the penalty counts, over row ends too."""
    version = draw(st.integers(1, 3))
    size = 17 + 4 * version
    pieces = ["1011101", "0000", "00001011101", "10111010000", "11111", "00000", "10", "0", "1"]
    chosen = draw(st.lists(st.sampled_from(pieces), min_size=20, max_size=150))
    endless = "".join(chosen) * size**2
    rows = [endless[start : start + size] for start in range(0, size**2, size)]
    if draw(st.booleans()):
        rows = ["".join(column) for column in zip(*rows, strict=True)]
    return version, rows


@settings(max_examples=250, deadline=None)
@given(grids())
def test_the_fast_penalty_is_the_standards(grid: tuple[int, list[str]]) -> None:
    version, lines = grid
    rows = [[int(module) for module in line] for line in lines]
    assert penalty(as_number(rows), layout_of(version)) == iso_penalty.penalty(rows)


@pytest.mark.parametrize("version", [1, 2, 7, 40])
@pytest.mark.parametrize("colour", [0, 1])
def test_the_penalty_of_one_colour_alone_is_what_the_formulas_give(
    version: int, colour: int
) -> None:
    size = 17 + 4 * version
    runs = 2 * size * (3 + size - 5)
    blocks = 3 * (size - 1) ** 2
    number = as_number([[colour] * size] * size)
    assert penalty(number, layout_of(version)) == runs + blocks + 100


@pytest.mark.parametrize(
    ("line", "counted"),
    [
        ("110000101110100001100", 1),
        ("110000101110111001100", 1),
        ("111110101110100001100", 1),
        ("111110101110100011100", 0),
        ("101110100001010101011", 1),
        ("101110110001010101011", 0),
        ("110101010101000011101", 0),
        ("110101010100001011101", 1),
        ("110101010110001011101", 0),
        ("000010111011101000011", 2),
    ],
)
@pytest.mark.parametrize("upright", [False, True])
def test_a_finder_pattern_counts_once_with_four_light_modules_at_either_side_in_the_symbol(
    line: str, counted: int, upright: bool
) -> None:
    lines = ["10" * 10 + "1", line, *["10" * 10 + "1"] * 19]
    columns = ["".join(column) for column in zip(*lines, strict=True)]
    rows = [[int(module) for module in found] for found in (columns if upright else lines)]
    without = iso_penalty.blocks(lines) + iso_penalty.balance(lines)
    without += sum(iso_penalty.runs(found) for found in lines + columns)
    assert penalty(as_number(rows), layout_of(1)) == without + 40 * counted


# The level


@pytest.mark.parametrize(
    ("host", "level", "version", "taken"),
    [
        ("psbc.com", "L", 2, "Q"),
        ("psbc.com", "M", 2, "Q"),
        ("psbc.com", "H", 3, "H"),
        ("app.example.com", "M", 2, "M"),
        ("app.example.com", "Q", 3, "Q"),
        ("app.example.cn", "Q", 3, "H"),
        ("download.psbc.com", "M", 3, "Q"),
    ],
)
def test_a_level_that_makes_the_symbol_no_larger_is_taken(
    host: str, level: Level, version: int, taken: Level
) -> None:
    made = strongest(payload(host, "K7F3M4"), level)
    assert (made.version, made.level) == (version, taken)


@settings(deadline=None)
@given(st.text("A1a中/.", min_size=1, max_size=400), levels)
def test_the_strongest_symbol_is_as_small_and_no_level_above_it_is(text: str, level: Level) -> None:
    order = list(CORRECTION)
    made = strongest(text, level)
    assert made == symbol(text, made.level)
    assert made.version == symbol(text, level).version
    assert order.index(made.level) >= order.index(level)
    above = order[order.index(made.level) + 1 :]
    assert all(symbol(text, each).version > made.version for each in above)


# The limits


@pytest.mark.parametrize("level", list(CORRECTION))
def test_the_largest_symbol_holds_what_the_standard_says(level: Level) -> None:
    for text in (
        letters(BYTES_IN_VERSION_40[level]),
        "7" * DIGITS_IN_VERSION_40[level],
        "A" * CAPITALS_IN_VERSION_40[level],
    ):
        assert symbol(text, level).version == 40


@pytest.mark.parametrize("level", list(CORRECTION))
def test_one_more_than_the_largest_symbol_holds_is_refused_with_length_and_limit(
    level: Level,
) -> None:
    for text in (
        letters(BYTES_IN_VERSION_40[level] + 1),
        "7" * (DIGITS_IN_VERSION_40[level] + 1),
        "A" * (CAPITALS_IN_VERSION_40[level] + 1),
    ):
        with pytest.raises(ValueError, match="too long") as refused:
            symbol(text, level)
        assert str(refused.value) == (
            f"The payload of {len(text)} bytes is too long: a symbol at level {level} holds"
            f" {BYTES_IN_VERSION_40[level]} bytes, or somewhat more in capitals and digits only."
        )


def test_the_length_of_a_payload_is_told_in_bytes() -> None:
    with pytest.raises(ValueError, match="The payload of 3000 bytes is too long"):
        symbol("邮" * 1000)


@pytest.mark.parametrize(
    "text", ["", "\n", "https://a.example/\n", "a\x00b", "a\u200bb", "a\u00a0b", "\ud800", "\x7f"]
)
def test_a_payload_that_cannot_be_seen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="unprintable") as refused:
        symbol(text)
    assert str(refused.value) == (f"The payload {text!r} is empty or holds unprintable characters.")


@pytest.mark.parametrize(("level", "zeros"), [("L", 319), ("M", 146), ("Q", 74), ("H", 55)])
def test_zeros_that_fill_a_block_of_codewords_are_refused(level: Level, zeros: int) -> None:
    with pytest.raises(ValueError, match="zeros") as refused:
        symbol("0" * zeros, level)
    assert str(refused.value) == (
        f"The payload of {zeros} bytes holds more zeros in a row than can be encoded."
    )
    assert read(picture(with_quiet_zone(symbol("0" * (zeros - 1), level).modules))).text == (
        "0" * (zeros - 1)
    )


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="level") as refused:
        symbol(ADDRESS, "m")  # type: ignore[arg-type]
    assert str(refused.value) == "There is no error-correction level 'm': it is L, M, Q or H."


# Reading back


@settings(max_examples=80, deadline=None)
@given(payloads, levels)
def test_a_decoder_reads_what_was_given_and_how_it_was_encoded(text: str, level: Level) -> None:
    made = symbol(text, level)
    found = read(picture(with_quiet_zone(made.modules)))
    assert found.content == text.encode()
    assert (found.level, found.version, found.mask) == (level, made.version, made.mask)


@pytest.mark.parametrize(("version", "level"), FULL)
def test_a_decoder_reads_full_symbols(version: int, level: Level) -> None:
    text = letters(BYTES[version][level])
    assert read(picture(with_quiet_zone(symbol(text, level).modules))).text == text
