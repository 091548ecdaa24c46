"""A message while the database is away, in every manner that it can be: nothing typed is lost."""

import os
import shutil
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy import text

from microsite.campaigns.codes import generate_code
from microsite.db import timeouts
from tests.conftest import Settings
from tests.conftest import site
from tests.contact.conftest import Person
from tests.contact.conftest import stored_messages
from tests.contact.conftest import shows_typed_values
from tests.pages.test_verify import UNAVAILABLE
from tests.pages.test_verify import UNKNOWN
from tests.pages.test_verify import check
from tests.pages.test_verify import finding
from tests.support.mail_server import free_port
from tests.support.markup import ParsedHtml

SECONDS = 5
"""As long as a person waits for an answer, at most."""
Opened = Callable[..., Flask]


@pytest.fixture
def open_site(settings: Settings) -> Iterator[Opened]:
    """Have the app on a database: `open_site("postgresql+psycopg://…")`; without, on its own."""
    opened = []

    def open_(address: str = "") -> Flask:
        opened.append(site(settings(**({"database_url": address} if address else {}))))
        return opened[-1].__enter__()

    yield open_
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where SQLite's file is to be."""
    (tmp_path / "instance").mkdir()
    return tmp_path / "instance" / "microsite.sqlite"


def address_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def gets_all_back_in_time(app: Flask) -> None:
    """Send a message: it comes back with the hotlines, within seconds."""
    person = Person(app)
    began = time.monotonic()
    answer = person.send()
    assert time.monotonic() - began < SECONDS
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert shows_typed_values(answer)
    links = [link["href"] for link in ParsedHtml(answer.text).all("a", within="trouble")]
    assert links == ["tel:+864008895580", "tel:95580"]


def test_sqlite_without_tables(open_site: Opened) -> None:
    gets_all_back_in_time(open_site())


def test_sqlite_that_is_damaged(open_site: Opened, file: Path) -> None:
    file.write_bytes(os.urandom(8192))
    gets_all_back_in_time(open_site())


def test_sqlite_that_cannot_be_opened(open_site: Opened, file: Path) -> None:
    file.mkdir()
    gets_all_back_in_time(open_site())


def test_sqlite_that_is_locked(open_site: Opened, file: Path, migrated_sqlite: Path) -> None:
    shutil.copyfile(migrated_sqlite, file)
    app = open_site()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        gets_all_back_in_time(app)
        assert finding(check(app, generate_code())) == UNKNOWN  # readers go on
        other.execute("ROLLBACK")
    assert Person(app).send().status_code == 303


def test_postgresql_where_nobody_listens(open_site: Opened) -> None:
    gets_all_back_in_time(open_site(f"postgresql+psycopg://x@127.0.0.1:{free_port()}/x"))


def test_postgresql_that_takes_connections_and_says_nothing(open_site: Opened) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        app = open_site(f"postgresql+psycopg://x@127.0.0.1:{silent.getsockname()[1]}/x")
        gets_all_back_in_time(app)
        began = time.monotonic()
        assert finding(check(app, generate_code(), status=503)) == UNAVAILABLE
        assert time.monotonic() - began < SECONDS


def test_postgresql_with_a_table_that_somebody_holds(open_site: Opened, postgresql: Engine) -> None:
    app = open_site(address_of(postgresql))
    with postgresql.connect() as other:
        other.execute(text("LOCK TABLE contact_message IN ACCESS EXCLUSIVE MODE"))
        gets_all_back_in_time(app)


def test_what_a_stopped_postgresql_keeps_in_the_end_is_one_message(
    open_site: Opened, postgresql: Engine
) -> None:
    app = open_site(address_of(postgresql))
    person = Person(app)
    assert person.send(subject="Before").status_code == 303
    with stopped(postgresql):
        began = time.monotonic()
        answer = person.send()
        assert time.monotonic() - began < SECONDS
        assert answer.status_code == 503
        assert shows_typed_values(answer)
    person.token = ParsedHtml(answer.text).one("input", name="token")["value"]
    assert person.send().status_code == 303
    time.sleep(0.5)
    assert len(stored_messages(postgresql)) == 2


@contextmanager
def stopped(engine: Engine) -> Iterator[None]:
    """Stop every other process that serves this database, in the middle of its connection."""
    others = text(
        "SELECT pid FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    with engine.connect() as connection:
        pids = list(connection.scalars(others))
        assert pids
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)


# The deadline


def test_what_a_call_gives_or_raises_is_given_or_raised() -> None:
    assert timeouts.run_with_timeout(1, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        timeouts.run_with_timeout(1, lambda: 1 // 0)


def test_who_finds_no_room_waits_no_longer_than_the_others() -> None:
    enough = threading.Event()

    def wait() -> None:
        with pytest.raises(TimeoutError):
            timeouts.run_with_timeout(0.2, enough.wait)

    threads = [threading.Thread(target=wait) for _ in range(timeouts.MAX_CONCURRENT_CALLS + 5)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began < 2
    enough.set()
    assert timeouts.run_with_timeout(1, lambda: "room again") == "room again"
