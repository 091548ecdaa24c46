"""What Prometheus is told, and who may ask."""

import re
import time

import pytest
from flask import Flask
from sqlalchemy import Engine

from microsite.context import services
from microsite.daemon.locks import DAEMON_LOCK
from microsite.daemon.locks import try_lock
from tests.conftest import Settings
from tests.conftest import site
from tests.support import visitors

SAMPLE = re.compile(r'(microsite_[a-z_]+(?:_total)?)(\{class="[a-z]+"\})? (\d+)')


def told(app: Flask) -> dict[str, int]:
    """Ask as Prometheus does, as a keeper has just been round: each metric has its two lines of
    explanation before it."""
    instance = services(app).data_dir
    with try_lock(instance.folder / DAEMON_LOCK) as kept:
        assert kept
        keeper = instance.keeper(services(app).engine)
        keeper.count()
        keeper.tidy()
        answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text.endswith("\n")
    found: dict[str, int] = {}
    explained: list[str] = []
    for line in answer.text.splitlines():
        if line.startswith("# "):
            explained.append(line.split()[2])
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            assert explained[-2:] == [sample[1]] * 2
            found[sample[1] + (sample[2] or "")] = int(sample[3])
    return found


def test_how_things_are(settings: Settings, sqlite: Engine) -> None:
    with site(settings()) as app:
        services(app).data_dir.dropped.add(3)
        found = told(app)
    assert found["microsite_ready"] == 1
    assert found["microsite_database_up"] == 1
    assert found["microsite_keeper_up"] == 1
    assert found["microsite_lost_total"] == 3
    assert found["microsite_codes"] == 0
    assert found["microsite_outbox_waiting"] == 0
    assert found["microsite_disk_free_bytes"] > 0


def test_requests_are_told_by_class(settings: Settings, sqlite: Engine) -> None:
    while time.time() % 3600 > 3590:  # all in one hour
        time.sleep(1)
    with site(settings()) as app:
        client = app.test_client()
        for user_agent in (visitors.IPHONE, visitors.OPPO, visitors.GOOGLEBOT_SMARTPHONE):
            client.get("/q", headers={"User-Agent": user_agent})
        client.head("/q", headers={"User-Agent": visitors.IPHONE})
        found = told(app)
    assert found['microsite_requests_this_hour{class="scan"}'] == 2
    assert found['microsite_requests_this_hour{class="bot"}'] == 1
    assert found['microsite_requests_this_hour{class="head"}'] == 1
    assert found["microsite_journal_lag_bytes"] == 0


def test_what_a_broken_database_does_not_tell_is_left_out(app: Flask) -> None:
    found = told(app)
    assert (found["microsite_ready"], found["microsite_database_up"]) == (0, 0)
    assert "microsite_journal_lag_bytes" not in found
    assert not any(name.startswith("microsite_requests") for name in found)


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
def test_nobody_else_is_told_anything(
    proxies: str, address: str, headers: dict[str, str], settings: Settings
) -> None:
    with site(settings(trusted_proxies=proxies)) as app:
        answer = app.test_client().get(
            "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}
        )
    assert answer.status_code == 404
    assert "microsite_" not in answer.text


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_this_machine_is_told_with_a_proxy_in_front_of_the_site_too(
    address: str, settings: Settings
) -> None:
    with site(settings(trusted_proxies="1")) as app:
        answer = app.test_client().get("/metrics", environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == 200
