"""The timeout for calls that wait for the database."""

import threading
import time

import pytest

from microsite.db.timeouts import MAX_CONCURRENT_CALLS
from microsite.db.timeouts import run_with_timeout


def test_a_call_returns_or_raises_what_the_function_does() -> None:
    assert run_with_timeout(1, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        run_with_timeout(1, lambda: 1 // 0)


def test_a_call_beyond_the_maximum_waits_no_longer_than_the_others() -> None:
    release = threading.Event()

    def wait() -> None:
        with pytest.raises(TimeoutError):
            run_with_timeout(0.2, release.wait)

    threads = [threading.Thread(target=wait) for _ in range(MAX_CONCURRENT_CALLS + 5)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - start < 2
    release.set()
    assert run_with_timeout(1, lambda: "free again") == "free again"
