"""Files that change while the site is served."""

import errno
import gc
import logging
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from microsite.news import service as newsroom_module
from microsite.news.models import Article
from microsite.news.service import NewsService
from tests.news.conftest import CATEGORIES
from tests.news.conftest import LANGUAGES
from tests.news.conftest import ZONE
from tests.news.conftest import Content


def test_what_is_written_changed_or_removed_is_seen_without_a_restart(content: Content) -> None:
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


def test_the_folder_is_looked_at_once_a_second_at_most(content: Content) -> None:
    content.write("a/en.md", title="One")
    assert content.titles("en") == ["One"]
    path = content.write("a/en.md", title="Two")
    os.utime(path, (0, 0))
    content.clock.advance(0.99)
    assert content.titles("en") == ["One"]
    content.clock.advance(60)
    assert content.titles("en") == ["Two"]


def test_a_clock_that_is_set_back_does_not_stop_the_looking(content: Content) -> None:
    content.write("a/en.md", title="One")
    assert content.titles("en") == ["One"]
    path = content.write("a/en.md", title="Two")
    os.utime(path, (0, 0))
    content.clock.advance(-3600)
    assert content.titles("en") == ["Two"]


def test_a_change_of_the_same_length_and_time_is_seen(content: Content) -> None:
    path = content.write("a/en.md", title="One")
    os.utime(path, (10**9, 10**9))
    assert content.titles("en") == ["One"]
    content.write("a/en.md", title="Two")
    os.utime(path, (10**9, 10**9))
    content.clock.advance(60)
    assert content.titles("en") == ["Two"]


