"""Encode a payload as a QR symbol: python-qrcode's codewords, with the mask chosen as ISO does."""

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

from microsite.config.schema import HOST_PATTERN
from microsite.qr.symbol.layout import ERROR_CORRECTION_LEVELS
from microsite.qr.symbol.layout import Level
from microsite.qr.symbol.layout import layout_for_version
from microsite.qr.symbol.masks import apply_best_mask

MIN_QUIET_ZONE = 4
"""Light modules on every side (ISO/IEC 18004:2015, 6.3.8; qrcode.com/en/howto/code.html)."""

_CODE = re.compile(r"[0-9A-Za-z-]*")

_MIN_SEGMENT_LENGTHS = (4, 6, 12, 20)
"""Minimum lengths of a segment with a mode of its own; the shortest encoding is used. Small values
help at either end of a payload, large ones in its middle, where a switch costs two headers. For
addresses the result is optimal. 20 is python-qrcode's default."""
_MAX_VERSIONS_PER_HEADER_SIZE = (9, 26, 40)
"""The length fields in the headers grow after these versions (ISO/IEC 18004:2015, table 3)."""
_DIGITS_TO_MODULES = bytes.maketrans(b"01", b"\x00\x01")


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
        """The number of modules along a side."""
        return len(self.modules)


def build_payload(host: str, code: str) -> str:
    """Return the address to print for a short code: `https://HOST/Q/CODE`; `https://HOST/Q` for "".

    Host, path and code are in upper case, which the alphanumeric mode packs into 5.5 bits a
    character. The scheme is in lower case, since Android and several scanners do not recognise
    `HTTPS:`. Raise ValueError if the host (with or without a port) or the code contains a character
    that is not valid both in an address and in the alphanumeric mode.
    """
    if not HOST_PATTERN.fullmatch(host):
        raise ValueError(
            f"The host {host!r} cannot be printed: it may contain A to Z, 0 to 9, hyphens and dots,"
            " and end in a port."
        )
    if not _CODE.fullmatch(code):
        raise ValueError(
            f"The code {code!r} cannot be printed: it may contain A to Z, 0 to 9 and hyphens."
        )
    return f"https://{host.upper()}/Q/{code.upper()}".rstrip("/")


def encode(payload: str, level: Level = "M") -> Symbol:
    """Return the smallest QR symbol (never Micro QR) for a payload at an error-correction level.

    The modules equal those of python-qrcode under the same mask; the mask has the lowest ISO
    penalty. Characters outside the QR alphabets are encoded as UTF-8.
    Raise ValueError for an empty payload, for unprintable characters, for a payload too long for
    version 40 at this level, for zeros that fill a whole block of codewords, and for an unknown
    level.
    """
    version, segments = _choose_version(payload, level)
    return _build_symbol(payload, version, level, segments)


def encode_strongest(payload: str, level: Level = "M") -> Symbol:
    """Return the symbol at the highest level from `level` up that makes it no larger.

    Room that is left in a version is better used for error correction than for padding.
    Raise ValueError as `encode` does.
    """
    version, segments = _choose_version(payload, level)
    bits = _count_bits(segments, version)
    fitting = [
        each
        for each, number in ERROR_CORRECTION_LEVELS.items()
        if bits <= BIT_LIMIT_TABLE[number][version]
    ]
    return _build_symbol(payload, version, fitting[-1], segments)


def add_quiet_zone(modules: Sequence[bytes]) -> list[bytes]:
    """Return the rows of a symbol with its quiet zone of light modules on every side."""
    side = bytes(MIN_QUIET_ZONE)
    blank = [bytes(len(modules) + 2 * MIN_QUIET_ZONE)] * MIN_QUIET_ZONE
    return [*blank, *(side + row + side for row in modules), *blank]


def _build_symbol(payload: str, version: int, level: Level, segments: list[QRData]) -> Symbol:
    layout = layout_for_version(version)
    try:
        codewords = create_data(version, ERROR_CORRECTION_LEVELS[level], segments)
    except ValueError as error:  # python-qrcode cannot divide a block that is all zeros
        raise ValueError(
            f"The payload of {len(payload.encode())} bytes contains more zeros in a row than can be"
            " encoded."
        ) from error
    mask, dark = apply_best_mask(layout, level, codewords)
    bits = f"{dark:0{layout.size * layout.stride}b}".encode().translate(_DIGITS_TO_MODULES)
    starts = range(0, len(bits), layout.stride)
    modules = tuple(bits[start : start + layout.size] for start in starts)
    return Symbol(payload, version, level, mask, modules)


def _choose_version(payload: str, level: Level) -> tuple[int, list[QRData]]:
    """Return the smallest version for a payload, and the payload in segments of one mode each."""
    if level not in ERROR_CORRECTION_LEVELS:
        raise ValueError(f"Unknown error-correction level {level!r}: use L, M, Q or H.")
    if not payload or not payload.isprintable():
        raise ValueError(f"The payload {payload!r} is empty or contains unprintable characters.")
    candidates = [list(optimal_data_chunks(payload, length)) for length in _MIN_SEGMENT_LENGTHS]
    limits = BIT_LIMIT_TABLE[ERROR_CORRECTION_LEVELS[level]]
    for max_version in _MAX_VERSIONS_PER_HEADER_SIZE:
        bits, index = min(
            (_count_bits(segments, max_version), index) for index, segments in enumerate(candidates)
        )
        version = bisect_left(limits, bits)
        if version <= max_version:
            return version, candidates[index]
    raise ValueError(
        f"The payload of {len(payload.encode())} bytes is too long: a symbol at level {level}"
        f" holds {limits[-1] // 8 - 3} bytes, or somewhat more in capitals and digits only."
    )


def _count_bits(segments: Sequence[QRData], version: int) -> int:
    """Return the bits of segments at a version, headers included (ISO/IEC 18004:2015, 7.4)."""
    sizes = mode_sizes_for_version(version)
    return sum(4 + sizes[segment.mode] + _count_data_bits(segment) for segment in segments)


def _count_data_bits(segment: QRData) -> int:
    if segment.mode == MODE_NUMBER:
        return (10 * len(segment) + 2) // 3
    if segment.mode == MODE_ALPHA_NUM:
        return (11 * len(segment) + 1) // 2
    return 8 * len(segment)
