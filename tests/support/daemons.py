"""A daemon as monitoring sees one, without a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from microsite.context import services
from microsite.daemon.daemon import Daemon
from microsite.daemon.locks import DAEMON_LOCK
from microsite.daemon.locks import try_lock


@contextmanager
def running_daemon(app: Flask) -> Iterator[Daemon]:
    """Aggregate and write the status once; hold the daemon's lock inside the `with`."""
    data_dir = services(app).data_dir
    with try_lock(data_dir.folder / DAEMON_LOCK) as locked:
        assert locked
        daemon = Daemon(services(app).engine, data_dir)
        daemon.aggregate()
        daemon.write_status()
        yield daemon
