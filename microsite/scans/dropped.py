"""The counter of dropped requests: answered, but the disk had no room for their records.

The count is kept in one small file, written in place in a block that is already allocated, which
works on a full disk. What cannot be added at once is added later.
"""

import fcntl
import os
import struct
import threading
from contextlib import suppress
from pathlib import Path

DROPPED_FILENAME = "dropped"
_COUNTER = struct.Struct("<Q")


class DropCounter:
    """The drop counter of one journal folder, shared by all processes of this machine."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / DROPPED_FILENAME
        self._unsaved = 0
        self._lock = threading.Lock()

    def add(self, count: int = 1) -> None:
        """Add to the counter; `add(0)` only creates the file while there is room for it."""
        with self._lock:
            self._unsaved += count
            with suppress(OSError):
                self._add_to_file(self._unsaved)
                self._unsaved = 0

    def save(self) -> None:
        """Write what could not be written before."""
        if self._unsaved:
            self.add(0)

    def total(self) -> int:
        """Return the number of requests dropped since the file was created."""
        with suppress(OSError, struct.error):
            return int(_COUNTER.unpack(self._path.read_bytes())[0])
        return 0

    def _add_to_file(self, count: int) -> None:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            content = os.pread(file, _COUNTER.size, 0).ljust(_COUNTER.size, b"\0")
            os.pwrite(file, _COUNTER.pack(_COUNTER.unpack(content)[0] + count), 0)
        finally:
            os.close(file)
