"""Strings that do not exist yet: known ones with a new product or another version."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import assume
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from microsite.detection.bots import BOT_ENDINGS
from microsite.detection.visitor import Visitor
from tests.support.detection_cases import CASES
from tests.support.detection_cases import OWN_PRODUCTS
from tests.support.detection_cases import Case
from tests.support.user_agents import detect

LOCALISED_NAMES = ("邮储银行", "手機銀行", "Мой Банк", "ธนาคาร", "بنكي", "Bankgeschäfte", "내 은행")
"""Apps write their names in UTF-8; WSGI decodes them as Latin-1 (PEP 3333)."""

WORDS_OF_DEVICES = (
    "SomeApp/PC-1",
    "TV Cast/2.1",
    "SmartView",
    "Watch Store/3",
    "BoxOffice/1",
    "Angebot/4",
    "Robotics/2",
    "Spiderman/7",
    "iPhoneBackup/2",
    "MacPaw/1",
    "Windows11Theme/3",
    "X5/eyJ8BOTcxIjo=",
    "Tablette/2",
    "Mobility/8",
)
"""Names that contain the words of other devices and of programs."""

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9)
UNKNOWN_PRODUCTS = st.builds(
    lambda first, second, version: f"Zq{first}{second.title()}Q/{version}",
    LETTERS,
    LETTERS,
    st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,4}){0,3}\Z"),
)
LOCALISED = st.sampled_from(LOCALISED_NAMES).map(
    lambda name: f"{name}/5.2".encode().decode("latin-1")
)
TOKENS = UNKNOWN_PRODUCTS | LOCALISED | st.sampled_from(WORDS_OF_DEVICES)


def gaps(user_agent: str) -> Iterator[int]:
    """Yield the positions of the spaces that stand outside comments and brackets, and the end."""
    depth = 0
    for position, char in enumerate(user_agent):
        depth += (char in "([") - (char in ")]")
        if char == " " and depth == 0:
            yield position
    yield len(user_agent)


def what_decides_the_store(visitor: Visitor) -> tuple[object, ...]:
    return (
        visitor.platform,
        visitor.device_type,
        visitor.brand,
        visitor.in_app,
        visitor.fetcher,
        visitor.runs_android,
        visitor.may_be_ipad,
    )


def detect_case(user_agent: str, case: Case) -> tuple[object, ...]:
    return what_decides_the_store(detect(user_agent, case.headers, OWN_PRODUCTS))


BROWSERS = {name: case for name, case in CASES.items() if "Mozilla" in case.user_agent}


@pytest.mark.parametrize("case", BROWSERS.values(), ids=BROWSERS)
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_new_product_changes_nothing(case: Case, data: st.DataObject) -> None:
    token = data.draw(TOKENS)
    assume(not token.lower().partition("/")[0].endswith(tuple(BOT_ENDINGS)))
    position = data.draw(st.sampled_from(list(gaps(case.user_agent))))
    changed = f"{case.user_agent[:position]} {token}{case.user_agent[position:]}"
    assert detect_case(changed, case) == what_decides_the_store(case.visitor), changed


@pytest.mark.parametrize("case", BROWSERS.values(), ids=BROWSERS)
@settings(max_examples=20, deadline=None)
@given(TOKENS)
def test_a_new_product_before_the_string_changes_nothing(case: Case, token: str) -> None:
    changed = f"{token} {case.user_agent}"
    assert detect_case(changed, case) == what_decides_the_store(case.visitor), changed


VERSION_PATTERN = re.compile(
    r"(?<=Chrome/)\d+|(?<=Version/)\d+|(?<=Firefox/)\d+|(?<=ArkWeb/)\d+|(?<=OpenHarmony )\d+"
    r"|(?<=Browser/)\d+|(?<=iPhone OS )\d+|(?<=; CPU OS )\d+|(?<=Android )\d+"
    r"|(?<=MicroMessenger/)\d+"
)


@pytest.mark.parametrize("case", BROWSERS.values(), ids=BROWSERS)
@settings(max_examples=20, deadline=None)
@given(st.integers(13, 250))
def test_a_new_version_changes_nothing(case: Case, version: int) -> None:
    changed = VERSION_PATTERN.sub(str(version), case.user_agent)
    assert detect_case(changed, case) == what_decides_the_store(case.visitor), changed
