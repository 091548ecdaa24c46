"""The landing page with this phone's store, all stores, the QR code and the guide; its files."""

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

from microsite.campaigns.codes import fold_code
from microsite.context import current_config
from microsite.context import current_data_dir
from microsite.detection.request_headers import VARY_HEADERS
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import detect_visitor
from microsite.landing.app_links import build_association_files
from microsite.landing.options import landing_options
from microsite.landing.options import store_choice_url
from microsite.qr.design.style import Style
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from microsite.qr.symbol.encode import build_payload
from microsite.redirect.model_hint import MODEL_HEADER
from microsite.redirect.own_app import build_own_app
from microsite.redirect.routing import phone_language
from microsite.redirect.stores import build_stores
from microsite.web.i18n import site_origin

landing = Blueprint("landing", __name__)

FAMILY_NAMES = {
    "ios": lazy_gettext("iPhone and iPad"),
    "harmonyos": "HarmonyOS",
    "android": lazy_gettext("Android phones"),
}
IN_APP_NAMES = {
    "alipay": lazy_gettext("Alipay"),
    "dingtalk": lazy_gettext("DingTalk"),
    "douyin": lazy_gettext("Douyin"),
    "qq": "QQ",
    "unionpay": lazy_gettext("UnionPay"),
    "wechat": lazy_gettext("WeChat"),
    "wecom": lazy_gettext("WeCom"),
    "weibo": lazy_gettext("Weibo"),
    "xiaohongshu": lazy_gettext("Xiaohongshu"),
}


@landing.get("/<language:language>/app")
@landing.get("/<language:language>/app/<code>")
def show(code: str = "") -> Response:
    """Return the landing page. An unknown or ended code only changes how its links are counted."""
    config = current_config()
    code = _active_code(code)
    headers = RequestHeaders.from_environ(request.environ)
    visitor = detect_visitor(headers, build_own_app(config.app))
    language = phone_language(
        request.headers.get("Accept-Language", ""), tuple(config.languages)
    )  # the phone's, as in a scan; the page's own language may be another
    options = landing_options(visitor, config.routing, language, build_stores(config))
    response = make_response(
        render_template(
            "landing/page.html",
            code=code,
            scan=f"/q/{code}" if code else "/q",
            visitor=visitor,
            options=options,
            store_choice_url=store_choice_url,
            family_names=FAMILY_NAMES,
            in_app_name=IN_APP_NAMES.get(visitor.in_app or "") or gettext("This app"),
            origin=site_origin,
        )
    )
    # Shared caches often ignore `Vary: User-Agent`, and would serve the store of another phone.
    response.headers["Cache-Control"] = "private, max-age=60"
    response.vary.update((*VARY_HEADERS, "Accept-Language"))
    response.headers["Accept-CH"] = MODEL_HEADER
    hides_brand = visitor.platform == "android" and visitor.brand is None and not headers.model
    if hides_brand and not options.own_app:
        # Chromium hides the model by default and then repeats the request with it (Client Hints
        # Infrastructure, Critical-CH).
        response.headers["Critical-CH"] = MODEL_HEADER
    return response


@landing.get("/app/symbol.svg")
@landing.get("/app/<code>/symbol.svg")
def symbol_file(code: str = "") -> Response:
    """Return the QR code to scan from a screen.

    It is the printed symbol, except in development, where it redirects through this site.
    """
    config = current_config()
    code = _active_code(code)
    if config.environment == "development":
        payload = f"{site_origin()}/q/{code}".rstrip("/")
    else:
        payload = build_payload(config.host, code)
    return current_app.response_class(_render_symbol(payload), mimetype="image/svg+xml")


@landing.get(
    "/.well-known/<any('apple-app-site-association', 'assetlinks.json', 'applinking.json'):name>"
)
def association(name: str) -> Response:
    """Return an association file, or 404 if site.toml has no settings for it."""
    files = build_association_files(current_config())
    if name not in files:
        abort(404)
    return jsonify(files[name])


def _active_code(code: str) -> str:
    """Return the code as printed, or "" if it is unknown or its campaign has ended."""
    code_index = current_data_dir().code_index
    code = fold_code(code)
    return code if code and code_index.find(code, time.time()) else ""


@lru_cache(maxsize=256)
def _render_symbol(payload: str) -> bytes:
    return render(build_artwork(payload, Style(width_mm=60)), "svg")
