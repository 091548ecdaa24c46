"""How many records found no room on the disk: counted all the same, so that numbers add up.

The count stands in one small file, written in place, in a block that it has already, which a full
disk allows. What cannot be added at once is added later.
"""

import fcntl
import os
import struct
import threading
from contextlib import suppress
from pathlib import Path

NAME = "lost"
_COUNTER = struct.Struct("<Q")


class Losses:
    """The losses of one folder of journals, as this process adds to them and anyone reads them."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._unsaved = 0
        self._lock = threading.Lock()

    def add(self, count: int = 1) -> None:
        """Count losses. With 0, only make the file, while there is room for it."""
        with self._lock:
            self._unsaved += count
            with suppress(OSError):
                self._add_to_file(self._unsaved)
                self._unsaved = 0

    def save(self) -> None:
        """Add what could not be added before."""
        if self._unsaved:
            self.add(0)

    def total(self) -> int:
        """Tell how many records were lost, ever."""
        with suppress(OSError, struct.error):
            return int(_COUNTER.unpack(self._path.read_bytes())[0])
        return 0

    def _add_to_file(self, count: int) -> None:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            found = os.pread(file, _COUNTER.size, 0).ljust(_COUNTER.size, b"\0")
            os.pwrite(file, _COUNTER.pack(_COUNTER.unpack(found)[0] + count), 0)
        finally:
            os.close(file)
