"""The score of an answer by the rules of Mozilla's HTTP Observatory, version 5.

Written after MDN's "HTTP Observatory: tests and scoring". What only a scan from outside can see is
left to the proxy in front of the site, and counts nothing here: that http leads to https, and
whether the host is in the browsers' preload list.
"""

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence

Header = tuple[str, str]
Policy = dict[str, set[str]]

LEAST_FOR_EXTRA_CREDIT = 90
"""What is left without extra credit must be as much for any to count."""
SIX_MONTHS = 15_768_000
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
PRIVATE_REFERRERS = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}
SCRIPT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)
FOREIGN = re.compile(r"""\bsrc\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE)


def score(headers: Iterable[Header], html: str = "") -> int:
    """Give the score of an answer over https; 100 and more are an A+."""
    given = modifiers(headers, html).values()
    without_credit = 100 + sum(modifier for modifier in given if modifier < 0)
    return 100 + sum(given) if without_credit >= LEAST_FOR_EXTRA_CREDIT else without_credit


def modifiers(headers: Iterable[Header], html: str = "") -> dict[str, int]:
    """Give what each rule adds to 100 or takes from it."""
    given = [(name.lower(), value.strip()) for name, value in headers]

    def value(name: str) -> str:
        return ", ".join(value.lower() for key, value in given if key == name)

    csp = _policy(value("content-security-policy"))
    safe = _lasts(value("strict-transport-security"))
    cookies = [value for key, value in given if key == "set-cookie"]
    return {
        "content-security-policy": _of_policy(csp),
        "cookies": min((_of_cookie(cookie, safe >= SIX_MONTHS) for cookie in cookies), default=0),
        "cross-origin-resource-sharing": -50 * _shares_with_all(value),
        "cross-origin-resource-policy": _of_resource_policy(value("cross-origin-resource-policy")),
        "referrer-policy": _of_referrers(value("referrer-policy")),
        "strict-transport-security": -20 if safe < 0 else -10 * (safe < SIX_MONTHS),
        "subresource-integrity": _of_scripts(html),
        "x-content-type-options": -5 * (value("x-content-type-options") != "nosniff"),
        "x-frame-options": _of_frames(csp, value("x-frame-options")),
    }


def _policy(text: str) -> Policy:
    parts = (part.split() for part in text.split(";"))
    return {name: set(sources) for name, *sources in filter(None, parts)}


def _of_policy(csp: Policy) -> int:
    if not csp:
        return -25

    def sources(name: str) -> set[str]:
        return csp.get(name) or csp.get("default-src") or {"*"}

    def has_insecure(names: Iterable[str]) -> bool:
        found = (source for name in names for source in csp.get(name, ()))
        return any(source.startswith(("http:", "ftp:")) for source in found)

    scripts, styles, passive = sources("script-src"), sources("style-src"), {"img-src", "media-src"}
    if scripts & (BROAD | INLINE) or sources("object-src") & BROAD:
        return -20
    if has_insecure(csp.keys() - passive):
        return -20
    if "'unsafe-eval'" in scripts | styles or has_insecure(passive):
        return -10
    if styles & (BROAD | INLINE):
        return 0
    return 10 if csp.get("default-src") == {"'none'"} else 5


def _of_frames(csp: Policy, header: str) -> int:
    if "frame-ancestors" in csp:
        return 5
    return 0 if header in ("deny", "sameorigin") or header.startswith("allow-from") else -20


def _of_cookie(cookie: str, kept_secure: bool) -> int:
    """Judge a cookie; one that lasts no longer than the browser's session may hold a session."""
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    names = {attribute.partition("=")[0] for attribute in attributes}
    session = not names & {"expires", "max-age"}
    if "secure" not in names:
        return (-10 if session else -5) if kept_secure else (-40 if session else -20)
    if session and "httponly" not in names:
        return -30
    return 5 * ("samesite" in names)


def _shares_with_all(value: Callable[[str], str]) -> bool:
    credentials = value("access-control-allow-credentials") == "true"
    return bool(value("access-control-allow-origin")) and credentials


def _of_resource_policy(header: str) -> int:
    if not header:
        return 0
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0}.get(header, -5)


def _of_referrers(header: str) -> int:
    if not header:
        return 0
    return 5 if header.rpartition(",")[2].strip() in PRIVATE_REFERRERS else -5


def _lasts(header: str) -> int:
    """The seconds for which a browser keeps to https; -1 where nothing is said."""
    found = re.search(r"max-age=\"?(\d+)", header)
    return int(found[1]) if found else -1


def _of_scripts(html: str) -> int:
    scripts: Sequence[str] = SCRIPT.findall(html)
    foreign = [script for script in scripts if FOREIGN.search(script)]
    if any("https://" not in script for script in foreign):
        return -20 if all("integrity=" in script for script in foreign) else -50
    if foreign:
        return 5 if all("integrity=" in script for script in foreign) else -5
    return 5 * any("integrity=" in script for script in scripts)
