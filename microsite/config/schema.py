"""The settings as values: what site.toml and the environment are read into."""

import re
from pathlib import Path
from typing import Literal

import msgspec

LANDING = "landing"

_LABEL = r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
HOST = re.compile(rf"(?=[^:]{{1,253}}(?::|\Z)){_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?")
"""A host that an address can name and a printed code carry (RFC 1123, 2.1), perhaps with a port."""

PACKAGED_NEWS = Path(__file__).parent.with_name("content") / "news"
"""The articles that the program comes with."""

FONTS = "/usr/share/fonts/opentype/noto"
"""Where Debian's package fonts-noto-cjk puts its files."""

Texts = dict[str, str]
"""One text in each of the site's languages, by language tag."""


class ConfigError(Exception):
    """A setting that cannot be served with."""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of site.toml. An unknown name in it is an error: most often it is a misspelling."""


class Organisation(Section, frozen=True):
    name: Texts
    short_name: Texts


class Hotline(Section, frozen=True):
    """A telephone number as people write it (`number`) and as phones dial it (`tel`).

    `hours`: when somebody answers; may be left out.
    """

    name: Texts
    number: str
    tel: str
    hours: Texts = {}


class Address(Section, frozen=True):
    """Where people can come or write to, as it stands on a letter: one line a line."""

    name: Texts
    address: Texts


class Contact(Section, frozen=True):
    """How people reach the organisation, beside its hotlines.

    days_kept: days after which a message is deleted, counted from when it was mailed.
    messages_an_hour: as many are taken from one network address; a big one has many people.
    """

    addresses: list[Address] = []
    days_kept: int = 30
    messages_an_hour: int = 20
    messages_an_hour_in_all: int = 1000


class Mail(Section, frozen=True):
    """The mail server that messages are handed to. Without a host they are kept, not mailed.

    tls: "starttls" (never goes on without), "tls" from the first byte on, or "none".
    """

    host: str = ""
    port: int = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = ""
    sender: str = ""
    recipient: str = ""


class News(Section, frozen=True):
    """Where articles are, how they are put into the other Chinese script, how many a page lists.

    content: the folder (`config.load`: relative to what); the packaged one if empty. categories:
    their names, by key. drafts: show drafts and articles of the future, too.
    """

    content: str = ""
    conversion: Literal["taiwan", "hong-kong"] = "taiwan"
    page_size: int = 10
    drafts: bool = False
    categories: dict[str, Texts] = {}


class App(Section, frozen=True):
    """The app as the stores know it. An empty value means that the app has none."""

    name: Texts
    app_store_id: str = ""
    app_store_country: str = "us"
    app_store_provider: str = ""
    android_package: str = ""
    appgallery_id: str = ""
    harmony_bundle: str = ""
    onelink_code: str = ""


class StoreSettings(Section, frozen=True):
    """A store: where its page is, which phones it serves, how it learns the code."""

    name: Texts
    platforms: list[Literal["ios", "ipados", "android", "harmonyos"]]
    link: str = ""
    scheme: str = ""
    attribution: Literal["", "apple", "play"] = ""
    brands: list[str] = []


class InAppRule(Section, frozen=True):
    """What an in-app browser lets through: "store", "guide" or the name of a store.

    `android` is for all that installs Android packages, HarmonyOS 2 to 4 too; `harmonyos` for 5
    and later.
    """

    ios: str = "store"
    android: str = "store"
    harmonyos: str = "store"
    parameter: str = ""


class RoutingSettings(Section, frozen=True):
    """Which store a phone gets: the name of a store, or "landing"."""

    ios: str
    harmonyos: str
    harmonyos_android: str
    unknown_android: str
    brands: dict[str, str] = {}
    in_app: dict[str, InAppRule] = {}


class AppLinks(Section, frozen=True):
    """Who may open this site's addresses in an installed app. Empty: not told."""

    apple_app_ids: list[str] = []
    android_fingerprints: list[str] = []
    harmony_app_identifiers: list[str] = []


class Security(Section, frozen=True):
    """Whom to tell of a vulnerability: https:, mailto: or tel: addresses, the best one first.

    None: there is no security.txt (RFC 9116).
    """

    contact: list[str] = []


class Config(Section, frozen=True):
    """Everything that can be set: first what the organisation decides, then the machine."""

    host: str
    organisation: Organisation
    hotlines: list[Hotline]
    app: App
    stores: dict[str, StoreSettings]
    routing: RoutingSettings
    allowed_hosts: list[str]
    languages: list[str]
    default_language: str
    timezone: str
    contact: Contact = Contact()
    news: News = News()
    mail: Mail = Mail()
    association: AppLinks = AppLinks()
    security: Security = Security()
    demo: list[str] = []

    environment: Literal["production", "development"] = "production"
    secret: str = ""
    instance: str = "instance"
    database_url: str = ""
    trusted_proxies: int = 0
    fonts: str = FONTS

    @property
    def instance_path(self) -> Path:
        """The folder of database, journals and everything else that is written."""
        return Path(self.instance).absolute()

    @property
    def news_path(self) -> Path:
        """The folder of articles."""
        return Path(self.news.content or PACKAGED_NEWS).absolute()

    @property
    def database(self) -> str:
        """SQLAlchemy's address of the database; SQLite under the instance folder if none is set."""
        return self.database_url or f"sqlite:///{self.instance_path / 'microsite.sqlite'}"
