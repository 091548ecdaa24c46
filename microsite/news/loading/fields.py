"""The fields of an article's front matter: read one after another, each judged by its kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from datetime import tzinfo
from difflib import get_close_matches

from microsite.news.loading.front_matter import Fault
from microsite.news.loading.front_matter import Manuscript
from microsite.news.loading.front_matter import Value

LONGEST = {"title": 200, "summary": 500, "source": 200, "image_alt": 500}
"""Characters that fit."""
KEYS = (
    *("title", "summary", "published", "updated", "source", "source_date", "categories"),
    *("pinned", "draft", "image", "image_alt"),
)
SWITCH = {"true": True, "yes": True, "false": False, "no": False, "": False}
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
YEARS = range(1900, 2200)
"""In which articles appear; any other is a slip of the keys."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What articles are held to: the site's categories, its time zone."""

    categories: tuple[str, ...]
    zone: tzinfo


class Fields:
    """The front matter as its fields are read, one after another; collects what is wrong."""

    def __init__(self, manuscript: Manuscript, rules: Rules) -> None:
        self._values: Mapping[str, Value] = manuscript.values
        self._rules = rules
        self.faults: list[Fault] = []
        for key in self._values:
            if key not in KEYS:
                self.fault(key, f"is no field; {_nearest(key, KEYS)}")

    def fault(self, key: str, what: str) -> None:
        """Note that a field is wrong."""
        line = self._values[key].line if key in self._values else 1
        self.faults.append(Fault(line, f"{key[:40]!r} {what}"))

    def text(self, key: str, *, required: bool = False) -> str:
        """A field of one text, on one line."""
        value = self._values.get(key)
        if value is not None and value.is_list:
            self.fault(key, "is a list; write one text, in quotation marks")
            return ""
        text = " ".join(value.texts[0].split()) if value else ""
        if required and not text:
            self.fault(key, f"is {'empty' if value else 'missing'}; write it in the front matter")
        longest = LONGEST.get(key, len(text))
        if len(text) > longest:
            self.fault(key, f"has {len(text)} characters; shorten it to {longest}")
        return text

    def moment(self, key: str, *, required: bool = False) -> datetime | None:
        """A date (its first moment) or a time, in the site's zone where it has none."""
        text = self.text(key, required=required)
        if not text:
            return None
        try:
            if not _MOMENT.fullmatch(text):
                raise ValueError(text)
            moment = datetime.fromisoformat(text)
            if moment.year not in YEARS:
                raise ValueError(text)
        except ValueError:
            self.fault(
                key, f"is no date: {text[:40]!r}; write one like 2026-09-21 or 2026-09-21 09:30"
            )
            return None
        zone = self._rules.zone
        return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)

    def switch(self, key: str) -> bool:
        """A field that is true or false."""
        text = self.text(key).lower()
        if text not in SWITCH:
            self.fault(key, f"is {text[:40]!r}; write true or false")
        return SWITCH.get(text, False)

    def categories(self) -> tuple[str, ...]:
        """The keys of the article's categories."""
        value = self._values.get("categories")
        found = [text for text in value.texts if text] if value else []
        for text in found:
            if text not in self._rules.categories:
                self.fault(
                    "categories",
                    f"names {text[:40]!r}, which site.toml does not know;"
                    f" {_nearest(text, self._rules.categories)}",
                )
        return tuple(dict.fromkeys(found))


def _nearest(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word[:40], known, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none'}"
