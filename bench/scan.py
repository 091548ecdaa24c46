"""`make bench-scan`: the redirector beside an empty WSGI app and a plain Flask view.

All three run under the same gunicorn settings in one run and take turns; wrk asks for 40,000
placements with mixed User-Agents. Ours counts as it does in service.
"""

import argparse
import gzip
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from bench.servers import ROOT
from bench.servers import Server
from bench.user_agents import user_agents
from microsite import config as configuration
from microsite import create_app
from microsite.campaigns import register
from microsite.database import upgrade
from microsite.scan.keeper import is_kept
from microsite.scan.tally import lag

PLACEMENTS = 40_000
REQUESTS = 60_000
CONNECTIONS = 16


class Result(NamedTuple):
    """Of one turn: requests a second, latency in µs, failed and all requests."""

    rate: float
    p50: float
    p99: float
    failed: int
    requests: int


def prepare(instance: Path) -> tuple[dict[str, str], list[str]]:
    """Make an instance with 40,000 placements; give its environment and the codes."""
    environment = {"MICROSITE_ENVIRONMENT": "development", "MICROSITE_INSTANCE": str(instance)}
    app = create_app(configuration.load(environment))
    engine = app.extensions["engine"]
    upgrade(engine)
    with Session(engine) as session, session.begin():
        campaign = register.create_campaign(session, "bench", "Bench")
        codes = register.add_placements(
            session, campaign, (f"Branch {number:05}" for number in range(PLACEMENTS))
        )
    return environment, codes


def write_requests(path: Path, codes: list[str], corpus: str | None) -> int:
    """Write the requests wrk is to make; give the number of distinct User-Agents."""
    if corpus:
        with gzip.open(corpus, "rt", encoding="utf-8") as file:
            agents = [json.loads(line)["ua"] for line in file]
        agents = [agent for agent in agents if agent.isprintable() and agent.isascii()]
        agents = random.Random(1).choices(agents, k=REQUESTS)
    else:
        agents = user_agents(REQUESTS)
    chance = random.Random(2)
    path.write_text("".join(f"/q/{chance.choice(codes)}\t{agent}\n" for agent in agents))
    return len(set(agents))


def turn(port: int, requests: Path, seconds: int) -> Result:
    """Load one server for some seconds."""
    wrk = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(ROOT / "bench/scan.lua")]
    output = subprocess.run(
        [*wrk, f"http://127.0.0.1:{port}", "--", str(requests)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    fields = next(line for line in output.splitlines() if line.startswith("RESULT")).split()[1:]
    rate, p50, p99, failed, requests_made = map(float, fields)
    return Result(rate, p50, p99, int(failed), int(requests_made))


def memory(pid: int) -> float:
    """Resident memory in MB, shared pages included."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def wait_until_counted(app_environment: dict[str, str], instance: Path) -> float:
    """Wait for the keeper; give the seconds it needed."""
    engine = create_app(configuration.load(app_environment)).extensions["engine"]
    began = time.perf_counter()
    while lag(engine, instance / "journal"):
        time.sleep(0.2)
    return time.perf_counter() - began


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--corpus", help="a .jsonl.gz of User-Agents under the key `ua`")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("bench-scan needs wrk: install the system's package of that name.")
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        environment, codes = prepare(instance)
        requests = Path(folder) / "requests"
        distinct = write_requests(requests, codes, options.corpus)
        print(f"{PLACEMENTS:,} placements, {distinct:,} distinct User-Agents")
        settings = "python:bench.gunicorn_settings"
        servers = {
            "empty app": Server("bench.apps:empty", settings, environment),
            "plain view": Server("bench.apps:plain", settings, environment),
            "ours": Server("wsgi:app", "gunicorn.conf.py", environment),
        }
        started = {name: server.start() for name, server in servers.items()}
        try:
            counted = partial(wait_until_counted, environment, instance)
            report(take_turns(servers, requests, options.rounds, options.seconds, counted))
            print(f"\nstart to first answer   {started['ours']:.2f} s")
            sizes = [memory(pid) for pid in servers["ours"].workers()]
            print(f"memory a worker         {max(sizes):.0f} MB")
        finally:
            for server in servers.values():
                server.stop()
            while is_kept(instance):
                time.sleep(0.1)


def take_turns(
    servers: dict[str, Server],
    requests: Path,
    rounds: int,
    seconds: int,
    counted: Callable[[], float],
) -> dict[str, list[Result]]:
    """Load each server in each round, after a warm-up; `counted` waits for the keeper."""
    results: dict[str, list[Result]] = {name: [] for name in servers}
    for server in servers.values():
        turn(server.port, requests, 2)
    for number in range(rounds):
        for name, server in servers.items():
            counted()
            results[name].append(turn(server.port, requests, seconds))
            print(f"round {number + 1}  {name:10}  {results[name][-1]}", flush=True)
    print(f"\ncounting was behind     {counted():.1f} s at the end")
    return results


def report(results: dict[str, list[Result]]) -> None:
    """Print medians, and the medians of the ratios of each round."""
    print(f"\n{'':12}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'failed':>8}")
    for name, rows in results.items():
        rate, p50, p99 = (statistics.median(column) for column in list(zip(*rows, strict=True))[:3])
        failed = sum(row.failed for row in rows)
        print(f"{name:12}{rate:12,.0f}{p50 / 1000:9.2f}{p99 / 1000:9.2f}{failed:8}")
    for other in ("empty app", "plain view"):
        pairs = list(zip(results["ours"], results[other], strict=True))
        rate = statistics.median(ours.rate / theirs.rate for ours, theirs in pairs)
        p99 = statistics.median(ours.p99 / theirs.p99 for ours, theirs in pairs)
        print(f"ours / {other:11} requests a second {rate:5.2f}    p99 {p99:5.2f}")


if __name__ == "__main__":
    main()
