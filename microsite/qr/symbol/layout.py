"""The layout of all symbols of one version (ISO/IEC 18004:2015, 6.3, 7.7).

This module and `masks` represent a symbol as one integer: a bit for each module, 1 for dark, row
after row, the first module most significant. After each row comes a gap of one bit that counts as
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

ERROR_CORRECTION_LEVELS: Mapping[Level, int] = {
    "L": ERROR_CORRECT_L,
    "M": ERROR_CORRECT_M,
    "Q": ERROR_CORRECT_Q,
    "H": ERROR_CORRECT_H,
}
"""The number python-qrcode has for each error-correction level, lowest level first."""
MASKS = range(8)


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of one version.

    size: modules along a side.
    stride: bits from a module to the one below it: a row and its gap.
    all_dark: the symbol with every module dark.
    place_bits: reorders a string with the bits of all codewords and a final "0" into the order of
        the modules, with that "0" for gaps and function patterns.
    overlays: for each level and mask everything that is not data: the function patterns, the format
        and version information, and the mask over the data.
    """

    size: int
    stride: int
    all_dark: int
    place_bits: Callable[[str], tuple[str, ...]]
    overlays: Mapping[Level, tuple[int, ...]]


@cache
def layout_for_version(version: int) -> Layout:
    """Return the layout of a version from 1 to 40, computed once per process."""
    patterns = _draw_function_patterns(version)
    size = patterns.modules_count
    positions = find_data_modules(version)
    # The few modules after the last whole codeword hold remainder bits, always 0.
    bits = len(positions) // 8 * 8
    index = {position: bit for bit, position in enumerate(positions[:bits])}
    masks = [_build_mask(positions, size, mask) for mask in MASKS]
    return Layout(
        size=size,
        stride=size + 1,
        all_dark=_to_integer([[True] * size] * size),
        place_bits=itemgetter(
            *(index.get((y, x), bits) for y in range(size) for x in range(size + 1))
        ),
        overlays={
            level: tuple(_add_format(patterns, level, mask) | masks[mask] for mask in MASKS)
            for level in ERROR_CORRECTION_LEVELS
        },
    )


@cache
def find_data_modules(version: int) -> tuple[tuple[int, int], ...]:
    """Return row and column of each data module, in the order of the bits."""
    return tuple(_walk_data_modules(_draw_function_patterns(version).modules))


def _draw_function_patterns(version: int) -> QRCode:  # type: ignore[type-arg]
    """Return python-qrcode's drawing of everything but data; data modules are None."""
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


def _walk_data_modules(modules: ModulesType) -> Iterator[tuple[int, int]]:
    """Yield data modules in columns two modules wide, from the right, alternately upwards and
    downwards, skipping the timing pattern (7.7.3).
    """
    size = len(modules)
    upwards = True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (right, right - 1):
                if modules[row][column] is None:
                    yield row, column
        upwards = not upwards


def _build_mask(positions: Sequence[tuple[int, int]], size: int, mask: int) -> int:
    """Return the data modules that a mask inverts (7.8.2, table 10)."""
    inverts = mask_func(mask)
    rows: ModulesType = [[False] * size for _ in range(size)]
    for row, column in positions:
        rows[row][column] = inverts(row, column)
    return _to_integer(rows)


def _add_format(patterns: QRCode, level: Level, mask: int) -> int:  # type: ignore[type-arg]
    """Return the patterns with the format information of a level and mask (7.9); data is light."""
    patterns.error_correction = ERROR_CORRECTION_LEVELS[level]
    patterns.setup_type_info(False, mask)
    return _to_integer(patterns.modules)


def _to_integer(rows: ModulesType) -> int:
    """Return rows of modules as one integer, with a gap after each row."""
    return int("".join("1" if dark else "0" for row in rows for dark in (*row, False)), 2)
