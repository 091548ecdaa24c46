"""Score a response by the rules of Mozilla's HTTP Observatory, version 5.

Source: MDN, "HTTP Observatory: tests and scoring". Two rules are the proxy's and are not scored
here: redirecting http to https, and the host's entry in the browsers' preload list.
"""

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence

Header = tuple[str, str]
Policy = dict[str, set[str]]

MIN_SCORE_FOR_EXTRA_CREDIT = 90
"""Extra credit counts only if the score without it is at least this."""
SIX_MONTHS_SECONDS = 15_768_000
BROAD_SOURCES = {
    "ftp:",
    "http:",
    "https:",
    "*",
    "http://*",
    "http://*.*",
    "https://*",
    "https://*.*",
}
INLINE_SOURCES = {"'unsafe-inline'", "data:"}
PRIVATE_REFERRERS = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}
SCRIPT_TAG = re.compile(r"<script\b[^>]*>", re.IGNORECASE)
EXTERNAL_SRC = re.compile(r"""\bsrc\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE)


def score(headers: Iterable[Header], html: str = "") -> int:
    """Return the score of a response over https; 100 and more is an A+."""
    values = modifiers(headers, html).values()
    without_credit = 100 + sum(modifier for modifier in values if modifier < 0)
    return 100 + sum(values) if without_credit >= MIN_SCORE_FOR_EXTRA_CREDIT else without_credit


def modifiers(headers: Iterable[Header], html: str = "") -> dict[str, int]:
    """Return the points that each rule adds to 100 or subtracts from it."""
    pairs = [(name.lower(), value.strip()) for name, value in headers]

    def value(name: str) -> str:
        return ", ".join(value.lower() for key, value in pairs if key == name)

    csp = _parse_policy(value("content-security-policy"))
    hsts_seconds = _parse_max_age(value("strict-transport-security"))
    has_hsts = hsts_seconds >= SIX_MONTHS_SECONDS
    cookies = [value for key, value in pairs if key == "set-cookie"]
    return {
        "content-security-policy": _score_policy(csp),
        "cookies": min(
            (_score_cookie(cookie, has_hsts) for cookie in cookies),
            default=0,
        ),
        "cross-origin-resource-sharing": -50 * _shares_with_credentials(value),
        "cross-origin-resource-policy": _score_resource_policy(
            value("cross-origin-resource-policy")
        ),
        "referrer-policy": _score_referrer_policy(value("referrer-policy")),
        "strict-transport-security": _score_hsts(hsts_seconds),
        "subresource-integrity": _score_scripts(html),
        "x-content-type-options": -5 * (value("x-content-type-options") != "nosniff"),
        "x-frame-options": _score_frames(csp, value("x-frame-options")),
    }


def _parse_policy(text: str) -> Policy:
    parts = (part.split() for part in text.split(";"))
    return {name: set(sources) for name, *sources in filter(None, parts)}


def _score_policy(csp: Policy) -> int:
    if not csp:
        return -25

    def sources(name: str) -> set[str]:
        return csp.get(name) or csp.get("default-src") or {"*"}

    def has_insecure(names: Iterable[str]) -> bool:
        listed = (source for name in names for source in csp.get(name, ()))
        return any(source.startswith(("http:", "ftp:")) for source in listed)

    scripts, styles, passive = sources("script-src"), sources("style-src"), {"img-src", "media-src"}
    if scripts & (BROAD_SOURCES | INLINE_SOURCES) or sources("object-src") & BROAD_SOURCES:
        return -20
    if has_insecure(csp.keys() - passive):
        return -20
    if "'unsafe-eval'" in scripts | styles or has_insecure(passive):
        return -10
    if styles & (BROAD_SOURCES | INLINE_SOURCES):
        return 0
    return 10 if csp.get("default-src") == {"'none'"} else 5


def _score_frames(csp: Policy, header: str) -> int:
    if "frame-ancestors" in csp:
        return 5
    return 0 if header in ("deny", "sameorigin") or header.startswith("allow-from") else -20


def _score_cookie(cookie: str, has_hsts: bool) -> int:
    """Score a cookie; without an expiry it is taken for a session cookie."""
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    names = {attribute.partition("=")[0] for attribute in attributes}
    session = not names & {"expires", "max-age"}
    if "secure" not in names:
        return (-10 if session else -5) if has_hsts else (-40 if session else -20)
    if session and "httponly" not in names:
        return -30
    return 5 * ("samesite" in names)


def _score_hsts(seconds: int) -> int:
    if seconds < 0:
        return -20
    return -10 if seconds < SIX_MONTHS_SECONDS else 0


def _shares_with_credentials(value: Callable[[str], str]) -> bool:
    credentials = value("access-control-allow-credentials") == "true"
    return bool(value("access-control-allow-origin")) and credentials


def _score_resource_policy(header: str) -> int:
    if not header:
        return 0
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0}.get(header, -5)


def _score_referrer_policy(header: str) -> int:
    if not header:
        return 0
    return 5 if header.rpartition(",")[2].strip() in PRIVATE_REFERRERS else -5


def _parse_max_age(header: str) -> int:
    """Return max-age in seconds, or -1 if the header has none."""
    match = re.search(r"max-age=\"?(\d+)", header)
    return int(match[1]) if match else -1


def _score_scripts(html: str) -> int:
    scripts: Sequence[str] = SCRIPT_TAG.findall(html)
    external = [script for script in scripts if EXTERNAL_SRC.search(script)]
    if any("https://" not in script for script in external):
        return -20 if all("integrity=" in script for script in external) else -50
    if external:
        return 5 if all("integrity=" in script for script in external) else -5
    return 5 * any("integrity=" in script for script in scripts)
