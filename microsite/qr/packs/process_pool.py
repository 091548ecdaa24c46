"""Work on rows spread over processes, its results in the order of the rows."""

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

_AHEAD = 3
"""Batches a process that may be under way or wait for their turn: they bound the memory."""

_AUTOGROUP = Path("/proc/self/autogroup")
_TRIES = 20

_work: Callable[[range], Any]


def give_way() -> None:
    """Take only what time other processes leave over, where the system can tell the two apart."""
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def in_order(
    work: Callable[[range], Result], batches: Iterable[range], processes: int
) -> Iterator[Result]:
    """The results of work on each batch, one after another.

    The processes are forked, best where no other thread runs: what the work refers to is theirs
    without being copied. They give way to all others on the machine, and end with the process that
    started them, however that ends. Raises BrokenProcessPool if one is killed.
    """
    with ProcessPoolExecutor(processes, get_context("fork"), _begin, (work,)) as pool:
        try:
            yield from _results(pool, batches, processes * _AHEAD)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _results(pool: ProcessPoolExecutor, batches: Iterable[range], ahead: int) -> Iterator[Any]:
    under_way: deque[Future[Any]] = deque()
    for batch in batches:
        under_way.append(pool.submit(_do, batch))
        if len(under_way) == ahead:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _begin(work: Callable[[range], Any]) -> None:
    global _work
    _work = work
    _weigh_little()
    give_way()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if parent := parent_process():
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _weigh_little() -> None:
    """Become a session of its own, one that weighs next to nothing beside others.

    Linux shares time out among sessions first, and heeds only within one that a process gives way
    (sched(7), autogroup).
    """
    os.setsid()
    for _ in range(_TRIES):
        with suppress(OSError):
            try:
                _AUTOGROUP.write_text("19")
            except BlockingIOError:  # all users but root may ask for ten of these a second
                time.sleep(0.1)
                continue
        return


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _do(batch: range) -> Any:
    return _work(batch)
