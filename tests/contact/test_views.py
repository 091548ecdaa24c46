"""The contact page and the form, at HTTP level."""

import json
import re
import time
from collections.abc import Callable
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from microsite.campaigns.codes import generate_code
from microsite.campaigns.codes import is_code
from microsite.contact import views
from microsite.contact.form_token import MAX_TOKEN_AGE_HOURS
from microsite.contact.form_token import TOKEN_PERIOD_SECONDS
from microsite.contact.form_token import FormTokens
from tests.conftest import SECRET
from tests.conftest import Settings
from tests.conftest import site
from tests.contact.conftest import FORM_VALUES
from tests.contact.conftest import Person
from tests.contact.conftest import shows_typed_values
from tests.contact.conftest import stored_messages
from tests.support.markup import ParsedHtml

TAGS = ("en", "zh-Hans", "zh-Hant")
FORM_TYPE = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("tag", "title", "hours"),
    [
        ("en", "Contact", "24 hours a day, every day"),
        ("zh-Hans", "联系我们", "每天 24 小时"),
        ("zh-Hant", "聯絡我們", "每天 24 小時"),
    ],
)
def test_the_hotlines_are_links_with_their_hours(
    tag: str, title: str, hours: str, app: Flask
) -> None:
    page = ParsedHtml(app.test_client().get(f"/{tag}/contact").text)
    assert page.one("h1").text == title
    links = page.all("a", within="calls")
    assert [link["href"] for link in links] == ["tel:+864008895580", "tel:95580"]
    assert [note.text for note in page.all("p", within="calls")] == [hours, hours]


def test_the_hotlines_are_in_the_structured_data(app: Flask) -> None:
    page = ParsedHtml(app.test_client().get("/zh-Hant/contact").text)
    data = json.loads(page.one("script", type="application/ld+json").text)
    assert (data["@type"], data["name"]) == ("Organization", "中國郵政儲蓄銀行")
    contacts = [(point["contactType"], point["telephone"]) for point in data["contactPoint"]]
    assert contacts == [("信用卡服務", "+864008895580"), ("客戶服務", "95580")]


def test_every_field_has_a_label_and_autocomplete(app: Flask) -> None:
    page = ParsedHtml(app.test_client().get("/en/contact").text)
    fields = [field for field in page.all("input") if field.attributes.get("type") != "hidden"]
    fields += page.all("textarea")
    assert {label["for"] for label in page.all("label")} == {field["id"] for field in fields}
    assert page.one("input", name="name")["autocomplete"] == "name"


def test_the_page_needs_no_database_and_sets_no_cookie(app: Flask) -> None:
    answer = app.test_client().get("/en/contact")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_a_message_is_stored_and_its_reference_shown(person: Person, sqlite: Engine) -> None:
    answer = person.send()
    [message] = stored_messages(sqlite)
    assert is_code(message.reference)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/en/contact/sent/{message.reference}"
    assert "Set-Cookie" not in answer.headers
    page = person.get(answer.headers["Location"])
    assert page.headers["Cache-Control"] == "no-store"
    shown = ParsedHtml(page.text)
    assert shown.one("dd").text == f"{message.reference[:4]}-{message.reference[4:]}"
    assert shown.one("meta", name="robots")["content"] == "noindex"
    assert (message.name, message.reply) == (FORM_VALUES["name"], FORM_VALUES["reply"])
    assert (message.subject, message.message) == (FORM_VALUES["subject"], FORM_VALUES["message"])
    assert (message.language, message.sent_at) == ("en", None)


def test_the_reference_page_does_not_reveal_which_references_exist(app: Flask) -> None:
    client = app.test_client()  # on a site without a database
    assert client.get(f"/en/contact/sent/{generate_code(8)}").status_code == 200
    for wrong in ("K7F3M5", "x", "K7F3M4'", "2" * 50):
        assert client.get(f"/en/contact/sent/{wrong}").status_code == 404


