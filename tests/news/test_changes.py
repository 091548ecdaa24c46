"""Files that change while the site is running."""

import errno
import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from microsite.news import service as service_module
from microsite.news.loading.article_loader import SETTLE_SECONDS
from microsite.news.loading.errors import SourceError
from microsite.news.models import Article
from microsite.news.rendering.hotlines import Hotlines
from microsite.news.rendering.markdown import render_body
from microsite.news.service import NewsService
from tests.news.conftest import CATEGORIES
from tests.news.conftest import LANGUAGES
from tests.news.conftest import ZONE
from tests.news.conftest import Content


def test_new_changed_and_removed_files_need_no_restart(content: Content) -> None:
    assert content.titles("en") == []
    content.write("a/en.md", title="One")
    content.settle()
    assert content.titles("en") == ["One"]
    content.write("a/en.md", title="Two")
    content.settle()
    assert content.titles("en") == ["Two"]
    (content.folder / "a" / "en.md").unlink()
    content.settle()
    assert content.titles("en") == []


def test_the_folder_is_scanned_once_a_second_at_most(content: Content) -> None:
    content.write("a/en.md", title="One")
    assert content.titles("en") == ["One"]
    path = content.write("a/en.md", title="Two")
    os.utime(path, (0, 0))
    content.clock.advance(0.99)
    assert content.titles("en") == ["One"]
    content.clock.advance(60)
    assert content.titles("en") == ["Two"]


def test_setting_the_clock_back_does_not_stop_the_scans(content: Content) -> None:
    content.write("a/en.md", title="One")
    assert content.titles("en") == ["One"]
    path = content.write("a/en.md", title="Two")
    os.utime(path, (0, 0))
    content.clock.advance(-3600)
    assert content.titles("en") == ["Two"]


def test_a_change_that_keeps_size_and_mtime_is_detected(content: Content) -> None:
    path = content.write("a/en.md", title="One")
    os.utime(path, (10**9, 10**9))
    assert content.titles("en") == ["One"]
    content.write("a/en.md", title="Two")
    os.utime(path, (10**9, 10**9))
    content.clock.advance(60)
    assert content.titles("en") == ["Two"]


def test_only_changed_files_are_loaded_again(content: Content) -> None:
    for number in range(5):
        content.write(f"a-{number}/en.md")
        content.write(f"a-{number}/zh-Hans.md")
    before = {a.slug: a for a in content.news.snapshot().list_articles("en")}
    content.write("a-3/en.md", title="Other")
    os.utime(content.folder / "a-3" / "en.md", (0, 0))
    content.clock.advance(60)
    after = {a.slug: a for a in content.news.snapshot().list_articles("en")}
    assert [slug for slug in after if after[slug] is not before[slug]] == ["a-3"]


def test_a_file_that_becomes_invalid_keeps_its_last_valid_text(content: Content) -> None:
    content.write("a/en.md", title="Good")
    assert content.titles("en") == ["Good"]
    content.write_raw("a/en.md", b"---\ntitle: [\n---\n")
    content.settle()
    assert content.titles("en") == ["Good"]
    assert len(content.errors()) == 1
    content.write("a/en.md", title="Better")
    content.settle()
    assert content.titles("en") == ["Better"]
    assert content.errors() == []


def test_an_image_that_is_added_later_fixes_its_article(content: Content) -> None:
    content.write("a/en.md", title="A", image="a.webp", image_alt="A")
    assert content.titles("en") == []
    content.write_image("a/a.webp")
    content.settle()
    assert content.titles("en") == ["A"]
    (content.folder / "a" / "a.webp").unlink()
    content.settle()
    assert content.titles("en") == ["A"]
    assert len(content.errors()) == 1
    assert content.news.image_path("a", "a.webp") is None


def test_an_image_of_another_size_changes_the_page(content: Content) -> None:
    content.write_image("a/a.webp", (40, 30))
    content.write("a/en.md", "![A](a.webp)")
    assert 'width="40"' in content.body("a")
    version = content.news.snapshot().version
    content.write_image("a/a.webp", (50, 30))
    content.settle()
    assert 'width="50"' in content.body("a")
    assert content.news.snapshot().version != version


def test_a_file_that_is_still_being_written_is_read_later(tmp_path: Path) -> None:
    content = Content(tmp_path)
    content.clock.now = time.time() - 100
    content.write("a/en.md", title="One")
    os.utime(tmp_path / "a" / "en.md", (0, 0))
    assert content.titles("en") == ["One"]
    path = content.write("a/en.md", title="Two")
    content.clock.now = path.stat().st_mtime + 0.8
    assert content.titles("en") == ["One"]
    content.clock.advance(1.1)
    assert content.titles("en") == ["Two"]


def test_a_file_with_a_time_in_the_future_is_read(content: Content) -> None:
    assert content.titles("en") == []
    path = content.write("a/en.md", title="One")
    ahead = content.clock.now + 86_400
    os.utime(path, (ahead, ahead))
    content.clock.advance(60)
    assert content.titles("en") == ["One"]


def test_a_missing_folder_keeps_the_last_state(content: Content) -> None:
    content.write("a/en.md", title="One")
    assert content.titles("en") == ["One"]
    away = content.folder.with_name("away")
    content.folder.rename(away)
    content.clock.advance(60)
    assert content.titles("en") == ["One"]
    assert [error.partition(" (")[0] for error in content.errors()] == [
        f"{content.folder}: the folder cannot be listed"
    ]
    away.rename(content.folder)
    content.clock.advance(60)
    assert content.errors() == []