def test_only_what_has_changed_is_read_again(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        content.write(f"a-{number}/en.md")
        content.write(f"a-{number}/zh-Hans.md")
    before = {a.slug: a for a in content.newsroom.edition().listing("en")}
    content.write("a-3/en.md", title="Other")
    os.utime(content.folder / "a-3" / "en.md", (0, 0))
    content.clock.advance(60)
    after = {a.slug: a for a in content.newsroom.edition().listing("en")}
    assert [slug for slug in after if after[slug] is not before[slug]] == ["a-3"]


def test_a_file_that_breaks_leaves_its_last_good_text(content: Content) -> None:
    content.write("a/en.md", title="Good")
    assert content.titles("en") == ["Good"]
    content.write_raw("a/en.md", b"---\ntitle: [\n---\n")
    content.settle()
    assert content.titles("en") == ["Good"]
    assert len(content.problems()) == 1
    content.write("a/en.md", title="Better")
    content.settle()
    assert content.titles("en") == ["Better"]
    assert content.problems() == []


def test_a_picture_that_comes_later_mends_its_article(content: Content) -> None:
    content.write("a/en.md", title="A", image="a.webp", image_alt="A")
    assert content.titles("en") == []
    content.draw("a/a.webp")
    content.settle()
    assert content.titles("en") == ["A"]
    (content.folder / "a" / "a.webp").unlink()
    content.settle()
    assert content.titles("en") == ["A"]
    assert len(content.problems()) == 1
    assert content.newsroom.picture("a", "a.webp") is None


def test_a_picture_of_another_size_changes_the_page(content: Content) -> None:
    content.draw("a/a.webp", (40, 30))
    content.write("a/en.md", "![A](a.webp)")
    assert 'width="40"' in content.body("a")
    version = content.newsroom.edition().version
    content.draw("a/a.webp", (50, 30))
    content.settle()
    assert 'width="50"' in content.body("a")
    assert content.newsroom.edition().version != version


def test_a_file_that_is_still_being_written_is_left_until_it_is_settled(tmp_path: Path) -> None:
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


def test_a_file_from_a_machine_whose_clock_is_ahead_is_read(content: Content) -> None:
    assert content.titles("en") == []
    path = content.write("a/en.md", title="One")
    ahead = content.clock.now + 86_400
    os.utime(path, (ahead, ahead))
    content.clock.advance(60)
    assert content.titles("en") == ["One"]


def test_a_folder_that_is_away_leaves_everything_as_it_was(content: Content) -> None:
    content.write("a/en.md", title="One")
    assert content.titles("en") == ["One"]
    away = content.folder.with_name("away")
    content.folder.rename(away)
    content.clock.advance(60)
    assert content.titles("en") == ["One"]
    assert [problem.partition(" (")[0] for problem in content.problems()] == [
        f"{content.folder}: the folder cannot be listed"
    ]
    away.rename(content.folder)
    content.clock.advance(60)
    assert content.problems() == []


def test_a_problem_is_logged_once_and_once_more_when_it_is_mended(
    content: Content, caplog: pytest.LogCaptureFixture
) -> None:
    content.write("good/en.md")
    content.write_raw("bad/en.md", b"text")
    for _ in range(3):
        content.newsroom.edition()
        content.settle()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert caplog.messages[0].startswith("News: bad/en.md:1: there is no front matter; begin")
    content.write("bad/en.md")
    content.settle()
    content.newsroom.edition()
    assert caplog.messages[1:] == ["News: bad/en.md is good again."]


def test_while_one_thread_looks_the_others_have_the_last_edition(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.write("a/en.md", title="One")
    assert content.titles("en") == ["One"]
    content.write("a/en.md", title="Two")
    content.settle()
    reading, go_on = threading.Event(), threading.Event()
    look = content.newsroom._look

    def slow_look() -> None:
        reading.set()
        assert go_on.wait(10)
        look()

    monkeypatch.setattr(content.newsroom, "_look", slow_look)
    thread = threading.Thread(target=content.newsroom.edition)
    thread.start()
    assert reading.wait(10)
    assert content.titles("en") == ["One"]
    go_on.set()
    thread.join()
    assert content.titles("en") == ["Two"]


def test_what_could_not_be_published_is_tried_again_at_the_next_look(tmp_path: Path) -> None:
    content = Content(tmp_path)
    content.write_raw("bad/en.md", b"Just text.")
    told: list[str] = []

    def report(line: str) -> None:
        """A log that has no room for its first line."""
        told.append(line)
        if len(told) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")

    newsroom = NewsService(
        tmp_path, CATEGORIES, LANGUAGES, "taiwan", ZONE, clock=content.clock, report=report
    )
    assert newsroom.problems() == ()
    content.clock.advance(60)
    assert [problem.path for problem in newsroom.problems()] == ["bad/en.md"]
    assert told[0] == told[1]


def test_a_conversion_is_forgotten_with_its_article(content: Content) -> None:
    def titles_in_memory() -> set[str]:
        gc.collect()
        found = [each for each in gc.get_objects() if isinstance(each, Article)]
        return {article.title for article in found} & {"软件已忘", "軟體已忘"}

    path = content.write("a/zh-Hans.md", title="软件已忘")
    content.newsroom.edition()
    assert titles_in_memory() == {"软件已忘", "軟體已忘"}
    path.unlink()
    content.settle()
    content.newsroom.edition()
    assert titles_in_memory() == set()


def test_readers_and_a_writer_at_once_see_whole_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real time, real threads: whoever reads sees one text or the other, never a part or none."""
    monkeypatch.setattr(newsroom_module, "SECONDS_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr(newsroom_module, "LEAST_REST", 0)
    content = Content(tmp_path)
    texts = ["\n\n".join([letter * 8_000] * 6) for letter in "AB"]
    path = content.write("a/en.md", texts[0])
    newsroom = NewsService(tmp_path, CATEGORIES, LANGUAGES, "taiwan", ZONE)
    newsroom.edition()
    seen: set[str] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            article = newsroom.edition().find("en", "a")
            seen.add(article.body.strip() if article else "")
            time.sleep(0.001)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(1, 7):
        whole = texts[number % 2]
        with path.open("wb") as file:
            for part in ("---\ntitle: A\npublished: 2026-09-01\n---\n", whole[:9], whole[9:]):
                file.write(part.encode())
                file.flush()
                time.sleep(0.02)
        if number % 3 == 0:
            time.sleep(1.2)
    done.set()
    for reader in readers:
        reader.join()
    assert seen == set(texts)
    assert newsroom.problems() == ()


def test_an_article_that_many_ask_for_at_once_is_rendered_once(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.write("spring/en.md")
    [article] = content.newsroom.edition().listing("en")
    rendered = []
    render = newsroom_module.render

    def render_slowly(*given: Any) -> str:
        rendered.append(given)
        time.sleep(0.1)
        return render(*given)

    monkeypatch.setattr(newsroom_module, "render", render_slowly)
    readers = [threading.Thread(target=content.newsroom.body_of, args=(article,)) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(rendered) == 1
