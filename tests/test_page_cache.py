"""Pages that are the same for everybody: kept, compressed, and given up when they change."""

import gzip

import brotli
import pytest
from flask import Flask
from flask import request

from microsite import page_cache
from microsite.headers import public

LONG = "A sentence that compresses well. " * 100


class Counted:
    """A public page that tells how often it was made; `text` is what is on it."""

    def __init__(self, app: Flask) -> None:
        self.made = 0
        self.text = LONG
        app.add_url_rule("/counted", view_func=public(self._view), endpoint="counted")

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
    monkeypatch.setattr(page_cache, "MOST_SECONDS", 0)
    assert client.get("/counted").text == "new"


def test_the_pages_asked_for_longest_ago_go_first(
    app: Flask, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MOST_BYTES", 3 * 6000)
    client = app.test_client()
    for page in range(20):
        client.get(f"/counted?page={page}")
    client.get("/counted?page=19")
    assert counted.made == 20
    client.get("/counted?page=0")
    assert counted.made == 21


def test_what_is_for_one_visitor_alone_is_never_kept(app: Flask) -> None:
    client = app.test_client()
    phone = client.get("/en/app", headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18)"})
    computer = client.get("/en/app", headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0)"})
    assert phone.text != computer.text
    assert "public" not in phone.headers["Cache-Control"]
