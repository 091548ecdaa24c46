"""Our recognition in the words of a labelled User-Agent corpus, for measuring it."""

from collections.abc import Mapping
from typing import Any

from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import detect_visitor


def label(user_agent: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """What routing does with a request: a label, the in-app browser, the maker."""
    environ = {"HTTP_USER_AGENT": user_agent}
    for name, value in headers.items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    visitor = detect_visitor(RequestHeaders.from_environ(environ))
    answer: str = visitor.platform
    if visitor.fetcher:
        answer = "bot"
    elif answer in ("android", "harmonyos") and visitor.device_type not in ("phone", "tablet"):
        answer = "desktop" if visitor.device_type == "desktop" else "other"  # these see the landing page
    return {"label": answer, "in_app": visitor.in_app, "brand": visitor.brand}
