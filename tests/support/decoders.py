"""Three independent decoders, set up as an app would: dark on light, QR codes only."""

from collections.abc import Callable
from collections.abc import Mapping

import cv2
import numpy as np
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

Decoder = Callable[[Image.Image], str | None]
"""Return the payload of the code in a grey image, or None if there is none."""


def decode_with_zxing(image: Image.Image) -> str | None:
    """Decode with zxing-cpp, which many Android apps use."""
    codes = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), try_invert=False
    )
    return str(codes[0].text) if codes else None


def decode_with_opencv(image: Image.Image) -> str | None:
    """Decode with OpenCV's newer detector; the older misses one clean symbol in a hundred."""
    text, _, _ = cv2.QRCodeDetectorAruco().detectAndDecode(np.asarray(image))
    return text or None


def decode_with_zbar(image: Image.Image) -> str | None:
    """Decode with ZBar, which many desktop programs use."""
    codes = pyzbar.decode(image, symbols=[pyzbar.ZBarSymbol.QRCODE])
    return codes[0].data.decode() if codes else None


DECODERS: Mapping[str, Decoder] = {
    "zxing-cpp": decode_with_zxing,
    "OpenCV": decode_with_opencv,
    "ZBar": decode_with_zbar,
}
