"""The port that a command is about to serve on."""

import socket

from microsite.config.section import ConfigError


def check_port_free(host: str, port: str) -> None:
    """Raise ConfigError if no server can listen on this address."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except (OSError, ValueError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"PORT: cannot listen on {host}:{port}: {reason}; choose another port."
        ) from error
