"""Files of every form as pictures, and what Ghostscript makes of their inks."""

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
from tests.conftest import program

ADDRESS = "https://APP.EXAMPLE.COM/Q/AB12C"
"""Version 2 at level M: 33 modules across with the quiet zone."""
DPI = 300

needs_fonts = pytest.mark.skipif(
    not Path(DEFAULT_FONTS, "NotoSansCJK-Bold.ttc").exists(),
    reason="There is no Noto Sans CJK; tools/system-programs says how to have it.",
)


def seen(file: bytes, form: Format, dpi: int = DPI) -> Image.Image:
    """A file as a program that opens it shows it, on white."""
    match form:
        case "png":
            image = Image.open(BytesIO(file))
        case "svg":
            drawn = resvg_py.svg_to_bytes(svg_string=file.decode(), dpi=dpi, background="#fff")
            image = Image.open(BytesIO(bytes(drawn)))
        case "pdf":
            with pypdfium2.PdfDocument(file) as document:
                image = document[0].render(scale=dpi / 72).to_pil()
        case "eps":
            drawn = ghostscript(file, "-dEPSCrop", "-sDEVICE=png16m", f"-r{dpi}", "-sOutputFile=-")
            image = Image.open(BytesIO(drawn))
    return image.convert("RGB")


def ghostscript(file: bytes, *options: str) -> bytes:
    """What Ghostscript writes of a file."""
    command = [program("gs"), "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", *options, "-"]
    return subprocess.run(command, input=file, capture_output=True, check=True).stdout


def inks(file: bytes) -> list[float]:
    """How much of the page cyan, magenta, yellow and black cover."""
    found = ghostscript(file, "-sDEVICE=inkcov", "-sOutputFile=-").decode()
    numbers = re.search(r"([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) CMYK", found)
    assert numbers, found
    return [float(number) for number in numbers.groups()]


def plates(file: bytes, folder: Path) -> dict[str, float]:
    """The plates with ink on them, each with how much of the page it covers."""
    ghostscript(file, "-sDEVICE=tiffsep", "-r150", f"-sOutputFile={folder}/page.tif")
    covered = {}
    for path in folder.glob("page*(*).tif"):
        with Image.open(path) as plate:
            grey = plate.convert("L").histogram()
        name = re.search(r"\((.*)\)", path.name)
        assert name
        covered[name[1]] = 1 - grey[255] / sum(grey)
    return {name: share for name, share in covered.items() if share}
