"""Languages at Flask's edge: the language of a request, catalogs, addresses in each language.

Every page for visitors stands under `/<language tag>/…`; `languages` knows the tags and negotiates.
Views never see the tag: it is taken out of the address before them and put into every `url_for`.
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
from microsite.languages import negotiate

CATALOGS = Path(__file__).parents[2] / "translations"
WRITTEN_IN = "en"
"""The language of the texts in code and templates, which therefore needs no catalog."""


def init_app(app: Flask, config: Config) -> None:
    """Let the app speak the languages of the settings. Raises ConfigError without a catalog."""
    _check_catalogs(config)
    Babel(
        app,
        default_translation_directories=str(CATALOGS),
        default_timezone=config.timezone,
        locale_selector=lambda: LANGUAGES[current_tag()].locale,
    )
    app.url_map.converters["language"] = _converter(config)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_put_language)
    app.before_request(_spell_properly)
    app.after_request(_vary_by_language)
    app.add_template_filter(localised)
    app.add_template_filter(long_date)
    app.context_processor(_in_templates)


def current_tag() -> str:
    """The language of this request: that of its address; where it has none, the negotiated one."""
    if "language" not in g:
        config = current_config()
        tag = canonical_tag(request.path.split("/", 2)[1])
        g.negotiated = tag not in config.languages
        g.language = tag if tag in config.languages else negotiated_tag()
    return str(g.language)


def negotiated_tag() -> str:
    """The language that the visitor's browser asks for, whatever the address says."""
    config = current_config()
    return negotiate(
        request.headers.get("Accept-Language", ""),
        tuple(config.languages),
        config.default_language,
    )


def localised(texts: Texts) -> str:
    """Take from a text of site.toml what is written in the language of this request."""
    return texts[current_tag()]


def long_date(day: date) -> str:
    """A day as the language writes it in full: 11 February 2020, 2020年2月11日."""
    return str(format_date(day, "d MMMM yyyy" if current_tag() == "en" else "long"))


def origin() -> str:
    """Scheme and host of the addresses that leave the site, without a slash at the end."""
    config = current_config()
    if config.environment == "development":
        return request.host_url.rstrip("/")
    return f"https://{config.host}"


def page_in(tag: str, **values: object) -> str:
    """The address of this very page in another language; without a page, that of the site.

    `values` replace those in the address: `code=None` leaves a code out.
    """
    if request.endpoint is None or not _has_language(request.endpoint):
        return url_for("pages.home", language=tag)
    return url_for(request.endpoint, **{**(request.view_args or {}), **values, "language": tag})


def territory_locale(tag: str) -> str:
    """The locale with its likely territory (Unicode CLDR), which Open Graph asks for: `zh_TW`."""
    locale = LANGUAGES[tag].locale
    language = locale.partition("_")[0]
    likely: Mapping[str, str] = get_global("likely_subtags")
    return f"{language}_{likely.get(locale, likely[language]).rpartition('_')[2]}"


def _converter(config: Config) -> type[BaseConverter]:
    class LanguageConverter(BaseConverter):
        """The tag of an offered language, in any letter case.

        The pattern knows the tags, so that `/favicon.ico` is not led to `/favicon.ico/` first.
        """

        regex = f"(?i:{'|'.join(config.languages)})"

        def to_python(self, value: str) -> str:
            return canonical_tag(value) or value

    return LanguageConverter


def _has_language(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "language")


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        values.pop("language", None)


def _put_language(endpoint: str, values: dict[str, Any]) -> None:
    if "language" not in values and _has_language(endpoint):
        values["language"] = current_tag()


def _spell_properly() -> Response | None:
    """Lead `/zh-hant/…` to `/zh-Hant/…`, so that a page has one address (RFC 5646, 2.1.1)."""
    if request.endpoint is None or not _has_language(request.endpoint):
        return None
    if request.path.split("/", 2)[1] == current_tag():
        return None
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{page_in(current_tag())}{'?' if query else ''}{query}", 301)


def _vary_by_language(response: Response) -> Response:
    if g.get("negotiated"):
        response.vary.add("Accept-Language")
    return response


def _in_templates() -> dict[str, object]:
    config = current_config()
    offered: list[Language] = [LANGUAGES[tag] for tag in config.languages]
    return {
        "site": config,
        "language": LANGUAGES[current_tag()],
        "languages": offered,
        "origin": origin,
        "page_in": page_in,
        "territory_locale": territory_locale,
    }


def _check_catalogs(config: Config) -> None:
    for tag in config.languages:
        catalog = CATALOGS / LANGUAGES[tag].locale / "LC_MESSAGES" / "messages.mo"
        if tag != WRITTEN_IN and not catalog.exists():
            raise ConfigError(
                f"languages: there is no {catalog} for {tag!r};"
                " run `make install` in the checkout, from which microsite is served."
            )
