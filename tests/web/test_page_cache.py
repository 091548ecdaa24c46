"""The cache of pages that are the same for every visitor."""

import gzip
from collections.abc import Callable
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


class CountedPage:
    """A publicly cached page with the text `text`; `calls` counts how often it was rendered."""

    def __init__(self, app: Flask) -> None:
        self.calls = 0
        self.text = LONG
        app.add_url_rule("/counted", view_func=cache_publicly(self._view), endpoint="counted")

    def _view(self) -> str:
        self.calls += 1
        return f"{self.text}{request.args.get('page', '')}"


@pytest.fixture
def counted(app: Flask) -> CountedPage:
    return CountedPage(app)


def test_a_page_is_rendered_once_and_sent_from_the_cache(app: Flask, counted: CountedPage) -> None:
    client = app.test_client()
    assert [client.get("/counted").text for _ in range(3)] == [LONG] * 3
    assert counted.calls == 1


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip;q=1.0, br;q=0", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_a_page_is_sent_in_the_smallest_accepted_encoding(
    accepted: str,
    encoding: str | None,
    unpack: Callable[[bytes], bytes],
    app: Flask,
    counted: CountedPage,
) -> None:
    answer = app.test_client().get("/counted", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.data).decode() == LONG
    assert "Accept-Encoding" in answer.vary
    assert answer.content_length == len(answer.data)


def test_an_unchanged_page_is_answered_with_304(app: Flask, counted: CountedPage) -> None:
    client = app.test_client()
    first = client.get("/counted")
    again = client.get("/counted", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert client.get("/counted", headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_a_head_request_has_the_headers_and_no_body(app: Flask, counted: CountedPage) -> None:
    client = app.test_client()
    get = client.get("/counted")
    head = client.head("/counted")
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


def test_another_query_is_another_page(app: Flask, counted: CountedPage) -> None:
    client = app.test_client()
    assert client.get("/counted?page=2").text == f"{LONG}2"
    assert client.get("/counted").text == LONG


def test_a_page_is_rendered_again_after_its_maximum_age(
    app: Flask, counted: CountedPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    client.get("/counted")
    counted.text = "new"
    monkeypatch.setattr(page_cache, "MAX_AGE_SECONDS", 0)
    assert client.get("/counted").text == "new"


def test_the_least_recently_used_pages_are_removed_first(
    app: Flask, counted: CountedPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MAX_CACHE_BYTES", 8 * 6000)
    client = app.test_client()
    for page in range(20):
        client.get(f"/counted?page={page}")
    client.get("/counted?page=19")
    assert counted.calls == 20
    client.get("/counted?page=0")
    assert counted.calls == 21


def test_a_page_larger_than_an_eighth_of_the_cache_is_not_cached(
    app: Flask, counted: CountedPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MAX_CACHE_BYTES", 8 * 6000)
    client = app.test_client()
    client.get("/counted")
    counted.text = "A large page. " * 500
    for _ in range(2):
        large = client.get("/counted?page=2", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(large.data).decode() == f"{counted.text}2"
    assert counted.calls == 3
    assert client.get("/counted").text == LONG


def test_a_response_that_fails_after_rendering_is_not_cached(
    app: Flask, counted: CountedPage
) -> None:
    app.after_request(lambda response: 1 // 0)
    client = app.test_client()
    assert [client.get("/counted").status_code for _ in range(2)] == [500, 500]


def test_the_response_of_the_site_is_closed(app: Flask) -> None:
    closed = []

    def view() -> Response:
        response = Response("A page.")
        response.call_on_close(lambda: closed.append(True))
        return response

    app.add_url_rule("/open", view_func=cache_publicly(view), endpoint="open")
    assert app.test_client().get("/open").text == "A page."
    assert closed == [True]


def test_a_first_head_request_has_the_headers_of_get(app: Flask, counted: CountedPage) -> None:
    client = app.test_client()
    head = client.head("/counted")
    assert (head.status_code, head.data) == (200, b"")
    get = client.get("/counted")
    assert get.text == LONG
    assert dict(head.headers) == dict(get.headers)
    assert counted.calls == 1


def test_https_pages_are_cached_separately(app: Flask, counted: CountedPage) -> None:
    client = app.test_client()
    http = client.get("/counted", base_url="http://localhost")
    https = client.get("/counted", base_url="https://localhost")
    assert "Strict-Transport-Security" not in http.headers
    assert "Strict-Transport-Security" in https.headers


def test_pages_are_cached_by_host_in_development(settings: Settings) -> None:
    with site(settings(environment="development")) as app:
        client = app.test_client()
        for host in ("one.example", "two.example"):
            page = ParsedHtml(client.get("/en/", base_url=f"http://{host}").text)
            assert page.one("link", rel="canonical")["href"] == f"http://{host}/en/"


def test_a_page_with_a_very_long_url_is_not_cached(app: Flask, counted: CountedPage) -> None:
    client = app.test_client()
    for _ in range(2):
        assert client.get(f"/counted?page={'9' * 300}").status_code == 200
    assert counted.calls == 2


def test_a_page_is_rendered_again_after_a_publication(settings: Settings, tmp_path: Path) -> None:
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


def test_a_page_for_one_visitor_is_not_cached(app: Flask) -> None:
    client = app.test_client()
    phone = client.get("/en/app", headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18)"})
    computer = client.get("/en/app", headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0)"})
    assert phone.text != computer.text
    assert "public" not in phone.headers["Cache-Control"]
