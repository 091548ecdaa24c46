"""Languages in Flask: the language of a request, catalogs, URLs in each language.

Every page is under `/<language tag>/…`; `microsite.languages` has the tags and the negotiation.
Views do not receive the tag: it is removed from the URL values and added by every `url_for`.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from babel.core import get_global
from flask import Flask
from flask import current_app
from flask import g
from flask import redirect
from flask import request
from flask import url_for
from flask_babel import Babel
from flask_babel import format_date
from werkzeug import Response
from werkzeug.routing import BaseConverter

from microsite.config.schema import Config
from microsite.config.section import ConfigError
from microsite.config.section import Texts
from microsite.context import current_config
from microsite.languages import LANGUAGES
from microsite.languages import Language
from microsite.languages import canonical_tag
from microsite.languages import nearest_tag
from microsite.languages import negotiate

CATALOGS = Path(__file__).parents[2] / "translations"
DIFFERENCES: dict[str, str] = {"hong-kong": "hong-kong"}
"""Value of `news.conversion` -> folder in CATALOGS whose catalogs replace single texts, where the
vocabulary differs."""
SOURCE_LANGUAGE = "en"
"""Language of the texts in code and templates. It needs no catalog."""


def init_app(app: Flask, config: Config) -> None:
    """Set up the languages of the settings. Raise ConfigError if a catalog is missing."""
    _check_catalogs(config)
    Babel(
        app,
        default_translation_directories=";".join(map(str, _catalog_folders(config))),
        default_timezone=config.timezone,
        locale_selector=lambda: LANGUAGES[current_tag()].locale,
    )
    app.url_map.converters["language"] = _build_converter(config)
    app.url_value_preprocessor(_pop_language)
    app.url_defaults(_add_language)
    app.before_request(_redirect_to_canonical_tag)
    app.after_request(_vary_by_language)
    app.add_template_filter(localize)
    app.add_template_filter(format_long_date, "long_date")
    app.context_processor(_template_context)


def current_tag() -> str:
    """Return the language tag of this request: from its URL, or negotiated if the URL has none."""
    if "language" not in g:
        tag = tag_of_path()
        g.negotiated = tag is None
        g.language = tag or negotiate_tag()
    return str(g.language)


def tag_of_path() -> str | None:
    """Return the offered tag nearest to the first part of the URL's path; None if it is no tag."""
    parts = request.path.split("/", 2)
    return nearest_tag(parts[1], tuple(current_config().languages)) if len(parts) > 1 else None


def negotiate_tag() -> str:
    """Return the tag negotiated from Accept-Language, regardless of the URL."""
    config = current_config()
    return negotiate(
        request.headers.get("Accept-Language", ""),
        tuple(config.languages),
        config.default_language,
    )


def localize(texts: Texts) -> str:
    """Return a text of site.toml in the language of this request."""
    return texts[current_tag()]


def format_long_date(day: date) -> str:
    """Return a date in the language's long format: 11 February 2020, 2020年2月11日."""
    return str(format_date(day, "d MMMM yyyy" if current_tag() == "en" else "long"))


def site_origin() -> str:
    """Return scheme and host for absolute URLs, without a trailing slash."""
    config = current_config()
    if config.environment == "development":
        return request.host_url.rstrip("/")
    return f"https://{config.host}"


def url_in_language(tag: str, **values: object) -> str:
    """Return the URL of the current page in another language; of the home page on an error page.

    `values` replace URL values: `code=None` omits a code.
    """
    if request.endpoint is None or not _has_language(request.endpoint):
        return url_for("pages.home", language=tag)
    return url_for(request.endpoint, **{**(request.view_args or {}), **values, "language": tag})


def territory_locale(tag: str) -> str:
    """Return the locale with its likely territory (Unicode CLDR), for Open Graph: `zh_TW`."""
    locale = LANGUAGES[tag].locale
    language = locale.partition("_")[0]
    likely: Mapping[str, str] = get_global("likely_subtags")
    return f"{language}_{likely.get(locale, likely[language]).rpartition('_')[2]}"


def _build_converter(config: Config) -> type[BaseConverter]:
    class LanguageConverter(BaseConverter):
        """Match the tag of an offered language, in any letter case.

        A pattern of any word would redirect `/favicon.ico` to `/favicon.ico/`.
        """

        regex = f"(?i:{'|'.join(config.languages)})"

        def to_python(self, value: str) -> str:
            return canonical_tag(value) or value

    return LanguageConverter


def _has_language(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "language")


def _pop_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        values.pop("language", None)


def _add_language(endpoint: str, values: dict[str, Any]) -> None:
    if "language" not in values and _has_language(endpoint):
        values["language"] = current_tag()


def _redirect_to_canonical_tag() -> Response | None:
    """Redirect `/zh-hant/…` to `/zh-Hant/…`, so that a page has one URL (RFC 5646, 2.1.1)."""
    if request.endpoint is None or not _has_language(request.endpoint):
        return None
    if request.path.split("/", 2)[1] == current_tag():
        return None
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{url_in_language(current_tag())}{'?' if query else ''}{query}", 301)


def _vary_by_language(response: Response) -> Response:
    if g.get("negotiated"):
        response.vary.add("Accept-Language")
    return response


def _template_context() -> dict[str, object]:
    config = current_config()
    offered: list[Language] = [LANGUAGES[tag] for tag in config.languages]
    return {
        "site": config,
        "language": LANGUAGES[current_tag()],
        "languages": offered,
        "site_origin": site_origin,
        "url_in_language": url_in_language,
        "territory_locale": territory_locale,
    }


def _catalog_folders(config: Config) -> list[Path]:
    """Return the folders of catalogs; a text in a later one replaces that of an earlier one."""
    differences = DIFFERENCES.get(config.news.conversion)
    return [CATALOGS, CATALOGS / differences] if differences else [CATALOGS]


def _check_catalogs(config: Config) -> None:
    for tag in config.languages:
        catalog = CATALOGS / LANGUAGES[tag].locale / "LC_MESSAGES" / "messages.mo"
        if tag != SOURCE_LANGUAGE and not catalog.exists():
            raise ConfigError(
                f"languages: the catalog {catalog} of {tag!r} is missing;"
                " run `make install` in the checkout that microsite is served from."
            )
