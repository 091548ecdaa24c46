"""The visitor: User-Agents and hints of named devices, and the visitor that is detected."""

import time
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from microsite.detection import brands
from microsite.detection import in_app
from microsite.detection.bots import Fetcher
from microsite.detection.device import Platform
from microsite.detection.device_type import DeviceType
from microsite.detection.request_headers import MAX_USER_AGENT_CHARS
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import BOT
from microsite.detection.visitor import Visitor
from microsite.detection.visitor import detect_visitor
from tests.support.user_agents import BLINK
from tests.support.user_agents import CHROME
from tests.support.user_agents import IN_APP_ON_IOS
from tests.support.user_agents import MICRO_MESSENGER
from tests.support.user_agents import SAFARI
from tests.support.user_agents import WEB_VIEW
from tests.support.user_agents import WEBKIT
from tests.support.user_agents import android
from tests.support.user_agents import detect
from tests.support.user_agents import harmony
from tests.support.user_agents import ipad
from tests.support.user_agents import iphone
from tests.support.user_agents import linux
from tests.support.user_agents import mac
from tests.support.user_agents import windows

IPHONE = Visitor("ios", "phone")
IPAD = Visitor("ipados", "tablet")
ANDROID = Visitor("android", "phone", runs_android=True)
ANDROID_TABLET = Visitor("android", "tablet", runs_android=True)
NEXT = Visitor("harmonyos", "phone", "huawei")
HARMONY = Visitor("harmonyos", "phone", "huawei", runs_android=True)
DESKTOP = Visitor("desktop", "desktop")
POSSIBLE_IPAD = Visitor("desktop", "desktop", may_be_ipad=True)

HARMONYOS = {
    "HarmonyOS NEXT phone": (harmony("Phone; OpenHarmony 5.1", "ArkWeb/4.1.6.3 Mobile"), NEXT),
    "HarmonyOS NEXT phone, Huawei's browser": (
        harmony("Phone; OpenHarmony 6.0", "ArkWeb/6.0.0.47 Mobile HuaweiBrowser/5.1.9.310"),
        NEXT,
    ),
    "HarmonyOS NEXT phone with Android": (
        harmony("Phone; Android 14;OpenHarmony 5.0", "ArkWeb/4.1.6.5 Mobile"),
        NEXT,
    ),
    "HarmonyOS NEXT phone with Android, UC Browser": (
        "Mozilla/5.0 (phone; Android 12; OpenHarmony 6.0) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Version/4.0 Chrome/123.0.6312.80 UCBrowser/17.5.2.1390 Mobile Safari/537.36",
        NEXT,
    ),
    "HarmonyOS NEXT phone, WeChat": (
        harmony("Phone; OpenHarmony 5.0", f"ArkWeb/4.1.6.4 Mobile {MICRO_MESSENGER}"),
        replace(NEXT, in_app="wechat"),
    ),
    "HarmonyOS NEXT tablet": (
        harmony("Tablet; OpenHarmony 5.1", "ArkWeb/4.1.6.3"),
        replace(NEXT, device_type="tablet"),
    ),
    "HarmonyOS NEXT computer": (
        harmony("PC; OpenHarmony 6.1; Windows NT 10.0", "ArkWeb/6.1.0.12"),
        replace(NEXT, device_type="desktop"),
    ),
    "HarmonyOS NEXT 2-in-1": (
        harmony("2in1; OpenHarmony 5.1", "ArkWeb/4.1.6.3"),
        replace(NEXT, device_type="desktop"),
    ),
    "HarmonyOS NEXT television": (
        harmony("TV; OpenHarmony 5.0", "ArkWeb/4.1.6.3"),
        replace(NEXT, device_type="tv"),
    ),
    "HarmonyOS NEXT watch": (
        harmony("Wearable; OpenHarmony 5.0", "ArkWeb/4.1.6.3"),
        replace(NEXT, device_type="watch"),
    ),
    "HarmonyOS NEXT car": (
        harmony("Car; OpenHarmony 5.0", "ArkWeb/4.1.6.3"),
        replace(NEXT, device_type="car"),
    ),
    "HarmonyOS 2 to 4 phone": (
        "Mozilla/5.0 (Linux; Android 12; HarmonyOS; NAM-AL00; HMSCore 6.15.0.302)"
        f" {BLINK} Chrome/114.0.5735.196 HuaweiBrowser/15.0.6.301 Mobile Safari/537.36",
        HARMONY,
    ),
    "HarmonyOS 4 phone, WeChat": (
        android("HarmonyOS; BRA-AL00 Build/HUAWEI", f"{WEB_VIEW} {MICRO_MESSENGER}", "12"),
        replace(HARMONY, in_app="wechat"),
    ),
    "HarmonyOS 3 tablet": (
        "Mozilla/5.0 (Linux; Android 12; HarmonyOS; DBY-W09; HMSCore 6.14.0.322)"
        f" {BLINK} Chrome/114.0.5735.196 HuaweiBrowser/14.0.5.303 Safari/537.36",
        replace(HARMONY, device_type="tablet"),
    ),
    "HarmonyOS 4 television": (
        android("HarmonyOS; HD65KHAA; Smart TV", CHROME, "12"),
        replace(HARMONY, device_type="tv"),
    ),
}

