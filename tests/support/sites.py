"""An instance of its own for real gunicorn processes, and what came of their scans."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from microsite.config.loader import load_config
from microsite.campaigns import service
from microsite.daemon.locks import DAEMON_LOCK
from microsite.db.engine import connect_database
from microsite.db.engine import migrate
from microsite.scans.aggregation import measure_lag_bytes
from microsite.scans.models import scan_count
from tests.support.processes import lock_holder
from tests.support.servers import Server

PLACEMENTS = 40_000
SECONDS_TO_COUNT = 60


class Site:
    """An instance with placements, and the server that is started on it.

    `settings` are further ones, named as in the environment: `Site(folder, mail__host="…")`.
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
        """The process that keeps this instance."""
        return lock_holder(self.folder / DAEMON_LOCK)

    def wait_until_counted(self) -> None:
        """Wait until the tally has all that the journals say."""
        until(lambda: not measure_lag_bytes(self.engine, self.journal_folder), SECONDS_TO_COUNT)

    def counted(self) -> Counter[str]:
        """Scans and repeats in the tally, by code."""
        wanted = select(scan_count.c.code, scan_count.c["count"]).where(
            scan_count.c.request_class.in_(("scan", "duplicate"))
        )
        counts: Counter[str] = Counter()
        with self.engine.connect() as connection:
            for code, count in connection.execute(wanted):
                counts[code] += count
        return counts

    def dropped(self) -> int:
        """Lost lines in the tally."""
        query = select(scan_count.c["count"]).where(scan_count.c.request_class == "dropped")
        with self.engine.connect() as connection:
            return sum(connection.scalars(query))

    def stop(self) -> None:
        """Stop the server, and wait until its keeper has gone, too."""
        self.server.stop()
        until(lambda: self.daemon_pid() is None, 30)
        self.engine.dispose()


def until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def kill(pid: int) -> None:
    """Kill a process as a crash would."""
    if pid > 0:  # 0 would be this process, and all of its group
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
