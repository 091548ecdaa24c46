"""gunicorn as benchmarks and tests of real processes start it: on a free port of 127.0.0.1."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import closing
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 20
SECONDS_TO_STOP = 20


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A gunicorn of its own process group, with its workers."""

    def __init__(self, app: str, settings: str, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        self._command = [sys.executable, "-m", "gunicorn", "-c", settings, app]
        self._environment = {**os.environ, **environment, "PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start, and wait for the first answer; give the seconds that took."""
        began = time.perf_counter()
        self.process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        while time.perf_counter() - began < SECONDS_TO_START:
            if self.process.poll() is not None:
                break
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                try:
                    connection.request("HEAD", "/q/none")
                    connection.getresponse().read()
                    return time.perf_counter() - began
                except OSError:
                    time.sleep(0.005)
        raise RuntimeError(f"{' '.join(self._command)} did not answer.")

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def stop(self) -> None:
        """Stop as an administrator would."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(SECONDS_TO_STOP)

    def kill(self) -> None:
        """Kill the master and all workers at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(
    app: str, settings: str = "gunicorn.conf.py", environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Have a server for the length of a `with`."""
    server = Server(app, settings, environment or {})
    server.start()
    try:
        yield server
    finally:
        server.stop()