APPLE = {
    "iPhone, Safari": (iphone("Version/17.5.1 Mobile/15E148 Safari/604.1", "17_5_1"), IPHONE),
    "iPhone with iOS 26, which sends 18": (iphone(), IPHONE),
    "iPhone, Chrome": (iphone("CriOS/139.0.7258.76 Mobile/15E148 Safari/604.1"), IPHONE),
    "iPhone, Firefox": (iphone("FxiOS/141.2 Mobile/15E148 Safari/605.1.15"), IPHONE),
    "iPhone, a plain web view": (iphone("Mobile/15E148", "16_7_11"), IPHONE),
    "iPhone whose app adds Android": (iphone("Mobile/15E148 like-Android/2"), IPHONE),
    "iPod touch": (
        f"Mozilla/5.0 (iPod touch; CPU iPhone OS 15_8_4 like Mac OS X) {WEBKIT} {SAFARI}",
        IPHONE,
    ),
    "app on an iPhone without a web view": ("Example/7 CFNetwork/3826.500.131 Darwin/24.5", IPHONE),
    "iPad requesting mobile sites": (ipad(), IPAD),
    "iPad, Chrome": (ipad("CriOS/138.0.7204.156 Mobile/15E148 Safari/604.1"), IPAD),
    "iPad requesting desktop sites": (mac(" Version/18.0.2 Safari/605.1.15"), POSSIBLE_IPAD),
    "iPad's web view": (mac("", "10_15_6"), POSSIBLE_IPAD),
    "iPad requesting desktop sites, Chrome": (
        mac(" CriOS/139.0.7258.76 Version/11.1.1 Safari/605.1.15", "13_5_2"),
        POSSIBLE_IPAD,
    ),
    "iPad's web view in an app": (mac(" Mobile/15E148", "14_2"), POSSIBLE_IPAD),
    "iPad requesting desktop sites, Firefox": (
        mac(" FxiOS/141.2 Version/13.1 Safari/605.1.15", "13_5_2"),
        POSSIBLE_IPAD,
    ),
    "iPad requesting desktop sites, Edge": (
        mac(" EdgiOS/138.0.3351.95 Version/13.1 Safari/605.1.15", "13_5_2"),
        POSSIBLE_IPAD,
    ),
    "iPad requesting desktop sites, DuckDuckGo": (
        mac(" DDGiOS/7.181 Version/13.1 Safari/605.1.15", "13_5_2"),
        POSSIBLE_IPAD,
    ),
    "app on a Mac without a web view": (
        "Mozilla/5.0 Example/7 CFNetwork/1568.200.51 Darwin/24.1.0 (x86_64)",
        DESKTOP,
    ),
    "Mac, an older Safari": (mac(" Version/13.1.3 Safari/605.1.15", "10_13_6"), DESKTOP),
    "Mac, Chrome": (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {BLINK} {CHROME}", DESKTOP),
    "Mac, Firefox": (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:141.0) Gecko/20100101 Firefox/141.0",
        DESKTOP,
    ),
    "Apple Watch": (
        "Podcasts/4 watchOS/11.5 model/Watch7,4 build/22T572",
        Visitor("other", "watch"),
    ),
    "Apple TV": ("AppleTV14,1/18.5 (tvOS; like iPhone)", Visitor("other", "tv")),
}

