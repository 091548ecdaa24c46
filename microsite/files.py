"""Files that one process writes and others read while it does."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

FileStamp = tuple[int, int, int, int]
"""Modification time and change time in ns, size in bytes, inode."""


def file_stamp(path: Path) -> FileStamp:
    """Return a value that changes whenever the file is written or replaced. Raise OSError."""
    status = path.stat()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in one step, so that a reader sees either the old or the new content.

    The content is on disk before the name changes. Raise OSError; the old file then stays.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink()
            raise
