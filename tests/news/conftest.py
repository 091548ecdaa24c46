"""A content folder of a test's own, a clock that it sets, and the newsroom that reads them."""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from microsite.news.rendering.conversion import Tradition
from microsite.news.service import NewsService

CATEGORIES = ("bank", "safety")
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
ZONE = "Asia/Shanghai"


class Clock:
    """The time that a newsroom sees, in seconds since 1970."""

    def __init__(self) -> None:
        self.now = at("2026-10-01 12:00")

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def at(text: str) -> float:
    """The moment that a text names in the site's time zone, in seconds since 1970."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp()


class Content:
    """A content folder, and the newsroom that serves it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.drafts = False
        self.conversion: Tradition = "taiwan"
        self._newsroom: NewsService | None = None

    def write(self, path: str, body: str = "Text.", **fields: str) -> Path:
        """Write an article; `fields` of the front matter over a title and a date."""
        given = {"title": f"Title of {path}", "published": "2026-09-01"} | fields
        front = "".join(f"{name}: {value}\n" for name, value in given.items() if value != "-")
        return self.write_raw(path, f"---\n{front}---\n{body}\n".encode())

    def write_raw(self, path: str, data: bytes) -> Path:
        """Write a file as it is."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return file

    def draw(self, path: str, size: tuple[int, int] = (40, 30)) -> Path:
        """Put a picture there."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, "green").save(file)
        return file

    @property
    def newsroom(self) -> NewsService:
        """The newsroom; made when it is first asked for."""
        if self._newsroom is None:
            self._newsroom = NewsService(
                self.folder,
                CATEGORIES,
                LANGUAGES,
                self.conversion,
                ZONE,
                drafts=self.drafts,
                clock=self.clock,
            )
        return self._newsroom

    def settle(self) -> None:
        """Let as much time go by as the newsroom waits before it looks again."""
        for path in self.folder.rglob("*"):
            if path.is_file():
                status = path.stat()
                os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 10**10))
        self.clock.advance(60)

    def titles(self, tag: str) -> list[str]:
        """The titles in the list of a language."""
        return [article.title for article in self.newsroom.edition().listing(tag)]

    def body(self, slug: str, tag: str = "en") -> str:
        """The body of an article as HTML."""
        article = self.newsroom.edition().find(tag, slug)
        assert article
        return self.newsroom.body_of(article)

    def problems(self) -> list[str]:
        """What is wrong, as it is shown."""
        return [str(problem) for problem in self.newsroom.problems()]


@pytest.fixture
def content(tmp_path: Path) -> Content:
    folder = tmp_path / "news"
    folder.mkdir()
    return Content(folder)
