"""Read the settings: the environment (`MICROSITE_*`) over site.toml.

A value that is missing, of the wrong type or not sensible raises `ConfigError`, whose message is
one line that names the setting and says what to do about it.
"""

import os
import re
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from typing import Literal
from typing import get_args
from typing import get_origin
from typing import get_type_hints

import msgspec

from microsite.config import validation
from microsite.config.schema import Config
from microsite.config.schema import ConfigError

ENV_PREFIX = "MICROSITE_"
PACKAGED_SITE = Path(__file__).with_name("site.toml")


def load_config(environment: Mapping[str, str] = os.environ) -> Config:
    """Read site.toml and what of the environment begins with MICROSITE_.

    `MICROSITE_SITE` names another site.toml; two underscores lead into a table
    (`MICROSITE_APP__APP_STORE_ID`). A relative folder of articles is beside the site.toml that
    names it; one that the environment names is in the working directory. Raises ConfigError.
    """
    site = Path(environment.get(ENV_PREFIX + "SITE") or PACKAGED_SITE)
    values = _read_toml(site)
    _place_news(values, site)
    for name, text in environment.items():
        if name.startswith(ENV_PREFIX) and name != ENV_PREFIX + "SITE":
            _override(values, name, text)
    try:
        config = msgspec.convert(values, Config, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(_setting_named(str(error), site)) from error
    validation.check_config(config)
    return config


def placeholder_values(config: Config) -> list[str]:
    """Name the settings that still have the made-up value of the packaged site.toml."""
    packaged = _read_toml(PACKAGED_SITE)
    current = msgspec.to_builtins(config)
    return [name for name in packaged["demo"] if _at(current, name) == _at(packaged, name)]


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"MICROSITE_SITE: cannot read {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}.") from error


def _place_news(values: dict[str, Any], site: Path) -> None:
    """Make the folder of articles that site.toml names one that no working directory changes."""
    match values:
        case {"news": {"content": str(content)}} if content:
            values["news"]["content"] = str(site.absolute().parent / content)


def _at(values: Any, dotted: str) -> Any:
    """Give what stands at `app.name` or, in a list, at `hotlines.0.name`; None if nothing does."""
    for part in dotted.split("."):
        if isinstance(values, list):
            values = dict(enumerate(values)).get(int(part))
        else:
            values = values.get(part) if isinstance(values, dict) else None
    return values


def _override(values: dict[str, Any], name: str, text: str) -> None:
    *tables, key = name.removeprefix(ENV_PREFIX).lower().split("__")
    for table in tables:
        inner = values.setdefault(_as_written(values, table), {})
        if not isinstance(inner, dict):
            raise ConfigError(f"{name}: there is no table {table!r} in site.toml.")
        values = inner
    key = _as_written(values, key)
    is_list = get_origin(_type_at([*tables, key])) is list
    values[key] = _list(text) if is_list else text


def _type_at(path: Iterable[str]) -> Any:
    """Give the type of a setting, whether or not site.toml has it; str for what is none."""
    kind: Any = Config
    for name in path:
        if get_origin(kind) in (dict, list):
            kind = get_args(kind)[-1]
        else:
            kind = get_type_hints(kind).get(name, str)
    return kind


def _as_written(values: dict[str, Any], name: str) -> str:
    """Give the name as site.toml spells it: with hyphens, which environment names cannot have."""
    return next((key for key in values if key.lower().replace("-", "_") == name), name)


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _setting_named(message: str, site: Path) -> str:
    """Turn msgspec's message into one that begins with the setting."""
    what, _, where = message.partition(" - at `$")
    if found := re.search(r"required field `(\w+)`|unknown field `(\w+)`", what):
        where = f"{where.rstrip('`')}.{found[1] or found[2]}"
        what = "is missing" if found[1] else "is not a setting; check its spelling"
    else:
        what = f"is wrong: {what[0].lower()}{what[1:]}"
    name = where.strip("`.").replace("[...]", ".*")
    kind = _type_at(re.sub(r"\[(\d+)\]", r".\1", name).split("."))
    if get_origin(kind) is Literal:
        what += f"; it can be {', '.join(map(repr, get_args(kind)))}"
    variable = ENV_PREFIX + name.partition("[")[0].upper().replace(".", "__")
    return f"{name}: {what} ({site} or {variable})."
