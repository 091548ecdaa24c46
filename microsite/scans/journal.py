"""The journal: one record a request to /q, on disk before the answer leaves.

Each process writes files of its own. A file gets its whole room on the disk when it is begun and is
then written as memory, so that a record costs no call to the system, and a disk that has become
full since takes it all the same. Killing the process loses nothing, since the memory is the
kernel's; losing power loses what came after the last `sync`, which is called twice a second.

A process holds a lock on its file for as long as it lives, so that anyone can tell a journal that
is still being written from one that a dead process left. Bytes are zero until they are written, and
are written once, so that what stands before the first zero is final. A record begins with a line
feed and ends with a mark: one that was cut off neither passes for a whole one nor spoils the next.
"""

import fcntl
import logging
import os
import threading
import time
from contextlib import suppress
from mmap import mmap
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4
from weakref import WeakSet

from microsite.scans.dropped import Losses

log = logging.getLogger(__name__)

SUFFIX = ".journal"
ROOM = 1024 * 1024
"""Bytes of a file: some 12,000 records, after which another is begun and this one can go."""

SECONDS_A_DAY = 86400


class Entry(NamedTuple):
    """What is kept of one request. Nothing in it tells a person.

    `request_class` is the class of the request; `kind` is platform, brand, in-app browser and
    outcome, as `kind_of` joins them; `code` is empty for a scan without placement; `repeat_token`
    tells repeats within a day, or is empty.
    """

    time: int
    request_class: str
    kind: str
    code: str
    repeat_token: str


def kind_of(platform: str, brand: str, in_app: str, outcome: str) -> str:
    """Join what is the same for all who scan with such a device."""
    return f"{platform}\t{brand}\t{in_app}\t{outcome}"


END = b"\t."
"""What a whole record ends with."""


class _File:
    """One file with all its room, seen as memory, and locked."""

    def __init__(self, path: Path) -> None:
        """Raises OSError, and leaves nothing behind, where there is no room."""
        self.day = _today()
        self.end = 0
        self.synced = 0
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            os.posix_fallocate(self._file, 0, ROOM)
            self.memory = mmap(self._file, ROOM)
        except OSError:
            path.unlink(missing_ok=True)
            os.close(self._file)
            raise

    def sync(self) -> None:
        """Have the disk keep what was written so far. Raises OSError."""
        end = self.end
        if self.synced != end:
            os.fdatasync(self._file)
            self.synced = end

    def is_removed(self) -> bool:
        """Whether somebody removed the file: what is written into it nobody will read."""
        return os.fstat(self._file).st_nlink == 0

    def leave(self) -> None:
        """Leave it to the process that this one was forked from, with the lock."""
        self.memory.close()
        os.close(self._file)

    def close(self) -> None:
        """Give back the room that was not used, and the lock."""
        with suppress(OSError):
            self.sync()
        self.memory.close()
        with suppress(OSError):
            os.ftruncate(self._file, self.end)
        os.close(self._file)


class Journal:
    """The journal of this process, begun with the first record; a fork begins its own."""

    def __init__(self, folder: Path, owner: str) -> None:
        """Write into `folder`; `owner` (this machine) is the first part of every file's name."""
        self.folder = folder
        self.owner = owner
        self.losses = Losses(folder)
        self._open: _File | None = None
        self._full: list[_File] = []
        self._lock = threading.Lock()
        _journals.add(self)

    def append(
        self, time: int, request_class: str, kind: str, code: str, repeat_token: str
    ) -> bool:
        """Write an entry; False, and counted as lost, if the disk has no room for another file."""
        text = f"\n{time}\t{request_class}\t{kind}\t{code}\t{repeat_token}"
        record = text.encode("ascii", "replace") + END
        with self._lock:
            file = self._open
            if file is None or file.end + len(record) > ROOM:
                file = self._begin()
            if file is not None:
                start = file.end
                file.end = end = start + len(record)
                file.memory[start:end] = record
                return True
        self.losses.add()
        return False

    def sync(self) -> None:
        """Have the disk keep what was written so far; to be called now and then.

        Lets go of files that are full, of one of another day, so that tokens of past days go, and
        of one that was removed.
        """
        self.losses.save()
        with self._lock:
            if self._open and self._open.is_removed():
                log.error("A journal in %s was removed while it was being written.", self.folder)
                self._put_away()
            if self._open and self._open.day != _today():
                self._put_away()
            full, self._full = self._full, []
            file = self._open
        for each in full:
            each.close()
        if file:
            with suppress(OSError):
                file.sync()

    def close(self) -> None:
        """Let go of the file; the next record begins another."""
        with self._lock:
            self._put_away()
        self.sync()

    def _begin(self) -> _File | None:
        """Begin a file; None if that cannot be done. To be called with the lock held."""
        self._put_away()
        with suppress(OSError):
            self._open = _File(self.folder / f"{self.owner}-{uuid4().hex}{SUFFIX}")
        return self._open

    def _put_away(self) -> None:
        """Write no more into the open file."""
        if self._open:
            self._full.append(self._open)
        self._open = None

    def after_fork(self) -> None:
        """In the new process: begin anew, and leave all to the parent, with the locks of its files.

        What other threads of the parent were just opening or closing stays open here as well.
        """
        for file in (self._open, *self._full):
            if file:
                file.leave()
        self._open, self._full = None, []
        self._lock = threading.Lock()  # another thread may have held it
        self.losses = Losses(self.folder)


def _after_fork() -> None:
    for journal in _journals:
        journal.after_fork()


_journals: WeakSet[Journal] = WeakSet()
os.register_at_fork(after_in_child=_after_fork)


def _today() -> int:
    return int(time.time()) // SECONDS_A_DAY
