"""`make bench-pack`: time a print pack of 40,000 placements, and its effect on scan latency.

First the pack alone: PDF and SVG of each placement in two processes. Then scans at half of the
server's maximum rate from many pausing connections, without and with a pack in the background.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from microsite.daemon.locks import is_running
from tests.support.servers import ROOT
from tests.support.servers import Server
from tools.bench.scan import PLACEMENTS
from tools.bench.scan import create_placements
from tools.bench.scan import write_requests
from tools.bench.turns import LoadResult
from tools.bench.turns import run_wrk

FORMATS = ("pdf", "svg")
PROCESSES = 2
CONNECTIONS = 64
MEMORY_POLL_SECONDS = 0.25


class Memory(NamedTuple):
    """Memory of a process and its children in MB, with shared pages counted once or per process."""

    proportional: float
    resident: float


@contextmanager
def running_pack(environment: dict[str, str], target: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `microsite pack` in the background and kill it at the end."""
    format_options = [argument for format in FORMATS for argument in ("--format", format)]
    command = [
        sys.executable,
        "-m",
        "microsite",
        "pack",
        "bench",
        "-o",
        str(target),
        *format_options,
    ]
    process = subprocess.Popen(
        [*command, "--jobs", str(PROCESSES)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def measure_memory(pid: int) -> Memory:
    """Return the current memory of a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    proportional = resident = 0
    for process in (str(pid), *children):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        sizes = dict(line.split()[:2] for line in lines[1:])
        proportional += int(sizes["Pss:"])
        resident += int(sizes["Rss:"])
    return Memory(proportional / 1024, resident / 1024)


def measure_pack(environment: dict[str, str], target: Path) -> None:
    """Write one pack on an idle machine and print its cost."""
    start = time.perf_counter()
    peak = Memory(0, 0)
    with running_pack(environment, target) as process:
        while process.poll() is None:
            peak = Memory(*map(max, peak, measure_memory(process.pid)))
            time.sleep(MEMORY_POLL_SECONDS)
        code = process.returncode
    seconds = time.perf_counter() - start
    spent = os.times()
    files = PLACEMENTS * len(FORMATS)
    print(f"exit code {code}; {files:,} files, {target.stat().st_size / 1e6:.0f} MB")
    print(
        f"{seconds:.1f} s, {files / seconds:,.0f} files a second;"
        f" processor time {spent.children_user + spent.children_system:.1f} s"
    )
    print(
        f"peak memory: {peak.proportional:.0f} MB proportional (PSS),"
        f" {peak.resident:.0f} MB resident (RSS), all processes together"
    )


def measure_scans(
    port: int, requests: Path, environment: dict[str, str], target: Path, rounds: int
) -> None:
    """Print the scan latency at half of the maximum rate, without and with a pack running."""
    run_wrk(port, requests, 2)
    max_rate = statistics.median(run_wrk(port, requests, 5).rate for _ in range(3))
    pause = CONNECTIONS / (max_rate / 2) * 1000
    print(f"\nmaximum rate {max_rate:,.0f} scans a second")
    quiet, busy = [], []
    for _ in range(rounds):
        quiet.append(run_wrk(port, requests, 6, CONNECTIONS, pause))
        with running_pack(environment, target) as process:
            time.sleep(3)  # until it writes files
            busy.append(run_wrk(port, requests, 6, CONNECTIONS, pause))
            if process.poll() is not None:
                sys.exit("The pack finished before the scans: use more placements.")
        for suffix in ("part", "progress"):
            target.with_name(f"{target.name}.{suffix}").unlink()
    for name, results in (("without pack", quiet), ("with pack", busy)):
        print_medians(name, results)
    ratios = [during.p99 / before.p99 for before, during in zip(quiet, busy, strict=True)]
    print(f"p99 with / without pack {statistics.median(ratios):.2f}")


def print_medians(name: str, results: list[LoadResult]) -> None:
    """Print the medians of some loads on one line."""
    rate, p50, p99 = (statistics.median(column) for column in list(zip(*results, strict=True))[:3])
    failed = sum(result.failed for result in results)
    print(
        f"{name:15}{rate:8,.0f} a second, p50 {p50 / 1000:.2f} ms, p99 {p99 / 1000:.2f} ms", end=""
    )
    print(f", {failed} failed")


def main() -> None:
    """Run the benchmark and print the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("bench-pack requires wrk: install the wrk system package.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment, engine, codes = create_placements(folder / "instance")
        engine.dispose()
        requests = folder / "requests"
        write_requests(requests, codes, None)
        measure_pack(environment, folder / "pack.zip")
        server = Server("wsgi:app", "gunicorn.conf.py", environment | {"WORKERS": "2"})
        server.start()
        try:
            measure_scans(
                server.port, requests, environment, folder / "with_scans.zip", options.rounds
            )
        finally:
            server.stop()
            while is_running(folder / "instance"):
                time.sleep(0.1)


if __name__ == "__main__":
    main()
