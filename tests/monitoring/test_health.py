"""What monitoring is told."""

import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from microsite.contact.outbox_status import write_outbox_status as write_outbox_state
from microsite.context import services
from microsite.daemon import status
from microsite.daemon.locks import DAEMON_LOCK
from microsite.daemon.locks import try_lock
from microsite.db.engine import LOCK_TIMEOUT_SECONDS
from tests.conftest import Settings
from tests.conftest import site


@pytest.fixture
def ready_site(settings: Settings, sqlite: Engine) -> Iterator[Flask]:
    with site(settings()) as app:
        yield app


def test_a_process_that_answers_says_so_whatever_else_is_wrong(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def ask(app: Flask, address: str = "127.0.0.1", **headers: str) -> TestResponse:
    """Ask /readyz as a keeper has just been round, and still lives."""
    instance, engine = services(app).data_dir, services(app).engine
    with try_lock(instance.folder / DAEMON_LOCK) as kept:
        assert kept
        instance.keeper(engine).tidy()
        return app.test_client().get(
            "/readyz", headers=headers, environ_overrides={"REMOTE_ADDR": address}
        )


def test_all_is_well_where_the_database_answers_and_a_keeper_lives(ready_site: Flask) -> None:
    answer = ask(ready_site)
    assert answer.status_code == 200
    facts = answer.get_json()
    assert facts["ready"] is True
    assert facts["database"] == "ok"
    assert (facts["codes"], facts["journal_lag_bytes"], facts["lost"]) == (0, 0, 0)
    assert facts["news"] == []


def test_what_waits_to_be_counted_and_what_was_lost_is_shown(ready_site: Flask) -> None:
    ready_site.test_client().get("/q")
    services(ready_site).data_dir.dropped.add(3)
    facts = ask(ready_site).get_json()
    assert facts["journal_lag_bytes"] > 0
    assert facts["lost"] == 3


def test_a_missing_keeper_needs_a_person(ready_site: Flask) -> None:
    assert ask(ready_site).status_code == 200
    answer = ready_site.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["keeper"]) == (503, False)


def test_a_keeper_that_says_nothing_any_more_needs_a_person(
    ready_site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(ready_site).status_code == 200
    monkeypatch.setattr(status, "STALE_AFTER_SECONDS", -1)
    with try_lock(services(ready_site).data_dir.folder / DAEMON_LOCK):
        assert ready_site.test_client().get("/readyz").status_code == 503


def test_a_database_without_tables_needs_a_person_and_names_the_mend(app: Flask) -> None:
    answer = ask(app)
    assert answer.status_code == 503
    assert answer.get_json()["database"].startswith(
        "OperationalError: `microsite database upgrade` "
    )


def test_nothing_waits_for_a_database_that_does_not_answer(ready_site: Flask) -> None:
    folder = services(ready_site).data_dir.folder
    lock = sqlite3.connect(folder / "microsite.sqlite", isolation_level=None)
    lock.execute("PRAGMA locking_mode = EXCLUSIVE")
    lock.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    ready_site.test_client().get("/readyz")
    assert time.monotonic() - began < LOCK_TIMEOUT_SECONDS / 2
    lock.close()


MAIL = {
    "mail__host": "mail.bank.example",
    "mail__sender": "site@bank.example",
    "mail__recipient": "service@bank.example",
}


@pytest.mark.parametrize(
    ("mail", "minutes", "status"),
    [(MAIL, 50, 200), (MAIL, 70, 503), ({}, 70, 200)],
    ids=["a little", "long", "without a mail server"],
)
def test_a_message_that_waits_for_long_needs_a_person_where_it_could_be_mailed(
    mail: dict[str, str], minutes: int, status: int, settings: Settings, sqlite: Engine
) -> None:
    with site(settings(**mail)) as app:
        since = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=minutes)
        write_outbox_state(services(app).data_dir.folder, 1, since, "450")
        answer = ask(app)
    assert answer.status_code == status
    facts = answer.get_json()["outbox"]
    assert (facts["waiting"], facts["failure"]) == (1, "450")
    assert facts["oldest_waits_seconds"] // 60 == minutes
    assert facts["stuck"] == (status == 503)


def test_an_outbox_that_nobody_looks_after_needs_a_person(
    settings: Settings, sqlite: Engine
) -> None:
    with site(settings(**MAIL)) as app:
        assert ask(app).status_code == 503
        write_outbox_state(services(app).data_dir.folder, 0, None, "")
        assert ask(app).status_code == 200


def test_an_article_that_is_wrong_needs_a_person_and_is_named_on_this_machine_alone(
    settings: Settings, sqlite: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "news" / "spring-offer" / "en.md"
    file.parent.mkdir(parents=True)
    file.write_text("---\ntitle: Spring\npublished: soon\n---\n", encoding="utf-8")
    with site(settings(news__content=str(tmp_path / "news"))) as app:
        here = ask(app)
        elsewhere = [ask(app, "192.0.2.1"), ask(app, Forwarded="for=127.0.0.1")]
    assert here.status_code == 503
    (problem,) = here.get_json()["news"]
    assert problem.startswith("spring-offer/en.md:3: 'published' is no date: 'soon'; write one")
    for answer in elsewhere:
        assert (answer.status_code, answer.get_json()["news_problems"]) == (503, 1)
        assert "spring" not in answer.text
        assert "soon" not in answer.text
