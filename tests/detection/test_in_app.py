"""In-app browsers: recognised by the word that the app adds to the User-Agent, and its package."""

import pytest

from microsite.detection.in_app import APP_PACKAGES
from microsite.detection.in_app import ENGINES
from microsite.detection.in_app import HOSTS
from microsite.detection.in_app import OTHER_APP
from microsite.detection.own_app import OWN_APP
from microsite.detection.own_app import OwnApp
from microsite.detection.user_agent import parse_user_agent
from tests.support.user_agents import IN_APP_ON_IOS
from tests.support.user_agents import WEB_VIEW
from tests.support.user_agents import android
from tests.support.user_agents import detect
from tests.support.user_agents import iphone
from tests.support.user_agents import linux

USER_AGENT_SUFFIXES = {
    "wechat": ("MicroMessenger/8.0.60", "WindowsWechat(0x63090c11)", "MacWechat/3.8.9(0x13080910)"),
    "wecom": ("wxwork/4.1.36", "wxwork/4.1.36 MicroMessenger/7.0.1"),
    "qq": ("QQ/9.1.70.600 V1_IPH_SQ_9.1.70_1_APP_A", "MQQBrowser/6.2 TBS/047500 QQ/9.1.65"),
    "weibo": ("Weibo (iPhone15,3__weibo__15.6.2__iphone__os18.4)", "Weibo_15.6.2_android"),
    "alipay": (
        "Ariver/1.0 AlipayClient/10.7.50 Language/zh-Hans",
        "Nebula Alipay",
        "AliApp(AP/10.7.50.8000)",
    ),
    "dingtalk": ("AliApp(DingTalk/7.6.50)", "DingTalk(7.6.50-RELEASE) Channel/700159"),
    "unionpay": ("(UnionPay/1.0 CloudPay)", "(CloudPay 10.1.6)"),
    "feishu": ("Feishu/7.47.5", "Lark/7.47.5 LarkLocale/en_US ChannelName/Google"),
    "douyin": ("aweme_34.4.0 JsSdk/1.0 NetType/WIFI", "Douyin/34.5 Channel/App"),
    "tiktok": (
        "trill_2024005030 JsSdk/1.0",
        "TikTok 40.5.0 rv:405018",
        "musical_ly_40.5.0 JsSdk/2.0",
        "Musically/40.5",
    ),
    "toutiao": (
        "NewsArticle/9.8.6 JsSdk/2.0",
        "Toutiao/9.8.6",
        "ToutiaoMicroApp/3.52.0 PluginVersion/97909068",
    ),
    "kuaishou": ("Kuaishou/13.4", "Kwai/13.4.40.6321", "ksNebula/13.4.30.5012"),
    "xiaohongshu": ("xiaohongshu/8.79 NetType/WiFi", "XHSDiscover/8.79 Language/zh-CN"),
    "bilibili": ("BiliApp/84500100 mobi_app/iphone", "bilibili/8.45.0 os/ios"),
    "zhihu": ("ZhihuHybrid/10.53", "Zhihu/24501"),
    "baidu": (
        "baiduboxapp/15.12.0.10 (Baidu; P2 18.5)",
        "baiduboxlite/7.11.0.10",
        "baiduboxpad/1.5.1",
        "haokan/7.61.0.10",
        "bdhaokan/7.61.0.10",
    ),
    "taobao": ("AliApp(TB/10.50.10) WindVane/8.7.2",),
    "tmall": ("AliApp(TM/15.48.0) WindVane/8.5.0",),
    "jd": ("jdapp;iPhone;15.1.80;network/wifi", "jdjr-app-iphone/6.9.90"),
    "pinduoduo": ("phh_ios/7.61.0 Pinduoduo/7.61",),
    "meituan": (
        "TitansX/20.50 Meituan/12.35.404",
        "KNB/1.2 iMeituan/12.35.404 meituangroup",
        "MeituanGroup/12.35",
    ),
    "momo": ("momoWebView/9.15.5 ios/18052",),
    "line": ("Safari Line/15.11.0", "Line/15.11.0/IAB"),
    "kakaotalk": ("KAKAOTALK/25.6.1 (INAPP)",),
    "naver": ("NAVER(inapp; search; 2000; 12.14.2; 15PRO)",),
    "daum": ("DaumApps/8.3.0 DaumDevice/mobile",),
    "zalo": ("Zalo iOS/710 ZaloTheme/light",),
    "instagram": (
        "Instagram 388.0.0.29.88 (iPhone14,7; iOS 18_4)",
        "Instagram 388.0.0.29.88 (iPhone14,7; iOS 18_4) [FBAV/518.0]",
        "Instagram 410.0.0.1 (iPhone14,7; iOS 18_4; IABMV/1)",
        "MetaIAB Instagram",
    ),
    "threads": ("Barcelona 388.0.0.31.93 (iPhone14,7; iOS 18_4)",),
    "facebook": (
        "[FBAN/MessengerForiOS;FBDV/iPhone14,7]",
        "[FBAV/519.0.0.40.96;FBDV/iPhone14,7]",
        "[FBIOS;FBDV/iPhone14,7]",
        "[FB_IAB/MESSENGER;]",
        "[FB4A;FBLC/de_DE]",
        "MetaIAB Facebook",
        "IABMV/1",
    ),
    "twitter": ("Twitter for iPhone/11.10", "TwitterAndroid"),
    "linkedin": ("[LinkedInApp]/9.31.1102",),
    "snapchat": ("Snapchat/13.45.0.41 (like Safari/8622.1.22, panda)",),
    "pinterest": ("[Pinterest/iOS]",),
    "telegram": ("Telegram-iOS/11.13", "Telegram-Android/11.13.2 (Example; Android 14)"),
    "whatsapp": ("WhatsApp/25.19.76",),
    "viber": ("Viber/25.7.0",),
    "reddit": ("Reddit/Version 2025.24.0/Build 2524",),
    "vk": ("VKAndroidApp/8.132-25500",),
}
BY_WORD = [(app, rest) for app, rests in USER_AGENT_SUFFIXES.items() for rest in rests]


