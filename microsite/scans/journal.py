"""The journal: one record for each request to /q, on disk before the answer is sent.

Each process writes files of its own. A file is allocated in full when it is created and then
written through a memory map: a record costs no system call, and a disk that has become full since
still takes it. Killing the process loses nothing, because the kernel owns the memory; a power
failure loses what was written after the last `sync`, which runs twice a second.

A process holds a lock on its file while it runs, which distinguishes a journal that is still being
written from one that a dead process left. Bytes are zero until they are written, and are written
once, so that everything before the first zero is final. A record starts with a line feed and ends
with RECORD_END: an incomplete one is neither read as a complete record nor does it damage the next
one.
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

from microsite.scans.dropped import DropCounter

log = logging.getLogger(__name__)

JOURNAL_SUFFIX = ".journal"
JOURNAL_BYTES = 1024 * 1024
"""Size of a file: some 12,000 records. A full file is followed by a new one and can be deleted."""
RECORD_END = b"\t."
SECONDS_PER_DAY = 86400


class JournalEntry(NamedTuple):
    """The stored data of one request; nothing in it identifies a person.

    time: Unix time. device_key: platform, brand, in-app browser and outcome, joined by
    `build_device_key`. code: empty for an orphan scan. visitor_hash: recognises duplicates within a
    day; empty if the visitor opted out or the class needs none.
    """

    time: int
    request_class: str
    device_key: str
    code: str
    visitor_hash: str


def build_device_key(platform: str, brand: str, in_app: str, outcome: str) -> str:
    """Join the columns that are the same for all visitors with such a device."""
    return f"{platform}\t{brand}\t{in_app}\t{outcome}"


class _File:
    """One journal file: allocated in full, memory-mapped and locked."""

    def __init__(self, path: Path) -> None:
        """Raise OSError if the disk is full; no file is left behind then."""
        self.day = _today()
        self.end = 0
        self.synced = 0
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            os.posix_fallocate(self._file, 0, JOURNAL_BYTES)
            self.memory = mmap(self._file, JOURNAL_BYTES)
        except OSError:
            path.unlink(missing_ok=True)
            os.close(self._file)
            raise

    def sync(self) -> None:
        """Flush the records written so far to the disk. Raise OSError."""
        end = self.end
        if self.synced != end:
            os.fdatasync(self._file)
            self.synced = end

    def is_deleted(self) -> bool:
        """Return True if the file was deleted: no process will read what is written to it."""
        return os.fstat(self._file).st_nlink == 0

    def abandon(self) -> None:
        """Close it in a forked process; file and lock stay with the parent."""
        self.memory.close()
        os.close(self._file)

    def close(self) -> None:
        """Truncate the file to its records and release the lock."""
        with suppress(OSError):
            self.sync()
        self.memory.close()
        with suppress(OSError):
            os.ftruncate(self._file, self.end)
        os.close(self._file)


class Journal:
    """The journal of this process. The first record creates a file; a fork creates its own."""

    def __init__(self, folder: Path, node_id: str) -> None:
        """Write to `folder`; file names start with the `node_id` of this machine."""
        self.folder = folder
        self.node_id = node_id
        self.dropped = DropCounter(folder)
        self._open: _File | None = None
        self._closing: list[_File] = []
        self._lock = threading.Lock()
        _journals.add(self)

    def append(
        self, time: int, request_class: str, device_key: str, code: str, visitor_hash: str
    ) -> bool:
        """Write an entry. Return False, and count it as dropped, if there is no room on disk."""
        text = f"\n{time}\t{request_class}\t{device_key}\t{code}\t{visitor_hash}"
        record = text.encode("ascii", "replace") + RECORD_END
        with self._lock:
            file = self._open
            if file is None or file.end + len(record) > JOURNAL_BYTES:
                file = self._open_next()
            if file is not None:
                start = file.end
                file.end = end = start + len(record)
                file.memory[start:end] = record
                return True
        self.dropped.add()
        return False

    def sync(self) -> None:
        """Flush the records to the disk; to be called twice a second.

        Close files that are full, from another day (so that its visitor hashes can be deleted) or
        deleted by someone else.
        """
        self.dropped.save()
        with self._lock:
            if self._open and self._open.is_deleted():
                log.error("A journal in %s was deleted while in use; scans were lost.", self.folder)
                self._retire()
            if self._open and self._open.day != _today():
                self._retire()
            closing, self._closing = self._closing, []
            file = self._open
        for each in closing:
            each.close()
        if file:
            with suppress(OSError):
                file.sync()

    def close(self) -> None:
        """Close the file; the next record creates another."""
        with self._lock:
            self._retire()
        self.sync()

    def _open_next(self) -> _File | None:
        """Create a file; return None if the disk is full. Needs the lock."""
        self._retire()
        with suppress(OSError):
            self._open = _File(self.folder / f"{self.node_id}-{uuid4().hex}{JOURNAL_SUFFIX}")
        return self._open

    def _retire(self) -> None:
        """Stop writing to the open file; the next sync closes it. Needs the lock."""
        if self._open:
            self._closing.append(self._open)
        self._open = None

    def after_fork(self) -> None:
        """Start without files in the new process; they and their locks stay with the parent.

        A file that another thread of the parent was just opening or closing stays open here.
        """
        for file in (self._open, *self._closing):
            if file:
                file.abandon()
        self._open, self._closing = None, []
        self._lock = threading.Lock()  # another thread may have held it
        self.dropped = DropCounter(self.folder)


def _after_fork() -> None:
    for journal in _journals:
        journal.after_fork()


_journals: WeakSet[Journal] = WeakSet()
os.register_at_fork(after_in_child=_after_fork)


def _today() -> int:
    return int(time.time()) // SECONDS_PER_DAY
