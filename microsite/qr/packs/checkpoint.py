"""A pack in the making, which outlives whoever makes it.

`FILE.part` holds entries; `FILE.progress` says, file by file, what they are, and from time to time
sets a mark: up to here both are on disk, and this is the digest of the part. Whoever goes on cuts
the part at the last mark. FILE itself appears complete, or not at all.
"""

import fcntl
import os
import time
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from typing import Self

import msgspec

from microsite.qr.packs.producer import Filed
from microsite.qr.packs.zip_stream import packed
from microsite.qr.packs.zip_stream import write_directory

SECONDS_TO_NOTICE = 3
_BLOCK = 2**20


class Begun(msgspec.Struct, frozen=True, array_like=True, tag="order"):
    """The first line: the fingerprint of the order."""

    fingerprint: str


class Mark(msgspec.Struct, frozen=True, array_like=True, tag="mark"):
    """How many rows of the order are done; the length of the part that has them, and its digest."""

    rows: int
    length: int
    sha256: str


_LINES = msgspec.json.Decoder(Begun | Filed | Mark)


class PackError(Exception):
    """A pack that cannot be written; the message says why and what to do."""


class Part:
    """The part of one order. Use it in a `with`: nobody else then writes it.

    Entering it raises PackError where another process is at it.

    rows: how many rows of the order are done.
    restarted: why what was there is not gone on with, "" where it is or there was nothing.
    """

    def __init__(self, target: Path, fingerprint: str) -> None:
        self.rows = 0
        self.restarted = ""
        self._target = target
        self._path = target.with_name(f"{target.name}.part")
        self._progress_path = target.with_name(f"{target.name}.progress")
        self._fingerprint = fingerprint
        self._length = 0
        self._digest = sha256()
        self._lines: list[bytes] = []

    def __enter__(self) -> Self:
        self._file = _locked(self._path)
        try:
            self._progress = self._progress_path.open("a+b")
            self._go_on()
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the files. What came after the last mark is made again by whoever goes on."""
        for file in (self._progress, self._file):
            with suppress(OSError):  # a full disk, which was reported where it was written to
                file.close()

    def add(self, filed: Filed, data: bytes) -> None:
        """Add a file with the bytes of its entry."""
        self._write(data)
        self._lines.append(msgspec.json.encode(filed))

    def mark(self, rows: int) -> None:
        """Have all that was added on disk: so many rows of the order are done."""
        mark = Mark(rows, self._length, self._digest.hexdigest())
        _sync(self._file)
        self._progress.write(b"\n".join([*self._lines, msgspec.json.encode(mark), b""]))
        _sync(self._progress)
        self._lines.clear()
        self.rows = rows

    def files(self) -> Iterator[Filed]:
        """All files up to the last mark, as they were added."""
        return (line for line, _ in self._read() if isinstance(line, Filed))

    def finish(self, others: Iterable[tuple[str, bytes]]) -> None:
        """Complete the archive with some more files, and give it its name."""
        entries = [filed.entry for filed in self.files() if filed.entry]
        for name, content in others:
            entry, data = packed(name, content)
            self._write(data)
            entries.append(entry)
        write_directory(self._file, entries)
        _sync(self._file)
        self._path.replace(self._target)
        _sync_folder(self._target.parent)
        self._progress_path.unlink()

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._length += len(data)

    def _go_on(self) -> None:
        """Stand at the last mark, or where there is none that holds, at the beginning."""
        begun, mark, end = self._last_mark()
        if mark is not None and mark.length and not os.fstat(self._file.fileno()).st_size:
            begun = mark = (
                None  # the part has the archive's name by now: its progress alone is left
            )
        if begun is not None and begun.fingerprint != self._fingerprint:
            self.restarted = "it was begun for another order, or by another version"
        elif mark is not None and not self._has(mark):
            self.restarted = "what was there is damaged"
        elif mark is not None:
            self.rows = mark.rows
            self._progress.truncate(end)
        if not self.rows:
            self._length, self._digest = 0, sha256()
            self._progress.truncate(0)
            self._progress.write(msgspec.json.encode(Begun(self._fingerprint)) + b"\n")
            _sync(self._progress)
        self._file.seek(self._length)
        self._file.truncate()

    def _last_mark(self) -> tuple[Begun | None, Mark | None, int]:
        """The first line, the last mark, and where that ends."""
        begun = mark = None
        marked = 0
        for line, end in self._read():
            if isinstance(line, Begun):
                begun = line
            elif isinstance(line, Mark):
                mark, marked = line, end
        return begun, mark, marked

    def _has(self, mark: Mark) -> bool:
        """Whether the part is as it was at a mark; its length and digest then are as well."""
        while block := self._file.read(min(_BLOCK, mark.length - self._length)):
            self._digest.update(block)
            self._length += len(block)
        return self._digest.hexdigest() == mark.sha256

    def _read(self) -> Iterator[tuple[Begun | Filed | Mark, int]]:
        """The lines of the progress, each with where it ends; one that was torn ends them."""
        end = 0
        with self._progress_path.open("rb") as file, suppress(msgspec.DecodeError):
            for line in file:
                end += len(line)
                if line.endswith(b"\n"):
                    yield _LINES.decode(line), end


def _locked(path: Path) -> BinaryIO:
    """The file, which is made if there is none, for this process alone."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    try:
        _lock(file)
        # One that was finished meanwhile has another name by now.
        if path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno())):
            return file
    except BlockingIOError:
        pass
    except BaseException:
        file.close()
        raise
    file.close()
    raise PackError(f"{path} is being written by another process: wait for it, or end it.")


def _lock(file: BinaryIO) -> None:
    """Lock a file. Raises BlockingIOError where another process keeps it.

    The processes of a pack that was killed hold its lock until they notice.
    """
    patience = time.monotonic() + SECONDS_TO_NOTICE
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > patience:
                raise
        time.sleep(0.05)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Have what a folder calls its files on disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
