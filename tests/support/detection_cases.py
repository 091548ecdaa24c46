"""Named requests with the visitor that is detected: what the tests prove, and docs/detection.md.

The User-Agents are composed as the vendors document them.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from microsite.detection.own_app import OwnApp
from microsite.detection.visitor import Visitor
from tests.support.user_agents import BLINK
from tests.support.user_agents import BOT
from tests.support.user_agents import CHROME
from tests.support.user_agents import IN_APP_ON_IOS
from tests.support.user_agents import MICRO_MESSENGER
from tests.support.user_agents import PREVIEW
from tests.support.user_agents import SAFARI
from tests.support.user_agents import WEB_VIEW
from tests.support.user_agents import WEBKIT
from tests.support.user_agents import android
from tests.support.user_agents import harmony
from tests.support.user_agents import ipad
from tests.support.user_agents import iphone
from tests.support.user_agents import linux
from tests.support.user_agents import mac
from tests.support.user_agents import windows


class Case(NamedTuple):
    """A request and its visitor."""

    user_agent: str
    visitor: Visitor
    headers: Mapping[str, str] = {}


OWN_PRODUCTS = OwnApp(products=(("psbc", ""), ("youbankapp", "psbc")), package="com.example.bank")
"""The own app of these requests."""

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
    "iPad requesting mobile sites": (ipad(), IPAD),
    "iPad, Chrome": (ipad("CriOS/138.0.7204.156 Mobile/15E148 Safari/604.1"), IPAD),
    "iPad requesting desktop sites": (mac(" Version/18.0.2 Safari/605.1.15"), POSSIBLE_IPAD),
    "iPad's web view": (mac("", "10_15_6"), POSSIBLE_IPAD),
    "iPad requesting desktop sites, Chrome": (
        mac(" CriOS/139.0.7258.76 Version/11.1.1 Safari/605.1.15", "13_5_2"),
        IPAD,
    ),
    "iPad's web view in an app": (mac(" Mobile/15E148", "14_2"), POSSIBLE_IPAD),
    "iPad requesting desktop sites, Firefox": (
        mac(" FxiOS/141.2 Version/13.1 Safari/605.1.15", "13_5_2"),
        IPAD,
    ),
    "iPad requesting desktop sites, Edge": (
        mac(" EdgiOS/138.0.3351.95 Version/13.1 Safari/605.1.15", "13_5_2"),
        IPAD,
    ),
    "iPad requesting desktop sites, DuckDuckGo": (
        mac(" DDGiOS/7.181 Version/13.1 Safari/605.1.15", "13_5_2"),
        IPAD,
    ),
    "Mac, an older Safari": (mac(" Version/13.1.3 Safari/605.1.15", "10_13_6"), DESKTOP),
    "Mac, Chrome": (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {BLINK} {CHROME}", DESKTOP),
    "Mac, Firefox": (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:141.0) Gecko/20100101 Firefox/141.0",
        DESKTOP,
    ),
    "Apple Watch": (
        "Podcasts/4 watchOS/11.5 model/Watch7,4 build/22T572",
        Visitor("other", "watch", fetcher="app"),
    ),
    "Apple TV": ("AppleTV14,1/18.5 (tvOS; like iPhone)", Visitor("other", "tv")),
    "iPad in an app that names its device": (
        mac(" Weibo (iPad14,5__weibo__15.7.3__ipad__os18.5)"),
        replace(IPAD, in_app="weibo"),
    ),
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
        replace(ANDROID_TABLET, brand="xiaomi"),
    ),
}

LOOKS_LIKE_A_BOT = {
    "CUBOT, a phone": (
        android("CUBOT_P20", version="8.1.0"),
        replace(ANDROID, brand="cubot"),
    ),
    "CUBOT with a space": (
        android("CUBOT X70", version="13"),
        replace(ANDROID, brand="cubot"),
    ),
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

CERTAIN = {
    "SamsungBrowser requesting desktop sites": (
        linux("SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36"),
        replace(ANDROID_TABLET, brand="samsung"),
    ),
    "Silk requesting desktop sites": (
        linux("Silk/139.2.1 like Chrome/139.0.7258.94 Safari/537.36"),
        replace(ANDROID_TABLET, brand="amazon"),
    ),
    "Silk requesting desktop sites as a Mac": (
        mac(" Version/5.0 Safari/533.16 Silk/1.1.0.9 Silk-Accelerated=true", "10_6_3"),
        replace(ANDROID_TABLET, brand="amazon"),
    ),
    "HeyTapBrowser requesting desktop sites": (
        linux("Chrome/115.0.5790.168 Safari/537.36 HeyTapBrowser/45.12.6"),
        replace(ANDROID_TABLET, brand="oppo"),
    ),
    "vivo's browser requesting desktop sites": (
        linux("Chrome/123.0.6312.118 Safari/537.36 VivoBrowser/26.3.1"),
        replace(ANDROID_TABLET, brand="vivo"),
    ),
    "UC Browser that writes an iPhone and Adr": (
        f"Mozilla/5.0 (iPhone; U; Adr 12; zh-CN; PEGM00) {WEBKIT} UCBrowser/13.4 Mobile",
        replace(ANDROID, brand="oppo"),
    ),
    "Android's first browsers without the word": (
        "Mozilla/5.0 (Linux; U; de-de; GT-I9100 Build/GRJ22) AppleWebKit/533.1 Mobile Safari/533.1",
        replace(ANDROID, brand="samsung"),
    ),
    "Android browser that writes an iPhone": (
        iphone("Version/9.0 Mobile/13B143 Safari/601.1 ExampleAndroidBrowser/7"),
        ANDROID,
    ),
    "compatible iPhone": (
        android("ST27i Build/6.2.A.1.100;compatible iPhone", version="4.0.4"),
        ANDROID,
    ),
    "like iPhone": (
        "Mozilla/5.0 (Linux; U; like iPhone OS 7_0; Example 5) AppleWebKit/537 Mobile",
        Visitor("other", "phone"),
    ),
    "Tiphone": (android("Tiphone T90"), ANDROID),
    "PlayBook": (
        "Mozilla/5.0 (PlayBook; U; RIM Tablet OS 2.1.1; en-US) AppleWebKit/536.2 Version/7.2.1",
        Visitor("other", "phone"),
    ),
    "Palm Pre that writes Android": (
        "Mozilla/5.0 (Linux; U; Android/2.1.0; en) AppleWebKit/533.1 Safari/533.1 Pre/1.1",
        Visitor("other", "phone"),
    ),
    "Sailfish that says Android": (
        android("Sailfish X; Mobile", "SailfishBrowser/1.0 Mobile Safari/537.36"),
        ANDROID,
    ),
    "Kobo that says Android": (
        f"{android('Example 7', 'Version/4.0 Mobile Safari/538.1')} (Kobo Touch 0390/4.45)",
        ANDROID,
    ),
    "Windows IoT that writes Android": (
        "Mozilla/5.0 (Windows IoT 10.0; Android 6.0.1) Edge/17.17083 Mobile Safari/537.36",
        Visitor("other", "phone"),
    ),
}

NAMES_AND_WORDS = {
    "app called PC on a HarmonyOS phone": (
        harmony("Phone; OpenHarmony 5.1", "ArkWeb/4.1.6.3 Mobile SomeApp/PC-2"),
        NEXT,
    ),
    "HarmonyOS glasses": (
        harmony("Glasses; OpenHarmony 6.0", "ArkWeb/6.0.0.47"),
        replace(NEXT, device_type="headset"),
    ),
    "HarmonyOS device of an unknown kind": (
        harmony("Fridge; OpenHarmony 6.0", "ArkWeb/6.0.0.47"),
        replace(NEXT, device_type="other"),
    ),
    "HarmonyOS without a space before ArkWeb": (
        "Mozilla/5.0 (Tablet; OpenHarmony 6.1) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/132.0.0.0 Safari/537.36ArkWeb/6.1.0.118 MQQBrowser/4.6",
        replace(NEXT, device_type="tablet"),
    ),
    "app called TV Cast": (
        android("SM-S921B Build/UP1A; wv", f"{WEB_VIEW} TV Cast/9.1"),
        replace(ANDROID, brand="samsung"),
    ),
    "app called SmartView": (
        android("2312DRA50G Build/UKQ1; wv", f"{WEB_VIEW} SmartView"),
        replace(ANDROID, brand="xiaomi"),
    ),
    "app whose name ends like bot": (
        android("V2324A Build/UP1A; wv", f"{WEB_VIEW} Angebot/4.1"),
        replace(ANDROID, brand="vivo"),
    ),
    "bot within base64": (
        android("RMX3771 Build/UP1A; wv", f"{WEB_VIEW} Example/eyJ8BOTcxIjo="),
        replace(ANDROID, brand="realme"),
    ),
    "phone called Spider": (android("Spider 9"), ANDROID),
    "bot within a model": (android("htc_botdugls"), replace(ANDROID, brand="htc")),
    "monitor in the place of the model": (
        "Mozilla/5.0 (Linux; U; Android 4.0.3; en-us; Catchpoint) AppleWebKit/534.30 Mobile",
        BOT,
    ),
    "robot that writes the engine's name wrongly": (
        "Mozilla/5.0 (Linux; U; Android 2.3; de-de; Example 9) App3leWebKit/53.1 Mobile Safari/53",
        BOT,
    ),
    "crawler behind a phone's string": (
        android("Nexus 5X Build/MMB29P", f"{CHROME} (compatible; ExampleBot/2.1)", "6.0.1"),
        BOT,
    ),
}

KINDS_OF_DEVICES = {
    "reading tablet called BNTV": (
        android("BNTV600 Build/LMY47D", CHROME, "5.1"),
        ANDROID_TABLET,
    ),
    "Huawei tablet called BTV": (
        android("BTV-W09", CHROME, "7.0"),
        replace(ANDROID_TABLET, brand="huawei"),
    ),
    "tablet called HITV": (android("HITV102", CHROME, "11"), ANDROID_TABLET),
    "tablet called SmartView": (android("SmartView 10", CHROME, "11"), ANDROID_TABLET),
    "Aquos with Mobile": (android("AQUOS sense7"), replace(ANDROID, brand="sharp")),
    "Aquos without Mobile": (
        android("AQUOS LCD 50", CHROME),
        Visitor("android", "tv", "sharp", runs_android=True),
    ),
    "Samsung headset": (
        android("SM-I610", CHROME),
        Visitor("android", "headset", "samsung", runs_android=True),
    ),
    "Quest by its model": (
        android("Quest 3", CHROME),
        Visitor("android", "headset", runs_android=True),
    ),
    "car": (
        android("DiLink5.0 For BYD AUTO Build/SKQ1"),
        Visitor("android", "car", runs_android=True),
    ),
    "watch by its model": (
        android("TicWatch Pro 5"),
        Visitor("android", "watch", runs_android=True),
    ),
    "Chromebook by its model": (
        android("Acer Chromebook Spin 713", CHROME, "11"),
        Visitor("android", "desktop", "acer", runs_android=True),
    ),
}

APPS_AND_ENGINES = {
    "another firm's app on mPaaS": (
        android("PJD110 Build/UKQ1; wv", f"{WEB_VIEW} AlipayDefined(nt:WIFI) ExampleBank/7"),
        replace(ANDROID, brand="oneplus", in_app="other"),
    ),
    "another bank's app with UnionPay's SDK": (
        iphone(f"{IN_APP_ON_IOS} (UnionPay/1.0 EXAMPLEBANK)"),
        replace(IPHONE, in_app="other"),
    ),
    "UnionPay's own app": (
        iphone(f"{IN_APP_ON_IOS} (UnionPay/1.0 CloudPay)"),
        replace(IPHONE, in_app="unionpay"),
    ),
    "the own app": (iphone(f"{IN_APP_ON_IOS} PSBC/9.2.0"), replace(IPHONE, in_app="own")),
    "the own app by its version": (
        android("V2324A Build/UP1A; wv", f"{WEB_VIEW} YOUBankApp/psbc-9.2"),
        replace(ANDROID, brand="vivo", in_app="own"),
    ),
    "the own app behind UnionPay's SDK and in mPaaS": (
        iphone(f"{IN_APP_ON_IOS} AlipayDefined(nt:WIFI) (UnionPay/1.0 PSBC)"),
        replace(IPHONE, in_app="own"),
    ),
    "ByteDance's web view in Toutiao": (
        iphone(f"{IN_APP_ON_IOS} NewsArticle/9.9.1 JsSdk/2.0 BytedanceWebview/d8a21c6"),
        replace(IPHONE, in_app="toutiao"),
    ),
    "Haokan, which is Baidu's": (
        android("RMX3771 Build/UP1A; wv", f"{WEB_VIEW} haokan/7.62.0.10"),
        replace(ANDROID, brand="realme", in_app="baidu"),
    ),
    "Meituan's second app": (
        iphone(f"{IN_APP_ON_IOS} MeituanGroup/12.38.205"),
        replace(IPHONE, in_app="meituan"),
    ),
    "Meta's newer web view": (
        android("Pixel 9 Build/BP1A; wv", f"{WEB_VIEW} MetaIAB FB4A/530.0"),
        replace(ANDROID, brand="google", in_app="facebook"),
    ),
    "Facebook's fields alone, Android": (
        "[FBAN/FB4A;FBAV/530.0.0.48.74;FBMF/OPPO;FBBD/OPPO;FBPN/com.facebook.katana;"
        "FBDV/Zebra77;FBSV/15]",
        replace(ANDROID, brand="oppo", in_app="facebook"),
    ),
    "Facebook's fields alone, with the model and no maker": (
        "[FBAN/FB4A;FBAV/530.0.0.48.74;FBPN/com.facebook.katana;FBDV/23127PN0CG;FBSV/15]",
        replace(ANDROID, brand="xiaomi", in_app="facebook"),
    ),
    "Facebook's fields alone, iPhone": (
        "[FBAN/FBIOS;FBAV/530.0.0.38.75;FBDV/iPhone17,3;FBMD/iPhone;FBSN/iOS;FBSV/18.6]",
        replace(IPHONE, in_app="facebook"),
    ),
}

PROGRAMS = {
    "no User-Agent": ("", BOT),
    "command line": ("curl/8.15.0", BOT),
    "crawler": ("Mozilla/5.0 (compatible; ExampleCrawler/2)", BOT),
    "program that only says compatible": ("Mozilla/5.0 (compatible; Example/1.0)", BOT),
    "program that names its page": (
        android("K", f"{CHROME} (+https://example.org/about)"),
        BOT,
    ),
    "no browser and no system": ("Example/2", BOT),
    "preview card": ("facebookexternalhit/1.1", PREVIEW),
    "preview card of Messages on an iPhone": (
        mac(" Version/11.1.1 Safari/605.1.15 facebookexternalhit/1.1 Facebot Twitterbot/1.0"),
        PREVIEW,
    ),
    "preview for chats": (f"{windows(CHROME)} Google Web Preview", PREVIEW),
}

OTHER_FORMATS = {
    "HarmonyOS computer": (
        f"Mozilla/5.0 (X11; OHOS 5.0) {BLINK} Chrome/144.0.0.0 Safari/537.36 Example/4",
        replace(NEXT, device_type="desktop"),
    ),
    "UC Browser without Android": (
        "UCWEB/2.0 (Linux; U; Opera Mini/7.1; en-US; Zebra77) U2/1.0.0 UCBrowser/9.7 Mobile",
        ANDROID,
    ),
    "phone that writes Android as a product": (
        "GT-I9305 Linux/3.0.31 Android/4.1.2 Release/09.25.2012 Browser/AppleWebKit534.30"
        " Profile/MIDP-2.0 Configuration/CLDC-1.1 Mobile Safari/534.30",
        replace(ANDROID, brand="samsung"),
    ),
    "phone that names its maker elsewhere": (
        android("Zebra77", f"{WEB_VIEW} Brand/realme"),
        replace(ANDROID, brand="realme"),
    ),
    "phone that names its maker in the build": (
        android("Zebra77 Build/HUAWEIZebra77", version="9"),
        replace(ANDROID, brand="huawei"),
    ),
    "phone that only the database knows": (
        android("D6603", version="6.0.1"),
        replace(ANDROID, brand="sony"),
    ),
    "iOS without a device": ("Mozilla/5.0 (Mobile; iOS 18.5) Gecko Firefox/141", IPHONE),
    "browser that hides its model": (
        android("K", f"{WEB_VIEW} HeyTapBrowser/45.12.6", "10"),
        replace(ANDROID, brand="oppo"),
    ),
}

APP_REQUESTS = {
    "iPhone app": (
        "Example/7 CFNetwork/3826.500.131 Darwin/24.5.0",
        replace(IPHONE, fetcher="app"),
    ),
    "Mac app": (
        "Mozilla/5.0 Example/7 CFNetwork/1568.200.51 Darwin/24.1.0 (x86_64)",
        replace(DESKTOP, fetcher="app"),
    ),
    "Android app": (
        "Dalvik/2.1.0 (Linux; U; Android 13; V2243A Build/TP1A.220624.014)",
        replace(ANDROID_TABLET, brand="vivo", fetcher="app"),
    ),
    "Android app with OkHttp": (
        "Example/5.1 (Linux; Android 14; RMX3771) okhttp/4.12.1",
        replace(ANDROID_TABLET, brand="realme", fetcher="app"),
    ),
    "OkHttp alone": ("okhttp/5.1.1", Visitor("other", "other", fetcher="app")),
    "iPhone app with Alamofire": (
        "Example/5.1 (com.example.app; build:77; iOS 18.5.0) Alamofire/5.10.2",
        replace(IPHONE, fetcher="app"),
    ),
    "iPhone checking links to apps": (
        "swcd (unknown version) CFNetwork/3826.500.131 Darwin/24.5.0",
        replace(IPHONE, fetcher="app"),
    ),
    "iPhone's network service": (
        "NetworkingExtension/8621.2.5.10 Network/4277.120 iOS/18.5",
        replace(IPHONE, fetcher="app"),
    ),
    "podcast app": (
        "PodcastAddict/v6 (+https://podcastaddict.example/; Android podcast app)",
        replace(ANDROID_TABLET, fetcher="app"),
    ),
    "feed reader": (
        "NetNewsWire (RSS Reader; https://netnewswire.example/)",
        Visitor("other", "other", fetcher="app"),
    ),
    "Android app by its name alone": (
        "example-android-2.18.1",
        replace(ANDROID_TABLET, fetcher="app"),
    ),
    "Snapchat fetching a file": (
        "Snapchat/13.47.0.31 (iPhone15,4; iOS 18.5; gzip)",
        replace(IPHONE, in_app="snapchat", fetcher="app"),
    ),
    "Android's download manager": (
        "AndroidDownloadManager/15 (Linux; U; Android 15; V2309A)",
        replace(ANDROID_TABLET, brand="vivo", fetcher="app"),
    ),
}

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
    "phone that writes an iPhone and hints Android": (
        iphone("Version/18.0 Mobile/15E148 Safari/604.1"),
        {PLATFORM: '"Android"', MOBILE: "?1", MODEL: '"RMX3771"'},
        replace(ANDROID, brand="realme"),
    ),
    "bot that hints Android": ("Wget/1.24.5", {PLATFORM: '"Android"', MOBILE: "?1"}, BOT),
    "unknown platform": (
        android("RMX3771"),
        {PLATFORM: '"Nobody\'s"', MOBILE: "?0"},
        replace(ANDROID, brand="realme"),
    ),
}


PACKAGE_CASES = {
    "iPhone's string with an Android package": (
        iphone(IN_APP_ON_IOS),
        {"X-Requested-With": "com.example.browser"},
        ANDROID,
    ),
    "computer's string with an Android package": (
        windows(CHROME),
        {"X-Requested-With": "com.example.browser"},
        ANDROID_TABLET,
    ),
    "WeChat by its package": (
        android("Zebra77 Build/Z1; wv", WEB_VIEW),
        {"X-Requested-With": "com.tencent.mm"},
        replace(ANDROID, in_app="wechat"),
    ),
    "page that requests by script": (
        iphone(IN_APP_ON_IOS),
        {"X-Requested-With": "XMLHttpRequest"},
        IPHONE,
    ),
    "the own app by its package": (
        android("Zebra77 Build/Z1; wv", WEB_VIEW),
        {"X-Requested-With": "com.example.bank"},
        replace(ANDROID, in_app="own"),
    ),
}


def _without_headers(cases: Mapping[str, tuple[str, Visitor]]) -> dict[str, Case]:
    return {name: Case(user_agent, visitor) for name, (user_agent, visitor) in cases.items()}


def _with_headers(
    cases: Mapping[str, tuple[str, dict[str, str], Visitor]],
) -> dict[str, Case]:
    return {name: Case(text, visitor, headers) for name, (text, headers, visitor) in cases.items()}


GROUPS = {
    "HarmonyOS": _without_headers(HARMONYOS),
    "Apple": _without_headers(APPLE),
    "Android": _without_headers(ANDROIDS | OTHER_FORMATS),
    "Certain both ways": _without_headers(CERTAIN),
    "Names, and words that only look like them": _without_headers(
        NAMES_AND_WORDS | LOOKS_LIKE_A_BOT
    ),
    "Devices without a store": _without_headers(WITHOUT_STORE | KINDS_OF_DEVICES),
    "In-app browsers": _without_headers(IN_APPS | APPS_AND_ENGINES),
    "Programs": _without_headers(PROGRAMS),
    "Apps' own requests": _without_headers(APP_REQUESTS),
    "Other headers": _with_headers(HINT_CASES | PACKAGE_CASES),
}
"""Title -> cases, in the order of docs/detection.md."""

CASES = {name: case for group in GROUPS.values() for name, case in group.items()}
