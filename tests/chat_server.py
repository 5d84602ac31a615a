"""A chat that tests post to: over real sockets, with a certificate that says that it is Slack."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

import httpcore
import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from integrations import chat
from integrations.github import deadlines

HOST = "hooks.slack.com"
SECRET = "xQmZ4vTrWb81LnPsKd7YcHa2"
URL = f"https://{HOST}/services/T0000001/B0000001/{SECRET}"


@dataclass
class Answer:
    """What the chat answers, after so many seconds."""

    status: int = 200
    body: bytes = b"ok"
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    # Neither answers nor goes on: it closes the connection.
    closes: bool = False


class ChatServer:
    """What was posted, each with its path, and what is answered to it."""

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.asked = 0
        self.answer: Callable[[dict[str, Any]], Answer] = lambda message: Answer()
        self.certificate = certificate()
        handler = type("Handler", (_Handler,), {"chat": self})
        self._server = _Quiet(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self._server.context = context
        self.port = self._server.server_address[1]

    def begin(self) -> None:
        """Answer from now on."""
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def end(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    context: ssl.SSLContext

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's own thread, so that one that says nothing holds nobody up."""
        with self.context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks off is what some tests want."""


class _Handler(BaseHTTPRequestHandler):
    chat: ChatServer

    def do_POST(self) -> None:
        self.chat.asked += 1
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.chat.answer(message)
        time.sleep(answer.after)
        if answer.status == 200:
            self.chat.posted.append(message)
            self.chat.paths.append(self.path)
        if answer.closes:
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def running() -> Iterator[ChatServer]:
    """A chat at a port of this machine, to which all that is posted goes."""
    server = ChatServer()
    server.begin()
    try:
        with leading_to(server.port, server.certificate):
            yield server
    finally:
        server.end()


@contextmanager
def leading_to(port: int, certificate: Path) -> Iterator[None]:
    """Let what is posted to Slack go to a port of this machine, which has that certificate."""
    real = chat.connections
    context = ssl.create_default_context(cafile=str(certificate))

    def connections() -> httpx.Client:
        client = real()
        client._mounts.clear()  # Whatever proxies this machine has.
        pool = client._transport._pool  # type: ignore[attr-defined]
        pool._network_backend, pool._ssl_context = _Leading(port), context
        return client

    with patch("integrations.chat.connections", connections):
        yield


class _Leading(deadlines._Network):
    def __init__(self, port: int) -> None:
        self._port = port

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        assert (host, port) == (HOST, 443)
        return super().connect_tcp("127.0.0.1", self._port, timeout)


@contextmanager
def nobody() -> Iterator[None]:
    """A port at which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with leading_to(port, certificate()):
        yield


@cache
def certificate(which: str = "its own") -> Path:
    """A certificate of Slack's name with its key, in one file, another one for each word."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = Path(mkdtemp(prefix=f"chat-{which[:3]}-")) / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
