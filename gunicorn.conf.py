"""How gunicorn serves the microsite. What differs between machines comes from the environment.

Threads, so that a slow client holds up no other, and a limit to how long one waits for its bytes;
a proxy in front that buffers requests is what keeps out those who are slow on purpose. The
application is loaded once and its memory shared by the workers.
"""

import gc
import os
import socket
import struct

from microsite.context import services


def number_of_workers():
    """The workers that WORKERS asks for; stops the start where it is no such number."""
    text = os.environ.get("WORKERS", "2")
    if not (text.isascii() and text.isdigit() and int(text)):
        raise SystemExit(f"microsite cannot start. WORKERS: {text!r} is not 1 or more; write 2.")
    return int(text)


def level_of_log():
    """The level that LOGLEVEL asks for; stops the start where there is none of that name."""
    levels = ("debug", "info", "warning", "error", "critical")
    text = os.environ.get("LOGLEVEL", "info")
    if text.lower() not in levels:
        raise SystemExit(
            f"microsite cannot start. LOGLEVEL: {text!r} is none; write one of {', '.join(levels)}."
        )
    return text


bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = number_of_workers()
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
forwarder_headers = ""  # who the proxy is, and what it may say, is MICROSITE_TRUSTED_PROXIES's
secure_scheme_headers = {}
SECONDS_BETWEEN_BYTES = 5
loglevel = level_of_log()


def on_starting(server):
    """Before the first worker: have the news, and the newest directory if the database gives it."""
    app = server.app.wsgi()
    services(app).news.snapshot()
    services(app).data_dir.prepare(services(app).engine)


def when_ready(server):
    """Have every connection give up on a client that sends nothing more (accept inherits this).

    gunicorn takes that for an error of the system, worth a traceback each time: hostile clients
    could fill the log with them.
    """
    server.log.error_log.addFilter(lambda record: not is_of_silent_client(record))
    for listener in server.LISTENERS:
        limit = struct.pack("ll", SECONDS_BETWEEN_BYTES, 0)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)


def is_of_silent_client(record):
    """Tell whether a log record is about a client that SO_RCVTIMEO gave up."""
    return bool(record.exc_info) and isinstance(record.exc_info[1], BlockingIOError)


def pre_fork(server, worker):
    """What is loaded by now stays: the collector need not look at it, nor copy its pages."""
    gc.freeze()


def post_worker_init(worker):
    """In the worker: attend to the journal and the keeper."""
    instance = services(worker.wsgi).data_dir
    instance.attend()