def test_an_error_is_logged_once_and_once_more_when_it_is_fixed(
    content: Content, caplog: pytest.LogCaptureFixture
) -> None:
    content.write("good/en.md")
    content.write_raw("bad/en.md", b"text")
    for _ in range(3):
        content.news.snapshot()
        content.settle()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert caplog.messages[0].startswith("News: bad/en.md:1: no front matter; start")
    content.write("bad/en.md")
    content.settle()
    content.news.snapshot()
    assert caplog.messages[1:] == ["News: bad/en.md is valid again."]


def test_while_one_thread_scans_the_others_get_the_last_snapshot(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.write("a/en.md", title="One")
    assert content.titles("en") == ["One"]
    content.write("a/en.md", title="Two")
    content.settle()
    is_scanning, may_continue = threading.Event(), threading.Event()
    scan = content.news._scan

    def scan_slowly() -> None:
        is_scanning.set()
        assert may_continue.wait(10)
        scan()

    monkeypatch.setattr(content.news, "_scan", scan_slowly)
    thread = threading.Thread(target=content.news.snapshot)
    thread.start()
    assert is_scanning.wait(10)
    assert content.titles("en") == ["One"]
    may_continue.set()
    thread.join()
    assert content.titles("en") == ["Two"]


def test_a_failed_publication_is_retried_by_the_next_scan(tmp_path: Path) -> None:
    content = Content(tmp_path)
    content.write_raw("bad/en.md", b"Just text.")
    lines: list[str] = []

    def report(line: str) -> None:
        """Fail at the first line, as a log on a full disk does."""
        lines.append(line)
        if len(lines) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")

    news = NewsService(
        tmp_path, CATEGORIES, LANGUAGES, "taiwan", ZONE, clock=content.clock, report=report
    )
    assert news.content_errors() == ()
    content.clock.advance(60)
    assert [error.path for error in news.content_errors()] == ["bad/en.md"]
    assert lines[0] == lines[1]


def test_a_conversion_is_released_with_its_article(content: Content) -> None:
    def titles_in_memory() -> set[str]:
        gc.collect()
        articles = [each for each in gc.get_objects() if isinstance(each, Article)]
        return {article.title for article in articles} & {"软件已忘", "軟體已忘"}

    path = content.write("a/zh-Hans.md", title="软件已忘")
    content.news.snapshot()
    assert titles_in_memory() == {"软件已忘", "軟體已忘"}
    path.unlink()
    content.settle()
    content.news.snapshot()
    assert titles_in_memory() == set()


def wait_until(condition: Callable[[], bool]) -> None:
    """Return as soon as a condition is true; fail after ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


@pytest.mark.slow
def test_readers_and_a_writer_at_once_see_whole_articles(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real threads: a reader sees one text or the other, never a part of one or none."""
    monkeypatch.setattr(service_module, "SCAN_INTERVAL_SECONDS", 0.0)
    monkeypatch.setattr(service_module, "MIN_PAUSE_FACTOR", 0)
    texts = ["\n\n".join([letter * 8_000] * 6) for letter in "AB"]
    path = content.write("a/en.md", texts[0])
    content.clock.now = time.time()
    content.news.snapshot()
    seen: set[str] = set()
    reads: list[int] = []
    is_done = threading.Event()

    def read_body() -> str:
        article = content.news.snapshot().find("en", "a")
        return article.body.strip() if article else ""

    def read() -> None:
        while not is_done.is_set():
            seen.add(read_body())
            reads.append(1)
            time.sleep(0.001)

    def wait_for_reads() -> None:
        count = len(reads)
        wait_until(lambda: len(reads) >= count + 20)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for text in texts[::-1] * 3:
            content.clock.now = time.time()
            with path.open("wb") as file:
                for part in ("---\ntitle: A\npublished: 2026-09-01\n---\n", text[:9], text[9:]):
                    file.write(part.encode())
                    file.flush()
                    wait_for_reads()
            content.clock.now = time.time()  # never ahead of the file's times, for a scan under way
            os.utime(path, times=(content.clock.now, content.clock.now - SETTLE_SECONDS - 1))
            wait_until(lambda: read_body() == text)  # noqa: B023
            wait_for_reads()
            assert read_body() == text
    finally:
        is_done.set()
        for reader in readers:
            reader.join()
    assert seen == set(texts)
    assert content.errors() == []


def test_an_article_requested_by_many_at_once_is_rendered_once(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.write("spring/en.md")
    [article] = content.news.snapshot().list_articles("en")
    requests: list[int] = []
    rendered: list[Article] = []

    def render_slowly(
        article: Article, convert: Callable[[str], str] | None, hotlines: Hotlines
    ) -> tuple[str, tuple[SourceError, ...]]:
        rendered.append(article)
        wait_until(lambda: len(requests) == 8)
        return render_body(article, convert, hotlines)

    def request() -> None:
        requests.append(1)
        content.news.render(article)

    monkeypatch.setattr(service_module, "render_body", render_slowly)
    threads = [threading.Thread(target=request) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rendered) == 1
