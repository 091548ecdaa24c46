"""Read an untrusted logo: check it before decoding, and re-encode it to its pixels only."""

import struct
import warnings
from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageOps

from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.shapes import RasterImage

MAX_LOGO_BYTES = 8_000_000
MAX_LOGO_PIXELS = 4_000_000
STORED_LOGO_PIXELS = 512
"""Pixels along the longer side after resizing: over 600 dpi on a logo of 2 cm."""

_MAGIC = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def read_logo(data: bytes, background: Colour = WHITE) -> RasterImage:
    """Return a PNG or JPEG as an image, with transparent parts laid on the background.

    Grey stays grey, CMYK stays CMYK, everything else becomes RGB. Format and size are read from the
    header before any pixel is decoded. Raise ValueError for other and damaged files, and for files
    over `MAX_LOGO_BYTES` or `MAX_LOGO_PIXELS`.
    """
    image_format = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)
    if image_format is None:
        raise ValueError("The logo is not a PNG or JPEG file: export it as PNG.")
    if len(data) > MAX_LOGO_BYTES:
        raise ValueError(
            f"The logo has {len(data):,} bytes, more than {MAX_LOGO_BYTES:,}: export it smaller."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            opened = Pillow.open(BytesIO(data), formats=[image_format])
    except Pillow.DecompressionBombError as error:
        raise _too_large_error("far") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _damaged_error(image_format) from error
    if opened.width * opened.height > MAX_LOGO_PIXELS:
        raise _too_large_error(f"{opened.width:,} x {opened.height:,} pixels,")
    try:
        return _reencode(ImageOps.exif_transpose(opened), background)
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise _damaged_error(image_format) from error


def _reencode(opened: Pillow.Image, background: Colour) -> RasterImage:
    """Return the pixels of an image, resized to what print needs."""
    flat = _flatten(opened, background)
    flat.thumbnail((STORED_LOGO_PIXELS, STORED_LOGO_PIXELS), Pillow.Resampling.LANCZOS)
    screen = flat.convert("RGB") if flat.mode == "CMYK" else flat
    file = BytesIO()
    screen.save(file, "PNG", optimize=True)
    bands = len(flat.getbands())
    return RasterImage(flat.width, flat.height, bands, flat.tobytes(), file.getvalue())


def _flatten(opened: Pillow.Image, background: Colour) -> Pillow.Image:
    """Return an opaque image in grey, RGB or CMYK, in as few bands as possible."""
    if opened.mode == "CMYK":
        return opened.copy()
    if opened.mode.startswith("I"):  # 16-bit grey
        return opened.point(lambda grey: grey / 256).convert("L")
    flat = Pillow.new("RGBA", opened.size, background.rgb)
    flat.alpha_composite(opened.convert("RGBA"))
    red, green, blue, _ = flat.split()
    if red.tobytes() == green.tobytes() == blue.tobytes():
        return red
    return flat.convert("RGB")


def _too_large_error(size: str) -> ValueError:
    return ValueError(
        f"The logo has {size} more than {MAX_LOGO_PIXELS:,} pixels: export it smaller."
    )


def _damaged_error(image_format: str) -> ValueError:
    return ValueError(f"The logo is a damaged {image_format} file: export it again.")
