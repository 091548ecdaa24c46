"""The User-Agents of named visitors: phones, computers and in-app browsers.

They follow the vendors' documentation: WebKit's and Chromium's (reduced since Chrome 110), Huawei's
for HarmonyOS 2 to 4 and for ArkWeb, Tencent's, Alipay's and Meta's for their apps.
"""

_WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
_CHROMIUM = "AppleWebKit/537.36 (KHTML, like Gecko)"


def _chrome(system: str, version: str = "Chrome/140.0.0.0 Mobile Safari/537.36") -> str:
    return f"Mozilla/5.0 ({system}) {_CHROMIUM} {version}"


def _web_view(phone: str, app: str, android: int = 14) -> str:
    version = f"Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 {app}"
    return _chrome(f"Linux; Android {android}; {phone}; wv", version)


def _safari(system: str, version: str) -> str:
    return f"Mozilla/5.0 ({system}) {_WEBKIT} {version}"


_IPHONE = "iPhone; CPU iPhone OS 18_7 like Mac OS X"
_XIAOMI = "2211133C Build/UKQ1.230804.001"
_OPPO = "PHM110 Build/UKQ1.230924.001"
_HUAWEI = "LYA-AL00 Build/HUAWEILYA-AL00"
_MAC = "Macintosh; Intel Mac OS X 10_15_7"

IPHONE = _safari(_IPHONE, "Version/26.4 Mobile/15E148 Safari/604.1")
IPAD = _safari("iPad; CPU OS 18_7 like Mac OS X", "Version/26.4 Mobile/15E148 Safari/604.1")
IPAD_AS_MAC = _safari(_MAC, "Version/18.0.1 Safari/605.1.15")
MAC_CHROME = _chrome(_MAC, "Chrome/140.0.0.0 Safari/537.36")
WINDOWS = _chrome("Windows NT 10.0; Win64; x64", "Chrome/140.0.0.0 Safari/537.36")

HUAWEI = _chrome(f"Linux; Android 10; {_HUAWEI}", "Chrome/114.0.5735.196 Mobile Safari/537.36")
HUAWEI_HARMONY_4 = _chrome(
    "Linux; Android 12; HarmonyOS; NAM-AL00; HMSCore 6.13.0.302; GMSCore 20.15.16",
    "Chrome/114.0.5735.196 HuaweiBrowser/14.0.5.303 Mobile Safari/537.36",
)
HARMONY_NEXT = (
    "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile"
)
HONOR = _chrome("Linux; Android 14; PGT-AN10 Build/HONORPGT-AN10")
XIAOMI = _chrome(
    f"Linux; U; Android 14; zh-cn; {_XIAOMI}",
    "Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18.3.70601",
)
POCO = _chrome("Linux; Android 13; 22021211RG Build/TKQ1.220829.002")
OPPO = _chrome(
    f"Linux; U; Android 14; zh-cn; {_OPPO}",
    "Version/4.0 Chrome/115.0.5790.168 Mobile Safari/537.36 HeyTapBrowser/40.8.10.1",
)
ONEPLUS = _chrome("Linux; Android 14; PJD110 Build/UKQ1.230924.001")
REALME = _chrome("Linux; Android 14; RMX3700 Build/UKQ1.230924.001")
VIVO = _chrome("Linux; Android 14; V2307A Build/UP1A.231005.007")
SAMSUNG = _chrome(
    "Linux; Android 13; SAMSUNG SM-S9180",
    "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
)
PIXEL = _chrome("Linux; Android 14; Pixel 8 Build/UD1A.231105.004")
REDUCED_CHROME = _chrome("Linux; Android 10; K")

_WECHAT = "XWEB/1160117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600 WeChat/arm64 NetType/WIFI"
WECHAT_XIAOMI = _web_view(_XIAOMI, _WECHAT)
WECHAT_OPPO = _web_view(_OPPO, _WECHAT)
WECHAT_HARMONY_NEXT = f"{HARMONY_NEXT} {_WECHAT}"
WECHAT_IPHONE = _safari(
    _IPHONE, "Mobile/15E148 MicroMessenger/8.0.50(0x1800323d) NetType/WIFI Language/zh_CN"
)
WECHAT_WINDOWS = _chrome(
    "Windows NT 10.0; Win64; x64",
    "Chrome/116.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B)"
    " WindowsWechat(0x63090a13)",
)
QQ_HUAWEI = _web_view(_HUAWEI, "V1_AND_SQ_9.0.8_6478_YYB_D QQ/9.0.8.14755 NetType/WIFI", 10)
ALIPAY_XIAOMI = _chrome(
    f"Linux; U; Android 14; zh-CN; {_XIAOMI}",
    "Version/4.0 Chrome/100.0.4896.58 UWS/4.3.0.0 Mobile Safari/537.36 UCBS/4.3.0.0"
    " AlipayDefined(nt:WIFI,ws:393|0|2.75) AliApp(AP/10.5.90.8000) AlipayClient/10.5.90.8000",
)
ALIPAY_OPPO = ALIPAY_XIAOMI.replace(_XIAOMI, _OPPO)
ALIPAY_IPHONE = _safari(
    _IPHONE, "Mobile/22H20 NebulaSDK/1.8.100112 Nebula AliApp(AP/10.6.30.6000) AlipayClient/10.6.30"
)
WECHAT_HARMONY_4 = _chrome(
    "Linux; Android 12; HarmonyOS; NAM-AL00; HMSCore 6.13.0.302; wv",
    "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49.2600",
)
DINGTALK_VIVO = _chrome(
    "Linux; U; Android 14; zh-CN; V2307A Build/UP1A.231005.007",
    "Version/4.0 Chrome/100.0.4896.58 UWS/4.3.0.0 Mobile Safari/537.36"
    " AliApp(DingTalk/7.6.0) com.alibaba.android.rimet/34872341",
)
LINE_IPHONE = _safari(_IPHONE, "Mobile/15E148 Safari Line/14.18.1/IAB")
FACEBOOK_SAMSUNG = _web_view("SM-S9180 Build/UP1A.231005.007", "[FB_IAB/FB4A;FBAV/440.0.0.37.113;]")

OWN_APP_IPHONE = _safari(_IPHONE, "Mobile/15E148 PSBC/9.2.1")
OWN_APP_IPAD = _safari("iPad; CPU OS 18_7 like Mac OS X", "Mobile/15E148 YOUBankApp/psbc_9.2.1")
OWN_APP_XIAOMI = _web_view(_XIAOMI, "PSBC/9.2.1")
OWN_APP_HARMONY_NEXT = f"{HARMONY_NEXT} PSBC/9.2.1"

ANDROID_TELEVISION = _chrome(
    "Linux; Android 12; BRAVIA 4K VH21 Build/STT2.230203.001", "Chrome/120.0.0.0 Safari/537.36"
)
UNKNOWN_BROWSER = "Mozilla/5.0 (compatible)"
GOOGLEBOT_SMARTPHONE = _chrome(
    "Linux; Android 6.0.1; Nexus 5X Build/MMB29P",
    "Chrome/140.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1;"
    " +http://www.google.com/bot.html)",
)

USER_AGENTS = {
    name: text
    for name, text in vars().copy().items()
    if name.isupper() and not name.startswith("_")
}
"""All User-Agents above, by name."""
