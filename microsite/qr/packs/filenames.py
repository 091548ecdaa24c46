"""Filenames from a template: safe to unpack on every system, and unique on every system."""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from string import Formatter
from typing import NamedTuple

FILENAME_FIELDS: Mapping[str, str] = {
    "region": "region of the placement",
    "branch": "label of the placement",
    "id": "number in the imported list",
    "code": "short code",
    "width": "printed width in mm",
    "level": "error-correction level",
    "row": "position in the campaign, from 1",
    "campaign": "name of the campaign",
}
"""The fields of a filename template, with their descriptions."""
DEFAULT_FILENAME_TEMPLATE = "{region}/{branch}_{code}_{width}mm"
RESERVED_FILENAMES = ("manifest.csv", "README.txt")
"""Files that every pack contains besides its artwork."""
MAX_FIELD_BYTES = 90
"""Thirty Chinese characters."""
MAX_PATH_PART_BYTES = 200
"""For a folder or file. File systems allow 255, including extensions and copy suffixes."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.I)
"""Names that Windows treats as devices, with any extension
(learn.microsoft.com/windows/win32/fileio/naming-a-file)."""
_UNSAFE_PREFIXES = tuple("=+-@＝＋－＠")
"""Characters that start a formula in a spreadsheet, or an option on a command line."""


class FilenameFields(NamedTuple):
    """The filename fields of a placement. description: its label and code, for error messages."""

    description: str
    values: Mapping[str, str]


def build_filenames(
    template: str, formats: Sequence[str], placements: Iterable[FilenameFields]
) -> list[str]:
    """Return the filename of each placement without extension, with `/` between folders.

    Raise ValueError for an invalid template, an unknown field, an empty filename, and two filenames
    that are equal on some system.
    """
    parts = _parse_template(template)
    filenames = []
    descriptions = []
    for description, values in placements:
        filename = _fill_template(parts, values)
        if not filename:
            raise ValueError(
                f"The filename template {template!r} gives {description} an empty name:"
                " add {code}."
            )
        filenames.append(filename)
        descriptions.append(description)
    _check_unique(filenames, formats, descriptions)
    return filenames


def _check_unique(
    filenames: Iterable[str], formats: Sequence[str], descriptions: Iterable[str]
) -> None:
    """Raise ValueError if two files, or a file and a folder, have the same name on some system."""
    files = {_comparison_key(name): "the pack itself" for name in RESERVED_FILENAMES}
    folders: dict[str, str] = {}
    for filename, description in zip(filenames, descriptions, strict=True):
        for key in (_comparison_key(f"{filename}.{extension}") for extension in formats):
            other = files.setdefault(key, description)
            if other != description:
                raise _duplicate_error(f"{filename}.*", other, description)
        folder = _comparison_key(filename)
        while folder := folder.rpartition("/")[0]:
            if folders.setdefault(folder, description) != description:
                break
    for folder in folders.keys() & files.keys():
        raise _duplicate_error(folder, files[folder], folders[folder])


def sanitize_path_part(text: str) -> str:
    """Return a safe name for a folder or file, "" if nothing is left.

    Leading and trailing dots and spaces are removed: they hide a file or get lost on Windows.
    """
    text = _replace_forbidden(text).strip(" .")
    if text.startswith(_UNSAFE_PREFIXES):
        text = f"_{text[1:]}"
    return f"_{text}" if _RESERVED.fullmatch(text) else text


def _replace_forbidden(text: str) -> str:
    """Return the text in NFC on one line, without invisible or forbidden characters."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return _FORBIDDEN.sub("_", "".join(filter(str.isprintable, text)))


def _parse_template(template: str) -> list[tuple[str, str | None]]:
    """Return the literal texts of a template, each with the field that follows it."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise ValueError(
            f"The filename template {template!r} has an unmatched brace: write fields as {{code}}."
        ) from error
    for _, field, layout, conversion in parts:
        if field is not None and (field not in FILENAME_FIELDS or layout or conversion):
            whole = field + (f"!{conversion}" if conversion else "") + (f":{layout}" * bool(layout))
            known = ", ".join(f"{{{name}}}" for name in FILENAME_FIELDS)
            raise ValueError(f"Unknown filename field {{{whole}}}: use {known}.")
    return [(text, field) for text, field, _, _ in parts]


def _fill_template(parts: Iterable[tuple[str, str | None]], values: Mapping[str, str]) -> str:
    """Fill in a template. Only its own slashes separate folders; unnamed folders are dropped."""
    path = "".join(
        text
        + ("" if field is None else _truncate(_replace_forbidden(values[field]), MAX_FIELD_BYTES))
        for text, field in parts
    )
    names = (
        sanitize_path_part(_truncate(sanitize_path_part(part), MAX_PATH_PART_BYTES))
        for part in path.split("/")
    )
    return "/".join(filter(None, names))


def _truncate(text: str, max_bytes: int) -> str:
    """Return as many whole characters as fit into the given number of UTF-8 bytes."""
    return text.encode()[:max_bytes].decode(errors="ignore")


def _comparison_key(name: str) -> str:
    """Return a key that is equal for names that some file system treats as equal."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def _duplicate_error(name: str, first: str, second: str) -> ValueError:
    return ValueError(
        f"Two files would be called {name}: those of {first} and of {second}."
        " Add {code} to the filename template."
    )
