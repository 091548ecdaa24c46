"""`make bench-scan`: the redirector beside an empty WSGI app and a plain Flask view.

All three run under the same gunicorn settings in one run; wrk asks for 40,000 placements with mixed
User-Agents. They take short turns in changing order, and figures are compared within a round, so
that a machine whose speed varies favours none. All are started anew now and then: of two servers of
the same app, one may be a tenth faster for as long as it lives. Ours counts as it does in service.
What is left to count after its turn is counted before the next, and is part of its processor time.
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

from microsite.config.loader import load_config
from microsite import create_app
from microsite.campaigns import service
from microsite.context import services
from microsite.daemon.locks import is_running
from microsite.db.engine import migrate
from tests.support.servers import Server
from tools.bench.turns import OURS
from tools.bench.turns import Bench
from tools.bench.turns import Turn
from tools.bench.user_agents import user_agents

PLACEMENTS = 40_000
REQUESTS = 60_000


def prepare(instance: Path) -> tuple[dict[str, str], Engine, list[str]]:
    """Make an instance with 40,000 placements; give its environment, its database, the codes."""
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


def memory(pid: int) -> float:
    """Resident memory in MB, shared pages included."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=4, help="after each start")
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--corpus", help="a .jsonl.gz of User-Agents under the key `ua`")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("bench-scan needs wrk: install the system's package of that name.")
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        environment, engine, codes = prepare(instance)
        requests = Path(folder) / "requests"
        distinct = write_requests(requests, codes, options.corpus)
        print(f"{PLACEMENTS:,} placements, {distinct:,} distinct User-Agents")
        settings = "python:tools.bench.gunicorn_settings"
        servers = {
            "empty app": Server("tools.bench.apps:empty", settings, environment),
            "plain view": Server("tools.bench.apps:plain", settings, environment),
            OURS: Server("wsgi:app", "gunicorn.conf.py", environment),
        }
        bench = Bench(servers, requests, instance, engine)
        turns: dict[str, list[Turn]] = {name: [] for name in servers}
        seconds_to_start, megabytes = [], []
        for _ in range(options.starts):
            try:
                started = {name: server.start() for name, server in servers.items()}
                for name, rows in bench.rounds(options.rounds, options.seconds).items():
                    turns[name] += rows
                seconds_to_start.append(started[OURS])
                megabytes += [memory(pid) for pid in servers[OURS].workers()]
            finally:
                for server in servers.values():
                    server.stop()
                while is_running(instance):
                    time.sleep(0.1)
        report(turns)
        print(f"start to first answer   {max(seconds_to_start):.2f} s at most")
        print(f"memory a worker         {max(megabytes):.0f} MB at most")


def report(turns: dict[str, list[Turn]]) -> None:
    """Print medians of the turns, and the medians of the ratios within each round."""
    print(f"\n{'':12}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'failed':>8}{'CPU µs':>9}")
    for name, rows in turns.items():
        loads = [row.load for row in rows]
        rate, p50, p99 = (
            statistics.median(column) for column in list(zip(*loads, strict=True))[:3]
        )
        failed = sum(each.failed for each in loads)
        processor = statistics.median(row.workers + row.daemon for row in rows)
        print(f"{name:12}{rate:12,.0f}{p50 / 1000:9.2f}{p99 / 1000:9.2f}{failed:8}{processor:9.0f}")
    print("\nmedians of the ratios within a round")
    for other in (name for name in turns if name != OURS):
        pairs = list(zip(turns[OURS], turns[other], strict=True))
        rate = statistics.median(ours.load.rate / theirs.load.rate for ours, theirs in pairs)
        p99 = statistics.median(ours.load.p99 / theirs.load.p99 for ours, theirs in pairs)
        cpu = statistics.median(
            (ours.workers + ours.daemon) / theirs.workers for ours, theirs in pairs
        )
        print(f"ours / {other:11}{rate:6.2f}{p99:18.2f}{cpu:17.2f}")
    counting, behind, seconds = (
        statistics.median(column) for column in list(zip(*turns[OURS], strict=True))[2:]
    )
    print(f"\nof the CPU time a request, counting takes {counting:.0f} µs; when a turn ended,")
    print(f"{behind:,.0f} requests were not counted yet, and were {seconds:.1f} s later\n")


if __name__ == "__main__":
    main()
