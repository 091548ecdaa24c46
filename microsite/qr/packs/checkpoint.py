"""A resumable pack: a partial file and its progress, both of which survive a crash.

`FILE.part` holds ZIP entries. `FILE.progress` lists them one file per line, with checkpoints in
between: up to a checkpoint both files are on disk, and it holds the digest of the partial file.
Resuming truncates the partial file at the last checkpoint. FILE itself only appears when complete.
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

from microsite.qr.packs.producer import FileResult
from microsite.qr.packs.zip_stream import pack_entry
from microsite.qr.packs.zip_stream import write_central_directory

LOCK_TIMEOUT_SECONDS = 3
_LOCK_POLL_SECONDS = 0.05
_READ_BYTES = 2**20


class Header(msgspec.Struct, frozen=True, array_like=True, tag="header"):
    """The first line of the progress: the fingerprint of the job."""

    fingerprint: str


class Checkpoint(msgspec.Struct, frozen=True, array_like=True, tag="checkpoint"):
    """The number of rows done, and the length and digest of the partial file that holds them."""

    rows: int
    length: int
    sha256: str


_DECODER = msgspec.json.Decoder(Header | FileResult | Checkpoint)


class PackError(Exception):
    """A pack cannot be written. The message says why and how to fix it."""


class PackWriter:
    """Writes the partial file of one job. Use it in a `with` statement, which locks the file.

    Entering raises PackError if another process is writing the same pack.

    rows_done: rows of the job that need not be produced again.
    restart_reason: why an existing partial file was discarded, "" if it was resumed or absent.
    """

    def __init__(self, target: Path, fingerprint: str) -> None:
        self.rows_done = 0
        self.restart_reason = ""
        self._target = target
        self._path = target.with_name(f"{target.name}.part")
        self._progress_path = target.with_name(f"{target.name}.progress")
        self._fingerprint = fingerprint
        self._length = 0
        self._digest = sha256()
        self._pending_lines: list[bytes] = []

    def __enter__(self) -> Self:
        self._file = _open_locked(self._path)
        try:
            self._progress = self._progress_path.open("a+b")
            self._resume()
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files. Everything after the last checkpoint is produced again on resume."""
        for file in (self._progress, self._file):
            with suppress(OSError):  # a full disk, which the failed write has already reported
                file.close()

    def add(self, result: FileResult, data: bytes) -> None:
        """Add the result of a file and the bytes of its entry."""
        self._write(data)
        self._pending_lines.append(msgspec.json.encode(result))

    def save_checkpoint(self, rows: int) -> None:
        """Flush everything that was added to disk and record the number of rows done."""
        checkpoint = Checkpoint(rows, self._length, self._digest.hexdigest())
        _sync(self._file)
        lines = [*self._pending_lines, msgspec.json.encode(checkpoint), b""]
        self._progress.write(b"\n".join(lines))
        _sync(self._progress)
        self._pending_lines.clear()
        self.rows_done = rows

    def read_results(self) -> Iterator[FileResult]:
        """Yield the results up to the last checkpoint in the order in which they were added."""
        return (line for line, _ in self._read_progress() if isinstance(line, FileResult))

    def finish(self, extra_files: Iterable[tuple[str, bytes]]) -> None:
        """Add the extra files, complete the archive and move it to its final path."""
        entries = [result.entry for result in self.read_results() if result.entry]
        for name, content in extra_files:
            entry, data = pack_entry(name, content)
            self._write(data)
            entries.append(entry)
        write_central_directory(self._file, entries)
        _sync(self._file)
        self._path.replace(self._target)
        _sync_directory(self._target.parent)
        self._progress_path.unlink()

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._length += len(data)

    def _resume(self) -> None:
        """Continue at the last valid checkpoint, or start over if there is none."""
        header, checkpoint, end = self._find_last_checkpoint()
        part_is_empty = not os.fstat(self._file.fileno()).st_size
        if checkpoint is not None and checkpoint.length and part_is_empty:
            # The pack was completed and moved; only deleting its progress failed.
            header = checkpoint = None
        if header is not None and header.fingerprint != self._fingerprint:
            self.restart_reason = "the partial file belongs to a different job"
        elif checkpoint is not None and not self._matches(checkpoint):
            self.restart_reason = "the partial file is damaged"
        elif checkpoint is not None:
            self.rows_done = checkpoint.rows
            self._progress.truncate(end)
        if not self.rows_done:
            self._length, self._digest = 0, sha256()
            self._progress.truncate(0)
            self._progress.write(msgspec.json.encode(Header(self._fingerprint)) + b"\n")
            _sync(self._progress)
        self._file.seek(self._length)
        self._file.truncate()

    def _find_last_checkpoint(self) -> tuple[Header | None, Checkpoint | None, int]:
        """Return the header, the last checkpoint, and the offset at which its line ends."""
        header = checkpoint = None
        checkpoint_end = 0
        for line, end in self._read_progress():
            if isinstance(line, Header):
                header = line
            elif isinstance(line, Checkpoint):
                checkpoint, checkpoint_end = line, end
        return header, checkpoint, checkpoint_end

    def _matches(self, checkpoint: Checkpoint) -> bool:
        """Return True if the partial file matches. Also set its length and digest to it."""
        while block := self._file.read(min(_READ_BYTES, checkpoint.length - self._length)):
            self._digest.update(block)
            self._length += len(block)
        return self._digest.hexdigest() == checkpoint.sha256

    def _read_progress(self) -> Iterator[tuple[Header | FileResult | Checkpoint, int]]:
        """Yield the lines with their end offsets, up to the first incomplete line."""
        end = 0
        with self._progress_path.open("rb") as file, suppress(msgspec.DecodeError):
            for line in file:
                end += len(line)
                if line.endswith(b"\n"):
                    yield _DECODER.decode(line), end


def _open_locked(path: Path) -> BinaryIO:
    """Open a file and lock it, creating it if needed. Raise PackError if it is locked."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    try:
        _lock(file)
        # A pack that was completed meanwhile has been moved to its final path.
        if path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno())):
            return file
    except BlockingIOError:
        pass
    except BaseException:
        file.close()
        raise
    file.close()
    raise PackError(f"another process is writing {path}: wait for it, or stop it.")


def _lock(file: BinaryIO) -> None:
    """Lock a file. Raise BlockingIOError if another process keeps it locked.

    The worker processes of a killed pack hold the lock until they notice and exit.
    """
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
        time.sleep(_LOCK_POLL_SECONDS)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_directory(directory: Path) -> None:
    """Flush a renamed directory entry to disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
