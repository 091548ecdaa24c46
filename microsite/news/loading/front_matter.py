"""Front matter: the YAML between two lines `---` at the head of a file, as texts with their lines.

YAML is read as a stream of events: a value stays the text that was typed (`no` is no boolean and a
date no date), nothing is built from tags, and anchors with aliases, by which a few lines stand for
gigabytes, are refused where they come.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from typing import NamedTuple

import yaml

from microsite.news.loading.xml_chars import UNFIT
from microsite.news.loading.xml_chars import named

LONGEST = 16 * 1024
"""Characters of front matter; what is longer is none."""
FENCED = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""libyaml's is ten times as fast."""
FIRST_LINE = 2
"""Of the YAML in the file: line 1 is `---`."""


class Fault(NamedTuple):
    """What is wrong in a line of a file, and the mend; line 0 stands for the file as a whole."""

    line: int
    what: str


class FaultsError(Exception):
    """A file that cannot be taken as it is."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{line}: {what}" for line, what in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Value:
    """What stands after a key: one text, or the texts of a list."""

    line: int
    texts: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A file in its two parts; `body_line` is the line in which the body begins."""

    values: Mapping[str, Value]
    body: str
    body_line: int


def read(text: str) -> Manuscript:
    """Part a file into front matter and body. Raises FaultsError."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not re.match(r"---[ \t]*\n", text):
        raise _fault(
            1,
            "there is no front matter; begin the file with a line of three hyphens, title: and"
            " published: below it, and three hyphens again",
        )
    found = FENCED.match(text)
    if found is None or len(found[1]) > LONGEST:
        raise _fault(
            1, "the front matter has no end; put a line of three hyphens below its last field"
        )
    return Manuscript(
        values=_values(found[1]),
        body=text[found.end() :],
        body_line=found[0].count("\n") + 1,
    )


def _values(source: str) -> dict[str, Value]:
    try:
        return dict(_fields(_contents(source)))
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark if _is_left_open(error) else error.problem_mark
        raise _fault(
            (mark.line if mark else 0) + FIRST_LINE,
            f"cannot be read as YAML ({error.problem}); put quotation marks around a value that has"
            " a colon or begins with a mark",
        ) from error
    except yaml.YAMLError as error:
        raise _fault(
            FIRST_LINE, "has a character that YAML does not allow; retype the front matter"
        ) from error


def _is_left_open(error: yaml.MarkedYAMLError) -> bool:
    """Whether a quotation mark or bracket has no end: what needs the mend is where it begins."""
    return bool(re.search(r"quoted|flow", error.context or ""))


def _contents(source: str) -> Iterator[Any]:
    """Give the events between the document's start and end, refusing what no field needs."""
    for event in yaml.parse(source, Loader=LOADER):
        if getattr(event, "anchor", None):
            raise _fault(
                _line(event), "has an anchor or alias (& or *); write the value out, in quotes"
            )
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise _fault(_line(event), f"has a tag ({tag[:40]}); write the bare value")
        if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            yield event


def _fields(events: Iterator[Any]) -> Iterator[tuple[str, Value]]:
    opening = next(events, None)
    if opening is None:
        return
    if not isinstance(opening, yaml.MappingStartEvent):
        raise _fault(_line(opening), "is no field; write a key, a colon, a space and the value")
    seen: dict[str, int] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        name = _text(key)
        if name in seen:
            raise _fault(_line(key), f"{name} stands in line {seen[name]} already; keep one")
        seen[name] = _line(key)
        yield name, _value(next(events), events, _line(key))
    if extra := next(events, None):
        raise _fault(_line(extra), "is below the fields; put it among them or into the body")


def _value(event: Any, events: Iterator[Any], line: int) -> Value:
    if not isinstance(event, yaml.SequenceStartEvent):
        return Value(line, (_text(event),))
    texts = []
    while not isinstance(item := next(events), yaml.SequenceEndEvent):
        texts.append(_text(item))
    return Value(line, tuple(texts), is_list=True)


def _text(event: Any) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        raise _fault(
            _line(event),
            "has a list or table inside another; a value is one text, or one list [a, b]",
        )
    if unfit := UNFIT.search(event.value):  # from an escape: "\x01"
        raise _fault(_line(event), named(ord(unfit[0])))
    return str(event.value).strip()


def _line(event: Any) -> int:
    return int(event.start_mark.line) + FIRST_LINE


def _fault(line: int, what: str) -> FaultsError:
    return FaultsError(Fault(line, what))
