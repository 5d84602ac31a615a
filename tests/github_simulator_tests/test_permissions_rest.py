"""What REST withholds from a credential, as GitHub does it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.github_simulator.credentials import Credential
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import World
from tests.github_simulator_tests.conftest import Ask
from tests.github_simulator_tests.lesser import BY_APP, BY_TOKEN, app_token, fine_grained

ROUTES = [
    ("/repos/acme/api/tarball/main", "contents"),
    ("/repos/acme/api/git/trees/main", "contents"),
    ("/repos/acme/api/compare/main...dev", "contents"),
    ("/repos/acme/api/pulls", "pull_requests"),
    ("/repos/acme/api/commits/main/check-runs", "checks"),
    ("/repos/acme/api/commits/main/status", "statuses"),
    ("/repos/acme/api/deployments", "deployments"),
    ("/repos/acme/api/branches/main/protection", "administration"),
    ("/orgs/acme/invitations", "members"),
    ("/orgs/acme/members", "members"),
    ("/orgs/acme/teams", "members"),
    ("/orgs/acme/properties/values", "organization_custom_properties"),
]


@pytest.mark.parametrize(("path", "permission"), ROUTES)
def test_rest_refuses_what_a_token_has_no_permission_for(
    simulator: Simulator, rest: Ask, path: str, permission: str
) -> None:
    everything = app_token(simulator)
    assert rest(path, everything).status_code < 400

    app = rest(path, app_token(simulator, **{permission: True}))
    token = rest(path, fine_grained(simulator, "alice", permission))

    for answer, message in ((app, BY_APP), (token, BY_TOKEN)):
        assert answer.status_code == 403
        assert answer.json()["message"] == message
        assert answer.headers["X-Accepted-GitHub-Permissions"] == f"{permission}=read"
        assert answer.json()["documentation_url"].startswith("https://docs.github.com/rest/")


def test_rest_tells_a_member_that_there_is_no_protection(simulator: Simulator, rest: Ask) -> None:
    path = "/repos/acme/api/branches/main/protection"
    for credential in (simulator.token("bob"), fine_grained(simulator, "bob")):
        answer = rest(path, credential)

        assert (answer.status_code, answer.json()["message"]) == (404, "Not Found")


def test_security_settings_are_shown_to_administrators(
    simulator: Simulator, rest: Ask, owner: Credential
) -> None:
    def security(credential: Credential) -> Any:
        listed = rest("/orgs/acme/repos", credential).json()
        found = next(each for each in listed if each["name"] == "api")
        return found.get("security_and_analysis")

    assert security(owner)["secret_scanning"] == {"status": "enabled"}
    assert security(owner)["secret_scanning_push_protection"] == {"status": "disabled"}
    assert security(app_token(simulator)) == security(owner)
    assert security(simulator.token("bob")) is None
    assert security(app_token(simulator, administration=True)) is None


def test_a_plan_without_secret_scanning_does_not_speak_of_it(rest: Ask, owner: Credential) -> None:
    answer = rest("/repos/acme/empty", owner).json()

    assert set(answer["security_and_analysis"]) == {"dependabot_security_updates"}


@pytest.mark.parametrize(
    ("login", "scopes", "shown"),
    [
        ("alice", {"repo", "admin:org"}, True),
        ("alice", {"repo", "read:org"}, False),
        ("bob", {"repo", "admin:org"}, False),
    ],
)
def test_the_base_permission_is_for_owners(
    simulator: Simulator, rest: Ask, login: str, scopes: set[str], shown: bool
) -> None:
    answer = rest("/orgs/acme", simulator.token(login, scopes=frozenset(scopes))).json()

    assert ("default_repository_permission" in answer) is shown


@pytest.mark.parametrize(
    ("login", "scopes", "status"),
    [
        ("alice", {"admin:org"}, 200),
        ("alice", {"read:org"}, 404),
        ("bob", {"admin:org"}, 404),
    ],
)
def test_invitations_are_for_owners(
    simulator: Simulator, rest: Ask, login: str, scopes: set[str], status: int
) -> None:
    answer = rest("/orgs/acme/invitations", simulator.token(login, scopes=frozenset(scopes)))

    assert answer.status_code == status


def test_custom_properties_are_left_out_without_their_permission(
    simulator: Simulator, rest: Ask
) -> None:
    def listed(credential: Credential) -> Any:
        return rest("/orgs/acme/repos", credential).json()[0]

    assert "custom_properties" in listed(app_token(simulator))
    poor = app_token(simulator, organization_custom_properties=True)
    assert "custom_properties" not in listed(poor)


def test_a_base_permission_and_teams_give_roles(
    simulator: Simulator, world: World, http: httpx.Client, rest: Ask
) -> None:
    def permissions(login: str, name: str) -> Any:
        answer = rest(f"/repos/acme/{name}", simulator.token(login))
        return [n for n, given in answer.json().get("permissions", {}).items() if given]

    assert permissions("bob", "api") == ["push", "triage", "pull"]
    assert permissions("bob", "empty") == []
    assert permissions("carol", "api") == ["pull"]
    world.organization.default_repository_permission = "read"
    assert permissions("bob", "empty") == ["pull"]
    assert permissions("carol", "empty") == []
    world.teams[1].members[0].login = "carol"
    assert permissions("carol", "api") == ["push", "triage", "pull"]


def test_scopes_and_permissions_are_named_in_headers(
    simulator: Simulator, rest: Ask, owner: Credential
) -> None:
    classic = rest("/orgs/acme/repos", owner).headers
    app = rest("/orgs/acme/repos", app_token(simulator)).headers

    assert classic["X-OAuth-Scopes"] == "admin:org, read:org, repo, user:email"
    assert classic["X-Accepted-OAuth-Scopes"] == "repo"
    assert "X-Accepted-GitHub-Permissions" not in classic
    assert "X-OAuth-Scopes" not in app
    assert app["X-Accepted-GitHub-Permissions"] == "metadata=read"
