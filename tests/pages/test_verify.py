"""The page that tells whether a printed code is genuine."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.campaigns.codes import compute_check_character
from microsite.clock import utc_now
from microsite.context import services
from microsite.pages.typed_code import normalize_code
from microsite.pages.typed_code import find_code
from microsite.pages.verify import MAX_TYPED_LENGTH
from microsite.qr.design.captions import caption_lines
from microsite.qr.symbol.encode import build_payload
from tests.conftest import Settings
from tests.conftest import site
from tests.support.markup import ParsedHtml

GENUINE = "Yes, we issued this code"
ENDED = "We issued this code; its campaign has ended"
MISTYPED = "This is not a valid code"
ELSEWHERE = "This is not one of our addresses"
UNKNOWN = "We did not issue this code"
UNAVAILABLE = "We cannot check codes right now"


def add_code(engine: Engine, ended: bool = False) -> str:
    with Session(engine) as session, session.begin():
        campaign = service.create_campaign(session, "spring", "Spring <cards>")
        [code] = service.add_placements(session, campaign, ["Branch 0001, counter"])
        if ended:
            service.end_campaign(session, "spring", utc_now() - timedelta(seconds=1))
    return code


def check(app: Flask, typed: str, tag: str = "en", status: int = 200) -> ParsedHtml:
    answer = app.test_client().get(f"/{tag}/verify", query_string={"code": typed})
    assert answer.status_code == status
    return ParsedHtml(answer.text)


def finding(page: ParsedHtml) -> str:
    return page.one("h2", id="finding").text


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
def test_a_code_may_be_typed_as_people_type(typed: str, printed: str) -> None:
    assert normalize_code(typed) == printed


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
def test_a_code_may_be_typed_with_the_address_before_it(typed: str) -> None:
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
def test_an_address_of_another_host_is_told_from_ours(typed: str) -> None:
    assert find_code(typed, ["app.psbc-bank.example"]) is None


def test_what_is_printed_beneath_a_code_is_taken_as_it_stands(sqlite: Engine, app: Flask) -> None:
    host, code = services(app).config.host, add_code(sqlite)
    _, address = caption_lines(["auto"], "Branch 0001, counter", build_payload(host, code))
    assert address == f"{host}/q/{code.lower()}"
    assert finding(check(app, address)) == GENUINE


@pytest.mark.parametrize(
    ("tag", "heading", "warning"),
    [
        ("en", ELSEWHERE, "do not follow it."),
        ("zh-Hans", "这不是我行的网址", "请不要访问。"),
        ("zh-Hant", "這不是本行的網址", "請勿前往。"),
    ],
)
def test_an_address_of_another_host_has_a_warning_of_its_own(
    tag: str, heading: str, warning: str, app: Flask
) -> None:
    page = check(app, "https://evil.example/q/9xy9yy", tag)
    assert finding(page) == heading
    section = page.one("section", **{"aria-labelledby": "finding"}).text
    assert warning in section
    assert f"https://{services(app).config.host}/" in section
    assert not [link for link in page.all("a") if "evil" in link["href"]]


def test_the_host_that_serves_is_ours_in_development_alone(
    sqlite: Engine, settings: Settings
) -> None:
    address = f"http://localhost/q/{add_code(sqlite)}"
    for environment, verdict in (("development", GENUINE), ("production", ELSEWHERE)):
        with site(settings(environment=environment)) as app:
            assert finding(check(app, address)) == verdict


def test_a_code_of_ours_is_genuine_and_says_whose_it_is(sqlite: Engine, app: Flask) -> None:
    page = check(app, add_code(sqlite).lower())
    assert finding(page) == GENUINE
    assert [name.text for name in page.all("dd")] == ["Branch 0001, counter", "Spring <cards>"]


def test_a_code_stays_ours_when_its_campaign_ended(sqlite: Engine, app: Flask) -> None:
    page = check(app, add_code(sqlite, ended=True))
    assert finding(page) == ENDED
    assert page.all("dd")[0].text == "Branch 0001, counter"


def test_a_code_that_was_never_given_is_not_ours(sqlite: Engine, app: Flask) -> None:
    code = add_code(sqlite)
    body = ("3" if code[0] == "2" else "2") + code[1:-1]
    page = check(app, body + compute_check_character(body))
    assert finding(page) == UNKNOWN
    assert not page.all("dd")


@pytest.mark.parametrize(
    "typed", ["K7F3M4", "0", "O0O0O0", "码", "<script>", "%", "\0K7F3M4\0", "😀", "K" * 10_000]
)
def test_what_cannot_be_a_code_is_called_mistyped(typed: str, app: Flask) -> None:
    page = check(app, typed)
    assert finding(page) == MISTYPED
    shown = page.one("input", id="code")["value"]
    assert len(shown) <= MAX_TYPED_LENGTH
    assert shown.isprintable()


def test_nothing_typed_is_said_beside_the_field(app: Flask) -> None:
    page = check(app, " ")
    assert not page.all(id="finding")
    field = page.one("input", id="code")
    assert field["aria-invalid"] == "true"
    assert "code-fault" in field["aria-describedby"].split()
    assert page.one(id="code-fault").text == "Enter the code printed below the QR code."


def test_a_database_that_does_not_answer_is_no_verdict(app: Flask) -> None:
    body = "K7F3M"
    page = check(app, body + compute_check_character(body), status=503)
    assert finding(page) == UNAVAILABLE


def test_what_is_checked_is_not_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    body = "K7F3M"
    check(app, body + compute_check_character(body), status=503)
    assert "could not be looked up" in caplog.text
    assert body not in caplog.text


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        ("en", "Is this code genuine?"),
        ("zh-Hans", "查验二维码真伪"),
        ("zh-Hant", "查驗 QR Code 真偽"),
    ],
)
def test_the_page_names_the_host_that_is_printed(tag: str, title: str, app: Flask) -> None:
    answer = app.test_client().get(f"/{tag}/verify")
    page = ParsedHtml(answer.text)
    assert page.one("h1").text == title
    assert f"https://{services(app).config.host}/" in page.one("main").text
    assert not page.all(id="finding")
