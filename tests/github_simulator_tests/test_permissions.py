"""What a credential may not see is withheld as GitHub does it, in each case its way."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.github import people_queries, queries
from integrations.github.queries import Part
from tests.github_simulator.credentials import Credential, Kind
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import Collaborator, TeamMember, World
from tests.github_simulator_tests.conftest import Ask
from tests.github_simulator_tests.lesser import BY_APP, BY_TOKEN, FORBIDDEN, app_token, fine_grained

PERMISSIONS_OF_PARTS = {
    Part.PULL_REQUESTS: ("pull_requests", "pullRequests", False),
    Part.DEFAULT_COMMITS: ("contents", "defaultHistory", True),
    Part.WORKING_COMMITS: ("contents", "workingHistory", True),
    Part.CHECKS: ("checks", "statusCheckRollup", True),
    Part.DEPLOYMENTS: ("deployments", "deployments", False),
    Part.CLASSIC_PROTECTION: ("administration", "branchProtectionRule", True),
}


@pytest.fixture
def asks(graphql: Ask, world: World) -> Any:
    """Asks some parts of the private repository `api`."""

    def ask(credential: Credential, *parts: Part, repository: int = 0) -> Any:
        return graphql(
            queries.repositories(parts),
            credential,
            ids=[world.repositories[repository].node_id],
            working="refs/heads/dev",
            since="2026-01-01T00:00:00Z",
        ).json()

    return ask


@pytest.mark.parametrize("part", PERMISSIONS_OF_PARTS, ids=lambda part: part.name)
def test_a_permission_taken_from_an_app_is_forbidden_with_a_path(
    simulator: Simulator, asks: Any, part: Part
) -> None:
    permission, field, is_nullable = PERMISSIONS_OF_PARTS[part]
    everything = asks(app_token(simulator), part)
    del simulator.accounts.apps[42].permissions[permission]
    answer = asks(simulator.accounts.issued[0], part)

    assert "errors" not in everything
    error = next(each for each in answer["errors"] if field in each["path"])
    assert error["message"] == BY_APP
    assert error.items() >= FORBIDDEN.items()
    assert error["path"][:2] == ["nodes", 0]
    assert error["locations"]
    # Where the field cannot be null, the repository as a whole is.
    assert (answer["data"]["nodes"][0] is not None) is is_nullable


def test_the_commit_that_a_pull_request_became_is_asked_for_with_the_commits(
    simulator: Simulator, asks: Any
) -> None:
    def pulls(answer: Any) -> list[dict[str, Any]]:
        assert not any("pullRequests" in each["path"] for each in answer.get("errors", ()))
        found: list[dict[str, Any]] = answer["data"]["nodes"][0]["pullRequests"]["nodes"]
        return sorted(found, key=lambda each: each["number"])

    both = pulls(asks(app_token(simulator), Part.PULL_REQUESTS, Part.DEFAULT_COMMITS))
    blind = pulls(asks(app_token(simulator, contents=True), Part.PULL_REQUESTS))

    assert len(both[0]["mergeCommit"]["oid"]) == 40
    assert both[1]["mergeCommit"] is None, "it is open"
    assert all("mergeCommit" not in each for each in blind)


def test_a_commit_is_refused_to_whom_the_files_are_not_shown(
    simulator: Simulator, asks: Any
) -> None:
    answer = asks(app_token(simulator, contents=True), Part.PULL_REQUESTS, Part.DEFAULT_COMMITS)

    assert {each["path"][-1] for each in answer["errors"]} >= {"mergeCommit"}


def test_rulesets_need_no_permission_but_metadata(simulator: Simulator, asks: Any) -> None:
    answer = asks(app_token(simulator, administration=True), Part.RULESETS)

    rules = answer["data"]["nodes"][0]["defaultRules"]["rules"]["nodes"]
    assert [each["type"] for each in rules] == ["DELETION", "PULL_REQUEST", "NON_FAST_FORWARD"]
    assert "errors" not in answer


@pytest.mark.parametrize("missing", ["checks", "statuses"])
def test_the_state_of_checks_needs_checks_and_statuses(
    simulator: Simulator, asks: Any, missing: str
) -> None:
    answer = asks(app_token(simulator, **{missing: True}), Part.CHECKS)

    commits = answer["data"]["nodes"][0]["checked"]["target"]["history"]["nodes"]
    assert [each["statusCheckRollup"] for each in commits] == [None]
    assert answer["errors"][0].items() >= FORBIDDEN.items()


def test_what_is_public_needs_no_permission(simulator: Simulator, asks: Any) -> None:
    credential = app_token(
        simulator, contents=True, pull_requests=True, checks=True, deployments=True
    )

    answer = asks(
        credential,
        Part.PULL_REQUESTS,
        Part.DEFAULT_COMMITS,
        Part.CHECKS,
        Part.DEPLOYMENTS,
        repository=2,
    )

    assert "errors" not in answer


def test_classic_protection_is_shown_to_an_administrator(asks: Any, owner: Credential) -> None:
    answer = asks(owner, Part.CLASSIC_PROTECTION)["data"]["nodes"][0]

    assert answer["viewerCanAdminister"] is True
    assert answer["defaultProtection"]["branchProtectionRule"] == {
        "pattern": "main",
        "requiresApprovingReviews": True,
        "requiredApprovingReviewCount": 2,
        "allowsForcePushes": False,
    }


@pytest.mark.parametrize("kind", [Kind.CLASSIC, Kind.FINE_GRAINED])
def test_to_a_member_classic_protection_looks_like_none(
    simulator: Simulator, asks: Any, kind: Kind
) -> None:
    answer = asks(simulator.token("bob", kind=kind), Part.CLASSIC_PROTECTION)

    assert "errors" not in answer
    node = answer["data"]["nodes"][0]
    assert node["viewerCanAdminister"] is False
    assert node["defaultProtection"] == {"name": "main", "branchProtectionRule": None}


def test_the_list_of_classic_rules_looks_empty_to_a_member(
    simulator: Simulator, graphql: Ask, owner: Credential
) -> None:
    query = """{ repository(owner: "acme", name: "api") {
        branchProtectionRules(first: 10) { totalCount } } }"""

    def count(credential: Credential) -> Any:
        return graphql(query, credential).json()

    assert count(owner) == {"data": {"repository": {"branchProtectionRules": {"totalCount": 1}}}}
    assert count(simulator.token("bob")) == {
        "data": {"repository": {"branchProtectionRules": {"totalCount": 0}}}
    }
    refused = count(app_token(simulator, administration=True))
    assert refused["data"] == {"repository": None}
    assert refused["errors"][0]["path"] == ["repository", "branchProtectionRules"]


def test_a_fine_grained_token_is_named_in_the_refusal(simulator: Simulator, asks: Any) -> None:
    answer = asks(fine_grained(simulator, "alice", "administration"), Part.CLASSIC_PROTECTION)

    assert answer["errors"][0]["message"] == BY_TOKEN


def test_a_repository_that_is_not_seen_is_not_found(simulator: Simulator, asks: Any) -> None:
    for credential in (
        simulator.token("carol", scopes=frozenset({"read:org"})),
        simulator.token("stranger"),
        simulator.token("alice", scopes=frozenset()),
        fine_grained(simulator, "stranger"),
    ):
        answer = asks(credential)

        assert answer["data"] == {"nodes": [None]}
        (error,) = answer["errors"]
        assert (error["type"], error["path"]) == ("NOT_FOUND", ["nodes", 0])


def test_an_app_sees_the_repositories_that_were_selected(simulator: Simulator, asks: Any) -> None:
    credential = app_token(simulator)
    credential.repositories = frozenset({"empty"})

    assert asks(credential)["data"]["nodes"] == [None]
    assert asks(credential, repository=1)["data"]["nodes"][0]["nameWithOwner"] == "acme/empty"


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("teams", people_queries.TEAMS),
        ("membersWithRole", people_queries.MEMBERS),
    ],
)
def test_a_classic_token_without_a_scope_gets_the_whole_query_refused(
    simulator: Simulator, graphql: Ask, field: str, query: str
) -> None:
    poor = simulator.token("alice", scopes=frozenset({"repo"}))
    answer = graphql(query, poor, organization="acme")

    assert answer.status_code == 200
    content = answer.json()
    assert set(content) == {"errors"}
    assert content["errors"][0]["type"] == "INSUFFICIENT_SCOPES"
    assert content["errors"][0]["message"].startswith(
        "Your token has not been granted the required scopes to execute this query. The "
        f"'{field}' field requires one of the following scopes: ['read:org'], but your token has "
        "only been granted the: ['repo'] scopes."
    )


@pytest.mark.parametrize("scope", ["read:org", "write:org", "admin:org"])
def test_a_wider_scope_includes_a_narrower_one(
    simulator: Simulator, graphql: Ask, scope: str
) -> None:
    token = simulator.token("alice", scopes=frozenset({scope}))

    assert "errors" not in graphql(people_queries.TEAMS, token, organization="acme").json()


def test_an_app_without_members_sees_no_people(simulator: Simulator, graphql: Ask) -> None:
    credential = app_token(simulator, members=True)

    for query, field in (
        (people_queries.TEAMS, "teams"),
        (people_queries.MEMBERS, "membersWithRole"),
    ):
        answer = graphql(query, credential, organization="acme").json()
        assert answer["data"] == {"organization": None}
        assert answer["errors"][0]["path"] == ["organization", field]


def test_secret_teams_are_shown_to_owners_members_and_apps(
    simulator: Simulator, graphql: Ask, owner: Credential, world: World
) -> None:
    def slugs(credential: Credential) -> list[str]:
        answer = graphql(people_queries.TEAMS, credential, organization="acme").json()
        return [each["slug"] for each in answer["data"]["organization"]["teams"]["nodes"]]

    assert slugs(owner) == slugs(app_token(simulator)) == ["core", "hidden"]
    assert slugs(simulator.token("bob")) == ["core"]
    assert slugs(simulator.token("carol")) == []
    world.teams[1].members.append(TeamMember(login="bob"))
    assert slugs(simulator.token("bob")) == ["core", "hidden"]


def test_collaborators_are_for_those_who_may_push(
    simulator: Simulator, asks: Any, world: World
) -> None:
    world.repositories[0].collaborators.append(Collaborator(login="bob", permission="READ"))
    for credential in (simulator.token("bob"), app_token(simulator)):
        shown = asks(credential, Part.COLLABORATORS)["data"]["nodes"][0]
        for affiliation, logins in (("outside", ["carol"]), ("direct", ["bob", "carol"])):
            assert [each["node"]["login"] for each in shown[affiliation]["edges"]] == logins

    refused = asks(simulator.token("carol"), Part.COLLABORATORS)
    assert refused["data"]["nodes"][0]["outside"] is None
    assert refused["errors"][0]["type"] == "FORBIDDEN"
