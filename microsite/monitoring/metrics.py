"""Prometheus metrics of this machine, served to this machine only."""

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from flask import Blueprint
from flask import abort
from flask import current_app
from flask import request
from prometheus_client import CollectorRegistry
from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from werkzeug import Response

from microsite.context import current_config
from microsite.context import current_data_dir
from microsite.context import current_news
from microsite.daemon.status import DaemonStatus
from microsite.daemon.status import read_status
from microsite.monitoring.health import collect_state
from microsite.scans.reports import REQUEST_CLASSES
from microsite.web.client import is_from_this_machine

metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
def show() -> Response:
    """Return the metrics; 404 unless the request comes from this machine, without a proxy."""
    if not is_from_this_machine(request.environ):
        abort(404)
    data_dir = current_data_dir()
    state = collect_state(data_dir, current_news(), current_config())
    registry = CollectorRegistry()
    registry.register(StateCollector(state, read_status(data_dir.folder)))
    response: Response = current_app.response_class(
        generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4
    )
    response.cache_control.no_store = True
    return response


class StateCollector(Collector):
    """Turns the state of this machine and the status of its daemon into metrics."""

    def __init__(self, state: Mapping[str, Any], status: DaemonStatus) -> None:
        self._state = state
        self._status = status

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics; a value that is unknown is left out."""
        state, outbox = self._state, self._state["outbox"]
        database_up = state["database"] == "ok" and not self._status.is_stale
        gauges = {
            "ready": ("1 if nothing needs attention.", state["ready"]),
            "database_up": ("1 if the database answered the daemon.", database_up),
            "daemon_up": ("1 if the daemon of this machine is running.", state["daemon"]),
            "codes": ("Codes in the code index.", state["codes"]),
            "disk_free_bytes": ("Free disk space for journals.", state["disk_free_bytes"]),
            "journal_lag_bytes": ("Journal bytes not aggregated yet.", state["journal_lag_bytes"]),
            "untrusted_proxy": (
                "1 if requests come through a proxy that is not trusted.",
                state["proxies"] != "ok",
            ),
            "news_errors": ("Errors in article files.", state["news_errors"]),
            "outbox_waiting_messages": ("Messages waiting to be mailed.", outbox["waiting"]),
            "outbox_oldest_waiting_seconds": (
                "Waiting time of the oldest message.",
                outbox["oldest_waiting_seconds"],
            ),
        }
        for name, (documentation, value) in gauges.items():
            if value is not None:
                yield GaugeMetricFamily(f"microsite_{name}", documentation, float(value))
        yield CounterMetricFamily(
            "microsite_dropped_requests",
            "Requests redirected but not recorded, because the disk was full.",
            float(state["dropped"]),
        )
        requests = CounterMetricFamily(
            "microsite_requests",
            "Requests to /q that this machine has aggregated, by class.",
            labels=["class"],
        )
        for request_class in REQUEST_CLASSES:
            requests.add_metric([request_class], self._status.requests.get(request_class, 0))
        yield requests
