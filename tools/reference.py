"""`make docs`: docs/settings.md, commands.md and detection.md, generated from the code.

A test fails if a file differs from what the code generates.
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any
from typing import get_args
from typing import get_type_hints

import click
import msgspec

from microsite.cli import main as command_line
from microsite.config.schema import Config
from microsite.config.section import Section
from microsite.config.section import Texts
from tools.detection_reference import detection

DOCS = Path(__file__).parents[1] / "docs"
SETTINGS_HEAD = """\
# Settings

Generated from `microsite/config/` by `make docs`.

Settings are in a copy of `microsite/config/site.toml`, which `MICROSITE_SITE` names. An
environment variable overrides a single value: `MICROSITE_` and the setting's name in upper case,
with two underscores before the name inside a table (`MICROSITE_MAIL__PASSWORD`). `microsite check`
says what is wrong.
"""
TABLE_HEAD = "| setting | type | default | |\n|---|---|---|---|"
COMMANDS_HEAD = """\
# Commands

Generated from `microsite/cli/` by `make docs`. `microsite COMMAND --help` prints the same.
"""


def files() -> dict[Path, str]:
    """Return the content of every generated file by its path."""
    return {
        DOCS / "settings.md": settings(),
        DOCS / "commands.md": commands(),
        DOCS / "detection.md": detection(),
    }


def settings() -> str:
    """Return the settings reference: a table for each section."""
    parts = [SETTINGS_HEAD]
    for title, section in _sections(Config, ""):
        parts.append(f"## {title or 'Top level'}\n\n{_first_paragraph(section)}\n")
        rows = list(_rows(section))
        if rows:
            parts.append(
                "| setting | type | default | |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
            )
    return "\n".join(parts)


def _sections(section: type[Section], title: str) -> Iterator[tuple[str, type[Section]]]:
    yield title, section
    for name, hint in get_type_hints(section).items():
        inner = _section_in(hint)
        if inner is not None:
            yield from _sections(inner, _inner_title(title, name, hint))


def _inner_title(title: str, name: str, hint: Any) -> str:
    path = f"{title[1:-1]}.{name}" if title else name
    path = path.strip("[]")
    if str(hint).startswith("dict"):
        return f"[{path}.NAME]"
    return f"[[{path}]]" if str(hint).startswith("list") else f"[{path}]"


def _section_in(hint: Any) -> type[Section] | None:
    for candidate in (hint, *get_args(hint)):
        if isinstance(candidate, type) and issubclass(candidate, Section):
            return candidate
    return None


def _rows(section: type[Section]) -> Iterator[str]:
    described = _field_docs(section)
    localized = {name for name, hint in section.__annotations__.items() if hint is Texts}
    for field in msgspec.structs.fields(section):
        if _section_in(field.type) is None:
            text = described.get(field.name, "")
            kind = "text by language" if field.name in localized else _type_name(field.type)
            yield f"| `{field.name}` | {kind} | {_default(field)} | {text} |"


def _type_name(hint: Any) -> str:
    options = [repr(option) for option in get_args(hint) if isinstance(option, str)]
    if options:
        return " or ".join(f"`{option}`" for option in options).replace("'", '"')
    names = {"str": "text", "int": "number", "bool": "true or false"}
    name = hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)
    if str(hint).startswith("list"):
        return "list"
    if str(hint).startswith("dict"):
        return "table"
    return names.get(name, name)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default_factory is not msgspec.NODEFAULT:
        return "empty"
    if field.default is msgspec.NODEFAULT:
        return "required"
    if field.default in ("", 0) and field.default is not False:
        return "empty" if field.default == "" else "0"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def _field_docs(section: type[Section]) -> dict[str, str]:
    """Return the text after each field of a section, on one line."""
    [node] = ast.parse(dedent(inspect.getsource(section))).body
    assert isinstance(node, ast.ClassDef)
    described = {}
    for field, after in zip(node.body, node.body[1:], strict=False):
        match field, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                described[name] = " ".join(text.split())
    return described


def _first_paragraph(section: type[Section]) -> str:
    return " ".join(inspect.cleandoc(section.__doc__ or "").split("\n\n")[0].split())


def commands() -> str:
    """Return the command-line reference: each command with its help, arguments and options."""
    return COMMANDS_HEAD + "".join(_command(command_line, "microsite", None))


def _command(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    info_name = name.rpartition(" ")[2]
    context = click.Context(command, parent, info_name, **command.context_settings)
    if parent is not None and not isinstance(command, click.Group):
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"\n## {name}\n\n```\n{name} {usage}\n```\n\n{_help(command)}\n"
        records = [
            record
            for each in command.params
            if (record := each.get_help_record(context)) and record[1]
        ]
        if records:
            yield "\n| option | |\n|---|---|\n"
            yield from (f"| `{_cell(option)}` | {_cell(text)} |\n" for option, text in records)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from _command(found, f"{name} {inner}", context)


def _help(command: click.Command) -> str:
    """Return the help of a command as Markdown; click's verbatim paragraphs become code blocks."""
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    return "\n\n".join(
        f"```\n{dedent(paragraph[1:]).strip()}\n```" if paragraph.startswith("\b") else paragraph
        for paragraph in paragraphs
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    """Write every generated file."""
    for path, content in files().items():
        path.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
