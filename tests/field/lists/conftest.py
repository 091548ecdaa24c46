"""Fixtures for campaigns: sessions on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Session on either database."""
    with Session(engine) as session:
        yield session


@pytest.fixture
def sqlite_session(sqlite: Engine) -> Iterator[Session]:
    """Session for tests of behaviour that does not depend on the database."""
    with Session(sqlite) as session:
        yield session
