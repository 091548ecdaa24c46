"""The root, which redirects to a language, and the home page."""

from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import url_for
from werkzeug import Response

from microsite.context import current_news
from microsite.web.cache_headers import cache_publicly
from microsite.web.i18n import current_tag
from microsite.web.i18n import negotiate_tag
from microsite.web.json_ld import build_organisation_data

LATEST_ARTICLES = 3
"""Number of articles on the home page."""

pages = Blueprint("pages", __name__)


@pages.get("/")
def root() -> Response:
    """Redirect to the home page in the visitor's language."""
    response = redirect(url_for("pages.home", language=negotiate_tag()))
    response.vary.add("Accept-Language")
    return response


@pages.get("/<language:language>/")
@cache_publicly
def home() -> str:
    """Show the app with its QR code, the latest news and the hotlines."""
    return render_template(
        "pages/home.html",
        latest=current_news().snapshot().list_articles(current_tag())[:LATEST_ARTICLES],
        json_ld={"@context": "https://schema.org", **build_organisation_data()},
    )
