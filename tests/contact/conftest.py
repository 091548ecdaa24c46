"""Fixtures for the contact form: the app on a database, and a person who fills in the form."""

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from microsite.contact.models import Message
from tests.conftest import Settings
from tests.conftest import site
from tests.support.markup import ParsedHtml

FORM_VALUES = {
    "name": "Wang Xiaoming",
    "reply": "wang@example.com",
    "subject": "A card <b>that</b> is lost",
    "message": "Good day,\n\nmy card & my 手机 are lost.\n  Please help.",
    "consent": "yes",
    "website": "",
}


@pytest.fixture
def open_site(settings: Settings, sqlite: Engine) -> Iterator[Callable[..., Flask]]:
    """Create apps on a database with all tables: `open_site(contact__rate_limit_total="2")`."""
    with ExitStack() as stack:
        yield lambda **values: stack.enter_context(site(settings(**values)))


@pytest.fixture
def person(open_site: Callable[..., Flask]) -> "Person":
    return Person(open_site())


class Person:
    """A visitor with the contact page open."""

    def __init__(self, app: Flask, tag: str = "en", address: str = "192.0.2.7") -> None:
        self.app = app
        self.path = f"/{tag}/contact"
        self.address = address
        self.token = ParsedHtml(self.get(self.path).text).one("input", name="token")["value"]

    def get(self, path: str) -> TestResponse:
        return self.app.test_client().get(path)

    def send(self, headers: dict[str, str] | None = None, /, **values: str | None) -> TestResponse:
        """Submit the form as a browser does; a field that is None is not sent."""
        form = {"token": self.token} | FORM_VALUES | values
        return self.app.test_client().post(
            self.path,
            data={name: value for name, value in form.items() if value is not None},
            headers={"Sec-Fetch-Site": "same-origin"} | (headers or {}),
            environ_base={"REMOTE_ADDR": self.address},
        )


def stored_messages(engine: Engine) -> list[Message]:
    """Return the messages in the database."""
    with Session(engine) as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def shows_typed_values(answer: TestResponse) -> bool:
    """Return True if the form in an answer contains FORM_VALUES."""
    page = ParsedHtml(answer.text)
    values = {field["name"]: field.attributes.get("value") for field in page.all("input")}
    text = "".join(page.one("textarea").texts)
    return (
        all(values[name] == FORM_VALUES[name] for name in ("name", "reply", "subject"))
        and "checked" in page.one("input", name="consent").attributes
        and text.strip("\n") == FORM_VALUES["message"]
    )
