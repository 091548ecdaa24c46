"""What monitoring is told."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine

from microsite.scan.journal import add_losses
from microsite.scan.keeper import KEEPER_LOCK
from microsite.scan.keeper import try_lock
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


def test_all_is_well_where_the_database_answers_and_a_keeper_lives(ready_site: Flask) -> None:
    folder = ready_site.extensions["instance"].folder
    with try_lock(folder / KEEPER_LOCK) as kept:
        assert kept
        answer = ready_site.test_client().get("/readyz")
    assert answer.status_code == 200
    facts = answer.get_json()
    assert facts["ready"] is True
    assert facts["database"] == "ok"
    assert (facts["codes"], facts["journal_lag_bytes"], facts["lost"]) == (0, 0, 0)


def test_what_waits_to_be_counted_and_what_was_lost_is_shown(ready_site: Flask) -> None:
    instance = ready_site.extensions["instance"]
    ready_site.test_client().get("/q")
    add_losses(instance.journals, 3)
    facts = ready_site.test_client().get("/readyz").get_json()
    assert facts["journal_lag_bytes"] > 0
    assert facts["lost"] == 3


def test_a_missing_keeper_needs_a_person(ready_site: Flask) -> None:
    answer = ready_site.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["keeper"]) == (503, False)


def test_a_database_without_tables_needs_a_person_and_is_named_by_its_error(app: Flask) -> None:
    with try_lock(app.extensions["instance"].folder / KEEPER_LOCK):
        answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["database"] == "OperationalError"
