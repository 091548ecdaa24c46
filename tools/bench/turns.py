"""Turns of servers under load: what wrk saw of each, and what its processes spent."""

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
from tests.support.servers import ROOT
from tests.support.servers import Server

CONNECTIONS = 16
SECONDS_TO_WARM_UP = 3
BYTES_A_RECORD = 80
OURS = "ours"


class Load(NamedTuple):
    """What wrk saw in one turn: requests a second, latency in µs, failed and all requests."""

    rate: float
    p50: float
    p99: float
    failed: int
    requests: int


class Turn(NamedTuple):
    """One turn: its load, processor time in µs a request, and how far counting was behind.

    `behind` is what was uncounted when the turn ended, `seconds_behind` how long that took then.
    """

    load: Load
    workers: float
    daemon: float = 0.0
    behind: int = 0
    seconds_behind: float = 0.0


def load(
    port: int, requests: Path, seconds: int, connections: int = CONNECTIONS, pause_ms: float = 0
) -> Load:
    """Load one server for some seconds; with a pause, each connection waits so long on average.

    wrk has a session of its own, as the server has: Linux shares time out among sessions first, and
    people with phones do not share theirs with whoever measures.
    """
    wrk = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(ROOT / "bench/scan.lua")]
    pause = [str(pause_ms)] if pause_ms else []
    output = subprocess.run(
        [*wrk, f"http://127.0.0.1:{port}", "--", str(requests), *pause],
        check=True,
        capture_output=True,
        text=True,
        start_new_session=True,
    ).stdout
    fields = next(line for line in output.splitlines() if line.startswith("RESULT")).split()[1:]
    rate, p50, p99, failed, requests_made = map(float, fields)
    return Load(rate, p50, p99, int(failed), int(requests_made))


class Bench:
    """The servers, what they are asked, and the instance that ours keeps."""

    def __init__(
        self, servers: Mapping[str, Server], requests: Path, instance: Path, engine: Engine
    ) -> None:
        self.servers = servers
        self._requests = requests
        self._instance = instance
        self._journals = instance / "journal"
        self._engine = engine
        self._chance = random.Random(3)

    def turn(self, name: str, seconds: int) -> Turn:
        """Load a server and, of ours, wait until all is counted."""
        server = self.servers[name]
        before = processor_time(server.workers())
        if name != OURS:
            result = load(server.port, self._requests, seconds)
            return Turn(result, (processor_time(server.workers()) - before) / result.requests)
        while (holder := lock_holder(self._instance / DAEMON_LOCK)) is None:  # only just started
            time.sleep(0.1)
        daemon = [holder]
        daemon_before = processor_time(daemon)
        result = load(server.port, self._requests, seconds)
        workers = processor_time(server.workers()) - before
        ended = time.perf_counter()
        behind = measure_lag_bytes(self._engine, self._journals) // BYTES_A_RECORD
        while measure_lag_bytes(self._engine, self._journals):
            time.sleep(0.1)
        counting = processor_time(daemon) - daemon_before
        return Turn(
            result,
            workers / result.requests,
            counting / result.requests,
            behind,
            time.perf_counter() - ended,
        )

    def rounds(self, count: int, seconds: int) -> dict[str, list[Turn]]:
        """Let each take a turn in each round, after a warm-up; who is first changes."""
        turns: dict[str, list[Turn]] = {name: [] for name in self.servers}
        for name in self.servers:
            self.turn(name, SECONDS_TO_WARM_UP)
        for _ in tqdm(range(count), "rounds", leave=False, disable=None):
            for name in self._chance.sample(list(self.servers), k=len(self.servers)):
                turns[name].append(self.turn(name, seconds))
        return turns
