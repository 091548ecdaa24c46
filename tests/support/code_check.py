"""The page that checks a printed code, as a visitor uses it."""

from flask import Flask

from tests.support.markup import ParsedHtml

UNKNOWN = "We did not issue this code"
UNAVAILABLE = "We cannot check codes right now"


def submit_code(app: Flask, typed: str, tag: str = "en", status: int = 200) -> ParsedHtml:
    """Submit what was typed. Return the page; fail unless it has this HTTP status."""
    answer = app.test_client().get(f"/{tag}/verify", query_string={"code": typed})
    assert answer.status_code == status
    return ParsedHtml(answer.text)


def result_heading(page: ParsedHtml) -> str:
    """Return the heading of the result."""
    return page.one("h2", id="result").text