ANDROIDS = {
    "Android phone, Chrome": (android("SM-S928B", version="15"), replace(ANDROID, brand="samsung")),
    "Android phone, Firefox, which hides the model": (
        "Mozilla/5.0 (Android 15; Mobile; rv:141.3) Gecko/141.3 Firefox/141.3",
        ANDROID,
    ),
    "Android tablet, Chrome": (
        android("SM-X916B", CHROME),
        replace(ANDROID_TABLET, brand="samsung"),
    ),
    "Android tablet that sends Tablet": (
        "Mozilla/5.0 (Android 13; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0",
        ANDROID_TABLET,
    ),
    "Android tablet that sends Pad and Mobile": (
        android("Redmi Pad SE Build/UKQ1.240624.001", WEB_VIEW),
        replace(ANDROID_TABLET, brand="xiaomi"),
    ),
    "Android phone of an unknown brand": (android("Zebra77 Ultra"), ANDROID),
    "phone whose model is called iPhone": (android("iPhone 15 Pro Max Copy"), ANDROID),
    "reduced Chrome": (android("K", version="10"), ANDROID),
    "reduced Chrome on a tablet": (android("K", CHROME, version="10"), ANDROID_TABLET),
    "UC Browser's own short format": (
        "UCWEB/2.0 (Linux; U; Adr 11; zh-CN; RMX3461) U2/1.0.0 UCBrowser/13.4.0.1306 Mobile",
        replace(ANDROID, brand="realme"),
    ),
    "UC Browser's own short format on an iPhone": ("DV(iPh14,5);PR(UCBrowser/11.3)", IPHONE),
    "Puffin on an Android phone": (linux("Chrome/114.0.0.0 Puffin/10.4.0.51675AP"), ANDROID),
    "Puffin on an Android tablet": (
        linux("Chrome/114.0.0.0 Puffin/10.4.0.51675AT"),
        ANDROID_TABLET,
    ),
    "Puffin on an iPhone": (linux("Chrome/114.0.0.0 Puffin/5.2.4IP"), IPHONE),
    "Puffin on an iPad": (linux("Chrome/114.0.0.0 Puffin/5.2.4IT"), IPAD),
    "MIUI requesting desktop sites": (
        linux("Version/4.0 Chrome/119.0.6045.193 Safari/537.36 XiaoMi/MiuiBrowser/20.1.20613"),
        replace(DESKTOP, brand="xiaomi"),
    ),
    "Android app that sends its phone": (
        "Dalvik/2.1.0 (Linux; U; Android 13; V2243A Build/TP1A.220624.014)",
        replace(ANDROID_TABLET, brand="vivo"),
    ),
}

LOOKS_LIKE_A_BOT = {
    "CUBOT, a phone": (android("CUBOT_P20", version="8.1.0"), ANDROID),
    "CUBOT with a space": (android("CUBOT X70", version="13"), ANDROID),
    "phone called Bot": (android("Bot9 Neo"), ANDROID),
    "Baidu's app": (
        android(
            "V2309A Build/UP1A; wv", f"{WEB_VIEW} T7/13.61 baiduboxapp/13.61.0.10 (Baidu; P1 14)"
        ),
        replace(ANDROID, brand="vivo", in_app="baidu"),
    ),
    "Instagram on a Pixel": (
        android(
            "Pixel 8 Build/AP4A.250105.002; wv",
            f"{WEB_VIEW} Instagram 389.0.0.49.87 Android (35/15; 420dpi; 1080x2205; Google/google;"
            " Pixel 8; shiba; shiba; de_DE; 751111111)",
        ),
        replace(ANDROID, brand="google", in_app="instagram"),
    ),
    "phone named like a program": (android("Perl"), ANDROID),
    "phone named Curl and a number": (android("Curl 5 Build/PPR1"), ANDROID),
    "Facebook with a carrier in Botswana": (
        iphone(f"{IN_APP_ON_IOS} [FBAN/FBIOS;FBAV/520.0;FBCR/Mascom Botswana;FBLC/en_GB]"),
        replace(IPHONE, in_app="facebook"),
    ),
    "old browser that sends compatible": (
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0; Touch)",
        DESKTOP,
    ),
}

