"""Stores: where each one's page for the app is, and how it learns which code led there.

Pure: built once from the settings, then only formatted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from microsite.config.schema import App
from microsite.config.schema import Config
from microsite.config.schema import StoreSettings
from microsite.config.validation import link_names

LONGEST_APPLE_CAMPAIGN = 40
"""Bytes that App Store Connect keeps of `ct`."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store that has the app.

    `link` is the https address that a redirect may lead to, or empty; `scheme` opens the store's
    own program and is offered as a button only, since a phone without it shows an error.
    """

    key: str
    name: Mapping[str, str]
    platforms: tuple[str, ...]
    link: str
    scheme: str
    attribution: str
    provider: str = ""
    brands: tuple[str, ...] = ()

    def address(self, code: str | None, campaign: str | None) -> str:
        """Give the link with what the store wants to know about where the scan came from.

        App Store: `pt` (provider), `ct` (the code), `mt=8` (an iOS app). Google Play: `referrer`,
        which the Play Install Referrer API hands to the app. Other stores take nothing.
        """
        if self.attribution == "apple":
            provider = f"pt={self.provider}&" if self.provider else ""
            campaign_token = f"ct={code[:LONGEST_APPLE_CAMPAIGN]}&" if code else ""
            return with_parameter(self.link, f"{provider}{campaign_token}mt=8")
        if self.attribution == "play" and code:
            return with_parameter(
                self.link,
                "referrer=utm_source%3Dqr%26utm_medium%3Dprint"
                f"%26utm_campaign%3D{campaign}%26utm_content%3D{code}",
            )
        return self.link


def stores(config: Config) -> dict[str, Store]:
    """Build the stores whose values are all set, in the order of site.toml, by their names."""
    built = (_store(key, settings, config.app) for key, settings in config.stores.items())
    return {store.key: store for store in built if store.link or store.scheme}


def with_parameter(address: str, parameter: str) -> str:
    """Append `name=value` to the query of an address, before its fragment."""
    head, hash_mark, fragment = address.partition("#")
    return f"{head}{'&' if '?' in head else '?'}{parameter}{hash_mark}{fragment}"


def _store(key: str, settings: StoreSettings, app: App) -> Store:
    return Store(
        key=key,
        name=settings.name,
        platforms=tuple(settings.platforms),
        link=_filled(settings.link, app),
        scheme=_filled(settings.scheme, app),
        attribution=settings.attribution,
        provider=quote(app.app_store_provider, safe=""),
        brands=tuple(settings.brands),
    )


def _filled(template: str, app: App) -> str:
    """Put the app's values into a template; empty if one of them is."""
    values = {name: quote(getattr(app, name), safe="") for name in link_names(template)}
    return template.format(**values) if all(values.values()) else ""
