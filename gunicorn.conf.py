"""gunicorn settings. HOST, PORT, WORKERS and LOGLEVEL come from the environment.

Threads keep a slow client from blocking others, and a timeout ends a connection that sends nothing.
Against clients that are slow on purpose, put a proxy in front that buffers requests. The
application is loaded once, before the workers are forked, so that they share its memory.
"""

import gc
import os
import socket
import struct

from microsite.config.listen_address import format_listen_address
from microsite.config.listen_address import read_listen_address
from microsite.context import services
from microsite.daemon.supervisor import start_background_thread
from microsite.detection.device_database import load_device_database
from microsite.web.proxies import forget_untrusted_proxy


def read_workers():
    """Return the number of workers. Exit if WORKERS is invalid."""
    text = os.environ.get("WORKERS", "2")
    if not (text.isascii() and text.isdigit() and int(text)):
        raise SystemExit(f"microsite cannot start. WORKERS: {text!r} is not a number of 1 or more.")
    return int(text)


def read_log_level():
    """Return the log level. Exit if LOGLEVEL is invalid."""
    levels = ("debug", "info", "warning", "error", "critical")
    text = os.environ.get("LOGLEVEL", "info")
    if text.lower() not in levels:
        raise SystemExit(
            f"microsite cannot start. LOGLEVEL: {text!r} is not a level; use {', '.join(levels)}."
        )
    return text


bind = format_listen_address(*read_listen_address(os.environ))
workers = read_workers()
worker_class = "gthread"
threads = 64
preload_app = True
keepalive = 15
timeout = 30
graceful_timeout = 10
backlog = 1024
limit_request_line = 8190
limit_request_field_size = 8190
control_socket_disable = True
forwarder_headers = ""  # proxies are trusted by MICROSITE_TRUSTED_PROXIES only
secure_scheme_headers = {}
RECEIVE_TIMEOUT_SECONDS = 5
loglevel = read_log_level()


def on_starting(server):
    """Load the news, the code index and the device database before the first worker is forked."""
    app = server.app.wsgi()
    load_device_database()
    services(app).news.snapshot()
    forget_untrusted_proxy(services(app).data_dir.folder)
    services(app).data_dir.prepare(services(app).engine)


def when_ready(server):
    """Set the receive timeout on the listening sockets; accepted connections inherit it.

    gunicorn logs each timeout with a traceback, so a hostile client could fill the log: drop those.
    """
    server.log.error_log.addFilter(lambda record: not is_receive_timeout(record))
    for listener in server.LISTENERS:
        timeval = struct.pack("ll", RECEIVE_TIMEOUT_SECONDS, 0)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval)


def is_receive_timeout(record):
    """Return True if a log record is about a connection that SO_RCVTIMEO ended."""
    return bool(record.exc_info) and isinstance(record.exc_info[1], BlockingIOError)


def pre_fork(server, worker):
    """Exclude everything loaded so far from garbage collection, which would copy shared pages."""
    gc.freeze()


def post_worker_init(worker):
    """Start the background thread of a worker."""
    start_background_thread(services(worker.wsgi).data_dir)
