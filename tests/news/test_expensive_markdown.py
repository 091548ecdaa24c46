"""Bodies that would take long to render: rejected, or rendered in little time."""

import time

import pytest

from microsite.news.loading.markdown_rules import MAX_COMBINING_CHARS
from microsite.news.loading.markdown_rules import MAX_MARKS
from microsite.news.loading.markdown_rules import MAX_PARAGRAPH_LENGTH
from microsite.news.loading.source_files import MAX_TEXT_BYTES
from tests.news.conftest import Content

MAX_PROCESSOR_SECONDS = 10
"""A body at the limits takes a twentieth of that."""
PLAIN_PARAGRAPH = "a " * (MAX_PARAGRAPH_LENGTH // 2 - 1)


def fill_file(unit: str) -> str:
    """Return as many copies of a text as fit in a file, in paragraphs that are short enough."""
    count = MAX_PARAGRAPH_LENGTH // 2 // len(unit.encode())
    paragraph = unit * count + "\n\n"
    return paragraph * ((MAX_TEXT_BYTES - 200) // len(paragraph.encode()))


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("# a\n", "lines"),
        ("# a\n" + "a" * 80 + "\n", "headings and rules"),
        ("a" * 80 + "\n==\n", "headings and rules"),
        ("a" * 80 + "\n- - -\n", "headings and rules"),
        ("> # a" + "a" * 80 + "\n", "headings and rules"),
        ("~~~a" + "a" * 80 + "\n", "~"),
        ("```\na\n```" + "a" * 80 + "\n", "`"),
        ("`a", "`"),
        ("&#x41", "&"),
        ("\\", "\\"),
        ("[", "["),
        ("![aaa", "["),
        ("[a](", "["),
        ("<b on on ", "<"),
        ("<!-- ", "<"),
        ("> ", ">"),
        ("*a*", "*"),
        ("__a", "_"),
        ("- ", "list items"),
        ("1. " * 100 + "\n\n", "list items"),
    ],
)
def test_too_many_marks_are_rejected_by_name(content: Content, unit: str, name: str) -> None:
    content.write("bad/en.md", fill_file(unit))
    assert any(
        f": contains more than {MAX_MARKS[name][0]} {name} up to here; split the article" in error
        for error in content.errors()
    )
    assert content.titles("en") == []


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("a\n\n", "lines"),
        ("a\n", "lines"),
        ("a|\n", "lines"),
        ("# a\n", "headings and rules"),
        ("a\n--\n", "headings and rules"),
        ("> # a\n", "headings and rules"),
        ("[", "["),
        ("[a](", "["),
        ("<b ", "<"),
        ("<b>", "<"),
        (">", ">"),
        ("> - ", ">"),
        ("&", "&"),
        ("&lt;", "&"),
        ("**a", "*"),
        ("_a_ ", "_"),
        ("\\", "\\"),
        ("`a", "`"),
        ("```a\n", "`"),
        ("~~~a\n", "~"),
    ],
)
def test_marks_at_the_limit_render_in_little_time_and_more_are_rejected(
    content: Content, unit: str, name: str
) -> None:
    limit = MAX_MARKS[name][0]
    marks_per_unit = max(unit.count("\n" if name == "lines" else name), 1)
    room = 20 if name == "lines" else 0  # the filling has a few lines, too
    marks = unit * ((limit - room) // marks_per_unit)
    first = (marks + PLAIN_PARAGRAPH)[: max(len(marks), len(PLAIN_PARAGRAPH))]
    filled = first + f"\n\n{PLAIN_PARAGRAPH}" * 5
    content.write("full/en.md", filled)
    assert content.errors() == []
    started = time.process_time()
    assert content.body("full")
    assert time.process_time() - started < MAX_PROCESSOR_SECONDS
    content.write("full/en.md", f"{unit * (room + 1)}\n\n{filled}")
    content.settle()
    (error,) = (each for each in content.errors() if "nested too deeply" not in each)
    assert f": contains more than {limit} {name} up to here; split the article" in error


@pytest.mark.parametrize("marks", ["\u0301\u0327", "\u0f73\u0f71", "\uff9e\u0301", "\u0344"])
def test_too_many_combining_characters_are_rejected(content: Content, marks: str) -> None:
    run = (marks * MAX_COMBINING_CHARS)[:MAX_COMBINING_CHARS]
    content.write("zalgo/en.md", f"a{run} a{run}")
    assert content.errors() == []
    content.write("zalgo/en.md", f"A line.\na{run}{marks}")
    content.settle()
    assert content.errors() == [
        "zalgo/en.md:6: contains more than 30 combining characters in a row; remove them"
    ]


@pytest.mark.parametrize("text", ["+-" * 30_000 + "x", "=" * 60_000 + "x", " " * 60_000 + "x"])
def test_the_check_itself_takes_little_time(content: Content, text: str) -> None:
    started = time.process_time()
    content.write("bad/en.md", text)
    assert content.errors() == [
        "bad/en.md:5: contains a paragraph of more than 8192 characters; split it with empty lines"
    ]
    assert time.process_time() - started < MAX_PROCESSOR_SECONDS
