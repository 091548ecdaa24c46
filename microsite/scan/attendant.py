"""What each worker does beside answering: sync its journal, look for a new directory, and see that
there is a keeper.
"""

import fcntl
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from microsite.scan.directory import Directory
from microsite.scan.journal import Journal
from microsite.scan.keeper import WORKERS_LOCK
from microsite.scan.keeper import is_kept

SECONDS_BETWEEN_ROUNDS = 0.5
SECONDS_BETWEEN_STARTS = 3.0
"""So that a keeper which cannot start does not keep the machine busy."""
KEEPER = (sys.executable, "-m", "microsite", "keeper")


def attend(folder: Path, journal: Journal, directory: Directory) -> None:
    """Begin to attend, in a thread that ends with the process. To be called after the fork."""
    workers = os.open(folder / WORKERS_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    fcntl.flock(workers, fcntl.LOCK_SH)  # held, unclosed, for as long as the process lives
    thread = threading.Thread(
        target=_attend, args=(folder, journal, directory), daemon=True, name="attendant"
    )
    thread.start()


def _attend(folder: Path, journal: Journal, directory: Directory) -> None:
    keeper: subprocess.Popen[bytes] | None = None
    next_start = 0.0
    pause = threading.Event()
    while True:
        running = keeper is not None and keeper.poll() is None
        if not running and time.monotonic() > next_start and not is_kept(folder):
            next_start = time.monotonic() + SECONDS_BETWEEN_STARTS
            with suppress(OSError):
                keeper = subprocess.Popen(KEEPER, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
        pause.wait(SECONDS_BETWEEN_ROUNDS)
        journal.sync()
        directory.look()
