"""Render files of every format to images, and measure their inks with Ghostscript."""

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import resvg_py
from PIL import Image

from microsite.config.schema import DEFAULT_FONTS
from microsite.qr.pipeline import Format
from tests.conftest import find_program

ADDRESS = "https://APP.EXAMPLE.COM/Q/AB12C"
"""Version 2 at level M: 33 modules across with the quiet zone."""
DPI = 300

needs_fonts = pytest.mark.skipif(
    not Path(DEFAULT_FONTS, "NotoSansCJK-Bold.ttc").exists(),
    reason="Noto Sans CJK is not installed; see tools/system-programs.",
)


def render_to_image(file: bytes, file_format: Format, dpi: int = DPI) -> Image.Image:
    """Return a file as a viewer shows it, on white."""
    match file_format:
        case "png":
            image = Image.open(BytesIO(file))
        case "svg":
            png = resvg_py.svg_to_bytes(svg_string=file.decode(), dpi=dpi, background="#fff")
            image = Image.open(BytesIO(bytes(png)))
        case "pdf":
            with pypdfium2.PdfDocument(file) as document:
                image = document[0].render(scale=dpi / 72).to_pil()
        case "eps":
            options = ("-dEPSCrop", "-sDEVICE=png16m", f"-r{dpi}", "-sOutputFile=-")
            image = Image.open(BytesIO(run_ghostscript(file, *options)))
    return image.convert("RGB")


def run_ghostscript(file: bytes, *options: str) -> bytes:
    """Return the output of Ghostscript for a file."""
    command = [find_program("gs"), "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", *options, "-"]
    return subprocess.run(command, input=file, capture_output=True, check=True).stdout


def measure_inks(file: bytes) -> list[float]:
    """Return the shares of the page that cyan, magenta, yellow and black cover."""
    output = run_ghostscript(file, "-sDEVICE=inkcov", "-sOutputFile=-").decode()
    numbers = re.search(r"([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) CMYK", output)
    assert numbers, output
    return [float(number) for number in numbers.groups()]


def measure_plates(file: bytes, folder: Path) -> dict[str, float]:
    """Return the names of the plates with ink, each with the share of the page it covers."""
    run_ghostscript(file, "-sDEVICE=tiffsep", "-r150", f"-sOutputFile={folder}/page.tif")
    coverage = {}
    for path in folder.glob("page*(*).tif"):
        with Image.open(path) as plate:
            grey = plate.convert("L").histogram()
        name = re.search(r"\((.*)\)", path.name)
        assert name
        coverage[name[1]] = 1 - grey[255] / sum(grey)
    return {name: share for name, share in coverage.items() if share}
