"""The own app: its signs in the settings, and the requests that have them."""

import pytest

from microsite.detection.own_app import OWN_APP
from microsite.detection.own_app import OwnApp
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import detect_visitor
from microsite.redirect.own_app import build_own_app
from tests.conftest import Settings
from tests.support import visitors


def test_the_signs_of_the_own_app_are_in_lower_case(settings: Settings) -> None:
    config = settings(
        app__user_agents="PSBC/,YOUBankApp/psbc,Bank", app__android_package="com.Bank"
    )
    assert build_own_app(config.app) == OwnApp(
        products=(("psbc", ""), ("youbankapp", "psbc"), ("bank", "")), package="com.bank"
    )


def test_without_settings_no_request_comes_from_the_own_app(settings: Settings) -> None:
    app = settings(app__user_agents="").app
    assert build_own_app(app).products == ()
    for user_agent in visitors.USER_AGENTS.values():
        visitor = detect_visitor(RequestHeaders(user_agent), build_own_app(app))
        assert visitor.in_app != OWN_APP


@pytest.mark.parametrize(
    ("user_agent", "package", "is_own"),
    [
        (visitors.OWN_APP_IPHONE, "", True),
        (visitors.OWN_APP_IPAD, "", True),
        (visitors.OWN_APP_XIAOMI, "", True),
        (visitors.OWN_APP_HARMONY_NEXT, "", True),
        (visitors.PIXEL, "com.yitong.mbank.psbc", True),
        (visitors.PIXEL, "com.Yitong.mBank.PSBC", True),
        (visitors.WECHAT_XIAOMI + " PSBC/9.2.1", "", True),
        (visitors.WECHAT_XIAOMI, "", False),
        (visitors.PIXEL, "com.tencent.mm", False),
        (visitors.IPHONE + " NotPSBC/9.2.1", "", False),
        (visitors.IPHONE + " YOUBankApp/other", "", False),
    ],
)
def test_the_own_app_is_recognised_by_product_or_package(
    user_agent: str, package: str, is_own: bool, settings: Settings
) -> None:
    headers = RequestHeaders(user_agent, requested_with=package)
    visitor = detect_visitor(headers, build_own_app(settings().app))
    assert (visitor.in_app == OWN_APP) is is_own