WITHOUT_STORE = {
    "Windows, Chrome": (windows(CHROME), DESKTOP),
    "Windows, Edge": (windows(f"{CHROME} Edg/139.0.0.0"), DESKTOP),
    "Linux, Firefox": (
        "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0",
        DESKTOP,
    ),
    "Chromebook": (f"Mozilla/5.0 (X11; CrOS x86_64 16181.61.0) {BLINK} {CHROME}", DESKTOP),
    "Chromebook that sends Android": (
        f"Mozilla/5.0 (Linux; Android 13; CrOS x86_64) {BLINK} {CHROME}",
        DESKTOP,
    ),
    "WeChat on a PC": (
        windows(
            "Chrome/132.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B)"
            " WindowsWechat(0x63090c33) XWEB/14185 Flue"
        ),
        replace(DESKTOP, in_app="wechat"),
    ),
    "Windows Phone 8.1, which sends Android and iPhone": (
        "Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; Touch; rv:11.0;"
        " IEMobile/11.0; NOKIA; Lumia 735) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537"
        " (KHTML, like Gecko) Mobile Safari/537",
        Visitor("other", "phone"),
    ),
    "Windows 10 Mobile, which sends Android": (
        "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 650 Dual)"
        f" {BLINK} Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15254",
        Visitor("other", "phone"),
    ),
    "KaiOS": (
        "Mozilla/5.0 (Mobile; Nokia 6300 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.4",
        Visitor("other", "phone"),
    ),
    "Tizen, which sends like Android": (
        "Mozilla/5.0 (Linux; Tizen 3.0; like Android; SAMSUNG SM-Z400Y) AppleWebKit/537.36"
        " (KHTML, like Gecko) SamsungBrowser/3.0 Mobile Safari/537.36",
        Visitor("other", "phone"),
    ),
    "unknown system like Android": (
        "Mozilla/5.0 (Linux; U; like Android 9) AppleWebKit/537.36 Mobile",
        Visitor("other", "phone"),
    ),
    "BlackBerry 10": (
        "Mozilla/5.0 (BB10; Kbd) AppleWebKit/537.35+ (KHTML, like Gecko) Version/10.3.3 Mobile",
        Visitor("other", "phone"),
    ),
    "feature phone": (
        "Nokia6303iclassic/5.0 (06.61) Profile/MIDP-2.1 Configuration/CLDC-1.1",
        Visitor("other", "phone"),
    ),
    "browser without system": ("Mozilla/5.0", Visitor("other", "other")),
    "Android TV by its model": (
        android("BRAVIA 4K UR3 Build/TTM4", CHROME, "12"),
        Visitor("android", "tv", runs_android=True),
    ),
    "Android TV by its words": (
        android("Chromecast HD Build/STTL; Android TV", CHROME, "12"),
        Visitor("android", "tv", runs_android=True),
    ),
    "Android TV by the inches of its screen": (
        android("55PUS8118", CHROME, "11"),
        Visitor("android", "tv", runs_android=True),
    ),
    "TV box that sends Mobile": (
        android("Smart TV Pro", version="9"),
        Visitor("android", "tv", runs_android=True),
    ),
    "TV box by its brand": (
        android("H96 Max RK3318", CHROME, "11"),
        Visitor("android", "tv", runs_android=True),
    ),
    "Fire TV": (
        android("AFTKA Build/PS7704", f"{CHROME} Silk/138.3.1", "9"),
        Visitor("android", "tv", "amazon", runs_android=True),
    ),
    "newer Fire TV": (
        android("AFTGOLDFF Build/RS8167", f"{CHROME} Silk/138.3.1", "11"),
        Visitor("android", "tv", "amazon", runs_android=True),
    ),
    "Tizen television": (
        "Mozilla/5.0 (SMART-TV; LINUX; Tizen 8.0) AppleWebKit/537.36 (KHTML, like Gecko)"
        " 108.0.5359.1/8.0 TV Safari/537.36",
        Visitor("other", "tv"),
    ),
    "webOS television": (
        f"Mozilla/5.0 (Web0S; Linux/SmartTV) {BLINK} {CHROME} WebAppManager",
        Visitor("other", "tv"),
    ),
    "watch with Android, by its model": (
        android("SM-R960", version="13"),
        Visitor("android", "watch", "samsung", runs_android=True),
    ),
    "watch with Android, by its words": (
        android("Watch 2 Wear OS; wearable", version="13"),
        Visitor("android", "watch", runs_android=True),
    ),
    "car with Linux": (
        "Mozilla/5.0 (X11; GNU/Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.7103.0"
        " Safari/537.36 Tesla/2025.20.6-feature",
        Visitor("other", "car"),
    ),
    "PlayStation 5": (
        f"Mozilla/5.0 (PlayStation; PlayStation 5/11.20) {WEBKIT} Version/17.0 Safari/605.1.15",
        Visitor("other", "console"),
    ),
    "Nintendo Switch": (
        "Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/613.0 (KHTML, like Gecko)"
        " NF/6.0.3.27.1 NintendoBrowser/5.1.0.34017",
        Visitor("other", "console"),
    ),
    "Xbox": (
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series S) {BLINK} {CHROME}",
        Visitor("other", "console"),
    ),
    "headset with Android": (
        android("Quest 3S", "OculusBrowser/39.2.0 Chrome/136.0.7103.177 VR Safari/537.36"),
        Visitor("android", "headset", runs_android=True),
    ),
    "speaker with a screen": (
        android("AEOCN Build/PS7", "Chrome/112.0 Safari/537.36 AlexaMediaPlayer/2.0", "7.1.2"),
        Visitor("android", "speaker", "amazon", runs_android=True),
    ),
}

