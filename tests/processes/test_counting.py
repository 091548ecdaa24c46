"""Every answered scan is counted once, after crashes, with a locked database, on a full disk."""

import os
import random
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.daemon.daemon import NICENESS
from microsite.scans import journal
from microsite.scans.dropped import DropCounter
from tests.support.customers import Customers
from tests.support.sites import Site
from tests.support.sites import kill
from tests.support.sites import until

pytestmark = pytest.mark.processes

MIN_SCANS = 500
"""Enough that the failures hit some of them."""
LOCK_SECONDS = 20
SMALL_DISK_BYTES = journal.JOURNAL_BYTES * 3 // 2
"""Room for the journal of one worker only."""


def assert_counted(site: Site, customers: Customers) -> None:
    """Assert that answered scans are counted once and interrupted ones at most once."""
    site.wait_until_counted()
    counted = site.counted()
    assert not customers.wrong
    assert [code for code in customers.answered if counted[code] != 1] == []
    assert [code for code in customers.interrupted if counted[code] > 1] == []
    assert counted.keys() <= {*customers.answered, *customers.interrupted}
    assert len(customers.answered) > MIN_SCANS


def test_killed_workers_and_daemons_lose_no_scan(site: Site) -> None:
    site.server.start()
    customers = Customers(site.server.port, site.codes)
    rng = random.Random(7)
    with customers.scanning():
        for number in range(14):
            time.sleep(rng.uniform(0.2, 0.6))
            daemon = site.daemon_pid()
            if number % 4 == 3 and daemon:
                kill(daemon)
            elif workers := site.server.workers():
                kill(rng.choice(workers))
        until(lambda: len(customers.answered) > MIN_SCANS, 60)
    assert len(customers.interrupted) < 200
    assert_counted(site, customers)


def test_a_killed_and_restarted_server_loses_no_scan(site: Site) -> None:
    site.server.start()
    customers = Customers(site.server.port, site.codes)
    with customers.scanning():
        for _ in range(3):
            time.sleep(1.2)
            daemon = site.daemon_pid()
            site.server.kill()
            if daemon:
                kill(daemon)
            site.server.start()
        until(lambda: len(customers.answered) > MIN_SCANS, 60)
    assert_counted(site, customers)


def test_a_locked_database_delays_no_scan_and_loses_none(site: Site) -> None:
    site.server.start()
    customers = Customers(site.server.port, site.codes)
    lock = sqlite3.connect(site.folder / "microsite.sqlite", isolation_level=None)
    with customers.scanning(count=2, pause=0.02):
        time.sleep(1)
        lock.execute("BEGIN EXCLUSIVE")
        time.sleep(LOCK_SECONDS)
        answered = len(customers.answered)
        lock.execute("ROLLBACK")
        time.sleep(1)
    lock.close()
    assert answered > MIN_SCANS
    assert not customers.interrupted
    assert_counted(site, customers)


def test_an_unreadable_database_delays_no_scan_and_no_start_and_loses_no_scan(site: Site) -> None:
    database = site.folder / "microsite.sqlite"
    site.server.start()
    until(lambda: site.daemon_pid() is not None, 10)
    customers = Customers(site.server.port, site.codes)
    with customers.scanning(count=2):
        time.sleep(1)
        site.engine.dispose()
        away = database.rename(database.with_suffix(".away"))
        database.mkdir()  # even root cannot read it as a file
        kill(site.daemon_pid() or 0)  # the next daemon starts without a database
        time.sleep(5)
        assert not customers.interrupted
        site.server.kill()
        site.server.start()
        time.sleep(2)
        answered = len(customers.answered)
        kill(site.daemon_pid() or 0)
        database.rmdir()
        away.rename(database)
        time.sleep(1)
    assert answered > MIN_SCANS
    assert_counted(site, customers)


@pytest.fixture
def small_disk(site: Site) -> Iterator[Path]:
    """A small disk mounted at the journal folder."""
    site.journal_folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("Only root can mount a small disk.")
    mount = [
        "mount",
        "-t",
        "tmpfs",
        "-o",
        f"size={SMALL_DISK_BYTES}",
        "tmpfs",
        str(site.journal_folder),
    ]
    mounted = subprocess.run(mount, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"Mounting a small disk failed: {mounted.stderr.strip()}")
    yield site.journal_folder
    site.stop()
    subprocess.run(["umount", str(site.journal_folder)], check=True)


def test_a_full_disk_stops_no_redirect_and_drops_are_counted(site: Site, small_disk: Path) -> None:
    site.server.start()
    customers = Customers(site.server.port, site.codes)
    with customers.scanning():
        until(lambda: len(customers.answered) > 2000, 30)
        remount = ["mount", "-o", f"remount,size={4 * journal.JOURNAL_BYTES}", str(small_disk)]
        subprocess.run(remount, check=True)
        time.sleep(0.5)
        dropped = DropCounter(small_disk).total()
        answered = len(customers.answered)
        until(lambda: len(customers.answered) > answered + 1000, 30)
    assert not customers.interrupted
    assert not customers.wrong
    until(lambda: site.counted().total() + site.dropped() == len(customers.answered), 30)
    assert site.dropped() == dropped > 100
    assert site.counted().total() > 1000
    assert all(count == 1 for count in site.counted().values())


@pytest.mark.parametrize("load", ["idle", "loaded"])
def test_a_change_in_the_database_reaches_every_worker_in_two_seconds(
    site: Site, load: str
) -> None:
    site.server.start()
    until(lambda: site.daemon_pid() is not None, 10)
    time.sleep(1)
    others = Customers(site.server.port, site.codes)
    with others.scanning(count=3 if load == "loaded" else 0):
        time.sleep(1)
        with Session(site.engine) as session, session.begin():
            campaign = service.get_campaign(session, "spring")
            added = service.add_placements(session, campaign, ["New"] * 200)
        time.sleep(2)
        customers = Customers(site.server.port, added)
        with customers.scanning(count=4):
            until(lambda: len(customers.answered) + len(customers.wrong) >= 150, 10)
    assert not customers.wrong


def test_the_daemon_has_low_priority_and_a_process_group_of_its_own(site: Site) -> None:
    site.server.start()
    until(lambda: site.daemon_pid() is not None, 10)
    daemon, worker = site.daemon_pid() or 0, site.server.workers()[0]
    until(lambda: os.getpriority(os.PRIO_PROCESS, daemon) == NICENESS, 10)
    assert os.getpriority(os.PRIO_PROCESS, worker) == 0
    assert os.getsid(daemon) == os.getsid(worker)  # priorities are compared within a session
    assert os.getpgid(daemon) != os.getpgid(worker)  # Ctrl-C reaches the process group
