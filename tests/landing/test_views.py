"""The landing page, the symbol and the association files over HTTP."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from microsite.campaigns import service
from microsite.clock import utc_now
from microsite.context import services
from microsite.scans import journal
from microsite.scans import journal_reader
from microsite.scans.data_dir import DataDir
from tests.conftest import Settings
from tests.conftest import site
from tests.support import visitors
from tests.support.markup import Element
from tests.support.markup import ParsedHtml

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
ORIGIN = "https://app.psbc.example"
MODEL = "Sec-CH-UA-Model"


@dataclass(frozen=True)
class Codes:
    active: str
    ended: str


@pytest.fixture
def codes(sqlite: Engine, tmp_path: Path) -> Codes:
    """Two printed codes, in the code index that the app reads."""
    with Session(sqlite) as session, session.begin():
        spring = service.create_campaign(session, "spring", "Spring")
        autumn = service.create_campaign(session, "autumn", "Autumn")
        service.end_campaign(session, "autumn", utc_now() - timedelta(days=1))
        [active] = service.add_placements(session, spring, ["Branch"])
        [ended] = service.add_placements(session, autumn, ["Poster"])
    DataDir(tmp_path / "instance").code_index_writer(sqlite).refresh()
    return Codes(active, ended)


def get(app: Flask, path: str, user_agent: str = visitors.IPHONE, **headers: str) -> TestResponse:
    return app.test_client().get(path, headers={"User-Agent": user_agent, **headers})


def get_page(app: Flask, path: str = "/en/app", user_agent: str = visitors.IPHONE) -> ParsedHtml:
    response = get(app, path, user_agent)
    assert response.status_code == 200
    return ParsedHtml(response.text)


def store_links(html: ParsedHtml) -> list[str]:
    return [link["href"] for link in html.all("a") if "store=" in link.attributes["href"]]


def scripts(html: ParsedHtml) -> list[str]:
    return [urlsplit(script["src"]).path for script in html.all("script")]


# Stores


@pytest.mark.parametrize(
    ("visitor", "button"),
    [
        ("IPHONE", "Download on the App Store"),
        ("HUAWEI", "Get it on Huawei AppGallery"),
        ("HARMONY_NEXT", "Get it on AppGallery for HarmonyOS"),
        ("XIAOMI", "Get it on Xiaomi App Store"),
        ("REDUCED_CHROME", "Get it on Google Play"),
        ("WECHAT_XIAOMI", "Get it on Tencent MyApp"),
    ],
)
def test_the_large_button_names_the_store_of_this_phone(
    visitor: str, button: str, app: Flask
) -> None:
    assert (
        get_page(app, user_agent=visitors.USER_AGENTS[visitor]).one("a", within="first").text
        == button
    )


@pytest.mark.parametrize("page", LANGUAGES)
@pytest.mark.parametrize(
    ("accept_language", "store"), [("zh-CN", "myapp"), ("zh-TW", "play"), ("fr", "play")]
)
def test_an_unknown_android_sees_the_store_of_a_scan_in_any_language_of_the_page(
    page: str, accept_language: str, store: str, app: Flask
) -> None:
    headers = {"Accept-Language": accept_language}
    answer = get(app, f"/{page}/app", visitors.REDUCED_CHROME, **headers)
    [button] = ParsedHtml(answer.text).all("a", within="first")
    assert button["href"] == f"/q?store={store}"
    clicked = get(app, button["href"], visitors.REDUCED_CHROME, **headers)
    scanned = get(app, "/q", visitors.REDUCED_CHROME, **headers)
    assert clicked.headers["Location"] == scanned.headers["Location"]


@pytest.mark.parametrize("visitor", ["ALIPAY_XIAOMI", "WINDOWS", "IPAD_AS_MAC"])
def test_there_is_no_large_button_without_a_store_to_open(visitor: str, app: Flask) -> None:
    assert not get_page(app, user_agent=visitors.USER_AGENTS[visitor]).all(class_="first")


def test_every_store_button_redirects_to_that_store(app: Flask) -> None:
    configured = services(app).config.stores
    links = store_links(get_page(app, user_agent=visitors.WINDOWS))
    assert len(links) == 9
    for link in links:
        answer = get(app, link, visitors.WINDOWS)
        assert answer.status_code == 302
        host = urlsplit(configured[link.partition("store=")[2]].link).hostname
        assert urlsplit(answer.headers["Location"]).hostname == host


def test_a_chosen_store_gets_the_code(app_with_codes: Flask, codes: Codes) -> None:
    links = store_links(get_page(app_with_codes, f"/en/app/{codes.active}"))
    assert {link.partition("?")[0] for link in links} == {f"/q/{codes.active}"}
    to_app_store = next(link for link in links if link.endswith("=app-store"))
    assert f"ct={codes.active}&" in get(app_with_codes, to_app_store).headers["Location"]


def test_a_scheme_only_store_has_the_filled_button_and_its_fallback_is_outlined(
    app: Flask,
) -> None:
    buttons = get_page(app, user_agent=visitors.OPPO).all("a", within="first")
    assert [(button.text, button["href"], button["class"]) for button in buttons] == [
        (
            "Open OPPO App Market",
            "oppomarket://details?packagename=com.yitong.mbank.psbc",
            "button",
        ),
        ("Get it on Tencent MyApp", "/q?store=myapp", "button quiet"),
    ]


def test_only_the_pages_of_its_brands_have_a_scheme(app: Flask) -> None:
    for user_agent in (visitors.XIAOMI, visitors.WECHAT_OPPO, visitors.WINDOWS, visitors.IPHONE):
        links = get_page(app, user_agent=user_agent).all("a")
        assert {urlsplit(link["href"]).scheme for link in links} == {"", "tel"}


def test_the_visitors_family_is_shown_first(app: Flask) -> None:
    def families(user_agent: str) -> list[str]:
        return [heading.text for heading in get_page(app, user_agent=user_agent).all("h3")]

    assert families(visitors.XIAOMI) == ["Android phones", "iPhone and iPad", "HarmonyOS"]
    assert families(visitors.WINDOWS) == ["iPhone and iPad", "HarmonyOS", "Android phones"]
    assert families(visitors.IPHONE) == ["HarmonyOS", "Android phones"]


# The own app

IN_OWN_APP = ["OWN_APP_IPHONE", "OWN_APP_IPAD", "OWN_APP_XIAOMI", "OWN_APP_HARMONY_NEXT"]


@pytest.mark.parametrize("visitor", IN_OWN_APP)
def test_the_own_app_gets_one_button_that_opens_it_and_nothing_to_install(
    visitor: str, app_with_codes: Flask, codes: Codes
) -> None:
    html = get_page(app_with_codes, f"/en/app/{codes.active}", visitors.USER_AGENTS[visitor])
    button = html.one("a", within="first")
    assert (button.text, button["href"]) == ("Open the app", "psbcbank://home")
    assert html.one(class_="installed").text == "Already installed"
    assert store_links(html) == []
    for absent in ("stores", "guide", "symbol"):
        assert not html.all(class_=absent)
    assert not html.all("meta", name="apple-itunes-app")
    assert scripts(html) == []
    assert [line["href"] for line in html.all("a", within="hotlines")] == [
        "tel:+864008895580",
        "tel:95580",
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Already installed", "This page is open in the app.", "Open the app"]),
        ("zh-Hans", ["您已安装手机银行", "您正在手机银行内浏览本页", "打开手机银行"]),
        ("zh-Hant", ["您已安裝手機銀行", "您正在手機銀行內瀏覽本頁", "開啟手機銀行"]),
    ],
)
def test_the_page_in_the_own_app_says_that_it_is_installed(
    language: str, words: list[str], app: Flask
) -> None:
    text = get_page(app, f"/{language}/app", visitors.OWN_APP_XIAOMI).one(class_="hero-text").text
    assert [word for word in words if word not in text] == []


def test_without_a_link_the_own_app_gets_words_instead_of_a_button(settings: Settings) -> None:
    with site(settings(app__open_link="")) as app:
        html = get_page(app, user_agent=visitors.OWN_APP_IPHONE)
    assert not html.all(class_="button")
    assert "To return to the app, tap the back arrow" in html.one(class_="hero-text").text


def test_an_https_link_opens_the_own_app(settings: Settings) -> None:
    link = "https://link.bank.example/home?a=1&b=2"
    with site(settings(app__open_link=link)) as app:
        html = get_page(app, user_agent=visitors.OWN_APP_IPHONE)
    assert html.one("a", within="first")["href"] == link


def test_the_own_app_is_recognised_by_the_package_that_its_web_view_sends(app: Flask) -> None:
    package = {"X-Requested-With": "com.yitong.mbank.psbc"}
    assert store_links(ParsedHtml(get(app, "/en/app", visitors.PIXEL).text))
    answer = get(app, "/en/app", visitors.PIXEL, **package)
    assert store_links(ParsedHtml(answer.text)) == []


def test_the_own_app_is_not_asked_for_the_model_of_the_phone(app: Flask) -> None:
    answer = get(app, "/en/app", visitors.REDUCED_CHROME + " PSBC/9.2.1")
    assert "Critical-CH" not in answer.headers


def test_title_and_preview_card_are_the_same_in_the_own_app(app: Flask) -> None:
    inside = get_page(app, user_agent=visitors.OWN_APP_IPHONE)
    outside = get_page(app, user_agent=visitors.IPHONE)
    assert inside.one("title").text == outside.one("title").text
    for name in ("og:title", "og:description", "og:image"):
        card = inside.one("meta", property=name)["content"]
        assert card == outside.one("meta", property=name)["content"]


# Codes


@pytest.fixture
def app_with_codes(codes: Codes, app: Flask) -> Flask:
    """The app, started after the code index was written."""
    return app


def test_a_code_is_found_in_any_letter_case(app_with_codes: Flask, codes: Codes) -> None:
    html = get_page(app_with_codes, f"/en/app/{codes.active.lower()}")
    assert store_links(html)[0] == f"/q/{codes.active}?store=app-store"


def test_an_unknown_or_ended_code_gets_the_page_without_code(
    app_with_codes: Flask, codes: Codes
) -> None:
    without = get(app_with_codes, "/en/app").text
    for code in (codes.ended, "222222", "K" * 2000, "%3Cscript%3E", "…"):
        answer = get(app_with_codes, f"/en/app/{code}")
        assert answer.status_code == 200
        links = store_links(ParsedHtml(answer.text))
        assert links == store_links(ParsedHtml(without))
        assert all(link.startswith("/q?") for link in links)


def test_the_language_switch_keeps_the_code(app_with_codes: Flask, codes: Codes) -> None:
    html = get_page(app_with_codes, f"/zh-Hans/app/{codes.active}")
    switch = html.all("a", within="languages")
    assert [link["href"] for link in switch] == [f"/{tag}/app/{codes.active}" for tag in LANGUAGES]
    assert [link["hreflang"] for link in switch] == list(LANGUAGES)
    assert [link.text for link in switch if "aria-current" in link.attributes] == ["简体中文"]


def test_the_canonical_url_has_no_code(app_with_codes: Flask, codes: Codes) -> None:
    alternates = {tag: f"{ORIGIN}/{tag}/app" for tag in LANGUAGES}
    for tag in LANGUAGES:
        html = get_page(app_with_codes, f"/{tag}/app/{codes.active}")
        assert html.one("link", rel="canonical")["href"] == alternates[tag]
        hreflang = {
            link["hreflang"]: link["href"]
            for link in html.all("link", rel="alternate")
            if "hreflang" in link.attributes
        }
        assert hreflang == {**alternates, "x-default": f"{ORIGIN}/en/app"}
        assert html.one("meta", property="og:url")["content"] == alternates[tag]


def test_x_default_is_the_default_language(settings: Settings) -> None:
    with site(settings(default_language="zh-Hans")) as app:
        default = get_page(app).one("link", hreflang="x-default")
    assert default["href"] == f"{ORIGIN}/zh-Hans/app"


# The guide


@pytest.mark.parametrize("visitor", ["ALIPAY_XIAOMI", "ALIPAY_IPHONE", "DINGTALK_VIVO"])
def test_the_guide_replaces_a_store_that_would_not_open(visitor: str, app: Flask) -> None:
    html = get_page(app, user_agent=visitors.USER_AGENTS[visitor])
    name = "DingTalk" if visitor.startswith("DING") else "Alipay"
    assert html.one("h2", id="guide").text == "One more step: open this page in your browser"
    assert f"{name} cannot open app stores" in html.one(class_="guide").text


def test_wechat_on_android_shows_myapp_and_the_guide(app: Flask) -> None:
    html = get_page(app, user_agent=visitors.WECHAT_XIAOMI)
    button, guide = html.one("a", within="first"), html.one(class_="guide")
    assert button["href"] == "/q?store=myapp"
    assert html.elements.index(button) < html.elements.index(guide)
    assert "WeChat can open only this store." in guide.text


@pytest.mark.parametrize("visitor", ["WECHAT_IPHONE", "LINE_IPHONE", "IPHONE", "WINDOWS"])
def test_there_is_no_guide_if_the_browser_opens_the_store(visitor: str, app: Flask) -> None:
    html = get_page(app, user_agent=visitors.USER_AGENTS[visitor])
    assert not html.all(class_="guide")
    assert "/static/js/copy.js" not in scripts(html)


def test_an_app_without_a_display_name_is_called_this_app(settings: Settings) -> None:
    with site(settings(routing__in_app__facebook__android="guide")) as app:
        guide = get_page(app, user_agent=visitors.FACEBOOK_SAMSUNG).one(class_="guide")
    assert guide.text.startswith("One more step")
    assert "This app cannot open app stores" in guide.text


def test_an_app_is_recognised_by_the_package_that_its_web_view_sends(app: Flask) -> None:
    user_agent = visitors.PIXEL
    package = {"X-Requested-With": "com.eg.android.AlipayGphone"}
    assert not ParsedHtml(get(app, "/en/app", user_agent).text).all(class_="guide")
    assert ParsedHtml(get(app, "/en/app", user_agent, **package).text).all(class_="guide")


def test_the_guide_shows_a_landing_click_url_to_copy(app_with_codes: Flask, codes: Codes) -> None:
    html = get_page(app_with_codes, f"/en/app/{codes.active}", visitors.ALIPAY_XIAOMI)
    field = html.one("input")
    assert field["value"] == f"{ORIGIN}/q/{codes.active}?platform=android"
    assert "readonly" in field.attributes
    assert html.one("label")["for"] == field["id"]
    button = html.one("button")
    assert button["data-copies"] == field["id"]
    assert "hidden" in button.attributes, "the button needs the script"
    assert scripts(html) == ["/static/js/copy.js"]


@pytest.mark.parametrize(
    ("in_app", "browser"),
    [
        ("ALIPAY_XIAOMI", "XIAOMI"),
        ("ALIPAY_IPHONE", "IPHONE"),
        ("DINGTALK_VIVO", "VIVO"),
        ("WECHAT_XIAOMI", "XIAOMI"),
        ("WECHAT_HARMONY_4", "HUAWEI_HARMONY_4"),
        ("WECHAT_HARMONY_4", "HUAWEI"),  # a browser that does not send HarmonyOS
    ],
)
def test_the_copied_url_redirects_like_a_scan_and_counts_as_a_landing_click(
    in_app: str, browser: str, app: Flask
) -> None:
    user_agent = visitors.USER_AGENTS[browser]
    copied = get_page(app, user_agent=visitors.USER_AGENTS[in_app]).one("input")["value"]
    opened = get(app, copied.removeprefix(ORIGIN), user_agent)
    assert opened.headers["Location"] == get(app, "/q", user_agent).headers["Location"]
    paths = (services(app).data_dir.folder / "journal").glob("*" + journal.JOURNAL_SUFFIX)
    entries = [
        entry
        for path in paths
        for entry in journal_reader.read_entries(path, 0, 1 << 30, finished=False)[0]
    ]
    assert [entry.request_class for entry in entries] == ["landing_click", "scan"]


# Apple


def test_a_possible_ipad_gets_no_script_if_ipads_have_no_store(
    settings: Settings,
) -> None:
    with site(settings(routing__ios="landing")) as app:
        assert scripts(get_page(app, user_agent=visitors.IPAD_AS_MAC)) == []


def test_a_possible_ipad_gets_the_script_that_recognises_it(
    app_with_codes: Flask, codes: Codes
) -> None:
    html = get_page(app_with_codes, f"/en/app/{codes.active}", visitors.IPAD_AS_MAC)
    script = html.one("script")
    assert urlsplit(script["src"]).path == "/static/js/ipad.js"
    assert script["data-address"] == f"/q/{codes.active}?platform=ipados"
    answer = get(app_with_codes, script["data-address"], visitors.IPAD_AS_MAC)
    assert answer.headers["Location"].startswith("https://apps.apple.com/")


@pytest.mark.parametrize("visitor", ["IPAD", "IPHONE", "MAC_CHROME", "WINDOWS", "XIAOMI"])
def test_other_visitors_get_no_script(visitor: str, app: Flask) -> None:
    assert scripts(get_page(app, user_agent=visitors.USER_AGENTS[visitor])) == []


@pytest.mark.parametrize("visitor", ["IPHONE", "IPAD", "IPAD_AS_MAC"])
def test_safari_gets_the_app_banner_with_the_code(
    visitor: str, app_with_codes: Flask, codes: Codes
) -> None:
    html = get_page(app_with_codes, f"/en/app/{codes.active}", visitors.USER_AGENTS[visitor])
    banner = html.one("meta", name="apple-itunes-app")["content"]
    assert banner == f"app-id=1000000000, app-argument={ORIGIN}/q/{codes.active}"


@pytest.mark.parametrize("visitor", ["WECHAT_IPHONE", "ALIPAY_IPHONE", "XIAOMI", "WINDOWS"])
def test_only_safari_gets_the_app_banner(visitor: str, app: Flask) -> None:
    assert not get_page(app, user_agent=visitors.USER_AGENTS[visitor]).all(
        "meta", name="apple-itunes-app"
    )


# The symbol


def test_the_symbol_on_a_computer_has_the_code(app_with_codes: Flask, codes: Codes) -> None:
    image = get_page(app_with_codes, f"/zh-Hans/app/{codes.active}", visitors.WINDOWS).one("img")
    assert image["src"] == f"/app/{codes.active}/symbol.svg"
    assert image["alt"] == "二维码：用手机扫描，下载邮储银行手机银行。"


@pytest.mark.parametrize("visitor", ["IPHONE", "XIAOMI", "ALIPAY_XIAOMI"])
def test_a_phone_gets_no_symbol(visitor: str, app: Flask) -> None:
    assert not get_page(app, user_agent=visitors.USER_AGENTS[visitor]).all("img")


def test_the_symbol_depends_on_the_code_and_not_on_the_language(
    app_with_codes: Flask, codes: Codes
) -> None:
    def symbol(path: str, language: str = "en") -> bytes:
        answer = get(app_with_codes, path, **{"Accept-Language": language})
        assert answer.mimetype == "image/svg+xml"
        assert "Accept-Language" not in answer.vary
        return answer.get_data()

    without = symbol("/app/symbol.svg")
    assert symbol("/app/symbol.svg", "zh-TW") == without
    assert symbol(f"/app/{codes.active}/symbol.svg") != without
    assert symbol(f"/app/{codes.ended}/symbol.svg") == without
    assert symbol("/app/222222/symbol.svg") == without


@pytest.mark.parametrize(
    ("environment_name", "payload"),
    [
        ("development", "http://192.0.2.7:8000/q"),
        ("production", "https://APP.PSBC.EXAMPLE/Q"),
    ],
)
def test_the_symbol_has_this_sites_url_only_in_development(
    environment_name: str, payload: str, settings: Settings, codes: Codes
) -> None:
    with site(settings(environment=environment_name)) as app:
        for code in ("", f"/{codes.active}"):
            answer = get(app, f"/app{code}/symbol.svg", Host="192.0.2.7:8000")
            assert f"<title>{payload}{code}</title>" in answer.text


# Headers of the page


def test_the_page_is_cached_privately_for_a_minute(app: Flask) -> None:
    answer = get(app, "/en/app")
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    required = {"User-Agent", "Sec-CH-UA-Platform", MODEL, "X-Requested-With", "Accept-Language"}
    assert required <= set(map(str, answer.vary))


@pytest.mark.parametrize(
    ("user_agent", "header", "value"),
    [
        (visitors.IPHONE, "User-Agent", visitors.XIAOMI),
        (visitors.PIXEL, "X-Requested-With", "com.tencent.mm"),
        (visitors.REDUCED_CHROME, "Sec-CH-UA-Platform", '"Windows"'),
        (visitors.REDUCED_CHROME, MODEL, '"SM-S9180"'),
    ],
)
def test_headers_that_change_the_page_are_in_vary(
    user_agent: str, header: str, value: str, app: Flask
) -> None:
    before = get(app, "/en/app", user_agent)
    after = app.test_client().get("/en/app", headers={"User-Agent": user_agent} | {header: value})
    assert before.text != after.text
    assert header in before.vary


@pytest.mark.parametrize(
    ("visitor", "hints", "critical"),
    [
        ("REDUCED_CHROME", {}, True),
        ("REDUCED_CHROME", {MODEL: '"SM-S9180"'}, False),
        ("REDUCED_CHROME", {MODEL: '"Unknown phone"'}, False),  # or Chrome would repeat it forever
        ("XIAOMI", {}, False),
        ("IPHONE", {}, False),
        ("WINDOWS", {}, False),
    ],
)
def test_only_android_without_a_known_brand_gets_critical_ch(
    visitor: str, hints: dict[str, str], critical: bool, app: Flask
) -> None:
    answer = get(app, "/en/app", visitors.USER_AGENTS[visitor], **hints)
    assert answer.headers["Accept-CH"] == MODEL
    assert answer.headers.get("Critical-CH") == (MODEL if critical else None)


def test_the_model_hint_decides_the_store(app: Flask) -> None:
    answer = get(app, "/en/app", visitors.REDUCED_CHROME, **{MODEL: '"SM-S9180"'})
    assert ParsedHtml(answer.text).one("a", within="first")["href"] == "/q?store=samsung"


def test_the_page_allows_only_get_and_head(app: Flask) -> None:
    assert app.test_client().post("/en/app").status_code == 405
    assert app.test_client().head("/en/app").status_code == 200


# The page as a document


@pytest.mark.parametrize("visitor", visitors.USER_AGENTS)
def test_the_page_is_complete_for_every_visitor_in_every_language(visitor: str, app: Flask) -> None:
    for language in LANGUAGES:
        answer = get(app, f"/{language}/app", visitors.USER_AGENTS[visitor])
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        html = ParsedHtml(answer.text)
        assert html.one("html")["lang"] == language
        assert html.one("h1").text == services(app).config.app.name[language]
        assert html.one("a", class_="skip")["href"] == "#" + html.one("main")["id"]
        ids = [element["id"] for element in html.elements if "id" in element.attributes]
        assert sorted(ids) == sorted(set(ids))
        for element in html.elements:
            assert element.attributes.get("aria-labelledby") in (None, *ids)
            assert not has_inline_code(element)
            assert not loads_from_elsewhere(element)


def has_inline_code(element: Element) -> bool:
    """Return True for code that `script-src 'self'; style-src 'self'` blocks."""
    code = {name for name in element.attributes if name.startswith("on") or name == "style"}
    bare_script = element.tag == "script" and (element.text or "src" not in element.attributes)
    return bool(code or bare_script or element.tag == "style")


def loads_from_elsewhere(element: Element) -> bool:
    """Return True if a browser would load the element from another site."""
    loaded = element.attributes.get("src", "")
    if element.tag == "link" and element["rel"] in ("stylesheet", "icon"):
        loaded = element["href"]
    return bool(urlsplit(loaded).netloc or urlsplit(loaded).scheme)


def test_the_hotlines_can_be_dialled(app: Flask) -> None:
    lines = get_page(app).all("a", within="hotlines")
    assert [(line["href"], line.text) for line in lines] == [
        ("tel:+864008895580", "Credit Card Service 400-88-95580"),
        ("tel:95580", "Call Center 95580"),
    ]


def test_a_shared_link_has_a_preview_card(app: Flask) -> None:
    html = get_page(app, "/zh-Hant/app", visitors.GOOGLEBOT_SMARTPHONE)

    def og(name: str) -> str:
        return html.one("meta", property=name)["content"]

    assert og("og:title") == "下載郵儲銀行手機銀行"
    assert og("og:site_name") == "中國郵政儲蓄銀行"
    assert og("og:locale") == "zh_TW"
    others = html.all("meta", property="og:locale:alternate")
    assert [other["content"] for other in others] == ["en_US", "zh_CN"]
    assert og("og:image").startswith(f"{ORIGIN}/static/img/card-zh-Hant-")
    with get(app, og("og:image").removeprefix(ORIGIN)) as answer:
        card = Image.open(BytesIO(answer.data))
    assert card.size == (int(og("og:image:width")), int(og("og:image:height")))
    assert html.one("meta", name="twitter:card")["content"] == "summary_large_image"


def test_settings_are_escaped_in_the_page(settings: Settings) -> None:
    name = '<b id="x">Bank & Co</b>"'
    with site(settings(app__name__en=name)) as app:
        html = get_page(app, user_agent=visitors.WINDOWS)
    assert html.one("h1").text == name
    assert not html.all("b", id="x")
    assert html.one("meta", property="og:title")["content"] == f"Get {name}"


# Association files

ASSOCIATIONS = ("apple-app-site-association", "assetlinks.json", "applinking.json")


@pytest.mark.parametrize("name", ASSOCIATIONS)
def test_an_association_file_without_settings_gets_404(name: str, app: Flask) -> None:
    assert get(app, f"/.well-known/{name}").status_code == 404


@pytest.fixture
def association(settings: Settings) -> Callable[[str], object]:
    """Return an association file of a site with settings for all of them."""

    def get_file(name: str) -> object:
        config = settings(
            app_links__apple_app_ids="TEAM.example.bank",
            app_links__android_fingerprints="14:6D:E9,15:6D:E9",
            app_links__harmony_app_identifiers="115",
        )
        with site(config) as app:
            answer = get(app, f"/.well-known/{name}")
        assert answer.status_code == 200
        assert answer.content_type == "application/json"
        return json.loads(answer.data)

    return get_file


def test_the_apple_association_names_the_app_that_opens_scans(
    association: Callable[[str], object],
) -> None:
    paths = [{"/": "/q/*"}, {"/": "/Q/*"}]
    details = [{"appIDs": ["TEAM.example.bank"], "components": paths}]
    assert association("apple-app-site-association") == {"applinks": {"details": details}}


def test_the_android_association_names_the_package_that_opens_scans(
    association: Callable[[str], object],
) -> None:
    assert association("assetlinks.json") == [
        {
            "relation": ["delegate_permission/common.handle_all_urls"],
            "target": {
                "namespace": "android_app",
                "package_name": "com.yitong.mbank.psbc",
                "sha256_cert_fingerprints": ["14:6D:E9", "15:6D:E9"],
            },
        }
    ]


def test_the_harmonyos_association_names_the_app_that_opens_scans(
    association: Callable[[str], object],
) -> None:
    expected = {"applinking": {"apps": [{"appIdentifier": "115"}]}}
    assert association("applinking.json") == expected


def test_another_well_known_path_gets_404(app: Flask) -> None:
    assert get(app, "/.well-known/change-password").status_code == 404
