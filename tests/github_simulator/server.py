"""The HTTP server: threads over sockets, with the control that broken answers need."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.github_simulator.messages import Request, Response

_LOG = logging.getLogger(__name__)
_BODY_BYTES = 4 * 1024 * 1024
_CHUNK = 64 * 1024
_TIMEOUT_SECONDS = 60

Answer = Callable[[Request], Response]


class Server:
    """Answers on one port of the loopback device, each connection in a thread of its own."""

    def __init__(self, answer: Answer, port: int) -> None:
        self._closing = threading.Event()
        self._http = _Http(("127.0.0.1", port), answer, self._closing)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def close(self) -> None:
        """Answer no more, and let go of all connections."""
        self._closing.set()
        if self._thread.is_alive():
            # It waits for somebody to connect, and looks only now and then whether all ends.
            with suppress(OSError):
                self._http.socket.shutdown(socket.SHUT_RDWR)
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()
        self._http.close_connections()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], answer: Answer, closing: threading.Event) -> None:
        self.answer = answer
        self.closing = closing
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that it can be closed."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """Close what the other side keeps open."""
        with self._lock:
            open_ones = list(self._connections)
        for connection in open_ones:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError as error:
                _LOG.debug("a connection was closed already: %s", error)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log what failed, unless the other side went away or all ends."""
        if not self.closing.is_set():
            _LOG.exception("a request to the simulator failed")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "github.com"
    disable_nagle_algorithm = True
    timeout = _TIMEOUT_SECONDS
    server: _Http

    def do_GET(self) -> None:
        """Answer."""
        self._answer()

    def do_POST(self) -> None:
        """Answer."""
        self._answer()

    def do_DELETE(self) -> None:
        """Answer."""
        self._answer()

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _BODY_BYTES:
            self._send(Response(413))
            return
        host = self.headers.get("Host", "")
        request = Request(
            self.command,
            self.path,
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
            f"http://{host}",
        )
        response = self.server.answer(request)
        try:
            self._send(response)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _send(self, response: Response) -> None:
        if response.hangs:
            self._hang()
            return
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif response.status not in (204, 304):
            self.send_header("Content-Length", str(len(response.body)))
        if response.cut is not None:
            self.send_header("Connection", "close")
        self.end_headers()
        body = response.body if response.cut is None else response.body[: response.cut]
        if response.chunked:
            self._send_chunks(body, whole=response.cut is None)
        else:
            self.wfile.write(body)
        if response.cut is not None:
            self.close_connection = True

    def _send_chunks(self, body: bytes, *, whole: bool) -> None:
        for start in range(0, len(body), _CHUNK):
            chunk = body[start : start + _CHUNK]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        if whole:
            self.wfile.write(b"0\r\n\r\n")

    def _hang(self) -> None:
        """Say nothing until the other side goes away, or all ends."""
        self.connection.settimeout(0.1)
        self.close_connection = True
        while not self.server.closing.is_set():
            try:
                if not self.connection.recv(1):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: what was asked stands in the simulator's own log."""
