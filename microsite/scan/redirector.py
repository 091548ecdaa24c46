"""Answers /q and /q/<code> before Flask is entered: decide, write the journal, redirect.

Only ever a redirect, never cached: the same paper may have to lead elsewhere tomorrow.
"""

import time
from collections.abc import Iterable
from collections.abc import Mapping
from functools import lru_cache
from functools import partial
from typing import TYPE_CHECKING
from typing import Any
from urllib.parse import parse_qs

from microsite.languages import negotiate
from microsite.scan.instance import Instance
from microsite.scan.journal import Entry
from microsite.scan.platforms import Clues
from microsite.scan.platforms import Visitor
from microsite.scan.platforms import is_prefetch
from microsite.scan.platforms import recognise
from microsite.scan.repeats import client_address
from microsite.scan.repeats import wants_no_trace
from microsite.scan.routing import CHOICES
from microsite.scan.routing import Outcome
from microsite.scan.routing import chosen
from microsite.scan.routing import route
from microsite.scan.stores import stores
from microsite.scan.stores import with_parameter
from microsite.settings import Config

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse
    from _typeshed.wsgi import WSGIApplication

LONGEST_QUERY = 256
VISITORS_REMEMBERED = 1024
VARY = "User-Agent, Sec-CH-UA-Platform, Sec-CH-UA-Model, X-Requested-With, Accept-Language"
NOT_ALLOWED = b"A code is only ever followed: use GET.\n"


class Redirector:
    """The WSGI middleware in front of the site. Holds what a scan needs, all of it in memory."""

    def __init__(
        self,
        site: "WSGIApplication",
        config: Config,
        instance: Instance,
    ) -> None:
        self._site = site
        self._routing = config.routing
        routed = partial(route, settings=config.routing)
        self._route = lru_cache(maxsize=VISITORS_REMEMBERED)(routed)
        self._trusted_proxies = config.trusted_proxies
        self._languages = tuple(config.languages)
        self._default_language = config.default_language
        self._stores = stores(config)
        self._directory = instance.directory
        self._journal = instance.journal
        self._repeats = instance.repeats

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if path[:2] not in ("/q", "/Q") or path[2:3] not in ("", "/"):
            return self._site(environ, start_response)
        now = time.time()
        clues = Clues.from_environ(environ)
        visitor = recognise(clues)
        code = path[3:].strip("/ ").upper()
        listing = self._directory.find(code, now)
        if listing is None:
            code = ""
        query = environ.get("QUERY_STRING", "")
        choice = self._choice(query, visitor) if query else None
        outcome = choice or self._route(visitor)
        request_class = _request_class(environ, visitor, choice)
        token = ""
        if request_class == "scan" and not wants_no_trace(environ):
            address = client_address(environ, self._trusted_proxies)
            token = self._repeats.token(address, clues.user_agent, code, now)
        self._journal.append(
            Entry(
                int(now),
                request_class,
                visitor.platform,
                visitor.brand or "",
                visitor.in_app or "",
                outcome.label,
                code,
                token,
            )
        )
        if request_class == "refused":
            start_response(
                "405 Method Not Allowed",
                [
                    ("Allow", "GET, HEAD"),
                    ("Content-Type", "text/plain; charset=utf-8"),
                    ("Content-Length", str(len(NOT_ALLOWED))),
                ],
            )
            return [NOT_ALLOWED]
        location = self._location(outcome, code, listing and listing.campaign, environ)
        start_response(
            "302 Found",
            [
                ("Location", location),
                ("Cache-Control", "no-store"),
                ("Vary", VARY),
                ("Content-Length", "0"),
            ],
        )
        return []

    def _choice(self, query: str, visitor: Visitor) -> Outcome | None:
        """What was chosen on the landing page: `?platform=` (one of CHOICES) or `?store=`."""
        values = parse_qs(query[:LONGEST_QUERY])
        store = self._stores.get(values.get("store", [""])[0])
        if store is not None and store.link:
            return Outcome(store=store.key)
        platform = values.get("platform", [""])[0]
        return chosen(platform, visitor, self._routing) if platform in CHOICES else None

    def _location(
        self, outcome: Outcome, code: str, campaign: str | None, environ: Mapping[str, Any]
    ) -> str:
        if outcome.store:
            address = self._stores[outcome.store].address(code, campaign)
            return with_parameter(address, outcome.parameter) if outcome.parameter else address
        language = negotiate(
            environ.get("HTTP_ACCEPT_LANGUAGE", ""), self._languages, self._default_language
        )
        return f"/{language}/app/{code}" if code else f"/{language}/app"


def _request_class(environ: Mapping[str, Any], visitor: Visitor, choice: Outcome | None) -> str:
    """The class of a request: exactly one for each. Repeats are told later, by the tally."""
    method = environ["REQUEST_METHOD"]
    if method == "HEAD":
        return "head"
    if method != "GET":
        return "refused"
    if is_prefetch(environ):
        return "prefetch"
    if visitor.fetcher:
        return visitor.fetcher
    return "choice" if choice else "scan"
