"""Visitor hashes: recognise duplicates within a day without storing who scanned.

Address, User-Agent and code are hashed under a salt that is deleted at the end of its day (UTC).
All processes of a machine share the salt through a file.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from microsite.files import create_atomically
from microsite.scans.journal import SECONDS_PER_DAY

SALT_BYTES = 32
HASH_BYTES = 8


class VisitorHasher:
    """Hashes a visitor and a code under the salt of the day."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._salted: tuple[int, blake2b] | None = None

    def hash(self, address: str, user_agent: str, code: str, now: float) -> str:
        """Return the hash as 16 hexadecimal digits. `now` is a Unix time."""
        day = int(now) // SECONDS_PER_DAY
        salted = self._salted
        if salted is None or salted[0] != day:
            # The salt is a prefix, not BLAKE2's key, which takes a block more. BLAKE2 has no length
            # extension, so that the salt stays secret either way.
            salted = day, blake2b(self._load_salt(day), digest_size=HASH_BYTES)
            self._salted = salted
        digest = salted[1].copy()
        digest.update(f"{address}\n{user_agent}\n{code}".encode("utf-8", "replace"))
        return digest.hexdigest()

    def forget_expired_salt(self, now: float) -> None:
        """Drop the salt in memory when its day is over; without a new scan nothing else would."""
        if self._salted and self._salted[0] != int(now) // SECONDS_PER_DAY:
            self._salted = None

    def _load_salt(self, day: int) -> bytes:
        """Return the salt of the day, creating it if needed, and delete those of earlier days.

        A later salt stays: it is in use, and this scan arrived just before midnight. If the disk
        is full, this process uses a salt of its own.
        """
        salt = secrets.token_bytes(SALT_BYTES)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            salt = _share_salt(self._folder / f"{day}.salt", salt)
            delete_expired_salts(self._folder, before=day)
        return salt


def _share_salt(path: Path, new_salt: bytes) -> bytes:
    """Return the salt in a file, after writing `new_salt` to it if there is none.

    A file of another length or of zeros is what a power failure leaves; it is replaced.
    """
    for _ in range(2):
        create_atomically(path, new_salt)
        salt = path.read_bytes()
        if len(salt) == SALT_BYTES and any(salt):
            return salt
        path.unlink(missing_ok=True)
    return new_salt


def delete_expired_salts(folder: Path, before: int) -> None:
    """Delete the salts of all days before `before` (days since 1970). Raise OSError."""
    for path in folder.glob("*.*"):
        day = path.name.partition(".")[0]
        if day.isdigit() and int(day) < before:
            path.unlink(missing_ok=True)


def opted_out_of_tracking(environ: Mapping[str, Any]) -> bool:
    """Return True if the browser sends Global Privacy Control or Do Not Track."""
    return environ.get("HTTP_SEC_GPC") == "1" or environ.get("HTTP_DNT") == "1"
