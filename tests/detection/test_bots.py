"""Detection of bots and preview fetchers, also of those that send a phone's User-Agent."""

import pytest

from microsite.detection.bots import BOT_ENDINGS
from microsite.detection.bots import BOT_MODELS
from microsite.detection.bots import BOT_PARTS
from microsite.detection.bots import BOT_PREFIXES
from microsite.detection.bots import ORDINARY_ENDINGS
from microsite.detection.bots import PREVIEW_FETCHERS
from microsite.detection.user_agent import parse_user_agent
from tests.support.user_agents import BOT
from tests.support.user_agents import CHROME
from tests.support.user_agents import IN_APP_ON_IOS
from tests.support.user_agents import MOBILE_CHROME
from tests.support.user_agents import PREVIEW
from tests.support.user_agents import SAFARI
from tests.support.user_agents import WEB_VIEW
from tests.support.user_agents import android
from tests.support.user_agents import detect
from tests.support.user_agents import iphone
from tests.support.user_agents import linux
from tests.support.user_agents import mac
from tests.support.user_agents import windows

BOTS = {
    "empty": "",
    # search engines, many as a phone
    "Googlebot": "Mozilla/5.0 (compatible; Googlebot/2.1; +https://www.google.com/bot.html)",
    "Googlebot smartphone": android(
        "Nexus 5X Build/MMB29P",
        f"{MOBILE_CHROME} (compatible; Googlebot/2.1; +https://google.com/bot.html)",
        "6.0.1",
    ),
    "Googlebot's images": "Googlebot-Image/1.1",
    "Google's inspection": android(
        "Nexus 5X", f"{MOBILE_CHROME} (compatible; Google-InspectionTool/1)"
    ),
    "Google reading aloud": android("K", f"{MOBILE_CHROME} (compatible; Google-Read-Aloud)"),
    "Google's other": android("Nexus 5X", f"{MOBILE_CHROME} (compatible; GoogleOther)"),
    "AdSense": "Mediapartners-Google",
    "Applebot as an iPhone": iphone(f"{SAFARI} (Applebot/0.1; +support.apple.com/kb/HT204683)"),
    "Applebot as a Mac": mac(f" {SAFARI} (Applebot/0.1)"),
    "Bingbot as a phone": android(
        "Nexus 5X Build/MMB29P", f"{MOBILE_CHROME} (compatible; bingbot/2.0)", "6.0.1"
    ),
    "Baiduspider": android("K", f"{WEB_VIEW} (compatible; Baiduspider-render/2.0)"),
    "Yandex": iphone(f"{SAFARI} (compatible; YandexMobileBot/3.0; +yandex.com/bots)"),
    "DuckDuckBot": "DuckDuckBot/1.1; (+duckduckgo.com/duckduckbot)",
    "Sogou": "Sogou web spider/4.0 (+sogou.com/docs/help/webmasters.htm#07)",
    "ByteDance's": android("K", f"{MOBILE_CHROME} (compatible; Bytespider; spider-feedback)"),
    "PetalBot": android("", f"{MOBILE_CHROME} (compatible; PetalBot; +petalsearch)", "7.0;"),
    "OpenAI's": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3)",
    "Anthropic's": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.1)",
    "Amazon's": iphone(f"{SAFARI} (Amazonbot/0.2)"),
    "AhrefsBot": "Mozilla/5.0 (compatible; AhrefsBot/7.2; +ahrefs.com/robot)",
    "CCBot": "CCBot/2.1",
    "Meta's agent": "meta-externalagent/1.2",
    "Yahoo": "Mozilla/5.0 (compatible; Yahoo! Slurp/3.1)",
    "archive": "Mozilla/5.0 (compatible; archive.org_bot +archive.org/details/archive.org)",
    "a bot in the model field": android("ExampleBot/1.2"),
    # libraries and command lines
    "curl": "curl/8.15.0",
    "Wget": "Wget/1.25.0",
    "Requests": "python-requests/2.33.0",
    "urllib": "Python-urllib/3.14",
    "aiohttp": "Python/3.13 aiohttp/3.13.1",
    "httpx": "python-httpx/0.29.0",
    "Scrapy": "Scrapy/2.14 (+scrapy.org)",
    "Go": "Go-http-client/2.1",
    "Java": "Java/21.0.8",
    "Apache HttpClient": "Apache-HttpClient/5.5.1 (Java/21.0.8)",
    "PHP": "PHP/8.4.11",
    "Guzzle": "GuzzleHttp/8",
    "axios": "axios/1.12.9",
    "undici": "undici",
    "Perl": "libwww-perl/6.79",
    "PowerShell": "Mozilla/5.0 (Windows NT; Windows NT 10.0; fr-FR) WindowsPowerShell/5.1.26100.1",
    "PowerShell 7": "Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 11; de) PowerShell/7.5",
    "scanner": "Mozilla/5.0 zgrab/1.x",
    "security scanner": "sqlmap/1.9.7 (stable)",
    "unknown HTTP client": "Example HTTP Client/1",
    # automated browsers
    "headless Chrome": linux("HeadlessChrome/139.0.7258.5 Safari/537.36"),
    "PhantomJS": linux("PhantomJS/2.1.3 Safari/538.1"),
    "Lighthouse as a phone": android(
        "moto g power (2022)", f"{MOBILE_CHROME} Chrome-Lighthouse", "11"
    ),
    "WebPageTest": linux(f"{CHROME} PTST/250801.0"),
    # monitors
    "UptimeRobot": "Mozilla/5.0+(compatible; UptimeRobot/2.1)",
    "Pingdom": "Pingdom.com_bot_version_1.5",
    "Site24x7": "Site24x7",
    "StatusCake": windows(f"{CHROME} StatusCake"),
    "Datadog": "Datadog/Synthetics synthetic",
    "Nagios": "check_http/v2.4.2 (nagios-plugins 2.4.2)",
    "unknown monitor": "Example-Monitoring/2",
    "GTmetrix": linux(f"{CHROME} GTmetrix"),
    "Thumbor for a phone": f"Thumbor/7.7.7, {android('K', MOBILE_CHROME)}",
    # recognised by typical parts
    "program that sends its page": android("K", f"{MOBILE_CHROME} (+https://example.org/about)"),
    "program that sends its site": windows(f"{CHROME} Example (www.example.org)"),
    "program that sends its email address": windows(f"{CHROME} (owner@example.org)"),
    "program that only sends compatible": "Mozilla/5.0 (compatible; Example/1.0)",
    "program that sends compatible in second place": "Mozilla/5.0 (Example; compatible; 2)",
    "unknown crawler": "ExampleCrawler",
    "unknown scraper": windows("Examplescraper/3"),
    "link checker": "Example-LinkChecker/10",
    "validator": "Example_Validator/1.3",
    "inspector": "Example-Inspection/1.3",
    "feed fetcher": "Example-RSS-Fetcher",
    "Google's fetcher": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; Google Web Snippet)",
    "unknown agent as a phone": android("K", f"{MOBILE_CHROME} Example-Speed-Agent"),
    "agent of two words": "Mozilla/5.0 (Example Agent)",
    "screenshot service": android("K", f"{MOBILE_CHROME} Example-screenshot/3"),
    "program that sends link Gecko": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, link Gecko) Mobile",
    "content scan": "Mozilla/5.0 mixed-content-scan",
    "no browser": "Example/2",
}


