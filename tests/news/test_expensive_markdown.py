"""Bodies made to take long: refused, or read and rendered at once."""

import time

import pytest

from microsite.news.loading.files import LARGEST_TEXT
from microsite.news.loading.markdown_rules import LONGEST_PARAGRAPH
from microsite.news.loading.markdown_rules import MOST
from microsite.news.loading.markdown_rules import MOST_COMBINING
from tests.news.conftest import Content

SECONDS = 10
"""Of the processor: what is at the limits takes a twentieth of that."""
PLAIN = "a " * (LONGEST_PARAGRAPH // 2 - 1)


def hostile(unit: str) -> str:
    """Fill a file with a unit, in paragraphs that are short enough."""
    many = LONGEST_PARAGRAPH // 2 // len(unit.encode())
    paragraph = unit * many + "\n\n"
    return paragraph * ((LARGEST_TEXT - 200) // len(paragraph.encode()))


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
def test_a_crowd_of_marks_is_refused_by_its_name(content: Content, unit: str, name: str) -> None:
    content.write("bad/en.md", hostile(unit))
    assert any(
        f": has more than {MOST[name][0]} {name} up to here; part the article" in problem
        for problem in content.problems()
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
def test_as_many_marks_as_may_be_are_shown_at_once_and_more_are_named(
    content: Content, unit: str, name: str
) -> None:
    most = MOST[name][0]
    each = max(unit.count("\n" if name == "lines" else name), 1)
    room = 20 if name == "lines" else 0  # the filling is of a few lines, too
    crowd = unit * ((most - room) // each)
    filled = (crowd + PLAIN)[: max(len(crowd), len(PLAIN))] + f"\n\n{PLAIN}" * 5
    content.write("full/en.md", filled)
    assert content.problems() == []
    began = time.process_time()
    assert content.body("full")
    assert time.process_time() - began < SECONDS
    content.write("full/en.md", f"{unit * (room + 1)}\n\n{filled}")
    content.settle()
    (problem,) = content.problems()
    assert f": has more than {most} {name} up to here; part the article" in problem


@pytest.mark.parametrize("marks", ["\u0301\u0327", "\u0f73\u0f71", "\uff9e\u0301", "\u0344"])
def test_a_pile_of_combining_characters_is_refused(content: Content, marks: str) -> None:
    pile = (marks * MOST_COMBINING)[:MOST_COMBINING]
    content.write("zalgo/en.md", f"a{pile} a{pile}")
    assert content.problems() == []
    content.write("zalgo/en.md", f"A line.\na{pile}{marks}")
    content.settle()
    assert content.problems() == [
        "zalgo/en.md:6: has more than 30 combining characters in a row; remove them"
    ]


@pytest.mark.parametrize("text", ["+-" * 30_000 + "x", "=" * 60_000 + "x", " " * 60_000 + "x"])
def test_the_check_itself_takes_no_time(content: Content, text: str) -> None:
    began = time.process_time()
    content.write("bad/en.md", text)
    assert content.problems() == [
        "bad/en.md:5: has a paragraph of more than 8192 characters; part it by empty lines"
    ]
    assert time.process_time() - began < SECONDS
