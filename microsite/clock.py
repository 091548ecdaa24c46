"""The current time as the database stores it."""

from datetime import UTC
from datetime import datetime


def utc_now() -> datetime:
    """Return the current time in UTC, without a time zone: SQLite and PostgreSQL store it alike."""
    return datetime.now(UTC).replace(tzinfo=None)
