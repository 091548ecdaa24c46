"""Stores: the URLs of redirects, with the attribution parameters of each store."""

from urllib.parse import parse_qs
from urllib.parse import parse_qsl
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.campaigns.codes import ALPHABET
from microsite.config.section import ConfigError
from microsite.redirect.stores import Store
from microsite.redirect.stores import add_query_parameter
from microsite.redirect.stores import build_stores
from tests.conftest import Settings


def store(link: str, attribution: str, provider: str = "") -> Store:
    return Store("any", {}, ("ios",), link, "", attribution, provider)


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("app-store", "https://apps.apple.com/app/id1000000000?ct=K7F3M4&mt=8"),
        ("appgallery-next", "https://appgallery.huawei.com/app/detail?id=com.example.psbc.mbank"),
        ("appgallery", "https://appgallery.huawei.com/app/C100000001"),
        ("xiaomi", "https://app.mi.com/details?id=com.yitong.mbank.psbc"),
        ("xiaomi-global", "https://global.app.mi.com/details?id=com.yitong.mbank.psbc"),
        ("vivo", "https://h5.appstore.vivo.com.cn/#/details?pkgName=com.yitong.mbank.psbc"),
        ("samsung", "https://galaxystore.samsung.com/detail/com.yitong.mbank.psbc"),
        ("myapp", "https://a.app.qq.com/o/simple.jsp?pkgname=com.yitong.mbank.psbc"),
        (
            "play",
            "https://play.google.com/store/apps/details?id=com.yitong.mbank.psbc"
            "&referrer=utm_source%3Dqr%26utm_medium%3Dprint"
            "%26utm_campaign%3Dspring-2027%26utm_content%3DK7F3M4",
        ),
    ],
)
def test_the_url_of_a_scan_with_placement(settings: Settings, key: str, url: str) -> None:
    assert build_stores(settings())[key].url("K7F3M4", "spring-2027") == url


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("app-store", "https://apps.apple.com/app/id1000000000?mt=8"),
        ("play", "https://play.google.com/store/apps/details?id=com.yitong.mbank.psbc"),
        ("myapp", "https://a.app.qq.com/o/simple.jsp?pkgname=com.yitong.mbank.psbc"),
    ],
)
def test_the_url_of_an_orphan_scan(settings: Settings, key: str, url: str) -> None:
    for code in (None, ""):
        assert build_stores(settings())[key].url(code, None) == url


def test_without_a_country_apple_chooses_the_visitors_storefront(settings: Settings) -> None:
    def path(**overrides: str) -> str:
        return urlsplit(build_stores(settings(**overrides))["app-store"].link).path

    assert path() == "/app/id1000000000"
    assert path(app__app_store_country="") == "/app/id1000000000"
    assert path(app__app_store_country="hk") == "/hk/app/id1000000000"
    in_query = "https://apps.apple.com/app/id1?cc={app_store_country}"
    with pytest.raises(ConfigError, match="app_store_country: is missing"):
        settings(stores__app_store__link=in_query)


def test_the_app_store_url_has_the_provider_if_it_is_set(settings: Settings) -> None:
    app_store = build_stores(settings(app__app_store_provider="118 4/5&x"))["app-store"]
    query = parse_qs(urlsplit(app_store.url("K7F3M4", "spring")).query)
    assert query == {"pt": ["118 4/5&x"], "ct": ["K7F3M4"], "mt": ["8"]}
    assert "pt=" not in build_stores(settings())["app-store"].url("K7F3M4", "spring")


@given(st.text(ALPHABET, min_size=1, max_size=60))
def test_the_app_store_campaign_is_truncated_to_40_bytes(code: str) -> None:
    url = store("https://apps.apple.com/app/id1", "apple").url(code, "spring")
    [campaign_token] = parse_qs(urlsplit(url).query)["ct"]
    assert len(campaign_token.encode()) <= 40
    assert code.startswith(campaign_token)
    assert campaign_token == code or len(code) > 40


