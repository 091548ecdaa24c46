"""The visitor: User-Agents and hints of named devices, and the visitor that is detected."""

import time
from dataclasses import astuple
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from microsite.detection.bots import Fetcher
from microsite.detection.brands import BRANDS
from microsite.detection.device import Platform
from microsite.detection.device_type import DeviceType
from microsite.detection.in_app import APPS
from microsite.detection.request_headers import MAX_USER_AGENT_CHARS
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.rules import RULES
from microsite.detection.visitor import Visitor
from microsite.detection.visitor import detect_visitor
from tests.support.detection_cases import ANDROID
from tests.support.detection_cases import CASES
from tests.support.detection_cases import OWN_PRODUCTS
from tests.support.detection_cases import Case
from tests.support.user_agents import android
from tests.support.user_agents import detect


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_visitor_is_detected(case: Case) -> None:
    assert detect(case.user_agent, case.headers, OWN_PRODUCTS) == case.visitor


def test_every_rule_decides_a_case() -> None:
    rules = {
        rule
        for case in CASES.values()
        for rule in astuple(detect(case.user_agent, case.headers, OWN_PRODUCTS).rules)
    }
    assert rules - {""} == RULES.keys()


FILLERS = {
    "one letter": "a",
    "spaces": " ",
    "digits": "1",
    "high bytes": "\xff",
    "Androids": "Android 9; ",
    "languages": "en-us; ",
    "open parentheses": "(",
    "slashes and points": "a/1.",
    "hyphens": "sm-",
    "at signs": "a@a-a.",
    "bots": "cubot",
    "iPads": "aipad ",
    "Puffins": "Puffin/1.1.1.",
    "in-app browsers": "MicroMessenger QQ Line FBAN ",
    "compatible": "compatible",
    "builds": " Build ",
    "televisions": "dtv x9 55a-",
    "quotes": '\\"',
}
STARTS = ("", "Mozilla/5.0 (Linux; Android 13; ", "Mozilla/5.0 (iPhone; ", "Puffin/")
HOSTILE_CHARS = 8192


@pytest.mark.parametrize("start", STARTS, ids=["bare", "Android", "iPhone", "Puffin"])
@pytest.mark.parametrize("filler", FILLERS.values(), ids=FILLERS)
def test_a_hostile_string_of_8_kilobytes_costs_nothing(start: str, filler: str) -> None:
    hostile = (start + filler * HOSTILE_CHARS)[:HOSTILE_CHARS]
    environ = {
        "HTTP_USER_AGENT": hostile,
        "HTTP_X_REQUESTED_WITH": hostile,
        "HTTP_SEC_CH_UA_PLATFORM": hostile,
        "HTTP_SEC_CH_UA_MODEL": hostile,
    }
    seconds = []
    for _ in range(3):
        before = time.thread_time()
        detect_visitor(RequestHeaders.from_environ(environ))
        seconds.append(time.thread_time() - before)
    assert min(seconds) < 0.02


def test_text_beyond_the_maximum_length_is_ignored() -> None:
    start = android("RMX3771").ljust(MAX_USER_AGENT_CHARS)
    assert detect(start + " Googlebot/2.1") == replace(ANDROID, brand="realme")
    assert detect(start[:-1] + " Googlebot/2.1") == detect(start)


PIECES = st.sampled_from(
    "Mozilla/5.0|(|)|; |/|.|Android|Android 14|HarmonyOS|OpenHarmony|ArkWeb|iPhone|iPad|like |Adr "
    "|Windows|Macintosh|X11|Linux|Mac OS X 10_15|CFNetwork|Puffin/9.1|AP|IT|Build/|TV|watch|sm-r8"
    "|Mobile|Tablet|Pad|U|K|en-us|bot|cubot|@a.bc|curl|Line/|FB_IAB|QQ|Tesla|Xbox|SM-|NX7|ALN-AL0"
    "|miui|HUAWEI|CPH2|2201|m2|DV(iPh|UCWEB|Nokia|compatible;".split("|")
)
ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.lists(PIECES).map("".join)
ANY_HEADERS = st.builds(
    RequestHeaders, ANY_TEXT, ANY_TEXT, ANY_TEXT | st.just("Android"), ANY_TEXT, ANY_TEXT
)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(ANY_HEADERS)
def test_any_text_has_a_visitor(headers: RequestHeaders) -> None:
    visitor = detect_visitor(headers)
    assert visitor.platform in get_args(Platform)
    assert visitor.device_type in get_args(DeviceType)
    assert visitor.fetcher in (None, *get_args(Fetcher))
    assert visitor.brand is None or visitor.brand in BRANDS
    assert visitor.in_app is None or visitor.in_app in APPS


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(ANY_HEADERS)
def test_the_properties_of_any_visitor_are_consistent(headers: RequestHeaders) -> None:
    visitor = detect_visitor(headers)
    program = Visitor("other", "other", fetcher=visitor.fetcher)
    assert visitor.fetcher in (None, "app") or visitor == program
    assert visitor.brand is None or visitor.platform in ("android", "harmonyos", "desktop")
    assert not visitor.runs_android or visitor.platform in ("android", "harmonyos")
    assert visitor.runs_android or visitor.platform != "android"
    assert visitor.platform == "desktop" or not visitor.may_be_ipad


@given(ANY_TEXT)
def test_letter_case_makes_no_difference(text: str) -> None:
    text = text.encode("ascii", "ignore").decode()
    upper, lower = detect(text.upper()), detect(text.lower())
    if "device database" in (upper.rules.brand, lower.rules.brand):  # it knows models as sent
        upper, lower = replace(upper, brand=None), replace(lower, brand=None)
    assert upper == lower
