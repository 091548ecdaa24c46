"""Answers /q and /q/<code> before Flask is entered: decide, write the journal, redirect.

Only ever a redirect, never cached: the same paper may have to lead elsewhere tomorrow.
"""

import time
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Any
from urllib.parse import parse_qs

from microsite.config.schema import Config
from microsite.detection.request_headers import Fields
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.request_headers import fields_of
from microsite.detection.request_headers import is_prefetch
from microsite.detection.visitor import Visitor
from microsite.detection.visitor import recognise
from microsite.languages import LONGEST_HEADER
from microsite.languages import negotiate
from microsite.redirect.routing import CHOICES
from microsite.redirect.routing import Outcome
from microsite.redirect.routing import chosen
from microsite.redirect.routing import route
from microsite.redirect.routing import rule_of
from microsite.redirect.stores import stores
from microsite.redirect.stores import with_parameter
from microsite.scans.data_dir import DataDir
from microsite.scans.journal import kind_of
from microsite.scans.visitor_hash import client_address
from microsite.scans.visitor_hash import wants_no_trace
from microsite.web.security_headers import OF_REDIRECTS
from microsite.web.security_headers import SECURITY
from microsite.web.security_headers import TRANSPORT_SECURITY
from microsite.web.security_headers import is_secure

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse
    from _typeshed.wsgi import WSGIApplication

LONGEST_QUERY = 256
PLANS_REMEMBERED = 8192
"""Devices kept in memory, some ten megabytes at most: most phones send what others have sent."""
ADDRESSES_REMEMBERED = 1024
LANGUAGES_REMEMBERED = 1024
PATHS = frozenset(("/q", "/Q", "/q/", "/Q/"))
CODE_HERE = "CODE-HERE"
REDIRECTION = (("Cache-Control", "no-store"), ("Content-Length", "0"), *OF_REDIRECTS)
SAFE_REDIRECTION = (*REDIRECTION, ("Strict-Transport-Security", TRANSPORT_SECURITY))
NOT_ALLOWED = b"A code is only ever followed: use GET.\n"
REFUSAL = [
    *SECURITY.items(),
    ("Allow", "GET, HEAD"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(NOT_ALLOWED))),
    ("Cache-Control", "no-store"),
]
SAFE_REFUSAL = [*REFUSAL, ("Strict-Transport-Security", TRANSPORT_SECURITY)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a device gets, whatever code it scans: remembered, since phones are much alike.

    `request_class` is the class of its requests, but for unusual ones; `kind` is the journal's.
    """

    visitor: Visitor
    outcome: Outcome
    request_class: str
    kind: str


class Redirector:
    """The WSGI middleware in front of the site. Holds what a scan needs, all of it in memory."""

    def __init__(self, site: "WSGIApplication", config: Config, instance: DataDir) -> None:
        self._site = site
        self._routing = config.routing
        self._trusted_proxies = config.trusted_proxies
        self._languages = tuple(config.languages)
        self._default_language = config.default_language
        self._stores = stores(config)
        self._directory = instance.directory
        self._journal = instance.journal
        self._repeats = instance.repeats
        self._plans: dict[Fields, Plan] = {}
        self._around_code = lru_cache(maxsize=ADDRESSES_REMEMBERED)(self._split_address)
        self._language = lru_cache(maxsize=LANGUAGES_REMEMBERED)(self._negotiate)

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if path[:3] not in PATHS:
            return self._site(environ, start_response)
        now = time.time()
        fields = fields_of(environ)
        plan = self._plans.get(fields) or self._make_plan(fields)
        code = path[3:].strip("/ ").upper()
        listing = self._directory.find(code, now)
        if listing is None:
            code = ""
        query = environ.get("QUERY_STRING", "")
        choice = self._choice(query, plan.visitor) if query else None
        if choice:
            plan = _plan_for(plan.visitor, choice, "choice")
        request_class = _request_class(environ, plan)
        token = ""
        if request_class == "scan" and not wants_no_trace(environ):
            address = client_address(environ, self._trusted_proxies)
            token = self._repeats.token(address, fields[0], code, now)
        self._journal.append(int(now), request_class, plan.kind, code, token)
        safe = is_secure(environ, self._trusted_proxies)
        if request_class == "refused":
            start_response("405 Method Not Allowed", SAFE_REFUSAL if safe else REFUSAL)
            return [NOT_ALLOWED]
        store = plan.outcome.store
        if store:
            campaign = listing and listing.campaign
            location = code.join(self._around_code(store, plan.outcome.parameter, campaign))
        else:
            location = self._landing(environ, code)
        told = SAFE_REDIRECTION if safe else REDIRECTION
        start_response("302 Found", [("Location", location), *told])
        return []

    def _make_plan(self, fields: Fields) -> Plan:
        """Make a plan, and remember it. Of too many all are forgotten: cheaper than the oldest."""
        visitor = recognise(RequestHeaders(*fields))
        plan = _plan_for(visitor, route(visitor, self._routing), "scan")
        if len(self._plans) >= PLANS_REMEMBERED:
            self._plans.clear()
        self._plans[fields] = plan
        return plan

    def _split_address(self, store: str, parameter: str, campaign: str | None) -> tuple[str, ...]:
        """The store's address, split where the code stands; whole if it stands nowhere."""
        address = self._stores[store].address(campaign and CODE_HERE, campaign)
        if parameter:
            address = with_parameter(address, parameter)
        return tuple(address.split(CODE_HERE))

    def _landing(self, environ: Mapping[str, Any], code: str) -> str:
        language = self._language(environ.get("HTTP_ACCEPT_LANGUAGE", "")[:LONGEST_HEADER])
        return f"/{language}/app/{code}" if code else f"/{language}/app"

    def _negotiate(self, accept_language: str) -> str:
        return negotiate(accept_language, self._languages, self._default_language)

    def _choice(self, query: str, visitor: Visitor) -> Outcome | None:
        """What was chosen on the landing page: `?platform=` (one of CHOICES) or `?store=`."""
        values = parse_qs(query[:LONGEST_QUERY])
        store = self._stores.get(values.get("store", [""])[0])
        if store is not None and store.link:
            return Outcome(store.key, parameter=rule_of(visitor, self._routing).parameter)
        platform = values.get("platform", [""])[0]
        return chosen(platform, visitor, self._routing) if platform in CHOICES else None


def _plan_for(visitor: Visitor, outcome: Outcome, request_class: str) -> Plan:
    kind = kind_of(visitor.platform, visitor.brand or "", visitor.in_app or "", outcome.label)
    return Plan(visitor, outcome, visitor.fetcher or request_class, kind)


def _request_class(environ: Mapping[str, Any], plan: Plan) -> str:
    """The class of a request: exactly one for each. Repeats are told later, by the tally."""
    method = environ["REQUEST_METHOD"]
    if method != "GET":
        return "head" if method == "HEAD" else "refused"
    return "prefetch" if is_prefetch(environ) else plan.request_class
