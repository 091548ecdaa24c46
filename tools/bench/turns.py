"""Load tests of several servers in turns: the figures of wrk and the CPU time of the processes."""

import random
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine
from tqdm import tqdm

from microsite.daemon.locks import DAEMON_LOCK
from microsite.scans.aggregation import measure_lag_bytes
from tests.support.processes import lock_holder
from tests.support.processes import processor_time
from tests.support.servers import Server

SCRIPT = Path(__file__).with_name("scan.lua")
CONNECTIONS = 16
WARM_UP_SECONDS = 3
POLL_INTERVAL_SECONDS = 0.1
JOURNAL_RECORD_BYTES = 80
MICROSITE = "microsite"


class LoadResult(NamedTuple):
    """wrk's figures of one turn: requests a second, latency in µs, failed and all requests."""

    rate: float
    p50: float
    p99: float
    failed: int
    requests: int


class TurnResult(NamedTuple):
    """One turn: its load, the CPU time in µs a request, and the aggregation lag.

    `lag` is the number of requests that were not counted when the turn ended, `lag_seconds` the
    time until they were.
    """

    load: LoadResult
    workers: float
    daemon: float = 0.0
    lag: int = 0
    lag_seconds: float = 0.0


def run_wrk(
    port: int, requests: Path, seconds: int, connections: int = CONNECTIONS, pause_ms: float = 0
) -> LoadResult:
    """Load one server. With a pause, each connection waits that long between requests on average.

    wrk runs in its own session, as the server does: Linux divides CPU time among sessions first,
    and the phones of visitors do not share a session with the server.
    """
    wrk = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(SCRIPT)]
    pause = [str(pause_ms)] if pause_ms else []
    output = subprocess.run(
        [*wrk, f"http://127.0.0.1:{port}", "--", str(requests), *pause],
        check=True,
        capture_output=True,
        text=True,
        start_new_session=True,
    ).stdout
    fields = next(line for line in output.splitlines() if line.startswith("RESULT")).split()[1:]
    rate, p50, p99, failed, total = map(float, fields)
    return LoadResult(rate, p50, p99, int(failed), int(total))


class ServerBench:
    """The servers, their requests, and the instance folder of the microsite."""

    def __init__(
        self, servers: Mapping[str, Server], requests: Path, instance: Path, engine: Engine
    ) -> None:
        self.servers = servers
        self._requests = requests
        self._instance = instance
        self._journals = instance / "journal"
        self._engine = engine
        self._random = random.Random(3)

    def run_turn(self, name: str, seconds: int) -> TurnResult:
        """Load a server; for the microsite, wait until all its requests are counted."""
        server = self.servers[name]
        before = processor_time(server.workers())
        if name != MICROSITE:
            result = run_wrk(server.port, self._requests, seconds)
            return TurnResult(result, (processor_time(server.workers()) - before) / result.requests)
        daemon = self._wait_for_daemon()
        daemon_before = processor_time(daemon)
        result = run_wrk(server.port, self._requests, seconds)
        workers = processor_time(server.workers()) - before
        ended = time.perf_counter()
        lag = measure_lag_bytes(self._engine, self._journals) // JOURNAL_RECORD_BYTES
        while measure_lag_bytes(self._engine, self._journals):
            time.sleep(POLL_INTERVAL_SECONDS)
        return TurnResult(
            result,
            workers / result.requests,
            (processor_time(daemon) - daemon_before) / result.requests,
            lag,
            time.perf_counter() - ended,
        )

    def _wait_for_daemon(self) -> list[int]:
        while (pid := lock_holder(self._instance / DAEMON_LOCK)) is None:
            time.sleep(POLL_INTERVAL_SECONDS)
        return [pid]

    def run_rounds(self, count: int, seconds: int) -> dict[str, list[TurnResult]]:
        """Run one turn of each server a round, in random order, after a warm-up of each."""
        turns: dict[str, list[TurnResult]] = {name: [] for name in self.servers}
        for name in self.servers:
            self.run_turn(name, WARM_UP_SECONDS)
        for _ in tqdm(range(count), "rounds", leave=False, disable=None):
            for name in self._random.sample(list(self.servers), k=len(self.servers)):
                turns[name].append(self.run_turn(name, seconds))
        return turns
