"""The background thread of a worker, and the daemon that it starts."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from microsite.daemon import supervisor
from microsite.daemon.locks import DAEMON_LOCK
from microsite.daemon.locks import try_lock
from microsite.daemon.supervisor import DaemonSupervisor

pytestmark = pytest.mark.processes

EXITS = (sys.executable, "-c", "pass")
STAYS = (sys.executable, "-c", "import signal; signal.pause()")

RELOADS = """
import sys, time
from pathlib import Path
from microsite.daemon import supervisor
from microsite.scans.data_dir import DataDir

folder = Path(sys.argv[1])
(folder / "daemon.lock").mkdir()  # looking for a daemon fails in every round
data_dir = DataDir(folder)
supervisor.start_background_thread(data_dir)
(folder / "codes.json").write_text('[["spring", null, ["K7F3M4"]]]')
deadline = time.monotonic() + 20
while len(data_dir.code_index) == 0 and time.monotonic() < deadline:
    time.sleep(0.05)
sys.exit(0 if len(data_dir.code_index) == 1 else 3)
"""

FORGETS = """
import sys, time
from pathlib import Path
from microsite.daemon import supervisor
from microsite.scans.data_dir import DataDir
from microsite.scans.visitor_hash import delete_expired_salts

folder = Path(sys.argv[1])
supervisor.DAEMON_COMMAND = (sys.executable, "-c", "pass")
hasher = DataDir(folder).visitor_hasher
today = int(time.time()) // 86400
yesterday = ("203.0.113.7", "Mozilla/5.0", "K7F3M4", (today - 1) * 86400)
before = hasher.hash(*yesterday)
data_dir = DataDir(folder)
data_dir.visitor_hasher = hasher
supervisor.start_background_thread(data_dir)
delete_expired_salts(folder / "salts", before=today)
deadline = time.monotonic() + 20
while hasher.hash(*yesterday) == before and time.monotonic() < deadline:
    time.sleep(0.05)
sys.exit(0 if hasher.hash(*yesterday) != before else 3)
"""


def run(script: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_a_worker_loads_new_codes_although_looking_for_a_daemon_fails(tmp_path: Path) -> None:
    result = run(RELOADS, tmp_path)
    assert result.returncode == 0, result.stderr
    assert "A background task of a worker failed, will retry." in result.stderr


def test_a_worker_forgets_the_salt_of_a_day_that_is_over(tmp_path: Path) -> None:
    result = run(FORGETS, tmp_path)
    assert result.returncode == 0, result.stderr


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """The processes that the supervisor has started."""
    processes: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> "subprocess.Popen[bytes]":
        processes.append(popen(*arguments, **options))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def test_a_daemon_is_started_if_there_is_none_but_not_again_within_the_interval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list["subprocess.Popen[bytes]"]
) -> None:
    monkeypatch.setattr(supervisor, "DAEMON_COMMAND", EXITS)
    monkeypatch.setattr(supervisor, "START_INTERVAL_SECONDS", 3600)
    daemon = DaemonSupervisor(tmp_path)
    daemon.ensure_running()
    assert [process.args for process in started] == [EXITS]
    assert started[0].wait(30) == 0
    daemon.ensure_running()
    assert len(started) == 1


def test_a_daemon_that_died_is_started_again_after_the_interval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list["subprocess.Popen[bytes]"]
) -> None:
    monkeypatch.setattr(supervisor, "DAEMON_COMMAND", EXITS)
    monkeypatch.setattr(supervisor, "START_INTERVAL_SECONDS", 0)
    daemon = DaemonSupervisor(tmp_path)
    daemon.ensure_running()
    assert started[0].wait(30) == 0
    daemon.ensure_running()
    assert len(started) == 2


def test_a_daemon_that_is_still_starting_is_not_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list["subprocess.Popen[bytes]"]
) -> None:
    monkeypatch.setattr(supervisor, "DAEMON_COMMAND", STAYS)
    monkeypatch.setattr(supervisor, "START_INTERVAL_SECONDS", 0)
    daemon = DaemonSupervisor(tmp_path)
    for _ in range(3):
        daemon.ensure_running()
    assert len(started) == 1


def test_no_daemon_is_started_while_another_one_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list["subprocess.Popen[bytes]"]
) -> None:
    monkeypatch.setattr(supervisor, "DAEMON_COMMAND", EXITS)
    daemon = DaemonSupervisor(tmp_path)
    with try_lock(tmp_path / DAEMON_LOCK) as locked:
        assert locked
        daemon.ensure_running()
        assert started == []
    daemon.ensure_running()
    assert len(started) == 1
