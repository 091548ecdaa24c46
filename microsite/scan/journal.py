"""The journal: one record a request to /q, on disk before the answer leaves.

Each process writes a file of its own with `O_APPEND`, one `write` a record. It holds a lock on the
file for as long as it lives, so that anyone can tell a journal that is still being written from one
that a dead process left. Killing the process loses nothing, since the record is the kernel's by
then; losing power loses what came after the last `sync`, which is called twice a second.

A record begins with a line feed and ends with a mark, so that one which the disk took in part
neither passes for a whole one nor spoils the next.
"""

import fcntl
import os
import re
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from microsite.scan.losses import Losses

SUFFIX = ".journal"
LARGEST = 8 * 1024 * 1024
"""Bytes after which a new file is begun, so that counted ones can go."""

SECONDS_TO_LOCK = 60
SECONDS_A_DAY = 86400


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


_END = b"\t."
_RECORD = "\n" + "\t".join(["%s"] * len(Entry._fields)) + _END.decode()
_WIDTHS = (12, 12, 20, 20, 40, 10, 20)
"""Most characters of each field after the time: what its column in the tally takes."""
_FORM = re.compile(
    r"(\d{1,10})" + "".join(rf"\t([!-~]{{0,{width}}})" for width in _WIDTHS) + r"\t\.", re.ASCII
)


class Journal:
    """The journal of this process. Opened at the first record, so that a fork begins its own.

    Threads append without waiting for each other; the kernel puts whole writes one after another.
    """

    def __init__(self, folder: Path, owner: str) -> None:
        """Write into `folder`; `owner` (this machine) is the first part of every file's name."""
        self.folder = folder
        self.owner = owner
        self.losses = Losses(folder)
        self._file = -1
        self._process = 0
        self._size = 0
        self._synced = 0
        self._day = 0
        self._begun = 0
        self._lock = threading.Lock()

    def append(self, entry: Entry) -> bool:
        """Write a record; False, and counted as lost, if the disk took less than all of it."""
        record = (_RECORD % entry).encode("ascii", "replace")
        try:
            if self._process != os.getpid() or self._size > LARGEST:
                self._begin()
            written = os.write(self._file, record)
        except OSError:
            written = 0
        self._size += written
        if written == len(record):
            return True
        self.losses.add()
        return False

    def sync(self) -> None:
        """Have the disk keep what was written so far; to be called now and then.

        On another day than the file was begun, begins another, so that tokens of past days go.
        """
        self.losses.save()
        if self._process != os.getpid():
            return
        with suppress(OSError):
            if self._size and _today() != self._day:
                self._begin()
            self._flush()

    def close(self) -> None:
        """Let go of the file; the next record begins another."""
        if self._process == os.getpid():
            self._flush()
            os.close(self._file)
        self._process = 0

    def _flush(self) -> None:
        size = self._size
        if self._synced != size:
            os.fdatasync(self._file)
            self._synced = size

    def _begin(self) -> None:
        """Begin a file. One that is open already is replaced under its number at once.

        So a thread that is about to write finds the one or the other file, and nothing else.
        """
        begun = self._begun
        with self._lock:
            if self._begun != begun:  # by another thread, meanwhile
                return
            path = self.folder / f"{self.owner}-{uuid4().hex}{SUFFIX}"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
            file = os.open(path, flags, 0o640)
            fcntl.flock(file, fcntl.LOCK_EX)
            if self._process == os.getpid():
                with suppress(OSError):
                    self._flush()
                os.dup2(file, self._file, inheritable=False)
                os.close(file)
            else:
                self._file = file
            self._process, self._size, self._synced = os.getpid(), 0, 0
            self._day = _today()
            self._begun += 1


def _today() -> int:
    return int(time.time()) // SECONDS_A_DAY


def read(path: Path, start: int, limit: int) -> tuple[list[Entry], int]:
    """Read whole records from byte `start` on, `limit` bytes at most.

    Gives them and the byte to go on at. Records that are not whole are passed over, but for one at
    the end, which may still become whole.
    """
    with path.open("rb") as file:
        file.seek(start)
        batch = file.read(limit)
    *records, last = batch.split(b"\n")
    if last.endswith(_END):
        records.append(last)
    elif len(records) < 2:
        return [], start
    else:
        batch = batch[: -len(last) - 1]
    return [entry for record in records if (entry := _parse(record))], start + len(batch)


def _parse(record: bytes) -> Entry | None:
    found = _FORM.fullmatch(record.decode("latin-1"))
    if found is None:
        return None
    seconds, *fields = found.groups()
    return Entry(int(seconds), *fields)


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
