"""The tables of the tally."""

from sqlalchemy import BigInteger
from sqlalchemy import Column
from sqlalchemy import Integer
from sqlalchemy import String
from sqlalchemy import Table

from microsite.db.engine import Base

tally = Table(
    "tally",
    Base.metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("request_class", String(12), primary_key=True),
    Column("platform", String(12), primary_key=True),
    Column("brand", String(20), primary_key=True),
    Column("in_app", String(20), primary_key=True),
    Column("outcome", String(40), primary_key=True),
    Column("code", String(10), primary_key=True),
    Column("count", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Requests by hour (UTC, hours since 1970) and what is known of them. `code` may be empty."""

repeat_token = Table(
    "repeat_token",
    Base.metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("token", String(20), primary_key=True),
    sqlite_with_rowid=False,
)
"""Who scanned which code on a day (UTC, days since 1970), as a hash; its salt goes with the day."""

position = Table(
    "journal_position",
    Base.metadata,
    Column("journal", String(100), primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
)
"""How far each journal has been counted, and on which day last (UTC, days since 1970)."""

loss = Table(
    "journal_loss",
    Base.metadata,
    Column("owner", String(40), primary_key=True),
    Column("total", BigInteger, nullable=False),
)
"""How many of each machine's lost lines are in the tally, under the request_class `lost`."""
