"""The background thread of each worker: start the daemon if needed, sync, reload."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from collections.abc import Iterable
from pathlib import Path

from microsite.daemon.locks import hold_workers_lock
from microsite.daemon.locks import is_running
from microsite.scans.data_dir import DataDir

POLL_INTERVAL_SECONDS = 0.5
START_INTERVAL_SECONDS = 3.0
"""Keeps a daemon that cannot start from occupying the machine."""
DAEMON_COMMAND = (sys.executable, "-m", "microsite", "daemon")

log = logging.getLogger(__name__)


def start_background_thread(data_dir: DataDir) -> None:
    """Start the thread; it ends with the process. To be called in the worker, after the fork."""
    data_dir.code_index.reload_if_changed()
    hold_workers_lock(data_dir.folder)
    tasks = (
        DaemonSupervisor(data_dir.folder).ensure_running,
        data_dir.journal.sync,
        data_dir.code_index.reload_if_changed,
        lambda: data_dir.visitor_hasher.forget_expired_salt(time.time()),
    )
    threading.Thread(target=_repeat, args=(tasks,), daemon=True, name="background").start()


def _repeat(tasks: Iterable[Callable[[], object]]) -> None:
    while True:
        for task in tasks:
            try:
                task()
            except Exception:  # tried again in the next round; an exception would end the thread
                log.exception("A background task of a worker failed, will retry.")
        time.sleep(POLL_INTERVAL_SECONDS)


class DaemonSupervisor:
    """Starts the daemon if none is running, at most once in START_INTERVAL_SECONDS."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._next_start = 0.0

    def ensure_running(self) -> None:
        """Start a daemon unless one is running. Raise OSError."""
        running = self._process is not None and self._process.poll() is None
        if running or time.monotonic() < self._next_start or is_running(self._folder):
            return
        self._next_start = time.monotonic() + START_INTERVAL_SECONDS
        # A process group of its own, which Ctrl-C does not reach, but the session of the workers:
        # the scheduler shares time evenly between sessions and compares niceness only within one
        # (sched(7), autogroup).
        self._process = subprocess.Popen(DAEMON_COMMAND, stdin=subprocess.DEVNULL, process_group=0)  # noqa: S603
