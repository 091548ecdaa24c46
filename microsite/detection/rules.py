"""Rules that decide a property of a visitor, in words, with their sources.

`Visitor.rules` names one of these for each property. docs/detection.md is made from them.
"""

from typing import NamedTuple


class Rule(NamedTuple):
    """The words for what a string says, and who documents it."""

    says: str
    source: str


CHROMIUM = "Chromium's User-Agent reduction and client hints pages"
ANDROID = "Android's WebView documentation"
WEBKIT = "WebKit's blog on iPadOS; Chromium's and Firefox's sources for iOS"
OPENHARMONY = "OpenHarmony's web guide (default User-Agent)"
HUAWEI = "Huawei's HarmonyOS and EMUI browser documentation"
HTTP = "RFC 9110, 10.1.5"
CRAWLERS = "the crawlers' own pages; public lists of crawlers"
SHARING = "Meta's, X's and Slack's pages on link sharing"
MAKERS = "the makers' model lists; Google's list of devices certified for Play"
APP_PAGES = "the apps' own web view documentation; public lists of User-Agents"

RULES = {
    # the program
    "empty": Rule("nothing at all, which no browser sends", HTTP),
    "preview fetcher": Rule("the name of a program that fetches preview cards", SHARING),
    "program": Rule("the name of a library, a monitor or a crawler", CRAWLERS),
    "program by its name": Rule("a name that ends in bot, spider, crawler, monitor …", CRAWLERS),
    "monitor as model": Rule("a monitor's name in the place of the model", CRAWLERS),
    "compatible": Rule("`compatible;` without the name of a browser", CRAWLERS),
    "page": Rule("the address of a web page or of an email account", HTTP),
    "no browser": Rule("neither a browser nor a known device", HTTP),
    "app request": Rule(
        "a network library, or an app and its phone without a browser engine",
        "Apple's URL Loading System, Android's HttpURLConnection",
    ),
    # the platform
    "OpenHarmony": Rule("OpenHarmony in the system comment, or ArkWeb", OPENHARMONY),
    "OHOS": Rule("OHOS in the system comment", OPENHARMONY),
    "HarmonyOS": Rule("HarmonyOS together with Android", HUAWEI),
    "system without store": Rule("Windows Phone, Tizen, KaiOS, BlackBerry 10 …", "their vendors"),
    "Palm": Rule("a Palm's name as product", "HP's webOS developer pages"),
    "Chrome OS": Rule("CrOS in the system comment", "Chromium OS's User-Agent page"),
    "Android": Rule("Android in the system comment", ANDROID),
    "Adr": Rule("`Adr` in the system comment", "UC Browser's short format"),
    "Android build": Rule("`Build/` in the system comment", ANDROID),
    "Android product": Rule("`Android/…` as product, the model before it", ANDROID),
    "Android browser": Rule("the name of a browser for Android", APP_PAGES),
    "Android package": Rule("an Android package in X-Requested-With", ANDROID),
    "Android-only browser": Rule(
        "a browser that exists on Android only, in its desktop mode",
        "Samsung's, Amazon's and Xiaomi's browser pages",
    ),
    "UC Browser": Rule("UC Browser on Linux", "UC Browser's short format"),
    "Facebook": Rule("Facebook's fields, FBAN or FBDV", "Meta's in-app browser"),
    "platform hint": Rule('`Sec-CH-UA-Platform: "Android"`', CHROMIUM),
    "computer hint": Rule("a phone's string, but a computer's Sec-CH-UA-Platform", CHROMIUM),
    "Android app": Rule("Android in the string of an app", ANDROID),
    "Apple Watch or TV": Rule("watchOS, tvOS", "Apple's developer pages"),
    "Apple": Rule("iPhone, iPad or iPod in the system comment", WEBKIT),
    "Apple comment": Rule("iPhone or iPad in a later comment", WEBKIT),
    "Apple app": Rule("iPhone, iPad or iOS in the string of an app", "Apple's URL Loading System"),
    "iOS": Rule("iOS or FBIOS as a name", APP_PAGES),
    "CFNetwork": Rule("CFNetwork without a Mac's words", "Apple's URL Loading System"),
    "Puffin": Rule("Puffin/…AP, AT, IP or IT on Linux", "Puffin's User-Agent page"),
    "iOS browser on Macintosh": Rule("a browser of iOS on Macintosh: only iPadOS does", WEBKIT),
    "Macintosh": Rule("Macintosh; Safari's string of macOS 10.15 is an iPad's, too", WEBKIT),
    "device without store": Rule("a television, watch, console, car …", "their vendors"),
    "feature phone": Rule("a phone without apps", "their vendors"),
    "computer": Rule("a computer's system", "Chromium's and Firefox's pages"),
    "unknown": Rule("no known system", HTTP),
    # the device type
    "system words": Rule("words of its system", "their vendors"),
    "browser of its kind": Rule("a browser that only such devices have", "their vendors"),
    "model of its kind": Rule("the model of such a device", MAKERS),
    "Mobile": Rule("Mobile, which phones send", "Chrome's developer pages"),
    "tablet": Rule("Mobile, but a tablet's name", MAKERS),
    "no Mobile": Rule("no Mobile, so a tablet", "Chrome's developer pages"),
    # the brand
    "name in the model": Rule("the maker's name in the model", MAKERS),
    "model number": Rule("a model by the maker's numbering", MAKERS),
    "Facebook's fields": Rule("the maker in FBMF or FBBD", "Meta's in-app browser"),
    "maker's browser": Rule("the maker's own browser, and no model", MAKERS),
    "build": Rule("the maker in `Build/`", MAKERS),
    "name": Rule("the maker's name", MAKERS),
    "device database": Rule("a model that ua-parser's database knows", "ua-parser (uap-core)"),
    # the app
    "own app": Rule("the organisation's own app", "site.toml"),
    "host": Rule("an app's name", APP_PAGES),
    "package": Rule("an app's package in X-Requested-With", ANDROID),
    "engine": Rule(
        "a web view that other firms' apps contain",
        "Ant's mPaaS documentation, UnionPay's guide for merchants",
    ),
}
"""Every value of `Rules`, but ""."""
