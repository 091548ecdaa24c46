"""Front matter as editors write it: byte order marks, number signs, dates far in the future."""

from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import Settings
from tests.conftest import site
from tests.news.conftest import Content
from tests.news.conftest import at

ATOM = "{http://www.w3.org/2005/Atom}"
Write = Callable[..., Path]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf"])
def test_a_byte_order_mark_is_skipped(content: Content, mark: bytes) -> None:
    path = content.write("a/en.md", title="BOM")
    path.write_bytes(mark + path.read_bytes())
    assert content.titles("en") == ["BOM"]
    assert content.errors() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Counter #3 is closed on Monday"),
        ("title", "柜台 #3 周一停办"),
        ("title", "#话题# 开业"),
        ("title", "Counter\n  at branch #3"),
        ("summary", "Call counter #3"),
        ("summary", "#话题# 开业"),
        ("source", "Daily #5"),
        ("image_alt", "Counter #3"),
    ],
)
def test_a_number_sign_that_yaml_reads_as_a_comment_is_named(
    content: Content, field: str, value: str
) -> None:
    content.write("a/en.md", **{field: value})
    line = 2 if field == "title" else 4
    errors = [error for error in content.errors() if "without image" not in error]
    assert errors == [
        f"a/en.md:{line}: '{field}' ends before a #, which starts a comment in YAML; put the whole"
        " value in quotation marks"
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", '"Counter #3"'),
        ("title", "Counter#3"),
        ("title", "Counter\n# a comment on a line of its own"),
        ("title", "'Counter' # a comment"),
        ("published", "2026-09-01   # the day of the press release"),
        ("categories", "[bank]   # any of: bank, safety"),
        ("pinned", "true # for a week"),
    ],
)
def test_other_comments_and_number_signs_stay(content: Content, field: str, value: str) -> None:
    content.write("a/en.md", **{field: value})
    assert content.errors() == []
    assert len(content.titles("en")) == 1


def test_a_number_sign_in_quotation_marks_is_part_of_the_title(content: Content) -> None:
    content.write("a/en.md", title='"Counter #3 is closed"')
    assert content.titles("en") == ["Counter #3 is closed"]


@pytest.mark.parametrize("updated", ["2062-09-10", "2026-10-02", "2026-10-01 12:01"])
def test_an_update_in_the_future_is_named_and_not_shown(content: Content, updated: str) -> None:
    content.write("a/en.md", updated=updated)
    article = content.news.snapshot().find("en", "a")
    assert article
    assert article.updated is None
    (error,) = content.errors()
    assert error.startswith(f"a/en.md:4: 'updated' is in the future ({updated[:10]}); correct")


def test_an_update_appears_at_its_time_and_its_error_disappears(content: Content) -> None:
    content.write("a/en.md", updated="2026-10-02")
    before = content.news.snapshot()
    content.clock.now = at("2026-10-02 00:00")
    after = content.news.snapshot()
    article = after.find("en", "a")
    assert article
    assert f"{article.updated:%Y-%m-%d}" == "2026-10-02"
    assert content.errors() == []
    assert after.version != before.version


def test_a_scheduled_article_may_be_updated_on_its_day(content: Content) -> None:
    content.write("a/en.md", published="2026-12-01 08:00", updated="2026-12-01 09:00")
    assert content.errors() == []


def test_no_time_in_a_feed_is_later_than_now(content: Content, settings: Settings) -> None:
    content.write("a/en.md", updated="2062-09-10")
    content.write("b/en.md", published="2062-09-10")
    for drafts in ("false", "true"):
        config = settings(news__content=str(content.folder), news__drafts=drafts)
        with site(config) as app:
            feed = ElementTree.fromstring(app.test_client().get("/en/news/feed.xml").data)
        times = [datetime.fromisoformat(each.text or "") for each in feed.iter(f"{ATOM}updated")]
        assert len(times) == 3 if drafts == "true" else 2
        assert max(times) <= datetime.now(UTC)


@pytest.mark.parametrize("code_point", [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
def test_characters_that_change_the_direction_of_text_are_named(
    content: Content, code_point: int
) -> None:
    name = f"U+{code_point:04X}"
    written = (chr(code_point), f"&#x{code_point:x};", f"&#{code_point};")
    for number, text in enumerate(written):
        content.write(f"a-{number}/en.md", f"Card\n\n95{text}580")
    content.write("title/en.md", title=f'"95\\u{code_point:04X}580"')
    content.write("typed/en.md", title=f"95{chr(code_point)}580")
    errors = content.errors()
    assert len(errors) == 5
    for error in errors:
        assert "contains an invisible character that changes the direction of text" in error
        assert name in error
    assert [error.split(":")[1] for error in errors] == ["7", "7", "7", "2", "2"]


def test_marks_that_reorder_nothing_are_allowed(content: Content) -> None:
    content.write("a/en.md", "A zero-width joiner \u200d, a left-to-right mark \u200e.")
    assert content.errors() == []
