"""WSGI middleware that answers /q and /q/<code> before Flask: decide, write the journal, redirect.

Redirects are never cached: the same printed code may have to redirect to another store tomorrow.
"""

import time
from collections.abc import Iterable
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Any
from urllib.parse import parse_qs

from microsite.campaigns.codes import fold_path_code
from microsite.config.schema import Config
from microsite.config.store_schema import OTHER_LANGUAGES
from microsite.detection.request_headers import HeaderFields
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.request_headers import is_prefetch
from microsite.detection.request_headers import read_fields
from microsite.detection.visitor import Visitor
from microsite.detection.visitor import detect_visitor
from microsite.languages import MAX_ACCEPT_LANGUAGE_LENGTH
from microsite.languages import negotiate
from microsite.redirect.model_hint import MODEL_REQUEST_HEADERS
from microsite.redirect.model_hint import can_ask
from microsite.redirect.model_hint import repetition_url
from microsite.redirect.own_app import build_own_app
from microsite.redirect.plan import Plan
from microsite.redirect.plan import plan_choice
from microsite.redirect.plan import plan_scan
from microsite.redirect.routing import CHOOSABLE_PLATFORMS
from microsite.redirect.routing import Outcome
from microsite.redirect.routing import phone_language
from microsite.redirect.routing import route_choice
from microsite.redirect.routing import rule_for
from microsite.redirect.stores import add_query_parameter
from microsite.redirect.stores import build_stores
from microsite.scans.data_dir import DataDir
from microsite.scans.visitor_hash import opted_out_of_tracking
from microsite.web.client import client_address
from microsite.web.client import is_secure
from microsite.web.proxies import UntrustedProxyWatch
from microsite.web.security_headers import HSTS
from microsite.web.security_headers import REDIRECT_HEADERS
from microsite.web.security_headers import SECURITY_HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse
    from _typeshed.wsgi import WSGIApplication

MAX_QUERY_CHARS = 256
MAX_CACHED_PLANS = 8192
"""Plans kept in memory, about 10 MB at most. Most phones send the same headers as other phones."""
MAX_CACHED_LOCATIONS = 1024
MAX_CACHED_LANGUAGES = 1024
PATH_PREFIXES = frozenset(("/q", "/Q", "/q/", "/Q/"))
CODE_PLACEHOLDER = "CODE-HERE"
FOUND_HEADERS = (("Cache-Control", "no-store"), ("Content-Length", "0"), *REDIRECT_HEADERS)
HTTPS_FOUND_HEADERS = (*FOUND_HEADERS, ("Strict-Transport-Security", HSTS))
HINT_HEADERS = (*HTTPS_FOUND_HEADERS, *MODEL_REQUEST_HEADERS)
METHOD_NOT_ALLOWED_BODY = b"Method not allowed. Use GET.\n"
METHOD_NOT_ALLOWED_HEADERS = [
    *SECURITY_HEADERS.items(),
    ("Allow", "GET, HEAD"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(METHOD_NOT_ALLOWED_BODY))),
    ("Cache-Control", "no-store"),
]
HTTPS_METHOD_NOT_ALLOWED_HEADERS = [
    *METHOD_NOT_ALLOWED_HEADERS,
    ("Strict-Transport-Security", HSTS),
]


