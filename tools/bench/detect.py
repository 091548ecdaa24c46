"""Detection with the labels of a User-Agent corpus, to measure it."""

from collections.abc import Mapping
from typing import Any

from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import detect_visitor


def label(user_agent: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the label that routing amounts to, the in-app browser and the brand."""
    environ = {"HTTP_USER_AGENT": user_agent}
    for name, value in headers.items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    visitor = detect_visitor(RequestHeaders.from_environ(environ))
    platform: str = visitor.platform
    if visitor.fetcher in ("bot", "preview"):
        platform = "bot"
    elif platform in ("android", "harmonyos") and visitor.device_type not in ("phone", "tablet"):
        platform = (
            "desktop" if visitor.device_type == "desktop" else "other"
        )  # get the landing page
    answer: dict[str, Any] = {"label": platform, "in_app": visitor.in_app, "brand": visitor.brand}
    if visitor.fetcher == "app":
        answer["app_request"] = True
    return answer
