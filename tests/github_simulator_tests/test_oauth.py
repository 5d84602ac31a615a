"""Signing in with the simulated GitHub: codes, tokens, and what they show of a person."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from tests.github_simulator.credentials import App, Credential, Kind, OAuthClient
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import World
from tests.github_simulator_tests.conftest import NOW, Ask
from tests.github_simulator_tests.test_published_rest import PRODUCTS, problems

CALLBACK = "http://127.0.0.1:8000/accounts/github/login/callback/"
VERIFIER = "v" * 43
DIGEST = hashlib.sha256(VERIFIER.encode()).digest()
CHALLENGE = base64.urlsafe_b64encode(DIGEST).decode().rstrip("=")
Fields = dict[str, str]


@pytest.fixture
def client(simulator: Simulator) -> OAuthClient:
    """An OAuth App."""
    return simulator.client(CALLBACK)


@pytest.fixture
def app(simulator: Simulator) -> App:
    return simulator.app(42, "no key")


@pytest.fixture
def of_app(simulator: Simulator, app: App) -> OAuthClient:
    """A GitHub App that people sign in to."""
    return simulator.client(CALLBACK, app=app)


@pytest.fixture
def authorize(simulator: Simulator, http: httpx.Client) -> Callable[..., httpx.Response]:
    def ask(client: OAuthClient, **more: str) -> httpx.Response:
        asked = {
            "client_id": client.id,
            "redirect_uri": CALLBACK,
            "scope": "read:org user:email",
            "state": "s",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        query = urlencode({name: value for name, value in (asked | more).items() if value})
        return http.get(f"{simulator.url}/login/oauth/authorize?{query}")

    return ask


@pytest.fixture
def exchange(simulator: Simulator, http: httpx.Client) -> Callable[..., Fields]:
    def ask(client: OAuthClient, code: str, **more: str) -> Fields:
        sent = {
            "client_id": client.id,
            "client_secret": client.secret,
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        answer = http.post(
            f"{simulator.url}/login/oauth/access_token",
            data=sent | more,
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 200
        content: Fields = answer.json()
        return content

    return ask


def code_of(answer: httpx.Response) -> str:
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


@pytest.fixture
def sign_in(
    simulator: Simulator,
    authorize: Callable[..., httpx.Response],
    exchange: Callable[..., Fields],
) -> Callable[..., Credential]:
    """The token of somebody who signed in."""

    def do(client: OAuthClient, login: str, **more: str) -> Credential:
        token = exchange(client, code_of(authorize(client, login=login, **more)))["access_token"]
        return next(each for each in simulator.accounts.credentials if each.token == token)

    return do


def test_the_page_asks_who_one_is(
    authorize: Callable[..., httpx.Response], client: OAuthClient
) -> None:
    page = authorize(client)

    assert page.status_code == 200
    assert all(f"&amp;login={login}" in page.text for login in ("alice", "bob", "carol", "-"))
    assert "login=renovate" not in page.text


def test_a_code_comes_back_with_the_state(
    authorize: Callable[..., httpx.Response], client: OAuthClient
) -> None:
    location = urlsplit(authorize(client, login="bob").headers["Location"])
    fields = parse_qs(location.query)

    assert location.geturl().startswith(CALLBACK)
    assert set(fields) == {"code", "state"}
    assert fields["state"] == ["s"]


def test_who_cancels_is_sent_back_without_a_code(
    authorize: Callable[..., httpx.Response], client: OAuthClient
) -> None:
    fields = parse_qs(urlsplit(authorize(client, login="-").headers["Location"]).query)

    assert fields["error"] == ["access_denied"]
    assert "code" not in fields


def test_nobody_is_sent_elsewhere_than_to_the_callback(
    authorize: Callable[..., httpx.Response], client: OAuthClient
) -> None:
    for address in (
        "https://evil.example/",
        CALLBACK.replace("8000", "80001"),
        f"{CALLBACK[:-1]}x",
    ):
        location = authorize(client, login="bob", redirect_uri=address).headers["Location"]

        assert location.startswith(CALLBACK)
        assert "error=redirect_uri_mismatch" in location
        assert "code=" not in location


def test_an_application_that_is_not_known_has_no_page(
    authorize: Callable[..., httpx.Response], client: OAuthClient
) -> None:
    assert authorize(client, client_id="other", login="bob").status_code == 404


def test_a_token_of_an_oauth_app_has_the_scopes_that_were_asked_for(
    rest: Ask, sign_in: Callable[..., Credential], client: OAuthClient
) -> None:
    token = sign_in(client, "bob")

    assert token.token.startswith("gho_")
    answer = rest("/user", token)
    assert answer.json()["login"] == "bob"
    assert answer.headers["X-OAuth-Scopes"] == "read:org, user:email"


def test_a_code_is_good_once(
    authorize: Callable[..., httpx.Response], exchange: Callable[..., Fields], client: OAuthClient
) -> None:
    code = code_of(authorize(client, login="bob"))

    assert "access_token" in exchange(client, code)
    assert exchange(client, code)["error"] == "bad_verification_code"


def test_a_code_ends_after_ten_minutes(
    simulator: Simulator,
    authorize: Callable[..., httpx.Response],
    exchange: Callable[..., Fields],
    client: OAuthClient,
) -> None:
    code = code_of(authorize(client, login="bob"))
    simulator.wall.set(NOW + timedelta(minutes=10))

    assert exchange(client, code)["error"] == "bad_verification_code"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_secret": "x"}, "incorrect_client_credentials"),
        ({"client_id": "x"}, "incorrect_client_credentials"),
        ({"redirect_uri": "https://evil.example/"}, "redirect_uri_mismatch"),
        ({"code_verifier": "x" * 43}, "bad_verification_code"),
        ({"code_verifier": ""}, "bad_verification_code"),
    ],
)
def test_a_code_is_good_for_who_asked_for_it_alone(
    authorize: Callable[..., httpx.Response],
    exchange: Callable[..., Fields],
    client: OAuthClient,
    wrong: Fields,
    error: str,
) -> None:
    answer = exchange(client, code_of(authorize(client, login="bob")), **wrong)

    assert answer["error"] == error
    assert "access_token" not in answer


def test_without_a_wish_for_json_the_answer_is_a_form(
    simulator: Simulator,
    http: httpx.Client,
    authorize: Callable[..., httpx.Response],
    client: OAuthClient,
) -> None:
    code = code_of(authorize(client, login="bob", code_challenge="", code_challenge_method=""))
    sent = {"client_id": client.id, "client_secret": client.secret, "code": code}
    answer = http.post(f"{simulator.url}/login/oauth/access_token", data=sent)

    assert parse_qs(answer.text)["token_type"] == ["bearer"]


class TestAddresses:
    def test_they_need_the_scope_or_the_permission(
        self,
        rest: Ask,
        sign_in: Callable[..., Credential],
        client: OAuthClient,
        of_app: OAuthClient,
        app: App,
    ) -> None:
        expected = {
            "email": "alice@example.com",
            "primary": True,
            "verified": True,
            "visibility": "private",
        }
        for which in (client, of_app):
            assert rest("/user/emails", sign_in(which, "alice")).json() == [expected]
        assert rest("/user/emails", sign_in(client, "alice", scope="read:org")).status_code == 404
        app.of_user = frozenset()
        assert rest("/user/emails", sign_in(of_app, "alice")).status_code == 403

    def test_one_that_was_not_proven_says_so(
        self, rest: Ask, sign_in: Callable[..., Credential], client: OAuthClient, world: World
    ) -> None:
        world.people[0].unverified = ["alice@example.com"]

        (found,) = rest("/user/emails", sign_in(client, "alice")).json()
        assert found["verified"] is False


class TestMembership:
    @pytest.mark.parametrize("kind", ["client", "of_app"])
    @pytest.mark.parametrize(
        ("login", "expected"),
        [
            ("alice", ("active", "admin")),
            ("bob", ("active", "member")),
            ("carol", ("pending", "member")),
        ],
    )
    def test_what_one_is(
        self,
        request: pytest.FixtureRequest,
        rest: Ask,
        sign_in: Callable[..., Credential],
        kind: str,
        login: str,
        expected: tuple[str, str],
    ) -> None:
        token = sign_in(request.getfixturevalue(kind), login)
        found = rest("/user/memberships/orgs/acme", token).json()

        assert (found["state"], found["role"]) == expected

    def test_a_stranger_has_none(
        self, rest: Ask, sign_in: Callable[..., Credential], client: OAuthClient, world: World
    ) -> None:
        world.invitations = []

        assert rest("/user/memberships/orgs/acme", sign_in(client, "carol")).status_code == 404

    def test_an_organization_that_did_not_approve_the_oauth_app_forbids_it(
        self, rest: Ask, sign_in: Callable[..., Credential], client: OAuthClient
    ) -> None:
        client.approved = False
        answer = rest("/user/memberships/orgs/acme", sign_in(client, "bob"))

        assert answer.status_code == 403
        assert "OAuth App access restrictions" in answer.json()["message"]

    def test_a_github_app_needs_no_such_approval(
        self, rest: Ask, sign_in: Callable[..., Credential], of_app: OAuthClient
    ) -> None:
        of_app.approved = False

        assert rest("/user/memberships/orgs/acme", sign_in(of_app, "bob")).status_code == 200

    def test_single_sign_on_forbids_it_and_says_where_to_prove_oneself(
        self, rest: Ask, sign_in: Callable[..., Credential], client: OAuthClient
    ) -> None:
        client.saml = True
        answer = rest("/user/memberships/orgs/acme", sign_in(client, "bob"))

        assert answer.status_code == 403
        assert answer.headers["X-GitHub-SSO"].startswith("required; url=")

    def test_somebody_elses_is_for_members(
        self, simulator: Simulator, rest: Ask, owner: Credential
    ) -> None:
        assert rest("/orgs/acme/memberships/BOB", owner).json()["role"] == "member"
        assert rest("/orgs/acme/memberships/renovate", owner).status_code == 404
        outside = simulator.token("carol")
        assert rest("/orgs/acme/memberships/bob", outside).status_code == 403


class TestInstallations:
    @pytest.mark.parametrize("product", PRODUCTS)
    def test_the_answers_are_as_described(
        self, rest: Ask, sign_in: Callable[..., Credential], of_app: OAuthClient, product: str
    ) -> None:
        token = sign_in(of_app, "alice")
        listed = rest("/user/installations", token)
        installed = rest("/user/installations/7001/repositories", token)

        assert [each["id"] for each in listed.json()["installations"]] == [7001]
        assert problems(listed, "GET", "/user/installations", product) == []
        path = "/user/installations/{installation_id}/repositories"
        assert problems(installed, "GET", path, product) == []

    def test_each_sees_what_they_were_given(
        self, rest: Ask, sign_in: Callable[..., Credential], of_app: OAuthClient
    ) -> None:
        def names(login: str) -> set[str]:
            answer = rest("/user/installations/7001/repositories", sign_in(of_app, login))
            return {each["name"] for each in answer.json().get("repositories", ())}

        assert names("alice") == {"api", "empty", "site", "legacy"}
        assert names("bob") == {"api"}
        assert names("carol") == {"api"}

    def test_what_the_app_was_not_installed_in_is_not_among_them(
        self, rest: Ask, sign_in: Callable[..., Credential], of_app: OAuthClient, app: App
    ) -> None:
        app.repositories = frozenset({"empty"})
        token = sign_in(of_app, "bob")

        assert rest("/user/installations/7001/repositories", token).status_code == 404

    def test_other_tokens_are_refused(
        self, rest: Ask, sign_in: Callable[..., Credential], client: OAuthClient, owner: Credential
    ) -> None:
        for token in (sign_in(client, "alice"), owner):
            for path in ("/user/installations", "/user/installations/7001/repositories"):
                assert rest(path, token).status_code == 403

    def test_a_token_of_a_person_lasts_eight_hours(
        self,
        simulator: Simulator,
        rest: Ask,
        sign_in: Callable[..., Credential],
        of_app: OAuthClient,
    ) -> None:
        token = sign_in(of_app, "alice")
        assert token.kind is Kind.USER
        assert token.token.startswith("ghu_")
        simulator.wall.set(NOW + timedelta(hours=8))

        assert rest("/user", token).status_code == 401
