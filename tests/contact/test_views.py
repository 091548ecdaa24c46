"""The contact page: how people reach the organisation, and what becomes of what they write."""

import json
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from microsite.campaigns.codes import draw
from microsite.campaigns.codes import is_code
from microsite.contact import views
from microsite.web.csrf import HOURS_VALID
from microsite.web.csrf import SECONDS_AN_HOUR
from microsite.web.csrf import FormTokens
from tests.conftest import SECRET
from tests.conftest import Settings
from tests.conftest import site
from tests.contact.conftest import TYPED
from tests.contact.conftest import Person
from tests.contact.conftest import kept
from tests.contact.conftest import shows_what_was_typed
from tests.support.markup import Markup

TAGS = ("en", "zh-Hans", "zh-Hant")
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("tag", "title", "hours"),
    [
        ("en", "Contact", "24 hours a day, every day"),
        ("zh-Hans", "联系我们", "每天 24 小时"),
        ("zh-Hant", "聯絡我們", "每天 24 小時"),
    ],
)
def test_the_hotlines_can_be_dialled_and_say_when_somebody_answers(
    tag: str, title: str, hours: str, app: Flask
) -> None:
    page = Markup(app.test_client().get(f"/{tag}/contact").text)
    assert page.one("h1").text == title
    links = page.all("a", within="calls")
    assert [link["href"] for link in links] == ["tel:+864008895580", "tel:95580"]
    assert [note.text for note in page.all("p", within="calls")] == [hours, hours]


def test_search_engines_read_the_hotlines(app: Flask) -> None:
    page = Markup(app.test_client().get("/zh-Hant/contact").text)
    data = json.loads(page.one("script", type="application/ld+json").text)
    assert (data["@type"], data["name"]) == ("Organization", "中國郵政儲蓄銀行")
    called = [(point["contactType"], point["telephone"]) for point in data["contactPoint"]]
    assert called == [("信用卡服務", "+864008895580"), ("客戶服務", "95580")]


def test_every_field_has_a_label_and_says_what_it_is_for(app: Flask) -> None:
    page = Markup(app.test_client().get("/en/contact").text)
    fields = [field for field in page.all("input") if field.attributes.get("type") != "hidden"]
    fields += page.all("textarea")
    assert {label["for"] for label in page.all("label")} == {field["id"] for field in fields}
    assert page.one("input", name="name")["autocomplete"] == "name"


def test_the_page_needs_no_database_and_sets_no_cookie(app: Flask) -> None:
    answer = app.test_client().get("/en/contact")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_a_message_is_kept_and_its_reference_shown(person: Person, sqlite: Engine) -> None:
    answer = person.send()
    [message] = kept(sqlite)
    assert is_code(message.reference)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/en/contact/sent/{message.reference}"
    assert "Set-Cookie" not in answer.headers
    page = person.get(answer.headers["Location"])
    assert page.headers["Cache-Control"] == "no-store"
    shown = Markup(page.text)
    assert shown.one("dd").text == f"{message.reference[:4]}-{message.reference[4:]}"
    assert shown.one("meta", name="robots")["content"] == "noindex"
    assert (message.name, message.reply) == (TYPED["name"], TYPED["reply"])
    assert (message.subject, message.message) == (TYPED["subject"], TYPED["message"])
    assert (message.language, message.sent_at) == ("en", None)


def test_the_page_of_a_reference_tells_nobody_whether_there_is_one(app: Flask) -> None:
    client = app.test_client()  # on a site without a database
    assert client.get(f"/en/contact/sent/{draw(8)}").status_code == 200
    for wrong in ("K7F3M5", "x", "K7F3M4'", "2" * 50):
        assert client.get(f"/en/contact/sent/{wrong}").status_code == 404


