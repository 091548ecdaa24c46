"""`make bench-news`: how long articles take to load, their memory, how long a search takes.

Articles are made up of pieces of the packaged ones, 2 to 4 KB a file, no clause twice. Loading is
measured in a process of its own: seconds until the first list, and the memory that is added, which
is the most that a worker has more (gunicorn loads before it forks). A search is what a visitor
waits for: words read, articles found and ordered, one page cut. Its time is the processor's, so
that a busy machine counts less.
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
from microsite.news.search.search import search
from microsite.news.search.search import words_of
from microsite.news.service import NewsService
from microsite.web.pagination import page_of

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
BYTES = range(2_000, 4_000)
PAGE_SIZE = 10
ROUNDS = 10
NEW_WORDS = 0.3
"""How often a clause has a word that was never there."""
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
"""What is typed: common and rare words, one character, several words, and what is nowhere."""


def sentences(tag: str) -> list[str]:
    """The sentences of the packaged articles in a language that have no markup."""
    texts = [path.read_text(encoding="utf-8") for path in PACKAGED_NEWS.glob(f"*/{tag}.md")]
    found = [part for text in texts for part in re.split(r"(?<=[.。！？])\s*|\n+", text)]
    return [part for part in found if len(part) > 9 and not re.search(r"[\[\]|#`*:<]|^-", part)]


def clause(parts: list[str], chance: random.Random, space: str) -> str:
    """A clause that no other article has: pieces of sentences, and now and then a new word."""
    pieces = []
    for part in chance.choices(parts, k=chance.randint(2, 4)):
        units = part.split() if space else list(part)
        start, length = chance.randrange(len(units)), chance.randint(2, 7)
        pieces.append(space.join(units[start : start + length]))
    if chance.random() < NEW_WORDS:
        pieces.append("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)))
    return space.join(pieces)


def write(folder: Path, count: int) -> None:
    """Write so many articles in every language, the same ones each time."""
    chance = random.Random(1)
    known = {tag: sentences(tag) for tag in LANGUAGES}
    for number in range(count):
        shelf = folder / f"article-{number:05}"
        shelf.mkdir(parents=True)
        date = f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        for tag, parts in known.items():
            title, summary = (chance.choice(parts).replace('"', "")[:80] for _ in range(2))
            space, stop = (" ", ". ") if tag == "en" else ("", "。")
            size, written = chance.choice(BYTES), 0
            body: list[str] = []
            while written < size:
                end = "" if len(body) % 12 else "\n\n"
                body.append(f"{clause(parts, chance, space)}{stop}{end}")
                written += len(body[-1].encode())
            (shelf / f"{tag}.md").write_text(
                f'---\ntitle: "{number} {title}"\nsummary: "{summary}"\npublished: {date}\n'
                f"categories: [bank]\n---\n{''.join(body)}\n",
                encoding="utf-8",
            )


def memory() -> float:
    """Megabytes of this process that no other shares with it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def load(folder: Path) -> NewsService:
    """Load a folder, and print what that took."""
    before, began, work = memory(), time.perf_counter(), time.process_time()
    newsroom = NewsService(folder, ("bank",), LANGUAGES, "taiwan", "Asia/Shanghai")
    count = len(newsroom.edition().listing("en"))
    took, worked = time.perf_counter() - began, time.process_time() - work
    added = memory() - before
    files = count * len(LANGUAGES)
    print(
        f"{count:,} articles, {files:,} files: loaded in {took:.2f} s"
        f" ({worked:.2f} s of processor), {added:.0f} MB added"
    )
    began = time.perf_counter()
    newsroom._folder.look(time.time())
    print(f"  to see that no file has changed: {(time.perf_counter() - began) * 1000:.0f} ms")
    if problems := newsroom.problems():
        sys.exit(f"The articles are not good: {problems[0]}")
    return newsroom


def time_searches(newsroom: NewsService) -> None:
    """Print how long the first page of results takes, by language."""
    edition = newsroom.edition()
    words_of("软件")  # OpenCC reads its dictionaries
    gc.freeze()  # as gunicorn.conf.py does
    for tag in LANGUAGES:
        took: dict[str, list[float]] = {query: [] for query in QUERIES}
        hits = {}
        for _ in range(ROUNDS):
            for query in QUERIES:
                began = time.thread_time()
                found = search(edition, tag, words_of(query))
                page_of(found.articles, 1, PAGE_SIZE)
                took[query].append((time.thread_time() - began) * 1000)
                hits[query] = len(found.articles)
        times = sorted(each for query in took.values() for each in query)
        slowest = max(took, key=lambda query: statistics.median(took[query]))
        print(
            f"  search in {tag:7}: median {statistics.median(times):.1f} ms,"
            f" p99 {times[len(times) * 99 // 100]:.1f} ms;"
            f" slowest {slowest!r} ({hits[slowest]:,} found)"
            f" {statistics.median(took[slowest]):.1f} ms"
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
            write(Path(name), count)
            subprocess.run([sys.executable, "-m", "tools.bench.news", "--folder", name], check=True)


if __name__ == "__main__":
    main()
