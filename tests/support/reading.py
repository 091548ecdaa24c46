"""Reading a code back, as strictly as the weakest phone: dark on light only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import zxingcpp
from PIL import Image


@dataclass(frozen=True)
class Reading:
    """What a decoder found: the payload as text and as bytes, and how it was encoded."""

    text: str
    content: bytes
    level: str
    version: int
    mask: int


def read(image: Image.Image) -> Reading:
    """The one QR code in an image."""
    (found,) = zxingcpp.read_barcodes(
        image.convert("L"),
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_invert=False,
    )
    extra: Any = found.extra
    return Reading(
        found.text, found.bytes, extra["ECLevel"], int(extra["Version"]), extra["DataMask"]
    )


def picture(rows: Sequence[Sequence[int]], dots: int = 4) -> Image.Image:
    """Rows of modules, 1 for dark, as a picture of that many dots a module."""
    grey = bytes(0 if module else 255 for row in rows for module in row)
    image = Image.frombytes("L", (len(rows[0]), len(rows)), grey)
    return image.resize((image.width * dots, image.height * dots), Image.Resampling.NEAREST)
