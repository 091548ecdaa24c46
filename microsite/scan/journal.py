"""The journal: one line a request to /q, on disk before the answer leaves.

Each process writes a file of its own with `O_APPEND`, one `write` a line. It holds a lock on the
file for as long as it lives, so that anyone can tell a journal that is still being written from one
that a dead process left. Killing the process loses nothing, since the line is the kernel's by then;
losing power loses what came after the last `sync`, which is called every second.
"""

import fcntl
import os
import struct
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

SUFFIX = ".journal"
LARGEST = 8 * 1024 * 1024
"""Bytes after which a new file is begun, so that counted ones can go."""

LOST = "lost"
SECONDS_TO_LOCK = 60
_COUNTER = struct.Struct("<Q")


class Entry(NamedTuple):
    """What is kept of one request. Nothing in it tells a person.

    `request_class` is the class of the request; `repeat_token` tells repeats within a day, or is
    empty; `code` is empty for a scan without placement.
    """

    time: int
    request_class: str
    platform: str
    brand: str
    in_app: str
    outcome: str
    code: str
    repeat_token: str


FIELDS = len(Entry._fields)
_LINE = "\t".join(["%s"] * FIELDS) + "\n"


def parse(line: bytes) -> Entry | None:
    """Read a line as `Journal.append` writes it; None for one that a lost power has damaged."""
    fields = line.decode("ascii", "replace").split("\t")
    if len(fields) != FIELDS or not fields[0].isdigit():
        return None
    return Entry(int(fields[0]), *fields[1:])


class Journal:
    """The journal of this process. Opened at the first line, so that a fork begins its own."""

    def __init__(self, folder: Path, owner: str) -> None:
        """Write into `folder`; `owner` (this machine) is the first part of every file's name."""
        self.folder = folder
        self.owner = owner
        self.unsaved_losses = 0
        self._file = -1
        self._process = 0
        self._size = 0
        self._synced = 0
        self._lock = threading.Lock()

    def append(self, entry: Entry) -> bool:
        """Write a line; False, and counted as lost, if the disk took less than all of it."""
        line = (_LINE % entry).encode("ascii", "replace")
        with self._lock:
            try:
                if self._process != os.getpid() or self._size > LARGEST:
                    self._open()
                written = os.write(self._file, line)
            except OSError:
                written = 0
            if written == len(line):
                self._size += written
                return True
            if written:
                with suppress(OSError):
                    os.ftruncate(self._file, self._size)
            self._count_loss()
            return False

    def sync(self) -> None:
        """Have the disk keep what was written so far; without effect where nothing is new."""
        if self._process == os.getpid() and self._synced != self._size:
            size = self._size
            with suppress(OSError):
                os.fdatasync(self._file)
                self._synced = size

    def close(self) -> None:
        """Let go of the file; the next line begins another."""
        if self._process == os.getpid():
            self.sync()
            os.close(self._file)
        self._process = 0

    def _open(self) -> None:
        self.close()
        path = self.folder / f"{self.owner}-{uuid4().hex}{SUFFIX}"
        file = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o640
        )
        fcntl.flock(file, fcntl.LOCK_EX)
        self._file, self._process, self._size, self._synced = file, os.getpid(), 0, 0

    def _count_loss(self) -> None:
        self.unsaved_losses += 1
        with suppress(OSError):
            add_losses(self.folder, self.unsaved_losses)
            self.unsaved_losses = 0


def prepare(folder: Path) -> None:
    """Make the folder, and the counter of losses while there is room for it."""
    folder.mkdir(parents=True, exist_ok=True)
    add_losses(folder, 0)


def add_losses(folder: Path, count: int) -> None:
    """Add to the number of lines that could not be written.

    The counter is written in place, in a block that it has already, which a full disk allows.
    """
    file = os.open(folder / LOST, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        total = _COUNTER.unpack(os.pread(file, _COUNTER.size, 0) or bytes(_COUNTER.size))[0]
        os.pwrite(file, _COUNTER.pack(total + count), 0)
    finally:
        os.close(file)


def losses(folder: Path) -> int:
    """Tell how many lines could not be written, ever, in this folder."""
    with suppress(OSError, struct.error):
        return int(_COUNTER.unpack((folder / LOST).read_bytes())[0])
    return 0


def is_finished(path: Path) -> bool:
    """Tell whether nobody writes this journal any more.

    One that is empty and young may have been made just now, and not be locked yet.
    """
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        status = os.fstat(file.fileno())
    return status.st_size > 0 or time.time() - status.st_mtime > SECONDS_TO_LOCK
