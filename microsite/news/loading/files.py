"""Files that editors leave: looked at before they are opened, and never read past their limit."""

import os
import stat
import warnings
from pathlib import Path

from PIL import ExifTags
from PIL import Image

from microsite.news.loading.front_matter import Fault
from microsite.news.loading.front_matter import FaultsError
from microsite.news.loading.xml_chars import UNFIT
from microsite.news.loading.xml_chars import named

LARGEST_TEXT = 64 * 1024
LARGEST_PICTURE = 1024 * 1024
"""Bytes; a phone on a slow line waits five seconds for that."""
LONGEST_SIDE = 4096
"""Pixels."""
KINDS = {
    ".webp": "WEBP",
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".avif": "AVIF",
    ".gif": "GIF",
}
"""Pictures that browsers show and that hold no program, by the end of their names."""
TURNED = range(5, 9)
"""Exif orientations in which height and width are exchanged (CIPA DC-008, 4.6.4)."""


def read_text(path: Path) -> str:
    """Read a text file. Raises FaultsError for what is none, is too large or cannot be read."""
    try:
        data = _read(path, LARGEST_TEXT)
    except OSError as error:
        raise FaultsError(Fault(0, _unreadable(error))) from error
    if data.startswith(b"\xef\xbb\xbf"):
        raise FaultsError(Fault(1, "begins with a byte order mark; save it as UTF-8 without BOM"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FaultsError(
            Fault(
                data.count(b"\n", 0, error.start) + 1,
                f"is not UTF-8 (byte 0x{data[error.start]:02X}); save the file as UTF-8",
            )
        ) from error
    if unfit := UNFIT.search(text):
        line = text.count("\n", 0, unfit.start()) + 1
        raise FaultsError(Fault(line, named(ord(unfit[0]))))
    return text


def look_at_picture(path: Path) -> tuple[int, int] | str:
    """Give width and height in pixels as a browser shows it, or what is wrong with the file."""
    kind = KINDS[path.suffix.lower()]
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return f"names {path.name}, which is no file; put a picture there"
        if status.st_size > LARGEST_PICTURE:
            return (
                f"names {path.name}, which has {status.st_size:,} bytes; export it with at most"
                f" {LARGEST_PICTURE:,}"
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=[kind]) as picture:
                turned = picture.getexif().get(ExifTags.Base.Orientation) in TURNED
                width, height = picture.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return f"names {path.name}, which cannot be read as {kind}; export the picture anew"
    if max(width, height) > LONGEST_SIDE:
        return (
            f"names {path.name}, which is {width} x {height} pixels; export it with at most"
            f" {LONGEST_SIDE} on a side"
        )
    return (height, width) if turned else (width, height)


def is_within(path: Path, folder: Path) -> bool:
    """Whether a path, all symbolic links followed, leads into the folder."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _read(path: Path, largest: int) -> bytes:
    # O_NONBLOCK: a pipe in the file's place, put there since it was looked at, holds up nobody.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FaultsError(Fault(0, "is no regular file; put a text file in its place"))
        data = file.read(largest + 1) if status.st_size <= largest else b""
        if status.st_size > largest or len(data) > largest:
            raise FaultsError(
                Fault(
                    0,
                    f"has more than {largest // 1024} KB; shorten it, or leave out what is no text",
                )
            )
        return data


def _unreadable(error: OSError) -> str:
    return f"cannot be read ({error.strerror}); let the user that the site runs as read it"