@pytest.mark.parametrize("user_agent", BOTS.values(), ids=BOTS)
def test_a_program_is_a_bot(user_agent: str) -> None:
    assert detect(user_agent) == BOT


NAMED_PROGRAMS = (
    "curl libcurl pycurl Wget wget2 aria2 libwww lwp Perl Python urllib urllib3 aiohttp httpx"
    " Scrapy mechanize HTTPie undici axios GuzzleHttp Faraday Typhoeus WinHttp PowerShell"
    " HttpClient HtmlUnit Jakarta needle zgrab masscan Nmap Nikto sqlmap WPScan Nuclei"
    " HeadlessChrome PhantomJS SlimerJS CasperJS Selenium Puppeteer Playwright Cypress"
    " WebDriver wkhtmltopdf wkhtmltoimage browserless Rendertron Lighthouse PTST WebPageTest"
    " PageSpeed GTmetrix Catchpoint Pingdom PingdomTMS StatusCake Site24x7 SpeedCurve"
    " Dynatrace ThousandEyes AlertSite Nagios Zabbix Detectify HubSpot GoogleOther DuplexWeb"
    " FeedFetcher Slurp Yeti Daumoa Qwantify archiver Nutch Heritrix HTTrack AdmantX proximic"
    " DoubleVerify GumGum CensysInspect Nessus Siteimprove Feedly NewsBlur Inoreader"
    " Favicon DebugBear DMBrowser Thumbor".split()
)


