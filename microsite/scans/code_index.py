"""The code index: every code with its campaign, in the memory of each process.

The daemon writes it from the database to codes.json; the workers read the file again when it has
changed. A scan therefore needs no database query, and while the database is unreachable the last
good copy stays in use.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection
from sqlalchemy import Engine
from sqlalchemy import func
from sqlalchemy import select

from microsite.campaigns.models import Campaign
from microsite.campaigns.models import Placement
from microsite.files import FileStamp
from microsite.files import file_stamp
from microsite.files import write_atomically


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """The campaign of a code: its slug, and the Unix time of its end."""

    campaign: str
    ends_at: float | None


class CampaignCodes(msgspec.Struct, array_like=True, frozen=True):
    """One campaign with all its codes, as an element of codes.json."""

    campaign: str
    ends_at: float | None
    codes: list[str]


class CodeIndex:
    """The codes as last read from codes.json."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: Mapping[str, CodeEntry] = {}
        self._stamp: FileStamp | None = None
        self.reload_if_changed()

    def find(self, code: str, now: float) -> CodeEntry | None:
        """Return the entry of a code, or None if it is unknown or its campaign has ended.

        `now` is a Unix time.
        """
        entry = self._entries.get(code)
        if entry is None or (entry.ends_at is not None and now >= entry.ends_at):
            return None
        return entry

    def reload_if_changed(self) -> None:
        """Read the file again if it has changed; an unreadable file leaves the index as it is."""
        with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            stamp = file_stamp(self._path)
            if stamp == self._stamp:
                return
            campaigns = msgspec.json.decode(self._path.read_bytes(), type=list[CampaignCodes])
            entries: dict[str, CodeEntry] = {}
            for each in campaigns:
                entries.update(dict.fromkeys(each.codes, CodeEntry(each.campaign, each.ends_at)))
            self._entries = entries
            self._stamp = stamp

    def __len__(self) -> int:
        return len(self._entries)


class CodeIndexWriter:
    """Writes codes.json from the database."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._codes: dict[int, list[str]] = {}
        self._last_id = 0
        self._written: object = None
        self._written_stamp: FileStamp | None = None

    def refresh(self) -> bool:
        """Write the file if the database or the file has changed; return True if it was written.

        Codes never change and are never deleted, so only new ones are read. Raise SQLAlchemyError
        or OSError; the file then stays as it is.
        """
        with self._engine.connect() as connection:
            campaigns = connection.execute(_CAMPAIGNS).all()
            count = connection.scalar(_COUNT)
            if (campaigns, count) == self._written and self._stamp() == self._written_stamp:
                return False
            self._read_codes(connection, after=self._last_id)
            if sum(map(len, self._codes.values())) != count:  # a late commit, or another database
                self._codes = {}
                self._read_codes(connection, after=0)
        content = [
            CampaignCodes(
                row.slug, row.ends_at and _unix_time(row.ends_at), self._codes.get(row.id, [])
            )
            for row in campaigns
        ]
        write_atomically(self._path, msgspec.json.encode(content))
        self._written, self._written_stamp = (campaigns, count), self._stamp()
        return True

    def _stamp(self) -> FileStamp | None:
        with suppress(OSError):
            return file_stamp(self._path)
        return None

    def _read_codes(self, connection: Connection, after: int) -> None:
        for row in connection.execute(_CODES.where(Placement.id > after)):
            self._codes.setdefault(row.campaign_id, []).append(row.code)
            self._last_id = row.id


_CAMPAIGNS = select(Campaign.id, Campaign.slug, Campaign.ends_at).order_by(Campaign.id)
_COUNT = select(func.count(Placement.id))
_CODES = select(Placement.id, Placement.campaign_id, Placement.code).order_by(Placement.id)


def _unix_time(utc: datetime) -> float:
    return utc.replace(tzinfo=UTC).timestamp()
