"""A payload as a QR symbol: python-qrcode's codewords, laid out under the mask ISO asks for."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from qrcode.util import BIT_LIMIT_TABLE
from qrcode.util import MODE_ALPHA_NUM
from qrcode.util import MODE_NUMBER
from qrcode.util import QRData
from qrcode.util import create_data
from qrcode.util import mode_sizes_for_version
from qrcode.util import optimal_data_chunks

from microsite.config.schema import HOST
from microsite.qr.symbol.layout import CORRECTION
from microsite.qr.symbol.layout import Level
from microsite.qr.symbol.layout import layout_of
from microsite.qr.symbol.masks import best_masked

QUIET_ZONE = 4
"""Light modules on every side (ISO/IEC 18004:2015, 6.3.8)."""

_CODE = re.compile(r"[0-9A-Za-z-]*")

_SPLITS = (4, 6, 12, 20)
"""Least lengths of a part in a mode of its own, of which the shortest result is taken: the small
ones pay at either end of a payload, the large ones in its middle, where two headers are added.
Addresses come out as short as any split could make them; 20 is python-qrcode's own choice."""
_LAST_OF_HEADER_SIZE = (9, 26, 40)
"""The length fields in the headers grow after these versions (ISO/IEC 18004:2015, table 3)."""
_MODULES = bytes.maketrans(b"01", b"\x00\x01")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol without its quiet zone.

    modules: `size` rows of `size` bytes, from the top left; a byte is 1 for dark, 0 for light.
    """

    payload: str
    version: int
    level: Level
    mask: int
    modules: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Modules along a side."""
        return len(self.modules)


def payload(host: str, code: str) -> str:
    """The address that is printed for a short code: `https://HOST/Q/CODE`; `https://HOST/Q` for "".

    Host, path and code are capitals, which the alphanumeric mode packs in 5.5 bits a character;
    the scheme is small, since Android and several scanners know no `HTTPS:`.
    Raises ValueError when the host (with or without a port) or the code holds anything else than
    what both an address and the alphanumeric mode can carry.
    """
    if not HOST.fullmatch(host):
        raise ValueError(
            f"The host {host!r} cannot be printed: it may hold A to Z, 0 to 9, hyphens and dots,"
            " and end in a port."
        )
    if not _CODE.fullmatch(code):
        raise ValueError(
            f"The code {code!r} cannot be printed: it may hold A to Z, 0 to 9 and hyphens."
        )
    return f"https://{host.upper()}/Q/{code.upper()}".rstrip("/")


def symbol(payload: str, level: Level = "M") -> Symbol:
    """The smallest QR symbol (never Micro QR) that holds a payload at an error-correction level.

    Modules are those python-qrcode makes under the same mask; the mask is the best by ISO's
    penalty. Characters outside the QR alphabets are UTF-8.
    Raises ValueError for an empty payload, one with characters that cannot be printed or seen,
    one that no version holds at this level, one whose zeros fill a whole block of codewords, and
    an unknown level.
    """
    version, parts = _fit(payload, level)
    return _drawn(payload, version, level, parts)


def strongest(payload: str, level: Level = "M") -> Symbol:
    """The symbol of the highest level, from `level` on, that is no larger than at `level`.

    What a version has room for beyond the payload is better spent on correction than on padding.
    Raises ValueError as `symbol` does.
    """
    version, parts = _fit(payload, level)
    bits = _bits(parts, version)
    holding = [each for each in CORRECTION if bits <= BIT_LIMIT_TABLE[CORRECTION[each]][version]]
    return _drawn(payload, version, holding[-1], parts)


def with_quiet_zone(modules: Sequence[bytes]) -> list[bytes]:
    """The rows of a symbol with light modules on every side."""
    side = bytes(QUIET_ZONE)
    blank = [bytes(len(modules) + 2 * QUIET_ZONE)] * QUIET_ZONE
    return [*blank, *(side + row + side for row in modules), *blank]


def _drawn(payload: str, version: int, level: Level, parts: list[QRData]) -> Symbol:
    layout = layout_of(version)
    try:
        codewords = create_data(version, CORRECTION[level], parts)
    except ValueError as error:  # python-qrcode cannot divide a block of zeros only
        raise ValueError(
            f"The payload of {len(payload.encode())} bytes holds more zeros in a row than can be"
            " encoded."
        ) from error
    mask, dark = best_masked(layout, level, codewords)
    bits = f"{dark:0{layout.size * layout.stride}b}".encode().translate(_MODULES)
    rows = range(0, len(bits), layout.stride)
    modules = tuple(bits[start : start + layout.size] for start in rows)
    return Symbol(payload, version, level, mask, modules)


def _fit(payload: str, level: Level) -> tuple[int, list[QRData]]:
    """The smallest version that holds a payload, and the payload in parts of one mode each."""
    if level not in CORRECTION:
        raise ValueError(f"There is no error-correction level {level!r}: it is L, M, Q or H.")
    if not payload or not payload.isprintable():
        raise ValueError(f"The payload {payload!r} is empty or holds unprintable characters.")
    splits = [list(optimal_data_chunks(payload, least)) for least in _SPLITS]
    limits = BIT_LIMIT_TABLE[CORRECTION[level]]
    for last in _LAST_OF_HEADER_SIZE:
        bits, at = min((_bits(parts, last), at) for at, parts in enumerate(splits))
        version = bisect_left(limits, bits)
        if version <= last:
            return version, splits[at]
    raise ValueError(
        f"The payload of {len(payload.encode())} bytes is too long: a symbol at level {level}"
        f" holds {limits[-1] // 8 - 3} bytes, or somewhat more in capitals and digits only."
    )


def _bits(parts: Sequence[QRData], version: int) -> int:
    """The bits that parts take at a version, headers included (ISO/IEC 18004:2015, 7.4)."""
    return sum(4 + mode_sizes_for_version(version)[part.mode] + _bits_of(part) for part in parts)


def _bits_of(part: QRData) -> int:
    if part.mode == MODE_NUMBER:
        return (10 * len(part) + 2) // 3
    if part.mode == MODE_ALPHA_NUM:
        return (11 * len(part) + 1) // 2
    return 8 * len(part)
