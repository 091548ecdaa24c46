"""ZIP archives as a stream of complete entries followed by the central directory.

(PKWARE APPNOTE 6.3.3.) Entries stay valid if writing stops between them. The same content gives the
same bytes: no time, owner or file order of the machine is stored.
"""

import zlib
from collections.abc import Iterable
from typing import BinaryIO
from zipfile import ZIP_DEFLATED
from zipfile import ZIP_STORED
from zipfile import ZipFile
from zipfile import ZipInfo

import msgspec

_EARLIEST_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can store."""
_UNIX = 3
_REGULAR_FILE_ATTRIBUTES = 0o100644 << 16
_COMPRESSED_EXTENSIONS = (".pdf", ".png")
"""Files that are already compressed internally."""


class ZipEntry(msgspec.Struct, frozen=True, array_like=True):
    """A file as listed in the central directory. name: with `/` between folders."""

    name: str
    size: int
    packed_size: int
    crc: int
    method: int


def pack_entry(name: str, content: bytes) -> tuple[ZipEntry, bytes]:
    """Return a file's entry, and its bytes in the archive: header and compressed content."""
    method, data = ZIP_STORED, content
    if not name.endswith(_COMPRESSED_EXTENSIONS):
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        method, data = ZIP_DEFLATED, deflate.compress(content) + deflate.flush()
    entry = ZipEntry(name, len(content), len(data), zlib.crc32(content), method)
    return entry, _build_info(entry, 0).FileHeader() + data


def write_central_directory(file: BinaryIO, entries: Iterable[ZipEntry]) -> None:
    """Complete an archive that holds these entries in order, ending at the file position."""
    offset, infos = 0, []
    for entry in entries:
        infos.append(_build_info(entry, offset))
        offset += len(infos[-1].FileHeader()) + entry.packed_size
    with ZipFile(file, "w") as archive:
        archive.filelist.extend(infos)


def _build_info(entry: ZipEntry, offset: int) -> ZipInfo:
    """Return the entry as the ZipInfo of an entry that starts at the offset."""
    info = ZipInfo(entry.name, _EARLIEST_DATE)
    info.create_system = _UNIX
    info.external_attr = _REGULAR_FILE_ATTRIBUTES
    info.compress_type = entry.method
    info.CRC = entry.crc
    info.file_size = entry.size
    info.compress_size = entry.packed_size
    info.header_offset = offset
    return info
