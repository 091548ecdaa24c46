"""The scan files in the instance folder of this machine."""

from contextlib import suppress
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from microsite.config.section import ConfigError
from microsite.files import create_atomically
from microsite.scans.code_index import CodeIndex
from microsite.scans.code_index import CodeIndexWriter
from microsite.scans.dropped import DropCounter
from microsite.scans.journal import Journal
from microsite.scans.visitor_hash import VisitorHasher


class DataDir:
    """The scan files in one instance folder. The constructor neither opens nor writes anything."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal_folder = folder / "journal"
        self.salt_folder = folder / "salts"
        self.code_index_path = folder / "codes.json"

    @cached_property
    def node_id(self) -> str:
        """The id of this machine, random, stored in the folder on first use."""
        path = self.folder / "node_id"
        if not path.exists():
            create_atomically(path, uuid4().hex[:12].encode("ascii"))
        return path.read_text(encoding="ascii")

    @cached_property
    def code_index(self) -> CodeIndex:
        """The codes, as last written by the daemon."""
        return CodeIndex(self.code_index_path)

    @cached_property
    def journal(self) -> Journal:
        """The journal of this process."""
        self.create_folders()
        return Journal(self.journal_folder, self.node_id)

    @property
    def dropped(self) -> DropCounter:
        """The counter of dropped requests."""
        return self.journal.dropped

    @cached_property
    def visitor_hasher(self) -> VisitorHasher:
        """The visitor hasher, with the salt that all processes of this machine share."""
        return VisitorHasher(self.salt_folder)

    def create_folders(self) -> None:
        """Create the folders, and the drop counter while there is room for it.

        Raise ConfigError if the instance folder cannot be written to.
        """
        try:
            self.journal_folder.mkdir(parents=True, exist_ok=True)
            node_id = self.node_id
        except OSError as error:
            raise ConfigError(
                f"instance: cannot write to {self.folder}: {error.strerror} ({error.filename});"
                " free space or fix its permissions, or set MICROSITE_INSTANCE."
            ) from error
        if not node_id:
            raise ConfigError(f"instance: {self.folder / 'node_id'} is empty; delete it.")
        DropCounter(self.journal_folder).add(0)

    def code_index_writer(self, engine: Engine) -> CodeIndexWriter:
        """Return a writer of the file that `code_index` reads."""
        return CodeIndexWriter(engine, self.code_index_path)

    def prepare(self, engine: Engine) -> None:
        """Load the latest code index before serving; without a database, the last good copy."""
        with suppress(SQLAlchemyError, OSError):
            self.code_index_writer(engine).refresh()
        engine.dispose()  # forked workers must not share a connection
        self.code_index.reload_if_changed()
