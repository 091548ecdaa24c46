"""Automated requests: crawlers, monitors and libraries ("bot"), and the programs that fetch a page
for a preview card or to preload it ("preview").

They are tested first, because many send a phone's whole User-Agent before their own name. Sources:
the crawlers' own pages (Google's "Overview of crawlers", Apple's Applebot, Bytespider, Yandex,
Baidu), Meta's and Slack's pages on link sharing. `CUBOT` (phones) and `baiduboxapp` (Baidu's app)
look like bots but are people.
"""

import re
from typing import Literal

from microsite.detection.device import extract_model
from microsite.detection.tokens import tokenize

Fetcher = Literal["bot", "preview", "app"]
"""A program that requests a page; "app" is a request of an app itself, outside its web views."""

PREVIEW_FETCHERS = frozenset(
    "facebookexternalhit facebot facebookplatform twitterbot linkedinbot slackbot telegrambot"
    " discordbot redditbot pinterestbot vkshare embedly iframely mastodon misskey pleroma cardyb"
    " bitlybot notionembedder thirdlandingpagefeinfra".split()
)
"""Words of programs that fetch a page for a preview card, or preload it (TikTok's preloader)."""

PREVIEW_PREFIXES = ("whatsapp/", "snapchat/", "viber/", "snap url preview", "slack-imgproxy")
"""How link fetchers of messengers start; their in-app browsers start with `Mozilla/`."""

BOT_WORDS = frozenset(
    # HTTP libraries and command lines
    "curl libcurl pycurl wget wget2 aria2 libwww lwp perl python urllib urllib3 aiohttp httpx"
    " scrapy mechanize httpie undici axios guzzlehttp guzzle faraday typhoeus winhttp powershell"
    " windowspowershell winhttprequest httpclient httpunit htmlunit jakarta unirest needle hackney"
    " zgrab masscan nmap nikto sqlmap wpscan nuclei"
    # automated browsers
    " headlesschrome headless phantomjs slimerjs casperjs selenium puppeteer playwright cypress"
    " webdriver wkhtmltopdf wkhtmltoimage splash browserless rendertron novaact"
    # measurement and monitoring
    " lighthouse chromelighthouse ptst webpagetest pagespeed gtmetrix catchpoint pingdom pingdomtms"
    " gomezagent statuscake site24x7 uptime neustar rigor hotjar speedcurve dareboost keynote"
    " cloudflareobservatory securityheaders netvigie thousandeyes dynatrace alertsite nagios zabbix"
    " detectify qcloudcdn hubspot debugbear dmbrowser"
    # fetchers of search engines, advertisers and feed readers without "bot" in their name
    " mediapartners googleother duplexweb feedfetcher slurp teoma yeti daumoa qwantify archiver"
    " nutch heritrix httrack larbin pageburst mshots"
    " externalagent externalfetcher admantx proximic doubleverify gumgum netcraftsurveyagent"
    " censysinspect expanse nessus xenu siteimprove feedburner feedly bloglines netnewswire"
    " newsblur inoreader collapsify sitesucker adbeat favicon thumbor"
    # Android phones use it for files, never for pages
    " androiddownloadmanager".split()
)
"""Words of programs whose names contain none of `BOT_SUBSTRINGS`."""

BOT_PREFIXES = ("java/", "okhttp/", "php/", "ddg_android/", "ddg-android")

BOT_SUBSTRINGS = (
    "crawl",
    "spider",
    "scrap",
    "monitor",
    "fetcher",
    "checker",
    "validator",
    "inspect",
    "synthetic",
    "http client",
    "google-",  # Google-InspectionTool, Google-Read-Aloud, Google-AMPHTML …
    "gecko; google",  # Google's fetchers, within the engine's parentheses
    "link gecko",  # browsers write "like Gecko"
    "mixed-content-scan",
    "screenshot",
    "://",  # RFC 9110 10.1.5: programs add the address of their page, browsers do not
    "www.",
)
"""Substrings that occur only in the names of programs."""

COMPATIBLE_BROWSERS = frozenset(
    "msie konqueror icab omniweb netfront opera palmos palm wap dreamcast webtv dillo ibrowse"
    " galeon amaya voyager netpositive sega browserinfo iemobile firefox windows netbox".split()
)

_EMAIL_PATTERN = re.compile(r"@[a-z0-9-]+\.[a-z]{2,}(?![a-z0-9])")
_BOT_PATTERN = re.compile(r"(?<!cu)bot(?!t|swana)")
"""Does not match CUBOT (phones), bottle, Botswana (a carrier's name in Facebook's strings)."""
_AGENT_PATTERN = re.compile(r"(?<!user)[ -]agent\b")
"""Matches `Example-Agent/1.2`, not `User-Agent:`, which some phones send before their string."""
_BOT_MODEL_PATTERN = re.compile(r"bot[a-z/]|[a-z]{4}bot")
"""A bot's name in the model field: too long or too unusual for a phone's model."""


def detect_fetcher(text: str, words: set[str]) -> Fetcher | None:
    """Return the kind of program that sent a User-Agent, or None for a person.

    `text` is the User-Agent in lower case, `words` its tokens.
    """
    if not text:
        return "bot"  # every browser sends a User-Agent
    if (
        not words.isdisjoint(PREVIEW_FETCHERS)
        or "preview" in text
        or text.startswith(PREVIEW_PREFIXES)
    ):
        return "preview"
    if not words.isdisjoint(BOT_WORDS) and _contains_bot_word(text):
        return "bot"
    for substring in BOT_SUBSTRINGS:
        if substring in text:
            return "bot"
    if text.startswith(BOT_PREFIXES) or ("bot" in text and _contains_bot_name(text)):
        return "bot"
    if "agent" in text and _AGENT_PATTERN.search(text):
        return "bot"
    if "@" in text and _EMAIL_PATTERN.search(text):
        return "bot"
    if ("(compatible;" in text or "; compatible;" in text) and words.isdisjoint(
        COMPATIBLE_BROWSERS
    ):
        return "bot"
    return None


def _contains_bot_word(text: str) -> bool:
    """Return True if a program's name occurs outside the model field, where any word may occur."""
    model = extract_model(text)
    return not model or not tokenize(text.replace(model, " ")).isdisjoint(BOT_WORDS)


def _contains_bot_name(text: str) -> bool:
    model = extract_model(text)
    if model and not _BOT_MODEL_PATTERN.search(model):
        text = text.replace(model, " ")
    return _BOT_PATTERN.search(text) is not None
