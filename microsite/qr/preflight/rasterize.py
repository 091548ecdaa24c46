"""The very bytes of a file as a reader sees them: rendered to grey dots, and decoded.

What a file leaves unpainted is black here: a quiet zone that is not drawn is none on a dark poster.
Only Ghostscript cannot be told so; in EPS it is white.
"""

import shutil
import subprocess
from collections.abc import Iterator
from ctypes import c_ubyte
from functools import lru_cache
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium
import resvg_py
import zxingcpp
from PIL import Image
from PIL import ImageOps

from microsite.qr.design.style import MM_AN_INCH
from microsite.qr.pipeline import Form
from microsite.qr.preflight.sampling import Bitmap

_GHOSTSCRIPT_SECONDS = 30
_LOGO_MARGIN = 32
_POINTS_A_MM = 72 / MM_AN_INCH
_BLACK = 0xFF000000
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)


class UnreadError(Exception):
    """A file that cannot be rendered. The message is one sentence that says why."""


def payloads(bitmap: Bitmap) -> list[str]:
    """What zxing-cpp reads on a page: every QR code that is dark on light."""
    rows = memoryview(bitmap.grey).cast("B", (bitmap.height, bitmap.width))
    return [str(found.text) for found in zxingcpp.read_barcodes(rows, _QR, try_invert=False)]


@lru_cache(maxsize=4)
def holds_a_code(png: bytes) -> bool:
    """Whether zxing-cpp reads a code in a logo by itself, with light around it as in a symbol: in
    its own dots, of which a rendered page may show too few.
    """
    with Image.open(BytesIO(png), formats=["PNG"]) as image:
        grey = ImageOps.expand(image.convert("L"), _LOGO_MARGIN, 255)
    return bool(payloads(_grey(grey, 1.0)))


def rendered(content: bytes, form: Form, dots_a_mm: float) -> Bitmap:
    """The finished paper, what is outside the trim cut off: a PNG in its own dots, the others in so
    many a millimetre. Raises UnreadError.
    """
    match form:
        case "svg":
            return _svg(content, dots_a_mm)
        case "png":
            return _png(content)
        case "pdf":
            return next(pages(content, dots_a_mm, 1))
        case "eps":
            return _eps(content, dots_a_mm)


def _svg(content: bytes, dots_a_mm: float) -> Bitmap:
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=content.decode(),
            dpi=dots_a_mm * MM_AN_INCH,
            background="#000",
            skip_system_fonts=True,
        )
    except ValueError as error:
        raise UnreadError(f"resvg does not render the SVG: {error}.") from error
    return _grey(Image.open(BytesIO(png), formats=["PNG"]), dots_a_mm)


def _png(content: bytes) -> Bitmap:
    try:
        image: Image.Image = Image.open(BytesIO(content), formats=["PNG"])
        dots_a_mm = float(image.info["dpi"][0]) / MM_AN_INCH
        if image.has_transparency_data:
            ground = Image.new("RGBA", image.size, "black")
            ground.alpha_composite(image.convert("RGBA"))
            image = ground
        return _grey(image, dots_a_mm)
    except KeyError as error:
        raise UnreadError("The PNG does not say its resolution.") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadError("Pillow does not read the PNG.") from error


def _grey(image: Image.Image, dots_a_mm: float) -> Bitmap:
    return Bitmap(image.width, image.height, image.convert("L").tobytes(), dots_a_mm)


def pages(content: bytes, dots_a_mm: float, count: int) -> Iterator[Bitmap]:
    """The pages of a PDF, one at a time. Raises UnreadError, also for more or fewer than those."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadError("PDFium does not read the PDF.") from error
    with document:
        if len(document) != count:
            raise UnreadError(f"The PDF has {len(document)} pages, not {count}.")
        for number in range(count):
            yield _page(document[number], dots_a_mm / _POINTS_A_MM)


def _page(page: pypdfium2.PdfPage, scale: float) -> Bitmap:
    """A page cut along its TrimBox, in that many dots a point."""
    left, bottom, right, top = page.get_trimbox()
    crop_left, _, _, crop_top = page.get_cropbox()
    width, height = round((right - left) * scale), round((top - bottom) * scale)
    grey = (c_ubyte * (width * height))()
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, grey, width)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _BLACK)
    across, down = (crop_left - left) * scale, (top - crop_top) * scale
    matrix = pdfium.FS_MATRIX(scale, 0, 0, scale, across, down)
    whole = pdfium.FS_RECTF(0, 0, width, height)
    pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, whole, pdfium.FPDF_GRAYSCALE)
    pdfium.FPDFBitmap_Destroy(bitmap)
    page.close()
    return Bitmap(width, height, bytes(grey), scale * _POINTS_A_MM)


def _eps(content: bytes, dots_a_mm: float) -> Bitmap:
    """The page as Ghostscript draws it, in a process of its own that may open no file."""
    program = shutil.which("gs")
    if program is None:
        raise UnreadError("There is no Ghostscript (gs) on this machine to read an EPS back.")
    options = "-q -dSAFER -dBATCH -dNOPAUSE -dEPSCrop -sDEVICE=pgmraw -dGraphicsAlphaBits=4"
    output = (f"-r{dots_a_mm * MM_AN_INCH}", "-sOutputFile=-", "-")
    command = [program, *options.split(), *output]
    try:
        run = subprocess.run(  # noqa: S603 (the content is input, no argument)
            command, input=content, capture_output=True, check=True, timeout=_GHOSTSCRIPT_SECONDS
        )
        return _grey(Image.open(BytesIO(run.stdout), formats=["PPM"]), dots_a_mm)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise UnreadError("Ghostscript does not render the EPS.") from error
