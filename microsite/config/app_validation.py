"""Checks of the settings that concern the installed app: how to recognise it and how to open it."""

import re
from urllib.parse import urlsplit

from microsite.config.schema import Config
from microsite.config.section import ConfigError

BROWSER_PRODUCTS = frozenset(
    "mozilla applewebkit khtml like gecko chrome version mobile safari".split()
)
"""Product names that browsers send too."""
FORBIDDEN_SCHEMES = frozenset(("javascript", "data", "vbscript", "file", "blob", "about", "http"))

_PRODUCT = re.compile(r"[\w!#$%&'*+.^`|~-]+(?:/[\w!#$%&'*+.^`|~-]*)?", re.ASCII)
"""A product, optionally with a version (RFC 9110, 10.1.5)."""
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):[!-~]+")
"""A URL with a scheme, in ASCII and without spaces (RFC 3986, 3.1)."""


def check_app(config: Config) -> None:
    """Raise ConfigError for the first invalid setting of the installed app."""
    for entry in config.app.user_agents:
        if not _PRODUCT.fullmatch(entry):
            raise ConfigError(
                f"app.user_agents: {entry[:80]!r} is not a product name; use a name, optionally"
                " with / and the beginning of a version, without spaces and parentheses."
            )
        if entry.partition("/")[0].lower() in BROWSER_PRODUCTS:
            raise ConfigError(
                f"app.user_agents: {entry[:80]!r} is sent by browsers too; use a name that only"
                " your app sends."
            )
    link = config.app.open_link
    if link and not _opens_an_app(link, config.host):
        raise ConfigError(
            f"app.open_link: {link[:80]!r} does not open an app; use a URL with the app's own"
            " scheme, or an https URL of another host than this site's."
        )


def _opens_an_app(link: str, own_host: str) -> bool:
    """Return True if a browser may hand the link to an app. Links of the page's own host stay."""
    match = _URL.fullmatch(link)
    if match is None or match[1].lower() in FORBIDDEN_SCHEMES:
        return False
    if match[1].lower() != "https":
        return True
    try:
        host = (urlsplit(link).hostname or "").rstrip(".")
    except ValueError:
        return False
    return host not in ("", own_host.partition(":")[0].lower())
