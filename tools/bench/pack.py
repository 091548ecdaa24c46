"""`make bench-pack`: a print pack of 40,000 placements, and what scans notice of it.

First the pack alone: PDF and SVG of each, all read back, in two processes. Then scans at half of
the rate that the server can take, from many connections that pause, alone and beside a pack.
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
from tools.bench.scan import prepare
from tools.bench.scan import write_requests
from tools.bench.turns import Load
from tools.bench.turns import load

FORMS = ("pdf", "svg")
PROCESSES = 2
CONNECTIONS = 64
SECONDS_BETWEEN_LOOKS = 0.25


class Memory(NamedTuple):
    """Of a process and its children, in MB: shared pages counted once, or in each."""

    proportional: float
    resident: float


@contextmanager
def packing(environment: dict[str, str], target: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Have a pack being made; whatever is left of it at the end is killed."""
    forms = [argument for form in FORMS for argument in ("--format", form)]
    command = [sys.executable, "-m", "microsite", "pack", "bench", "-o", str(target), *forms]
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


def memory(pid: int) -> Memory:
    """What a process and its children take at present."""
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


def alone(environment: dict[str, str], target: Path) -> None:
    """Make one pack with nothing beside it, and print what it took."""
    began = time.perf_counter()
    most = Memory(0, 0)
    with packing(environment, target) as process:
        while process.poll() is None:
            most = Memory(*map(max, most, memory(process.pid)))
            time.sleep(SECONDS_BETWEEN_LOOKS)
        code = process.returncode
    seconds = time.perf_counter() - began
    spent = os.times()
    files = PLACEMENTS * len(FORMS)
    print(f"exit code {code}; {files:,} files, {target.stat().st_size / 1e6:.0f} MB")
    print(
        f"{seconds:.1f} s, {files / seconds:,.0f} files a second;"
        f" processor time {spent.children_user + spent.children_system:.1f} s"
    )
    print(
        f"memory at most: {most.proportional:.0f} MB proportional (PSS),"
        f" {most.resident:.0f} MB resident (RSS), all processes together"
    )


def beside(
    port: int, requests: Path, environment: dict[str, str], target: Path, rounds: int
) -> None:
    """Print what scans at half of the full rate see, without and with a pack beside them."""
    load(port, requests, 2)
    full = statistics.median(load(port, requests, 5).rate for _ in range(3))
    pause = CONNECTIONS / (full / 2) * 1000
    print(f"\nfull rate {full:,.0f} scans a second")
    quiet, busy = [], []
    for _ in range(rounds):
        quiet.append(load(port, requests, 6, CONNECTIONS, pause))
        with packing(environment, target) as process:
            time.sleep(3)  # it has begun making files
            busy.append(load(port, requests, 6, CONNECTIONS, pause))
            if process.poll() is not None:
                sys.exit("The pack ended before the scans did: take more placements.")
        for left in ("part", "progress"):
            target.with_name(f"{target.name}.{left}").unlink()
    for name, results in (("alone", quiet), ("beside a pack", busy)):
        print_medians(name, results)
    ratios = [during.p99 / before.p99 for before, during in zip(quiet, busy, strict=True)]
    print(f"p99 beside a pack / alone  {statistics.median(ratios):.2f}")


def print_medians(name: str, results: list[Load]) -> None:
    """One line: the medians of some loads."""
    rate, p50, p99 = (statistics.median(column) for column in list(zip(*results, strict=True))[:3])
    failed = sum(result.failed for result in results)
    print(
        f"{name:15}{rate:8,.0f} a second, p50 {p50 / 1000:.2f} ms, p99 {p99 / 1000:.2f} ms", end=""
    )
    print(f", {failed} failed")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("bench-pack needs wrk: install the system's package of that name.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment, engine, codes = prepare(folder / "instance")
        engine.dispose()
        requests = folder / "requests"
        write_requests(requests, codes, None)
        alone(environment, folder / "pack.zip")
        server = Server("wsgi:app", "gunicorn.conf.py", environment | {"WORKERS": "2"})
        server.start()
        try:
            beside(server.port, requests, environment, folder / "beside.zip", options.rounds)
        finally:
            server.stop()
            while is_running(folder / "instance"):
                time.sleep(0.1)


if __name__ == "__main__":
    main()
