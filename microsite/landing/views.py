"""The landing page: this phone's store, all stores, the code for a desktop visitor, guides."""

import time
from functools import lru_cache

from flask import Blueprint
from flask import abort
from flask import current_app
from flask import jsonify
from flask import make_response
from flask import render_template
from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext
from werkzeug import Response

from microsite.context import current_config
from microsite.context import current_data_dir
from microsite.detection.display_name import device_name
from microsite.detection.request_headers import TELLING
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import recognise
from microsite.landing.app_links import association_files
from microsite.landing.options import choice
from microsite.landing.options import offers
from microsite.qr.design.style import Style
from microsite.qr.pipeline import artwork
from microsite.qr.pipeline import render
from microsite.qr.symbol.encode import payload
from microsite.redirect.stores import stores
from microsite.web.i18n import origin

landing = Blueprint("landing", __name__)

FAMILIES = {
    "ios": lazy_gettext("iPhone and iPad"),
    "harmonyos": "HarmonyOS",
    "android": lazy_gettext("Android phones"),
}
IN_APP_NAMES = {
    "alipay": lazy_gettext("Alipay"),
    "dingtalk": lazy_gettext("DingTalk"),
    "qq": "QQ",
    "wechat": lazy_gettext("WeChat"),
    "wecom": lazy_gettext("WeCom"),
    "weibo": lazy_gettext("Weibo"),
}


@landing.get("/<language:language>/app")
@landing.get("/<language:language>/app/<code>")
def show(code: str = "") -> Response:
    """The landing page. A code that is unknown or has ended makes no difference but to counting."""
    config = current_config()
    code = _known(code)
    clues = RequestHeaders.from_environ(request.environ)
    visitor = recognise(clues)
    offered = offers(visitor, config.routing, stores(config))
    response = make_response(
        render_template(
            "landing/page.html",
            code=code,
            scan=f"/q/{code}" if code else "/q",
            visitor=visitor,
            device=device_name(clues) if offered.first else None,
            offers=offered,
            choice=choice,
            families=FAMILIES,
            in_app_name=IN_APP_NAMES.get(visitor.in_app or "") or gettext("This app"),
            origin=origin,
        )
    )
    # Shared caches often pass over `Vary: User-Agent`, and another phone's store is a wrong answer.
    response.headers["Cache-Control"] = "private, max-age=60"
    response.vary.update(TELLING)
    response.headers["Accept-CH"] = "Sec-CH-UA-Model"
    if visitor.platform == "android" and visitor.brand is None and not clues.model:
        # Chromium, which hides the model, then asks again at once with it (Client Hints
        # Infrastructure, Critical-CH).
        response.headers["Critical-CH"] = "Sec-CH-UA-Model"
    return response


@landing.get("/app/symbol.svg")
@landing.get("/app/<code>/symbol.svg")
def symbol_file(code: str = "") -> Response:
    """The symbol that leads to the right store, to be scanned off a screen.

    It is the printed one but in development, where it leads to this very site.
    """
    config = current_config()
    code = _known(code)
    if config.environment == "development":
        address = f"{origin()}/q/{code}".rstrip("/")
    else:
        address = payload(config.host, code)
    return current_app.response_class(_drawn(address), mimetype="image/svg+xml")


@landing.get(
    "/.well-known/<any('apple-app-site-association', 'assetlinks.json', 'applinking.json'):name>"
)
def association(name: str) -> Response:
    """An association file; 404 for one that site.toml has nothing for."""
    files = association_files(current_config())
    if name not in files:
        abort(404)
    return jsonify(files[name])


def _known(code: str) -> str:
    """The code in capitals if its campaign goes on, else nothing."""
    instance = current_data_dir()
    code = code.upper()
    return code if code and instance.directory.find(code, time.time()) else ""


@lru_cache(maxsize=256)
def _drawn(address: str) -> bytes:
    return render(artwork(address, Style(width_mm=60)), "svg")
