"""Clues: which headers are read, how much of them, and what says that nobody scanned."""

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from microsite.detection.request_headers import MAX_HINT_CHARS
from microsite.detection.request_headers import VARY_HEADERS
from microsite.detection.request_headers import MAX_USER_AGENT_CHARS
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.request_headers import is_prefetch

GIANT = "x" * 1_000_000


def test_every_header_has_its_field() -> None:
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


def test_the_headers_that_tell_a_device_are_those_that_are_read() -> None:
    class Asked(dict[str, str]):
        def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
            asked.add(name)
            return "1"

    asked: set[str] = set()
    RequestHeaders.from_environ(Asked())
    assert asked == {"HTTP_" + name.upper().replace("-", "_") for name in VARY_HEADERS}


def test_what_is_absent_is_empty() -> None:
    assert RequestHeaders.from_environ({}) == RequestHeaders("", "", "", "", "")


@pytest.mark.parametrize(
    ("header", "clues"),
    [
        ("HTTP_USER_AGENT", RequestHeaders(user_agent="7")),
        ("HTTP_X_REQUESTED_WITH", RequestHeaders(requested_with="7")),
        ("HTTP_SEC_CH_UA_PLATFORM", RequestHeaders(platform="7")),
        ("HTTP_SEC_CH_UA_MODEL", RequestHeaders(model="7")),
    ],
)
def test_each_header_is_read_without_the_others(header: str, clues: RequestHeaders) -> None:
    assert RequestHeaders.from_environ({header: "7"}) == clues


def test_hints_that_are_the_same_are_both_read() -> None:
    same = "K"
    environ = {"HTTP_SEC_CH_UA_PLATFORM": same, "HTTP_SEC_CH_UA_MODEL": same}
    assert RequestHeaders.from_environ(environ) == RequestHeaders(platform="K", model="K")


def test_a_giant_header_is_cut_to_its_bound() -> None:
    environ = {
        "HTTP_USER_AGENT": GIANT,
        "HTTP_X_REQUESTED_WITH": GIANT,
        "HTTP_SEC_CH_UA_PLATFORM": GIANT,
        "HTTP_SEC_CH_UA_MOBILE": GIANT,
        "HTTP_SEC_CH_UA_MODEL": GIANT,
    }
    lengths = [len(clue) for clue in RequestHeaders.from_environ(environ)]
    assert lengths == [MAX_USER_AGENT_CHARS, MAX_HINT_CHARS, MAX_HINT_CHARS, 2, MAX_HINT_CHARS]


def test_a_header_as_long_as_its_bound_is_whole() -> None:
    environ = {
        "HTTP_USER_AGENT": "y" * 511 + "z",
        "HTTP_X_REQUESTED_WITH": "y" * 63 + "z",
    }
    clues = RequestHeaders.from_environ(environ)
    assert clues.user_agent == environ["HTTP_USER_AGENT"]
    assert clues.requested_with == environ["HTTP_X_REQUESTED_WITH"]


@pytest.mark.parametrize(
    ("header", "read"),
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
def test_a_hint_is_read_bare_and_once(header: str, read: str) -> None:
    environ = {"HTTP_SEC_CH_UA_PLATFORM": header, "HTTP_SEC_CH_UA_MODEL": header + " "}
    clues = RequestHeaders.from_environ(environ)
    assert (clues.platform, clues.model) == (read, read)


HEADERS = (
    "HTTP_USER_AGENT",
    "HTTP_X_REQUESTED_WITH",
    "HTTP_SEC_CH_UA_PLATFORM",
    "HTTP_SEC_CH_UA_MOBILE",
    "HTTP_SEC_CH_UA_MODEL",
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(HEADERS), st.text(max_size=700)))
def test_any_headers_are_clues_within_the_bounds(environ: dict[str, str]) -> None:
    clues = RequestHeaders.from_environ(environ)
    assert all(isinstance(clue, str) for clue in clues)
    assert environ.get("HTTP_USER_AGENT", "").startswith(clues.user_agent)
    assert len(clues.user_agent) <= MAX_USER_AGENT_CHARS
    assert max(map(len, clues[1:])) <= MAX_HINT_CHARS
    assert not {'"', ","} & {*clues.platform[:1], *clues.platform[-1:]}


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
def test_a_browser_that_fetches_ahead_says_so(header: str, value: str) -> None:
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
        {"HTTP_PURPOSE": GIANT + "prefetch"},
    ],
)
def test_every_other_request_is_made_now(environ: dict[str, str]) -> None:
    assert not is_prefetch(environ)


def test_one_purpose_is_enough_beside_others() -> None:
    assert is_prefetch({"HTTP_SEC_PURPOSE": "navigate", "HTTP_X_MOZ": "prefetch"})
