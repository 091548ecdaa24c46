"""Folders with odd names, missing time zone data, IPv6 hosts, no shared memory."""

import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from microsite.config.listen_address import format_listen_address
from microsite.config.listen_address import read_listen_address
from microsite.config.section import ConfigError
from microsite.db.engine import connect_database
from microsite.qr.packs import process_pool
from microsite.qr.packs.process_pool import map_ordered
from tests.conftest import Settings


@pytest.mark.parametrize(
    "name", ["a?b", "a%20b", "a#b", "a b", "a+b&c=d", "分行", "a%b", "a;b:c@d"]
)
def test_the_database_is_inside_the_instance_folder(
    name: str, tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / name
    engine = connect_database(settings(instance=str(folder)).database)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE sample (id INTEGER)"))
    engine.dispose()
    assert (folder / "microsite.sqlite").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.fixture
def no_system_time_zones() -> Iterator[None]:
    """Look for time zones in the package tzdata only."""
    path = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(path)
    zoneinfo.ZoneInfo.clear_cache()


@pytest.mark.usefixtures("no_system_time_zones")
def test_a_machine_without_time_zone_data_uses_the_package(settings: Settings) -> None:
    assert settings(timezone="Asia/Taipei").timezone == "Asia/Taipei"


@pytest.mark.usefixtures("no_system_time_zones")
def test_without_the_package_the_error_says_what_is_missing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "tzdata"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tzdata", None)
    with pytest.raises(ConfigError, match="no time zone data; install the package tzdata"):
        settings()


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "127.0.0.1:8000"),
        ({"HOST": "::", "PORT": "8017"}, "[::]:8017"),
        ({"HOST": "[::1]"}, "[::1]:8000"),
        ({"HOST": "2001:db8::5"}, "[2001:db8::5]:8000"),
        ({"HOST": "0.0.0.0"}, "0.0.0.0:8000"),
        ({"HOST": "site.example", "PORT": "80"}, "site.example:80"),
    ],
)
def test_an_ipv6_host_is_in_brackets(environment: dict[str, str], address: str) -> None:
    assert format_listen_address(*read_listen_address(environment)) == address


def test_gunicorn_listens_on_an_ipv6_host() -> None:
    root = Path(__file__).parents[3]
    program = "import runpy; print(runpy.run_path('gunicorn.conf.py')['bind'])"
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={**os.environ, "HOST": "::", "PORT": "8017"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "[::]:8017\n"


def test_without_shared_semaphores_one_process_does_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(process_pool, "ProcessPoolExecutor", fail)
    assert list(map_ordered(sum, [range(3), range(5)], 2)) == [3, 10]
