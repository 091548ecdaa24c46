"""Files that one process writes and others read while it does."""

import fcntl
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

FileStamp = tuple[int, int, int, int]
"""Modification time and change time in ns, size in bytes, inode."""


def file_stamp(path: Path) -> FileStamp:
    """Return a value that changes whenever the file is written or replaced. Raise OSError."""
    status = path.stat()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def create_atomically(path: Path, content: bytes) -> bool:
    """Create a file that others see complete or not at all. Return False if it exists already.

    Of several processes one creates it. Some file systems (FAT, some network and container mounts)
    have no hard links: there a lock on the folder makes looking and renaming one step.
    Raise OSError.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.stem}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.flush()
            return _link(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def _link(temporary: Path, path: Path) -> bool:
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:
        return _rename_if_absent(temporary, path)
    return True


def _rename_if_absent(temporary: Path, path: Path) -> bool:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if path.exists():
            return False
        temporary.rename(path)
    finally:
        os.close(folder)  # which also releases the lock
    return True


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
