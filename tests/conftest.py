"""Shared fixtures: settings with a temporary instance folder, the app, both databases.

With FAIL_ON_SKIP=1 in the environment, a skipped test fails.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from collections.abc import Generator
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from microsite import create_app
from microsite.config.loader import ENV_PREFIX
from microsite.config.loader import load_config
from microsite.config.schema import Config
from microsite.context import services
from microsite.db.engine import Base
from microsite.db.engine import connect_database
from microsite.db.engine import migrate

SECRET = "of a test, and long enough to be one"
START_TIMEOUT_SECONDS = 30
SYSTEM_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
"""Folders of PostgreSQL's server programs on Debian, which are not in PATH."""

Settings = Callable[..., Config]
Environment = Callable[..., dict[str, str]]
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _fail_on_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _fail_on_skip(report)


def _fail_on_skip(report: Report) -> Report:
    expected_to_fail = hasattr(report, "wasxfail")
    if os.environ.get("FAIL_ON_SKIP") == "1" and report.skipped and not expected_to_fail:
        assert isinstance(report.longrepr, tuple)
        _, _, reason = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Skipped, which FAIL_ON_SKIP=1 does not allow: {reason}"
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a PostgreSQL server, so that `make check` leaves them out."""
    for item in items:
        fixtures = getattr(item, "fixturenames", [])
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        if "postgresql" in parameters or any("postgresql" in name for name in fixtures):
            item.add_marker("processes")


def find_program(*names: str) -> str:
    """Return the path of the first program found; skip the test if there is none."""
    path = os.pathsep.join([*map(str, SYSTEM_FOLDERS), os.environ.get("PATH", "")])
    for name in names:
        if executable := shutil.which(name, path=path):
            return executable
    pytest.skip(f"{names[0]} is not installed; see tools/system-programs.")


@pytest.fixture(autouse=True, scope="session")
def clean_environment() -> Iterator[None]:
    """Remove the settings in the environment of the test run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(ENV_PREFIX)]:
            patch.delenv(name)
        yield


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """A function that returns environment variables: `environment(app__name="x")`."""

    def build(**settings: str) -> dict[str, str]:
        overrides = {f"MICROSITE_{name.upper()}": value for name, value in settings.items()}
        required = {"MICROSITE_SECRET": SECRET, "MICROSITE_INSTANCE": str(tmp_path / "instance")}
        return required | overrides

    return build


@pytest.fixture
def settings(environment: Environment) -> Settings:
    """A function that loads production settings: `settings(app__app_store_provider="7")`."""
    return lambda **overrides: load_config(environment(**overrides))


@contextmanager
def site(config: Config) -> Iterator[Flask]:
    """Create an app, and close its journal and database connections at the end."""
    app = create_app(config)
    try:
        yield app
    finally:
        services(app).data_dir.journal.close()
        services(app).engine.dispose()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app with packaged settings and an empty instance folder, without a database."""
    with site(settings()) as app:
        yield app


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables, to copy."""
    path = tmp_path_factory.mktemp("migrated") / "microsite.sqlite"
    engine = connect_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """A database with all tables, at the path where an app with `settings()` has its own."""
    path = tmp_path / "instance" / "microsite.sqlite"
    path.parent.mkdir(exist_ok=True)
    shutil.copyfile(migrated_sqlite, path)
    engine = connect_database(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of this test run, on a socket: a URL with {} for the database."""
    initdb, postgres = find_program("initdb"), find_program("postgres")
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    with tempfile.TemporaryDirectory(prefix="microsite-postgresql-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(
            [initdb, "-D", data, "-U", "microsite", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            user=user,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        no_durability = [
            "-c",
            "fsync=off",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
        ]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [postgres, "-D", data, "-k", folder, "-c", "listen_addresses=", *no_durability],
                user=user,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            url = f"postgresql+psycopg://microsite@/{{}}?host={folder}"
            _wait_for(url, server, folder / "log")
            yield url
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(START_TIMEOUT_SECONDS)


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    engine = connect_database(url.format("postgres"))
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while True:
        try:
            engine.connect().close()
        except OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from None
            time.sleep(0.05)
        else:
            break
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> Iterator[Engine]:
    """A database with all tables, shared by all tests."""
    with postgresql_database(postgresql_server) as engine:
        migrate(engine)
        yield engine


@pytest.fixture
def postgresql(migrated_postgresql: Engine) -> Iterator[Engine]:
    """A PostgreSQL database with all tables, emptied after the test."""
    yield migrated_postgresql
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with migrated_postgresql.begin() as connection:
        connection.execute(text(f"TRUNCATE {names}"))


@contextmanager
def postgresql_database(server: str) -> Iterator[Engine]:
    """Create a database without tables, and drop it at the end."""
    name = f"test_{uuid4().hex}"
    _execute(server, f"CREATE DATABASE {name}")
    engine = connect_database(server.format(name))
    try:
        yield engine
    finally:
        engine.dispose()
        _execute(server, f"DROP DATABASE {name}")


def _execute(server: str, statement: str) -> None:
    """Execute a statement that is not allowed in a transaction."""
    engine = connect_database(server.format("postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A database with all tables; the test runs on SQLite and on PostgreSQL."""
    fixture: Engine = request.getfixturevalue(request.param)
    return fixture
