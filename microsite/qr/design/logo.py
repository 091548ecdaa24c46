"""A logo from outside: looked at before it is decoded, and re-encoded to nothing but its dots."""

import struct
import warnings
from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageOps

from microsite.qr.canvas.colours import PAPER
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.shapes import Image

MOST_BYTES = 8_000_000
MOST_DOTS = 4_000_000
KEPT_DOTS = 512
"""Dots along the longer side that are kept: 600 dpi on a logo of 2 cm, in a code of 15."""

_MAGIC = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def read_logo(data: bytes, ground: Colour = PAPER) -> Image:
    """A PNG or JPEG as an image, what is transparent in it laid on the ground.

    Grey stays grey, CMYK stays CMYK, all else is RGB. Size and kind are read from the head of the
    file before any dot is decoded. Raises ValueError for what is no such file, is damaged, or is
    larger than `MOST_BYTES` or `MOST_DOTS`.
    """
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if kind is None:
        raise ValueError("The logo is no PNG or JPEG, whatever its name says: export it as PNG.")
    if len(data) > MOST_BYTES:
        raise ValueError(
            f"The logo has {len(data):,} bytes, more than {MOST_BYTES:,}: export it smaller."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            opened = Pillow.open(BytesIO(data), formats=[kind])
    except Pillow.DecompressionBombError as error:
        raise _too_large("far more dots") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _damaged(kind) from error
    if opened.width * opened.height > MOST_DOTS:
        raise _too_large(f"{opened.width:,} x {opened.height:,} dots, more")
    try:
        return _kept(ImageOps.exif_transpose(opened), ground)
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise _damaged(kind) from error


def _kept(opened: Pillow.Image, ground: Colour) -> Image:
    """The dots of an image, and no more of them than are printed."""
    flat = _flat(opened, ground)
    flat.thumbnail((KEPT_DOTS, KEPT_DOTS), Pillow.Resampling.LANCZOS)
    screen = flat.convert("RGB") if flat.mode == "CMYK" else flat
    file = BytesIO()
    screen.save(file, "PNG", optimize=True)
    bands = len(flat.getbands())
    return Image(flat.width, flat.height, bands, flat.tobytes(), file.getvalue())


def _flat(opened: Pillow.Image, ground: Colour) -> Pillow.Image:
    """An image in grey, RGB or CMYK, in as few of these as hold it, with nothing transparent."""
    if opened.mode == "CMYK":
        return opened.copy()
    if opened.mode.startswith("I"):  # 16 bits of grey
        return opened.point(lambda grey: grey / 256).convert("L")
    flat = Pillow.new("RGBA", opened.size, ground.rgb)
    flat.alpha_composite(opened.convert("RGBA"))
    red, green, blue, _ = flat.split()
    if red.tobytes() == green.tobytes() == blue.tobytes():
        return red
    return flat.convert("RGB")


def _too_large(dots: str) -> ValueError:
    return ValueError(
        f"The logo has {dots} than the {MOST_DOTS:,} that are taken: export it smaller."
    )


def _damaged(kind: str) -> ValueError:
    return ValueError(f"The logo is a damaged {kind}: export it again.")
