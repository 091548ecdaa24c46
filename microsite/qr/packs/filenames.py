"""Names of files from a template: safe to unpack on every system, and no two of them alike."""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from string import Formatter
from typing import NamedTuple

FIELDS: Mapping[str, str] = {
    "region": "the placement's region",
    "branch": "its label",
    "id": "its number in the imported list",
    "code": "its code",
    "width": "the printed width in mm",
    "level": "the level of error correction",
    "row": "its place in the campaign, 1 for the first",
    "campaign": "the campaign's name",
}
"""What a template can name."""
DEFAULT_NAMES = "{region}/{branch}_{code}_{width}mm"
OWN_NAMES = ("manifest.csv", "README.txt")
"""Files that every pack has besides its artwork."""
MOST_BYTES_OF_A_FIELD = 90
"""Thirty Chinese characters."""
MOST_BYTES_OF_A_PART = 200
"""Of a folder or a file; file systems take 255, endings and copies' marks included."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.I)
"""Names that Windows takes for devices, whatever their end
(learn.microsoft.com/windows/win32/fileio/naming-a-file)."""
_LEADING = tuple("=+-@＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, and a program for an option."""


class Named(NamedTuple):
    """The texts that the fields stand for, and what errors call their owner."""

    owner: str
    fields: Mapping[str, str]


def file_names(template: str, forms: Sequence[str], placements: Iterable[Named]) -> list[str]:
    """The name of each placement's files, without their ends, folders parted by `/`.

    Raises ValueError for a template that is none or names an unknown field, and for two names
    that some system would not keep apart, saying whose they are.
    """
    parts = _parsed(template)
    names = []
    owners = []
    for owner, fields in placements:
        name = _name(parts, fields)
        if not name:
            raise ValueError(f"The names {template!r} leave nothing to call {owner}: add {{code}}.")
        names.append(name)
        owners.append(owner)
    _check_apart(names, forms, owners)
    return names


def _check_apart(names: Iterable[str], forms: Sequence[str], owners: Iterable[str]) -> None:
    """Raises ValueError as `file_names` does for two that some system would not keep apart."""
    files = {_key(name): "the pack itself" for name in OWN_NAMES}
    folders: dict[str, str] = {}
    for name, owner in zip(names, owners, strict=True):
        for key in (_key(f"{name}.{form}") for form in forms):
            taken = files.setdefault(key, owner)
            if taken != owner:
                raise _alike(f"{name}.*", taken, owner)
        folder = _key(name)
        while folder := folder.rpartition("/")[0]:
            if folders.setdefault(folder, owner) != owner:
                break
    for folder in folders.keys() & files.keys():
        raise _alike(folder, files[folder], folders[folder])


def cleaned(text: str) -> str:
    """A text as a folder or a file can be called: as `_tamed`, and with nothing at its ends that
    hides a file or gets lost; "" if nothing is left.
    """
    text = _tamed(text).strip(" .")
    if text.startswith(_LEADING):
        text = f"_{text[1:]}"
    return f"_{text}" if _RESERVED.fullmatch(text) else text


def _tamed(text: str) -> str:
    """A text composed, on one line, nothing invisible in it, and `_` for what Windows forbids."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return _FORBIDDEN.sub("_", "".join(filter(str.isprintable, text)))


def _parsed(template: str) -> list[tuple[str, str | None]]:
    """A template's literal texts, each with the field after it."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise ValueError(
            f"The names {template!r} have a brace too many or too few: write fields as {{code}}."
        ) from error
    for _, field, layout, conversion in parts:
        if field is not None and (field not in FIELDS or layout or conversion):
            whole = field + (f"!{conversion}" if conversion else "") + (f":{layout}" * bool(layout))
            known = ", ".join(f"{{{name}}}" for name in FIELDS)
            raise ValueError(f"There is no field {{{whole}}} for names: there are {known}.")
    return [(text, field) for text, field, _, _ in parts]


def _name(parts: Iterable[tuple[str, str | None]], fields: Mapping[str, str]) -> str:
    """A template filled in. Only its own slashes part folders; folders without a name fall away."""
    path = "".join(
        text + ("" if field is None else _short(_tamed(fields[field]), MOST_BYTES_OF_A_FIELD))
        for text, field in parts
    )
    kept = (cleaned(_short(cleaned(part), MOST_BYTES_OF_A_PART)) for part in path.split("/"))
    return "/".join(filter(None, kept))


def _short(text: str, most: int) -> str:
    """As many whole characters as take no more bytes of UTF-8 than that."""
    return text.encode()[:most].decode(errors="ignore")


def _key(name: str) -> str:
    """What two names have in common that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def _alike(name: str, first: str, second: str) -> ValueError:
    return ValueError(
        f"Two files would be called {name}: those of {first} and of {second}."
        " Add {code} to the names."
    )
