"""Unused error correction, compared with a decoder: it reads while the value is 0 or more."""

import random

import pytest
import zxingcpp
from PIL import Image

from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import add_quiet_zone
from microsite.qr.symbol.encode import encode
from microsite.qr.symbol.error_correction import find_wrong_modules
from microsite.qr.symbol.error_correction import hides_fixed_pattern
from microsite.qr.symbol.error_correction import measure_unused_correction
from microsite.qr.symbol.layout import Level
from microsite.qr.symbol.layout import find_data_modules
from tests.support.code_reader import draw_modules

ADDRESS = "https://APP.EXAMPLE.COM/Q/AB12C"
QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
BLOCKS = [
    (encode(ADDRESS, "M"), 1, 16),  # version 2
    (encode(ADDRESS, "Q"), 2, 18),  # version 3
    (encode("a" * 34, "H"), 4, 16),  # version 4
    (encode("a" * 100, "M"), 4, 16),  # version 6
]
"""Symbols with equal blocks, the number of blocks, and the correction codewords in each (ISO/IEC
18004:2015, table 9). Codewords are interleaved, so with n equal blocks every nth is in one block.
"""


def is_readable(symbol: Symbol, modules: list[bytes]) -> bool:
    image: Image.Image = draw_modules(add_quiet_zone(modules))
    barcodes = zxingcpp.read_barcodes(image, QR_CODE, try_invert=False)
    return [barcode.text for barcode in barcodes] == [symbol.payload]


def damage(symbol: Symbol, codewords: list[int]) -> list[bytes]:
    """Return the modules with one wrong module in each of these codewords."""
    modules = [bytearray(row) for row in symbol.modules]
    for codeword in codewords:
        row, column = find_data_modules(symbol.version)[codeword * 8 + codeword % 8]
        modules[row][column] ^= 1
    return [bytes(row) for row in modules]


def list_codewords(symbol: Symbol) -> range:
    return range(len(find_data_modules(symbol.version)) // 8)


@pytest.mark.parametrize(("symbol", "blocks", "corrections"), BLOCKS)
def test_a_block_is_readable_until_its_correction_is_used_up(
    symbol: Symbol, blocks: int, corrections: int
) -> None:
    for block in range(blocks):
        generator = random.Random(block)
        in_block = [codeword for codeword in list_codewords(symbol) if codeword % blocks == block]
        for errors in range(corrections // 2 + 2):
            modules = damage(symbol, generator.sample(in_block, errors))
            unused = measure_unused_correction(symbol, find_wrong_modules(symbol, modules))
            assert unused == pytest.approx(1 - 2 * errors / corrections)
            assert is_readable(symbol, modules) == (unused >= 0)


@pytest.mark.parametrize(
    ("text", "level"),
    [("a" * 60, "H"), ("x" * 200, "Q"), ("y" * 80, "H"), ("z" * 700, "M"), (ADDRESS, "H")],
)
def test_a_symbol_is_readable_exactly_if_correction_is_left_in_blocks_of_any_length(
    text: str, level: Level
) -> None:
    symbol = encode(text, level)
    generator = random.Random(text)
    outcomes = set()
    for share in range(4, 45):
        codewords = list_codewords(symbol)
        modules = damage(symbol, generator.sample(codewords, len(codewords) * share // 100))
        has_correction_left = (
            measure_unused_correction(symbol, find_wrong_modules(symbol, modules)) >= 0
        )
        assert is_readable(symbol, modules) == has_correction_left
        outcomes.add(has_correction_left)
    assert outcomes == {True, False}


def test_several_wrong_modules_of_a_codeword_are_one_error() -> None:
    symbol = encode(ADDRESS)
    positions = find_data_modules(symbol.version)
    assert (
        measure_unused_correction(symbol, positions[:8])
        == measure_unused_correction(symbol, positions[:1])
        == 1 - 2 / 16
    )
    assert measure_unused_correction(symbol, positions[:9]) == 1 - 4 / 16


def test_remainder_bits_use_no_correction() -> None:
    symbol = encode(ADDRESS)
    remainder = find_data_modules(symbol.version)[-7:]  # version 2 has seven remainder bits
    assert measure_unused_correction(symbol, remainder) == 1
    assert not hides_fixed_pattern(symbol, find_data_modules(symbol.version))


@pytest.mark.parametrize(
    ("position", "hides"),
    [
        ((0, 0), True),  # a finder
        ((7, 7), True),  # its separator
        ((24, 3), True),  # the lower left finder
        ((6, 12), True),  # a timing pattern
        ((8, 2), True),  # format information
        ((17, 8), True),  # the dark module
        ((18, 18), False),  # the alignment pattern
        ((12, 12), False),  # data
    ],
)
def test_only_finders_timing_and_format_are_fixed_patterns(
    position: tuple[int, int], hides: bool
) -> None:
    assert hides_fixed_pattern(encode(ADDRESS), [position]) is hides


def test_version_information_is_a_fixed_pattern() -> None:
    symbol = encode("a" * 60, "H")
    assert symbol.version == 7
    assert hides_fixed_pattern(symbol, [(symbol.size - 10, 3)])
    assert hides_fixed_pattern(symbol, [(3, symbol.size - 10)])


@pytest.mark.parametrize(("across", "unused"), [(7, 0.5), (9, 0.375)])
def test_a_blank_square_over_a_symbol_uses_the_correction_that_was_measured(
    across: int, unused: float
) -> None:
    symbol = encode("a" * 34, "H")
    low = (symbol.size - across) // 2
    middle = range(low, low + across)
    blank = [
        bytes(0 if {row, column} <= set(middle) else dark for column, dark in enumerate(modules))
        for row, modules in enumerate(symbol.modules)
    ]
    assert measure_unused_correction(symbol, find_wrong_modules(symbol, blank)) == pytest.approx(
        unused
    )
