"""User-Agents for tests of detection, composed as the vendors document them."""

from collections.abc import Mapping

from microsite.detection.own_app import OwnApp
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import Visitor
from microsite.detection.visitor import detect_visitor

BOT = Visitor("other", "other", fetcher="bot")
PREVIEW = Visitor("other", "other", fetcher="preview")

WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = "Chrome/139.0.0.0 Safari/537.36"
MOBILE_CHROME = "Chrome/139.0.0.0 Mobile Safari/537.36"
WEB_VIEW = "Version/4.0 Chrome/138.0.7204.63 Mobile Safari/537.36"
SAFARI = "Version/26.4 Mobile/15E148 Safari/604.1"
IN_APP_ON_IOS = "Mobile/22H31"
MICRO_MESSENGER = "MicroMessenger/8.0.61.2880(0x28003D34) NetType/WIFI Language/zh_CN"


def iphone(rest: str = SAFARI, version: str = "18_7") -> str:
    return f"Mozilla/5.0 (iPhone; CPU iPhone OS {version} like Mac OS X) {WEBKIT} {rest}"


def ipad(rest: str = SAFARI) -> str:
    return f"Mozilla/5.0 (iPad; CPU OS 17_7_9 like Mac OS X) {WEBKIT} {rest}"


def mac(rest: str, version: str = "10_15_7") -> str:
    return f"Mozilla/5.0 (Macintosh; Intel Mac OS X {version}) {WEBKIT}{rest}"


def android(model: str, rest: str = MOBILE_CHROME, version: str = "14") -> str:
    return f"Mozilla/5.0 (Linux; Android {version}; {model}) {BLINK} {rest}"


def harmony(parenthesis: str, rest: str) -> str:
    return f"Mozilla/5.0 ({parenthesis}) {BLINK} Chrome/132.0.0.0 Safari/537.36 {rest}"


def windows(rest: str) -> str:
    return f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {BLINK} {rest}"


def linux(rest: str) -> str:
    return f"Mozilla/5.0 (X11; Linux x86_64) {BLINK} {rest}"


def detect(
    user_agent: str, headers: Mapping[str, str] | None = None, own_app: OwnApp | None = None
) -> Visitor:
    """Return the visitor of a request with these headers."""
    environ = {"HTTP_USER_AGENT": user_agent}
    for name, value in (headers or {}).items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    return detect_visitor(RequestHeaders.from_environ(environ), own_app)
