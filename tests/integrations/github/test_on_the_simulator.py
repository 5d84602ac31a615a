"""The client and the simulator together: both after GitHub's documentation, by different hands."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from integrations.github.access import Access, Kind, Permission, probe
from integrations.github.client import Client
from integrations.github.errors import LimitedError, RevokedError
from integrations.github.permissions import NEEDS
from tests import repositories_on_disk as disk
from tests.github_simulator.credentials import App, Credential
from tests.github_simulator.credentials import Kind as TokenKind
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import (
    Collaborator,
    Member,
    Organization,
    Person,
    Repository,
    World,
)
from tests.integrations.github.apps import KEY, PEM
from tests.integrations.github.conftest import Making

SAMPLES = ["acme/api", "acme/site"]
KEYS = sorted({NEEDS[each].key for each in Permission})


class Named(msgspec.Struct):
    full_name: str


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    path = disk.repository(tmp_path / "api", {"README.md": "hello"})
    world = World(
        organization=Organization(login="acme", name="Acme"),
        people=[
            Person(id=1, login="alice"),
            Person(id=2, login="bob"),
            Person(id=3, login="carol"),
        ],
        members=[Member(login="alice", role="ADMIN"), Member(login="bob")],
        repositories=[
            Repository(
                id=11,
                name="api",
                path=path,
                former_names=["old-api"],
                collaborators=[Collaborator(login="carol", permission="READ")],
            ),
            Repository(id=12, name="site", path=path, visibility="PUBLIC"),
        ],
    )
    with Simulator(world) as running:
        yield running


def using(make: Making, simulator: Simulator, credential: Credential) -> Client:
    return make({"api_url": simulator.url, "token": credential.token})


def as_app(make: Making, simulator: Simulator) -> Client:
    return make({"api_url": simulator.url, "token": "", "app_id": "12345", "private_key": PEM})


def install(simulator: Simulator, without: str = "") -> App:
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    given = {name: "read" for name in KEYS if name != without}
    return simulator.app(12345, public.decode(), permissions=given)


def seen(access: Access) -> set[Permission]:
    return {each for each in Permission if access.sees(each)}


def test_repositories_graphql_and_an_archive(
    make_client: Making, simulator: Simulator, tmp_path: Path
) -> None:
    client = using(make_client, simulator, simulator.token("alice"))
    commit = disk.git(tmp_path / "api", "rev-parse", "HEAD")

    listed = [
        each.full_name for page in client.pages("/orgs/acme/repos", Named) for each in page.data
    ]
    query = "query Who($login: String!) { organization(login: $login) { login } }"
    found = client.graphql(query, {"login": "acme"}, dict)
    with client.archive("acme/old-api", commit) as chunks:
        content = b"".join(chunks)

    assert sorted(listed) == SAMPLES
    assert found.data == {"organization": {"login": "acme"}}
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        assert any(name.endswith("/README.md") for name in archive.getnames())
    assert client.requests == simulator.log.api_requests()
    assert simulator.log.leaks == []


def test_an_app_asks_with_tokens_that_it_renews(make_client: Making, simulator: Simulator) -> None:
    install(simulator)
    client = as_app(make_client, simulator)
    client.get("/orgs/acme", dict)
    for each in simulator.accounts.issued:
        each.revoked = True

    assert client.get("/orgs/acme", dict).data["login"] == "acme"
    assert len(simulator.accounts.issued) == 2


def test_an_app_that_is_not_installed_any_more(make_client: Making, simulator: Simulator) -> None:
    installation = install(simulator)
    client = as_app(make_client, simulator)
    client.get("/orgs/acme", dict)
    installation.uninstalled = True

    with pytest.raises(RevokedError, match="not installed in the organization acme"):
        client.get("/orgs/acme", dict)


@pytest.mark.parametrize("missing", ["", *KEYS])
def test_what_an_app_lacks(make_client: Making, simulator: Simulator, missing: str) -> None:
    install(simulator, missing)

    access = probe(as_app(make_client, simulator), SAMPLES)

    lost = {each for each in Permission if NEEDS[each].key == missing}
    assert seen(access) == set(Permission) - lost


@pytest.mark.parametrize("missing", ["", *(each for each in KEYS if each != "metadata")])
def test_what_a_token_with_permissions_lacks(
    make_client: Making, simulator: Simulator, missing: str
) -> None:
    """Metadata comes with each of them, and cannot be taken away alone."""
    given = {name: "read" for name in KEYS if name != missing}
    token = simulator.token("alice", kind=TokenKind.FINE_GRAINED, permissions=given)

    access = probe(using(make_client, simulator, token), SAMPLES)

    lost = {each for each in Permission if NEEDS[each].key == missing}
    assert seen(access) == set(Permission) - lost


@pytest.mark.parametrize(
    ("login", "scopes", "lost"),
    [
        ("alice", {"repo", "admin:org"}, set()),
        ("alice", {"repo", "read:org"}, {Permission.INVITATIONS}),
        ("bob", {"repo", "admin:org"}, {Permission.INVITATIONS}),
        (
            "alice",
            {"repo"},
            {
                Permission.MEMBERS,
                Permission.INVITATIONS,
                Permission.CUSTOM_PROPERTIES,
                Permission.OUTSIDE_COLLABORATORS,
            },
        ),
    ],
)
def test_what_a_classic_token_sees(
    make_client: Making,
    simulator: Simulator,
    login: str,
    scopes: set[str],
    lost: set[Permission],
) -> None:
    token = simulator.token(login, scopes=frozenset(scopes))

    access = probe(using(make_client, simulator, token), SAMPLES)

    assert (access.kind, access.actor) == (Kind.CLASSIC, login)
    assert seen(access) == set(Permission) - lost


def test_a_quota_that_is_used_up(make_client: Making, simulator: Simulator) -> None:
    token = simulator.token("alice")
    simulator.limits.core = 3
    client = using(make_client, simulator, token)
    for _ in range(3):
        client.get("/orgs/acme", dict)

    with pytest.raises(LimitedError) as caught:
        client.get("/orgs/acme", dict)

    assert caught.value.resource == "core"
    assert client.requests == 3


def test_a_token_that_was_revoked(make_client: Making, simulator: Simulator) -> None:
    token = simulator.token("alice", revoked=True)

    with pytest.raises(RevokedError):
        using(make_client, simulator, token).get("/orgs/acme", dict)
