"""`make bench-news`: the time and memory to load articles, and the time of a search.

Articles consist of pieces of the packaged ones, 2 to 4 KB a file, no clause twice. Loading is
measured in a process of its own: seconds until the first list, and the memory that is added, which
is the most that a worker needs more (gunicorn loads before it forks). A search is parsed, matched,
ranked and cut to one page. Its time is processor time, so that a busy machine distorts it less.
"""

import argparse
import gc
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from microsite.config.schema import PACKAGED_NEWS
from microsite.news.search.query import parse_query
from microsite.news.search.ranking import search_articles
from microsite.news.service import NewsService
from microsite.web.pagination import paginate

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
FILE_SIZES_BYTES = range(2_000, 4_000)
PAGE_SIZE = 10
ROUNDS = 10
NEW_WORD_PROBABILITY = 0.3
"""Of a word in a clause that no other article has."""
QUERIES = (
    *("bank", "QR code", "app store", "fintech cooperation", "HarmonyOS 5", "a", "zyzzyva"),
    *(
        "password one-time code transfer",
        "邮储银行",
        "二维码",
        "軟體",
        "科技金融",
        "手机 安全",
        "码",
    ),
    *("的", "網路 詐騙", "紫色大象", "应用商店", "app 下载", "信用卡服务电话"),
    *("the of to and in a is you", "手机银行应用商店下载安装"),
)
"""Common and rare words, one character, several words, and words without a match."""


def read_sentences(tag: str) -> list[str]:
    """Return the sentences without markup of the packaged articles in a language."""
    texts = [path.read_text(encoding="utf-8") for path in PACKAGED_NEWS.glob(f"*/{tag}.md")]
    parts = [part for text in texts for part in re.split(r"(?<=[.。！？])\s*|\n+", text)]
    return [part for part in parts if len(part) > 9 and not re.search(r"[\[\]|#`*:<]|^-", part)]


def make_clause(parts: list[str], rng: random.Random, space: str) -> str:
    """Return a clause that no other article has: pieces of sentences, sometimes a new word."""
    pieces = []
    for part in rng.choices(parts, k=rng.randint(2, 4)):
        units = part.split() if space else list(part)
        start, length = rng.randrange(len(units)), rng.randint(2, 7)
        pieces.append(space.join(units[start : start + length]))
    if rng.random() < NEW_WORD_PROBABILITY:
        pieces.append("".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=7)))
    return space.join(pieces)


def write_articles(folder: Path, count: int) -> None:
    """Write `count` articles in every language, the same ones each time."""
    rng = random.Random(1)
    sentences = {tag: read_sentences(tag) for tag in LANGUAGES}
    for number in range(count):
        article_folder = folder / f"article-{number:05}"
        article_folder.mkdir(parents=True)
        date = f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        for tag, parts in sentences.items():
            title, summary = (rng.choice(parts).replace('"', "")[:80] for _ in range(2))
            space, stop = (" ", ". ") if tag == "en" else ("", "。")
            size, length = rng.choice(FILE_SIZES_BYTES), 0
            body: list[str] = []
            while length < size:
                end = "" if len(body) % 12 else "\n\n"
                body.append(f"{make_clause(parts, rng, space)}{stop}{end}")
                length += len(body[-1].encode())
            (article_folder / f"{tag}.md").write_text(
                f'---\ntitle: "{number} {title}"\nsummary: "{summary}"\npublished: {date}\n'
                f"categories: [bank]\n---\n{''.join(body)}\n",
                encoding="utf-8",
            )


def read_memory_mb() -> float:
    """Return the megabytes of this process that it shares with no other."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    match = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(match[1]) / 1024 if match else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def load(folder: Path) -> NewsService:
    """Load a folder and print its time and memory."""
    memory, started, processor = read_memory_mb(), time.perf_counter(), time.process_time()
    news = NewsService(folder, ("bank",), LANGUAGES, "taiwan", "Asia/Shanghai")
    count = len(news.snapshot().list_articles("en"))
    elapsed, worked = time.perf_counter() - started, time.process_time() - processor
    added = read_memory_mb() - memory
    files = count * len(LANGUAGES)
    print(
        f"{count:,} articles, {files:,} files: loaded in {elapsed:.2f} s"
        f" ({worked:.2f} s of processor), {added:.0f} MB added"
    )
    started = time.perf_counter()
    news._directory.scan(time.time())
    print(f"  scan without a change: {(time.perf_counter() - started) * 1000:.0f} ms")
    if errors := news.content_errors():
        sys.exit(f"The articles have errors: {errors[0]}")
    return news


def time_searches(news: NewsService) -> None:
    """Print the time to the first page of results, by language."""
    snapshot = news.snapshot()
    parse_query("软件")  # OpenCC loads its dictionaries
    gc.freeze()  # as gunicorn.conf.py does
    for tag in LANGUAGES:
        times_ms: dict[str, list[float]] = {query: [] for query in QUERIES}
        counts = {}
        for _ in range(ROUNDS):
            for query in QUERIES:
                started = time.thread_time()
                results = search_articles(snapshot, tag, parse_query(query))
                paginate(results.articles, 1, PAGE_SIZE)
                times_ms[query].append((time.thread_time() - started) * 1000)
                counts[query] = len(results.articles)
        times = sorted(each for query in times_ms.values() for each in query)
        slowest = max(times_ms, key=lambda query: statistics.median(times_ms[query]))
        print(
            f"  search in {tag:7}: median {statistics.median(times):.1f} ms,"
            f" p99 {times[len(times) * 99 // 100]:.1f} ms;"
            f" slowest {slowest!r} ({counts[slowest]:,} found)"
            f" {statistics.median(times_ms[slowest]):.1f} ms"
        )


def main() -> None:
    """Measure each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder:
        time_searches(load(options.folder))
        return
    for count in options.articles:
        with tempfile.TemporaryDirectory() as name:
            write_articles(Path(name), count)
            subprocess.run([sys.executable, "-m", "tools.bench.news", "--folder", name], check=True)


if __name__ == "__main__":
    main()
