"""Run work on rows in low-priority processes, with results in the order of the rows."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from typing import TypeVar

Result = TypeVar("Result")

_BATCHES_PER_PROCESS = 3
"""Batches running or queued per process. The limit bounds the memory."""

_AUTOGROUP = Path("/proc/self/autogroup")
_MAX_AUTOGROUP_ATTEMPTS = 20
_AUTOGROUP_RETRY_SECONDS = 0.1

_work: Callable[[range], Any]


def lower_priority() -> None:
    """Use only idle processor time, where the system supports it."""
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def map_ordered(
    work: Callable[[range], Result], batches: Iterable[range], processes: int
) -> Iterator[Result]:
    """Yield the result of each batch in order.

    The processes are forked, so call this while no other thread runs: they share the memory that
    the work refers to. They run at low priority and exit with the parent, even if it is killed.
    Where the system lets no process share a semaphore, this process does the work alone.
    Raise BrokenProcessPool if one of them is killed.
    """
    try:
        executor = ProcessPoolExecutor(processes, get_context("fork"), _start_worker, (work,))
    except (OSError, NotImplementedError):  # sem_overview(7): /dev/shm is read-only or absent
        yield from map(work, batches)
        return
    with executor as pool:
        try:
            yield from _run_batches(pool, batches, processes * _BATCHES_PER_PROCESS)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _run_batches(
    pool: ProcessPoolExecutor, batches: Iterable[range], max_pending: int
) -> Iterator[Any]:
    pending: deque[Future[Any]] = deque()
    for batch in batches:
        pending.append(pool.submit(_run_batch, batch))
        if len(pending) == max_pending:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def _start_worker(work: Callable[[range], Any]) -> None:
    global _work
    _work = work
    _lower_session_priority()
    lower_priority()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if parent := parent_process():
        threading.Thread(target=_exit_with, args=(parent,), daemon=True).start()


def _lower_session_priority() -> None:
    """Start a session with the lowest autogroup priority.

    Linux divides processor time between sessions first; a process's own priority only counts within
    its session (sched(7), autogroup).
    """
    os.setsid()
    for _ in range(_MAX_AUTOGROUP_ATTEMPTS):
        with suppress(OSError):
            try:
                _AUTOGROUP.write_text("19")
            except BlockingIOError:  # the kernel limits non-root users to ten writes per second
                time.sleep(_AUTOGROUP_RETRY_SECONDS)
                continue
        return


def _exit_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _run_batch(batch: range) -> Any:
    return _work(batch)
