"""The organisation's words and names in both Chinese scripts, for the conversion of articles."""

from collections.abc import Iterator

from microsite.config.schema import Config
from microsite.config.section import ConfigError
from microsite.config.section import Texts

WORD_TABLES = ("all", "taiwan", "hong-kong")


def conversion_words(config: Config) -> dict[str, str]:
    """Return the Traditional word for each Simplified one.

    That are the names in site.toml, then `news.words.all`, then those of `news.conversion`, which
    win.
    """
    tables = (config.news.words.get(name, {}) for name in ("all", config.news.conversion))
    words = dict(_pair_names(config))
    for table in tables:
        words |= table
    return words


def check_words(config: Config) -> None:
    """Raise ConfigError for a table of an unknown region or an empty word."""
    for name, table in config.news.words.items():
        if name not in WORD_TABLES:
            raise ConfigError(
                f"news.words.{name}: is not a table of words; use {', '.join(WORD_TABLES)}."
            )
        for simplified, traditional in table.items():
            if not simplified.strip() or not traditional.strip():
                raise ConfigError(
                    f"news.words.{name}: {simplified!r} = {traditional!r} has an empty word;"
                    " set both or remove it."
                )


def check_synonyms(config: Config) -> None:
    """Raise ConfigError for a group that relates no words."""
    for number, group in enumerate(config.news.synonyms):
        if len(set(group)) < 2 or not all(word.strip() for word in group):
            raise ConfigError(
                f"news.synonyms[{number}]: {group} relates no words; list at least two words."
            )


def _pair_names(config: Config) -> Iterator[tuple[str, str]]:
    names: list[Texts] = [
        config.organisation.name,
        config.organisation.short_name,
        config.app.name,
        *(store.name for store in config.stores.values()),
        *(hotline.name for hotline in config.hotlines),
        *config.news.categories.values(),
    ]
    for name in names:
        simplified, traditional = name.get("zh-Hans", ""), name.get("zh-Hant", "")
        if len(simplified) > 1 and traditional:
            yield simplified, traditional
