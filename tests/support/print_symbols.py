"""The symbols whose decode rates are compared: ours and python-qrcode's, for the same codes.

A symbol is a tuple of the expected payload and its rows of modules, quiet zone included.
"""

import random
from collections.abc import Callable
from collections.abc import Mapping
from functools import partial
from typing import Any

from qrcode.main import QRCode

from microsite.campaigns import codes
from microsite.qr.symbol.encode import add_quiet_zone
from microsite.qr.symbol.encode import build_payload
from microsite.qr.symbol.encode import encode_strongest
from microsite.qr.symbol.layout import Level

HOST = "app.example.com"
CODE_COUNT = 400


def random_codes() -> list[str]:
    """Return random codes, the same ones each time."""
    generator = random.Random(1)
    bodies = (
        "".join(generator.choices(codes.ALPHABET, k=codes.CODE_LENGTH - 1))
        for _ in range(CODE_COUNT)
    )
    return [body + codes.compute_check_character(body) for body in bodies]


def our_symbol(host: str, code: str, level: Level) -> tuple[str, list[bytes]]:
    """Return the symbol that this program prints for a code."""
    symbol = encode_strongest(build_payload(host, code), level)
    return symbol.payload, add_quiet_zone(symbol.modules)


def python_qrcode_same_text(host: str, code: str) -> tuple[str, list[bytes]]:
    """Return python-qrcode's symbol of the payload that this program prints."""
    return _encode_with_python_qrcode(build_payload(host, code))


def python_qrcode_plain(host: str, code: str) -> tuple[str, list[bytes]]:
    """Return python-qrcode's symbol of the address in lower case."""
    return _encode_with_python_qrcode(f"https://{host}/q/{code.lower()}")


def _encode_with_python_qrcode(text: str) -> tuple[str, list[bytes]]:
    """Encode a text with python-qrcode's defaults."""
    symbol: QRCode[Any] = QRCode()
    symbol.add_data(text)
    return text, [bytes(row) for row in symbol.get_matrix()]


SYMBOLS: Mapping[str, Callable[[str, str], tuple[str, list[bytes]]]] = {
    "M": partial(our_symbol, level="M"),
    "Q": partial(our_symbol, level="Q"),
    "twin": python_qrcode_same_text,
    "plain": python_qrcode_plain,
}
