"""What a worker does beside answering goes on, whatever fails meanwhile."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from microsite.daemon import supervisor
from microsite.daemon.locks import DAEMON_LOCK
from microsite.daemon.locks import try_lock
from microsite.daemon.supervisor import DaemonSupervisor

ATTEND = """
import sys, threading, time
from pathlib import Path
from microsite.daemon import supervisor
from microsite.scans.code_index import CodeIndex
from microsite.scans.journal import Journal

folder = Path(sys.argv[1])
supervisor.DAEMON_COMMAND = (sys.executable, "-c", "pass")
supervisor.START_INTERVAL_SECONDS = 0
directory = CodeIndex(folder / "directory.json")
supervisor.start_background_thread(folder, Journal(folder / "journal", "here").sync, directory.look)
time.sleep(0.7)
(folder / "keeper.lock").unlink()
(folder / "keeper.lock").mkdir()  # so that looking for a keeper fails
time.sleep(0.7)
(folder / "directory.json").write_text('[["spring", null, ["K7F3M4"]]]')
time.sleep(1.5)
sys.exit(0 if len(directory) == 1 else 3)
"""


def test_a_worker_learns_of_new_codes_although_it_cannot_look_for_a_keeper(tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    attended = subprocess.run(
        [sys.executable, "-c", ATTEND, str(tmp_path)], capture_output=True, text=True, timeout=30
    )
    assert attended.returncode == 0, attended.stderr
    assert "could not attend" in attended.stderr


def test_a_keeper_is_started_where_there_is_none_and_not_again_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    script = f"open({str(started)!r}, 'a').write('x')"
    monkeypatch.setattr(supervisor, "DAEMON_COMMAND", (sys.executable, "-c", script))
    process = DaemonSupervisor(tmp_path)
    process.ensure_running()
    while not started.exists():
        time.sleep(0.01)
    os.waitpid(-1, 0)
    process.ensure_running()
    time.sleep(0.3)
    assert started.read_text() == "x"


def test_no_keeper_is_started_beside_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    script = f"open({str(started)!r}, 'a').write('x')"
    monkeypatch.setattr(supervisor, "DAEMON_COMMAND", (sys.executable, "-c", script))
    with try_lock(tmp_path / DAEMON_LOCK):
        DaemonSupervisor(tmp_path).ensure_running()
        time.sleep(0.3)
    assert not started.exists()


FORGET = """
import sys, time
from pathlib import Path
from microsite.daemon import supervisor
from microsite.scans.data_dir import DataDir
from microsite.scans.visitor_hash import delete_expired_salts

folder = Path(sys.argv[1])
supervisor.DAEMON_COMMAND = (sys.executable, "-c", "pass")
instance = DataDir(folder)
today = int(time.time()) // 86400
yesterday = ("203.0.113.7", "Mozilla/5.0", "K7F3M4", (today - 1) * 86400)
before = instance.repeats.token(*yesterday)
instance.attend()
time.sleep(1.2)
delete_expired_salts(folder / "salts", before=today)
sys.exit(0 if instance.repeats.token(*yesterday) != before else 3)
"""


def test_a_worker_lets_go_of_the_salt_of_a_day_that_is_over(tmp_path: Path) -> None:
    attended = subprocess.run(
        [sys.executable, "-c", FORGET, str(tmp_path)], capture_output=True, text=True, timeout=30
    )
    assert attended.returncode == 0, attended.stderr
