"""What is wrong with the modules of a symbol as they look, and how much correction that uses up.

Unused error correction is 1 for a flawless symbol and 0 for one that just still reads (ISO/IEC
15415:2011, 7.8.8). Erasures are not told from errors, and the few codewords that the smallest
versions keep against misreading count with the others, as readers do count them.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cache
from itertools import chain

from qrcode.base import rs_blocks

from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.layout import CORRECTION
from microsite.qr.symbol.layout import Level
from microsite.qr.symbol.layout import data_cells

Cell = tuple[int, int]
"""Row and column of a module, from the top left."""

_FIXED = 9
"""Finders, timing patterns, format and version information, which no error correction covers, begin
in these first rows and columns (ISO/IEC 18004:2015, 6.3)."""


def wrong_cells(symbol: Symbol, seen: Sequence[bytes]) -> list[Cell]:
    """The modules that look otherwise than they are; `seen` holds rows of bytes, 1 for dark."""
    return [
        (row, column)
        for row, (true, looks) in enumerate(zip(symbol.modules, seen, strict=True))
        if true != looks
        for column in range(symbol.size)
        if true[column] != looks[column]
    ]


def hides_a_fixed_pattern(symbol: Symbol, wrong: Sequence[Cell]) -> bool:
    """Whether a wrong module is one of those by which a reader finds the symbol and its format.

    Alignment patterns inside the symbol are not: a reader does without some of them.
    """
    codewords = _codewords(symbol.version)
    return any(min(cell) < _FIXED and cell not in codewords for cell in wrong)


def unused_correction(symbol: Symbol, wrong: Sequence[Cell]) -> float:
    """The unused part of the error correction of the block that is hit worst.

    Below 0 a block has more errors than can be corrected, and the symbol does not read.
    """
    codewords = _codewords(symbol.version)
    blocks, corrections = _blocks(symbol.version, symbol.level)
    hit = {codewords[cell] for cell in wrong if cell in codewords}
    errors = Counter(blocks[codeword] for codeword in hit if codeword < len(blocks))
    return min(1 - 2 * errors[block] / spare for block, spare in enumerate(corrections))


@cache
def _codewords(version: int) -> Mapping[Cell, int]:
    """The codeword that each module for data belongs to, counted as they are placed.

    Modules past the last whole codeword hold nothing; they are of one that is in no block.
    """
    return {cell: at // 8 for at, cell in enumerate(data_cells(version))}


@cache
def _blocks(version: int, level: Level) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The block of each codeword as placed, and how many of each block are for correction.

    The first data codeword of each block comes first, then the second of each, and so on; after
    them their correction in the same way (ISO/IEC 18004:2015, 7.6).
    """
    blocks = rs_blocks(version, CORRECTION[level])
    data = [block.data_count for block in blocks]
    corrections = [block.total_count - block.data_count for block in blocks]
    return tuple(chain(_in_turn(data), _in_turn(corrections))), tuple(corrections)


def _in_turn(counts: Sequence[int]) -> list[int]:
    """The numbers of blocks in turn, each as often as it has codewords."""
    return [block for at in range(max(counts)) for block, count in enumerate(counts) if at < count]
