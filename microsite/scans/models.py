"""Tables: scan_count, visitor_hash, journal_position and dropped_count."""

from sqlalchemy import BigInteger
from sqlalchemy import Column
from sqlalchemy import Integer
from sqlalchemy import String
from sqlalchemy import Table

from microsite.db.engine import Base

scan_count = Table(
    "scan_count",
    Base.metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("request_class", String(20), primary_key=True),
    Column("platform", String(12), primary_key=True),
    Column("brand", String(20), primary_key=True),
    Column("in_app", String(20), primary_key=True),
    Column("outcome", String(40), primary_key=True),
    Column("code", String(10), primary_key=True),
    Column("count", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Requests by hour (UTC, hours since 1970), class, device and outcome; `code` is empty for an
orphan scan."""

visitor_hash = Table(
    "visitor_hash",
    Base.metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(20), primary_key=True),
    sqlite_with_rowid=False,
)
"""The visitor hashes of a day (UTC, days since 1970), deleted once the day is over."""

journal_position = Table(
    "journal_position",
    Base.metadata,
    Column("journal", String(100), primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
)
"""The bytes of each journal that are counted, and the day of the last count (days since 1970)."""

dropped_count = Table(
    "dropped_count",
    Base.metadata,
    Column("node_id", String(40), primary_key=True),
    Column("total", BigInteger, nullable=False),
)
"""The dropped requests of each machine that are already in scan_count, as class `dropped`."""
