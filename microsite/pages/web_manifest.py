"""The web app manifest (W3C Web Application Manifest) and favicon.ico."""

from flask import Blueprint
from flask import current_app
from flask import json
from flask import url_for
from werkzeug import Response

from microsite.context import current_config
from microsite.web import static_files
from microsite.web.i18n import current_tag
from microsite.web.i18n import localize

THEME_COLOUR = "#0a5a3f"
BACKGROUND_COLOUR = "#f4f6f4"
MANIFEST_MAX_AGE_SECONDS = 24 * 60 * 60
MANIFEST_ICONS = (
    ("img/icon.svg", "any", "image/svg+xml", "any"),
    ("img/icon-192.png", "192x192", "image/png", "any"),
    ("img/icon-512.png", "512x512", "image/png", "any"),
    ("img/icon-maskable-512.png", "512x512", "image/png", "maskable"),
)

web_manifest = Blueprint("web_manifest", __name__)


@web_manifest.get("/<language:language>/manifest.webmanifest")
def manifest() -> Response:
    """Return the manifest: names and icons.

    `display` is "browser": phones should install the app, not this site.
    """
    config = current_config()
    return _cacheable(
        current_app.response_class(
            json.dumps(
                {
                    "id": "/",
                    "name": localize(config.organisation.name),
                    "short_name": localize(config.organisation.short_name),
                    "lang": current_tag(),
                    "dir": "ltr",
                    "start_url": url_for("pages.home"),
                    "scope": "/",
                    "display": "browser",
                    "theme_color": THEME_COLOUR,
                    "background_color": BACKGROUND_COLOUR,
                    "icons": [
                        {
                            "src": url_for("static", filename=name),
                            "sizes": sizes,
                            "type": mime_type,
                            "purpose": purpose,
                        }
                        for name, sizes, mime_type, purpose in MANIFEST_ICONS
                    ],
                }
            ),
            mimetype="application/manifest+json",
        )
    )


@web_manifest.get("/favicon.ico")
def favicon() -> Response:
    """Return the icon at the path that browsers request by default."""
    return _cacheable(static_files.serve_static_file("img/favicon.ico"))


def _cacheable(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = MANIFEST_MAX_AGE_SECONDS
    return response
