"""The site's root, which leads to a language, and the home page of each."""

from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import url_for
from werkzeug import Response

from microsite.context import current_news
from microsite.web.i18n import current_tag
from microsite.web.i18n import negotiated_tag
from microsite.web.json_ld import organisation_data
from microsite.web.security_headers import public

LATEST_ARTICLES = 3
"""Articles on the home page."""

pages = Blueprint("pages", __name__)


@pages.get("/")
def root() -> Response:
    """Lead to the home page in the visitor's language."""
    response = redirect(url_for("pages.home", language=negotiated_tag()))
    response.vary.add("Accept-Language")
    return response


@pages.get("/<language:language>/")
@public
def home() -> str:
    """The app with its code, the latest news, the hotlines."""
    newsroom = current_news()
    return render_template(
        "pages/home.html",
        latest=newsroom.snapshot().list_articles(current_tag())[:LATEST_ARTICLES],
        structured={"@context": "https://schema.org", **organisation_data()},
    )
