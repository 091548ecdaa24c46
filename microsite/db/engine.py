"""The database (SQLite in the instance folder or PostgreSQL): engine, model base, migrations."""

import re
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Engine
from sqlalchemy import MetaData
from sqlalchemy import create_engine
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

from microsite.config.section import ConfigError

SQLITE_LOCK_TIMEOUT_SECONDS = 4
CONNECT_TIMEOUT_SECONDS = 4
DATABASE_TIMEOUT_SECONDS = 4.5
"""Limit for a visitor's request (`run_with_timeout`), longer than the two above."""
MIGRATIONS = Path(__file__).with_name("migrations")

_SCHEMA_MISMATCH = re.compile(
    r"no such (table|column)|has no column named|(relation|column) .* does not exist"
)
"""Error messages of SQLite and PostgreSQL."""


class Base(DeclarativeBase):
    """Base class of all models. Migrations refer to constraints by the names it sets."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


def connect_database(url: str) -> Engine:
    """Return an engine for an SQLAlchemy URL. It connects on first use.

    Raise ConfigError for an invalid URL; the message does not repeat it: it may hold a password.
    """
    is_sqlite = url.startswith("sqlite")
    options: dict[str, Any] = (
        {"connect_args": {"timeout": SQLITE_LOCK_TIMEOUT_SECONDS}}
        if is_sqlite
        else {"pool_pre_ping": True, "connect_args": {"connect_timeout": CONNECT_TIMEOUT_SECONDS}}
    )
    try:
        engine = create_engine(url, **options)
    except (ArgumentError, ImportError, ValueError) as error:
        raise ConfigError(
            f"database_url: not usable ({type(error).__name__}); use a URL like"
            " postgresql+psycopg://USER:PASSWORD@HOST/NAME and install its driver."
        ) from None
    if is_sqlite:
        event.listen(engine, "connect", _set_pragmas)
    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Migrate the tables to a revision, by default the newest. Do nothing if they are there."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def migration_hint(error: BaseException) -> str:
    """Return the fix for an error caused by missing or outdated tables, "" for any other error."""
    if isinstance(error, DBAPIError) and _SCHEMA_MISMATCH.search(str(error.orig)):
        return "run `microsite database upgrade`, and check MICROSITE_INSTANCE"
    return ""


def _set_pragmas(connection: Any, _record: object) -> None:
    """Enable WAL, in which readers do not block on a writer, and foreign keys.

    With synchronous = NORMAL, SQLite syncs at checkpoints only (sqlite.org/wal).
    """
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