class RedirectMiddleware:
    """The WSGI middleware in front of the site. Keeps everything that a scan needs in memory."""

    def __init__(self, site: "WSGIApplication", config: Config, data_dir: DataDir) -> None:
        self._site = site
        self._routing = config.routing
        self._own_app = build_own_app(config.app)
        self._trusted_proxies = config.trusted_proxies
        self._proxy_watch = UntrustedProxyWatch(config.instance_path, config.trusted_proxies)
        self._languages = tuple(config.languages)
        self._default_language = config.default_language
        self._stores = build_stores(config)
        self._code_index = data_dir.code_index
        self._journal = data_dir.journal
        self._visitor_hasher = data_dir.visitor_hasher
        self._plans: dict[HeaderFields, Plan] = {}
        self._location_parts = lru_cache(maxsize=MAX_CACHED_LOCATIONS)(self._split_location)
        self._negotiate = lru_cache(maxsize=MAX_CACHED_LANGUAGES)(phone_language)

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        self._proxy_watch.observe(environ)
        path: str = environ["PATH_INFO"]
        if path[:3] not in PATH_PREFIXES:
            path = f"/{path.lstrip('/')}"  # //q/CODE, as some programs join addresses
            if path[:3] not in PATH_PREFIXES:
                return self._site(environ, start_response)
        now = time.time()
        fields = read_fields(environ)
        plan = self._plans.get(fields) or self._cache_plan(fields)
        code = path[3:].strip("/ ").upper()
        entry = self._code_index.find(code, now)
        if entry is None:
            code = fold_path_code(path[3:])
            entry = self._code_index.find(code, now)
        if entry is None:
            code = ""
        query = environ.get("QUERY_STRING", "")
        choice = self._landing_choice(environ, query, plan.visitor) if query else None
        if choice:
            plan = plan_choice(plan.visitor, choice)
        secure = is_secure(environ, self._trusted_proxies)
        if plan.by_language is not None:
            asks = secure and plan.hint_key and can_ask(environ)
            if asks and _classify_request(environ, plan) == "scan":
                self._journal.append(int(now), "hint", plan.hint_key, code, "")
                location = repetition_url(code, query)
                start_response("302 Found", [("Location", location), *HINT_HEADERS])
                return []
            plan = plan.by_language.get(self._phone_language(environ), plan)
        request_class = _classify_request(environ, plan)
        visitor_hash = ""
        if request_class == "scan" and not opted_out_of_tracking(environ):
            address = client_address(environ, self._trusted_proxies)
            visitor_hash = self._visitor_hasher.hash(address, fields[0], code, now)
        self._journal.append(int(now), request_class, plan.device_key, code, visitor_hash)
        if request_class == "method_not_allowed":
            headers = HTTPS_METHOD_NOT_ALLOWED_HEADERS if secure else METHOD_NOT_ALLOWED_HEADERS
            start_response("405 Method Not Allowed", headers)
            return [METHOD_NOT_ALLOWED_BODY]
        store = plan.outcome.store
        if store:
            campaign = entry and entry.campaign
            location = code.join(self._location_parts(store, plan.outcome.parameter, campaign))
        else:
            location = self._landing_url(environ, code)
        start_response(
            "302 Found",
            [("Location", location), *(HTTPS_FOUND_HEADERS if secure else FOUND_HEADERS)],
        )
        return []

    def _cache_plan(self, fields: HeaderFields) -> Plan:
        """Build a plan and cache it.

        A full cache is cleared completely, which is cheaper than finding the oldest plan.
        """
        headers = RequestHeaders(*fields)
        visitor = detect_visitor(headers, self._own_app)
        plan = plan_scan(visitor, headers, self._routing)
        if len(self._plans) >= MAX_CACHED_PLANS:
            self._plans.clear()
        self._plans[fields] = plan
        return plan

    def _split_location(self, store: str, parameter: str, campaign: str | None) -> tuple[str, ...]:
        """Return the store's URL split at the code; in one part if it does not contain the code."""
        url = self._stores[store].url(campaign and CODE_PLACEHOLDER, campaign)
        if parameter:
            url = add_query_parameter(url, parameter)
        return tuple(url.split(CODE_PLACEHOLDER))

    def _landing_url(self, environ: Mapping[str, Any], code: str) -> str:
        language = self._phone_language(environ)
        if language == OTHER_LANGUAGES:  # the default language, unless the phone excludes it
            accept_language = environ.get("HTTP_ACCEPT_LANGUAGE", "")
            language = negotiate(accept_language, self._languages, self._default_language)
        return f"/{language}/app/{code}" if code else f"/{language}/app"

    def _phone_language(self, environ: Mapping[str, Any]) -> str:
        accept_language = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        return self._negotiate(accept_language[:MAX_ACCEPT_LANGUAGE_LENGTH], self._languages)

    def _landing_choice(
        self, environ: Mapping[str, Any], query: str, visitor: Visitor
    ) -> Outcome | None:
        """Return the outcome of a landing page link, or None for a scan.

        The links have `?platform=` (one of CHOOSABLE_PLATFORMS) or `?store=`.
        """
        values = parse_qs(query[:MAX_QUERY_CHARS])
        store = self._stores.get(values.get("store", [""])[0])
        if store is not None and store.link:
            return Outcome(store.key, parameter=rule_for(visitor, self._routing).parameter)
        platform = values.get("platform", [""])[0]
        if platform not in CHOOSABLE_PLATFORMS:
            return None
        return route_choice(platform, visitor, self._routing, self._phone_language(environ))


def _classify_request(environ: Mapping[str, Any], plan: Plan) -> str:
    """Return the class of a request. Duplicate scans are found later, by the aggregation."""
    method = environ["REQUEST_METHOD"]
    if method != "GET":
        return "head" if method == "HEAD" else "method_not_allowed"
    return "prefetch" if is_prefetch(environ) else plan.request_class
