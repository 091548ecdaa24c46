"""Message catalogs, as tests read them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from microsite.languages import LANGUAGES
from microsite.web.i18n import CATALOGS


def read_catalog(path: Path) -> Catalog:
    """Read a .po or .pot file."""
    with path.open("rb") as file:
        return read_po(file)


@cache
def read_template() -> Catalog:
    """Read the template of all catalogs."""
    return read_catalog(CATALOGS / "messages.pot")


def catalog_path(tag: str) -> Path:
    """Return the path of the catalog of a language."""
    return CATALOGS / LANGUAGES[tag].locale / "LC_MESSAGES" / "messages.po"


def messages_by_id(catalog: Catalog) -> dict[str, Message]:
    """Return the messages of a catalog, without its header."""
    return {join_plurals(message.id): message for message in catalog if message.id}


def join_plurals(text: str | Sequence[str]) -> str:
    """Return a text, or its singular and plural on two lines."""
    return text if isinstance(text, str) else "\n".join(text)


def plural_forms(message: Message) -> tuple[str, ...]:
    """Return a translation in each of its plural forms."""
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)
