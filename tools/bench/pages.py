"""`make bench-pages`: home, list and article compared with a Flask view that returns a constant.

The constant is the same page, already compressed, served with the same gunicorn settings; the two
servers take turns. The news folder has 1,000 articles, which are requested in random order.
"""

import argparse
import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from microsite import create_app
from microsite.config.loader import load_config
from microsite.context import services
from microsite.db.engine import migrate
from tests.support.servers import Server
from tools.bench.turns import LoadResult
from tools.bench.turns import run_wrk

ARTICLES = 1000
REQUESTS = 5000
USER_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0.0.0"
BROTLI = {"Accept-Encoding": "br"}
PARAGRAPH = "Look at the address before you type anything: it must be that of the bank. " * 4


def write_articles(content: Path) -> list[str]:
    """Write the articles, about 2 KB each; return their paths."""
    for number in range(ARTICLES):
        folder = content / f"article-{number:04}"
        folder.mkdir(parents=True)
        body = "\n\n".join(f"## Part {part}\n\n{PARAGRAPH}" for part in range(1, 7))
        for tag in ("en", "zh-Hans", "zh-Hant"):
            (folder / f"{tag}.md").write_text(
                f'---\ntitle: Article {number}\nsummary: "{PARAGRAPH[:120]}"\n'
                f"published: {2020 + number % 6}-{1 + number % 12:02}-{1 + number % 28:02}\n"
                f"categories: [safety]\n---\n{body}\n"
            )
    return [f"/en/news/article-{number:04}" for number in range(ARTICLES)]


def main() -> None:
    """Run the benchmark and print its results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8, help="number of turns of each server")
    parser.add_argument("--seconds", type=int, default=2, help="seconds a turn")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("bench-pages requires wrk: install the wrk system package.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles = write_articles(folder / "news")
        environment = {
            "MICROSITE_ENVIRONMENT": "development",
            "MICROSITE_INSTANCE": str(folder / "instance"),
            "MICROSITE_NEWS__CONTENT": str(folder / "news"),
        }
        app = create_app(load_config(environment))
        migrate(services(app).engine)
        lists = [f"/en/news/?page={number}" for number in range(1, 11)]
        print(f"{ARTICLES:,} articles in three languages")
        print(f"{'':10}{'pages/s':>9}{'constant/s':>12}{'ratio':>7}{'p99 ms':>8}{'constant':>10}")
        for kind, paths in {"home": ["/en/"], "list": lists, "article": articles}.items():
            page = folder / kind
            page.write_bytes(app.test_client().get(paths[0], headers=BROTLI).data)
            requests = folder / f"{kind}.requests"
            order = random.Random(3).choices(paths, k=REQUESTS)
            requests.write_text("".join(f"{path}\t{USER_AGENT}\n" for path in order))
            print_row(
                kind, *measure_page(environment, page, requests, options.rounds, options.seconds)
            )


def measure_page(
    environment: dict[str, str], page: Path, requests: Path, rounds: int, seconds: int
) -> tuple[list[LoadResult], list[LoadResult]]:
    """Load the microsite and the constant in turns, after a warm-up that fills the page cache."""
    settings = "python:tools.bench.gunicorn_settings"
    ours = Server("wsgi:app", "gunicorn.conf.py", environment)
    constant = Server("tools.bench.apps:constant", settings, {"BENCH_PAGE": str(page)})
    results: tuple[list[LoadResult], list[LoadResult]] = ([], [])
    try:
        for server in (ours, constant):
            server.start()
            run_wrk(server.port, requests, 10)
        for _ in range(rounds):
            for server, rows in zip((ours, constant), results, strict=True):
                rows.append(run_wrk(server.port, requests, seconds))
    finally:
        ours.stop()
        constant.stop()
    return results


def print_row(kind: str, ours: list[LoadResult], constant: list[LoadResult]) -> None:
    """Print the medians, and the median of the ratios of each round."""
    if failed := sum(result.failed for result in (*ours, *constant)):
        print(f"{kind}: {failed} requests failed")
    ratio = statistics.median(a.rate / b.rate for a, b in zip(ours, constant, strict=True))
    rates = [statistics.median(each.rate for each in results) for results in (ours, constant)]
    p99 = [statistics.median(each.p99 for each in results) / 1000 for results in (ours, constant)]
    print(f"{kind:10}{rates[0]:9,.0f}{rates[1]:12,.0f}{ratio:7.2f}{p99[0]:8.2f}{p99[1]:10.2f}")


if __name__ == "__main__":
    main()