@pytest.mark.parametrize("tag", TAGS)
def test_an_empty_form_comes_back_with_an_error_at_every_field(
    tag: str, open_site: Callable[..., Flask], sqlite: Engine
) -> None:
    names = ("name", "reply", "subject", "message", "consent")
    answer = Person(open_site(), tag).send(**dict.fromkeys(names))
    assert answer.status_code == 422
    assert answer.headers["Cache-Control"] == "no-store"
    page = ParsedHtml(answer.text)
    links = page.all("a", within="refusal")
    assert [link["href"] for link in links] == [f"#{name}" for name in names]
    for name, link in zip(names, links, strict=True):
        [field] = [field for field in page.all() if field.attributes.get("id") == name]
        assert field["aria-invalid"] == "true"
        error = page.one("p", id=f"{name}-error")
        assert error["id"] in field["aria-describedby"].split()
        assert len(error.text) > 5
        assert link.text.endswith(error.text)
    assert "autofocus" in page.one("section", class_="refusal").attributes
    assert stored_messages(sqlite) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", "x" * 101), ("reply", "no address"), ("subject", " "), ("website", "http://x")],
)
def test_an_invalid_field_loses_no_input(
    name: str, value: str, person: Person, sqlite: Engine
) -> None:
    answer = person.send(**{name: value})
    assert answer.status_code == 422
    page = ParsedHtml(answer.text)
    assert page.one("input", name=name)["value"] == value.strip()
    assert "".join(page.one("textarea").texts).strip("\n") == FORM_VALUES["message"]
    assert stored_messages(sqlite) == []


def test_a_message_that_is_too_long_is_shown_in_full(person: Person) -> None:
    message = "中" * 20_000
    answer = person.send(message=message)
    assert answer.status_code == 422
    page = ParsedHtml(answer.text)
    assert page.one("textarea").text == message
    assert "5,000" in page.one("p", id="message-error").text
    assert "20,000" in page.one("p", id="message-error").text


def test_a_filled_honeypot_is_shown_so_that_a_person_can_empty_it(
    person: Person, sqlite: Engine
) -> None:
    hidden = ParsedHtml(person.get(person.path).text).one("input", name="website")
    assert hidden["tabindex"] == "-1"
    assert hidden.parents[-1]["aria-hidden"] == "true"
    answer = person.send(website="https://mine.example")
    assert shows_typed_values(answer)
    shown = ParsedHtml(answer.text).one("input", name="website")
    assert shown["value"] == "https://mine.example"
    assert "tabindex" not in shown.attributes
    assert "aria-hidden" not in shown.parents[-1].attributes
    assert person.send(website="").status_code == 303
    assert len(stored_messages(sqlite)) == 1


def test_input_is_shown_as_text_not_as_markup(person: Person) -> None:
    evil = '"></textarea><script>alert(1)</script>'
    page = ParsedHtml(person.send(name=evil, subject=evil, message=evil, reply=evil).text)
    assert page.one("input", name="name")["value"] == evil
    assert page.one("textarea").text == evil
    assert not page.all("script", within="main")


def test_an_expired_form_comes_back_with_the_input_and_a_new_token(
    person: Person, sqlite: Engine
) -> None:
    long_ago = time.time() - (MAX_TOKEN_AGE_HOURS + 2) * TOKEN_PERIOD_SECONDS
    for token in (FormTokens(SECRET).issue(long_ago), "", "forged", None):
        answer = person.send(token=token)
        assert answer.status_code == 422
        assert shows_typed_values(answer)
    assert stored_messages(sqlite) == []
    person.token = ParsedHtml(answer.text).one("input", name="token")["value"]
    assert person.send().status_code == 303


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}],
)
def test_a_cross_origin_form_is_refused_and_keeps_the_input(
    headers: dict[str, str], person: Person, sqlite: Engine
) -> None:
    answer = person.send(headers)
    assert answer.status_code == 403
    assert shows_typed_values(answer)
    assert stored_messages(sqlite) == []


def test_the_same_form_sent_twice_is_one_message_with_one_reference(
    person: Person, sqlite: Engine
) -> None:
    first, second = person.send(), person.send()
    assert first.headers["Location"] == second.headers["Location"]
    assert len(stored_messages(sqlite)) == 1
    assert person.send(message="Another").headers["Location"] != first.headers["Location"]
    assert len(stored_messages(sqlite)) == 2


