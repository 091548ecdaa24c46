"""The database: engine, models' base, migrations. SQLite in the instance folder, or PostgreSQL."""

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

LOCK_TIMEOUT_SECONDS = 4
CONNECT_TIMEOUT_SECONDS = 4
DATABASE_TIMEOUT_SECONDS = 4.5
"""For what a visitor waits for (`deadline`): what the limits above end, they end before."""
_OTHER_TABLES = re.compile(
    r"no such (table|column)|has no column named|(relation|column) .* does not exist"
)
"""As SQLite and PostgreSQL say it."""
MIGRATIONS = Path(__file__).with_name("migrations")


class Base(DeclarativeBase):
    """The base of all models; its names for constraints are what migrations refer to."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


def connect_database(address: str) -> Engine:
    """Make an engine for SQLAlchemy's `address`. Nothing is opened before the first use.

    Raises ConfigError for an address that cannot be used, without the password that may be in it.
    """
    sqlite = address.startswith("sqlite")
    options: dict[str, Any] = (
        {"connect_args": {"timeout": LOCK_TIMEOUT_SECONDS}}
        if sqlite
        else {"pool_pre_ping": True, "connect_args": {"connect_timeout": CONNECT_TIMEOUT_SECONDS}}
    )
    try:
        engine = create_engine(address, **options)
    except (ArgumentError, ImportError, ValueError) as error:
        raise ConfigError(
            f"database_url: cannot be used ({type(error).__name__}); write one like"
            " postgresql+psycopg://USER:PASSWORD@HOST/NAME and have its driver installed."
        ) from None
    if sqlite:
        event.listen(engine, "connect", _set_pragmas)
    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to the form this program needs; does nothing if they have it already."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def migration_hint(error: BaseException) -> str:
    """What to do about an error of tables that this program needs and the database has not, or not
    in this form; "" for every other.
    """
    if isinstance(error, DBAPIError) and _OTHER_TABLES.search(str(error.orig)):
        return "`microsite database upgrade` makes its tables; is MICROSITE_INSTANCE set?"
    return ""


def _set_pragmas(connection: Any, _record: object) -> None:
    """WAL lets readers go on beside a writer; NORMAL syncs at checkpoints (sqlite.org/wal)."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
