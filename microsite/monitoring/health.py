"""Health checks: /healthz for the process, /readyz for everything that can need attention."""

import os
from typing import Any

from flask import Blueprint
from flask import jsonify
from flask import make_response
from flask import request
from werkzeug import Response

from microsite.config.schema import Config
from microsite.contact.outbox_status import read_outbox_status
from microsite.context import current_config
from microsite.context import current_data_dir
from microsite.context import current_news
from microsite.daemon.locks import is_running
from microsite.daemon.status import read_status
from microsite.news.service import NewsService
from microsite.scans.data_dir import DataDir
from microsite.web.client import is_from_this_machine
from microsite.web.proxies import UNTRUSTED_PROXY_HINT
from microsite.web.proxies import has_untrusted_proxy

MIN_FREE_DISK_BYTES = 100 * 1024 * 1024
MAX_LAG_BYTES = 16 * 1024 * 1024
"""Some 150,000 scans."""

health = Blueprint("health", __name__)


@health.get("/healthz")
def show_liveness() -> Response:
    """Return 200 while this process answers requests."""
    response = make_response("ok\n")
    response.mimetype = "text/plain"
    response.cache_control.no_store = True
    return response


@health.get("/readyz")
def show_readiness() -> Response:
    """Return the state of this machine as JSON, with status 503 if anything needs attention.

    Scans are redirected in either case: do not take a machine out of rotation because of a 503.
    The view runs no database query; the daemon writes its status to a file. Errors in articles
    are listed only for requests from this machine, because they may concern drafts; others get
    their number.
    """
    state = collect_state(current_data_dir(), current_news(), current_config())
    if not is_from_this_machine(request.environ):
        del state["news"]
    response = jsonify(state)
    response.status_code = 200 if state["ready"] else 503
    response.cache_control.no_store = True
    return response


def collect_state(data_dir: DataDir, news: NewsService, config: Config) -> dict[str, Any]:
    """Return the state of this machine; `ready` is False if anything needs attention."""
    disk = os.statvfs(data_dir.folder)
    free = disk.f_bavail * disk.f_frsize
    daemon = is_running(data_dir.folder)
    status = read_status(data_dir.folder)
    lag = status.journal_lag_bytes
    outbox = read_outbox_status(data_dir.folder)
    stuck = bool(config.mail.host) and outbox.is_stuck  # without a mail server, messages wait
    counting = not status.is_stale and lag is not None and lag < MAX_LAG_BYTES
    errors = [str(error) for error in news.content_errors()]
    untrusted = not config.trusted_proxies and has_untrusted_proxy(config.instance_path)
    attention = stuck or untrusted or bool(errors) or free <= MIN_FREE_DISK_BYTES
    ready = daemon and counting and not attention
    return {
        "codes": len(data_dir.code_index),
        "daemon": daemon,
        "database": status.database,
        "disk_free_bytes": free,
        "dropped": data_dir.dropped.total(),
        "journal_lag_bytes": lag,
        "news": errors,
        "news_errors": len(errors),
        "outbox": {
            "last_error": outbox.failure,
            "oldest_waiting_seconds": outbox.oldest_age_seconds,
            "stuck": stuck,
            "waiting": outbox.waiting,
        },
        "proxies": UNTRUSTED_PROXY_HINT if untrusted else "ok",
        "ready": ready,
    }
