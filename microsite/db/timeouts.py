"""A limit to how long somebody waits for the database, whatever it is that the database waits for.

Its own limits end most waits earlier. They do not hold for a row that somebody else has locked, nor
for a server that stopped in the middle of a connection.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

AT_ONCE = 15
"""As many as the engine has connections; whoever finds no room waits for it until the deadline."""

T = TypeVar("T")
_room = threading.BoundedSemaphore(AT_ONCE)


def run_with_timeout(seconds: float, call: Callable[[], T]) -> T:
    """Give what `call` gives, or raise what it raises. Raises TimeoutError.

    A call that is late goes on in its thread: it may still succeed, unseen.
    """
    deadline = time.monotonic() + seconds
    if not _room.acquire(timeout=seconds):
        raise TimeoutError
    found: Future[T] = Future()
    threading.Thread(target=_run, args=(call, found), daemon=True).start()
    return found.result(deadline - time.monotonic())


def _run(call: Callable[[], T], found: "Future[T]") -> None:
    try:
        found.set_result(call())
    except BaseException as error:
        found.set_exception(error)
    finally:
        _room.release()
