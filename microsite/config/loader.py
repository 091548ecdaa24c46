"""Read the settings: site.toml, overridden by environment variables (`MICROSITE_*`).

A value that is missing, of the wrong type or invalid raises `ConfigError`, whose message is one
line that names the setting and the fix.
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

from microsite.config.schema import Config
from microsite.config.section import ConfigError
from microsite.config.service_variables import is_service_variable
from microsite.config.validation import check_config
from microsite.languages import LANGUAGES

ENV_PREFIX = "MICROSITE_"
PACKAGED_SITE = Path(__file__).with_name("site.toml")


def load_config(environment: Mapping[str, str] = os.environ) -> Config:
    """Read site.toml and the environment variables that begin with MICROSITE_.

    `MICROSITE_SITE` names another site.toml; two underscores separate a table from a name in it
    (`MICROSITE_APP__APP_STORE_ID`). A relative `news.content` is relative to the site.toml that
    sets it, or to the working directory if the environment sets it. Variables that Kubernetes and
    Docker inject about a service called microsite are ignored. Raise ConfigError.
    """
    site = Path(environment.get(ENV_PREFIX + "SITE") or PACKAGED_SITE)
    values = _read_toml(site)
    _resolve_news_content(values, site)
    for variable, text in environment.items():
        if not variable.startswith(ENV_PREFIX) or variable == ENV_PREFIX + "SITE":
            continue
        if not is_service_variable(variable, environment):
            _override(values, variable, text)
    try:
        config = msgspec.convert(values, Config, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(_describe(str(error), site)) from error
    check_config(config)
    return config


def placeholder_values(config: Config) -> list[str]:
    """Return the settings that still have the placeholder value of the packaged site.toml."""
    packaged = _read_toml(PACKAGED_SITE)
    current = msgspec.to_builtins(config)
    return [name for name in packaged["placeholders"] if _at(current, name) == _at(packaged, name)]


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"MICROSITE_SITE: cannot read {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}.") from error


def _resolve_news_content(values: dict[str, Any], site: Path) -> None:
    """Make the `news.content` of site.toml absolute, independent of the working directory."""
    match values:
        case {"news": {"content": str(content)}} if content:
            values["news"]["content"] = str(site.absolute().parent / content)


def _at(values: Any, path: str) -> Any:
    """Return the value at `app.name` or, in a list, at `hotlines.0.name`; None if there is none."""
    for part in path.split("."):
        if isinstance(values, list):
            values = dict(enumerate(values)).get(int(part))
        else:
            values = values.get(part) if isinstance(values, dict) else None
    return values


def _override(values: dict[str, Any], variable: str, text: str) -> None:
    *tables, key = variable.removeprefix(ENV_PREFIX).lower().split("__")
    for table in tables:
        inner = values.setdefault(_find_key(values, table), {})
        if not isinstance(inner, dict):
            raise ConfigError(f"{variable}: there is no table {table!r} in site.toml.")
        values = inner
    key = _find_key(values, key)
    is_list = get_origin(_type_at([*tables, key])) is list
    values[key] = _split_list(text) if is_list else text


def _type_at(path: Iterable[str]) -> Any:
    """Return the type of a setting, also of one that site.toml leaves out; str if unknown."""
    hint: Any = Config
    for name in path:
        if get_origin(hint) in (dict, list):
            hint = get_args(hint)[-1]
        else:
            hint = get_type_hints(hint).get(name, str)
    return hint


def _find_key(values: dict[str, Any], name: str) -> str:
    """Return the key as site.toml spells it, or a language tag: variables cannot have hyphens."""
    keys = (*values, *LANGUAGES)
    return next((key for key in keys if key.lower().replace("-", "_") == name), name)


def _split_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _describe(message: str, site: Path) -> str:
    """Return msgspec's message, rewritten to begin with the setting."""
    problem, _, location = message.partition(" - at `$")
    if match := re.search(r"required field `(\w+)`|unknown field `(\w+)`", problem):
        location = f"{location.rstrip('`')}.{match[1] or match[2]}"
        problem = "is missing" if match[1] else "is not a setting; check its spelling"
    else:
        problem = f"is invalid: {problem[0].lower()}{problem[1:]}"
    name = location.strip("`.").replace("[...]", ".*")
    hint = _type_at(re.sub(r"\[(\d+)\]", r".\1", name).split("."))
    if get_origin(hint) is Literal:
        problem += f"; use one of {', '.join(map(repr, get_args(hint)))}"
    variable = ENV_PREFIX + name.partition("[")[0].upper().replace(".", "__")
    return f"{name}: {problem} ({site} or {variable})."
