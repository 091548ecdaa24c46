"""`microsite messages`."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy import select
from sqlalchemy import update

from microsite.clock import utc_now
from microsite.config.schema import Contact
from microsite.contact import service
from microsite.contact.form import ContactForm
from microsite.contact.models import Message
from microsite.contact.service import Submission
from tests.cli.conftest import Run
from tests.cli.conftest import error_line


@pytest.fixture
def references(sqlite: Engine) -> list[str]:
    """References of two waiting messages."""
    form = ContactForm("王小明", "wang@example.com", "Card", "It is lost.", consent=True)
    submissions = [Submission(token, "", "en", utc_now()) for token in ("one", "two")]
    return [
        service.submit_message(sqlite, Contact(), form, submission) for submission in submissions
    ]


def test_messages_are_listed_without_their_content(run: Run, references: list[str]) -> None:
    listed = run("messages", "list", "--waiting").stdout
    assert [line.split()[0].replace("-", "") for line in listed.splitlines()] == references
    assert "waiting" in listed
    assert "wang" not in listed


def test_a_message_is_found_by_its_reference_in_any_spelling(
    run: Run, references: list[str]
) -> None:
    first = references[0]
    for typed in (first, first.lower(), f"{first[:4]}-{first[4:]}", f" {first[:4]} {first[4:]}"):
        shown = run("messages", "show", typed).stdout
        assert shown.startswith("It is lost.\n")
        assert "wang@example.com" in shown


def test_a_deleted_message_is_gone(run: Run, references: list[str]) -> None:
    assert run("messages", "delete", *references).stdout == "Deleted 2 messages.\n"
    result = run("messages", "list")
    assert (result.stdout, result.stderr) == ("", "No messages.\n")


def test_nothing_is_deleted_if_one_reference_is_wrong(run: Run, references: list[str]) -> None:
    assert "mistyped" in error_line(run("messages", "delete", references[0], "2223"))
    assert len(run("messages", "list").stdout.splitlines()) == 2


def test_retry_makes_waiting_messages_due_now(
    run: Run, references: list[str], sqlite: Engine
) -> None:
    later = utc_now() + timedelta(hours=5)
    with sqlite.begin() as connection:
        connection.execute(update(Message).values(next_attempt_at=later, attempts=9, failure="450"))
    assert "waiting, attempts: 9 (450)" in run("messages", "list").stdout
    result = run("messages", "retry")
    assert result.stdout == "Queued 2 messages.\n"
    assert "mail.host" in result.stderr
    with sqlite.connect() as connection:
        due = connection.scalars(select(Message.next_attempt_at)).all()
    assert all(time is not None and time <= utc_now() for time in due)


def test_a_mailed_message_is_mailed_again_only_if_it_is_named(
    run: Run, references: list[str], sqlite: Engine
) -> None:
    with sqlite.begin() as connection:
        connection.execute(update(Message).values(next_attempt_at=None, sent_at=utc_now()))
    assert run("messages", "list", "--waiting").stdout == ""
    assert "mailed" in run("messages", "list").stdout
    assert run("messages", "retry").stdout == "Queued 0 messages.\n"
    assert run("messages", "retry", references[0]).stdout == "Queued 1 message.\n"
    assert len(run("messages", "list", "--waiting").stdout.splitlines()) == 1