@pytest.mark.parametrize(("app", "rest"), BY_WORD)
def test_an_app_is_recognised_by_its_word_on_a_phone(app: str, rest: str) -> None:
    on_ios = detect(iphone(f"{IN_APP_ON_IOS} {rest}".replace("FB4A", "FBIOS")))
    on_android = detect(android("Zebra77 Build/Z1; wv", f"{WEB_VIEW} {rest}"))
    assert (on_ios.platform, on_ios.in_app) == ("ios", app)
    assert (on_android.platform, on_android.in_app) == ("android", app)


def test_every_word_has_a_test_case() -> None:
    tested = {
        (word, app) for app, rest in BY_WORD for word in parse_user_agent(f"(x11) {rest}").words
    }
    assert [word for word, app in HOSTS.items() if (word, app) not in tested] == []


ENGINE_SUFFIXES = (
    "AlipayDefined(nt:WIFI,ws:393|788|3.0) ExampleBank/7",
    "mPaaSClient/10.2 ExampleBank/7",
    "BytedanceWebview/d8a21c6",
    "TTWebView/0751130041605",
    "(UnionPay/1.0 EXAMPLE)",
    "(UnionPay 10.1.6)",
    "MQQBrowser/6.2 TBS/047500 ExampleBank/7",
)


@pytest.mark.parametrize("rest", ENGINE_SUFFIXES)
def test_an_engine_without_its_host_is_another_firms_app(rest: str) -> None:
    assert detect(iphone(f"{IN_APP_ON_IOS} {rest}")).in_app == OTHER_APP
    assert detect(android("Zebra77 Build/Z1; wv", f"{WEB_VIEW} {rest}")).in_app == OTHER_APP


def test_every_engine_has_a_test_case() -> None:
    tested = set().union(*(parse_user_agent(f"(x11) {rest}").words for rest in ENGINE_SUFFIXES))
    assert ENGINES.keys() - tested == set()


@pytest.mark.parametrize("engine", ENGINE_SUFFIXES)
@pytest.mark.parametrize(("app", "rest"), BY_WORD)
def test_the_host_wins_over_the_engine(app: str, rest: str, engine: str) -> None:
    assert detect(iphone(f"{IN_APP_ON_IOS} {engine} {rest}")).in_app == app


OWN = OwnApp(products=(("examplebank", "7"), ("bank", "")), package="com.example.bank")


@pytest.mark.parametrize(
    "rest",
    [
        "ExampleBank/7.1",
        "Bank/2.0",
        "MicroMessenger/8.0 ExampleBank/7.1",
        "AlipayDefined(nt:WIFI) Bank/2",
        "(UnionPay/1.0 Bank)",
        "(UnionPay/1.0 ExampleBank/7.2)",
        "(Bank/9; de)",
    ],
)
def test_the_own_app_wins_over_every_other(rest: str) -> None:
    assert detect(iphone(f"{IN_APP_ON_IOS} {rest}"), own_app=OWN).in_app == OWN_APP
    assert detect(iphone(f"{IN_APP_ON_IOS} {rest}")).in_app != OWN_APP


@pytest.mark.parametrize("rest", ["ExampleBank/6", "MyBank/2", "Bank", "Banking/7", "X/Bank"])
def test_another_name_is_not_the_own_app(rest: str) -> None:
    assert detect(iphone(f"{IN_APP_ON_IOS} {rest}"), own_app=OWN).in_app is None


def test_the_own_app_is_recognised_by_its_package() -> None:
    headers = {"X-Requested-With": "com.Example.bank"}
    assert detect(android("K; wv", WEB_VIEW), headers, OWN).in_app == OWN_APP


