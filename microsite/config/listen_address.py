"""The address that the server listens on, from the variables HOST and PORT."""

from collections.abc import Mapping

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = "8000"


def read_listen_address(environment: Mapping[str, str]) -> tuple[str, str]:
    """Return host and port as they are set; an IPv6 address without brackets."""
    host = environment.get("HOST", DEFAULT_HOST).strip()
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    return host, environment.get("PORT", DEFAULT_PORT)


def format_listen_address(host: str, port: str) -> str:
    """Return the address as gunicorn and URLs write it: an IPv6 address in brackets (RFC 3986)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
