"""`make bench-scan`: the redirect compared with an empty WSGI app and a plain Flask view.

All three run with the same gunicorn settings; wrk requests 40,000 placements with mixed
User-Agents. The servers take short turns in random order, and figures are compared within a round,
so that a machine of varying speed favours none. All servers are restarted several times: of two
servers of the same app, one may be a tenth faster for as long as it runs. The microsite counts as
in production: requests that are not counted after its turn are counted before the next one, and
that is part of its CPU time.
"""

import argparse
import gzip
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from microsite import create_app
from microsite.campaigns import service
from microsite.config.loader import load_config
from microsite.context import services
from microsite.daemon.locks import is_running
from microsite.db.engine import migrate
from tests.support.servers import Server
from tools.bench.turns import MICROSITE
from tools.bench.turns import POLL_INTERVAL_SECONDS
from tools.bench.turns import ServerBench
from tools.bench.turns import TurnResult
from tools.bench.user_agents import generate_user_agents

PLACEMENTS = 40_000
REQUESTS = 60_000


def create_placements(instance: Path) -> tuple[dict[str, str], Engine, list[str]]:
    """Create 40,000 placements in an instance folder; return its environment, engine and codes."""
    environment = {"MICROSITE_ENVIRONMENT": "development", "MICROSITE_INSTANCE": str(instance)}
    app = create_app(load_config(environment))
    engine = services(app).engine
    migrate(engine)
    with Session(engine) as session, session.begin():
        campaign = service.create_campaign(session, "bench", "Bench")
        codes = service.add_placements(
            session, campaign, (f"Branch {number:05}" for number in range(PLACEMENTS))
        )
    return environment, engine, codes


def write_requests(path: Path, codes: list[str], corpus: str | None) -> int:
    """Write the requests for wrk; return the number of distinct User-Agents."""
    if corpus:
        with gzip.open(corpus, "rt", encoding="utf-8") as file:
            agents = [json.loads(line)["ua"] for line in file]
        agents = [agent for agent in agents if agent.isprintable() and agent.isascii()]
        agents = random.Random(1).choices(agents, k=REQUESTS)
    else:
        agents = generate_user_agents(REQUESTS)
    rng = random.Random(2)
    path.write_text("".join(f"/q/{rng.choice(codes)}\t{agent}\n" for agent in agents))
    return len(set(agents))


def resident_memory_mb(pid: int) -> float:
    """Return the resident memory of a process in MB, including shared pages."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def parse_options() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=5, help="number of server restarts")
    parser.add_argument("--rounds", type=int, default=4, help="rounds after each restart")
    parser.add_argument("--seconds", type=int, default=2, help="seconds a turn")
    parser.add_argument("--corpus", help="a .jsonl.gz file of User-Agents under the key `ua`")
    return parser.parse_args()


def main() -> None:
    """Run the benchmark and print its results."""
    options = parse_options()
    if not shutil.which("wrk"):
        sys.exit("bench-scan requires wrk: install the wrk system package.")
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        environment, engine, codes = create_placements(instance)
        requests = Path(folder) / "requests"
        distinct = write_requests(requests, codes, options.corpus)
        print(f"{PLACEMENTS:,} placements, {distinct:,} distinct User-Agents")
        settings = "python:tools.bench.gunicorn_settings"
        servers = {
            "empty app": Server("tools.bench.apps:empty", settings, environment),
            "plain view": Server("tools.bench.apps:plain", settings, environment),
            MICROSITE: Server("wsgi:app", "gunicorn.conf.py", environment),
        }
        bench = ServerBench(servers, requests, instance, engine)
        turns: dict[str, list[TurnResult]] = {name: [] for name in servers}
        start_seconds, megabytes = [], []
        for _ in range(options.starts):
            try:
                seconds = {name: server.start() for name, server in servers.items()}
                for name, rows in bench.run_rounds(options.rounds, options.seconds).items():
                    turns[name] += rows
                start_seconds.append(seconds[MICROSITE])
                megabytes += [resident_memory_mb(pid) for pid in servers[MICROSITE].workers()]
            finally:
                for server in servers.values():
                    server.stop()
                while is_running(instance):
                    time.sleep(POLL_INTERVAL_SECONDS)
        print_report(turns)
        print(f"time to first response  {max(start_seconds):.2f} s at most")
        print(f"memory of a worker      {max(megabytes):.0f} MB at most")


def print_report(turns: dict[str, list[TurnResult]]) -> None:
    """Print the medians of the turns, and the medians of the ratios within each round."""
    print(f"\n{'':12}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'failed':>8}{'CPU µs':>9}")
    for name, rows in turns.items():
        loads = [row.load for row in rows]
        rate, p50, p99 = (
            statistics.median(column) for column in list(zip(*loads, strict=True))[:3]
        )
        failed = sum(each.failed for each in loads)
        cpu = statistics.median(row.workers + row.daemon for row in rows)
        print(f"{name:12}{rate:12,.0f}{p50 / 1000:9.2f}{p99 / 1000:9.2f}{failed:8}{cpu:9.0f}")
    print("\nmedian ratios within a round")
    for other in (name for name in turns if name != MICROSITE):
        pairs = list(zip(turns[MICROSITE], turns[other], strict=True))
        rate = statistics.median(ours.load.rate / theirs.load.rate for ours, theirs in pairs)
        p99 = statistics.median(ours.load.p99 / theirs.load.p99 for ours, theirs in pairs)
        cpu = statistics.median(
            (ours.workers + ours.daemon) / theirs.workers for ours, theirs in pairs
        )
        print(f"{'/ ' + other:12}{rate:12.2f}{p99:18.2f}{cpu:17.2f}")
    daemon, lag, lag_seconds = (
        statistics.median(column) for column in list(zip(*turns[MICROSITE], strict=True))[2:]
    )
    print(f"\nAggregation takes {daemon:.0f} µs of the CPU time of a request. When a turn ended,")
    print(f"{lag:,.0f} requests were not counted yet; counting them took {lag_seconds:.1f} s.\n")


if __name__ == "__main__":
    main()
