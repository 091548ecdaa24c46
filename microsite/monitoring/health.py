"""What monitoring asks: is the process there, and does anything need a person."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from flask import Blueprint
from flask import jsonify
from flask import make_response
from flask import request
from werkzeug import Response

from microsite.config.schema import Config
from microsite.contact import outbox_status as outbox
from microsite.context import current_config
from microsite.context import current_data_dir
from microsite.context import current_news
from microsite.daemon.daemon import is_kept
from microsite.daemon.status import read_state
from microsite.news.service import NewsService
from microsite.scans.data_dir import DataDir

LEAST_DISK = 100 * 1024 * 1024
"""Free bytes below which somebody should look."""
MOST_LAG = 16 * 1024 * 1024
"""Uncounted bytes of journals above which somebody should look: some 150,000 scans."""
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")
"""What a proxy adds to what it hands on."""

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
    waits for the database: the keeper leaves what it knows. What is wrong in the news is named to
    whoever asks from this machine, past any proxy, and counted for others: it may be about drafts.
    """
    found = facts(current_data_dir(), current_news(), current_config())
    if not is_from_this_machine(request.environ):
        del found["news"]
    response = jsonify(found)
    response.status_code = 200 if found["ready"] else 503
    response.cache_control.no_store = True
    return response


def is_from_this_machine(environ: Mapping[str, Any]) -> bool:
    """Whether a request was made on this very machine, and came through no proxy."""
    if any(header in environ for header in FORWARDED):
        return False
    original = environ.get("werkzeug.proxy_fix.orig", environ)
    try:
        return ip_address(original["REMOTE_ADDR"]).is_loopback
    except (KeyError, ValueError):  # a Unix socket, which is a proxy's
        return False


def facts(instance: DataDir, newsroom: NewsService, config: Config) -> dict[str, Any]:
    """How things are on this machine; `ready` is false where any of them needs a person."""
    disk = os.statvfs(instance.folder)
    free = disk.f_bavail * disk.f_frsize
    kept = is_kept(instance.folder)
    state = read_state(instance.folder)
    lag = state.journal_lag_bytes
    mail = outbox.read_outbox_status(instance.folder)
    stuck = bool(config.mail.host) and mail.is_stuck  # without a mail server, messages wait for one
    counting = not state.is_stale and lag is not None and lag < MOST_LAG
    news = [str(problem) for problem in newsroom.content_errors()]
    good = kept and counting and not stuck and free > LEAST_DISK and not news
    return {
        "codes": len(instance.directory),
        "database": state.database,
        "disk_free_bytes": free,
        "journal_lag_bytes": lag,
        "keeper": kept,
        "lost": instance.losses.total(),
        "news": news,
        "news_problems": len(news),
        "outbox": {
            "failure": mail.failure,
            "oldest_waits_seconds": mail.oldest_age_seconds,
            "stuck": stuck,
            "waiting": mail.waiting,
        },
        "ready": good,
    }
