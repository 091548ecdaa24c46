"""Checks of `[routing]`: every phone is led to a store that exists, in a language that exists."""

from microsite.config.schema import Config
from microsite.config.section import ConfigError
from microsite.config.store_schema import LANDING
from microsite.config.store_schema import OTHER_LANGUAGES
from microsite.config.store_schema import parse_template_fields
from microsite.config.store_schema import without_empty_country
from microsite.languages import LANGUAGES


def check_routing(config: Config) -> None:
    """Raise ConfigError for the first rule that leads to no store."""
    routing = config.routing
    if OTHER_LANGUAGES not in routing.unknown_android:
        raise ConfigError(
            f"routing.unknown_android.{OTHER_LANGUAGES}: is missing; set the store for phones in"
            " other languages."
        )
    for tag in routing.unknown_android.keys() - {OTHER_LANGUAGES, *LANGUAGES}:
        raise ConfigError(
            f"routing.unknown_android.{tag}: is not a language; use {', '.join(LANGUAGES)} or"
            f" {OTHER_LANGUAGES}."
        )
    targets = {
        "routing.ios": routing.ios,
        "routing.harmonyos": routing.harmonyos,
        "routing.harmonyos_android": routing.harmonyos_android,
        **{f"routing.unknown_android.{tag}": key for tag, key in routing.unknown_android.items()},
        **{f"routing.brands.{brand}": store for brand, store in routing.brands.items()},
        **{f"stores.{key}.fallback": s.fallback for key, s in config.stores.items() if s.fallback},
    }
    for name, rule in routing.in_app.items():
        systems = {"ios": rule.ios, "android": rule.android, "harmonyos": rule.harmonyos}
        for system, target in systems.items():
            if target not in ("store", "guide"):
                targets[f"routing.in_app.{name}.{system}"] = target
    for name, target in targets.items():
        store = config.stores.get(target)
        if target != LANDING and (store is None or not store.link):
            raise ConfigError(
                f"{name}: {target!r} is not a store with a link; use the name of one"
                f' ([stores.…]) or "{LANDING}".'
            )
        link = without_empty_country(store.link, config.app) if store else ""
        for field in parse_template_fields(link):
            if not getattr(config.app, field):
                raise ConfigError(f"app.{field}: is missing; {name} sends phones to {target}.")
