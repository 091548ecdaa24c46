"""The display name of a device."""

import time

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from microsite.detection.device_database import MAX_SEARCHED_CHARS
from microsite.detection.display_name import detect_device_name
from microsite.detection.request_headers import RequestHeaders
from tests.support.user_agents import CHROME
from tests.support.user_agents import IN_APP_ON_IOS
from tests.support.user_agents import android
from tests.support.user_agents import ipad
from tests.support.user_agents import iphone
from tests.support.user_agents import linux
from tests.support.user_agents import mac
from tests.support.user_agents import windows

NAMED_DEVICES = {
    "iPhone": (iphone(), "iPhone"),
    "iPhone in an app": (iphone(f"{IN_APP_ON_IOS} Instagram 390.0.0.28.85"), "iPhone"),
    "iPad": (ipad(), "iPad"),
    "Samsung": (android("SM-S928B Build/UP1A"), "Samsung SM-S928B"),
    "Huawei": (android("HUAWEI LIO-AL00 Build/HUAWEILIO", version="10"), "Huawei LIO-AL00"),
    "Pixel": (android("Pixel 9 Pro Build/AP4A"), "Google Pixel 9 Pro"),
    "OnePlus, whose models contain the brand": (android("OnePlus8Pro Build/RKQ1"), "OnePlus8Pro"),
}


@pytest.mark.parametrize(("user_agent", "name"), NAMED_DEVICES.values(), ids=NAMED_DEVICES)
def test_a_device_is_named(user_agent: str, name: str) -> None:
    assert detect_device_name(RequestHeaders(user_agent)) == name


UNNAMED_DEVICES = {
    "empty": "",
    "reduced Chrome": android("K", version="10"),
    "reduced Chrome on a tablet": android("K", CHROME, version="10"),
    "Firefox on Android": "Mozilla/5.0 (Android 15; Mobile; rv:141.3) Gecko/141.3 Firefox/141.3",
    "Windows": windows(CHROME),
    "Linux": linux(CHROME),
    "bot": "ExampleBot/1.0",
    "no browser": "Example/2",
}


@pytest.mark.parametrize("user_agent", UNNAMED_DEVICES.values(), ids=UNNAMED_DEVICES)
def test_a_device_that_hides_its_model_has_no_name(user_agent: str) -> None:
    assert detect_device_name(RequestHeaders(user_agent)) is None


def test_a_mac_that_may_be_an_ipad_is_named_mac() -> None:
    assert detect_device_name(RequestHeaders(mac(" Version/18.0.2 Safari/605.1.15"))) == "Mac"


def test_the_model_hint_takes_precedence_over_the_user_agent() -> None:
    assert detect_device_name(RequestHeaders(android("K"), model="SM-A556E")) == "SM-A556E"


def test_names_are_cached_and_the_cache_is_bounded() -> None:
    detect_device_name.cache_clear()
    for number in range(600):
        detect_device_name(RequestHeaders(model=f"Zebra {number}"))
    assert detect_device_name.cache_info().currsize == 512
    assert detect_device_name(RequestHeaders(model="Zebra 599")) == "Zebra 599"
    assert detect_device_name.cache_info().hits == 1


def test_text_beyond_the_parsed_length_is_ignored() -> None:
    assert detect_device_name(RequestHeaders("x" * MAX_SEARCHED_CHARS + iphone())) is None


@pytest.mark.parametrize("filler", ["a", " ", "1", "; ", "Android 9; ", "(", "SM-", "a/1.", "\xff"])
def test_a_hostile_string_of_8_kilobytes_is_parsed_quickly(filler: str) -> None:
    detect_device_name(RequestHeaders("the patterns are compiled on first use"))
    environ = {"HTTP_USER_AGENT": ("Mozilla/5.0 (Linux; Android 13; " + filler * 8192)[:8192]}
    seconds = []
    for _ in range(3):
        detect_device_name.cache_clear()
        before = time.thread_time()
        detect_device_name(RequestHeaders.from_environ(environ))
        seconds.append(time.thread_time() - before)
    assert min(seconds) < 0.005


@settings(deadline=None)
@given(st.builds(RequestHeaders, st.text() | st.text().map(android), model=st.text(max_size=3)))
def test_any_text_has_a_name_or_none(headers: RequestHeaders) -> None:
    name = detect_device_name(headers)
    assert name is None or name
