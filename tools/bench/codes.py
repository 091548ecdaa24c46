"""`make bench-qr`: codes a second, beside python-qrcode and segno as they come.

All make the same addresses at level M, 30 mm wide with the quiet zone, a PNG at 600 dpi, into
memory. They take turns in one process; time is the processor's, so that a busy machine counts
less. segno cannot mix modes in one symbol, which takes it a version more for the same address.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from io import BytesIO
from itertools import cycle
from typing import Any

import segno
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.base import BaseImage
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgImage
from qrcode.image.svg import SvgPathImage
from qrcode.main import QRCode

from microsite.campaigns import codes
from microsite.qr.design.style import Style
from microsite.qr.pipeline import Form
from microsite.qr.pipeline import artwork
from microsite.qr.pipeline import render
from microsite.qr.symbol.encode import payload
from microsite.qr.symbol.encode import symbol

WIDTH_MM = 30.0
DPI = 600
SECONDS_A_TURN = 0.4
PYTHON_QRCODE = "python-qrcode"


Maker = Callable[[str], object]
"""Makes one form from an address."""


def addresses() -> Iterator[str]:
    """Addresses as they are printed, the same ones each time, over and over."""
    chance = random.Random(1)
    bodies = ("".join(chance.choices(codes.ALPHABET, k=codes.LENGTH - 1)) for _ in range(2_000))
    printed = [payload("app.example.com", body + codes.check_character(body)) for body in bodies]
    return cycle(printed)


def dots_a_module(size: int) -> int:
    """Dots a module at which a symbol of this size, with its quiet zone, fills the width."""
    return round(WIDTH_MM * DPI / 25.4 / (size + 8))


def python_qrcode(text: str) -> "QRCode[Any]":
    """A symbol by python-qrcode."""
    made: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_M)
    made.add_data(text)
    made.make()
    made.box_size = dots_a_module(made.modules_count)
    return made


def segno_symbol(text: str) -> segno.QRCode:
    """A symbol by segno."""
    return segno.make_qr(text, error="m", boost_error=False)


def by_us(form: Form) -> Callable[[str], bytes]:
    """Have the microsite write files of one form."""
    style = Style(width_mm=WIDTH_MM, dpi=DPI)
    return lambda text: render(artwork(text, style), form)


def by_python_qrcode(factory: type[BaseImage], *kind: str) -> Callable[[str], bytes]:
    """Have python-qrcode write files through one of its image factories."""

    def make(text: str) -> bytes:
        file = BytesIO()
        python_qrcode(text).make_image(image_factory=factory).save(file, *kind)
        return file.getvalue()

    return make


def by_segno(kind: str) -> Callable[[str], bytes]:
    """Have segno write files of one kind."""

    def make(text: str) -> bytes:
        file = BytesIO()
        made = segno_symbol(text)
        scale = dots_a_module(len(made.matrix))
        made.save(file, kind=kind, scale=scale, border=4)
        return file.getvalue()

    return make


MAKERS: Mapping[str, Mapping[str, Maker]] = {
    "matrix": {"ours": symbol, PYTHON_QRCODE: python_qrcode, "segno": segno_symbol},
    "SVG": {
        "ours": by_us("svg"),
        PYTHON_QRCODE: by_python_qrcode(SvgPathImage),
        "python-qrcode SvgImage": by_python_qrcode(SvgImage),
        "segno": by_segno("svg"),
    },
    "PNG": {
        "ours": by_us("png"),
        PYTHON_QRCODE: by_python_qrcode(PilImage),
        "segno": by_segno("png"),
    },
    "PDF": {
        "ours": by_us("pdf"),
        PYTHON_QRCODE: by_python_qrcode(PilImage, "PDF"),
        "segno": by_segno("pdf"),
    },
}


def rate(make: Maker, texts: Iterator[str]) -> float:
    """One turn: codes a second of processor time."""
    made, began = 0, time.process_time()
    while (spent := time.process_time() - began) < SECONDS_A_TURN:
        make(next(texts))
        made += 1
    return made / spent


def take_turns(makers: Mapping[str, Maker], rounds: int) -> dict[str, list[float]]:
    """The rates of each maker, one a round, after one code each to warm up."""
    texts = addresses()
    rates: dict[str, list[float]] = {name: [] for name in makers}
    for make in makers.values():
        make(next(texts))
    for _ in range(rounds):
        for name, make in makers.items():
            rates[name].append(rate(make, texts))
    return rates


def main() -> None:
    """Run and print medians, and the medians of the ratios of each round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    row = "{:8}{:24}{:>9}{:>10}{:>9}".format
    print(row("", "", "codes/s", "ours are", "file"))
    for form, makers in MAKERS.items():
        rates = take_turns(makers, options.rounds)
        for name, own in rates.items():
            ratios = [ours / other for ours, other in zip(rates["ours"], own, strict=True)]
            ratio = f"{statistics.median(ratios):.1f} x" if name != "ours" else ""
            made = makers[name](next(addresses()))
            size = f"{len(made) / 1000:.1f} kB" if isinstance(made, bytes) else ""
            print(row(form, name, f"{statistics.median(own):,.0f}", ratio, size), flush=True)


if __name__ == "__main__":
    main()