BY_PACKAGE = {
    "wechat": ["com.tencent.mm"],
    "wecom": ["com.tencent.wework"],
    "qq": ["com.tencent.mobileqq", "com.tencent.tim"],
    "weibo": ["com.sina.weibo", "com.sina.weibolite"],
    "alipay": ["com.eg.android.AlipayGphone"],
    "dingtalk": ["com.alibaba.android.rimet"],
    "unionpay": ["com.unionpay"],
    "feishu": ["com.ss.android.lark"],
    "douyin": ["com.ss.android.ugc.aweme", "com.ss.android.ugc.aweme.lite"],
    "tiktok": [
        "com.ss.android.ugc.trill",
        "com.zhiliaoapp.musically",
        "com.zhiliaoapp.musically.go",
    ],
    "toutiao": ["com.ss.android.article.news", "com.ss.android.article.lite"],
    "kuaishou": ["com.smile.gifmaker", "com.kuaishou.nebula"],
    "xiaohongshu": ["com.xingin.xhs"],
    "bilibili": ["tv.danmaku.bili"],
    "zhihu": ["com.zhihu.android"],
    "baidu": ["com.baidu.searchbox", "com.baidu.searchbox.lite"],
    "taobao": ["com.taobao.taobao"],
    "tmall": ["com.tmall.wireless"],
    "jd": ["com.jingdong.app.mall"],
    "pinduoduo": ["com.xunmeng.pinduoduo"],
    "meituan": ["com.sankuai.meituan"],
    "momo": ["com.immomo.momo"],
    "line": ["jp.naver.line.android"],
    "kakaotalk": ["com.kakao.talk"],
    "naver": ["com.nhn.android.search"],
    "zalo": ["com.zing.zalo"],
    "facebook": [
        "com.facebook.katana",
        "com.facebook.lite",
        "com.facebook.orca",
        "com.facebook.mlite",
    ],
    "instagram": ["com.instagram.android", "com.instagram.lite"],
    "threads": ["com.instagram.barcelona"],
    "twitter": ["com.twitter.android"],
    "linkedin": ["com.linkedin.android"],
    "snapchat": ["com.snapchat.android"],
    "pinterest": ["com.pinterest"],
    "telegram": ["org.telegram.messenger"],
    "whatsapp": ["com.whatsapp"],
    "viber": ["com.viber.voip"],
    "reddit": ["com.reddit.frontpage"],
    "vk": ["com.vkontakte.android"],
}
PACKAGE_CASES = [(app, package) for app, packages in BY_PACKAGE.items() for package in packages]


@pytest.mark.parametrize(("app", "package"), PACKAGE_CASES)
def test_an_app_is_recognised_by_the_package_of_its_web_view(app: str, package: str) -> None:
    in_app = detect(android("K; wv", WEB_VIEW), {"X-Requested-With": package}).in_app
    assert in_app == app


def test_every_package_has_a_test_case() -> None:
    assert APP_PACKAGES.keys() == {package.lower() for _, package in PACKAGE_CASES}


def test_the_word_in_the_user_agent_takes_precedence_over_the_package() -> None:
    user_agent = android("K; wv", f"{WEB_VIEW} AliApp(DingTalk/7.6.51)")
    assert detect(user_agent, {"X-Requested-With": "com.tencent.mm"}).in_app == "dingtalk"


@pytest.mark.parametrize(
    "package", ["", "com.android.chrome", "XMLHttpRequest", "com.tencent.mm.x"]
)
def test_an_unknown_package_is_no_app(package: str) -> None:
    assert detect(android("K; wv", WEB_VIEW), {"X-Requested-With": package}).in_app is None


BROWSERS = {
    "QQ Browser": iphone("MQQBrowser/19.5 Mobile/15E148 Safari/604.1 QBWebViewType/1"),
    "Baidu's browser": android("K", f"{WEB_VIEW} baidubrowser/7.19"),
    "a phone called Line": android("Line 40"),
    "a phone called TB": android("TB-8505F"),
    "a phone called TM": android("TM 5700"),
    "a phone called AP": android("AP One"),
    "a phone called Lark": android("Lark 5"),
    "a phone called Barcelona": android("Barcelona"),
    "a phone called Musical": android("Musical 2"),
    "an unknown IAB": android("K; wv", f"{WEB_VIEW} Example/2/IAB"),
    "words that only contain an app's": android("K", f"{WEB_VIEW} weibox/1 airline/2 xqq/3"),
    "a computer": linux("Chrome/138.0.0.0 Safari/537.36"),
}


@pytest.mark.parametrize("user_agent", BROWSERS.values(), ids=BROWSERS)
def test_a_browser_that_resembles_an_app_is_a_browser(user_agent: str) -> None:
    assert detect(user_agent).in_app is None
