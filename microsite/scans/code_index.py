"""The directory: every code and the campaign it belongs to, in the memory of each process.

One process (the keeper) writes it from the database to a file; every other reads that file again
when it has changed. A scan therefore never asks the database, and an unreachable database leaves
the last good copy in use.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec
from sqlalchemy import Connection
from sqlalchemy import Engine
from sqlalchemy import func
from sqlalchemy import select

from microsite.campaigns.models import Campaign
from microsite.campaigns.models import Placement


@dataclass(frozen=True, slots=True)
class Listing:
    """A campaign as a scan needs it: its slug, and the time (seconds since 1970) it ends at."""

    campaign: str
    ends_at: float | None


class Page(msgspec.Struct, array_like=True, frozen=True):
    """A campaign in the file, with all its codes."""

    campaign: str
    ends_at: float | None
    codes: list[str]


class Directory:
    """The codes as the file of the keeper gives them; whoever serves looks at it twice a second."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._codes: Mapping[str, Listing] = {}
        self._stamp = (0, 0)
        self.look()

    def find(self, code: str, now: float) -> Listing | None:
        """Give the listing of a code whose campaign goes on, or None. `now`: seconds since 1970."""
        listing = self._codes.get(code)
        if listing is None or (listing.ends_at is not None and now >= listing.ends_at):
            return None
        return listing

    def look(self) -> None:
        """Read the file again if it is another one. One that cannot be read changes nothing."""
        with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            stamp = _stamp_of(self._path)
            if stamp == self._stamp:
                return
            pages = msgspec.json.decode(self._path.read_bytes(), type=list[Page])
            codes: dict[str, Listing] = {}
            for page in pages:
                codes.update(dict.fromkeys(page.codes, Listing(page.campaign, page.ends_at)))
            self._codes = codes
            self._stamp = stamp

    def __len__(self) -> int:
        return len(self._codes)


class DirectoryWriter:
    """Keeps the file as the database has it."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._codes: dict[int, list[str]] = {}
        self._newest = 0
        self._written: object = None
        self._written_stamp: tuple[int, int] | None = None

    def refresh(self) -> bool:
        """Write the file if the database has changed since the last call; tell whether it did.

        Codes never change and never go, so only new ones are read. Raises what the database raises.
        """
        with self._engine.connect() as connection:
            campaigns = connection.execute(_CAMPAIGNS).all()
            count = connection.scalar(_COUNT)
            if (campaigns, count) == self._written and self._stamp() == self._written_stamp:
                return False
            self._read_codes(connection, after=self._newest)
            if sum(map(len, self._codes.values())) != count:  # a late commit, or another database
                self._codes = {}
                self._read_codes(connection, after=0)
        pages = [
            Page(row.slug, row.ends_at and _timestamp(row.ends_at), self._codes.get(row.id, []))
            for row in campaigns
        ]
        _replace(self._path, msgspec.json.encode(pages))
        self._written, self._written_stamp = (campaigns, count), self._stamp()
        return True

    def _stamp(self) -> tuple[int, int] | None:
        """What changes when anyone else touches the file."""
        with suppress(OSError):
            return _stamp_of(self._path)
        return None

    def _read_codes(self, connection: Connection, after: int) -> None:
        for row in connection.execute(_CODES.where(Placement.id > after)):
            self._codes.setdefault(row.campaign_id, []).append(row.code)
            self._newest = row.id


_CAMPAIGNS = select(Campaign.id, Campaign.slug, Campaign.ends_at).order_by(Campaign.id)
_COUNT = select(func.count(Placement.id))
_CODES = select(Placement.id, Placement.campaign_id, Placement.code).order_by(Placement.id)


def _stamp_of(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_ino


def _timestamp(utc: datetime) -> float:
    return utc.replace(tzinfo=UTC).timestamp()


def _replace(path: Path, content: bytes) -> None:
    """Put a file in the place of another at once, so that a reader sees the one or the other."""
    with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink()
            raise
