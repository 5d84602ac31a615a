"""Whether the web server's port is free, and whether it answers.

`python -m launcher.readiness` is the health check of a container: its exit code says whether the
web server in it, on `PLUMBLINE_PORT`, is well.
"""

import errno
import http.client
import os
import socket
import sys

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


def is_healthy(host: str, port: int, allowed_hosts: str = "") -> bool:
    """Whether the dashboard answers that it is well.

    `allowed_hosts` is `PLUMBLINE_ALLOWED_HOSTS`: it answers under none but those names.
    """
    headers = {"X-Forwarded-Proto": "https"}  # As a proxy says it, or the answer is a redirect.
    if name := allowed_hosts.partition(",")[0].strip(" .").replace("*", ""):
        headers["Host"] = name
    connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/healthz", headers=headers)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _another(port: int) -> int:
    return port + 1 if 1023 < port < 65535 else 8001


if __name__ == "__main__":
    sys.exit(
        not is_healthy(
            "127.0.0.1",
            int(os.environ.get("PLUMBLINE_PORT") or 8000),
            os.environ.get("PLUMBLINE_ALLOWED_HOSTS", ""),
        )
    )
