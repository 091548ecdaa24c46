"""In-app browsers: the app in which a page is opened.

They matter because some do not open stores (WeChat, QQ, Alipay, DingTalk), so that the landing page
has to show its guide. Each app adds its own word to the User-Agent; on Android the web view also
sends the app's package as X-Requested-With (Android's WebView documentation).

Two tables, because a word may be an app's or an engine's. A *host* is the app itself. An *engine*
is a web view that other firms build into their apps, too: without a host it is some other app, from
which a phone gets the store that it would get in a browser.
"""

from microsite.detection.own_app import OWN_APP
from microsite.detection.own_app import OwnApp
from microsite.detection.own_app import is_own_app
from microsite.detection.user_agent import UserAgent

OTHER_APP = "other"
"""An app that is not known by name, recognised by the engine of its web view."""

HOSTS = {
    "wxwork": "wecom",
    "micromessenger": "wechat",
    "windowswechat": "wechat",
    "macwechat": "wechat",
    "qq": "qq",
    "weibo": "weibo",
    "dingtalk": "dingtalk",
    "alipayclient": "alipay",
    "alipay": "alipay",
    "cloudpay": "unionpay",
    "feishu": "feishu",
    "lark": "feishu",
    "aweme": "douyin",
    "douyin": "douyin",
    "trill": "tiktok",
    "tiktok": "tiktok",
    "musical": "tiktok",
    "musically": "tiktok",
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
    "bdhaokan": "baidu",
    "haokan": "baidu",
    "ap": "alipay",
    "tb": "taobao",
    "tm": "tmall",
    "jdapp": "jd",
    "jdjr": "jd",
    "pinduoduo": "pinduoduo",
    "meituan": "meituan",
    "imeituan": "meituan",
    "meituangroup": "meituan",
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
    "metaiab": "facebook",
    "iabmv": "facebook",
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
"""Word -> app. If a string contains several, the first one in this order decides (Instagram and
Threads before Facebook, whose words they send too; Douyin and TikTok before Toutiao)."""

ENGINES = {
    "alipaydefined": "mPaaS",  # Ant's mPaaS: the apps of many banks
    "mpaasclient": "mPaaS",
    "bytedancewebview": "ByteDance WebView",
    "ttwebview": "ByteDance WebView",
    "unionpay": "UnionPay SDK",  # `UnionPay/1.0 <host>`; UnionPay's own app says CloudPay
    "tbs": "X5",  # Tencent's web view, in any app
}
"""Word -> web view that other firms' apps contain. Sources: Ant's mPaaS documentation, UnionPay's
guide for merchants, Tencent's X5 documentation."""

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

APPS = frozenset(HOSTS.values()) | set(APP_PACKAGES.values()) | {OTHER_APP}
"""Every app that detection can return, except OWN_APP."""

_HOST_WORDS = frozenset(HOSTS)
_ENGINE_WORDS = frozenset(ENGINES)
_HOST_RANK = {name: rank for rank, name in enumerate(HOSTS)}


def detect_in_app(agent: UserAgent, package: str, own_app: OwnApp | None) -> tuple[str | None, str]:
    """Return the app in which the page is open, and the rule; None for a browser.

    `package` is the value of X-Requested-With.
    """
    package = package.lower()
    if own_app and is_own_app(agent, package, own_app):
        return OWN_APP, "own app"
    words = agent.words
    if not words.isdisjoint(_HOST_WORDS):
        for name in sorted(words & _HOST_WORDS, key=_HOST_RANK.__getitem__):
            if REQUIRED_SPELLINGS.get(name, "") in agent.text:
                return HOSTS[name], "host"
    if package in APP_PACKAGES:
        return APP_PACKAGES[package], "package"
    if not words.isdisjoint(_ENGINE_WORDS):
        return OTHER_APP, "engine"
    return None, ""
