"""The detection reference: each tested request, what its headers say, and where it is led."""

import re
from collections.abc import Iterator

from microsite.config.loader import load_config
from microsite.detection.rules import RULES
from microsite.detection.visitor import Visitor
from microsite.redirect.routing import Outcome
from microsite.redirect.routing import route
from microsite.redirect.stores import build_stores
from tests.support.detection_cases import GROUPS
from tests.support.detection_cases import OWN_PRODUCTS
from tests.support.detection_cases import Case
from tests.support.user_agents import detect

HEAD = """\
# Detection

Generated from `tests/support/detection_cases.py` by `make docs`: every row is a test. The rules and
their sources are in `microsite/detection/rules.py`; the stores are those of the packaged
`site.toml`, for a phone in English. Strings are shortened by what all browsers send.
"""
TABLE_HEAD = "| case | what the string says | what we do | source |\n|---|---|---|---|\n"
EVERY_BROWSER_PATTERN = re.compile(
    r"Mozilla/5\.0|AppleWebKit/[\d.+]+|\(KHTML, like Gecko\)|(?<![\w.])Safari/[\d.]+"
    r"|(?:Chrome|Version)/[\d.]+"
)
MAX_STRING_CHARS = 110
CONFIG = load_config({"MICROSITE_ENVIRONMENT": "development"})
PLATFORM_NAMES = {
    "ios": "iOS",
    "ipados": "iPadOS",
    "android": "Android",
    "harmonyos": "HarmonyOS",
    "desktop": "",
    "other": "",
}
TYPE_NAMES = {"desktop": "computer", "tv": "television", "other": "other device"}
LANDING_ACTIONS = {
    "fetcher": "no scan",
    "own-app": "page that opens the app",
    "guide": "page with the guide",
    "desktop": "page with the code to scan",
    "perhaps-ipad": "page whose script recognises an iPad",
    "device": "page with all stores",
    "unknown": "page with all stores",
    "no-store": "page with the phone's own store",
}


def detection() -> str:
    """Return the detection reference."""
    tables = (
        f"\n## {title}\n\n{TABLE_HEAD}" + "".join(_row(name, case) for name, case in cases.items())
        for title, cases in GROUPS.items()
    )
    return HEAD + "".join(tables)


def _row(name: str, case: Case) -> str:
    visitor = detect(case.user_agent, case.headers, OWN_PRODUCTS)
    rules = list(_deciding_rules(visitor))
    says = "; ".join(RULES[rule].says for rule in rules)
    sources = "; ".join(dict.fromkeys(RULES[rule].source for rule in rules))
    return f"| {name} | {_string(case)}: {says} | {_action(visitor)} | {sources} |\n"


def _deciding_rules(visitor: Visitor) -> Iterator[str]:
    rules = visitor.rules
    if visitor.fetcher:
        yield rules.fetcher
        return
    yield rules.platform
    if visitor.device_type not in ("phone", "desktop") and rules.device_type != rules.platform:
        yield rules.device_type
    if rules.brand and rules.brand != rules.platform:
        yield rules.brand
    if rules.in_app:
        yield rules.in_app


def _string(case: Case) -> str:
    """Return the User-Agent without what every browser sends, and the other headers."""
    text = " ".join(EVERY_BROWSER_PATTERN.sub("", case.user_agent).split())
    if len(text) > MAX_STRING_CHARS:
        text = text[:MAX_STRING_CHARS] + "…"
    headers = [f"`{name}: {value}`" for name, value in case.headers.items()]
    return ", ".join([f"`{text}`" if text else "(nothing)", *headers]).replace("|", "\\|")


def _action(visitor: Visitor) -> str:
    outcome = route(visitor, CONFIG.routing, "en")
    kind = TYPE_NAMES.get(visitor.device_type, visitor.device_type)
    what = " ".join(filter(None, (visitor.brand, PLATFORM_NAMES[visitor.platform], kind)))
    if visitor.fetcher:
        return f"no scan: {visitor.fetcher}"
    return f"{what}{f' in {visitor.in_app}' if visitor.in_app else ''}: {_target(outcome)}"


def _target(outcome: Outcome) -> str:
    if outcome.store:
        return build_stores(CONFIG)[outcome.store].name["en"]
    return LANDING_ACTIONS[outcome.reason or "unknown"]
