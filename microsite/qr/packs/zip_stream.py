"""ZIP archives written as a stream: entries one after another, each complete in itself, and the
directory last (PKWARE's APPNOTE 6.3.3), so that whole entries are whatever comes after them.

The same content gives the same bytes: no time, owner or order of the machine is in them.
"""

import zlib
from collections.abc import Iterable
from typing import BinaryIO
from zipfile import ZIP_DEFLATED
from zipfile import ZIP_STORED
from zipfile import ZipFile
from zipfile import ZipInfo

import msgspec

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can say."""
_UNIX = 3
_READABLE_FILE = 0o100644 << 16
_PRESSED = (".pdf", ".png")
"""Files that are compressed in themselves."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What the directory says of a file. `name` has folders parted by `/`."""

    name: str
    size: int
    packed_size: int
    crc: int
    method: int


def packed(name: str, content: bytes) -> tuple[Entry, bytes]:
    """A file as an entry, and all bytes of it: its header and its content, compressed."""
    method, data = ZIP_STORED, content
    if not name.endswith(_PRESSED):
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        method, data = ZIP_DEFLATED, deflate.compress(content) + deflate.flush()
    entry = Entry(name, len(content), len(data), zlib.crc32(content), method)
    return entry, _information(entry, 0).FileHeader() + data


def write_directory(file: BinaryIO, entries: Iterable[Entry]) -> None:
    """Complete an archive whose entries, in that order, end where the file stands."""
    at, listed = 0, []
    for entry in entries:
        listed.append(_information(entry, at))
        at += len(listed[-1].FileHeader()) + entry.packed_size
    with ZipFile(file, "w") as archive:
        archive.filelist.extend(listed)


def _information(entry: Entry, at: int) -> ZipInfo:
    """The entry in zipfile's terms, beginning at that offset."""
    information = ZipInfo(entry.name, _FIRST_DAY)
    information.create_system = _UNIX
    information.external_attr = _READABLE_FILE
    information.compress_type = entry.method
    information.CRC = entry.crc
    information.file_size = entry.size
    information.compress_size = entry.packed_size
    information.header_offset = at
    return information
