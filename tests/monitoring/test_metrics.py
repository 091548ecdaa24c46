"""The Prometheus metrics, and access to them."""

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from microsite.context import services
from microsite.scans.reports import REQUEST_CLASSES
from tests.conftest import Settings
from tests.conftest import site
from tests.support import visitors
from tests.support.daemons import running_daemon


def scrape(app: Flask) -> dict[str, float]:
    """Return the samples that Prometheus reads while a daemon runs, by name or by class."""
    with running_daemon(app):
        answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    samples: dict[str, float] = {}
    for family in text_string_to_metric_families(answer.text):
        assert family.documentation.endswith(".")
        for sample in family.samples:
            assert (family.type == "counter") == sample.name.endswith("_total")
            samples[sample.labels.get("class", sample.name)] = sample.value
    return samples


def test_the_state_of_the_machine_is_exported(settings: Settings, sqlite: Engine) -> None:
    with site(settings()) as app:
        services(app).data_dir.dropped.add(3)
        samples = scrape(app)
    assert samples["microsite_ready"] == 1
    assert samples["microsite_database_up"] == 1
    assert samples["microsite_daemon_up"] == 1
    assert samples["microsite_dropped_requests_total"] == samples["dropped"] == 3
    assert samples["microsite_codes"] == 0
    assert samples["microsite_outbox_waiting_messages"] == 0
    assert samples["microsite_outbox_oldest_waiting_seconds"] == 0
    assert samples["microsite_news_errors"] == 0
    assert samples["microsite_disk_free_bytes"] > 0


def test_requests_are_counted_by_class_across_restarts_of_the_daemon(
    settings: Settings, sqlite: Engine
) -> None:
    with site(settings()) as app:
        client = app.test_client()
        for user_agent in (visitors.IPHONE, visitors.OPPO, visitors.GOOGLEBOT_SMARTPHONE):
            client.get("/q", headers={"User-Agent": user_agent})
        client.head("/q", headers={"User-Agent": visitors.IPHONE})
        samples = scrape(app)
        assert (samples["scan"], samples["bot"], samples["head"]) == (2, 1, 1)
        assert samples["microsite_journal_lag_bytes"] == 0
        client.get("/q", headers={"User-Agent": visitors.IPHONE})
        client.post("/q", headers={"User-Agent": visitors.IPHONE})
        samples = scrape(app)
    assert {name: samples[name] for name in REQUEST_CLASSES} == {
        **dict.fromkeys(REQUEST_CLASSES, 0),
        "scan": 2,
        "duplicate": 1,
        "bot": 1,
        "head": 1,
        "method_not_allowed": 1,
    }


def test_the_journal_lag_is_left_out_while_the_database_is_unavailable(app: Flask) -> None:
    samples = scrape(app)
    assert (samples["microsite_ready"], samples["microsite_database_up"]) == (0, 0)
    assert "microsite_journal_lag_bytes" not in samples
    assert all(samples[name] == 0 for name in REQUEST_CLASSES)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.0.2.1", {}),
        ("2001:db8::1", {}),
        ("", {}),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}),
    ],
)
@pytest.mark.parametrize("proxies", ["0", "1"])
def test_other_machines_and_proxied_requests_get_404(
    proxies: str, address: str, headers: dict[str, str], settings: Settings
) -> None:
    with site(settings(trusted_proxies=proxies)) as app:
        answer = app.test_client().get(
            "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}
        )
    assert answer.status_code == 404
    assert "microsite_" not in answer.text


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_this_machine_gets_the_metrics_although_the_site_has_a_proxy(
    address: str, settings: Settings
) -> None:
    with site(settings(trusted_proxies="1")) as app:
        answer = app.test_client().get("/metrics", environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == 200
