"""Codes as chats, notes, scanners and people pass them on: one fold for all of them."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from werkzeug.test import EnvironBuilder
from werkzeug.test import run_wsgi_app

from microsite.campaigns import codes
from microsite.campaigns.codes import ALPHABET
from microsite.campaigns.codes import fold_code
from microsite.campaigns.codes import fold_path_code
from microsite.pages.typed_code import find_code
from microsite.redirect import middleware
from tests.conftest import Settings
from tests.redirect.test_middleware import Scanner
from tests.redirect.test_middleware import open_scanner
from tests.support import visitors

HOST = "app.psbc-bank.example"
CODE = "K7F3M4"
PASSED_ON = {
    "the end of a sentence": "K7F3M4.",
    "the end of a Chinese sentence": "K7F3M4。",
    "a half-width Chinese full stop": "K7F3M4｡",
    "in brackets": "K7F3M4)",
    "in Chinese brackets": "（K7F3M4）",
    "in corner brackets": "「K7F3M4」",
    "in angle brackets": "<K7F3M4>",
    "in quotation marks": "“K7F3M4”",
    "in a list": "K7F3M4,",
    "in a Chinese list": "K7F3M4、",
    "before a semicolon": "K7F3M4;",
    "with a path parameter": "K7F3M4;v=1",
    "with a line break": "K7F3M4\n",
    "with NUL": "K7F3M4\0",
    "with a tab before it": "\tK7F3M4",
    "with a parameter joined without ?": "K7F3M4&x=1",
    "with an encoded query": "K7F3M4?from=groupmessage",
    "with an encoded fragment": "K7F3M4#wechat_redirect",
    "with a hyphen": "K7-F3M4",
    "with a non-breaking hyphen": "K7F‑3M4",
    "with a dash": "K7F–3M4",
    "with a minus sign": "K7F−3M4",
    "with a full-width hyphen": "K7F－3M4",
    "with the dash of a Japanese keyboard": "K7Fー3M4",
    "with a soft hyphen": "K7F\u00ad3M4",
    "with a zero-width space": "K7F3M4\u200b",
    "with a byte order mark": "\ufeffK7F3M4",
    "between direction marks": "\u2068K7F3M4\u2069",
    "with a non-breaking space": "K7F3M4\u00a0",
    "in two groups": "K7F 3M4",
    "in full-width characters": "Ｋ７Ｆ３Ｍ４",
    "in small full-width letters": "ｋ７ｆ３ｍ４",
    "in Markdown": "**K7F3M4**",
    "in code": "`K7F3M4`",
    "with an ellipsis": "K7F3M4…",
    "with a star": "K7F3M4*",
    "with an emoji": "K7F3M4👍",
    "with a variation selector": "K7F3M4\ufe0f",
    "with words right after it": "K7F3M4点击下载",
    "with a sentence after it": "K7F3M4，快来下载！",
}
OTHER = {
    "one letter more": "K7F3M4X",
    "one letter more, in full width": "K7F3M4Ｘ",
    "one letter more, after a hyphen": "K7F3M4-X",
    "one letter more, before it": "XK7F3M4",
    "a letter outside the alphabet": "K7F3M4A",
    "one digit more": "K7F3M42",
    "a path after it": "K7F3M4/more",
    "another code": "K7F3M5",
    "a letter of another script in it": "K7F3М4",
    "nothing": "",
    "punctuation alone": "。.-",
}


@pytest.mark.parametrize("typed", PASSED_ON.values(), ids=PASSED_ON.keys())
def test_a_passed_on_code_is_folded_to_the_printed_one(typed: str) -> None:
    assert fold_code(typed) == CODE
    assert fold_path_code(typed.encode().decode("latin-1")) == CODE


@pytest.mark.parametrize("typed", OTHER.values(), ids=OTHER.keys())
def test_what_reads_as_another_code_stays_another(typed: str) -> None:
    assert fold_code(typed) != CODE


@pytest.mark.parametrize("mark", "。，、）”！")
def test_punctuation_in_the_encoding_of_older_programs_is_dropped(mark: str) -> None:
    assert fold_path_code((CODE + mark).encode("gbk").decode("latin-1")) == CODE


@given(st.text(max_size=150))
def test_folding_again_changes_nothing_of_a_code(text: str) -> None:
    folded = fold_code(text)
    if set(folded) <= set(ALPHABET):
        assert fold_code(folded) == folded


@pytest.mark.parametrize("typed", PASSED_ON.values(), ids=PASSED_ON.keys())
def test_the_verify_page_reads_the_same_codes_alone_and_in_an_address(typed: str) -> None:
    assert find_code(typed, [HOST]) == CODE
    if typed.startswith(CODE[:2]):
        assert find_code(f"https://{HOST}/q/{typed}", [HOST]) == CODE
        assert find_code(f"({HOST}/Q/{typed})", [HOST]) == CODE


@pytest.fixture
def scanner(
    settings: Settings, sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scanner]:
    """A client of a site whose only active code is CODE."""
    generated = iter([CODE, "222222"])
    monkeypatch.setattr(codes, "generate_code", lambda: next(generated))
    with open_scanner(settings(), sqlite) as scanner:
        yield scanner


@pytest.mark.parametrize("typed", PASSED_ON.values(), ids=PASSED_ON.keys())
def test_a_passed_on_address_is_a_scan_of_its_placement(scanner: Scanner, typed: str) -> None:
    location = scanner.get(f"/q/{quote(typed, safe='&;,.)(*-')}").headers["Location"]
    assert f"?ct={scanner.code}&" in location
    [entry] = scanner.entries()
    assert (entry.request_class, entry.code) == ("scan", scanner.code)


@pytest.mark.parametrize("typed", OTHER.values(), ids=OTHER.keys())
def test_another_code_is_an_orphan_scan(scanner: Scanner, typed: str) -> None:
    assert "ct=" not in scanner.get(f"/q/{quote(typed, safe='/')}").headers["Location"]
    assert [entry.code for entry in scanner.entries()] == [""]


@pytest.mark.parametrize("path", ["//q/{}", "//Q/{}", "///q//{}", "//q/{})"])
def test_a_doubled_slash_before_q_is_the_scan(scanner: Scanner, path: str) -> None:
    environ = EnvironBuilder(headers=[("User-Agent", visitors.IPHONE)]).get_environ()
    environ["PATH_INFO"] = path.format(scanner.code)
    _, status, headers = run_wsgi_app(scanner.app.wsgi_app, environ)
    assert (status, f"?ct={scanner.code}&" in headers["Location"]) == ("302 Found", True)
    assert [entry.code for entry in scanner.entries()] == [scanner.code]


def test_a_passed_on_landing_page_keeps_its_code(scanner: Scanner) -> None:
    page = scanner.get(f"/en/app/{scanner.code}。", visitors.WINDOWS).text
    assert f"/q/{scanner.code}?store=play" in page


def test_a_clean_code_is_found_without_folding(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    folded: list[str] = []

    def record(path: str) -> str:
        folded.append(path)
        return fold_path_code(path)

    monkeypatch.setattr(middleware, "fold_path_code", record)
    for path in (f"/q/{scanner.code}", f"/Q/{scanner.code.lower()}/"):
        assert "ct=" in scanner.get(path).headers["Location"]
    assert folded == []
    scanner.get(f"/q/{scanner.code}.")
    assert folded == [f"{scanner.code}."]


def test_a_passed_on_reference_of_a_message_is_shown(app: Flask) -> None:
    reference = codes.generate_code(8)
    for typed in (f"{reference}。", f"{reference[:4]}–{reference[4:]}", f"({reference.lower()})"):
        page = app.test_client().get(f"/en/contact/sent/{quote(typed)}")
        assert f"{reference[:4]}-{reference[4:]}" in page.text