IN_APPS = {
    "WeChat on Android": (
        android(
            "23127PN0CC Build/UKQ1; wv",
            "Version/4.0 Chrome/134.0.6998.136 Mobile Safari/537.36 XWEB/1340157"
            f" MMWEBSDK/20250201 MMWEBID/77 {MICRO_MESSENGER} WeChat/arm64 Weixin ABI/arm64",
        ),
        replace(ANDROID, brand="xiaomi", in_app="wechat"),
    ),
    "WeChat on iOS": (
        iphone(f"{IN_APP_ON_IOS} {MICRO_MESSENGER}"),
        replace(IPHONE, in_app="wechat"),
    ),
    "WeChat on an iPad": (
        ipad(f"{IN_APP_ON_IOS} {MICRO_MESSENGER}"),
        replace(IPAD, in_app="wechat"),
    ),
    "WeChat for companies, which sends WeChat too": (
        iphone(f"{IN_APP_ON_IOS} wxwork/4.1.38 MicroMessenger/7.0.1 Language/zh"),
        replace(IPHONE, in_app="wecom"),
    ),
    "QQ on iOS": (
        iphone(f"{IN_APP_ON_IOS} QQ/9.1.80.632 V1_IPH_SQ_9.1.80_1_APP_A Pixel/1179 NetType/WIFI"),
        replace(IPHONE, in_app="qq"),
    ),
    "QQ on Android": (
        android(
            "PJD110 Build/UKQ1; wv",
            f"{WEB_VIEW} MQQBrowser/6.2 TBS/047607 V1_AND_SQ_9.1.75_10000_YYB_D QQ/9.1.75.26175",
        ),
        replace(ANDROID, brand="oneplus", in_app="qq"),
    ),
    "QQ Browser, which is a browser": (
        android("V2337A", "Version/4.0 Chrome/121.0.6167.71 MQQBrowser/18.4 Mobile Safari/537.36"),
        replace(ANDROID, brand="vivo"),
    ),
    "Weibo on iOS": (
        iphone(f"{IN_APP_ON_IOS} Weibo (iPhone16,2__weibo__15.7.3__iphone__os18.5)"),
        replace(IPHONE, in_app="weibo"),
    ),
    "Alipay on Android": (
        android("CPH2413; wv", f"{WEB_VIEW} NebulaSDK/1.8 AliApp(AP/10.7.56) AlipayClient/10.7.56"),
        replace(ANDROID, brand="oneplus", in_app="alipay"),
    ),
    "DingTalk on iOS": (
        iphone(f"{IN_APP_ON_IOS} AliApp(DingTalk/7.6.58) com.laiwang.DingTalk/48 Channel/201200"),
        replace(IPHONE, in_app="dingtalk"),
    ),
    "LINE on iOS": (
        iphone(f"{IN_APP_ON_IOS} Safari Line/15.12.0"),
        replace(IPHONE, in_app="line"),
    ),
    "LINE on Android, which sends IAB": (
        android("A301SH Build/S1; wv", f"{WEB_VIEW} Line/15.12.1/IAB"),
        replace(ANDROID, in_app="line"),
    ),
    "phone called Line": (android("Line Friends 5"), ANDROID),
    "Facebook on iOS": (
        iphone(f"{IN_APP_ON_IOS} [FBAN/FBIOS;FBAV/521.0.0.37.98;FBDV/iPhone16,1;FBSN/iOS]"),
        replace(IPHONE, in_app="facebook"),
    ),
    "Facebook on Android": (
        android("moto g84 5G Build/U1; wv", f"{WEB_VIEW} [FB_IAB/FB4A;FBAV/521.0.0.46.98;]"),
        replace(ANDROID, brand="motorola", in_app="facebook"),
    ),
    "Instagram on iOS": (
        iphone(
            f"{IN_APP_ON_IOS} Instagram 390.0.0.28.85 (iPhone15,4; iOS 18_5; de_DE; scale=3.00)"
        ),
        replace(IPHONE, in_app="instagram"),
    ),
    "Douyin, which sends ByteDance's web view too": (
        iphone(f"{IN_APP_ON_IOS} aweme_340500 BytedanceWebview/d8a21c6"),
        replace(IPHONE, in_app="douyin"),
    ),
    "iPad's web view in WeChat": (
        mac(f" {MICRO_MESSENGER} MacWechat/3.8.10"),
        replace(POSSIBLE_IPAD, in_app="wechat"),
    ),
}

