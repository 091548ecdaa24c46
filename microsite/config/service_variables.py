"""The variables that Kubernetes and Docker inject about a Service or container called microsite.

They begin with MICROSITE_ like our settings. Kubernetes adds them for every Service in the
namespace (kubernetes.io, "Service: environment variables"), also for one called `microsite-web`;
Docker for a container linked as `microsite` (docs.docker.com, "Legacy container links"). Name and
value have to fit, so that a misspelt setting such as MICROSITE_MAIL_PORT=587 is still refused.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address

_SERVICE = r"MICROSITE_(?:[A-Z0-9]+_)*?"
_PORT_URL = re.compile(r"(?:tcp|udp|sctp)://.+:[0-9]+")
_RULES = (
    (re.compile(_SERVICE + r"SERVICE_PORT(?:_[A-Z0-9_]+)?"), re.compile(r"[0-9]+")),
    (re.compile(_SERVICE + r"PORT"), _PORT_URL),
    (re.compile(_SERVICE + r"PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_START|_END)?"), _PORT_URL),
    (
        re.compile(_SERVICE + r"PORT_[0-9]+_(?:TCP|UDP|SCTP)_PORT(?:_START|_END)?"),
        re.compile(r"[0-9]+"),
    ),
    (
        re.compile(_SERVICE + r"PORT_[0-9]+_(?:TCP|UDP|SCTP)_PROTO"),
        re.compile(r"tcp|udp|sctp"),
    ),
    (re.compile(_SERVICE + r"NAME"), re.compile(r"/[^/]+/[^/]+")),
)
_ADDRESS = re.compile(_SERVICE + r"(?:SERVICE_HOST|PORT_[0-9]+_(?:TCP|UDP|SCTP)_ADDR)")
_LINKED_ENVIRONMENT = re.compile(rf"({_SERVICE})ENV_.+")


def is_service_variable(name: str, environment: Mapping[str, str]) -> bool:
    """Return True if Kubernetes or Docker injected a variable of the environment."""
    value = environment[name]
    if _ADDRESS.fullmatch(name):
        return _is_address(value)
    if match := _LINKED_ENVIRONMENT.fullmatch(name):  # of the linked container, with any value
        container = match[1] + "NAME"
        return container in environment and is_service_variable(container, environment)
    return any(rule.fullmatch(name) and form.fullmatch(value) for rule, form in _RULES)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
