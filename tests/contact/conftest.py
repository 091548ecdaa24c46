"""A person who writes to us, on the app with a database."""

from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from microsite.contact.models import Message
from tests.conftest import Settings
from tests.conftest import site
from tests.support.markup import Markup

TYPED = {
    "name": "Wang Xiaoming",
    "reply": "wang@example.com",
    "subject": "A card <b>that</b> is lost",
    "message": "Good day,\n\nmy card & my 手机 are lost.\n  Please help.",
    "consent": "yes",
    "website": "",
}


@pytest.fixture
def open_site(settings: Settings, sqlite: Engine) -> Iterator[Callable[..., Flask]]:
    """Have the app on a database with all tables: `open_site(contact__messages_an_hour="2")`."""
    opened = []

    def open_(**given: str) -> Flask:
        opened.append(site(settings(**given)))
        return opened[-1].__enter__()

    yield open_
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def person(open_site: Callable[..., Flask]) -> "Person":
    return Person(open_site())


class Person:
    """Somebody with the contact page open."""

    def __init__(self, app: Flask, tag: str = "en", address: str = "192.0.2.7") -> None:
        self.app = app
        self.path = f"/{tag}/contact"
        self.address = address
        self.token = Markup(self.get(self.path).text).one("input", name="token")["value"]

    def get(self, path: str) -> TestResponse:
        return self.app.test_client().get(path)

    def send(self, headers: dict[str, str] | None = None, **typed: Any) -> TestResponse:
        """Send the form as a browser does; a field that is None is not in it."""
        form = {"token": self.token} | TYPED | typed
        return self.app.test_client().post(
            self.path,
            data={name: value for name, value in form.items() if value is not None},
            headers={"Sec-Fetch-Site": "same-origin"} | (headers or {}),
            environ_base={"REMOTE_ADDR": self.address},
        )


def kept(engine: Engine) -> list[Message]:
    """The messages in the database."""
    with Session(engine) as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def shows_what_was_typed(answer: TestResponse) -> bool:
    """Tell whether the form in an answer has everything that TYPED has."""
    page = Markup(answer.text)
    values = {field["name"]: field.attributes.get("value") for field in page.all("input")}
    text = "".join(page.one("textarea").texts)
    return (
        all(values[name] == TYPED[name] for name in ("name", "reply", "subject"))
        and "checked" in page.one("input", name="consent").attributes
        and text.strip("\n") == TYPED["message"]
    )
