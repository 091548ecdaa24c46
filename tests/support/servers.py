"""gunicorn for benchmarks and tests, on a free port of 127.0.0.1."""

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
from http.client import HTTPSConnection
from pathlib import Path

from tests.support.tls import Certificate

ROOT = Path(__file__).parents[2]
START_TIMEOUT_SECONDS = 20
STOP_TIMEOUT_SECONDS = 20


def free_port() -> int:
    """Return a port on which no server listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A gunicorn master in a session of its own, with its workers; over TLS with a certificate."""

    def __init__(
        self,
        app: str,
        settings: str,
        environment: Mapping[str, str],
        certificate: Certificate | None = None,
    ) -> None:
        self.port = free_port()
        self._certificate = certificate
        self._command = [sys.executable, "-m", "gunicorn", "-c", settings, app]
        if certificate:
            files = [f"--certfile={certificate.certificate}", f"--keyfile={certificate.key}"]
            self._command[-1:-1] = files
        self._environment = {**os.environ, **environment, "PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start, wait for the first answer and return the seconds until then."""
        started = time.perf_counter()
        self.process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        while time.perf_counter() - started < START_TIMEOUT_SECONDS:
            if self.process.poll() is not None:
                break
            with closing(self._connection()) as connection:
                try:
                    connection.request("HEAD", "/q/none")
                    connection.getresponse().read()
                    return time.perf_counter() - started
                except OSError:
                    time.sleep(0.005)
        raise RuntimeError(f"{' '.join(self._command)} did not answer.")

    def _connection(self) -> HTTPConnection:
        if self._certificate:
            context = self._certificate.client_context()
            return HTTPSConnection("127.0.0.1", self.port, timeout=5, context=context)
        return HTTPConnection("127.0.0.1", self.port, timeout=5)

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def stop(self) -> None:
        """Stop with SIGTERM."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(STOP_TIMEOUT_SECONDS)

    def kill(self) -> None:
        """Kill the master and all workers at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(
    app: str, settings: str = "gunicorn.conf.py", environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a server inside a `with`."""
    server = Server(app, settings, environment or {})
    server.start()
    try:
        yield server
    finally:
        server.stop()
