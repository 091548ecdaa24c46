"""The engine: migrations on both databases, SQLite's pragmas, invalid URLs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy import inspect
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import IntegrityError

from microsite.campaigns.models import Campaign
from microsite.campaigns.models import Placement
from microsite.config.section import ConfigError
from microsite.contact.models import Message
from microsite.db.engine import Base
from microsite.db.engine import connect_database
from microsite.db.engine import migrate
from microsite.db.engine import migration_hint
from microsite.scans import models
from tests.conftest import postgresql_database

TABLES = {
    Campaign.__tablename__,
    Placement.__tablename__,
    models.scan_count.name,
    models.visitor_hash.name,
    models.journal_position.name,
    models.dropped_count.name,
    Message.__tablename__,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables."""
    if request.param == "postgresql":
        with postgresql_database(request.getfixturevalue("postgresql_server")) as engine:
            yield engine
    else:
        engine = connect_database(f"sqlite:///{tmp_path}/new.sqlite")
        yield engine
        engine.dispose()


def test_migrate_creates_every_table_and_can_run_again(empty: Engine) -> None:
    migrate(empty)
    with empty.begin() as connection:
        connection.execute(text("INSERT INTO dropped_count (node_id, total) VALUES ('here', 3)"))
    migrate(empty)
    assert set(inspect(empty).get_table_names()) >= TABLES
    with empty.connect() as connection:
        assert connection.scalar(text("SELECT total FROM dropped_count")) == 3


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_have_predictable_names(engine: Engine) -> None:
    inspector = inspect(engine)
    assert {key["name"] for key in inspector.get_unique_constraints("placement")} == {
        "uq_placement_campaign_id",
        "uq_placement_code",
    }
    assert [key["name"] for key in inspector.get_foreign_keys("placement")] == [
        "fk_placement_campaign_id"
    ]
    assert inspector.get_pk_constraint("scan_count")["name"] == "pk_scan_count"


def test_a_placement_without_a_campaign_is_rejected(engine: Engine) -> None:
    columns = "campaign_id, code, label, region, extra, created_at"
    row = "7, '234567', 'Branch', '', '{}', '2027-01-01'"
    statement = f"INSERT INTO placement ({columns}) VALUES ({row})"
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text(statement))


def test_sqlite_readers_do_not_block_on_a_writer(sqlite: Engine) -> None:
    with sqlite.connect() as writer, sqlite.connect() as reader:
        writer.execute(text("INSERT INTO dropped_count (node_id, total) VALUES ('here', 3)"))
        assert reader.scalar(text("SELECT count(*) FROM dropped_count")) == 0
        writer.commit()
        assert reader.scalar(text("SELECT count(*) FROM dropped_count")) == 1


def test_the_database_is_opened_on_first_use(tmp_path: Path) -> None:
    engine = connect_database(f"sqlite:///{tmp_path}/new.sqlite")
    assert not (tmp_path / "new.sqlite").exists()
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "microsite.sqlite",
        "sqlite:microsite",
        "postgres://site:swordfish@db.example/microsite",
        "postgresql+unknown://site:swordfish@db.example/microsite",
        "postgresql+psycopg://site@db.example:swordfish/microsite",
        "mssql+pyodbc://site:swordfish@db.example/microsite",
    ],
)
def test_an_invalid_url_is_rejected_without_repeating_its_password(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        connect_database(url)
    message = str(caught.value)
    assert message.startswith("database_url: ")
    assert "\n" not in message
    assert "swordfish" not in message


@pytest.mark.parametrize("statement", ["SELECT 1 FROM nowhere", "SELECT nowhere FROM campaign"])
def test_a_missing_table_or_column_is_explained_with_the_upgrade_command(
    engine: Engine, statement: str
) -> None:
    with pytest.raises(DBAPIError) as caught, engine.connect() as connection:
        connection.execute(text(statement))
    assert "`microsite database upgrade`" in migration_hint(caught.value)


def test_other_database_errors_have_no_migration_hint(engine: Engine) -> None:
    with pytest.raises(DBAPIError) as caught, engine.connect() as connection:
        connection.execute(text("SELECT 1 +"))
    assert migration_hint(caught.value) == ""
