"""Static files: compression, ranges, caching."""

import gzip
import os
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from microsite.web.static_files import StaticFile
from microsite.web.static_files import load_static_file
from tests.support import visitors
from tests.support.markup import ParsedHtml

YEAR = 365 * 24 * 60 * 60
IMMUTABLE = f"public, max-age={YEAR}, immutable"
CHROMIUM = "gzip, deflate, br, zstd"


def ask(app: Flask, path: str, method: str = "GET", **headers: str) -> TestResponse:
    """Send a request and read the whole response."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = app.test_client().open(path, method=method, headers=fields)
    with answer:
        answer.get_data()
    return answer


def static_url(app: Flask, name: str) -> str:
    """Return the URL of a file as on a page."""
    with app.test_request_context():
        return app.url_for("static", filename=name)


@pytest.fixture
def css(app: Flask) -> bytes:
    return Path(app.static_folder or "", "css/site.css").read_bytes()


# Caching


@pytest.mark.parametrize("visitor", ["WINDOWS", "IPAD_AS_MAC", "ALIPAY_XIAOMI"])
def test_every_file_of_a_page_is_immutable(visitor: str, app: Flask) -> None:
    page = ParsedHtml(ask(app, "/en/app", User_Agent=visitors.USER_AGENTS[visitor]).text)
    urls = [
        element.attributes[name]
        for element in page.elements
        for name in ("src", "href")
        if element.attributes.get(name, "").startswith("/static/")
    ]
    assert len(urls) >= 2
    for url in urls:
        assert re.search(r"\?v=[0-9a-f]{10}$", url)
        answer = ask(app, url)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == IMMUTABLE


def test_a_file_without_a_fingerprint_is_revalidated(app: Flask) -> None:
    answer = ask(app, "/static/css/site.css")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert ask(app, "/static/css/site.css", If_None_Match=answer.headers["ETag"]).status_code == 304


def test_a_fingerprint_of_another_version_is_not_immutable(app: Flask) -> None:
    """During a deployment, a new page may request its files from an old server."""
    answer = ask(app, "/static/css/site.css?v=0123456789")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/static/nothing.css",
        "/static/",
        "/static/%00",
        "/static/..%2Fwsgi.py",
        "/static/..%5Cwsgi.py",
        "/static/../wsgi.py",
        "/static/" + "a" * 5000,
    ],
)
def test_a_missing_file_is_not_found(path: str, app: Flask) -> None:
    answer = ask(app, path, Accept_Encoding=CHROMIUM)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "site.css"

    def write_and_load(text: str, at: int) -> StaticFile:
        file.write_text(text)
        os.utime(file, ns=(at, at))
        return load_static_file(file, file.stat().st_mtime_ns)

    first = write_and_load("a{}", 1_000_000_000)
    second = write_and_load("b{}", 2_000_000_000)
    assert second.content == b"b{}"
    assert second.fingerprint != first.fingerprint
    assert write_and_load("a{}", 3_000_000_000).fingerprint == first.fingerprint


# Compression


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (CHROMIUM, "br"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, *", "gzip"),
        ("br;q=0, gzip;q=0, *", None),
        ("*", "br"),
        ("*;q=0", None),
        ("identity", None),
        ("identity, br;q=0.5", None),
        ("identity;q=0, br;q=0.1", "br"),
        ("BR", "br"),
        ("zstd", None),
        ("", None),
        (";;;,=,q=br", None),
    ],
)
def test_a_file_is_sent_in_the_accepted_encoding(
    accepted: str, encoding: str | None, css: bytes, app: Flask
) -> None:
    answer = ask(app, "/static/css/site.css", Accept_Encoding=accepted)
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    body = answer.get_data()
    assert int(answer.headers["Content-Length"]) == len(body)
    if encoding == "br":
        body = brotli.decompress(body)
    elif encoding == "gzip":
        body = gzip.decompress(body)
    assert body == css


def test_brotli_is_smaller_than_gzip_and_gzip_than_the_file(css: bytes, app: Flask) -> None:
    sizes = [
        len(ask(app, "/static/css/site.css", Accept_Encoding=name).get_data())
        for name in ("br", "gzip")
    ]
    assert sizes[0] < sizes[1] < len(css) / 2


@pytest.mark.parametrize("name", ["img/icon-512.png", "img/favicon.ico", "img/card.png"])
def test_an_image_is_not_compressed(name: str, app: Flask) -> None:
    answer = ask(app, f"/static/{name}", Accept_Encoding=CHROMIUM)
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers
    assert answer.get_data() == Path(app.static_folder or "", name).read_bytes()


@pytest.mark.parametrize(
    ("name", "mimetype"),
    [
        ("css/site.css", "text/css"),
        ("js/copy.js", "text/javascript"),
        ("img/icon.svg", "image/svg+xml"),
        ("img/card.png", "image/png"),
    ],
)
def test_a_file_has_the_mimetype_that_browsers_require(
    name: str, mimetype: str, app: Flask
) -> None:
    assert ask(app, f"/static/{name}").mimetype == mimetype


# Conditions and ranges


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
def test_an_unchanged_file_is_answered_with_304(accepted: str, app: Flask) -> None:
    url = static_url(app, "css/site.css")
    first = ask(app, url, Accept_Encoding=accepted)
    again = ask(app, url, Accept_Encoding=accepted, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.get_data()) == (304, b"")
    for header in ("ETag", "Vary", "Cache-Control"):
        assert again.headers[header] == first.headers[header]


def test_each_encoding_has_its_own_etag(app: Flask) -> None:
    tags = {
        accepted: ask(app, "/static/css/site.css", Accept_Encoding=accepted).headers["ETag"]
        for accepted in ("br", "gzip", "identity")
    }
    assert len(set(tags.values())) == 3
    other = ask(app, "/static/css/site.css", Accept_Encoding="br", If_None_Match=tags["gzip"])
    assert other.status_code == 200


def test_a_range_of_a_file_is_sent(css: bytes, app: Flask) -> None:
    part = ask(app, "/static/css/site.css", Range="bytes=10-19")
    assert (part.status_code, part.get_data()) == (206, css[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(css)}"
    assert part.headers["Content-Length"] == "10"
    assert ask(app, "/static/css/site.css", Range="bytes=-5").get_data() == css[-5:]


def test_ranges_of_a_compressed_file_join_to_the_whole(css: bytes, app: Flask) -> None:
    def part(byte_range: str) -> bytes:
        answer = ask(app, "/static/css/site.css", Accept_Encoding="br", Range=f"bytes={byte_range}")
        assert answer.headers["Content-Encoding"] == "br"
        return answer.get_data()

    assert brotli.decompress(part("0-99") + part("100-")) == css


def test_a_range_beyond_the_end_is_rejected_with_the_length(css: bytes, app: Flask) -> None:
    answer = ask(app, "/static/css/site.css", Range="bytes=900000-")
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(css)}"


def test_a_range_of_another_version_is_answered_with_the_whole_file(css: bytes, app: Flask) -> None:
    tag = ask(app, "/static/css/site.css").headers["ETag"]
    same = ask(app, "/static/css/site.css", Range="bytes=0-9", If_Range=tag)
    other = ask(app, "/static/css/site.css", Range="bytes=0-9", If_Range='"other"')
    assert (same.status_code, other.status_code) == (206, 200)
    assert other.get_data() == css


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
def test_head_has_the_headers_of_get_and_no_body(accepted: str, app: Flask) -> None:
    whole = ask(app, "/static/css/site.css", Accept_Encoding=accepted)
    head = ask(app, "/static/css/site.css", "HEAD", Accept_Encoding=accepted)
    assert head.get_data() == b""
    assert dict(head.headers) == dict(whole.headers)


def test_head_ignores_range(css: bytes, app: Flask) -> None:
    """RFC 9110, 14.2: Range is defined for GET only."""
    head = ask(app, "/static/css/site.css", "HEAD", Range="bytes=0-9")
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(css)))


def test_a_file_does_not_accept_post(app: Flask) -> None:
    answer = ask(app, "/static/css/site.css", "POST")
    assert answer.status_code == 405
    assert set(answer.allow) == {"GET", "HEAD", "OPTIONS"}