CASES = HARMONYOS | APPLE | ANDROIDS | LOOKS_LIKE_A_BOT | WITHOUT_STORE | IN_APPS


@pytest.mark.parametrize(("user_agent", "visitor"), CASES.values(), ids=CASES)
def test_a_visitor_is_detected(user_agent: str, visitor: Visitor) -> None:
    assert detect(user_agent) == visitor


PLATFORM = "Sec-CH-UA-Platform"
MOBILE = "Sec-CH-UA-Mobile"
MODEL = "Sec-CH-UA-Model"
HINT_CASES = {
    "reduced Chrome with its model": (
        android("K", version="10"),
        {PLATFORM: '"Android"', MOBILE: "?1", MODEL: '"SM-A556E"'},
        replace(ANDROID, brand="samsung"),
    ),
    "reduced Chrome with its model alone": (
        android("K", version="10"),
        {MODEL: '"2311DRK48C"'},
        replace(ANDROID, brand="xiaomi"),
    ),
    "reduced Chrome with an empty model": (
        android("K", version="10"),
        {PLATFORM: '"Android"', MOBILE: "?1", MODEL: '""'},
        ANDROID,
    ),
    "model in the User-Agent and another in the hint": (
        android("RMX3771"),
        {MODEL: '"SM-A556E"'},
        replace(ANDROID, brand="realme"),
    ),
    "reduced Chrome on a television with its model": (
        android("K", CHROME, version="10"),
        {PLATFORM: '"Android"', MOBILE: "?0", MODEL: '"Smart TV Box"'},
        Visitor("android", "tv", runs_android=True),
    ),
    "phone requesting desktop sites": (
        linux(CHROME),
        {PLATFORM: '"Android"', MOBILE: "?1", MODEL: '"V2324A"'},
        replace(ANDROID, brand="vivo"),
    ),
    "tablet requesting desktop sites": (
        linux(CHROME),
        {PLATFORM: '"Android"', MOBILE: "?0"},
        ANDROID_TABLET,
    ),
    "computer with Linux": (linux(CHROME), {PLATFORM: '"Linux"', MOBILE: "?0"}, DESKTOP),
    "computer with Windows that sends a phone's User-Agent": (
        android("Pixel 9"),
        {PLATFORM: '"Windows"', MOBILE: "?1"},
        DESKTOP,
    ),
    "computer with macOS that sends a phone's User-Agent": (
        android("Pixel 9"),
        {PLATFORM: '"macOS"', MOBILE: "?1"},
        DESKTOP,
    ),
    "Chromebook that sends a phone's User-Agent": (
        android("K"),
        {PLATFORM: '"Chrome OS"', MOBILE: "?0"},
        DESKTOP,
    ),
    "Chromium OS that sends a phone's User-Agent": (
        android("K"),
        {PLATFORM: '"Chromium OS"', MOBILE: "?0"},
        DESKTOP,
    ),
    "HarmonyOS NEXT whose engine hints Android": (
        harmony("Phone; OpenHarmony 5.0", "ArkWeb/4.1.6.2 Mobile"),
        {PLATFORM: '"Android"', MOBILE: "?1"},
        NEXT,
    ),
    "bot that hints Android": ("Wget/1.24.5", {PLATFORM: '"Android"', MOBILE: "?1"}, BOT),
    "unknown platform": (
        android("RMX3771"),
        {PLATFORM: '"Nobody\'s"', MOBILE: "?0"},
        replace(ANDROID, brand="realme"),
    ),
}


