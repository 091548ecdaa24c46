"""What each worker does beside answering, twice a second: see that there is a keeper, and more."""

import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from microsite.daemon.daemon import WORKERS_LOCK
from microsite.daemon.daemon import is_kept

SECONDS_BETWEEN_ROUNDS = 0.5
SECONDS_BETWEEN_STARTS = 3.0
"""So that a keeper which cannot start does not keep the machine busy."""
KEEPER = (sys.executable, "-m", "microsite", "keeper")

log = logging.getLogger(__name__)


def attend(folder: Path, *tasks: Callable[[], object]) -> None:
    """Begin to attend, in a thread that ends with the process. To be called after the fork.

    Each of the tasks is done twice a second, whatever becomes of the others.
    """
    workers = os.open(folder / WORKERS_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    fcntl.flock(workers, fcntl.LOCK_SH)  # held, unclosed, for as long as the process lives
    thread = threading.Thread(
        target=_attend,
        args=(KeeperProcess(folder).see_to_it, *tasks),
        daemon=True,
        name="attendant",
    )
    thread.start()


def _attend(*tasks: Callable[[], object]) -> None:
    pause = threading.Event()
    while True:
        for task in tasks:
            try:
                task()
            except Exception:  # the next round may do better; without a thread there is none
                log.exception("A worker could not attend to its scans.")
        pause.wait(SECONDS_BETWEEN_ROUNDS)


class KeeperProcess:
    """The keeper as a worker sees it: to be started if there is none, but not again and again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._next_start = 0.0

    def see_to_it(self) -> None:
        """Start a keeper unless there is one. Raises OSError."""
        running = self._process is not None and self._process.poll() is None
        if running or time.monotonic() < self._next_start or is_kept(self._folder):
            return
        self._next_start = time.monotonic() + SECONDS_BETWEEN_STARTS
        # A group of its own, that Ctrl-C leaves alone, but the session of the workers: sessions
        # get even shares of time (sched(7), autogroup), and no priority counts among them.
        self._process = subprocess.Popen(KEEPER, stdin=subprocess.DEVNULL, process_group=0)  # noqa: S603
