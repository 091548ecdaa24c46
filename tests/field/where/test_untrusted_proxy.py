"""A proxy in front while `trusted_proxies` is forgotten: /readyz, the log and a metric say so."""

import logging

import pytest
from flask import Flask
from sqlalchemy import Engine

from microsite.web.client import is_from_untrusted_proxy
from microsite.web.proxies import forget_untrusted_proxy
from tests.conftest import Settings
from tests.conftest import site
from tests.support.daemons import running_daemon


def request_through(app: Flask, path: str, peer: str, **headers: str) -> None:
    """Send a request that comes from `peer`."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    app.test_client().get(path, headers=fields, environ_overrides={"REMOTE_ADDR": peer})


def readiness(app: Flask) -> tuple[int, str]:
    """Return the status and the line about proxies, while a daemon runs."""
    with running_daemon(app):
        answer = app.test_client().get("/readyz")
    return answer.status_code, answer.get_json()["proxies"]


@pytest.mark.parametrize(
    "peer",
    [
        *("127.0.0.1", "::1", "10.1.2.3", "172.17.0.1", "192.168.1.1", "100.64.3.2", "fd00::1"),
        *("::ffff:10.0.0.1", "fe80::1%eth0", ""),
    ],
)
@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"])
def test_a_header_from_this_machine_or_a_private_network_is_a_proxy(peer: str, header: str) -> None:
    assert is_from_untrusted_proxy({"REMOTE_ADDR": peer, header: "198.51.100.1"})


@pytest.mark.parametrize("peer", ["198.51.100.9", "8.8.8.8", "2001:db8::1", "172.32.0.1"])
def test_a_header_from_the_internet_is_made_up_by_a_client(peer: str) -> None:
    assert not is_from_untrusted_proxy({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "10.0.0.1"})
    assert not is_from_untrusted_proxy({"REMOTE_ADDR": "127.0.0.1"})


@pytest.mark.parametrize("path", ["/q", "/en/", "/static/nothing"])
def test_readyz_says_that_a_proxy_is_not_trusted(
    path: str, settings: Settings, sqlite: Engine
) -> None:
    with site(settings()) as app:
        assert readiness(app) == (200, "ok")
        request_through(app, path, "127.0.0.1", X_Forwarded_For="198.51.100.1")
        status, text = readiness(app)
        assert (status, "set MICROSITE_TRUSTED_PROXIES" in text) == (503, True)


def test_every_process_reports_it_and_a_restart_forgets_it(
    settings: Settings, sqlite: Engine
) -> None:
    config = settings()
    with site(config) as app, site(config) as other_process:
        request_through(app, "/q", "10.0.0.1", Forwarded="for=198.51.100.1")
        assert readiness(other_process)[0] == 503
        forget_untrusted_proxy(config.instance_path)
        assert readiness(other_process) == (200, "ok")


def test_it_is_logged_once_for_all_processes(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    config = settings()
    caplog.set_level(logging.WARNING)
    with site(config) as app, site(config) as other_process:
        for served_by in (app, other_process, app):
            request_through(served_by, "/q", "10.0.0.1", X_Forwarded_For="198.51.100.1")
    [line] = [record.getMessage() for record in caplog.records if "prox" in record.getMessage()]
    assert line.startswith("trusted_proxies: requests come through a proxy that is not trusted")
    assert "X-Forwarded-For from 10.0.0.1" in line
    assert "198.51.100.1" not in line


def test_a_metric_says_so_and_the_proxy_gets_neither_metrics_nor_details(
    settings: Settings, sqlite: Engine
) -> None:
    forwarded = {"X-Forwarded-For": "127.0.0.1"}
    with site(settings()) as app:
        client = app.test_client()
        assert "microsite_untrusted_proxy 0.0" in client.get("/metrics").text
        assert client.get("/metrics", headers=forwarded).status_code == 404
        assert "news" not in client.get("/readyz", headers=forwarded).get_json()
        assert "microsite_untrusted_proxy 1.0" in client.get("/metrics").text


@pytest.mark.parametrize("header", ["X-Forwarded-Proto", "X-Forwarded-Host", "X-Client-IP", "Via"])
def test_any_header_of_a_proxy_closes_the_metrics(header: str, settings: Settings) -> None:
    with site(settings()) as app:
        assert app.test_client().get("/metrics", headers={header: "https"}).status_code == 404


def test_a_trusted_proxy_is_no_mistake(settings: Settings, sqlite: Engine) -> None:
    with site(settings(trusted_proxies="1")) as app:
        request_through(app, "/q", "127.0.0.1", X_Forwarded_For="198.51.100.1")
        assert readiness(app) == (200, "ok")
