"""No connection goes to what only this machine or its cloud answers, whatever a name leads to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import httpcore
import httpx
import pytest

from integrations.github import reachable
from integrations.github.deadlines import keep_deadlines
from integrations.github.errors import SettingsError
from integrations.github.settings import from_environment

CLOSED = (
    "169.254.169.254", "fe80::1", "fe80::1%eth0", "[fd00:ec2::254]", "100.100.100.200",
    "192.0.0.192", "0.0.0.0", "::", "224.0.0.1", "::ffff:169.254.169.254", "2002:a9fe:a9fe::1",
    "64:ff9b::a9fe:a9fe",
)  # fmt: skip
LOOPBACK = ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1")
OPEN = ("192.0.2.7", "10.1.2.3", "192.168.1.1", "2001:db8::1", "github.example.com")


@pytest.mark.parametrize("host", CLOSED)
@pytest.mark.parametrize("allows", [True, False])
def test_what_is_never_asked(host: str, allows: bool) -> None:
    assert reachable.is_closed(host, allows_loopback=allows)


@pytest.mark.parametrize("host", LOOPBACK)
def test_this_machine_is_asked_where_that_is_allowed(host: str) -> None:
    assert reachable.is_closed(host)
    assert not reachable.is_closed(host, allows_loopback=True)


@pytest.mark.parametrize("host", OPEN)
def test_what_is_asked(host: str) -> None:
    """A company's own network, too: GitHub Enterprise Server stands there."""
    assert not reachable.is_closed(host)


def resolving(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)


@pytest.mark.parametrize("bad", ["127.0.0.1", "169.254.169.254"])
def test_one_bad_address_of_a_name_is_enough(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    resolving(monkeypatch, "192.0.2.7", bad)

    with pytest.raises(httpcore.ConnectError, match="is never asked"):
        reachable.addresses("github.example.com", 443, allows_loopback=False)


@pytest.fixture
def port() -> Iterator[int]:
    """A server on loopback that answers with an empty page."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(5)

        def serve() -> None:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        with closing(socket.create_connection(server.getsockname())):
            pass
        thread.join()


@pytest.mark.parametrize("allows", [True, False])
def test_a_name_that_leads_here_reaches_nothing(port: int, allows: bool) -> None:
    with httpx.Client(trust_env=False) as client:
        keep_deadlines(client, allows_loopback=allows)
        if allows:
            assert client.get(f"http://localhost:{port}/").status_code == 204
            return
        with pytest.raises(httpx.ConnectError, match="is never asked"):
            client.get(f"http://localhost:{port}/")


@pytest.mark.parametrize("name", ["GITHUB_API_URL", "GITHUB_URL"])
def test_settings_name_no_such_address(name: str) -> None:
    given = {"GITHUB_ORG": "acme", "GITHUB_TOKEN": "t", name: "https://169.254.169.254/api/v3"}

    with pytest.raises(SettingsError, match=f"{name} leads to an address that is never asked"):
        from_environment(given)
