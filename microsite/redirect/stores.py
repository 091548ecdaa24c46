"""Stores: the URL of the app in each store, with its attribution parameters.

Pure: built once from the settings, then only formatted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from microsite.config.schema import Config
from microsite.config.store_schema import App
from microsite.config.store_schema import StoreSettings
from microsite.config.store_schema import parse_template_fields
from microsite.config.store_schema import without_empty_country

MAX_APPLE_CAMPAIGN_BYTES = 40
"""App Store Connect truncates `ct` to this length."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store that has the app.

    `link` is the https URL for redirects, or empty. `scheme` opens the store's own app; it is only
    offered as a button, since a phone without that app shows an error. `fallback` is the key of
    the store that is offered next to it.
    """

    key: str
    name: Mapping[str, str]
    platforms: tuple[str, ...]
    link: str
    scheme: str
    attribution: str
    provider: str = ""
    brands: tuple[str, ...] = ()
    fallback: str = ""

    def url(self, code: str | None, campaign: str | None) -> str:
        """Return the link with the attribution parameters of the store.

        App Store: `pt` (provider), `ct` (the code), `mt=8` (an iOS app). Google Play: `referrer`,
        which the Play Install Referrer API passes to the app. Other stores have none.
        """
        if self.attribution == "apple":
            provider = f"pt={self.provider}&" if self.provider else ""
            campaign_token = f"ct={code[:MAX_APPLE_CAMPAIGN_BYTES]}&" if code else ""
            return add_query_parameter(self.link, f"{provider}{campaign_token}mt=8")
        if self.attribution == "play" and code:
            return add_query_parameter(
                self.link,
                "referrer=utm_source%3Dqr%26utm_medium%3Dprint"
                f"%26utm_campaign%3D{campaign}%26utm_content%3D{code}",
            )
        return self.link


def build_stores(config: Config) -> dict[str, Store]:
    """Return the stores whose values are all set, by key, in the order of site.toml."""
    built = (_build_store(key, settings, config.app) for key, settings in config.stores.items())
    return {store.key: store for store in built if store.link or store.scheme}


def add_query_parameter(url: str, parameter: str) -> str:
    """Return the URL with `name=value` appended to its query, before its fragment."""
    head, hash_mark, fragment = url.partition("#")
    return f"{head}{'&' if '?' in head else '?'}{parameter}{hash_mark}{fragment}"


def _build_store(key: str, settings: StoreSettings, app: App) -> Store:
    return Store(
        key=key,
        name=settings.name,
        platforms=tuple(settings.platforms),
        link=_fill_template(settings.link, app),
        scheme=_fill_template(settings.scheme, app),
        attribution=settings.attribution,
        provider=quote(app.app_store_provider, safe=""),
        brands=tuple(settings.brands),
        fallback=settings.fallback,
    )


def _fill_template(template: str, app: App) -> str:
    """Return the template filled with the app's values; "" if one of them is empty."""
    template = without_empty_country(template, app)
    values = {name: quote(getattr(app, name), safe="") for name in parse_template_fields(template)}
    return template.format(**values) if all(values.values()) else ""
