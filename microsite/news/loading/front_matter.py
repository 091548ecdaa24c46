"""Front matter: the YAML between two lines `---` at the start of a file, as texts with their lines.

YAML is read as a stream of events: a value stays the text that was typed (`no` is not a boolean, a
date not a date), no object is built from a tag, and anchors with aliases, by which a few lines
expand to gigabytes, are rejected at the first one.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from microsite.news.loading.errors import InvalidArticleError
from microsite.news.loading.errors import SourceError
from microsite.news.loading.invalid_chars import INVALID_CHAR
from microsite.news.loading.invalid_chars import describe_invalid_char

MAX_FRONT_MATTER_LENGTH = 16 * 1024
"""Characters."""
FIRST_YAML_LINE = 2
"""Line 1 of the file is `---`."""
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_YAML_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""libyaml is ten times as fast."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The value of a key: one text, or the texts of a list.

    has_comment: a comment follows a text without quotation marks on its line, so that YAML reads
    `Counter #3 is closed` as `Counter`.
    """

    line: int
    texts: tuple[str, ...]
    is_list: bool = False
    has_comment: bool = False


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file, split into front matter and body; `body_line` is the body's first line."""

    values: Mapping[str, FieldValue]
    body: str
    body_line: int


def parse_document(text: str) -> SourceDocument:
    """Split a file into front matter and body. Raise InvalidArticleError."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not re.match(r"---[ \t]*\n", text):
        raise _invalid(
            1,
            "no front matter; start the file with a line ---, then title: and published:, then"
            " another line ---",
        )
    match = _FRONT_MATTER.match(text)
    if match is None or len(match[1]) > MAX_FRONT_MATTER_LENGTH:
        raise _invalid(
            1,
            f"the front matter does not end within {MAX_FRONT_MATTER_LENGTH} characters; add a"
            " line --- after its last field",
        )
    return SourceDocument(
        values=_parse_yaml(match[1]),
        body=text[match.end() :],
        body_line=match[0].count("\n") + 1,
    )


def _parse_yaml(source: str) -> dict[str, FieldValue]:
    lines = source.split("\n")
    try:
        return dict(_parse_fields(_read_events(source), lines))
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark if _is_unclosed(error) else error.problem_mark
        raise _invalid(
            (mark.line if mark else 0) + FIRST_YAML_LINE,
            f"not valid YAML ({error.problem}); put quotation marks around a value that contains a"
            " colon or starts with a special character",
        ) from error
    except yaml.YAMLError as error:
        raise _invalid(
            FIRST_YAML_LINE,
            "contains a character that YAML does not allow; retype the front matter",
        ) from error


def _is_unclosed(error: yaml.MarkedYAMLError) -> bool:
    """Return True if a quotation mark or bracket is not closed: the fix is where it starts."""
    return bool(re.search(r"quoted|flow", error.context or ""))


def _read_events(source: str) -> Iterator[Any]:
    """Yield the events between the document's start and end; reject anchors, aliases and tags."""
    for event in yaml.parse(source, Loader=_YAML_LOADER):
        if getattr(event, "anchor", None):
            raise _invalid(
                _line_number(event),
                "contains a YAML anchor or alias (& or *); write the value out, in quotes",
            )
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise _invalid(
                _line_number(event), f"contains a YAML tag ({tag[:40]}); write the plain value"
            )
        if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            yield event


def _parse_fields(events: Iterator[Any], lines: list[str]) -> Iterator[tuple[str, FieldValue]]:
    opening = next(events, None)
    if opening is None:
        return
    if not isinstance(opening, yaml.MappingStartEvent):
        raise _invalid(
            _line_number(opening), "not a field; write a key, a colon, a space and the value"
        )
    seen: dict[str, int] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        name, line = _parse_scalar(key), _line_number(key)
        if name in seen:
            raise _invalid(line, f"{name[:40]!r} is already set in line {seen[name]}; keep one")
        seen[name] = line
        yield name, _parse_value(next(events), events, line, lines)
    if extra := next(events, None):
        raise _invalid(
            _line_number(extra), "unexpected text after the fields; move it into the body"
        )


def _parse_value(event: Any, events: Iterator[Any], line: int, lines: list[str]) -> FieldValue:
    if not isinstance(event, yaml.SequenceStartEvent):
        text = _parse_scalar(event)
        return FieldValue(line, (text,), has_comment=not event.style and _has_comment(event, lines))
    texts = []
    while not isinstance(item := next(events), yaml.SequenceEndEvent):
        texts.append(_parse_scalar(item))
    return FieldValue(line, tuple(texts), is_list=True)


def _parse_scalar(event: Any) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        raise _invalid(
            _line_number(event),
            "contains a nested list or mapping; write one text, or one list [a, b]",
        )
    if char := INVALID_CHAR.search(event.value):  # from an escape: "\x01"
        raise _invalid(_line_number(event), describe_invalid_char(ord(char[0])))
    return str(event.value).strip()


def _has_comment(event: Any, lines: list[str]) -> bool:
    """Return True if a comment follows a value on its line."""
    end = event.end_mark
    rest: str = lines[end.line][end.column :]
    return rest.lstrip().startswith("#")


def _line_number(event: Any) -> int:
    return int(event.start_mark.line) + FIRST_YAML_LINE


def _invalid(line: int, message: str) -> InvalidArticleError:
    return InvalidArticleError(SourceError(line, message))
