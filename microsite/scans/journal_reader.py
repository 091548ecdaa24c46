"""Reading journals: list them, read their entries, detect that no process writes to one."""

import fcntl
import os
import re
import stat
import time
from contextlib import suppress
from pathlib import Path

from microsite.scans.journal import JOURNAL_BYTES
from microsite.scans.journal import JOURNAL_SUFFIX
from microsite.scans.journal import RECORD_END
from microsite.scans.journal import JournalEntry

MAX_JOURNAL_BYTES = 64 * JOURNAL_BYTES
"""A larger file is not a journal."""
LOCK_GRACE_SECONDS = 60

_RECORD = re.compile(
    r"^(\d{1,10})"  # the time; every other field as long as its column in scan_count allows
    r"\t([!-~]{0,20})"
    r"\t([!-~]{0,12}\t[!-~]{0,20}\t[!-~]{0,20}\t[!-~]{0,40})"
    r"\t([!-~]{0,10})"
    r"\t([!-~]{0,20})"
    r"\t\.(?:\n|\Z)",
    re.ASCII | re.MULTILINE,
)


def list_journals(folder: Path) -> list[Path]:
    """Return the journals of a folder in sorted order.

    Pipes, links and other things with such a name are skipped: opening one could block, or read a
    file in another folder.
    """
    journals = []
    for path in sorted(folder.glob("*" + JOURNAL_SUFFIX)):
        with suppress(FileNotFoundError):  # counted and deleted in the meantime
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_JOURNAL_BYTES:
                journals.append(path)
    return journals


def read_entries(
    path: Path, start: int, limit: int, *, finished: bool
) -> tuple[list[JournalEntry], int]:
    """Read complete records from byte `start` on, at most `limit` bytes.

    Return them and the byte at which to continue. In a file that is still being written, reading
    stops at the first zero byte, where the next record will go. In a finished file, zero bytes are
    what a power failure destroyed; they are skipped, and so is every incomplete record except one
    at the end.
    """
    with path.open("rb") as file:
        file.seek(start)
        while True:
            content = file.read(limit)
            batch = content.rstrip(b"\0") if finished else content.partition(b"\0")[0]
            if not batch.endswith(RECORD_END):
                batch = batch[: max(batch.rfind(b"\n"), 0)]
            if batch or not finished or len(content) < limit:
                break
            start += len(content)  # no complete record in it: destroyed by a power failure
    entries = [
        JournalEntry(int(seconds), *fields)
        for seconds, *fields in _RECORD.findall(batch.decode("latin-1"))
    ]
    return entries, start + len(batch)


def count_unread_bytes(path: Path, start: int) -> int:
    """Return the number of bytes written from byte `start` on."""
    with path.open("rb") as file:
        file.seek(start)
        return len(file.read().rstrip(b"\0"))


def is_finished(path: Path) -> bool:
    """Return True if no process writes to this journal any more.

    An empty and young file may have been created a moment ago and not be locked yet.
    """
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        status = os.fstat(file.fileno())
    return status.st_size > 0 or time.time() - status.st_mtime > LOCK_GRACE_SECONDS
