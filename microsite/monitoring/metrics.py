"""What Prometheus is told, on this machine alone (text-based exposition format 0.0.4)."""

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from flask import Blueprint
from flask import abort
from flask import current_app
from flask import request
from werkzeug import Response

from microsite.context import current_config
from microsite.context import current_data_dir
from microsite.context import current_news
from microsite.daemon.status import State
from microsite.daemon.status import read_state
from microsite.monitoring.health import facts
from microsite.monitoring.health import is_from_this_machine

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
def show() -> Response:
    """The metrics; 404 for who does not ask from this very machine, past any proxy."""
    if not is_from_this_machine(request.environ):
        abort(404)
    instance = current_data_dir()
    newsroom = current_news()
    found = facts(instance, newsroom, current_config())
    text = "\n".join((*_lines(found, read_state(instance.folder)), ""))
    response: Response = current_app.response_class(text, content_type=CONTENT_TYPE)
    response.cache_control.no_store = True
    return response


def _lines(found: Mapping[str, Any], state: State) -> Iterator[str]:
    up = found["database"] == "ok" and not state.is_stale
    yield from _metric("ready", "Nothing needs a person.", found["ready"])
    yield from _metric("database_up", "The database answered the keeper.", up)
    yield from _metric("keeper_up", "The keeper of this machine lives.", found["keeper"])
    yield from _metric("codes", "Codes in the directory.", found["codes"])
    yield from _metric("disk_free_bytes", "Room for journals.", found["disk_free_bytes"])
    yield from _metric("journal_lag_bytes", "Not counted yet.", found["journal_lag_bytes"])
    yield from _metric("lost_total", "Records that found no room.", found["lost"], "counter")
    yield from _metric("news_problems", "What is wrong in articles.", found["news_problems"])
    outbox = found["outbox"]
    yield from _metric("outbox_waiting", "Messages to be mailed.", outbox["waiting"])
    yield from _metric(
        "outbox_oldest_seconds", "How long one waits.", outbox["oldest_waits_seconds"]
    )
    if up:
        name = "requests_this_hour"
        yield from _head(name, "Requests to /q in this hour (UTC), on all machines.", "gauge")
        for request_class, count in sorted(state.this_hour.items()):
            yield f'microsite_{name}{{class="{request_class}"}} {count}'


def _metric(name: str, meaning: str, value: float | None, kind: str = "gauge") -> Iterator[str]:
    """A metric of one value; left out where that is not known."""
    if value is not None:
        yield from _head(name, meaning, kind)
        yield f"microsite_{name} {int(value)}"


def _head(name: str, meaning: str, kind: str) -> Iterator[str]:
    yield f"# HELP microsite_{name} {meaning}"
    yield f"# TYPE microsite_{name} {kind}"
