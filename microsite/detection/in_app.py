"""In-app browsers: the app in which a page is opened.

They matter because some do not open stores (WeChat, QQ, Alipay, DingTalk), so that the landing page
has to show its guide. Each app adds its own word to the User-Agent; on Android the web view also
sends the app's package as X-Requested-With (Android's WebView documentation).
"""

from dataclasses import dataclass

OWN_APP = "own"
"""The organisation's own app, as the in-app browser of a visitor."""


@dataclass(frozen=True, slots=True)
class OwnApp:
    """The signs of the own app's web views, in lower case.

    products: names and version prefixes in the User-Agent. package: its Android package.
    """

    products: tuple[tuple[str, str], ...] = ()
    package: str = ""


APP_WORDS = {
    "wxwork": "wecom",
    "micromessenger": "wechat",
    "windowswechat": "wechat",
    "macwechat": "wechat",
    "qq": "qq",
    "weibo": "weibo",
    "dingtalk": "dingtalk",
    "alipayclient": "alipay",
    "alipaydefined": "alipay",
    "alipay": "alipay",
    "unionpay": "unionpay",
    "cloudpay": "unionpay",
    "feishu": "feishu",
    "lark": "feishu",
    "aweme": "douyin",
    "douyin": "douyin",
    "trill": "tiktok",
    "tiktok": "tiktok",
    "musical": "tiktok",
    "musically": "tiktok",
    "bytedancewebview": "tiktok",
    "newsarticle": "toutiao",
    "toutiao": "toutiao",
    "toutiaomicroapp": "toutiao",
    "kuaishou": "kuaishou",
    "kwai": "kuaishou",
    "ksnebula": "kuaishou",
    "xiaohongshu": "xiaohongshu",
    "xhsdiscover": "xiaohongshu",
    "biliapp": "bilibili",
    "bilibili": "bilibili",
    "zhihuhybrid": "zhihu",
    "zhihu": "zhihu",
    "baiduboxapp": "baidu",
    "baiduboxlite": "baidu",
    "baiduboxpad": "baidu",
    "ap": "alipay",
    "tb": "taobao",
    "tm": "tmall",
    "jdapp": "jd",
    "jdjr": "jd",
    "pinduoduo": "pinduoduo",
    "meituan": "meituan",
    "imeituan": "meituan",
    "momowebview": "momo",
    "line": "line",
    "kakaotalk": "kakaotalk",
    "naver": "naver",
    "daumapps": "daum",
    "zalo": "zalo",
    "instagram": "instagram",
    "barcelona": "threads",
    "fban": "facebook",
    "fbav": "facebook",
    "fbios": "facebook",
    "iab": "facebook",
    "fb4a": "facebook",
    "twitterandroid": "twitter",
    "twitter": "twitter",
    "linkedinapp": "linkedin",
    "snapchat": "snapchat",
    "pinterest": "pinterest",
    "telegram": "telegram",
    "whatsapp": "whatsapp",
    "viber": "viber",
    "reddit": "reddit",
    "vkandroidapp": "vk",
}
"""Word -> app. If a string contains several, the first one in this order decides."""

REQUIRED_SPELLINGS = {
    "line": "line/",  # Line/14.18.1/IAB: not a model called Line
    "iab": "fb_iab",  # [FB_IAB/FB4A;…]; LINE sends IAB too
    "ap": "aliapp(ap/",
    "tb": "aliapp(tb/",
    "tm": "aliapp(tm/",
    "lark": "lark/",
    "musical": "musical_ly",
    "barcelona": "barcelona ",
}
"""Words with another meaning count only in this spelling."""

APP_PACKAGES = {
    "com.tencent.mm": "wechat",
    "com.tencent.wework": "wecom",
    "com.tencent.mobileqq": "qq",
    "com.tencent.tim": "qq",
    "com.sina.weibo": "weibo",
    "com.sina.weibolite": "weibo",
    "com.eg.android.alipaygphone": "alipay",
    "com.alibaba.android.rimet": "dingtalk",
    "com.unionpay": "unionpay",
    "com.ss.android.lark": "feishu",
    "com.ss.android.ugc.aweme": "douyin",
    "com.ss.android.ugc.aweme.lite": "douyin",
    "com.ss.android.ugc.trill": "tiktok",
    "com.zhiliaoapp.musically": "tiktok",
    "com.zhiliaoapp.musically.go": "tiktok",
    "com.ss.android.article.news": "toutiao",
    "com.ss.android.article.lite": "toutiao",
    "com.smile.gifmaker": "kuaishou",
    "com.kuaishou.nebula": "kuaishou",
    "com.xingin.xhs": "xiaohongshu",
    "tv.danmaku.bili": "bilibili",
    "com.zhihu.android": "zhihu",
    "com.baidu.searchbox": "baidu",
    "com.baidu.searchbox.lite": "baidu",
    "com.taobao.taobao": "taobao",
    "com.tmall.wireless": "tmall",
    "com.jingdong.app.mall": "jd",
    "com.xunmeng.pinduoduo": "pinduoduo",
    "com.sankuai.meituan": "meituan",
    "com.immomo.momo": "momo",
    "jp.naver.line.android": "line",
    "com.kakao.talk": "kakaotalk",
    "com.nhn.android.search": "naver",
    "com.zing.zalo": "zalo",
    "com.facebook.katana": "facebook",
    "com.facebook.lite": "facebook",
    "com.facebook.orca": "facebook",
    "com.facebook.mlite": "facebook",
    "com.instagram.android": "instagram",
    "com.instagram.lite": "instagram",
    "com.instagram.barcelona": "threads",
    "com.twitter.android": "twitter",
    "com.linkedin.android": "linkedin",
    "com.snapchat.android": "snapchat",
    "com.pinterest": "pinterest",
    "org.telegram.messenger": "telegram",
    "com.whatsapp": "whatsapp",
    "com.viber.voip": "viber",
    "com.reddit.frontpage": "reddit",
    "com.vkontakte.android": "vk",
}

APPS = frozenset(APP_WORDS.values()) | set(APP_PACKAGES.values())
"""Every app that detection can return."""

_APP_WORD_SET = frozenset(APP_WORDS)
_WORD_RANK = {name: rank for rank, name in enumerate(APP_WORDS)}


def is_own_app(text: str, package: str, own_app: OwnApp) -> bool:
    """Return True if the page is open in the own app; the arguments are those of detect_in_app."""
    if package and package.lower() == own_app.package:
        return True
    products = [word.partition("/") for word in text.split()]
    return any(
        name == own_name and version.startswith(own_version)
        for name, _, version in products
        for own_name, own_version in own_app.products
    )


def detect_in_app(text: str, words: set[str], package: str) -> str | None:
    """Return the app in which the page is open, or None for a browser.

    `text` is the User-Agent in lower case, `words` its tokens, `package` the value of
    X-Requested-With.
    """
    if not words.isdisjoint(_APP_WORD_SET):
        for name in sorted(words & _APP_WORD_SET, key=_WORD_RANK.__getitem__):
            if REQUIRED_SPELLINGS.get(name, "") in text:
                return APP_WORDS[name]
    return APP_PACKAGES.get(package.lower()) if package else None
