"""The settings of the app, its stores and the routing of scans to them."""

from string import Formatter
from typing import Literal

from msgspec import field

from microsite.config.section import Section
from microsite.config.section import Texts

LANDING = "landing"
"""Target in `[routing]`: the landing page instead of a store."""
OTHER_LANGUAGES = "default"
"""Key in `[routing.unknown_android]` for all languages that are not in it."""


class App(Section, frozen=True):
    """The app as the stores know it. Leave a value empty where the app is not in that store."""

    name: Texts
    """Name of the app."""
    app_store_id: str = ""
    """Apple's numeric app id."""
    app_store_country: str = ""
    """Country of the App Store page. Empty: an address without it, with which Apple opens the
    visitor's own storefront."""
    app_store_provider: str = ""
    """Apple's provider token, sent as `pt`."""
    android_package: str = ""
    """Android package name."""
    appgallery_id: str = ""
    """App id in Huawei AppGallery, without the leading `C`."""
    harmony_bundle: str = ""
    """Bundle name of the HarmonyOS app."""
    onelink_code: str = ""
    """Code of the app in the Chinese phone makers' joint OneLink."""
    user_agents: list[str] = field(default_factory=list)
    """What the app adds to the User-Agent of its web views: a product name, optionally with `/` and
    the beginning of its version. Scans from inside the app get a page without stores."""
    open_link: str = ""
    """URL that opens the installed app, for the button on that page: with a scheme of the app's
    own, or an https URL of another host. Empty: no button."""


def parse_template_fields(template: str) -> list[str]:
    """Return the {names} in a store's link or scheme. Raise ValueError for an unpaired brace."""
    return [name for _, name, _, _ in Formatter().parse(template) if name is not None]


def without_empty_country(template: str, app: App) -> str:
    """Return the template of a link without the App Store's country if that is not set."""
    return template if app.app_store_country else template.replace("{app_store_country}/", "")


class StoreSettings(Section, frozen=True):
    """A store. Landing pages list stores in the order of site.toml.

    `{names}` in `link` and `scheme` are fields of `[app]`; a store whose value is empty is not
    offered.
    """

    name: Texts
    """Name of the store."""
    platforms: list[Literal["ios", "ipados", "android", "harmonyos"]]
    """Platforms that the store serves."""
    link: str = ""
    """HTTPS URL of the app in the store, the target of redirects. Its host must be in
    `allowed_hosts`."""
    scheme: str = ""
    """URL that opens the store's own app. Only used for a button on the landing page."""
    attribution: Literal["", "apple", "play"] = ""
    """How the store receives the short code: `apple` (`pt`, `ct`, `mt`) or `play` (`referrer`)."""
    brands: list[str] = field(default_factory=list)
    """Phone brands that come with this store. If it has no `link`, only they get its button."""
    fallback: str = ""
    """For a store without `link`: the store with one that the landing page offers next to it."""


class InAppRule(Section, frozen=True):
    """Target of scans from an in-app browser: `store` (as from any browser), `guide` (the landing
    page, which explains how to open a browser) or the name of a store that this app can open.
    """

    ios: str = "store"
    """Rule on iOS and iPadOS."""
    android: str = "store"
    """Rule on Android and on HarmonyOS 2 to 4, which installs Android packages."""
    harmonyos: str = "store"
    """Rule on HarmonyOS 5 and later."""
    parameter: str = ""
    """Query parameter added to redirects, which makes the app open them in the phone's browser."""
    offer_browser: bool = False
    """The app may block stores: the landing page shows the guide next to the store."""


class RoutingSettings(Section, frozen=True):
    """The store for each kind of phone: the name of a store with a `link`, or `landing`."""

    ios: str
    """Store for iOS and iPadOS."""
    harmonyos: str
    """Store for HarmonyOS 5 and later."""
    harmonyos_android: str
    """Store for HarmonyOS 2 to 4, which installs Android packages."""
    unknown_android: dict[str, str]
    """Store for Android phones whose brand is unknown or not in `[routing.brands]`, by the phone's
    language: tags of `languages`, and `default` (required) for all others."""
    brands: dict[str, str] = field(default_factory=dict)
    """Store for Android phones, by brand."""
    in_app: dict[str, InAppRule] = field(default_factory=dict)
    """Rules for in-app browsers, by app."""


class AppLinks(Section, frozen=True):
    """Association files, which let the installed app open this site's URLs. Each file is served
    only if its list is not empty.
    """

    apple_app_ids: list[str] = field(default_factory=list)
    """Apple app ids, `TEAMID.bundle.id`, for apple-app-site-association."""
    android_fingerprints: list[str] = field(default_factory=list)
    """SHA-256 fingerprints of the signing certificates, for assetlinks.json."""
    harmony_app_identifiers: list[str] = field(default_factory=list)
    """App identifiers of AppGallery Connect, for applinking.json."""