@pytest.mark.parametrize("tag", TAGS)
def test_an_empty_form_is_answered_with_a_sentence_beside_every_field(
    tag: str, open_site: Callable[..., Flask], sqlite: Engine
) -> None:
    names = ("name", "reply", "subject", "message", "consent")
    answer = Person(open_site(), tag).send(**dict.fromkeys(names))
    assert answer.status_code == 422
    assert answer.headers["Cache-Control"] == "no-store"
    page = Markup(answer.text)
    links = page.all("a", within="trouble")
    assert [link["href"] for link in links] == [f"#{name}" for name in names]
    for name, link in zip(names, links, strict=True):
        [field] = [field for field in page.all() if field.attributes.get("id") == name]
        assert field["aria-invalid"] == "true"
        sentence = page.one("p", id=f"{name}-fault")
        assert sentence["id"] in field["aria-describedby"].split()
        assert len(sentence.text) > 5
        assert link.text.endswith(sentence.text)
    assert "autofocus" in page.one("section", class_="trouble").attributes
    assert kept(sqlite) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", "x" * 101), ("reply", "no address"), ("subject", " "), ("website", "http://x")],
)
def test_nothing_typed_is_lost_when_a_field_is_wrong(
    name: str, value: str, person: Person, sqlite: Engine
) -> None:
    answer = person.send(**{name: value})
    assert answer.status_code == 422
    page = Markup(answer.text)
    assert page.one("input", name=name)["value"] == value.strip()
    assert "".join(page.one("textarea").texts).strip("\n") == TYPED["message"]
    assert kept(sqlite) == []


def test_a_message_too_long_is_shown_whole(person: Person) -> None:
    message = "中" * 20_000
    answer = person.send(message=message)
    assert answer.status_code == 422
    page = Markup(answer.text)
    assert page.one("textarea").text == message
    assert "5,000" in page.one("p", id="message-fault").text
    assert "20,000" in page.one("p", id="message-fault").text


def test_a_false_alarm_of_the_hidden_field_shows_it_to_be_emptied(
    person: Person, sqlite: Engine
) -> None:
    hidden = Markup(person.get(person.path).text).one("input", name="website")
    assert hidden["tabindex"] == "-1"
    assert hidden.parents[-1]["aria-hidden"] == "true"
    answer = person.send(website="https://mine.example")
    assert shows_what_was_typed(answer)
    shown = Markup(answer.text).one("input", name="website")
    assert shown["value"] == "https://mine.example"
    assert "tabindex" not in shown.attributes
    assert "aria-hidden" not in shown.parents[-1].attributes
    assert person.send(website="").status_code == 303
    assert len(kept(sqlite)) == 1


def test_what_was_typed_is_shown_as_text_and_never_as_markup(person: Person) -> None:
    evil = '"></textarea><script>alert(1)</script>'
    page = Markup(person.send(name=evil, subject=evil, message=evil, reply=evil).text)
    assert page.one("input", name="name")["value"] == evil
    assert page.one("textarea").text == evil
    assert not page.all("script", within="main")


def test_a_page_that_was_open_for_long_gives_all_back_with_a_new_token(
    person: Person, sqlite: Engine
) -> None:
    long_ago = time.time() - (HOURS_VALID + 2) * SECONDS_AN_HOUR
    for token in (FormTokens(SECRET).issue(long_ago), "", "forged", None):
        answer = person.send(token=token)
        assert answer.status_code == 422
        assert shows_what_was_typed(answer)
    assert kept(sqlite) == []
    person.token = Markup(answer.text).one("input", name="token")["value"]
    assert person.send().status_code == 303


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}],
)
def test_a_form_on_another_site_sends_nothing_but_loses_nothing(
    headers: dict[str, str], person: Person, sqlite: Engine
) -> None:
    answer = person.send(headers)
    assert answer.status_code == 403
    assert shows_what_was_typed(answer)
    assert kept(sqlite) == []


def test_the_same_form_sent_twice_is_one_message_with_one_reference(
    person: Person, sqlite: Engine
) -> None:
    first, second = person.send(), person.send()
    assert first.headers["Location"] == second.headers["Location"]
    assert len(kept(sqlite)) == 1
    assert person.send(message="Another").headers["Location"] != first.headers["Location"]
    assert len(kept(sqlite)) == 2


