"""Run the site as in production, with one printed code, for an audit.

Its host is 127.0.0.1, so that the canonical URLs in the pages point to this server.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_hex

from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.config.loader import load_config
from microsite.daemon.locks import is_running
from microsite.db.engine import connect_database
from microsite.db.engine import migrate
from tests.support.servers import running


@dataclass(frozen=True)
class Response:
    """A response as a proxy that terminates TLS gets it."""

    status: int
    headers: list[tuple[str, str]]
    text: str


@contextmanager
def demo_site() -> Iterator[tuple[int, str]]:
    """Run the site with one printed code; yield its port and the code."""
    with tempfile.TemporaryDirectory(prefix="microsite-audit-") as folder:
        environment = {
            "MICROSITE_ENVIRONMENT": "production",
            "MICROSITE_SECRET": token_hex(32),
            "MICROSITE_HOST": "127.0.0.1",
            "MICROSITE_INSTANCE": folder,
            "MICROSITE_TRUSTED_PROXIES": "1",
            "WORKERS": "2",
            "LOGLEVEL": "error",
        }
        engine = connect_database(load_config(environment).database)
        migrate(engine)
        with Session(engine) as session, session.begin():
            campaign = service.create_campaign(session, "audit", "Audit")
            [code] = service.add_placements(session, campaign, ["Branch 0001, counter"])
        engine.dispose()
        with running("wsgi:app", environment=environment) as server:
            yield server.port, code
        while is_running(Path(folder)):  # the daemon stops after the workers
            time.sleep(0.1)


def fetch(port: int, path: str) -> Response:
    """Request a page as a proxy that terminates TLS would."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        return Response(response.status, response.getheaders(), text)
