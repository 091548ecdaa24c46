"""What monitoring asks: is the process there, and does anything need a person."""

import os
from typing import Any

from flask import Blueprint
from flask import current_app
from flask import jsonify
from flask import make_response
from werkzeug import Response

from microsite.contact import state as outbox
from microsite.news.newsroom import Newsroom
from microsite.scan.instance import Instance
from microsite.scan.keeper import is_kept
from microsite.scan.state import read_state
from microsite.settings import Config

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
    """Database, journals, losses, outbox, keeper, disk, news; 503 if any of them needs a person.

    Scans are answered whatever this says: do not take a machine out of service by it. Nothing here
    waits for the database: the keeper leaves what it knows.
    """
    extensions = current_app.extensions
    found = facts(extensions["instance"], extensions["newsroom"], extensions["config"])
    response = jsonify(found)
    response.status_code = 200 if found["ready"] else 503
    response.cache_control.no_store = True
    return response


def facts(instance: Instance, newsroom: Newsroom, config: Config) -> dict[str, Any]:
    """How things are on this machine; `ready` is false where any of them needs a person."""
    disk = os.statvfs(instance.folder)
    free = disk.f_bavail * disk.f_frsize
    kept = is_kept(instance.folder)
    state = read_state(instance.folder)
    lag = state.journal_lag_bytes
    mail = outbox.read_state(instance.folder)
    stuck = bool(config.mail.host) and mail.is_stuck  # without a mail server, messages wait for one
    counting = not state.is_stale and lag is not None and lag < MOST_LAG
    news = [str(problem) for problem in newsroom.problems()]
    good = kept and counting and not stuck and free > LEAST_DISK and not news
    return {
        "codes": len(instance.directory),
        "database": state.database,
        "disk_free_bytes": free,
        "journal_lag_bytes": lag,
        "keeper": kept,
        "lost": instance.losses.total(),
        "news": news,
        "outbox": {
            "failure": mail.failure,
            "oldest_waits_seconds": mail.seconds_waited,
            "stuck": stuck,
            "waiting": mail.waiting,
        },
        "ready": good,
    }