@pytest.mark.parametrize("name", NAMED_PROGRAMS)
def test_a_program_with_a_browsers_user_agent_is_recognised_by_its_name(name: str) -> None:
    assert detect(windows(f"{CHROME} {name}/1.2")) == BOT
    assert detect(android("RMX3771", f"{MOBILE_CHROME} {name}/1.2")) == BOT


UNKNOWN_PROGRAMS = (
    "Examplecrawler example-spider scraper-x monitoring x-fetcher linkchecker validator inspector"
    " synthetics google-x".split()
)


@pytest.mark.parametrize("name", UNKNOWN_PROGRAMS)
def test_a_program_without_a_known_name_is_recognised_by_its_purpose(name: str) -> None:
    assert detect(windows(f"{CHROME} {name}/1.2")) == BOT


@pytest.mark.parametrize(
    "system",
    ["MSIE 9.0; Windows NT 6.1", "Konqueror/4.5; FreeBSD", "Opera Mini/8", "Dillo 3.0; Linux"],
)
def test_an_old_browser_that_sends_compatible_is_a_person(system: str) -> None:
    assert detect(f"Mozilla/4.0 (compatible; {system})").fetcher is None


@pytest.mark.parametrize("ending", BOT_ENDINGS)
def test_a_name_with_the_ending_of_a_program_is_a_bot(ending: str) -> None:
    assert detect(android("RMX3771", f"{MOBILE_CHROME} Example{ending}/1.2")) == BOT
    assert detect(android("RMX3771", f"{MOBILE_CHROME} (compatible; Example-{ending}3)")) == BOT
    assert detect(android(f"Example{ending} 9")).fetcher is None
    assert detect(android("RMX3771", f"{MOBILE_CHROME} {ending}anza/1.2")).fetcher is None


@pytest.mark.parametrize("word", ORDINARY_ENDINGS)
def test_an_ordinary_word_is_no_bot(word: str) -> None:
    assert detect(android("RMX3771", f"{MOBILE_CHROME} {word.title()}/1.2")).fetcher is None


@pytest.mark.parametrize("name", sorted(BOT_MODELS))
def test_a_monitor_in_the_place_of_the_model_is_a_bot(name: str) -> None:
    assert detect(android(name)) == BOT


def test_every_bot_part_and_prefix_has_a_test_case() -> None:
    tested = [user_agent.lower() for user_agent in BOTS.values()]
    assert [part for part in BOT_PARTS if not any(part in text for text in tested)] == []
    assert [part for part in BOT_PREFIXES if not any(t.startswith(part) for t in tested)] == []


