"""The daemon: the one process of a machine that uses the database for scans.

It writes the code index and aggregates the journals of the workers. Every worker starts a daemon if
none is running, so that it needs no service manager; when there are no workers left, it aggregates
what remains and exits.
"""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Engine

from microsite.daemon.locks import DAEMON_LOCK
from microsite.daemon.locks import has_workers
from microsite.daemon.locks import try_lock
from microsite.daemon.status import write_status
from microsite.log_on_change import LogOnChange
from microsite.scans.aggregation import aggregate
from microsite.scans.data_dir import DataDir
from microsite.scans.dropped import DropCounter
from microsite.scans.journal import SECONDS_PER_DAY
from microsite.scans.visitor_hash import delete_expired_salts

REFRESH_INTERVAL_SECONDS = 0.5
AGGREGATION_INTERVAL_SECONDS = 2.0
"""Larger batches cost less per record."""
AGGREGATION_SECONDS = 0.5
NICENESS = 10
"""A tenth of a worker's share of a busy processor (sched(7)). Not less: a daemon interrupted in the
middle of a transaction keeps the database locked."""
TASK_STOP_TIMEOUT_SECONDS = 60
"""For the background task, after the daemon has released its lock and another one may start."""


class Daemon:
    """Code index and aggregation for one instance folder."""

    def __init__(self, engine: Engine, data_dir: DataDir) -> None:
        """Create the folders it reads from. Raise ConfigError."""
        data_dir.create_folders()
        self._engine = engine
        self._data_dir = data_dir
        self._code_index = data_dir.code_index_writer(engine)
        self._new_requests: Counter[str] = Counter()
        self._log = LogOnChange()

    def refresh(self) -> None:
        """Write the code index if the database has changed."""
        with self._log.reporting("Refreshing the code index"):
            self._code_index.refresh()

    def aggregate(self) -> int:
        """Aggregate for half a second, and finish the batch at hand; return the bytes counted."""
        size = 0
        with self._log.reporting("Aggregating scans"):
            deadline = time.monotonic() + AGGREGATION_SECONDS
            while True:
                result = aggregate(
                    self._engine,
                    self._data_dir.journal_folder,
                    self._data_dir.node_id,
                    time.time(),
                    deadline,
                )
                size += result.bytes_counted
                self._new_requests += result.requests
                if not result.bytes_counted or time.monotonic() > deadline:
                    break
            if result.unreadable:
                raise result.unreadable
        return size

    def delete_expired_salts(self) -> None:
        """Delete the salts of past days."""
        with self._log.reporting("Deleting expired salts"):
            today = int(time.time()) // SECONDS_PER_DAY
            delete_expired_salts(self._data_dir.salt_folder, before=today)

    def write_status(self) -> None:
        """Write the status for monitoring."""
        with self._log.reporting("Writing the daemon status"):
            DropCounter(self._data_dir.journal_folder).add(0)
            write_status(
                self._data_dir.folder,
                self._engine,
                self._data_dir.journal_folder,
                self._new_requests,
            )
            self._new_requests.clear()

    def run(self, *, standalone: bool, task: Callable[[threading.Event], None]) -> bool:
        """Run while there are workers, or with `standalone` until SIGTERM or SIGINT.

        `task` runs in a thread of its own until the event is set; aggregation never waits for it.
        Before returning, the remaining journals are aggregated; what the database does not accept
        stays for the next daemon. Return False at once if another daemon runs on this folder.
        """
        stop = threading.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: stop.set())
        folder = self._data_dir.folder
        with try_lock(folder / DAEMON_LOCK) as is_first:
            if not is_first:
                return False
            self.refresh()
            with suppress(OSError):
                os.nice(NICENESS)
            thread = threading.Thread(target=task, args=(stop,), daemon=True)
            thread.start()
            next_aggregation = 0.0
            while not stop.is_set() and (standalone or has_workers(folder)):
                self.refresh()
                if time.monotonic() > next_aggregation:
                    self.aggregate()
                    self.delete_expired_salts()
                    self.write_status()
                    next_aggregation = time.monotonic() + AGGREGATION_INTERVAL_SECONDS
                stop.wait(REFRESH_INTERVAL_SECONDS)
            while self.aggregate():
                pass
            self.delete_expired_salts()
            self.write_status()
        stop.set()
        thread.join(TASK_STOP_TIMEOUT_SECONDS)
        return True
