"""File locks in the instance folder that show which processes are running (flock(2))."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DAEMON_LOCK = "daemon.lock"
"""Held by the daemon; exclusive, so that there is only one."""
WORKERS_LOCK = "workers.lock"
"""Shared by all workers."""


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Hold the exclusive lock of a file if it is free; yield True if it was.

    The kernel releases the lock when the process dies.
    """
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


def hold_workers_lock(folder: Path) -> None:
    """Hold the workers' lock for as long as this process lives."""
    file = os.open(folder / WORKERS_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    fcntl.flock(file, fcntl.LOCK_SH)  # not closed: the kernel releases it


def has_workers(folder: Path) -> bool:
    """Return True if a worker is running, or if that cannot be determined."""
    try:
        with try_lock(folder / WORKERS_LOCK) as free:
            return not free
    except OSError:
        return folder.exists()


def is_running(folder: Path) -> bool:
    """Return True if a daemon is running. Raise OSError."""
    with try_lock(folder / DAEMON_LOCK) as free:
        return not free
