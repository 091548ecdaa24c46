"""The instance folder: what is written on this machine for scans, and who writes it."""

import os
import time
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from microsite.config.section import ConfigError
from microsite.daemon import supervisor
from microsite.daemon.daemon import JOURNALS
from microsite.daemon.daemon import SALTS
from microsite.daemon.daemon import Keeper
from microsite.scans.code_index import Directory
from microsite.scans.code_index import DirectoryWriter
from microsite.scans.dropped import Losses
from microsite.scans.journal import Journal
from microsite.scans.visitor_hash import RepeatTokens


class DataDir:
    """The parts of a scan that live in one folder. Making it opens and writes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journals = folder / JOURNALS
        self.directory_file = folder / "directory.json"

    @cached_property
    def owner(self) -> str:
        """The name of this folder among all machines: drawn once, kept in it."""
        path = self.folder / "owner"
        if not path.exists():
            drawn = self.folder / f"owner.{uuid4().hex}"
            drawn.write_text(uuid4().hex[:12], encoding="ascii")
            with suppress(FileExistsError):
                os.link(drawn, path)
            drawn.unlink()
        return path.read_text(encoding="ascii")

    @cached_property
    def directory(self) -> Directory:
        """The codes, as the keeper left them."""
        return Directory(self.directory_file)

    @property
    def losses(self) -> Losses:
        """How many records found no room."""
        return self.journal.losses

    @cached_property
    def journal(self) -> Journal:
        """The journal of this process."""
        self._make_journals()
        return Journal(self.journals, self.owner)

    @cached_property
    def repeats(self) -> RepeatTokens:
        """Today's salt, shared by the processes of this machine."""
        return RepeatTokens(self.folder / SALTS)

    def keeper(self, engine: Engine) -> Keeper:
        """A keeper for this folder."""
        self._make_journals()
        return Keeper(engine, self.folder, self.directory_writer(engine), self.owner)

    def _make_journals(self) -> None:
        """Make the folder, and the counter of losses while there is room for it."""
        try:
            self.journals.mkdir(parents=True, exist_ok=True)
            name = self.owner
        except OSError as error:
            raise ConfigError(
                f"instance: cannot write in {self.folder}: {error.strerror} ({error.filename});"
                " make room there, or set MICROSITE_INSTANCE."
            ) from error
        if not name:
            raise ConfigError(f"instance: {self.folder / 'owner'} is empty; remove it.")
        Losses(self.journals).add(0)

    def directory_writer(self, engine: Engine) -> DirectoryWriter:
        """The writer of the file that `directory` reads."""
        return DirectoryWriter(engine, self.directory_file)

    def prepare(self, engine: Engine) -> None:
        """Before serving: have the newest directory, or without database the last good one."""
        with suppress(SQLAlchemyError, OSError):
            self.directory_writer(engine).refresh()
        engine.dispose()  # no connection may be shared with the workers that are forked now
        self.directory.look()

    def attend(self) -> None:
        """In a worker: from now on, do what there is to do beside answering."""
        self.directory.look()
        supervisor.attend(
            self.folder,
            self.journal.sync,
            self.directory.look,
            lambda: self.repeats.forget(time.time()),
        )
