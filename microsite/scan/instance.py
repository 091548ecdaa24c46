"""The instance folder: what is written on this machine for scans, and who writes it."""

from contextlib import suppress
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from microsite.scan import attendant
from microsite.scan import journal
from microsite.scan.directory import Directory
from microsite.scan.directory import DirectoryWriter
from microsite.scan.journal import Journal
from microsite.scan.keeper import Keeper
from microsite.scan.repeats import RepeatTokens


class Instance:
    """The parts of a scan that live in one folder. Making it opens and writes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journals = folder / "journal"
        self.directory_file = folder / "directory.json"

    @cached_property
    def owner(self) -> str:
        """The name of this folder among all machines: drawn once, kept in it."""
        path = self.folder / "owner"
        if not path.exists():
            path.write_text(uuid4().hex[:12], encoding="ascii")
        return path.read_text(encoding="ascii")

    @cached_property
    def directory(self) -> Directory:
        """The codes, as the keeper left them."""
        return Directory(self.directory_file)

    @cached_property
    def journal(self) -> Journal:
        """The journal of this process."""
        journal.prepare(self.journals)
        return Journal(self.journals, self.owner)

    @cached_property
    def repeats(self) -> RepeatTokens:
        """Today's salt, shared by the processes of this machine."""
        return RepeatTokens(self.folder / "salts")

    def keeper(self, engine: Engine) -> Keeper:
        """A keeper for this folder."""
        journal.prepare(self.journals)
        return Keeper(engine, self.journals, self.directory_writer(engine), self.owner)

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
        attendant.attend(self.folder, self.journal, self.directory)