def test_the_play_referrer_decodes_to_the_code_and_the_campaign() -> None:
    url = store("https://play.google.com/d?id=x", "play").url("K7F3M4", "spring-2027")
    query = dict(parse_qsl(urlsplit(url).query, strict_parsing=True))
    assert query["id"] == "x"
    assert dict(parse_qsl(query["referrer"], strict_parsing=True)) == {
        "utm_source": "qr",
        "utm_medium": "print",
        "utm_campaign": "spring-2027",
        "utm_content": "K7F3M4",
    }


@pytest.mark.parametrize(
    ("link", "attribution", "url"),
    [
        ("https://h/a?l=zh", "apple", "https://h/a?l=zh&ct=K7F3M4&mt=8"),
        ("https://h/a#top", "apple", "https://h/a?ct=K7F3M4&mt=8#top"),
        ("https://h/a", "", "https://h/a"),
    ],
)
def test_attribution_is_added_to_the_query_of_a_link(link: str, attribution: str, url: str) -> None:
    assert store(link, attribution).url("K7F3M4", "spring") == url


def test_a_play_link_without_query_gets_one() -> None:
    url = store("https://h/details/x", "play").url("K7F3M4", "spring")
    assert set(parse_qs(urlsplit(url).query)) == {"referrer"}


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("https://h/a", "https://h/a?n=1"),
        ("https://h/a?b=2", "https://h/a?b=2&n=1"),
        ("https://h/a#f", "https://h/a?n=1#f"),
        ("https://h/#/details?p=x", "https://h/?n=1#/details?p=x"),
        ("https://h/a?b=2#/c?d=3", "https://h/a?b=2&n=1#/c?d=3"),
    ],
)
def test_a_parameter_is_added_to_the_query_before_the_fragment(url: str, result: str) -> None:
    assert add_query_parameter(url, "n=1") == result


@pytest.mark.parametrize(
    ("setting", "missing"),
    [
        ("app__harmony_bundle", {"appgallery-next"}),
        ("app__appgallery_id", set()),
        ("app__app_store_id", {"app-store"}),
    ],
)
def test_a_store_with_an_empty_value_is_not_offered(
    settings: Settings, setting: str, missing: set[str]
) -> None:
    unused = {"routing__ios": "landing", "routing__harmonyos": "landing"}
    unused |= {"routing__harmonyos_android": "landing", "routing__brands__huawei": "landing"}
    remaining = build_stores(settings(**unused, **{setting: ""}))
    assert set(build_stores(settings())) - set(remaining) == missing


def test_a_store_whose_link_alone_lacks_a_value_keeps_its_scheme(settings: Settings) -> None:
    unused = {"routing__harmonyos_android": "landing", "routing__brands__huawei": "landing"}
    appgallery = build_stores(settings(**unused, app__appgallery_id=""))["appgallery"]
    assert appgallery.link == ""
    assert appgallery.scheme == "appmarket://details?id=com.yitong.mbank.psbc"


def test_onelink_is_offered_once_its_code_is_set(settings: Settings) -> None:
    assert "onelink" not in build_stores(settings())
    offered = build_stores(settings(app__onelink_code="a/b c"))
    assert offered["onelink"].link == "https://m.malink.cn/s/a%2Fb%20c"


def test_values_are_escaped_in_a_url(settings: Settings) -> None:
    play = build_stores(settings(app__android_package="x&referrer=y#z/../@evil.example"))["play"]
    parts = urlsplit(play.url("K7F3M4", "spring"))
    assert parts.hostname == "play.google.com"
    assert parse_qs(parts.query)["id"] == ["x&referrer=y#z/../@evil.example"]
    assert parts.fragment == ""


def test_stores_are_in_the_order_of_site_toml(settings: Settings) -> None:
    config = settings()
    assert list(build_stores(config)) == [key for key in config.stores if key != "onelink"]