PREVIEWS = {
    "Messages on an iPhone": mac(
        " Version/11.1.1 Safari/605.1.15 facebookexternalhit/1.1 Facebot Twitterbot/1.0", "10_12_1"
    ),
    "Facebook": "facebookexternalhit/1.1 (+https://facebook.com/externalhit_uatext.php)",
    "Facebook's second": "Facebot/1.0",
    "Facebook's platform": "facebookplatform/1.0 (+developers.facebook.com)",
    "Twitter": "Twitterbot/1.0 (preview of a card)",
    "LinkedIn": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +linkedin.com)",
    "Slack": "Slackbot-LinkExpanding 1.0 (+api.slack.com/robots)",
    "Slack's image proxy": "Slack-ImgProxy (+api.slack.com/robots)",
    "Telegram": "TelegramBot (like TwitterBot) 2",
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +discordapp.com)",
    "Reddit": "Mozilla/5.0 (compatible; redditbot/1.0; +reddit.com/feedback)",
    "Pinterest": "Mozilla/5.0 (compatible; Pinterestbot/1.0; +pinterest.com/bot)",
    "VK": "Mozilla/5.0 (compatible; vkShare; +vk.com/dev/Share)",
    "Embedly": "Mozilla/5.0 (compatible; Embedly/0.3; snap)",
    "Iframely": "Iframely/1.3.2 (+iframely.com/docs/about)",
    "Mastodon": "Mastodon/4.4.2 (http.rb/5.3.1; +mastodon.example)",
    "Misskey": "Misskey/2025.7.0",
    "Pleroma": "Pleroma 2.9.1; pleroma.example",
    "Bluesky": "Mozilla/5.0 (compatible; Bluesky Cardyb/1.2)",
    "Bitly": "bitlybot/3.0 (+bitly.com)",
    "Notion": "NotionEmbedder (cards)",
    "TikTok's preloader": android(
        "SM-A556E Build/UP1A; wv", f"{WEB_VIEW} trill_2024005010 thirdLandingPageFeInfra"
    ),
    "TikTok's preloader without a phone": "thirdLandingPageFeInfra",
    "WhatsApp": "WhatsApp/2.25.20.76 A",
    "Snapchat's cards": "Snap URL Preview Service; bot; snapchat",
    "Google's preview": windows(f"{CHROME} Google Web Preview"),
    "Skype": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.6",
}


@pytest.mark.parametrize("user_agent", PREVIEWS.values(), ids=PREVIEWS)
def test_a_link_fetcher_is_a_preview(user_agent: str) -> None:
    assert detect(user_agent) == PREVIEW


def test_every_preview_fetcher_has_a_test_case() -> None:
    tested = set().union(
        *(agent.words | agent.system_words for agent in map(parse_user_agent, PREVIEWS.values()))
    )
    assert PREVIEW_FETCHERS - tested == set()


PEOPLE = {
    "WhatsApp's browser": iphone(f"{IN_APP_ON_IOS} WhatsApp/2.25.21"),
    "Snapchat's browser": iphone(f"{IN_APP_ON_IOS} Snapchat/13.44.0.30"),
    "Viber's browser": android("K; wv", f"{WEB_VIEW} Viber/25.5"),
    "Pinterest's browser": android("K; wv", f"{WEB_VIEW} [Pinterest/Android]"),
    "CUBOT": android("CUBOT NOTE 50"),
    "Sogou's browser": android("K; wv", f"{WEB_VIEW} AWP/2.1 SogouMSE,SogouMobileBrowser/6.7.1"),
    "Instagram's browser": android(
        "V2309A Build/AP3A; wv",
        f"{WEB_VIEW} Instagram 410.0.0.1 Android (35/15; 480dpi; vivo; V2309A; IABMV/1) NV/1",
    ),
    "a phone that sends User-Agent:": f"User-Agent: {iphone(SAFARI)}",
    "an app that sends agent": f"EXAMPLE_AGENT/{android('K; wv', WEB_VIEW)}",
    "CUBOT with a hyphen": android("Cubot-KingKong 9"),
    "a phone called Wget": android("Wget Pro Build/W1"),
    "a phone called Headless": android("Headless"),
    "a phone called Favicon": android("Favicon 5 Plus"),
    "Opera Mini on an old computer": "Opera/9.80 (Windows NT 6.1; compatible; Opera Mini/8)",
}


@pytest.mark.parametrize("user_agent", PEOPLE.values(), ids=PEOPLE)
def test_a_browser_that_resembles_a_program_is_a_person(user_agent: str) -> None:
    assert detect(user_agent).fetcher is None
