"""Customers: threads that scan each code once and record the result."""

import threading
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import closing
from contextlib import contextmanager
from http.client import HTTPConnection
from http.client import HTTPException

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
SCANS_PER_CONNECTION = 20


class Customers:
    """The codes by result: answered with the right redirect, interrupted, or answered wrongly."""

    def __init__(self, port: int, codes: Sequence[str]) -> None:
        self.port = port
        self.answered: list[str] = []
        self.interrupted: list[str] = []
        self.wrong: list[tuple[str, int, str]] = []
        self._codes = iter(codes)
        self._lock = threading.Lock()
        self._stop = threading.Event()

    @contextmanager
    def scanning(self, count: int = 4, pause: float = 0.0) -> Iterator[None]:
        """Scan in `count` threads inside a `with`, with `pause` seconds between scans."""
        threads = [threading.Thread(target=self._scan, args=(pause,)) for _ in range(count)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _scan(self, pause: float) -> None:
        while not self._stop.is_set():
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                try:
                    connection.connect()
                except OSError:  # the server is down: no scan was made
                    self._stop.wait(0.02)
                    continue
                if not self._scan_some(connection, pause):
                    break

    def _scan_some(self, connection: HTTPConnection, pause: float) -> bool:
        """Scan over one connection; return True if there are codes left."""
        for _ in range(SCANS_PER_CONNECTION):
            with self._lock:
                code = next(self._codes, "")
            if not code:
                return False
            if not self._scan_once(connection, code) or self._stop.wait(pause):
                break
        return True

    def _scan_once(self, connection: HTTPConnection, code: str) -> bool:
        try:
            connection.request("GET", f"/q/{code}", headers={"User-Agent": IPHONE})
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException):
            self.interrupted.append(code)
            return False
        location = response.getheader("Location", "")
        if response.status == 302 and f"ct={code}&" in location:
            self.answered.append(code)
        else:
            self.wrong.append((code, response.status, location))
        return True
