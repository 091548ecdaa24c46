"""An instance folder for real gunicorn processes, and the counts of their scans."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.config.loader import load_config
from microsite.daemon.locks import DAEMON_LOCK
from microsite.db.engine import connect_database
from microsite.db.engine import migrate
from microsite.scans.aggregation import measure_lag_bytes
from microsite.scans.models import scan_count
from tests.support.processes import lock_holder
from tests.support.servers import Server

PLACEMENTS = 40_000
COUNT_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 30


class Site:
    """An instance folder with placements, and a server for it that is not started yet.

    `settings` are named as in the environment: `Site(folder, mail__host="…")`.
    """

    def __init__(self, folder: Path, placements: int = PLACEMENTS, **settings: str) -> None:
        self.folder = folder
        self.environment = {
            "MICROSITE_ENVIRONMENT": "development",
            "MICROSITE_INSTANCE": str(folder),
            "LOGLEVEL": "critical",
        } | {f"MICROSITE_{name.upper()}": value for name, value in settings.items()}
        self.engine = connect_database(load_config(self.environment).database)
        migrate(self.engine)
        with Session(self.engine) as session, session.begin():
            campaign = service.create_campaign(session, "spring", "Spring")
            labels = (f"Branch {number}" for number in range(placements))
            self.codes = service.add_placements(session, campaign, labels)
        self.server = Server("wsgi:app", "gunicorn.conf.py", self.environment)

    @property
    def journal_folder(self) -> Path:
        return self.folder / "journal"

    def daemon_pid(self) -> int | None:
        """Return the process id of the daemon, or None if there is none."""
        return lock_holder(self.folder / DAEMON_LOCK)

    def wait_until_counted(self) -> None:
        """Wait until every journal is aggregated."""
        until(
            lambda: not measure_lag_bytes(self.engine, self.journal_folder), COUNT_TIMEOUT_SECONDS
        )

    def counted(self) -> Counter[str]:
        """Return the scans and duplicates in the database, by code."""
        query = select(scan_count.c.code, scan_count.c["count"]).where(
            scan_count.c.request_class.in_(("scan", "duplicate"))
        )
        counts: Counter[str] = Counter()
        with self.engine.connect() as connection:
            for code, count in connection.execute(query):
                counts[code] += count
        return counts

    def dropped(self) -> int:
        """Return the dropped requests in the database."""
        query = select(scan_count.c["count"]).where(scan_count.c.request_class == "dropped")
        with self.engine.connect() as connection:
            return sum(connection.scalars(query))

    def stop(self) -> None:
        """Stop the server, and wait until its daemon has exited."""
        self.server.stop()
        until(lambda: self.daemon_pid() is None, STOP_TIMEOUT_SECONDS)
        self.engine.dispose()


def until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait until a condition is true; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not true after {seconds} s"
        time.sleep(0.05)


def kill(pid: int) -> None:
    """Kill a process with SIGKILL."""
    if pid > 0:  # 0 would be the process group of this process
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
