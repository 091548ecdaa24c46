"""The contact page: how people reach the organisation."""

import pytest
from flask import Flask

from tests.markup import Markup


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
