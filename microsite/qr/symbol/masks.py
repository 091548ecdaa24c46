"""Choose one of the eight data masks for a symbol (ISO/IEC 18004:2015, 7.8.3).

Symbols are integers as described in `layout`. Shifting such an integer by one aligns every module
with its neighbour in the row; shifting it by the stride aligns it with its neighbour in the column.
A test of all modules thus takes a few bitwise operations. Because the gap between two rows is
neither dark nor light, no run continues from one row into the next.

The penalty is that of the finished symbol with format information and dark module: "the area to be
evaluated is the complete symbol". The quiet zone is not part of it.
"""

from collections.abc import Sequence

from microsite.qr.symbol.layout import Layout
from microsite.qr.symbol.layout import Level


def apply_best_mask(layout: Layout, level: Level, codewords: Sequence[int]) -> tuple[int, int]:
    """Return the mask with the lowest penalty (the lowest number if several tie) and the symbol.

    `codewords` are all codewords of the symbol, data and error correction in their final order.
    """
    bits = f"{int.from_bytes(bytes(codewords), 'big'):0{8 * len(codewords)}b}0"
    data = int("".join(layout.place_bits(bits)), 2)
    symbols = [data ^ overlay for overlay in layout.overlays[level]]
    penalties = [mask_penalty(dark, layout) for dark in symbols]
    mask = penalties.index(min(penalties))
    return mask, symbols[mask]


def mask_penalty(dark: int, layout: Layout) -> int:
    """Return the penalty of a finished symbol; lower is better (7.8.3.1, table 11).

    N1: 3 points for a run of five modules of one colour in a row or column, 1 for each further.
    N2: 3 points for each block of 2 x 2 modules of one colour.
    N3: 40 points for each 1:1:3:1:1 pattern in a row or column with four light modules before or
    after it (counted once if both).
    N4: 10 points for every whole 5 % by which the share of dark modules differs from half.
    """
    across, down = 1, layout.stride
    light = layout.all_dark ^ dark
    equal_across = _equal_neighbours(dark, light, across)
    equal_down = _equal_neighbours(dark, light, down)
    runs = _score_runs(equal_across, across) + _score_runs(equal_down, down)
    blocks = (equal_across & equal_across >> down & equal_down).bit_count()
    finders = _count_finders(dark, light, across) + _count_finders(dark, light, down)
    modules = layout.size * layout.size
    imbalance = abs(20 * dark.bit_count() - 10 * modules) // modules
    return runs + 3 * blocks + 40 * finders + 10 * imbalance


def _equal_neighbours(dark: int, light: int, step: int) -> int:
    """Return the modules of the same colour as the module one step before them."""
    return dark & dark >> step | light & light >> step


def _score_runs(equal: int, step: int) -> int:
    """Return the points of N1: one for each module that ends five equal ones, two for each run."""
    threes = equal & equal >> step
    fives = threes & threes >> 2 * step
    longer = fives & fives >> step
    return 3 * fives.bit_count() - 2 * longer.bit_count()


def _count_finders(dark: int, light: int, step: int) -> int:
    """Return the number of N3 patterns, each marked at its last module."""
    pairs = dark & dark >> step
    pattern = dark & light >> step & pairs >> 2 * step & dark >> 4 * step
    pattern &= light >> 5 * step & dark >> 6 * step
    light_pairs = light & light >> step
    light_fours = light_pairs & light_pairs >> 2 * step
    return (pattern & (light_fours >> 7 * step | light_fours << 4 * step)).bit_count()
