"""The check of every unsafe request for a cross-origin sender."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from microsite.web.csrf import SAFE_METHODS
from microsite.web.csrf import is_cross_origin

HOSTS = ("app.example", "127.0.0.1:8000")
UNSAFE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
OTHER_SITE = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
THIS_SITE = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://app.example"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "https://APP.example"},
        {},
    ],
)
def test_our_own_pages_are_same_origin(headers: dict[str, str]) -> None:
    assert not is_cross_origin(Headers(headers), HOSTS)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://app.example"},
        {"Sec-Fetch-Site": "anything"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://app.example.evil.example"},
        {"Origin": "https://app.example@evil.example"},
        {"Origin": "https://app.example:8443"},
        {"Origin": "https://["},
        {"Origin": "null"},
        {"Origin": ""},
    ],
)
def test_any_other_page_is_cross_origin(headers: dict[str, str]) -> None:
    assert is_cross_origin(Headers(headers), HOSTS)


@pytest.fixture
def scratch(app: Flask) -> Flask:
    """The app with one more route that accepts every method."""
    app.add_url_rule(
        "/scratch/<int:number>",
        "scratch",
        view_func=lambda number: str(number),
        methods=[*SAFE_METHODS, *UNSAFE_METHODS],
    )
    return app


def unsafe_requests(app: Flask) -> list[tuple[str, str]]:
    """Return method and URL for every route that accepts an unsafe method."""
    requests = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values: dict[str, Any] = {
                name: "en" if name == "language" else 1 for name in rule.arguments
            }
            for method in sorted((rule.methods or set()) - SAFE_METHODS):
                requests.append((method, app.url_for(rule.endpoint, _method=method, **values)))
    return requests


def send(app: Flask, method: str, path: str, headers: dict[str, str]) -> TestResponse:
    return app.test_client().open(path, method=method, headers=headers)


@pytest.mark.parametrize("headers", OTHER_SITE)
def test_every_unsafe_request_from_another_site_is_rejected(
    headers: dict[str, str], scratch: Flask
) -> None:
    requests = unsafe_requests(scratch)
    assert {("POST", "/en/contact"), *((m, "/scratch/1") for m in UNSAFE_METHODS)} <= set(requests)
    for method, path in requests:
        answer = send(scratch, method, path, headers)
        assert answer.status_code == 403, (method, path)
        assert answer.mimetype == "text/html"


@pytest.mark.parametrize("path", ["/en/app", "/nothing", "/static/css/site.css"])
def test_an_unsafe_request_from_another_site_is_rejected_where_no_view_accepts_it(
    path: str, app: Flask
) -> None:
    assert send(app, "POST", path, OTHER_SITE[0]).status_code == 403
    assert send(app, "POST", path, {}).status_code in (404, 405)


@pytest.mark.parametrize("headers", THIS_SITE)
def test_an_unsafe_request_from_this_site_reaches_its_view(
    headers: dict[str, str], scratch: Flask
) -> None:
    for method in UNSAFE_METHODS:
        answer = send(scratch, method, "/scratch/7", headers)
        assert (answer.status_code, answer.text) == (200, "7")
    assert send(scratch, "POST", "/en/contact", headers).status_code == 415


def test_the_configured_host_is_this_site_behind_a_proxy_that_changes_the_host(
    scratch: Flask,
) -> None:
    headers = {"Origin": "https://app.psbc.example"}
    answer = scratch.test_client().post("/scratch/7", headers=headers, base_url="http://inner:8000")
    assert answer.status_code == 200


@pytest.mark.parametrize("method", sorted(SAFE_METHODS))
def test_a_safe_request_from_another_site_is_answered(method: str, scratch: Flask) -> None:
    assert send(scratch, method, "/scratch/7", OTHER_SITE[0]).status_code == 200


def test_a_cross_origin_form_that_is_too_large_is_answered_with_413(app: Flask) -> None:
    answer = app.test_client().post(
        "/en/contact",
        data=b"message=" + b"x" * 10_000_000,
        content_type="application/x-www-form-urlencoded",
        headers=OTHER_SITE[0],
    )
    assert answer.status_code == 413


def test_a_host_in_upper_case_is_this_site(scratch: Flask) -> None:
    headers = {"Host": "LOCALHOST", "Origin": "http://localhost"}
    assert scratch.test_client().post("/scratch/1", headers=headers).status_code == 200
