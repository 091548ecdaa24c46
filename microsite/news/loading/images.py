"""Image files next to an article: their names, formats and sizes."""

import re
import stat
import warnings
from collections.abc import Callable
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path

from PIL import ExifTags
from PIL import Image

from microsite.news.loading.source_files import is_within

ImageSize = tuple[int, int]
InspectImage = Callable[[str], "ImageSize | str"]
"""Returns width and height of an image in pixels, or the error message for its name or file."""

MAX_IMAGE_BYTES = 1024 * 1024
"""A phone on a slow line takes five seconds for that."""
MAX_IMAGE_SIDE_PX = 4096
IMAGE_FORMATS = {
    ".webp": "WEBP",
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".avif": "AVIF",
    ".gif": "GIF",
}
"""Formats that browsers show and that cannot contain scripts, by file extension."""
TRANSPOSED_ORIENTATIONS = range(5, 9)
"""Exif orientations that exchange height and width (CIPA DC-008, 4.6.4)."""
_IMAGE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def is_image(name: str) -> bool:
    """Return True if a file name has the extension of an image."""
    return Path(name).suffix.lower() in IMAGE_FORMATS


def inspect_image(folder: Path, names: Collection[str], name: str) -> ImageSize | str:
    """Return the size of an image that an article refers to, or the error message.

    `names`: the files in the article's folder.
    """
    image = f"image {name[:80]!r}"
    if name.lower().endswith(".svg"):
        return f"{image} is an SVG, which can contain scripts; export it as WebP or PNG"
    if not _IMAGE_NAME.fullmatch(name):
        return (
            f"{image} is not a plain file name; put the file next to the article and name it with"
            " A-Z, 0-9, hyphens and dots"
        )
    if not is_image(name):
        return f"{image} is not in a supported format; use {', '.join(IMAGE_FORMATS)}"
    if name not in names:
        close = get_close_matches(name, filter(is_image, names), n=1)
        fix = f"did you mean {close[0]}?" if close else "put the file next to the article"
        return f"{image} does not exist; {fix}"
    if not is_within(folder / name, folder):
        return f"{image} is a link to another folder; put the file itself next to the article"
    size = _read_size(folder / name)
    return f"{image} {size}" if isinstance(size, str) else size


def _read_size(path: Path) -> ImageSize | str:
    """Return the size in which browsers show the image, or the error message without its name."""
    image_format = IMAGE_FORMATS[path.suffix.lower()]
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return "is not a regular file; replace it with an image"
        if status.st_size > MAX_IMAGE_BYTES:
            return f"has {status.st_size:,} bytes; export it with at most {MAX_IMAGE_BYTES:,}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=[image_format]) as image:
                orientation = image.getexif().get(ExifTags.Base.Orientation)
                width, height = image.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return f"cannot be read as {image_format}; export it again"
    if max(width, height) > MAX_IMAGE_SIDE_PX:
        return (
            f"has {width} x {height} pixels; export it with at most {MAX_IMAGE_SIDE_PX} on each"
            " side"
        )
    return (height, width) if orientation in TRANSPOSED_ORIENTATIONS else (width, height)
