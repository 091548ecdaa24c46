"""The fields of an article's front matter, read one by one and checked by their type."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from datetime import tzinfo
from difflib import get_close_matches

from microsite.news.loading.errors import SourceError
from microsite.news.loading.front_matter import FieldValue
from microsite.news.loading.front_matter import SourceDocument

FIELD_NAMES = (
    *("title", "summary", "published", "updated", "source", "source_date", "categories"),
    *("pinned", "draft", "image", "image_alt"),
)
MAX_TEXT_LENGTHS = {"title": 200, "summary": 500, "source": 200, "image_alt": 500}
"""Characters."""
PUBLICATION_YEARS = range(1900, 2200)
"""Any other year is a typing error."""
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False, "": False}
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


@dataclass(frozen=True, slots=True)
class ContentRules:
    """The site's settings that articles are checked against: categories and time zone."""

    categories: tuple[str, ...]
    zone: tzinfo


class FrontMatterFields:
    """The fields of a document; `errors` collects the errors of those that were read."""

    def __init__(self, document: SourceDocument, rules: ContentRules) -> None:
        self._values: Mapping[str, FieldValue] = document.values
        self._rules = rules
        self.errors: list[SourceError] = []
        for key in self._values:
            if key not in FIELD_NAMES:
                self.add_error(key, f"is not a known field; {_suggest(key, FIELD_NAMES)}")

    def add_error(self, key: str, message: str) -> None:
        """Record an error in a field."""
        self.errors.append(SourceError(self.line_number(key), f"{key[:40]!r} {message}"))

    def line_number(self, key: str) -> int:
        """Return the line of a field; 1 if it is missing."""
        return self._values[key].line if key in self._values else 1

    def read_text(self, key: str, *, required: bool = False) -> str:
        """Return the text of a field, on one line."""
        value = self._values.get(key)
        if value is not None and value.is_list:
            self.add_error(key, "is a list; write one text, in quotation marks")
            return ""
        if value is not None and value.has_comment and key in MAX_TEXT_LENGTHS:
            self.add_error(
                key,
                "ends before a #, which starts a comment in YAML; put the whole value in quotation"
                " marks",
            )
            return ""
        text = " ".join(value.texts[0].split()) if value else ""
        if required and not text:
            self.add_error(key, f"is {'empty' if value else 'missing'}; add it to the front matter")
        max_length = MAX_TEXT_LENGTHS.get(key, len(text))
        if len(text) > max_length:
            self.add_error(key, f"has {len(text)} characters; shorten it to {max_length}")
        return text

    def read_datetime(self, key: str, *, required: bool = False) -> datetime | None:
        """Return a time, or the first moment of a date, in the site's zone if it names none."""
        text = self.read_text(key, required=required)
        if not text:
            return None
        try:
            if not _DATETIME.fullmatch(text):
                raise ValueError(text)
            moment = datetime.fromisoformat(text)
            if moment.year not in PUBLICATION_YEARS:
                raise ValueError(text)
        except ValueError:
            self.add_error(
                key,
                f"is not a valid date: {text[:40]!r}; write one like 2026-09-21 or"
                " 2026-09-21 09:30",
            )
            return None
        zone = self._rules.zone
        return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)

    def read_bool(self, key: str) -> bool:
        """Return the value of a field that is true or false."""
        text = self.read_text(key).lower()
        if text not in _BOOLEANS:
            self.add_error(key, f"is {text[:40]!r}; write true or false")
        return _BOOLEANS.get(text, False)

    def read_categories(self) -> tuple[str, ...]:
        """Return the keys of the article's categories."""
        value = self._values.get("categories")
        keys = [text for text in value.texts if text] if value else []
        for key in keys:
            if key not in self._rules.categories:
                self.add_error(
                    "categories",
                    f"contains {key[:40]!r}, which site.toml does not define;"
                    f" {_suggest(key, self._rules.categories)}",
                )
        return tuple(dict.fromkeys(keys))


def _suggest(word: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(word[:40], known, n=1)
    return f"did you mean {close[0]}?" if close else f"use one of: {', '.join(known) or 'none'}"
