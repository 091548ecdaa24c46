"""Automated requests: crawlers, monitors and libraries ("bot"), and the programs that fetch a page
for a preview card or to preload it ("preview").

They are tested first, because many send a phone's whole User-Agent before their own name. A name
counts as the name of a product or of a field, and as the whole model of a phone; it never counts
inside a model or another word. `CUBOT` (phones), `Angebot` (a German app) and `baiduboxapp`
(Baidu's app) are people. Sources: the crawlers' own pages (Google's "Overview of crawlers", Apple's
Applebot, Bytespider, Yandex, Baidu), Meta's and Slack's pages on link sharing.
"""

import re
from typing import Literal

from microsite.detection.user_agent import UserAgent

Fetcher = Literal["bot", "preview", "app"]
"""Programs that request pages by themselves. `app`: an app's own request (`app_requests`)."""

PREVIEW_FETCHERS = frozenset(
    "facebookexternalhit facebot facebookplatform twitterbot linkedinbot slackbot telegrambot"
    " discordbot redditbot pinterestbot vkshare embedly iframely mastodon misskey pleroma cardyb"
    " bitlybot notionembedder thirdlandingpagefeinfra".split()
)
"""Words of programs that fetch a page for a preview card, or preload it (TikTok's preloader)."""

PREVIEW_PREFIXES = ("whatsapp/", "snap url preview", "slack-imgproxy")
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
    " censysinspect expanse nessus xenu siteimprove feedburner feedly bloglines"
    " newsblur inoreader collapsify sitesucker adbeat favicon thumbor"
    # writes the engine's name like this, and requests pages like a robot
    " app3lewebkit"
    "".split()
)
"""Words of programs whose names do not end like `BOT_NAME_PATTERN`."""

BOT_PREFIXES = ("java/", "php/")

BOT_MODELS = frozenset("catchpoint pingdom gomez keynote dynatrace headlesschrome".split())
"""Monitors that put their name in the place of the model (`Android 4.0.2; en-us; Catchpoint`)."""

BOT_PARTS = (
    "gecko; google",  # Google's fetchers, within the engine's parentheses
    "link gecko",  # browsers write "like Gecko"
    "://",  # RFC 9110, 10.1.5: programs add the address of their page, browsers do not
    "www.",
)
"""Parts of text that only programs send."""

BOT_ENDINGS = (
    "bot bots spider spiders crawl crawler crawlers crawling scraper scrapy monitor monitors"
    " monitoring fetcher checker validator inspect inspector inspection inspectiontool synthetic"
    " synthetics screenshot screenshots"
).split()
"""How the names of programs end (digits of a version may follow)."""

ORDINARY_ENDINGS = ("cubot", "angebot", "gebot", "verbot", "talbot", "abbot", "cabot", "turbot")
"""Words that end like a bot and are none: a maker of phones, ordinary words of European apps."""

BOT_PHRASES = ("\ngoogle-", "http client", "http\nclient", "mixed-content-scan")
"""Names of several words; a line break stands between products."""

COMPATIBLE_BROWSERS = frozenset(
    "msie konqueror icab omniweb netfront opera palmos palm wap dreamcast webtv dillo ibrowse"
    " galeon amaya voyager netpositive sega browserinfo iemobile firefox windows netbox".split()
)

_WORD_PATTERN = re.compile(r"[a-z0-9]+")
_BOT_ENDINGS = tuple(BOT_ENDINGS)
_BOT_ENDING_PATTERN = re.compile(rf"(?:{'|'.join(BOT_ENDINGS)})\d*(?![a-z0-9])")
_AGENT_PATTERN = re.compile(r"(?<!user)[ \n-]agent\b")
"""Matches `Example-Agent/1.2`, not `User-Agent:`, which some phones send before their string."""
_PREVIEW_PATTERN = re.compile(r"preview(?![a-z])")
_EMAIL_PATTERN = re.compile(r"@[a-z0-9-]+\.[a-z]{2,}(?![a-z0-9])")


def detect_fetcher(agent: UserAgent) -> tuple[Fetcher | None, str]:
    """Return the kind of program that sent a User-Agent, and the rule; None for a person."""
    text = agent.text
    if not text:
        return "bot", "empty"  # every browser sends a User-Agent
    words = agent.words | agent.system_words
    if not words.isdisjoint(PREVIEW_FETCHERS) or text.startswith(PREVIEW_PREFIXES):
        return "preview", "preview fetcher"
    names = f"\n{agent.names}\n{agent.system}"
    if "preview" in names and _PREVIEW_PATTERN.search(names):
        return "preview", "preview fetcher"
    if not words.isdisjoint(BOT_WORDS) or text.startswith(BOT_PREFIXES):
        return "bot", "program"
    if agent.model in BOT_MODELS:
        return "bot", "monitor as model"
    if _BOT_ENDING_PATTERN.search(names) and any(map(_ends_like_a_bot, words)):
        return "bot", "program by its name"
    if any(phrase in names for phrase in BOT_PHRASES):
        return "bot", "program by its name"
    if "agent" in names and _AGENT_PATTERN.search(names):
        return "bot", "program by its name"
    if (
        "compatible" in words
        and agent.is_browser
        and any(_names_no_browser(fields) for fields in agent.comments)
    ):
        return "bot", "compatible"
    return None, ""


def sends_a_page(agent: UserAgent) -> bool:
    """Return True if the string names a web page or an email address, as only programs do."""
    text = agent.text
    return any(part in text for part in BOT_PARTS) or (
        "@" in text and _EMAIL_PATTERN.search(text) is not None
    )


def _ends_like_a_bot(word: str) -> bool:
    word = word.rstrip("0123456789")
    return word.endswith(_BOT_ENDINGS) and not word.endswith(ORDINARY_ENDINGS)


def _names_no_browser(fields: tuple[str, ...]) -> bool:
    return "compatible" in fields and COMPATIBLE_BROWSERS.isdisjoint(
        _WORD_PATTERN.findall(" ".join(fields))
    )
