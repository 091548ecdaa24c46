"""The contact form while the database is unavailable for various reasons: no input is lost."""

import os
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import closing
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy import text

from microsite.campaigns.codes import generate_code
from tests.conftest import Settings
from tests.conftest import site
from tests.contact.conftest import Person
from tests.contact.conftest import shows_typed_values
from tests.contact.conftest import stored_messages
from tests.support.code_check import UNAVAILABLE
from tests.support.code_check import UNKNOWN
from tests.support.code_check import result_heading
from tests.support.code_check import submit_code
from tests.support.markup import ParsedHtml
from tests.support.servers import free_port

pytestmark = pytest.mark.slow

MAX_RESPONSE_SECONDS = 5
IDLE_TIMEOUT_SECONDS = 10
OTHER_BACKENDS = (
    " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)
OpenSite = Callable[..., Flask]


@pytest.fixture
def open_site(settings: Settings) -> Iterator[OpenSite]:
    """Create apps on a database: `open_site("postgresql+psycopg://…")`; by default SQLite."""
    with ExitStack() as stack:

        def open_(url: str = "") -> Flask:
            config = settings(database_url=url) if url else settings()
            return stack.enter_context(site(config))

        yield open_


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """Path of the app's SQLite file, which does not exist yet."""
    (tmp_path / "instance").mkdir()
    return tmp_path / "instance" / "microsite.sqlite"


def database_url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def assert_input_comes_back_in_time(app: Flask) -> None:
    """Send a message; the form comes back with the input and the hotlines, within seconds."""
    person = Person(app)
    start = time.monotonic()
    answer = person.send()
    assert time.monotonic() - start < MAX_RESPONSE_SECONDS
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert shows_typed_values(answer)
    links = [link["href"] for link in ParsedHtml(answer.text).all("a", within="refusal")]
    assert links == ["tel:+864008895580", "tel:95580"]


def test_sqlite_without_tables(open_site: OpenSite) -> None:
    assert_input_comes_back_in_time(open_site())


def test_damaged_sqlite_file(open_site: OpenSite, sqlite_file: Path) -> None:
    sqlite_file.write_bytes(os.urandom(8192))
    assert_input_comes_back_in_time(open_site())


def test_sqlite_file_that_cannot_be_opened(open_site: OpenSite, sqlite_file: Path) -> None:
    sqlite_file.mkdir()
    assert_input_comes_back_in_time(open_site())


def test_locked_sqlite_file(open_site: OpenSite, sqlite_file: Path, migrated_sqlite: Path) -> None:
    shutil.copyfile(migrated_sqlite, sqlite_file)
    app = open_site()
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert_input_comes_back_in_time(app)
        assert result_heading(submit_code(app, generate_code())) == UNKNOWN  # reads still work
        other.execute("ROLLBACK")
    assert Person(app).send().status_code == 303


def test_postgresql_that_is_not_running(open_site: OpenSite) -> None:
    url = f"postgresql+psycopg://x@127.0.0.1:{free_port()}/x"
    assert_input_comes_back_in_time(open_site(url))


def test_postgresql_that_accepts_connections_and_does_not_respond(open_site: OpenSite) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        app = open_site(f"postgresql+psycopg://x@127.0.0.1:{silent.getsockname()[1]}/x")
        assert_input_comes_back_in_time(app)
        start = time.monotonic()
        page = submit_code(app, generate_code(), status=503)
        assert result_heading(page) == UNAVAILABLE
        assert time.monotonic() - start < MAX_RESPONSE_SECONDS


def test_postgresql_with_a_locked_table(open_site: OpenSite, postgresql: Engine) -> None:
    app = open_site(database_url(postgresql))
    with postgresql.connect() as other:
        other.execute(text("LOCK TABLE message IN ACCESS EXCLUSIVE MODE"))
        assert_input_comes_back_in_time(app)


def test_a_message_stored_late_by_a_stopped_postgresql_is_stored_once(
    open_site: OpenSite, postgresql: Engine
) -> None:
    app = open_site(database_url(postgresql))
    person = Person(app)
    assert person.send(subject="Before").status_code == 303
    with stopped_backends(postgresql):
        start = time.monotonic()
        answer = person.send()
        assert time.monotonic() - start < MAX_RESPONSE_SECONDS
        assert answer.status_code == 503
        assert shows_typed_values(answer)
    person.token = ParsedHtml(answer.text).one("input", name="token")["value"]
    assert person.send().status_code == 303
    wait_until_idle(postgresql)
    assert len(stored_messages(postgresql)) == 2


@contextmanager
def stopped_backends(engine: Engine) -> Iterator[None]:
    """Stop every other server process of this database in the middle of its connection."""
    with engine.connect() as connection:
        pids = list(connection.scalars(text(f"SELECT pid{OTHER_BACKENDS}")))
        assert pids
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)


def wait_until_idle(engine: Engine) -> None:
    """Wait until no other connection to this database is in a transaction."""
    busy = text(f"SELECT count(*){OTHER_BACKENDS} AND state <> 'idle'")
    deadline = time.monotonic() + IDLE_TIMEOUT_SECONDS
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.scalar(busy):
            assert time.monotonic() < deadline
            time.sleep(0.02)
