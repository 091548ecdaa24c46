"""The port that a command is about to serve on."""

import socket

from microsite.config.listen_address import format_listen_address
from microsite.config.section import ConfigError


def check_port_free(host: str, port: str) -> None:
    """Raise ConfigError if no server can listen on this address."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except (OSError, ValueError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        address = format_listen_address(host, port)
        raise ConfigError(
            f"PORT: cannot listen on {address}: {reason}; choose another port."
        ) from error
