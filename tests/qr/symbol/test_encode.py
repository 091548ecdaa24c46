"""Symbols: python-qrcode's modules, with the mask that the standard requires."""

import random
from collections.abc import Sequence
from functools import cache
from typing import Any
from typing import cast

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
from microsite.qr.symbol.encode import add_quiet_zone
from microsite.qr.symbol.encode import build_payload
from microsite.qr.symbol.encode import encode
from microsite.qr.symbol.encode import encode_strongest
from microsite.qr.symbol.layout import Level
from microsite.qr.symbol.layout import layout_for_version
from microsite.qr.symbol.masks import mask_penalty
from tests.support import iso_penalty
from tests.support.code_reader import draw_modules
from tests.support.code_reader import read_code

pytestmark = pytest.mark.slow

ADDRESS = "https://APP.EXAMPLE.COM/Q/AB12C"
CORRECTION: dict[Level, int] = {
    "L": ERROR_CORRECT_L,
    "M": ERROR_CORRECT_M,
    "Q": ERROR_CORRECT_Q,
    "H": ERROR_CORRECT_H,
}
MIN_SEGMENT_LENGTHS = (4, 6, 12, 20)
"""Settings of python-qrcode's splitter."""
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
"""Bytes in a symbol, same table. Version 2 is the first with an alignment pattern, 7 the first with
version information, 14 has another number of remainder bits; headers grow at 10 and 27."""
FULL = [(version, level) for version, capacities in BYTES.items() for level in capacities]

levels: st.SearchStrategy[Level] = st.sampled_from(list(CORRECTION))
parts = st.one_of(
    st.text("0123456789", min_size=1, max_size=25),
    st.text("ABCXYZ0189 $%*+-./:", min_size=1, max_size=25),
    st.text("abcxyz?=&_~#@", min_size=1, max_size=25),
    st.text("你好邮储é€😀", min_size=1, max_size=4),
)
payloads = st.lists(parts, min_size=1, max_size=5).map("".join)


def encode_by_python_qrcode(text: str, level: Level, mask: int, min_length: int) -> QRCode[Any]:
    """Return python-qrcode's symbol for a mask and a minimum segment length."""
    symbol: QRCode[Any] = QRCode(error_correction=CORRECTION[level], mask_pattern=mask, border=0)
    symbol.add_data(text, optimize=min_length)
    symbol.make()
    return symbol


def to_rows(modules: Sequence[Sequence[object]]) -> tuple[bytes, ...]:
    return tuple(bytes(bool(module) for module in row) for row in modules)


def to_integer(rows: Sequence[Sequence[int]]) -> int:
    """Return rows as in `layout`: a bit per module, and a gap of one bit after each row."""
    return int("".join("".join(map(str, row)) + "0" for row in rows), 2)


@cache
def lower_case_letters(count: int) -> str:
    """Return lower-case letters, the same in every run: a byte each in every split."""
    return "".join(random.Random(count).choices("abcdefghijklmnopqrstuvwxyz", k=count))


# Payload


