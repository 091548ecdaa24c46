"""Unused error correction, against a decoder: it reads exactly as long as some is left."""

import random

import pytest
import zxingcpp
from PIL import Image

from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import symbol
from microsite.qr.symbol.encode import with_quiet_zone
from microsite.qr.symbol.error_correction import hides_a_fixed_pattern
from microsite.qr.symbol.error_correction import unused_correction
from microsite.qr.symbol.error_correction import wrong_cells
from microsite.qr.symbol.layout import Level
from microsite.qr.symbol.layout import data_cells
from tests.support.reading import picture

ADDRESS = "https://APP.EXAMPLE.COM/Q/AB12C"
BLOCKS = [
    (symbol(ADDRESS, "M"), 1, 16),  # version 2
    (symbol(ADDRESS, "Q"), 2, 18),  # version 3
    (symbol("a" * 34, "H"), 4, 16),  # version 4
    (symbol("a" * 100, "M"), 4, 16),  # version 6
]
"""Symbols with equal blocks, how many, and the codewords for correction in each (ISO/IEC
18004:2015, table 9). Codewords are placed in turns, so that in equal blocks every nth is of one.
"""


def is_read(made: Symbol, modules: list[bytes]) -> bool:
    image: Image.Image = picture(with_quiet_zone(modules))
    found = zxingcpp.read_barcodes(image, zxingcpp.BarcodeFormat.QRCodeModel2, try_invert=False)
    return [one.text for one in found] == [made.payload]


def damaged(made: Symbol, codewords: list[int]) -> list[bytes]:
    """The modules, with one wrong in each of these codewords."""
    modules = [bytearray(row) for row in made.modules]
    for codeword in codewords:
        row, column = data_cells(made.version)[codeword * 8 + codeword % 8]
        modules[row][column] ^= 1
    return [bytes(row) for row in modules]


def codewords_of(made: Symbol) -> range:
    return range(len(data_cells(made.version)) // 8)


@pytest.mark.parametrize(("made", "blocks", "corrections"), BLOCKS)
def test_the_last_error_that_a_reader_corrects_leaves_nothing_unused(
    made: Symbol, blocks: int, corrections: int
) -> None:
    for block in range(blocks):
        chance = random.Random(block)
        mine = [codeword for codeword in codewords_of(made) if codeword % blocks == block]
        for errors in range(corrections // 2 + 2):
            modules = damaged(made, chance.sample(mine, errors))
            unused = unused_correction(made, wrong_cells(made, modules))
            assert unused == pytest.approx(1 - 2 * errors / corrections)
            assert is_read(made, modules) == (unused >= 0)


@pytest.mark.parametrize(
    ("text", "level"),
    [("a" * 60, "H"), ("x" * 200, "Q"), ("y" * 80, "H"), ("z" * 700, "M"), (ADDRESS, "H")],
)
def test_a_reader_reads_just_those_with_correction_left_in_blocks_of_any_length(
    text: str, level: Level
) -> None:
    made = symbol(text, level)
    chance = random.Random(text)
    outcomes = set()
    for share in range(4, 45):
        codewords = codewords_of(made)
        modules = damaged(made, chance.sample(codewords, len(codewords) * share // 100))
        left = unused_correction(made, wrong_cells(made, modules)) >= 0
        assert is_read(made, modules) == left
        outcomes.add(left)
    assert outcomes == {True, False}


def test_several_wrong_modules_of_a_codeword_are_one_error() -> None:
    made = symbol(ADDRESS)
    cells = data_cells(made.version)
    assert unused_correction(made, cells[:8]) == unused_correction(made, cells[:1]) == 1 - 2 / 16
    assert unused_correction(made, cells[:9]) == 1 - 4 / 16


def test_modules_that_hold_nothing_use_no_correction_up() -> None:
    made = symbol(ADDRESS)
    remainder = data_cells(made.version)[-7:]  # version 2 has seven remainder bits
    assert unused_correction(made, remainder) == 1
    assert not hides_a_fixed_pattern(made, data_cells(made.version))


@pytest.mark.parametrize(
    ("cell", "hides"),
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
def test_what_readers_find_a_symbol_by_is_told_from_what_they_correct(
    cell: tuple[int, int], hides: bool
) -> None:
    assert hides_a_fixed_pattern(symbol(ADDRESS), [cell]) is hides


def test_version_information_is_a_fixed_pattern() -> None:
    made = symbol("a" * 60, "H")
    assert made.version == 7
    assert hides_a_fixed_pattern(made, [(made.size - 10, 3)])
    assert hides_a_fixed_pattern(made, [(3, made.size - 10)])


@pytest.mark.parametrize(("across", "unused"), [(7, 0.5), (9, 0.375)])
def test_a_blank_square_over_a_symbol_uses_up_what_experiments_measured(
    across: int, unused: float
) -> None:
    made = symbol("a" * 34, "H")
    low = (made.size - across) // 2
    middle = range(low, low + across)
    blank = [
        bytes(0 if {row, column} <= set(middle) else dark for column, dark in enumerate(modules))
        for row, modules in enumerate(made.modules)
    ]
    assert unused_correction(made, wrong_cells(made, blank)) == pytest.approx(unused)
