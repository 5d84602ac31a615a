"""Answers of which each piece comes in time, and the whole never would: each has its end."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from integrations.github.client import Client
from integrations.github.errors import UnreachableError
from integrations.github.transport import Limits
from tests.integrations.github.apps import APP, INSTALLATION, KEY, PEM
from tests.integrations.github.conftest import Making
from tests.integrations.github.dribbling import a_body, a_header, dribbling, heads
from tests.integrations.github.scripted import Reply, Scripted

COMMIT = "a" * 40
TARBALL = f"GET /repos/acme/shop/tarball/{COMMIT}"
# Each wait is much longer than the pause between two pieces, the whole much shorter.
HASTY = Limits(connect=5, read=5, answer=0.1)
WAYS = pytest.mark.parametrize("way", [a_header, heads, a_body])
Way = Callable[[bytes], list[bytes]]


class Organization(msgspec.Struct):
    login: str


def too_slow(client: Client) -> str:
    with pytest.raises(UnreachableError) as caught:
        client.get("/orgs/acme", Organization)
    return str(caught.value)


@WAYS
def test_the_api(make_client: Making, way: Way) -> None:
    with dribbling(way(b'{"login": "acme"}')) as server:
        client = make_client({"api_url": server.url}, limits=HASTY)

        assert too_slow(client) == "GitHub took too long to answer GET /orgs/acme"
        assert server.finished == 0
        assert client.requests == 3


@WAYS
def test_the_api_as_an_app(make_client: Making, way: Way) -> None:
    with dribbling(way(b'{"id": 7}')) as server:
        client = make_client(APP | {"api_url": server.url}, limits=HASTY)

        assert too_slow(client) == f"GitHub took too long to answer {INSTALLATION}"
        assert server.finished == 0


@WAYS
def test_the_host_of_the_archives(make_client: Making, github: Scripted, way: Way) -> None:
    with dribbling(way(b"archive")) as server:
        github.on(TARBALL, Reply(302, b"", {"Location": server.url}))
        client = make_client(limits=Limits(archive=0.1))

        with (
            pytest.raises(UnreachableError, match="took too long to answer the archive of acme/s"),
            client.archive("acme/shop", COMMIT) as chunks,
        ):
            list(chunks)
        assert server.finished == 0


@pytest.mark.parametrize("way", [a_header, heads])
def test_an_archive_begins_as_soon_as_an_answer_ends(
    make_client: Making, github: Scripted, way: Way
) -> None:
    with dribbling(way(b"archive")) as server:
        github.on(TARBALL, Reply(302, b"", {"Location": server.url}))
        client = make_client(limits=Limits(answer=0.3))

        with (
            pytest.raises(UnreachableError, match="took too long"),
            client.archive("acme/shop", COMMIT),
        ):
            pass
        assert server.finished == 0


def test_an_archive_may_take_longer_than_an_answer(make_client: Making, github: Scripted) -> None:
    with dribbling(a_body(b"archive", 100)) as server:
        github.on(TARBALL, Reply(302, b"", {"Location": server.url}))
        client = make_client(limits=Limits(answer=0.5, archive=60))

        with client.archive("acme/shop", COMMIT) as chunks:
            assert b"".join(chunks).strip() == b"archive"


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's, for 127.0.0.1, which clients of this test trust."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "GitHub of a test")])
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, KEY.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(host, critical=False)
        .sign(KEY, SHA256())
    )
    (tmp_path / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (tmp_path / "key.pem").write_text(PEM)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    return context


@WAYS
def test_what_is_encrypted(make_client: Making, tls: ssl.SSLContext, way: Way) -> None:
    with dribbling(way(b'{"login": "acme"}'), tls) as server:
        client = make_client({"api_url": server.url}, limits=HASTY)

        assert too_slow(client) == "GitHub took too long to answer GET /orgs/acme"
        assert server.finished == 0


def test_what_is_encrypted_is_read(make_client: Making, tls: ssl.SSLContext) -> None:
    with dribbling(heads(b'{"login": "acme"}')[-1:], tls) as server:
        client = make_client({"api_url": server.url})

        assert client.get("/orgs/acme", Organization).data.login == "acme"


@pytest.mark.parametrize("way", [a_header, heads])
def test_a_proxy(make_client: Making, monkeypatch: pytest.MonkeyPatch, way: Way) -> None:
    """Its answer is that it leads no further, which is told when it comes in time."""
    pieces = [each.replace(b"200 OK", b"403 Forbidden") for each in way(b"")]
    with dribbling(pieces) as server:
        monkeypatch.setenv("HTTPS_PROXY", server.url)
        client = make_client({"api_url": "https://api.github.com"}, limits=HASTY)

        assert too_slow(client) == "GitHub took too long to answer GET /orgs/acme"
        assert server.finished == 0
