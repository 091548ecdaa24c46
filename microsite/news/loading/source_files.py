"""Text files that editors save: checked before they are opened, never read past the limit."""

import os
import stat
from pathlib import Path

from microsite.news.loading.errors import InvalidArticleError
from microsite.news.loading.errors import SourceError
from microsite.news.loading.invalid_chars import INVALID_CHAR
from microsite.news.loading.invalid_chars import describe_invalid_char

MAX_TEXT_BYTES = 64 * 1024
_BYTE_ORDER_MARK = "\ufeff"
"""Editors on Windows put it at the start of a file (Unicode 23.8); it is no part of the text."""


def read_source(path: Path) -> str:
    """Return the text of an article's file, without a byte order mark.

    Raise InvalidArticleError if it cannot be read, is too large or is not UTF-8 text.
    """
    try:
        data = _read_bytes(path)
    except OSError as error:
        raise _invalid(
            0,
            f"cannot be read ({error.strerror}); give the user that runs the site read permission",
        ) from error
    try:
        text = data.decode("utf-8").lstrip(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        raise _invalid(
            data.count(b"\n", 0, error.start) + 1,
            f"is not UTF-8 (byte 0x{data[error.start]:02X}); save the file as UTF-8",
        ) from error
    if char := INVALID_CHAR.search(text):
        line = text.count("\n", 0, char.start()) + 1
        raise _invalid(line, describe_invalid_char(ord(char[0])))
    return text


def is_within(path: Path, folder: Path) -> bool:
    """Return True if a path is in the folder once all symbolic links are followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _read_bytes(path: Path) -> bytes:
    # O_NONBLOCK: a pipe that replaced the file since its check does not block.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _invalid(0, "is not a regular file; replace it with a text file")
        is_small = status.st_size <= MAX_TEXT_BYTES
        data = file.read(MAX_TEXT_BYTES + 1) if is_small else b""
        if not is_small or len(data) > MAX_TEXT_BYTES:
            raise _invalid(
                0,
                f"is larger than {MAX_TEXT_BYTES // 1024} KB; shorten it or split the article",
            )
        return data


def _invalid(line: int, message: str) -> InvalidArticleError:
    return InvalidArticleError(SourceError(line, message))
