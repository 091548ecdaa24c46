"""Three decoders that share no code, each as an app would use it: dark on light, QR codes only."""

from collections.abc import Callable
from collections.abc import Mapping

import cv2
import numpy as np
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

Decoder = Callable[[Image.Image], str | None]
"""Gives the text of the code in a grey picture, or None where it finds none."""


def by_zxing(image: Image.Image) -> str | None:
    """What zxing-cpp reads, the decoder of many Android apps."""
    found = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), try_invert=False
    )
    return str(found[0].text) if found else None


def by_opencv(image: Image.Image) -> str | None:
    """What OpenCV reads with its newer detector; the older misses one clean symbol in a hundred."""
    text, _, _ = cv2.QRCodeDetectorAruco().detectAndDecode(np.asarray(image))
    return text or None


def by_zbar(image: Image.Image) -> str | None:
    """What ZBar reads, the decoder of many desktop and Linux programs."""
    found = pyzbar.decode(image, symbols=[pyzbar.ZBarSymbol.QRCODE])
    return found[0].data.decode() if found else None


DECODERS: Mapping[str, Decoder] = {"zxing-cpp": by_zxing, "OpenCV": by_opencv, "ZBar": by_zbar}
