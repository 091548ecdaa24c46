"""TLS for tests: a self-signed certificate, and a proxy that terminates TLS as nginx would."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    """The files of a certificate for 127.0.0.1 that no authority has signed."""

    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """Return the TLS settings of a server with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def client_context(self) -> ssl.SSLContext:
        """Return the TLS settings of a client that trusts only this certificate."""
        return ssl.create_default_context(cafile=str(self.certificate))


def create_certificate(openssl: str, folder: Path) -> Certificate:
    """Create a certificate with the program `openssl`."""
    files = Certificate(folder / "certificate.pem", folder / "key.pem")
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    output = ["-out", str(files.certificate), "-keyout", str(files.key)]
    subprocess.run([*command.split(), *names, *output], check=True, capture_output=True)
    return files


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Ignore clients that disconnect: browsers open more connections than they need."""


@contextmanager
def tls_proxy(target_port: int, certificate: Certificate) -> Iterator[int]:
    """Run a proxy in front of a server on this machine; yield its port.

    It passes on the address and the scheme of the client in X-Forwarded-For and -Proto.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            with closing(HTTPConnection("127.0.0.1", target_port, timeout=10)) as upstream:
                forwarded = {
                    "X-Forwarded-For": self.client_address[0],
                    "X-Forwarded-Proto": "https",
                }
                upstream.request("GET", self.path, headers={**dict(self.headers), **forwarded})
                response = upstream.getresponse()
                body = response.read()
                self.send_response_only(response.status, response.reason)
                for name, value in response.getheaders():
                    if name.lower() not in ("connection", "keep-alive", "transfer-encoding"):
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

    server = _Server(("127.0.0.1", 0), Handler)
    server.socket = certificate.server_context().wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
