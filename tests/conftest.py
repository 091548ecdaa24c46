"""What tests share: settings on a folder of their own, the app, both databases, and strictness.

With NOTHING_LEFT_OUT=1 in the environment a test that is skipped has failed.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from microsite.config.loader import ENV_PREFIX
from microsite.config.loader import load_config
from microsite.db.engine import Base
from microsite.db.engine import connect_database
from microsite.db.engine import migrate
from microsite import create_app
from microsite.config.schema import Config
from microsite.context import services

SECRET = "of a test, and long enough to be one"
SECONDS_TO_START = 30
SYSTEM_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
"""Where Debian puts PostgreSQL's own programs, which are not in PATH."""

Settings = Callable[..., Config]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    return _with_skip_as_failure(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    return _with_skip_as_failure(report)


def _with_skip_as_failure(report):
    expected_to_fail = hasattr(report, "wasxfail")
    if os.environ.get("NOTHING_LEFT_OUT") == "1" and report.skipped and not expected_to_fail:
        _, _, reason = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Left out, but nothing may be (NOTHING_LEFT_OUT=1). {reason}"
    return report


def program(*names: str) -> str:
    """Give the path of the first of the names that is there; skip the test where none is."""
    path = os.pathsep.join([*map(str, SYSTEM_FOLDERS), os.environ.get("PATH", "")])
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    pytest.skip(f"There is no program {names[0]}; tools/system-programs says how to have it.")


@pytest.fixture(autouse=True, scope="session")
def no_settings_from_outside() -> Iterator[None]:
    """Tests say what they are set to; the settings of whoever runs them are not among it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(ENV_PREFIX)]:
            patch.delenv(name)
        yield


@pytest.fixture
def environment(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Name settings as the environment does: `environment(app__name="x")`."""

    def named(**settings: str) -> dict[str, str]:
        given = {f"MICROSITE_{name.upper()}": value for name, value in settings.items()}
        needed = {"MICROSITE_SECRET": SECRET, "MICROSITE_INSTANCE": str(tmp_path / "instance")}
        return needed | given

    return named


@pytest.fixture
def settings(environment: Callable[..., dict[str, str]]) -> Settings:
    """Read settings as a start in production does: `settings(app__app_store_provider="7")`."""
    return lambda **given: load_config(environment(**given))


@contextmanager
def site(config: Config) -> Iterator[Flask]:
    """Have the app of these settings, and let go afterwards of what it holds open."""
    app = create_app(config)
    try:
        yield app
    finally:
        services(app).data_dir.journal.close()
        services(app).engine.dispose()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app as it comes, on an empty instance folder without a database."""
    with site(settings()) as app:
        yield app


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "microsite.sqlite"
    engine = connect_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """A database with all tables: where an app on `settings()` has its own."""
    path = tmp_path / "instance" / "microsite.sqlite"
    path.parent.mkdir(exist_ok=True)
    shutil.copyfile(migrated_sqlite, path)
    engine = connect_database(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of this run's own, on a socket; gives its address up to the database."""
    initdb, postgres = program("initdb"), program("postgres")
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
        careless = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [postgres, "-D", data, "-k", folder, "-c", "listen_addresses=", *careless],
                user=user,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            address = f"postgresql+psycopg://microsite@/{{}}?host={folder}"
            _wait_for(address, server, folder / "log")
            yield address
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(SECONDS_TO_START)


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    engine = connect_database(address.format("postgres"))
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            engine.connect().close()
        except OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start: {log.read_text()}") from None
            time.sleep(0.05)
        else:
            break
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> Iterator[Engine]:
    """A database with all tables, for one test after another."""
    with postgresql_database(postgresql_server) as engine:
        migrate(engine)
        yield engine


@pytest.fixture
def postgresql(migrated_postgresql: Engine) -> Iterator[Engine]:
    """A database with all tables on PostgreSQL, emptied afterwards."""
    yield migrated_postgresql
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with migrated_postgresql.begin() as connection:
        connection.execute(text(f"TRUNCATE {names}"))


@contextmanager
def postgresql_database(server: str) -> Iterator[Engine]:
    """Have a new database of this server, without tables."""
    name = f"test_{uuid4().hex}"
    _execute(server, f"CREATE DATABASE {name}")
    engine = connect_database(server.format(name))
    try:
        yield engine
    finally:
        engine.dispose()
        _execute(server, f"DROP DATABASE {name}")


def _execute(server: str, statement: str) -> None:
    """Execute a statement that no transaction may hold."""
    engine = connect_database(server.format("postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A database with all tables; the test runs on SQLite and on PostgreSQL."""
    found: Engine = request.getfixturevalue(request.param)
    return found
