"""The base of the settings: a table of site.toml, a text in every language, the error."""

import msgspec

Texts = dict[str, str]
"""One text in each of the site's languages, by language tag."""


class ConfigError(Exception):
    """A setting is missing or invalid. The message names the setting and the fix."""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of site.toml. An unknown name in it is an error: usually it is a misspelling."""
