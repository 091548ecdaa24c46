"""`make bench-qr`: codes per second, compared with python-qrcode and segno at their defaults.

All encode the same addresses at level M, 30 mm wide with the quiet zone, PNG at 600 dpi, in memory.
They run alternately in one process; CPU time is measured, so that other load matters less. segno
cannot mix modes in one symbol and needs a version more for the same address.
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
from microsite.qr.pipeline import Format
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from microsite.qr.symbol.encode import build_payload
from microsite.qr.symbol.encode import encode

WIDTH_MM = 30.0
DPI = 600
TURN_SECONDS = 0.4
PYTHON_QRCODE = "python-qrcode"

Encoder = Callable[[str], object]
"""Encodes an address as a symbol or a file."""


def generate_addresses() -> Iterator[str]:
    """Yield printed addresses without end, the same ones in every run."""
    generator = random.Random(1)
    bodies = (
        "".join(generator.choices(codes.ALPHABET, k=codes.CODE_LENGTH - 1)) for _ in range(2_000)
    )
    payloads = [
        build_payload("app.example.com", body + codes.compute_check_character(body))
        for body in bodies
    ]
    return cycle(payloads)


def compute_module_dots(size: int) -> int:
    """Return the dots per module at which a symbol with its quiet zone fills the width."""
    return round(WIDTH_MM * DPI / 25.4 / (size + 8))


def encode_by_python_qrcode(text: str) -> "QRCode[Any]":
    """Return the symbol of python-qrcode."""
    symbol: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_M)
    symbol.add_data(text)
    symbol.make()
    symbol.box_size = compute_module_dots(symbol.modules_count)
    return symbol


def encode_by_segno(text: str) -> segno.QRCode:
    """Return the symbol of segno."""
    return segno.make_qr(text, error="m", boost_error=False)


def write_by_us(file_format: Format) -> Callable[[str], bytes]:
    """Return a function that writes a format with the microsite."""
    style = Style(width_mm=WIDTH_MM, dpi=DPI)
    return lambda text: render(build_artwork(text, style), file_format)


def write_by_python_qrcode(factory: type[BaseImage], *kind: str) -> Callable[[str], bytes]:
    """Return a function that writes files with an image factory of python-qrcode."""

    def write(text: str) -> bytes:
        file = BytesIO()
        encode_by_python_qrcode(text).make_image(image_factory=factory).save(file, *kind)
        return file.getvalue()

    return write


def write_by_segno(kind: str) -> Callable[[str], bytes]:
    """Return a function that writes files of one kind with segno."""

    def write(text: str) -> bytes:
        file = BytesIO()
        symbol = encode_by_segno(text)
        scale = compute_module_dots(len(symbol.matrix))
        symbol.save(file, kind=kind, scale=scale, border=4)
        return file.getvalue()

    return write


ENCODERS: Mapping[str, Mapping[str, Encoder]] = {
    "matrix": {"ours": encode, PYTHON_QRCODE: encode_by_python_qrcode, "segno": encode_by_segno},
    "SVG": {
        "ours": write_by_us("svg"),
        PYTHON_QRCODE: write_by_python_qrcode(SvgPathImage),
        "python-qrcode SvgImage": write_by_python_qrcode(SvgImage),
        "segno": write_by_segno("svg"),
    },
    "PNG": {
        "ours": write_by_us("png"),
        PYTHON_QRCODE: write_by_python_qrcode(PilImage),
        "segno": write_by_segno("png"),
    },
    "PDF": {
        "ours": write_by_us("pdf"),
        PYTHON_QRCODE: write_by_python_qrcode(PilImage, "PDF"),
        "segno": write_by_segno("pdf"),
    },
}


def measure_rate(encoder: Encoder, texts: Iterator[str]) -> float:
    """Run one turn and return the codes per second of CPU time."""
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < TURN_SECONDS:
        encoder(next(texts))
        count += 1
    return count / spent


def measure_rates(encoders: Mapping[str, Encoder], rounds: int) -> dict[str, list[float]]:
    """Return the rates of each encoder, one per round, after one code each to warm up."""
    texts = generate_addresses()
    rates: dict[str, list[float]] = {name: [] for name in encoders}
    for encoder in encoders.values():
        encoder(next(texts))
    for _ in range(rounds):
        for name, encoder in encoders.items():
            rates[name].append(measure_rate(encoder, texts))
    return rates


def main() -> None:
    """Print the median rates, and the median ratios of the rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    row = "{:8}{:24}{:>9}{:>10}{:>9}".format
    print(row("", "", "codes/s", "ours is", "file"))
    for output, encoders in ENCODERS.items():
        rates = measure_rates(encoders, options.rounds)
        for name, own in rates.items():
            ratios = [ours / other for ours, other in zip(rates["ours"], own, strict=True)]
            ratio = f"{statistics.median(ratios):.1f} x" if name != "ours" else ""
            content = encoders[name](next(generate_addresses()))
            size = f"{len(content) / 1000:.1f} kB" if isinstance(content, bytes) else ""
            print(row(output, name, f"{statistics.median(own):,.0f}", ratio, size), flush=True)


if __name__ == "__main__":
    main()
