"""Find the wrong modules of a symbol, and how much of its error correction they use.

Unused error correction is 1 for a flawless symbol and 0 for one that is just readable (ISO/IEC
15415:2011, 7.8.8). Erasures count as errors, and the few codewords that the smallest versions
reserve against misreading count as correction, since readers use them so.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cache
from itertools import chain

from qrcode.base import rs_blocks

from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.layout import ERROR_CORRECTION_LEVELS
from microsite.qr.symbol.layout import Level
from microsite.qr.symbol.layout import find_data_modules

ModulePosition = tuple[int, int]
"""Row and column of a module, from the top left."""

_FIXED_PATTERN_SIZE = 9
"""Finders, timing patterns, format and version information start within these first rows and
columns (ISO/IEC 18004:2015, 6.3). Error correction does not cover them."""


def find_wrong_modules(symbol: Symbol, seen: Sequence[bytes]) -> list[ModulePosition]:
    """Return the modules that differ from the symbol; `seen` has rows of bytes, 1 for dark."""
    return [
        (row, column)
        for row, (expected, actual) in enumerate(zip(symbol.modules, seen, strict=True))
        if expected != actual
        for column in range(symbol.size)
        if expected[column] != actual[column]
    ]


def hides_fixed_pattern(symbol: Symbol, wrong: Sequence[ModulePosition]) -> bool:
    """Return True if a wrong module belongs to a pattern that readers need to find the symbol.

    Alignment patterns inside the symbol do not count: a reader can do without some of them.
    """
    codewords = _map_modules_to_codewords(symbol.version)
    return any(
        min(position) < _FIXED_PATTERN_SIZE and position not in codewords for position in wrong
    )


def measure_unused_correction(symbol: Symbol, wrong: Sequence[ModulePosition]) -> float:
    """Return the unused part of the error correction of the worst block.

    The value is below 0 if a block has more errors than can be corrected: the symbol is unreadable.
    """
    codewords = _map_modules_to_codewords(symbol.version)
    blocks, capacities = _map_codewords_to_blocks(symbol.version, symbol.level)
    damaged = {codewords[position] for position in wrong if position in codewords}
    errors = Counter(blocks[codeword] for codeword in damaged if codeword < len(blocks))
    return min(1 - 2 * errors[block] / capacity for block, capacity in enumerate(capacities))


@cache
def _map_modules_to_codewords(version: int) -> Mapping[ModulePosition, int]:
    """Return the codeword of each data module, numbered in the order of placement.

    The modules after the last whole codeword hold no data; their codeword is in no block.
    """
    return {position: index // 8 for index, position in enumerate(find_data_modules(version))}


@cache
def _map_codewords_to_blocks(version: int, level: Level) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the block of each codeword as placed, and the correction codewords of each block.

    The first data codeword of each block comes first, then the second of each, and so on; the
    correction codewords follow in the same way (ISO/IEC 18004:2015, 7.6).
    """
    blocks = rs_blocks(version, ERROR_CORRECTION_LEVELS[level])
    data = [block.data_count for block in blocks]
    corrections = [block.total_count - block.data_count for block in blocks]
    return tuple(chain(_interleave(data), _interleave(corrections))), tuple(corrections)


def _interleave(counts: Sequence[int]) -> list[int]:
    """Return block numbers in turn, each as often as its block has codewords."""
    return [
        block for index in range(max(counts)) for block, count in enumerate(counts) if index < count
    ]
