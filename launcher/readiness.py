"""Whether the web server's port is free, and whether it answers."""

import errno
import http.client
import socket

from launcher.failure import Refusal

_ANSWER_SECONDS = 5.0


def require_free_port(host: str, port: int) -> None:
    """Raise `Refusal` where the web server could not listen on `port`."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as attempt:
        # As the web server does: a port that a server has just left is free.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = "is taken by another program"
            else:
                reason = f"cannot be used ({error.strerror})"
            raise Refusal(
                f"Port {port} on {host} {reason}: choose another one, such as --port"
                f" {_another(port)}."
            ) from error


def is_healthy(host: str, port: int) -> bool:
    """Whether the dashboard answers that it is well."""
    connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _another(port: int) -> int:
    return port + 1 if 1023 < port < 65535 else 8001
