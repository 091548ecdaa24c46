"""Rasterize the final bytes of a file to grey dots, and decode the QR codes on them.

Unpainted areas are rendered black, since a file may be placed on a dark poster: a quiet zone must
be painted. Ghostscript has no such option, so in EPS they are white.
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

from microsite.qr.design.style import MM_PER_INCH
from microsite.qr.pipeline import Format
from microsite.qr.preflight.sampling import Bitmap

_GHOSTSCRIPT_TIMEOUT_SECONDS = 30
_LOGO_MARGIN_DOTS = 32
_POINTS_PER_MM = 72 / MM_PER_INCH
_OPAQUE_BLACK = 0xFF000000
_QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)


class RasterizeError(Exception):
    """A file cannot be rendered. The message is one sentence with the cause."""


def decode_payloads(bitmap: Bitmap) -> list[str]:
    """Return the payload of every dark-on-light QR code that zxing-cpp reads on a page."""
    rows = memoryview(bitmap.grey).cast("B", (bitmap.height, bitmap.width))
    return [str(code.text) for code in zxingcpp.read_barcodes(rows, _QR_CODE, try_invert=False)]


@lru_cache(maxsize=4)
def contains_code(png: bytes) -> bool:
    """Return True if zxing-cpp reads a QR code in a logo.

    The logo is checked at its own resolution and with a light margin: a rendered page may show too
    few of its dots.
    """
    with Image.open(BytesIO(png), formats=["PNG"]) as image:
        grey = ImageOps.expand(image.convert("L"), _LOGO_MARGIN_DOTS, 255)
    return bool(decode_payloads(_convert_image(grey, 1.0)))


def rasterize(content: bytes, format: Format, dots_per_mm: float) -> Bitmap:
    """Render the trimmed page. A PNG keeps its own resolution. Raise RasterizeError."""
    match format:
        case "svg":
            return _rasterize_svg(content, dots_per_mm)
        case "png":
            return _read_png(content)
        case "pdf":
            return next(rasterize_pages(content, dots_per_mm, 1))
        case "eps":
            return _rasterize_eps(content, dots_per_mm)


def _rasterize_svg(content: bytes, dots_per_mm: float) -> Bitmap:
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=content.decode(),
            dpi=dots_per_mm * MM_PER_INCH,
            background="#000",
            skip_system_fonts=True,
        )
    except ValueError as error:
        raise RasterizeError(f"resvg cannot render the SVG: {error}.") from error
    return _convert_image(Image.open(BytesIO(png), formats=["PNG"]), dots_per_mm)


def _read_png(content: bytes) -> Bitmap:
    try:
        image: Image.Image = Image.open(BytesIO(content), formats=["PNG"])
        dots_per_mm = float(image.info["dpi"][0]) / MM_PER_INCH
        if image.has_transparency_data:
            background = Image.new("RGBA", image.size, "black")
            background.alpha_composite(image.convert("RGBA"))
            image = background
        return _convert_image(image, dots_per_mm)
    except KeyError as error:
        raise RasterizeError("The PNG does not declare its resolution.") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise RasterizeError("Pillow cannot read the PNG.") from error


def _convert_image(image: Image.Image, dots_per_mm: float) -> Bitmap:
    return Bitmap(image.width, image.height, image.convert("L").tobytes(), dots_per_mm)


def rasterize_pages(content: bytes, dots_per_mm: float, page_count: int) -> Iterator[Bitmap]:
    """Yield the pages of a PDF one at a time. Raise RasterizeError, also for a wrong page count."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise RasterizeError("PDFium cannot read the PDF.") from error
    with document:
        if len(document) != page_count:
            raise RasterizeError(f"Wrong page count in the PDF: {len(document)}, not {page_count}.")
        for number in range(page_count):
            yield _rasterize_page(document[number], dots_per_mm / _POINTS_PER_MM)


def _rasterize_page(page: pypdfium2.PdfPage, dots_per_point: float) -> Bitmap:
    """Render a page cropped to its TrimBox."""
    left, bottom, right, top = page.get_trimbox()
    crop_left, _, _, crop_top = page.get_cropbox()
    width, height = round((right - left) * dots_per_point), round((top - bottom) * dots_per_point)
    grey = (c_ubyte * (width * height))()
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, grey, width)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _OPAQUE_BLACK)
    shift_x, shift_y = (crop_left - left) * dots_per_point, (top - crop_top) * dots_per_point
    matrix = pdfium.FS_MATRIX(dots_per_point, 0, 0, dots_per_point, shift_x, shift_y)
    clip = pdfium.FS_RECTF(0, 0, width, height)
    pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, clip, pdfium.FPDF_GRAYSCALE)
    pdfium.FPDFBitmap_Destroy(bitmap)
    page.close()
    return Bitmap(width, height, bytes(grey), dots_per_point * _POINTS_PER_MM)


def _rasterize_eps(content: bytes, dots_per_mm: float) -> Bitmap:
    """Render the page with Ghostscript in a child process that may not open files."""
    program = shutil.which("gs")
    if program is None:
        raise RasterizeError("Ghostscript (gs) is not installed; it is needed to verify EPS files.")
    options = "-q -dSAFER -dBATCH -dNOPAUSE -dEPSCrop -sDEVICE=pgmraw -dGraphicsAlphaBits=4"
    output = (f"-r{dots_per_mm * MM_PER_INCH}", "-sOutputFile=-", "-")
    command = [program, *options.split(), *output]
    try:
        process = subprocess.run(  # noqa: S603 (the content is input, not an argument)
            command,
            input=content,
            capture_output=True,
            check=True,
            timeout=_GHOSTSCRIPT_TIMEOUT_SECONDS,
        )
        return _convert_image(Image.open(BytesIO(process.stdout), formats=["PPM"]), dots_per_mm)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise RasterizeError("Ghostscript cannot render the EPS.") from error
