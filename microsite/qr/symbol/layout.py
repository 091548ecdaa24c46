"""What all symbols of one version share: where every module belongs (ISO/IEC 18004:2015, 6.3, 7.7).

A symbol is held here and in `masks` as one whole number: a bit for each module, 1 for dark, row
after row, the first module the most significant; and after each row a gap of one bit that is
neither dark nor light.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Literal

from qrcode.constants import ERROR_CORRECT_H
from qrcode.constants import ERROR_CORRECT_L
from qrcode.constants import ERROR_CORRECT_M
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import ModulesType
from qrcode.main import QRCode
from qrcode.util import mask_func

Level = Literal["L", "M", "Q", "H"]

CORRECTION: Mapping[Level, int] = {
    "L": ERROR_CORRECT_L,
    "M": ERROR_CORRECT_M,
    "Q": ERROR_CORRECT_Q,
    "H": ERROR_CORRECT_H,
}
"""Python-qrcode's number for each error-correction level, the lowest first."""
MASKS = range(8)


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of one version.

    size: modules along a side.
    stride: bits from a module to the one below it: a row and its gap.
    every: the symbol with every module dark.
    place: takes the bits of all codewords and a last "0", as a string, to the bits in the order
        of the modules, gaps and function patterns filled with that "0".
    overlays: for each level and mask all that is not data: the function patterns, the format and
        version information, and the mask over the data.
    """

    size: int
    stride: int
    every: int
    place: Callable[[str], tuple[str, ...]]
    overlays: Mapping[Level, tuple[int, ...]]


@cache
def layout_of(version: int) -> Layout:
    """The layout of a version from 1 to 40, worked out once in a process."""
    drawing = _patterns(version)
    size = drawing.modules_count
    cells = data_cells(version)
    # The few cells past the last whole codeword hold remainder bits, always 0.
    used = len(cells) // 8 * 8
    index = {cell: at for at, cell in enumerate(cells[:used])}
    masks = [_mask_over(cells, size, mask) for mask in MASKS]
    return Layout(
        size=size,
        stride=size + 1,
        every=_number([[True] * size] * size),
        place=itemgetter(*(index.get((y, x), used) for y in range(size) for x in range(size + 1))),
        overlays={
            level: tuple(_with_format(drawing, level, mask) | masks[mask] for mask in MASKS)
            for level in CORRECTION
        },
    )


def _patterns(version: int) -> QRCode:  # type: ignore[type-arg]
    """Python-qrcode's drawing of all that is not data; modules for data are None."""
    drawing = QRCode(version=version)
    size = drawing.modules_count = 17 + 4 * version
    drawing.modules = [[None] * size for _ in range(size)]
    for row, column in ((0, 0), (size - 7, 0), (0, size - 7)):
        drawing.setup_position_probe_pattern(row, column)
    drawing.setup_position_adjust_pattern()
    drawing.setup_timing_pattern()
    if version >= 7:
        drawing.setup_type_number(False)
    drawing.setup_type_info(False, 0)
    return drawing


@cache
def data_cells(version: int) -> tuple[tuple[int, int], ...]:
    """Row and column of each module for data, in the order of the bits."""
    return tuple(_data_cells(_patterns(version).modules))


def _data_cells(modules: ModulesType) -> Iterator[tuple[int, int]]:
    """In columns two modules wide, from the right, up and down in turn, passing over the timing
    pattern (7.7.3).
    """
    size = len(modules)
    upwards = True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (right, right - 1):
                if modules[row][column] is None:
                    yield row, column
        upwards = not upwards


def _mask_over(cells: Sequence[tuple[int, int]], size: int, mask: int) -> int:
    """The modules for data that a mask turns over (7.8.2, table 10)."""
    turns_over = mask_func(mask)
    rows: ModulesType = [[False] * size for _ in range(size)]
    for row, column in cells:
        rows[row][column] = turns_over(row, column)
    return _number(rows)


def _with_format(drawing: QRCode, level: Level, mask: int) -> int:  # type: ignore[type-arg]
    """The drawing with the format information of a level and mask (7.9); data stays light."""
    drawing.error_correction = CORRECTION[level]
    drawing.setup_type_info(False, mask)
    return _number(drawing.modules)


def _number(rows: ModulesType) -> int:
    """Rows of modules as one whole number, with a gap after each row."""
    return int("".join("1" if dark else "0" for row in rows for dark in (*row, False)), 2)
