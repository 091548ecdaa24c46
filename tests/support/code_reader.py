"""Decode a code as strictly as the weakest phone: dark on light only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import zxingcpp
from PIL import Image


@dataclass(frozen=True)
class DecodedCode:
    """A decoded code: the payload as text and as bytes, and its encoding."""

    text: str
    content: bytes
    level: str
    version: int
    mask: int


def read_code(image: Image.Image) -> DecodedCode:
    """Return the only QR code in an image. Raise ValueError for none or several."""
    (barcode,) = zxingcpp.read_barcodes(
        image.convert("L"),
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_invert=False,
    )
    extra: Any = barcode.extra
    return DecodedCode(
        barcode.text, barcode.bytes, extra["ECLevel"], int(extra["Version"]), extra["DataMask"]
    )


def draw_modules(rows: Sequence[Sequence[int]], dots: int = 4) -> Image.Image:
    """Return rows of modules, 1 for dark, as an image of `dots` pixels per module."""
    grey = bytes(0 if module else 255 for row in rows for module in row)
    image = Image.frombytes("L", (len(rows[0]), len(rows)), grey)
    return image.resize((image.width * dots, image.height * dots), Image.Resampling.NEAREST)
