"""The apps that the microsite is compared with: an empty app, a plain view, a constant page."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import user_agents
from flask import Flask
from flask import redirect
from flask import request
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

APP_STORE = "https://apps.apple.com/app/id1000000000"
PLAY = "https://play.google.com/store/apps/details?id=com.yitong.mbank.psbc"


def empty(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
    """Return a constant 302 response."""
    start_response("302 Found", [("Location", APP_STORE), ("Content-Length", "0")])
    return []


plain = Flask(__name__)
constant = Flask(f"{__name__}.constant", static_folder=None)
PAGE = Path(os.environ["BENCH_PAGE"]).read_bytes() if "BENCH_PAGE" in os.environ else b""


@plain.get("/q/<code>")
def redirect_scan(code: str) -> Response:
    """Redirect by the platform that the user-agents package detects."""
    agent = user_agents.parse(request.user_agent.string)
    if agent.os.family == "iOS":
        return redirect(APP_STORE)
    if agent.os.family == "Android":
        return redirect(PLAY)
    return redirect(f"/en/app/{code}")


@constant.get("/", defaults={"_path": ""})
@constant.get("/<path:_path>")
def constant_page(_path: str) -> bytes:
    """Return the same page for every path."""
    return PAGE
