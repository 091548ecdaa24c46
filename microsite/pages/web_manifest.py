"""The site's icons and names for browsers and phones (W3C Web Application Manifest)."""

from flask import Blueprint
from flask import current_app
from flask import json
from flask import url_for
from werkzeug import Response

from microsite.context import current_config
from microsite.web import static_files
from microsite.web.i18n import current_tag
from microsite.web.i18n import localised

THEME = "#0a5a3f"
PAPER = "#f4f6f4"
KEPT_SECONDS = 24 * 60 * 60
ICONS = (
    ("img/icon.svg", "any", "image/svg+xml", "any"),
    ("img/icon-192.png", "192x192", "image/png", "any"),
    ("img/icon-512.png", "512x512", "image/png", "any"),
    ("img/icon-maskable-512.png", "512x512", "image/png", "maskable"),
)

manifest = Blueprint("manifest", __name__)


@manifest.get("/<language:language>/manifest.webmanifest")
def show() -> Response:
    """Names and icons. It opens in the browser: what belongs on a phone is the app, not this."""
    config = current_config()
    return _kept(
        current_app.response_class(
            json.dumps(
                {
                    "id": "/",
                    "name": localised(config.organisation.name),
                    "short_name": localised(config.organisation.short_name),
                    "lang": current_tag(),
                    "dir": "ltr",
                    "start_url": url_for("pages.home"),
                    "scope": "/",
                    "display": "browser",
                    "theme_color": THEME,
                    "background_color": PAPER,
                    "icons": [
                        {
                            "src": url_for("static", filename=name),
                            "sizes": sizes,
                            "type": kind,
                            "purpose": purpose,
                        }
                        for name, sizes, kind, purpose in ICONS
                    ],
                }
            ),
            mimetype="application/manifest+json",
        )
    )


@manifest.get("/favicon.ico")
def favicon() -> Response:
    """The icon where browsers look for it unasked."""
    return _kept(static_files.answer("img/favicon.ico"))


def _kept(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    return response
