"""Tokens and Apps: who is let in, and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from github import Auth, GithubIntegration

from tests.github_simulator.clock import Clock
from tests.github_simulator.credentials import App, Credential
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import World
from tests.github_simulator_tests.conftest import NOW, Ask

ISSUED = int(NOW.timestamp())


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def app(simulator: Simulator, key: rsa.RSAPrivateKey) -> App:
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return simulator.app(42, public.decode())


@pytest.fixture
def installation(
    simulator: Simulator, http: httpx.Client, app: App, key: rsa.RSAPrivateKey
) -> Callable[..., httpx.Response]:
    """Asks for the installation with a JWT, in which some claims differ."""

    def ask(**claims: object) -> httpx.Response:
        content = {"iat": ISSUED - 60, "exp": ISSUED + 540, "iss": "42", **claims}
        token = jwt.encode(content, key, algorithm="RS256")
        headers = {"Authorization": f"Bearer {token}"}
        return http.get(f"{simulator.url}/orgs/acme/installation", headers=headers)

    return ask


def token_of(simulator: Simulator, app: App) -> Credential:
    return simulator.accounts.issue(app, simulator.wall.now())


def test_without_a_token_nothing_is_answered(rest: Ask) -> None:
    answer = rest("/orgs/acme", None)

    assert (answer.status_code, answer.json()["message"]) == (401, "Requires authentication")


def test_an_unknown_a_revoked_and_an_expired_token_are_bad(
    simulator: Simulator, rest: Ask, owner: Credential
) -> None:
    expiring = simulator.token("alice", expires_at=NOW + timedelta(hours=1))
    before = rest("/orgs/acme", expiring)
    simulator.wall.set(NOW + timedelta(hours=1))
    owner.revoked = True

    assert before.status_code == 200
    assert before.headers["GitHub-Authentication-Token-Expiration"] == "2026-11-21 11:00:00 UTC"
    for credential in (expiring, owner, Credential(owner.kind, "alice")):
        answer = rest("/orgs/acme", credential)
        assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


def test_graphql_refuses_a_bad_token_too(graphql: Ask, owner: Credential) -> None:
    owner.revoked = True

    assert graphql("{ viewer { login } }", owner).status_code == 401


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"iat": ISSUED + 120}, "'Issued at' claim ('iat') must be an Integer in the past"),
        ({"exp": ISSUED}, "'Expiration time' claim ('exp') must be a future time"),
        ({"exp": ISSUED + 3600}, "'Expiration time' claim ('exp') is too far in the future"),
        ({"iss": "43"}, "Integration not found"),
        ({"iss": "me"}, "A JSON web token could not be decoded"),
    ],
)
def test_a_jwt_must_be_of_the_app_and_of_now(
    installation: Callable[..., httpx.Response], claims: dict[str, object], message: str
) -> None:
    assert installation().status_code == 200

    answer = installation(**claims)

    assert answer.status_code in (401, 404)
    assert answer.json()["message"] == message


def test_a_jwt_signed_with_another_key_is_refused(
    simulator: Simulator, http: httpx.Client, app: App
) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims = {"iat": ISSUED - 60, "exp": ISSUED + 540, "iss": "42"}
    token = jwt.encode(claims, other, algorithm="RS256")

    headers = {"Authorization": f"Bearer {token}"}
    answer = http.get(f"{simulator.url}/orgs/acme/installation", headers=headers)

    assert answer.status_code == 401


def test_pygithub_signs_in_as_the_app(world: World, key: rsa.RSAPrivateKey) -> None:
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    # PyGithub tells the time by this machine's clock.
    with Simulator(world, clock=Clock(NOW)) as simulator:
        app = simulator.app(42, public.decode(), repositories=frozenset({"api"}))
        auth = Auth.AppAuth(42, private.decode())
        with GithubIntegration(auth=auth, base_url=simulator.url) as github:
            installation = github.get_org_installation("acme")
            issued = github.get_access_token(installation.id)
        headers = {"Authorization": f"Bearer {issued.token}"}
        listed = httpx.get(f"{simulator.url}/orgs/acme/repos", headers=headers).json()

    assert installation.id == app.installation_id
    assert installation.permissions == app.permissions
    # The public one is shown to everybody.
    assert {each["name"] for each in listed} == {"api", "site"}


def test_a_token_of_an_installation_lasts_an_hour(
    simulator: Simulator, rest: Ask, app: App
) -> None:
    token = token_of(simulator, app)
    assert rest("/orgs/acme", token).status_code == 200

    simulator.wall.set(NOW + timedelta(hours=1))

    assert rest("/orgs/acme", token).status_code == 401


def test_an_app_that_is_suspended_or_removed_is_refused(
    simulator: Simulator, rest: Ask, app: App, installation: Callable[..., httpx.Response]
) -> None:
    token = token_of(simulator, app)
    app.suspended_at = NOW
    suspended = rest("/orgs/acme", token)
    app.suspended_at, app.uninstalled = None, True
    removed = rest("/orgs/acme", token)

    message = "This installation has been suspended"
    assert (suspended.status_code, suspended.json()["message"]) == (403, message)
    assert removed.status_code == 401
    assert installation().status_code == 404


def test_an_app_is_no_user(simulator: Simulator, rest: Ask, app: App) -> None:
    answer = rest("/user", token_of(simulator, app))

    assert answer.status_code == 403


def test_a_user_is_told_who_they_are(rest: Ask, graphql: Ask, owner: Credential) -> None:
    assert rest("/user", owner).json()["login"] == "alice"
    assert graphql("{ viewer { login } }", owner).json() == {"data": {"viewer": {"login": "alice"}}}
