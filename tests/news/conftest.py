"""A content folder for one test, a clock that the test sets, and the news service on both."""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from microsite.news.rendering.conversion import TraditionalVariant
from microsite.news.service import NewsService

CATEGORIES = ("bank", "safety")
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
ZONE = "Asia/Shanghai"


class Clock:
    """The time of a news service, in seconds since 1970."""

    def __init__(self) -> None:
        self.now = at("2026-10-01 12:00")

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def at(text: str) -> float:
    """Return a time in the site's time zone in seconds since 1970."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp()


class Content:
    """A content folder, and the news service that reads it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.drafts = False
        self.conversion: TraditionalVariant = "taiwan"
        self._news: NewsService | None = None

    def write(self, path: str, body: str = "Text.", **fields: str) -> Path:
        """Write an article; `fields` replace or extend a default title and date."""
        values = {"title": f"Title of {path}", "published": "2026-09-01"} | fields
        front_matter = "".join(f"{name}: {value}\n" for name, value in values.items())
        return self.write_raw(path, f"---\n{front_matter}---\n{body}\n".encode())

    def write_raw(self, path: str, data: bytes) -> Path:
        """Write the bytes of a file."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return file

    def write_image(self, path: str, size: tuple[int, int] = (40, 30)) -> Path:
        """Write an image of a size in pixels."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, "green").save(file)
        return file

    @property
    def news(self) -> NewsService:
        """The news service, created at its first use."""
        if self._news is None:
            self._news = NewsService(
                self.folder,
                CATEGORIES,
                LANGUAGES,
                self.conversion,
                ZONE,
                drafts=self.drafts,
                clock=self.clock,
            )
        return self._news

    def settle(self) -> None:
        """Make all files old enough to be read, and let the next scan be due."""
        for path in self.folder.rglob("*"):
            if path.is_file():
                status = path.stat()
                os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 10**10))
        self.clock.advance(60)

    def restart(self) -> None:
        """Start the service again."""
        self._news = None

    def titles(self, tag: str) -> list[str]:
        """Return the titles in the list of a language."""
        return [article.title for article in self.news.snapshot().list_articles(tag)]

    def body(self, slug: str, tag: str = "en") -> str:
        """Return the body of an article as HTML."""
        article = self.news.snapshot().find(tag, slug)
        assert article
        return self.news.render(article)

    def errors(self) -> list[str]:
        """Return the content errors as they are printed."""
        return [str(error) for error in self.news.content_errors()]


@pytest.fixture
def content(tmp_path: Path) -> Content:
    folder = tmp_path / "news"
    folder.mkdir()
    return Content(folder)
