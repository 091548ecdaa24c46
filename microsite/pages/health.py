"""What monitoring asks: is the process there, and does anything need a person."""

import os
from typing import Any

from flask import Blueprint
from flask import current_app
from flask import jsonify
from flask import make_response
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug import Response

from microsite.scan import journal
from microsite.scan import tally
from microsite.scan.instance import Instance
from microsite.scan.keeper import is_kept

LEAST_DISK = 100 * 1024 * 1024
"""Free bytes below which somebody should look."""
MOST_LAG = 16 * 1024 * 1024
"""Uncounted bytes of journals above which somebody should look: some 150,000 scans."""

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """The process answers."""
    response = make_response("ok\n")
    response.mimetype = "text/plain"
    response.cache_control.no_store = True
    return response


@health.get("/readyz")
def ready() -> Response:
    """Database, journal lag, losses, keeper and disk; 503 if any of them needs a person.

    Scans are answered whatever this says: do not take a machine out of service by it.
    """
    instance: Instance = current_app.extensions["instance"]
    facts, good = _facts(instance, current_app.extensions["engine"])
    response = jsonify(facts | {"ready": good})
    response.status_code = 200 if good else 503
    response.cache_control.no_store = True
    return response


def _facts(instance: Instance, engine: Engine) -> tuple[dict[str, Any], bool]:
    disk = os.statvfs(instance.folder)
    free = disk.f_bavail * disk.f_frsize
    kept = is_kept(instance.folder)
    lag: int | None = None
    try:
        lag = tally.lag(engine, instance.journals)
        database = "ok"
    except SQLAlchemyError as error:
        database = type(error).__name__
    facts: dict[str, Any] = {
        "codes": len(instance.directory),
        "database": database,
        "disk_free_bytes": free,
        "journal_lag_bytes": lag,
        "keeper": kept,
        "lost": journal.losses(instance.journals),
    }
    return facts, kept and lag is not None and lag < MOST_LAG and free > LEAST_DISK
