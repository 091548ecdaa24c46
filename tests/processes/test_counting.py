"""Every scan that was answered is counted, once, whatever dies, is locked, or is full."""

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

ENOUGH = 500
"""Scans, of which some meet with what happens."""
SECONDS_LOCKED = 20
SMALL_DISK = journal.JOURNAL_BYTES * 3 // 2
"""Bytes: room for the journal of one worker, and none for that of another."""


def assert_counted(site: Site, customers: Customers) -> None:
    """Each answered scan is counted once; one broken off was or was not received; no more."""
    site.wait_until_counted()
    counted = site.counted()
    assert not customers.wrong
    assert [code for code in customers.answered if counted[code] != 1] == []
    assert [code for code in customers.broken if counted[code] > 1] == []
    assert counted.keys() <= {*customers.answered, *customers.broken}
    assert len(customers.answered) > ENOUGH


def test_workers_and_keepers_that_are_killed_lose_no_scan(site: Site) -> None:
    site.server.start()
    customers = Customers(site.server.port, site.codes)
    chance = random.Random(7)
    with customers.scanning():
        for number in range(14):
            time.sleep(chance.uniform(0.2, 0.6))
            daemon = site.daemon_pid()
            if number % 4 == 3 and daemon:
                kill(daemon)
            elif workers := site.server.workers():
                kill(chance.choice(workers))
        until(lambda: len(customers.answered) > ENOUGH, 60)
    assert len(customers.broken) < 200
    assert_counted(site, customers)


def test_everything_killed_at_once_and_started_again_loses_no_scan(site: Site) -> None:
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
        until(lambda: len(customers.answered) > ENOUGH, 60)
    assert_counted(site, customers)


def test_a_locked_database_holds_up_no_scan_and_loses_none(site: Site) -> None:
    site.server.start()
    customers = Customers(site.server.port, site.codes)
    lock = sqlite3.connect(site.folder / "microsite.sqlite", isolation_level=None)
    with customers.scanning(count=2, pause=0.02):
        time.sleep(1)
        lock.execute("BEGIN EXCLUSIVE")
        time.sleep(SECONDS_LOCKED)
        answered = len(customers.answered)
        lock.execute("ROLLBACK")
        time.sleep(1)
    lock.close()
    assert answered > ENOUGH
    assert not customers.broken
    assert_counted(site, customers)


def test_an_unreadable_database_holds_up_no_scan_and_no_start_and_loses_none(site: Site) -> None:
    database = site.folder / "microsite.sqlite"
    site.server.start()
    until(lambda: site.daemon_pid() is not None, 10)
    customers = Customers(site.server.port, site.codes)
    with customers.scanning(count=2):
        time.sleep(1)
        site.engine.dispose()
        away = database.rename(database.with_suffix(".away"))
        database.mkdir()  # which nobody can read as a file, root neither
        kill(site.daemon_pid() or 0)  # the next one finds it so
        time.sleep(5)
        assert not customers.broken
        site.server.kill()
        site.server.start()
        time.sleep(2)
        answered = len(customers.answered)
        kill(site.daemon_pid() or 0)
        database.rmdir()
        away.rename(database)
        time.sleep(1)
    assert answered > ENOUGH
    assert_counted(site, customers)


@pytest.fixture
def small_disk(site: Site) -> Iterator[Path]:
    """A small disk under the journals."""
    site.journal_folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("Left out: a full disk, which only root can mount.")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", str(site.journal_folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"Left out: a full disk, as mounting one failed: {mounted.stderr.strip()}")
    yield site.journal_folder
    site.stop()
    subprocess.run(["umount", str(site.journal_folder)], check=True)


def test_a_full_disk_stops_no_redirect_and_what_it_loses_is_counted(
    site: Site, small_disk: Path
) -> None:
    site.server.start()
    customers = Customers(site.server.port, site.codes)
    with customers.scanning():
        until(lambda: len(customers.answered) > 2000, 30)
        more = ["mount", "-o", f"remount,size={4 * journal.JOURNAL_BYTES}", str(small_disk)]
        subprocess.run(more, check=True)
        time.sleep(0.5)
        lost = DropCounter(small_disk).total()
        answered = len(customers.answered)
        until(lambda: len(customers.answered) > answered + 1000, 30)
    assert not customers.broken
    assert not customers.wrong
    until(lambda: site.counted().total() + site.dropped() == len(customers.answered), 30)
    assert site.dropped() == lost > 100
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


def test_a_keeper_gives_way_to_the_workers_and_is_no_part_of_what_ends_them(site: Site) -> None:
    site.server.start()
    until(lambda: site.daemon_pid() is not None, 10)
    daemon, worker = site.daemon_pid() or 0, site.server.workers()[0]
    until(lambda: os.getpriority(os.PRIO_PROCESS, daemon) == NICENESS, 10)
    assert os.getpriority(os.PRIO_PROCESS, worker) == 0
    assert os.getsid(daemon) == os.getsid(worker)  # where priorities are compared
    assert os.getpgid(daemon) != os.getpgid(worker)  # what Ctrl-C ends