@pytest.mark.parametrize(("user_agent", "hints", "visitor"), HINT_CASES.values(), ids=HINT_CASES)
def test_client_hints_supplement_the_user_agent(
    user_agent: str, hints: dict[str, str], visitor: Visitor
) -> None:
    assert detect(user_agent, hints) == visitor


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
KNOWN_BRANDS = frozenset(brands.BRAND_NAMES.values()) | {
    brand for brand, _ in brands.MODEL_PATTERNS
}
KNOWN_APPS = frozenset(in_app.APP_WORDS.values()) | frozenset(in_app.APP_PACKAGES.values())


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(ANY_HEADERS)
def test_any_text_has_a_visitor(headers: RequestHeaders) -> None:
    visitor = detect_visitor(headers)
    assert visitor.platform in get_args(Platform)
    assert visitor.device_type in get_args(DeviceType)
    assert visitor.fetcher in (None, *get_args(Fetcher))
    assert visitor.brand is None or visitor.brand in KNOWN_BRANDS
    assert visitor.in_app is None or visitor.in_app in KNOWN_APPS


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(ANY_HEADERS)
def test_the_properties_of_any_visitor_are_consistent(headers: RequestHeaders) -> None:
    visitor = detect_visitor(headers)
    fetcher = Visitor("other", "other", fetcher=visitor.fetcher)
    assert visitor.fetcher is None or visitor == fetcher
    assert visitor.brand is None or visitor.platform in ("android", "harmonyos", "desktop")
    assert not visitor.runs_android or visitor.platform in ("android", "harmonyos")
    assert visitor.runs_android or visitor.platform != "android"
    assert visitor.platform == "desktop" or not visitor.may_be_ipad


@given(ANY_TEXT)
def test_letter_case_makes_no_difference(text: str) -> None:
    text = text.encode("ascii", "ignore").decode()
    assert detect(text.upper()) == detect(text.lower())
