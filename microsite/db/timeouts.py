"""A limit for the time that a visitor's request waits for the database.

The timeouts of the drivers end most waits earlier. They do not cover a row that another
transaction has locked, nor a server that stops in the middle of a connection.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

MAX_CONCURRENT_CALLS = 15
"""As many as the engine's pool has connections. Further calls wait, within their own timeout."""

T = TypeVar("T")
_slots = threading.BoundedSemaphore(MAX_CONCURRENT_CALLS)


def run_with_timeout(seconds: float, call: Callable[[], T]) -> T:
    """Return the result of `call`, or raise its exception. Raise TimeoutError after `seconds`.

    After a timeout the call continues in its thread and may still succeed.
    """
    deadline = time.monotonic() + seconds
    if not _slots.acquire(timeout=seconds):
        raise TimeoutError
    future: Future[T] = Future()
    threading.Thread(target=_run, args=(call, future), daemon=True).start()
    return future.result(deadline - time.monotonic())


def _run(call: Callable[[], T], future: "Future[T]") -> None:
    try:
        future.set_result(call())
    except BaseException as error:
        future.set_exception(error)
    finally:
        _slots.release()
