"""Requests that no person made: crawlers, monitors and libraries ("bot"), and the programs that
fetch a page to show a card of it or to have it ready ("preview").

They are tested first, because many carry a phone's whole User-Agent before their own name.
Sources: the crawlers' own pages (Google's "Overview of crawlers", Apple's Applebot, Bytespider,
Yandex, Baidu), Meta's and Slack's pages on link sharing; the two false friends `CUBOT` (phones) and
`baiduboxapp` (Baidu's app) are people.
"""

import re
from typing import Literal

from microsite.detection.device import model_in
from microsite.detection.tokens import words_of

Fetcher = Literal["bot", "preview"]

PREVIEWERS = frozenset(
    "facebookexternalhit facebot facebookplatform twitterbot linkedinbot slackbot telegrambot"
    " discordbot redditbot pinterestbot vkshare embedly iframely mastodon misskey pleroma cardyb"
    " bitlybot notionembedder thirdlandingpagefeinfra".split()
)
"""Words of those that fetch a page for a card of it (or ahead, as TikTok's preloader does)."""

PREVIEW_STARTS = ("whatsapp/", "snapchat/", "viber/", "snap url preview", "slack-imgproxy")
"""Messengers whose own fetcher begins so; their in-app browsers begin with `Mozilla/`."""

PROGRAMS = frozenset(
    # HTTP libraries and command lines
    "curl libcurl pycurl wget wget2 aria2 libwww lwp perl python urllib urllib3 aiohttp httpx"
    " scrapy mechanize httpie undici axios guzzlehttp guzzle faraday typhoeus winhttp powershell"
    " windowspowershell winhttprequest httpclient httpunit htmlunit jakarta unirest needle hackney"
    " zgrab masscan nmap nikto sqlmap wpscan nuclei"
    # browsers without a person
    " headlesschrome headless phantomjs slimerjs casperjs selenium puppeteer playwright cypress"
    " webdriver wkhtmltopdf wkhtmltoimage splash browserless rendertron novaact"
    # measurement and monitoring
    " lighthouse chromelighthouse ptst webpagetest pagespeed gtmetrix catchpoint pingdom pingdomtms"
    " gomezagent statuscake site24x7 uptime neustar rigor hotjar speedcurve dareboost keynote"
    " cloudflareobservatory securityheaders netvigie thousandeyes dynatrace alertsite nagios zabbix"
    " detectify qcloudcdn hubspot debugbear dmbrowser"
    # fetchers of search engines, advertisers and readers that do not call themselves bots
    " mediapartners googleother duplexweb feedfetcher slurp teoma yeti daumoa qwantify archiver"
    " nutch heritrix httrack larbin pageburst mshots"
    " externalagent externalfetcher admantx proximic doubleverify gumgum netcraftsurveyagent"
    " censysinspect expanse nessus xenu siteimprove feedburner feedly bloglines netnewswire"
    " newsblur inoreader collapsify sitesucker adbeat favicon thumbor"
    # an Android phone fetches files with it, never pages
    " androiddownloadmanager".split()
)
"""Words of programs whose names tell nothing to `STEMS`."""

PROGRAM_STARTS = ("java/", "okhttp/", "php/", "ddg_android/", "ddg-android")

STEMS = (
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
    "link gecko",  # what a browser writes is "like Gecko"
    "mixed-content-scan",
    "screenshot",
    "://",  # RFC 9110 10.1.5: a program names its page; browsers do not
    "www.",
)
"""Parts of words that only programs have in their names."""

BROWSERS_SAYING_COMPATIBLE = frozenset(
    "msie konqueror icab omniweb netfront opera palmos palm wap dreamcast webtv dillo ibrowse"
    " galeon amaya voyager netpositive sega browserinfo iemobile firefox windows netbox".split()
)

_MAIL = re.compile(r"@[a-z0-9-]+\.[a-z]{2,}(?![a-z0-9])")
_BOT = re.compile(r"(?<!cu)bot(?!t|swana)")
"""Not CUBOT (phones), bottle, Botswana (a carrier's name in Facebook's strings)."""
_AGENT = re.compile(r"(?<!user)[ -]agent\b")
"""`Example-Agent/1.2`. Not `User-Agent:`, which some phones send before their own string."""
_BOT_AS_MODEL = re.compile(r"bot[a-z/]|[a-z]{4}bot")
"""A bot that stands where a phone writes its model: too long or too odd for a phone's name."""


def fetcher_of(text: str, words: set[str]) -> Fetcher | None:
    """Tell what fetched, from the User-Agent in small letters and its words; None for a person."""
    if not text:
        return "bot"  # every browser names itself
    if not words.isdisjoint(PREVIEWERS) or "preview" in text or text.startswith(PREVIEW_STARTS):
        return "preview"
    if not words.isdisjoint(PROGRAMS) and _names_program(text):
        return "bot"
    for stem in STEMS:
        if stem in text:
            return "bot"
    if text.startswith(PROGRAM_STARTS) or ("bot" in text and _names_bot(text)):
        return "bot"
    if "agent" in text and _AGENT.search(text):
        return "bot"
    if "@" in text and _MAIL.search(text):
        return "bot"
    if ("(compatible;" in text or "; compatible;" in text) and words.isdisjoint(
        BROWSERS_SAYING_COMPATIBLE
    ):
        return "bot"
    return None


def _names_program(text: str) -> bool:
    """Whether a program's name stands anywhere but as a phone's model: a model may be any word."""
    model = model_in(text)
    return not model or not words_of(text.replace(model, " ")).isdisjoint(PROGRAMS)


def _names_bot(text: str) -> bool:
    model = model_in(text)
    if model and not _BOT_AS_MODEL.search(model):
        text = text.replace(model, " ")
    return _BOT.search(text) is not None
