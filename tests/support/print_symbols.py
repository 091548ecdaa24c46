"""The symbols whose decode rates are compared, of the same codes: ours and python-qrcode's.

A symbol is the text that a decoder must give, and its rows of modules with the quiet zone.
"""

import random
from collections.abc import Callable
from collections.abc import Mapping
from functools import partial
from typing import Any

from qrcode.main import QRCode

from microsite.campaigns import codes
from microsite.qr.symbol.encode import payload
from microsite.qr.symbol.encode import strongest
from microsite.qr.symbol.encode import with_quiet_zone
from microsite.qr.symbol.layout import Level

HOST = "app.example.com"
CODES = 400


def drawn() -> list[str]:
    """Codes at random, the same ones each time."""
    chance = random.Random(1)
    bodies = ("".join(chance.choices(codes.ALPHABET, k=codes.LENGTH - 1)) for _ in range(CODES))
    return [body + codes.check_character(body) for body in bodies]


def ours(host: str, code: str, level: Level) -> tuple[str, list[bytes]]:
    """What is printed of a code here, and its modules with the quiet zone."""
    made = strongest(payload(host, code), level)
    return made.payload, with_quiet_zone(made.modules)


def twin(host: str, code: str) -> tuple[str, list[bytes]]:
    """The printed address of a code, and what python-qrcode makes of it unless told."""
    return _by_python_qrcode(payload(host, code))


def plain(host: str, code: str) -> tuple[str, list[bytes]]:
    """The customary address of a code, and what python-qrcode makes of it unless told."""
    return _by_python_qrcode(f"https://{host}/q/{code.lower()}")


def _by_python_qrcode(text: str) -> tuple[str, list[bytes]]:
    made: QRCode[Any] = QRCode()
    made.add_data(text)
    return text, [bytes(row) for row in made.get_matrix()]


SYMBOLS: Mapping[str, Callable[[str, str], tuple[str, list[bytes]]]] = {
    "M": partial(ours, level="M"),
    "Q": partial(ours, level="Q"),
    "twin": twin,
    "plain": plain,
}
