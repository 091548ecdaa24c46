"""The page that checks whether a printed code is genuine."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.campaigns.codes import compute_check_character
from microsite.campaigns.codes import fold_code
from microsite.clock import utc_now
from microsite.context import services
from microsite.pages.typed_code import find_code
from microsite.pages.verify import MAX_TYPED_LENGTH
from microsite.qr.design.captions import caption_lines
from microsite.qr.symbol.encode import build_payload
from tests.conftest import Settings
from tests.conftest import site
from tests.support.code_check import UNAVAILABLE
from tests.support.code_check import UNKNOWN
from tests.support.code_check import result_heading
from tests.support.code_check import submit_code
from tests.support.markup import ParsedHtml

GENUINE = "Yes, we issued this code"
ENDED = "We issued this code; its campaign has ended"
MISTYPED = "This is not a valid code"
OTHER_HOST = "This is not one of our addresses"


def add_code(engine: Engine, ended: bool = False) -> str:
    with Session(engine) as session, session.begin():
        campaign = service.create_campaign(session, "spring", "Spring <cards>")
        [code] = service.add_placements(session, campaign, ["Branch 0001, counter"])
        if ended:
            service.end_campaign(session, "spring", utc_now() - timedelta(seconds=1))
    return code


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("k7f3m4", "K7F3M4"),
        (" K7F 3M4 ", "K7F3M4"),
        ("K7F-3M4", "K7F3M4"),
        ("K7F\N{EN DASH}3M4", "K7F3M4"),
        ("Ｋ７Ｆ３Ｍ４", "K7F3M4"),
        ("K7F\N{IDEOGRAPHIC SPACE}3M4", "K7F3M4"),
        ("", ""),
    ],
)
def test_a_code_is_recognised_in_any_spelling(typed: str, printed: str) -> None:
    assert fold_code(typed) == printed


@pytest.mark.parametrize(
    "typed",
    [
        "app.psbc-bank.example/q/k7f3m4",
        "https://app.psbc-bank.example/q/k7f3m4",
        "HTTPS://APP.PSBC-BANK.EXAMPLE/Q/K7F3M4/",
        "http://app.psbc-bank.example/q/k7f-3m4",
        "app.psbc-bank.example / q / k7f 3m4",
        "app。psbc－bank。example／q／ｋ７ｆ３ｍ４",
        "app.psbc‑bank.example/q/k7f3m4",
        "https://app.psbc-bank.example/q/k7f3m4?platform=ios",
        "app.psbc-bank.example/q/k7f3m4.",
        "/q/k7f3m4",
        "q/K7F3M4",
    ],
)
def test_a_code_is_found_at_the_end_of_its_url(typed: str) -> None:
    assert find_code(typed, ["app.psbc-bank.example"]) == "K7F3M4"


@pytest.mark.parametrize(
    "typed",
    [
        "https://evil.example/q/9xy9yy",
        "evil.example/q/9xy9yy",
        "evil.example",
        "//evil.example/q/k7f3m4",
        "https:\\\\evil.example\\q\\k7f3m4",
        "https://evil.example\\@app.psbc-bank.example/q/k7f3m4",
        "https://app.psbc-bank.example@evil.example/q/k7f3m4",
        "https://app.psbc-bank.example.evil.example/q/k7f3m4",
        "https://app.psbcbank.example/q/k7f3m4",
        "https://аpp.psbc-bank.example/q/k7f3m4",
        "evil.example/https://app.psbc-bank.example/q/k7f3m4",
        "https://evil/q/k7f3m4",
        "weixin://dl/business/k7f3m4",
        "10.0.0.1:8000/q/k7f3m4",
    ],
)
def test_a_url_of_another_host_is_recognised(typed: str) -> None:
    assert find_code(typed, ["app.psbc-bank.example"]) is None


def test_the_caption_of_a_printed_code_is_accepted_as_printed(sqlite: Engine, app: Flask) -> None:
    host, code = services(app).config.host, add_code(sqlite)
    _, address = caption_lines(["auto"], "Branch 0001, counter", build_payload(host, code))
    assert address == f"{host}/q/{code.lower()}"
    assert result_heading(submit_code(app, address)) == GENUINE


@pytest.mark.parametrize(
    ("tag", "heading", "warning"),
    [
        ("en", OTHER_HOST, "do not open it."),
        ("zh-Hans", "这不是我行的网址", "请勿访问。"),
        ("zh-Hant", "這不是本行的網址", "請勿前往。"),
    ],
)
def test_a_url_of_another_host_has_its_own_warning(
    tag: str, heading: str, warning: str, app: Flask
) -> None:
    page = submit_code(app, "https://evil.example/q/9xy9yy", tag)
    assert result_heading(page) == heading
    section = page.one("section", **{"aria-labelledby": "result"}).text
    assert warning in section
    assert f"https://{services(app).config.host}/" in section
    assert not [link for link in page.all("a") if "evil" in link["href"]]


def test_the_request_host_is_accepted_in_development_only(
    sqlite: Engine, settings: Settings
) -> None:
    address = f"http://localhost/q/{add_code(sqlite)}"
    for environment, heading in (("development", GENUINE), ("production", OTHER_HOST)):
        with site(settings(environment=environment)) as app:
            assert result_heading(submit_code(app, address)) == heading


def test_our_code_is_genuine_and_shows_what_it_was_printed_for(sqlite: Engine, app: Flask) -> None:
    page = submit_code(app, add_code(sqlite).lower())
    assert result_heading(page) == GENUINE
    assert [name.text for name in page.all("dd")] == ["Branch 0001, counter", "Spring <cards>"]


def test_a_code_of_an_ended_campaign_is_still_ours(sqlite: Engine, app: Flask) -> None:
    page = submit_code(app, add_code(sqlite, ended=True))
    assert result_heading(page) == ENDED
    assert page.all("dd")[0].text == "Branch 0001, counter"


def test_a_valid_code_that_was_never_issued_is_unknown(sqlite: Engine, app: Flask) -> None:
    code = add_code(sqlite)
    body = ("3" if code[0] == "2" else "2") + code[1:-1]
    page = submit_code(app, body + compute_check_character(body))
    assert result_heading(page) == UNKNOWN
    assert not page.all("dd")


@pytest.mark.parametrize(
    "typed", ["K7F3M4", "0", "O0O0O0", "码", "<script>", "%", "\0K7F3M4\0", "😀", "K" * 10_000]
)
def test_an_invalid_code_is_mistyped(typed: str, app: Flask) -> None:
    page = submit_code(app, typed)
    assert result_heading(page) == MISTYPED
    shown = page.one("input", id="code")["value"]
    assert len(shown) <= MAX_TYPED_LENGTH
    assert shown.isprintable()


def test_an_empty_field_has_an_error_at_the_field(app: Flask) -> None:
    page = submit_code(app, " ")
    assert not page.all(id="result")
    field = page.one("input", id="code")
    assert field["aria-invalid"] == "true"
    assert "code-error" in field["aria-describedby"].split()
    assert page.one(id="code-error").text == "Enter the code printed below the QR code."


def test_an_unavailable_database_is_a_503(app: Flask) -> None:
    body = "K7F3M"
    page = submit_code(app, body + compute_check_character(body), status=503)
    assert result_heading(page) == UNAVAILABLE


def test_a_checked_code_is_not_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    body = "K7F3M"
    submit_code(app, body + compute_check_character(body), status=503)
    assert "Looking up a code failed" in caplog.text
    assert body not in caplog.text


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        ("en", "Is this code genuine?"),
        ("zh-Hans", "查验二维码真伪"),
        ("zh-Hant", "查驗 QR Code 真偽"),
    ],
)
def test_the_page_names_the_printed_host(tag: str, title: str, app: Flask) -> None:
    answer = app.test_client().get(f"/{tag}/verify")
    page = ParsedHtml(answer.text)
    assert page.one("h1").text == title
    assert f"https://{services(app).config.host}/" in page.one("main").text
    assert not page.all(id="result")
