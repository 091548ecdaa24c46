"""Pages that are the same for everybody: kept, compressed, and given up when they change."""

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask import request
from werkzeug import Response

from microsite.context import services
from microsite.web import page_cache
from microsite.web.cache_headers import cache_publicly
from tests.conftest import Settings
from tests.conftest import site
from tests.news.conftest import Content
from tests.support.markup import ParsedHtml

LONG = "A sentence that compresses well. " * 100


class Counted:
    """A public page that tells how often it was made; `text` is what is on it."""

    def __init__(self, app: Flask) -> None:
        self.made = 0
        self.text = LONG
        app.add_url_rule("/counted", view_func=cache_publicly(self._view), endpoint="counted")

    def _view(self) -> str:
        self.made += 1
        return f"{self.text}{request.args.get('page', '')}"


@pytest.fixture
def counted(app: Flask) -> Counted:
    return Counted(app)


def test_a_page_is_made_once_and_answered_from_memory(app: Flask, counted: Counted) -> None:
    client = app.test_client()
    assert [client.get("/counted").text for _ in range(3)] == [LONG] * 3
    assert counted.made == 1


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip;q=1.0, br;q=0", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_a_browser_gets_the_smallest_form_it_takes(
    accepted: str, encoding: str | None, unpack, app: Flask, counted: Counted
) -> None:
    answer = app.test_client().get("/counted", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.data).decode() == LONG
    assert "Accept-Encoding" in answer.vary
    assert answer.content_length == len(answer.data)


def test_who_has_the_page_is_told_that_it_is_still_good(app: Flask, counted: Counted) -> None:
    client = app.test_client()
    first = client.get("/counted")
    again = client.get("/counted", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert client.get("/counted", headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_a_head_request_has_the_headers_and_no_body(app: Flask, counted: Counted) -> None:
    client = app.test_client()
    got = client.get("/counted")
    head = client.head("/counted")
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(got.headers)


def test_another_query_is_another_page(app: Flask, counted: Counted) -> None:
    client = app.test_client()
    assert client.get("/counted?page=2").text == f"{LONG}2"
    assert client.get("/counted").text == LONG


def test_a_page_that_has_grown_old_is_made_anew(
    app: Flask, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    client.get("/counted")
    counted.text = "new"
    monkeypatch.setattr(page_cache, "MAX_AGE_SECONDS", 0)
    assert client.get("/counted").text == "new"


def test_the_pages_asked_for_longest_ago_go_first(
    app: Flask, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MAX_CACHE_BYTES", 8 * 6000)
    client = app.test_client()
    for page in range(20):
        client.get(f"/counted?page={page}")
    client.get("/counted?page=19")
    assert counted.made == 20
    client.get("/counted?page=0")
    assert counted.made == 21


def test_a_page_as_large_as_an_eighth_of_the_room_pushes_out_no_other(
    app: Flask, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MAX_CACHE_BYTES", 8 * 6000)
    client = app.test_client()
    client.get("/counted")
    counted.text = "A large page. " * 500
    for _ in range(2):
        large = client.get("/counted?page=2", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(large.data).decode() == f"{counted.text}2"
    assert counted.made == 3
    assert client.get("/counted").text == LONG


def test_a_page_is_kept_only_if_nothing_went_wrong_after_it_was_made(
    app: Flask, counted: Counted
) -> None:
    app.after_request(lambda response: 1 // 0)
    client = app.test_client()
    assert [client.get("/counted").status_code for _ in range(2)] == [500, 500]


def test_what_a_page_holds_open_is_closed(app: Flask) -> None:
    closed = []

    def view() -> Response:
        response = Response("A page.")
        response.call_on_close(lambda: closed.append(True))
        return response

    app.add_url_rule("/open", view_func=cache_publicly(view), endpoint="open")
    assert app.test_client().get("/open").text == "A page."
    assert closed == [True]


def test_the_first_head_request_is_told_what_get_is(app: Flask, counted: Counted) -> None:
    client = app.test_client()
    head = client.head("/counted")
    assert (head.status_code, head.data) == (200, b"")
    got = client.get("/counted")
    assert got.text == LONG
    assert dict(head.headers) == dict(got.headers)
    assert counted.made == 1


def test_https_has_pages_of_its_own(app: Flask, counted: Counted) -> None:
    client = app.test_client()
    plain = client.get("/counted", base_url="http://localhost")
    safe = client.get("/counted", base_url="https://localhost")
    assert "Strict-Transport-Security" not in plain.headers
    assert "Strict-Transport-Security" in safe.headers


def test_each_host_has_pages_of_its_own_where_addresses_follow_it(settings: Settings) -> None:
    with site(settings(environment="development")) as app:
        client = app.test_client()
        for host in ("one.example", "two.example"):
            page = ParsedHtml(client.get("/en/", base_url=f"http://{host}").text)
            assert page.one("link", rel="canonical")["href"] == f"http://{host}/en/"


def test_a_page_at_a_very_long_address_is_not_kept(app: Flask, counted: Counted) -> None:
    client = app.test_client()
    for _ in range(2):
        assert client.get(f"/counted?page={'9' * 300}").status_code == 200
    assert counted.made == 2


def test_a_page_is_made_anew_when_something_is_published(
    settings: Settings, tmp_path: Path
) -> None:
    content = Content(tmp_path / "news")
    content.write("a/en.md", title="One")
    with site(settings(news__content=str(content.folder))) as app:
        services(app).news._clock = content.clock
        client = app.test_client()
        assert "One" in client.get("/en/news/a").text
        content.write("a/en.md", title="Two")
        assert "One" in client.get("/en/news/a").text
        content.settle()
        assert "Two" in client.get("/en/news/a").text


def test_what_is_for_one_visitor_alone_is_never_kept(app: Flask) -> None:
    client = app.test_client()
    phone = client.get("/en/app", headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18)"})
    computer = client.get("/en/app", headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0)"})
    assert phone.text != computer.text
    assert "public" not in phone.headers["Cache-Control"]
