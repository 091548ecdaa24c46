"""The site as it is run in production, with one printed code, for the auditors to look at.

Its host is this machine's address, so that what a page says of its own address leads to it.
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

from microsite.config.loader import load_config
from microsite.campaigns import service
from microsite.daemon.daemon import is_kept
from microsite.db.engine import connect_database
from microsite.db.engine import migrate
from tests.support.servers import running


@dataclass(frozen=True)
class Answer:
    """An answer as it comes from behind a proxy that speaks https."""

    status: int
    headers: list[tuple[str, str]]
    text: str


@contextmanager
def demo_site() -> Iterator[tuple[int, str]]:
    """Have the site on an instance with one printed code; give its port and the code."""
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
        while is_kept(Path(folder)):  # the keeper goes last
            time.sleep(0.1)


def ask(port: int, path: str) -> Answer:
    """Ask for a page over https, as the proxy would."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        body = answer.read()
        return Answer(answer.status, answer.getheaders(), body.decode("utf-8", "replace"))
