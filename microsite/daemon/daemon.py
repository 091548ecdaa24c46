"""The keeper: the one process of a machine that speaks to the database for scans.

It writes the directory for the others to read, and counts their journals. Every worker watches that
there is one and starts it if not, so that it needs no supervisor; when there is nobody left to keep
for, it counts what is left and leaves.
"""

import fcntl
import os
import signal
import threading
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine

from microsite.daemon.status import write_state
from microsite.log_on_change import LogOnChange
from microsite.scans import aggregation
from microsite.scans.code_index import DirectoryWriter
from microsite.scans.dropped import Losses
from microsite.scans.visitor_hash import SECONDS_A_DAY
from microsite.scans.visitor_hash import throw_away_salts

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_COUNTS = 2.0
"""Larger batches cost less a record."""
SECONDS_A_COUNT = 0.5
NICENESS = 10
"""A tenth of the time that a worker gets, where both want more than there is (sched(7)). No less:
who stops half-way through a count keeps the database locked."""
SECONDS_TO_FINISH = 60
"""For what is run beside, after the keeper's work is done and another may begin."""

JOURNALS = "journal"
SALTS = "salts"
KEEPER_LOCK = "keeper.lock"
WORKERS_LOCK = "workers.lock"


class Keeper:
    """Directory and tally of one instance folder."""

    def __init__(
        self, engine: Engine, folder: Path, directory: DirectoryWriter, owner: str
    ) -> None:
        self._engine = engine
        self._folder = folder
        self._journals = folder / JOURNALS
        self._directory = directory
        self._owner = owner
        self._failures = LogOnChange()

    def refresh(self) -> None:
        """Write the directory if the database has changed."""
        with self._failures.reporting("The directory of codes is refreshed"):
            self._directory.refresh()

    def count(self) -> int:
        """Count for half a second, and to the end of what is at hand; give the bytes counted."""
        counted = 0
        with self._failures.reporting("Scans are counted"):
            until = time.monotonic() + SECONDS_A_COUNT
            while True:
                run = aggregation.run(self._engine, self._journals, self._owner, time.time(), until)
                counted += run.counted
                if not run.counted or time.monotonic() > until:
                    break
            if run.unreadable:
                raise run.unreadable
        return counted

    def tidy(self) -> None:
        """Throw away the salts of past days, and tell monitoring how things are."""
        with self._failures.reporting("Salts of past days are thrown away"):
            throw_away_salts(self._folder / SALTS, before=int(time.time()) // SECONDS_A_DAY)
        with self._failures.reporting("The state is written for monitoring"):
            Losses(self._journals).add(0)
            write_state(self._folder, self._engine, self._journals)

    def keep(self, *, stay: bool, beside: Callable[[threading.Event], None]) -> bool:
        """Go on while there are workers, or with `stay` until told to end (SIGTERM, SIGINT).

        `beside` is run in a thread meanwhile, until the event is set; counting never waits for it.
        At the end counts what is left; what the database does not take then waits in the journals
        for the next keeper. Gives False at once if another process keeps this instance already.
        """
        ended = threading.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: ended.set())
        with try_lock(self._folder / KEEPER_LOCK) as first:
            if not first:
                return False
            self.refresh()
            with suppress(OSError):
                os.nice(NICENESS)
            other = threading.Thread(target=beside, args=(ended,), daemon=True)
            other.start()
            next_count = 0.0
            while not ended.is_set() and (stay or has_workers(self._folder)):
                self.refresh()
                if time.monotonic() > next_count:
                    self.count()
                    self.tidy()
                    next_count = time.monotonic() + SECONDS_BETWEEN_COUNTS
                ended.wait(SECONDS_BETWEEN_LOOKS)
            while self.count():
                pass
        ended.set()
        other.join(SECONDS_TO_FINISH)
        return True


def has_workers(folder: Path) -> bool:
    """Tell whether a worker lives, which holds a shared lock for as long as it does.

    Where that cannot be told, there may be one.
    """
    try:
        with try_lock(folder / WORKERS_LOCK) as alone:
            return not alone
    except OSError:
        return folder.exists()


def is_kept(folder: Path) -> bool:
    """Tell whether a keeper lives."""
    with try_lock(folder / KEEPER_LOCK) as free:
        return not free


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Hold the lock of a file if it is free; gives whether it was. Dying lets go of it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(file)