def test_a_form_sent_many_times_at_once_is_one_message(person: Person, sqlite: Engine) -> None:
    answers = in_parallel([person.send] * 8)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(kept(sqlite)) == 1


def in_parallel(calls: list[Callable[[], object]]) -> list:
    """Call all at the same time; give what they give."""
    found: list = []
    threads = [threading.Thread(target=lambda call=call: found.append(call())) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(calls)
    return found


def test_a_network_sends_as_many_messages_an_hour_as_are_let_through(
    open_site: Callable[..., Flask], sqlite: Engine
) -> None:
    app = open_site(contact__messages_an_hour="3")
    person = Person(app)
    for number in range(3):
        assert person.send(subject=f"Number {number}").status_code == 303
    answer = person.send()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert shows_what_was_typed(answer)
    assert "tel:95580" in [link["href"] for link in Markup(answer.text).all("a", within="trouble")]
    assert len(kept(sqlite)) == 3
    assert person.send(subject="Number 0").status_code == 303  # a reload of what was kept
    assert Person(app, address="192.0.2.8").send().status_code == 303


def test_parallel_messages_do_not_slip_through_the_limit(
    open_site: Callable[..., Flask], sqlite: Engine
) -> None:
    person = Person(open_site(contact__messages_an_hour="3"))
    sends = [lambda n=n: person.send(subject=f"Number {n}") for n in range(10)]
    statuses = sorted(answer.status_code for answer in in_parallel(sends))
    assert statuses == [303] * 3 + [429] * 7
    assert len(kept(sqlite)) == 3


def test_all_networks_together_have_a_limit_too(
    open_site: Callable[..., Flask], sqlite: Engine
) -> None:
    app = open_site(contact__messages_an_hour_in_all="2")
    statuses = [Person(app, address=f"192.0.2.{n}").send(name=str(n)).status_code for n in range(3)]
    assert statuses == [303, 303, 429]


def test_neither_address_nor_browser_is_kept_with_a_message(
    person: Person, sqlite: Engine, tmp_path: Path
) -> None:
    person.send({"User-Agent": "Telling/1.0"})
    for path in (tmp_path / "instance").rglob("*"):
        if path.is_file():
            assert b"192.0.2.7" not in path.read_bytes()
            assert b"Telling/1.0" not in path.read_bytes()


def test_nothing_that_was_typed_is_in_the_log(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with site(settings()) as app:
        Person(app).send()
    assert "could not be kept" in caplog.text
    assert not re.search("wang|card|手机", caplog.text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"", FORM, 422),
        (b"%", FORM, 422),
        (b"name=%00%ff%fe&message=%ed%a0%80&reply=%", FORM, 422),
        ("name=中".encode("gb18030"), FORM, 422),
        (b"&" * 200_000, FORM, 422),
        (b"name=a&" * 30_000, FORM, 422),
        (b"message=" + b"x" * (views.LARGEST_BODY + 1), FORM, 413),
        (b"message=" + b"x" * 10_000_000, FORM, 413),
        (b'{"name": "x"}', "application/json", 415),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
        (b"name=x", "text/plain", 415),
        (b"name=x", "", 415),
        (b"name=x", FORM + "; charset=utf-7", 422),
    ],
    ids=range(13),
)
def test_what_no_form_sends_is_refused(data: bytes, kind: str, status: int, app: Flask) -> None:
    answer = app.test_client().post("/en/contact", data=data, content_type=kind)
    assert answer.status_code == status
    assert "tel:95580" in answer.text


def test_a_body_too_large_leaves_the_text_in_the_page_before(app: Flask) -> None:
    data = b"message=" + b"x" * 10_000_000
    answer = app.test_client().post("/zh-Hant/contact", data=data, content_type=FORM)
    assert "返回上一頁" in Markup(answer.text).one("section", class_="trouble").text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(method: str, app: Flask) -> None:
    answer = app.test_client().open("/en/contact", method=method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
