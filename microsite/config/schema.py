"""The settings as immutable values: the tables of site.toml and their fields.

The text after each field is its entry in the settings reference (`tools/reference.py`).
"""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from msgspec import field

from microsite.config.section import Section
from microsite.config.section import Texts
from microsite.config.store_schema import App
from microsite.config.store_schema import AppLinks
from microsite.config.store_schema import RoutingSettings
from microsite.config.store_schema import StoreSettings

_DNS_LABEL = r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
HOST_PATTERN = re.compile(
    rf"(?=[^:]{{1,253}}(?::|\Z)){_DNS_LABEL}(?:\.{_DNS_LABEL})*(?::[0-9]{{1,5}})?"
)
"""A host name that a URL and a printed code can carry (RFC 1123, 2.1), optionally with a port."""

PACKAGED_NEWS = Path(__file__).parent.with_name("content") / "news"
"""The articles that come with the program."""

DEFAULT_FONTS = "/usr/share/fonts/opentype/noto"
"""The folder of Debian's package fonts-noto-cjk."""


class Organisation(Section, frozen=True):
    """The organisation that runs the site."""

    name: Texts
    """Full name."""
    short_name: Texts
    """Short name, for narrow places such as the header."""


class Hotline(Section, frozen=True):
    """A telephone number. Hotlines are listed in the order of site.toml."""

    name: Texts
    """Name of the service that answers."""
    number: str
    """The number as people write it: `400-88-95580`."""
    tel: str
    """The number as phones dial it: `+864008895580`."""
    hours: Texts = field(default_factory=dict)
    """Opening hours."""


class Address(Section, frozen=True):
    """A postal address, shown on the contact page."""

    name: Texts
    """Name of the place."""
    address: Texts
    """The address as on an envelope, one line of text for each of its lines."""


class Contact(Section, frozen=True):
    """The contact page and the messages from its form."""

    addresses: list[Address] = field(default_factory=list)
    """Postal addresses."""
    retention_days: int = 30
    """Days after which a message is deleted, counted from when it was sent by email."""
    rate_limit_per_client: int = 20
    """Messages accepted per hour from one client address. Many people can share an address."""
    rate_limit_total: int = 1000
    """Messages accepted per hour from all clients together."""


class Mail(Section, frozen=True):
    """The mail server (SMTP) that sends messages. Without a host, messages wait in the database."""

    host: str = ""
    """Host name of the mail server."""
    port: int = 587
    """Port of the mail server."""
    tls: Literal["starttls", "tls", "none"] = "starttls"
    """Encryption: `starttls` requires STARTTLS, `tls` encrypts from the first byte (port 465)."""
    user: str = ""
    """User name to sign in with."""
    password: str = ""
    """Password to sign in with. Better set in the environment: `MICROSITE_MAIL__PASSWORD`."""
    sender: str = ""
    """Address in the From header and of the envelope; bounces go there."""
    recipient: str = ""
    """Address that messages are sent to."""


class News(Section, frozen=True):
    """The news: where articles are and how they are shown."""

    content: str = ""
    """Folder of the articles. Empty: the packaged articles. A relative path is relative to
    site.toml, or to the working directory if it is set in the environment."""
    conversion: Literal["taiwan", "hong-kong"] = "taiwan"
    """Vocabulary for converting an article from one Chinese script to the other."""
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    """Words for that, Simplified = Traditional, before OpenCC's own: in the table `all`, and in
    `taiwan` or `hong-kong` for one of them. The names in site.toml are words, too."""
    synonyms: list[list[str]] = field(default_factory=list)
    """Groups of words, in any language, that find each other in a search. Words of `words` do so,
    too."""
    page_size: int = 10
    """Articles on a page of the list, at most 100."""
    drafts: bool = False
    """Show drafts and articles with a date in the future."""
    categories: dict[str, Texts] = field(default_factory=dict)
    """Name of each category, by its key in URLs."""


class Security(Section, frozen=True):
    """The contact for vulnerability reports, published as /.well-known/security.txt (RFC 9116)."""

    contact: list[str] = field(default_factory=list)
    """`https:`, `mailto:` or `tel:` URIs, the preferred one first. Empty: no security.txt."""


class Config(Section, frozen=True):
    """Settings of the organisation first, then those of the machine."""

    host: str
    """Host name printed in the codes: `https://HOST/Q/K7F3M4`. It must always reach this site."""
    organisation: Organisation
    """The organisation that runs the site."""
    hotlines: list[Hotline]
    """Telephone numbers."""
    app: App
    """The app as the stores know it."""
    stores: dict[str, StoreSettings]
    """Stores, by name."""
    routing: RoutingSettings
    """The store for each kind of phone."""
    allowed_hosts: list[str]
    """The only hosts that scans are redirected to."""
    languages: list[str]
    """Tags of the languages that the site is offered in."""
    default_language: str
    """Language for browsers that ask for none of `languages`."""
    timezone: str
    """IANA time zone of days in reports and of campaign dates."""
    contact: Contact = Contact()
    """The contact page and the messages from its form."""
    news: News = News()
    """The news."""
    mail: Mail = Mail()
    """The mail server."""
    app_links: AppLinks = AppLinks()
    """Association files."""
    security: Security = Security()
    """The contact for vulnerability reports."""
    placeholders: list[str] = field(default_factory=list)
    """Settings whose packaged values are placeholders. `microsite check` lists those not set."""

    environment: Literal["production", "development"] = "production"
    """`development` needs no secret and uses the request's host in URLs."""
    secret: str = ""
    """Key that signs form tokens, 32 characters or more. Required in production."""
    instance: str = "instance"
    """The instance folder: the SQLite database, journals and everything else that is written."""
    database_url: str = ""
    """SQLAlchemy URL of the database. Empty: SQLite in the instance folder."""
    trusted_proxies: int = 0
    """Number of own proxies in front, whose `X-Forwarded-For` and `-Proto` are trusted, or
    `Forwarded` where they send that alone. `/readyz` says if this is forgotten."""
    fonts: str = DEFAULT_FONTS
    """Folder of the Noto CJK fonts, for captions under codes."""

    @property
    def instance_path(self) -> Path:
        """Absolute path of the instance folder."""
        return Path(self.instance).absolute()

    @property
    def news_path(self) -> Path:
        """Absolute path of the folder of articles."""
        return Path(self.news.content or PACKAGED_NEWS).absolute()

    @property
    def database(self) -> str:
        """SQLAlchemy URL of the database; SQLite in the instance folder if none is set."""
        path = quote(str(self.instance_path / "microsite.sqlite"))  # `?` would begin a query
        return self.database_url or f"sqlite:///{path}"