@pytest.mark.parametrize(
    ("host", "code", "expected"),
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
def test_the_payload_is_in_capitals_after_a_lower_case_scheme(
    host: str, code: str, expected: str
) -> None:
    assert build_payload(host, code) == expected


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
def test_a_host_outside_the_alphanumeric_mode_is_rejected(host: str) -> None:
    with pytest.raises(ValueError, match="cannot be printed") as error:
        build_payload(host, "AB12C")
    assert str(error.value) == (
        f"The host {host!r} cannot be printed: it may contain A to Z, 0 to 9, hyphens and dots,"
        " and end in a port."
    )


@pytest.mark.parametrize("code", ["AB 12", "AB_12", "AB/12", "AB?1", "邮储", "AB12\n", "ß", "٣"])
def test_a_code_outside_the_alphanumeric_mode_is_rejected(code: str) -> None:
    with pytest.raises(ValueError, match="cannot be printed") as error:
        build_payload("a.example", code)
    assert str(error.value) == (
        f"The code {code!r} cannot be printed: it may contain A to Z, 0 to 9 and hyphens."
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
def test_a_payload_in_capitals_makes_the_symbol_a_version_smaller(
    text: str, level: Level, version: int
) -> None:
    symbol = encode(text, level)
    assert (symbol.version, symbol.size) == (version, 17 + 4 * version)


def test_level_m_is_the_default() -> None:
    assert encode(ADDRESS) == encode(ADDRESS, "M") != encode(ADDRESS, "L")


# Modules


def test_a_symbol_is_square_and_has_its_payload_and_level() -> None:
    symbol = encode(ADDRESS, "Q")
    assert (symbol.payload, symbol.level) == (ADDRESS, "Q")
    assert {len(row) for row in symbol.modules} == {symbol.size} == {len(symbol.modules)}
    assert {*b"".join(symbol.modules)} == {0, 1}


@settings(max_examples=150, deadline=None)
@given(payloads, levels)
def test_modules_equal_python_qrcode_with_its_best_split(text: str, level: Level) -> None:
    symbol = encode(text, level)
    others = [
        encode_by_python_qrcode(text, level, symbol.mask, min_length)
        for min_length in MIN_SEGMENT_LENGTHS
    ]
    assert symbol.version == min(other.version for other in others)
    assert symbol.modules in [to_rows(other.modules) for other in others]


@pytest.mark.parametrize(("version", "level"), FULL)
def test_full_symbols_equal_python_qrcode_bit_for_bit(version: int, level: Level) -> None:
    text = lower_case_letters(BYTES[version][level])
    symbol = encode(text, level)
    assert symbol.version == version
    assert symbol.modules == to_rows(encode_by_python_qrcode(text, level, symbol.mask, 20).modules)


@pytest.mark.parametrize(
    ("version", "level"), [(version, level) for version, level in FULL if version < 40]
)
def test_one_byte_over_the_capacity_of_a_version_uses_the_next(version: int, level: Level) -> None:
    assert encode(lower_case_letters(BYTES[version][level] + 1), level).version == version + 1


@pytest.mark.parametrize(
    ("version", "digits", "capitals"),
    [(9, 552, 335), (10, 652, 395), (26, 3283, 1990), (27, 3517, 2132)],
)
def test_the_longer_headers_of_digits_and_capitals_are_counted(
    version: int, digits: int, capitals: int
) -> None:
    # Level L of table 7, on either side of where the length fields grow.
    assert encode("7" * digits, "L").version == version
    assert encode("7" * (digits + 1), "L").version == version + 1
    assert encode("A" * capitals, "L").version == version
    assert encode("A" * (capitals + 1), "L").version == version + 1


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
def test_a_payload_uses_the_split_with_the_fewest_bits(text: str, bits: int) -> None:
    capacities = {1: 152, 2: 272, 3: 440}  # bits at level L, table 7
    # Lower-case letters before the payload extend its first segment or are a segment of their own.
    header = 0 if text[0].islower() else 4 + 8
    version, capacity = next(row for row in capacities.items() if bits + header <= row[1])
    before = "a" * ((capacity - bits - header) // 8)
    assert encode(before + text, "L").version == version
    assert encode(before + "a" + text, "L").version == version + 1


# Mask


def compute_all_penalties(symbol: Symbol) -> list[int]:
    """Return the slow penalty of a symbol's codewords under each mask."""
    text, level = symbol.payload, symbol.level
    min_length = next(
        min_length
        for min_length in MIN_SEGMENT_LENGTHS
        if to_rows(encode_by_python_qrcode(text, level, symbol.mask, min_length).modules)
        == symbol.modules
    )
    others = [encode_by_python_qrcode(text, level, mask, min_length) for mask in range(8)]
    return [iso_penalty.compute_penalty(to_rows(other.modules)) for other in others]


@settings(max_examples=50, deadline=None)
@given(st.text(codes.ALPHABET, min_size=4, max_size=12), levels)
def test_the_mask_has_the_lowest_penalty_and_of_equals_the_lowest_number(
    code: str, level: Level
) -> None:
    symbol = encode(build_payload("app.example.com", code), level)
    penalties = compute_all_penalties(symbol)
    assert symbol.mask == penalties.index(min(penalties))


@pytest.mark.parametrize(("version", "level"), [(1, "H"), (7, "M"), (14, "Q"), (27, "L")])
def test_the_mask_has_the_lowest_penalty_in_larger_symbols(version: int, level: Level) -> None:
    symbol = encode(lower_case_letters(BYTES[version][level]), level)
    penalties = compute_all_penalties(symbol)
    assert symbol.mask == penalties.index(min(penalties))


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
def test_of_masks_with_equal_penalties_the_lowest_number_is_used(
    code: str, level: Level, equals: list[int]
) -> None:
    symbol = encode(build_payload("app.example.com", code), level)
    penalties = compute_all_penalties(symbol)
    assert [mask for mask in range(8) if penalties[mask] == min(penalties)] == equals
    assert symbol.mask == equals[0]


@st.composite
def grids(draw: st.DrawFn) -> tuple[int, list[str]]:
    """Return a version and a grid of its size, full of features that the penalty counts."""
    version = draw(st.integers(1, 3))
    size = 17 + 4 * version
    pieces = ["1011101", "0000", "00001011101", "10111010000", "11111", "00000", "10", "0", "1"]
    pattern = draw(st.lists(st.sampled_from(pieces), min_size=20, max_size=150))
    endless = "".join(pattern) * size**2
    rows = [endless[start : start + size] for start in range(0, size**2, size)]
    if draw(st.booleans()):
        rows = ["".join(column) for column in zip(*rows, strict=True)]
    return version, rows


@settings(max_examples=250, deadline=None)
@given(grids())
def test_the_fast_penalty_equals_the_one_of_the_standard(grid: tuple[int, list[str]]) -> None:
    version, lines = grid
    rows = [[int(module) for module in line] for line in lines]
    assert mask_penalty(
        to_integer(rows), layout_for_version(version)
    ) == iso_penalty.compute_penalty(rows)


@pytest.mark.parametrize("version", [1, 2, 7, 40])
@pytest.mark.parametrize("colour", [0, 1])
def test_the_penalty_of_a_single_colour_equals_the_formulas(version: int, colour: int) -> None:
    size = 17 + 4 * version
    runs = 2 * size * (3 + size - 5)
    blocks = 3 * (size - 1) ** 2
    number = to_integer([[colour] * size] * size)
    assert mask_penalty(number, layout_for_version(version)) == runs + blocks + 100


@pytest.mark.parametrize(
    ("line", "finders"),
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
@pytest.mark.parametrize("vertical", [False, True])
def test_a_finder_pattern_counts_once_with_four_light_modules_on_either_side(
    line: str, finders: int, vertical: bool
) -> None:
    lines = ["10" * 10 + "1", line, *["10" * 10 + "1"] * 19]
    columns = ["".join(column) for column in zip(*lines, strict=True)]
    rows = [[int(module) for module in row] for row in (columns if vertical else lines)]
    without = iso_penalty.score_blocks(lines) + iso_penalty.score_balance(lines)
    without += sum(iso_penalty.score_runs(each) for each in lines + columns)
    assert mask_penalty(to_integer(rows), layout_for_version(1)) == without + 40 * finders


# Level


@pytest.mark.parametrize(
    ("host", "level", "version", "expected"),
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
def test_the_highest_level_that_keeps_the_symbol_size_is_used(
    host: str, level: Level, version: int, expected: Level
) -> None:
    symbol = encode_strongest(build_payload(host, "K7F3M4"), level)
    assert (symbol.version, symbol.level) == (version, expected)


@settings(deadline=None)
@given(st.text("A1a中/.", min_size=1, max_size=400), levels)
def test_every_level_above_the_strongest_makes_the_symbol_larger(text: str, level: Level) -> None:
    order = list(CORRECTION)
    symbol = encode_strongest(text, level)
    assert symbol == encode(text, symbol.level)
    assert symbol.version == encode(text, level).version
    assert order.index(symbol.level) >= order.index(level)
    above = order[order.index(symbol.level) + 1 :]
    assert all(encode(text, each).version > symbol.version for each in above)


# Limits


@pytest.mark.parametrize("level", list(CORRECTION))
def test_the_largest_symbol_has_the_capacity_of_the_standard(level: Level) -> None:
    for text in (
        lower_case_letters(BYTES_IN_VERSION_40[level]),
        "7" * DIGITS_IN_VERSION_40[level],
        "A" * CAPITALS_IN_VERSION_40[level],
    ):
        assert encode(text, level).version == 40


@pytest.mark.parametrize("level", list(CORRECTION))
def test_a_payload_over_the_largest_capacity_is_rejected_with_length_and_limit(
    level: Level,
) -> None:
    for text in (
        lower_case_letters(BYTES_IN_VERSION_40[level] + 1),
        "7" * (DIGITS_IN_VERSION_40[level] + 1),
        "A" * (CAPITALS_IN_VERSION_40[level] + 1),
    ):
        with pytest.raises(ValueError, match="too long") as error:
            encode(text, level)
        assert str(error.value) == (
            f"The payload of {len(text)} bytes is too long: a symbol at level {level} holds"
            f" {BYTES_IN_VERSION_40[level]} bytes, or somewhat more in capitals and digits only."
        )


def test_the_error_counts_the_payload_in_bytes() -> None:
    with pytest.raises(ValueError, match="The payload of 3000 bytes is too long"):
        encode("邮" * 1000)


@pytest.mark.parametrize(
    "text", ["", "\n", "https://a.example/\n", "a\x00b", "a\u200bb", "a\u00a0b", "\ud800", "\x7f"]
)
def test_an_unprintable_payload_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="unprintable") as error:
        encode(text)
    assert str(error.value) == (
        f"The payload {text!r} is empty or contains unprintable characters."
    )


@pytest.mark.parametrize(("level", "zeros"), [("L", 319), ("M", 146), ("Q", 74), ("H", 55)])
def test_zeros_that_fill_a_block_of_codewords_are_rejected(level: Level, zeros: int) -> None:
    with pytest.raises(ValueError, match="zeros") as error:
        encode("0" * zeros, level)
    assert str(error.value) == (
        f"The payload of {zeros} bytes contains more zeros in a row than can be encoded."
    )
    fitting = "0" * (zeros - 1)
    symbol = encode(fitting, level)
    assert read_code(draw_modules(add_quiet_zone(symbol.modules))).text == fitting


def test_an_unknown_level_is_rejected() -> None:
    with pytest.raises(ValueError, match="level") as error:
        encode(ADDRESS, cast("Level", "m"))
    assert str(error.value) == "Unknown error-correction level 'm': use L, M, Q or H."


# Decoding


@settings(max_examples=80, deadline=None)
@given(payloads, levels)
def test_a_decoder_reads_the_payload_level_version_and_mask(text: str, level: Level) -> None:
    symbol = encode(text, level)
    decoded = read_code(draw_modules(add_quiet_zone(symbol.modules)))
    assert decoded.content == text.encode()
    assert (decoded.level, decoded.version, decoded.mask) == (level, symbol.version, symbol.mask)


@pytest.mark.parametrize(("version", "level"), FULL)
def test_a_decoder_reads_full_symbols(version: int, level: Level) -> None:
    text = lower_case_letters(BYTES[version][level])
    assert read_code(draw_modules(add_quiet_zone(encode(text, level).modules))).text == text
