"""Reading journals: which there are, what they say, and whether anyone still writes them."""

import fcntl
import os
import re
import stat
import time
from contextlib import suppress
from pathlib import Path

from microsite.scans.journal import END
from microsite.scans.journal import ROOM
from microsite.scans.journal import SUFFIX
from microsite.scans.journal import Entry

LARGEST = 64 * ROOM
"""Bytes: what is larger is no journal."""
SECONDS_TO_LOCK = 60

_FORM = re.compile(
    r"^(\d{1,10})"  # the time; of each field after it as much as its column in the tally takes
    r"\t([!-~]{0,12})"
    r"\t([!-~]{0,12}\t[!-~]{0,20}\t[!-~]{0,20}\t[!-~]{0,40})"
    r"\t([!-~]{0,10})"
    r"\t([!-~]{0,20})"
    r"\t\.(?:\n|\Z)",
    re.ASCII | re.MULTILINE,
)


def paths(folder: Path) -> list[Path]:
    """List the journals of a folder, past whatever else bears such a name: a pipe, a link, …

    Opening those could take for ever, or lead elsewhere.
    """
    found = []
    for path in sorted(folder.glob("*" + SUFFIX)):
        with suppress(FileNotFoundError):  # counted and gone since
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST:
                found.append(path)
    return found


def read(path: Path, start: int, limit: int, *, finished: bool) -> tuple[list[Entry], int]:
    """Read whole records from byte `start` on, `limit` bytes at most.

    Gives them and the byte to go on at. Of a file that is still being written that is not past the
    first zero, which stands for what is to come. In a finished one it stands for what lost power
    took, and is passed over, as are records that are not whole, but for one at the end.
    """
    with path.open("rb") as file:
        file.seek(start)
        while True:
            found = file.read(limit)
            batch = found.rstrip(b"\0") if finished else found.partition(b"\0")[0]
            if not batch.endswith(END):
                batch = batch[: max(batch.rfind(b"\n"), 0)]
            if batch or not finished or len(found) < limit:
                break
            start += len(found)  # nothing whole in it: power was lost over all of this
    entries = [
        Entry(int(seconds), *fields) for seconds, *fields in _FORM.findall(batch.decode("latin-1"))
    ]
    return entries, start + len(batch)


def unread(path: Path, start: int) -> int:
    """Tell how many bytes were written from byte `start` on."""
    with path.open("rb") as file:
        file.seek(start)
        return len(file.read().rstrip(b"\0"))


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
