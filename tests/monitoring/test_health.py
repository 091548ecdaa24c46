"""The health checks /healthz and /readyz."""

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

from microsite.contact.outbox_status import write_outbox_status
from microsite.context import services
from microsite.daemon import status
from microsite.daemon.daemon import Daemon
from microsite.daemon.locks import DAEMON_LOCK
from microsite.daemon.locks import try_lock
from microsite.db.engine import SQLITE_LOCK_TIMEOUT_SECONDS
from tests.conftest import Settings
from tests.conftest import site


@pytest.fixture
def ready_site(settings: Settings, sqlite: Engine) -> Iterator[Flask]:
    with site(settings()) as app:
        yield app


def test_healthz_answers_without_a_database_or_a_daemon(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def ask(app: Flask, address: str = "127.0.0.1", **headers: str) -> TestResponse:
    """Request /readyz while a daemon runs that has just written its status."""
    data_dir, engine = services(app).data_dir, services(app).engine
    with try_lock(data_dir.folder / DAEMON_LOCK) as locked:
        assert locked
        Daemon(engine, data_dir).write_status()
        return app.test_client().get(
            "/readyz", headers=headers, environ_overrides={"REMOTE_ADDR": address}
        )


def test_a_machine_with_database_and_daemon_is_ready(ready_site: Flask) -> None:
    answer = ask(ready_site)
    assert answer.status_code == 200
    state = answer.get_json()
    assert state["ready"] is True
    assert state["database"] == "ok"
    assert (state["codes"], state["journal_lag_bytes"], state["dropped"]) == (0, 0, 0)
    assert state["news"] == []


def test_journal_lag_and_dropped_requests_are_shown(ready_site: Flask) -> None:
    ready_site.test_client().get("/q")
    services(ready_site).data_dir.dropped.add(3)
    state = ask(ready_site).get_json()
    assert state["journal_lag_bytes"] > 0
    assert state["dropped"] == 3


def test_a_machine_without_a_daemon_is_not_ready(ready_site: Flask) -> None:
    assert ask(ready_site).status_code == 200
    answer = ready_site.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["daemon"]) == (503, False)


def test_a_machine_with_a_stale_daemon_status_is_not_ready(
    ready_site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(ready_site).status_code == 200
    monkeypatch.setattr(status, "STALE_AFTER_SECONDS", -1)
    with try_lock(services(ready_site).data_dir.folder / DAEMON_LOCK):
        assert ready_site.test_client().get("/readyz").status_code == 503


def test_a_machine_without_tables_is_not_ready_and_shows_the_fix(app: Flask) -> None:
    answer = ask(app)
    assert answer.status_code == 503
    assert answer.get_json()["database"].startswith(
        "OperationalError: run `microsite database upgrade`"
    )


def test_readyz_does_not_wait_for_the_database(ready_site: Flask) -> None:
    folder = services(ready_site).data_dir.folder
    lock = sqlite3.connect(folder / "microsite.sqlite", isolation_level=None)
    lock.execute("PRAGMA locking_mode = EXCLUSIVE")
    lock.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    ready_site.test_client().get("/readyz")
    assert time.monotonic() - started < SQLITE_LOCK_TIMEOUT_SECONDS / 2
    lock.close()


MAIL = {
    "mail__host": "mail.bank.example",
    "mail__sender": "site@bank.example",
    "mail__recipient": "service@bank.example",
}


@pytest.mark.parametrize(
    ("mail", "minutes", "status"),
    [(MAIL, 50, 200), (MAIL, 70, 503), ({}, 70, 200)],
    ids=["50 minutes", "70 minutes", "without a mail server"],
)
def test_a_message_waiting_too_long_is_an_error_if_there_is_a_mail_server(
    mail: dict[str, str], minutes: int, status: int, settings: Settings, sqlite: Engine
) -> None:
    with site(settings(**mail)) as app:
        since = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=minutes)
        write_outbox_status(services(app).data_dir.folder, 1, since, "450")
        answer = ask(app)
    assert answer.status_code == status
    state = answer.get_json()["outbox"]
    assert (state["waiting"], state["last_error"]) == (1, "450")
    assert state["oldest_waiting_seconds"] // 60 == minutes
    assert state["stuck"] == (status == 503)


def test_a_machine_with_a_stale_outbox_status_is_not_ready(
    settings: Settings, sqlite: Engine
) -> None:
    with site(settings(**MAIL)) as app:
        assert ask(app).status_code == 503
        write_outbox_status(services(app).data_dir.folder, 0, None, "")
        assert ask(app).status_code == 200


def test_an_article_with_an_error_is_shown_to_this_machine_only(
    settings: Settings, sqlite: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "news" / "spring-offer" / "en.md"
    file.parent.mkdir(parents=True)
    file.write_text("---\ntitle: Spring\npublished: soon\n---\n", encoding="utf-8")
    with site(settings(news__content=str(tmp_path / "news"))) as app:
        local = ask(app)
        remote = [ask(app, "192.0.2.1"), ask(app, Forwarded="for=127.0.0.1")]
    assert local.status_code == 503
    (error,) = local.get_json()["news"]
    assert error.startswith(
        "spring-offer/en.md:3: 'published' is not a valid date: 'soon'; write one"
    )
    for answer in remote:
        assert (answer.status_code, answer.get_json()["news_errors"]) == (503, 1)
        assert "spring" not in answer.text
        assert "soon" not in answer.text
