"""Errors in the news folder: in a line of one file, and with the file's path."""

from dataclasses import dataclass
from typing import NamedTuple


class SourceError(NamedTuple):
    """An error in a line of an article's file, with its fix; line 0 means the whole file."""

    line: int
    message: str


class InvalidArticleError(Exception):
    """Raised for a file that is not a valid article."""

    def __init__(self, *errors: SourceError) -> None:
        super().__init__("; ".join(f"{line}: {message}" for line, message in errors))
        self.errors = errors


@dataclass(frozen=True, order=True, slots=True)
class ContentError:
    """An error with its fix, the path within the news folder, and the line (0: the whole file)."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"
