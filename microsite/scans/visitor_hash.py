"""Telling a repeat from a scan without keeping who scanned.

Address, User-Agent and code are hashed under a salt that exists for one day (UTC) and is then
thrown away. All processes of a machine share the salt through a file.
"""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

SECONDS_A_DAY = 86400
SALT_BYTES = 32
TOKEN_BYTES = 8


class RepeatTokens:
    """Hands out the token of a person's scans of one code on one day."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._salted: tuple[int, blake2b] | None = None

    def token(self, address: str, user_agent: str, code: str, now: float) -> str:
        """Give the token, 16 characters. `now` in seconds since 1970."""
        day = int(now) // SECONDS_A_DAY
        salted = self._salted
        if salted is None or salted[0] != day:
            # In front, and not as BLAKE2's key, which takes a block more: a digest of BLAKE2 cannot
            # be carried on to that of a longer text, so that the salt is a secret either way.
            salted = day, blake2b(self._salt_of(day), digest_size=TOKEN_BYTES)
            self._salted = salted
        token = salted[1].copy()
        token.update(f"{address}\n{user_agent}\n{code}".encode("utf-8", "replace"))
        return token.hexdigest()

    def forget(self, now: float) -> None:
        """Let go of the salt of a day that is over; without a scan nobody would ask for another."""
        if self._salted and self._salted[0] != int(now) // SECONDS_A_DAY:
            self._salted = None

    def _salt_of(self, day: int) -> bytes:
        """Read the day's salt, or make it, and throw away those of earlier days.

        A later one stays: it is in use, and this is a scan that midnight overtook. Where the disk
        takes no more, this process uses a salt of its own.
        """
        salt = secrets.token_bytes(SALT_BYTES)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            salt = _shared(self._folder / f"{day}.salt", salt)
            throw_away_salts(self._folder, before=day)
        return salt


def _shared(path: Path, drawn: bytes) -> bytes:
    """Give the salt of a file, which is the one that was `drawn` if there is none yet.

    One of another length, or of zeros, is what losing power left of a salt, and is none.
    """
    made = path.with_name(f"{path.stem}.{secrets.token_hex(8)}")
    made.touch(0o600)
    made.write_bytes(drawn)
    try:
        for _ in range(2):
            with suppress(FileExistsError):
                os.link(made, path)
            found = path.read_bytes()
            if len(found) == SALT_BYTES and any(found):
                return found
            path.unlink(missing_ok=True)
    finally:
        made.unlink()
    return drawn


def throw_away_salts(folder: Path, before: int) -> None:
    """Remove the salts of the days before one (days since 1970), and with them any way back.

    Raises OSError where that fails.
    """
    for path in folder.glob("*.*"):
        day = path.name.partition(".")[0]
        if day.isdigit() and int(day) < before:
            path.unlink(missing_ok=True)


def wants_no_trace(environ: Mapping[str, Any]) -> bool:
    """Tell whether the browser asks not to be told apart (Global Privacy Control, Do Not Track)."""
    return environ.get("HTTP_SEC_GPC") == "1" or environ.get("HTTP_DNT") == "1"


def client_address(environ: Mapping[str, Any], trusted_proxies: int) -> str:
    """Give the address a request came from, as the outermost of our own proxies saw it."""
    if trusted_proxies:
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(forwarded) >= trusted_proxies:
            return str(forwarded[-trusted_proxies].strip() or environ.get("REMOTE_ADDR", ""))
    return str(environ.get("REMOTE_ADDR", ""))
