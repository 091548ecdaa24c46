"""Request headers: which are read, how many characters, and which mark a prefetch."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from microsite.detection.request_headers import MAX_HINT_CHARS
from microsite.detection.request_headers import MAX_USER_AGENT_CHARS
from microsite.detection.request_headers import VARY_HEADERS
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.request_headers import is_prefetch

LONG_VALUE = "x" * 1_000_000


def test_every_header_is_read_into_its_field() -> None:
    environ = {
        "REQUEST_METHOD": "GET",
        "HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 10; K)",
        "HTTP_X_REQUESTED_WITH": "com.tencent.mm",
        "HTTP_SEC_CH_UA_PLATFORM": '"Android"',
        "HTTP_SEC_CH_UA_MOBILE": "?1",
        "HTTP_SEC_CH_UA_MODEL": '"SM-A556E"',
        "HTTP_ACCEPT": "*/*",
    }
    assert RequestHeaders.from_environ(environ) == RequestHeaders(
        user_agent="Mozilla/5.0 (Linux; Android 10; K)",
        requested_with="com.tencent.mm",
        platform="Android",
        mobile="?1",
        model="SM-A556E",
    )


def test_the_vary_headers_are_the_headers_that_are_read() -> None:
    class RecordingEnviron(dict[str, str]):
        def get(self, name: str, default: object = None) -> Any:
            read.add(name)
            return "1"

    read: set[str] = set()
    RequestHeaders.from_environ(RecordingEnviron())
    assert read == {"HTTP_" + name.upper().replace("-", "_") for name in VARY_HEADERS}


def test_an_absent_header_is_empty() -> None:
    assert RequestHeaders.from_environ({}) == RequestHeaders("", "", "", "", "")


@pytest.mark.parametrize(
    ("header", "headers"),
    [
        ("HTTP_USER_AGENT", RequestHeaders(user_agent="7")),
        ("HTTP_X_REQUESTED_WITH", RequestHeaders(requested_with="7")),
        ("HTTP_SEC_CH_UA_PLATFORM", RequestHeaders(platform="7")),
        ("HTTP_SEC_CH_UA_MODEL", RequestHeaders(model="7")),
    ],
)
def test_each_header_is_read_if_the_others_are_absent(header: str, headers: RequestHeaders) -> None:
    assert RequestHeaders.from_environ({header: "7"}) == headers


def test_equal_hints_are_both_read() -> None:
    environ = {"HTTP_SEC_CH_UA_PLATFORM": "K", "HTTP_SEC_CH_UA_MODEL": "K"}
    assert RequestHeaders.from_environ(environ) == RequestHeaders(platform="K", model="K")


def test_a_long_header_is_truncated() -> None:
    environ = {
        "HTTP_USER_AGENT": LONG_VALUE,
        "HTTP_X_REQUESTED_WITH": LONG_VALUE,
        "HTTP_SEC_CH_UA_PLATFORM": LONG_VALUE,
        "HTTP_SEC_CH_UA_MOBILE": LONG_VALUE,
        "HTTP_SEC_CH_UA_MODEL": LONG_VALUE,
    }
    lengths = [len(value) for value in RequestHeaders.from_environ(environ)]
    assert lengths == [MAX_USER_AGENT_CHARS, MAX_HINT_CHARS, MAX_HINT_CHARS, 2, MAX_HINT_CHARS]


def test_a_header_of_the_maximum_length_is_not_truncated() -> None:
    environ = {
        "HTTP_USER_AGENT": "y" * 511 + "z",
        "HTTP_X_REQUESTED_WITH": "y" * 63 + "z",
    }
    headers = RequestHeaders.from_environ(environ)
    assert headers.user_agent == environ["HTTP_USER_AGENT"]
    assert headers.requested_with == environ["HTTP_X_REQUESTED_WITH"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ('"Pixel 9 Pro"', "Pixel 9 Pro"),
        ("Pixel 9 Pro", "Pixel 9 Pro"),
        (' "Pixel 9 Pro" ', "Pixel 9 Pro"),
        ('"RMX3771", "RMX3771"', "RMX3771"),
        ('"RMX3771","SM-A556E"', "RMX3771"),
        ('"RMX3771', "RMX3771"),
        ('""', ""),
        ("", ""),
        (",", ""),
        ('"' * 200, ""),
        ("\xe6\x89\x8b\xe6\x9c\xba", "\xe6\x89\x8b\xe6\x9c\xba"),
    ],
)
def test_the_first_item_of_a_hint_is_read_without_quotes(header: str, value: str) -> None:
    environ = {"HTTP_SEC_CH_UA_PLATFORM": header, "HTTP_SEC_CH_UA_MODEL": header + " "}
    headers = RequestHeaders.from_environ(environ)
    assert (headers.platform, headers.model) == (value, value)


HEADER_VARIABLES = (
    "HTTP_USER_AGENT",
    "HTTP_X_REQUESTED_WITH",
    "HTTP_SEC_CH_UA_PLATFORM",
    "HTTP_SEC_CH_UA_MOBILE",
    "HTTP_SEC_CH_UA_MODEL",
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(HEADER_VARIABLES), st.text(max_size=700)))
def test_any_headers_are_read_within_the_limits(environ: dict[str, str]) -> None:
    headers = RequestHeaders.from_environ(environ)
    assert all(isinstance(value, str) for value in headers)
    assert environ.get("HTTP_USER_AGENT", "").startswith(headers.user_agent)
    assert len(headers.user_agent) <= MAX_USER_AGENT_CHARS
    assert max(map(len, headers[1:])) <= MAX_HINT_CHARS
    assert not {'"', ","} & {*headers.platform[:1], *headers.platform[-1:]}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("HTTP_SEC_PURPOSE", "prefetch"),
        ("HTTP_SEC_PURPOSE", "prefetch;prerender"),
        ("HTTP_SEC_PURPOSE", "prefetch;anonymous-client-ip"),
        ("HTTP_PURPOSE", "prefetch"),
        ("HTTP_PURPOSE", "Prefetch"),
        ("HTTP_X_PURPOSE", "preview"),
        ("HTTP_X_PURPOSE", ": preview"),
        ("HTTP_X_PURPOSE", "prefetch"),
        ("HTTP_X_MOZ", "prefetch"),
    ],
)
def test_a_prefetch_is_recognised(header: str, value: str) -> None:
    assert is_prefetch({"REQUEST_METHOD": "GET", header: value})


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"HTTP_SEC_PURPOSE": ""},
        {"HTTP_SEC_PURPOSE": "navigate"},
        {"HTTP_X_MOZ": "livebookmarks"},
        {"HTTP_SEC_FETCH_MODE": "prefetch"},
        {"HTTP_USER_AGENT": "prefetch preview"},
        {"HTTP_PURPOSE": LONG_VALUE + "prefetch"},
    ],
)
def test_other_requests_are_no_prefetch(environ: dict[str, str]) -> None:
    assert not is_prefetch(environ)


def test_one_prefetch_header_among_several_is_enough() -> None:
    assert is_prefetch({"HTTP_SEC_PURPOSE": "navigate", "HTTP_X_MOZ": "prefetch"})