def test_a_form_sent_concurrently_is_one_message(person: Person, sqlite: Engine) -> None:
    answers = run_concurrently([person.send] * 8)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(stored_messages(sqlite)) == 1


def run_concurrently(calls: Sequence[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Make all calls at the same time. Return their results."""
    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(lambda call: call(), calls))


def test_the_rate_limit_per_client_applies_to_one_network(
    open_site: Callable[..., Flask], sqlite: Engine
) -> None:
    app = open_site(contact__rate_limit_per_client="3")
    person = Person(app)
    for number in range(3):
        assert person.send(subject=f"Number {number}").status_code == 303
    answer = person.send()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert shows_typed_values(answer)
    assert "tel:95580" in [
        link["href"] for link in ParsedHtml(answer.text).all("a", within="refusal")
    ]
    assert len(stored_messages(sqlite)) == 3
    assert person.send(subject="Number 0").status_code == 303  # a reload of a stored message
    assert Person(app, address="192.0.2.8").send().status_code == 303


def test_concurrent_messages_do_not_exceed_the_rate_limit(
    open_site: Callable[..., Flask], sqlite: Engine
) -> None:
    person = Person(open_site(contact__rate_limit_per_client="3"))
    sends = [partial(person.send, subject=f"Number {n}") for n in range(10)]
    statuses = sorted(answer.status_code for answer in run_concurrently(sends))
    assert statuses == [303] * 3 + [429] * 7
    assert len(stored_messages(sqlite)) == 3


def test_the_total_rate_limit_applies_to_all_networks_together(
    open_site: Callable[..., Flask], sqlite: Engine
) -> None:
    app = open_site(contact__rate_limit_total="2")
    statuses = [Person(app, address=f"192.0.2.{n}").send(name=str(n)).status_code for n in range(3)]
    assert statuses == [303, 303, 429]


def test_neither_address_nor_user_agent_is_stored(
    person: Person, sqlite: Engine, tmp_path: Path
) -> None:
    person.send({"User-Agent": "Example/1.0"})
    for path in (tmp_path / "instance").rglob("*"):
        if path.is_file():
            assert b"192.0.2.7" not in path.read_bytes()
            assert b"Example/1.0" not in path.read_bytes()


def test_no_input_is_logged(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with site(settings()) as app:
        Person(app).send()
    assert "Storing a message failed" in caplog.text
    assert not re.search("wang|card|手机", caplog.text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"", FORM_TYPE, 422),
        (b"%", FORM_TYPE, 422),
        (b"name=%00%ff%fe&message=%ed%a0%80&reply=%", FORM_TYPE, 422),
        ("name=中".encode("gb18030"), FORM_TYPE, 422),
        (b"&" * 200_000, FORM_TYPE, 422),
        (b"name=a&" * 30_000, FORM_TYPE, 422),
        (b"message=" + b"x" * (views.MAX_BODY_BYTES + 1), FORM_TYPE, 413),
        (b"message=" + b"x" * 10_000_000, FORM_TYPE, 413),
        (b'{"name": "x"}', "application/json", 415),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
        (b"name=x", "text/plain", 415),
        (b"name=x", "", 415),
        (b"name=x", FORM_TYPE + "; charset=utf-7", 422),
    ],
    ids=range(13),
)
def test_a_malformed_request_is_refused(
    data: bytes, content_type: str, status: int, app: Flask
) -> None:
    answer = app.test_client().post("/en/contact", data=data, content_type=content_type)
    assert answer.status_code == status
    assert "tel:95580" in answer.text


def test_a_body_that_is_too_large_points_back_to_the_page_before(app: Flask) -> None:
    data = b"message=" + b"x" * 10_000_000
    answer = app.test_client().post("/zh-Hant/contact", data=data, content_type=FORM_TYPE)
    assert "保留在上一頁，請返回" in ParsedHtml(answer.text).one("section", class_="refusal").text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(method: str, app: Flask) -> None:
    answer = app.test_client().open("/en/contact", method=method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
