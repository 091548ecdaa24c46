"""Which of the eight data masks a symbol gets (ISO/IEC 18004:2015, 7.8.3).

Symbols are whole numbers, as `layout` describes. Shifted by one, such a number lies with every
module on its neighbour in the row; shifted by the stride, on its neighbour in the column. So a
question about every module is a handful of `&`, and because the gap between two rows is neither
dark nor light no run leaks from one row into the next.

The score is of the finished symbol, format information and dark module in place: "the area to be
evaluated is the complete symbol". The quiet zone is no part of it.
"""

from collections.abc import Sequence

from microsite.qr.symbol.layout import Layout
from microsite.qr.symbol.layout import Level


def best_masked(layout: Layout, level: Level, codewords: Sequence[int]) -> tuple[int, int]:
    """The mask with the lowest penalty, of equals the lowest number, and the symbol under it.

    `codewords` are all codewords of the symbol, data and error correction in their final order.
    """
    bits = f"{int.from_bytes(bytes(codewords), 'big'):0{8 * len(codewords)}b}0"
    data = int("".join(layout.place(bits)), 2)
    symbols = [data ^ overlay for overlay in layout.overlays[level]]
    penalties = [penalty(dark, layout) for dark in symbols]
    mask = penalties.index(min(penalties))
    return mask, symbols[mask]


def penalty(dark: int, layout: Layout) -> int:
    """The penalty of a finished symbol (7.8.3.1, table 11), where a low one is good.

    N1: 3 points for a run of five modules of one colour in a row or column, 1 for each further.
    N2: 3 points for each block of 2 x 2 modules of one colour.
    N3: 40 points for each 1:1:3:1:1 pattern in a row or column that has four light modules
    before it or after it (or both: the pattern counts once).
    N4: 10 points for every whole 5 % that the dark modules are away from half.
    """
    across, down = 1, layout.stride
    light = layout.every ^ dark
    alike_across = _alike(dark, light, across)
    alike_down = _alike(dark, light, down)
    runs = _runs(alike_across, across) + _runs(alike_down, down)
    blocks = (alike_across & alike_across >> down & alike_down).bit_count()
    finders = _finders(dark, light, across) + _finders(dark, light, down)
    modules = layout.size * layout.size
    away = abs(20 * dark.bit_count() - 10 * modules) // modules
    return runs + 3 * blocks + 40 * finders + 10 * away


def _alike(dark: int, light: int, step: int) -> int:
    """The modules of one colour with the module a step before them."""
    return dark & dark >> step | light & light >> step


def _runs(alike: int, step: int) -> int:
    """The points of N1: one for each module that ends five alike, two more for each run."""
    threes = alike & alike >> step
    fives = threes & threes >> 2 * step
    longer = fives & fives >> step
    return 3 * fives.bit_count() - 2 * longer.bit_count()


def _finders(dark: int, light: int, step: int) -> int:
    """How many patterns N3 counts, each marked at its last module."""
    darks = dark & dark >> step
    pattern = dark & light >> step & darks >> 2 * step & dark >> 4 * step
    pattern &= light >> 5 * step & dark >> 6 * step
    lights = light & light >> step
    four = lights & lights >> 2 * step
    return (pattern & (four >> 7 * step | four << 4 * step)).bit_count()
