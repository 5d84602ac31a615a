"""GraphQL as GitHub answers it: pages, errors under status 200, costs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from integrations.github import people_queries, queries
from tests.github_simulator.clock import Clock
from tests.github_simulator.credentials import Credential
from tests.github_simulator.generation import generate, push
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import Repository, World
from tests.github_simulator_tests.conftest import HOUR, NOW, Ask

PAGE = """
query($size: Int!, $after: String) {
  organization(login: "acme") {
    repositories(first: $size, after: $after, orderBy: {field: PUSHED_AT, direction: DESC}) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage endCursor }
      edges { cursor node { name } }
    }
  }
}
"""


class Repositories:
    """Pages of the repositories of a generated organization, the last pushed to first."""

    def __init__(self, ask: Any, world: World) -> None:
        self._ask = ask
        self.world = world

    def page(self, size: int, after: str | None = None) -> tuple[list[str], Any]:
        answer = self._ask(PAGE, size=size, after=after)
        found = answer["data"]["organization"]["repositories"]
        return [edge["node"]["name"][-1] for edge in found["edges"]], found["pageInfo"]

    def named(self, end: str) -> Repository:
        return next(each for each in self.world.repositories if each.name.endswith(end))


@pytest.fixture
def repositories(tmp_path: Path, http: httpx.Client) -> Any:
    world = generate(5, tmp_path, NOW)
    with Simulator(world, clock=Clock(NOW + HOUR)) as simulator:
        token = simulator.token("person-1").token

        def ask(query: str, **variables: object) -> Any:
            content = {"query": query, "variables": variables}
            headers = {"Authorization": f"bearer {token}"}
            return http.post(f"{simulator.url}/graphql", json=content, headers=headers).json()

        yield Repositories(ask, world)


def test_pages_follow_each_other(repositories: Repositories) -> None:
    first, info = repositories.page(2)
    second, middle = repositories.page(2, info["endCursor"])
    third, end = repositories.page(2, middle["endCursor"])
    none, _ = repositories.page(2, end["endCursor"])

    assert (first, second, third, none) == (["1", "2"], ["3", "4"], ["5"], [])
    assert [each["hasNextPage"] for each in (info, middle, end)] == [True, True, False]
    assert [each["hasPreviousPage"] for each in (info, middle, end)] == [False, True, True]


def test_a_push_between_two_pages_neither_hides_nor_repeats(repositories: Repositories) -> None:
    _, info = repositories.page(2)
    push(repositories.named("4"), {"x": "1"}, NOW)

    assert repositories.page(2, info["endCursor"])[0] == ["3", "5"]
    assert repositories.page(2)[0] == ["4", "1"]


def test_a_deletion_between_two_pages_hides_nothing(repositories: Repositories) -> None:
    _, info = repositories.page(2)
    repositories.named("2").until = NOW

    assert repositories.page(2, info["endCursor"])[0] == ["3", "4"]


def test_pages_go_backwards_too(graphql: Ask, owner: Credential) -> None:
    query = """query($before: String) { organization(login: "acme") {
        membersWithRole(last: 1, before: $before) {
          nodes { login } pageInfo { startCursor hasPreviousPage hasNextPage } } } }"""

    def page(before: str | None) -> Any:
        answer = graphql(query, owner, before=before).json()
        return answer["data"]["organization"]["membersWithRole"]

    last = page(None)
    first = page(last["pageInfo"]["startCursor"])

    assert [each["login"] for each in last["nodes"] + first["nodes"]] == ["bob", "alice"]
    assert first["pageInfo"]["hasNextPage"]
    assert not first["pageInfo"]["hasPreviousPage"]


@pytest.mark.parametrize(
    ("query", "kind", "message"),
    [
        (
            '{ organization(login: "acme") { teams { nodes { slug } } } }',
            "MISSING_PAGINATION_BOUNDARIES",
            (
                "You must provide a `first` or `last` value to properly paginate the `teams` "
                "connection."
            ),
        ),
        (
            '{ organization(login: "acme") { teams(first: 101) { nodes { slug } } } }',
            "EXCESSIVE_PAGINATION",
            (
                "Requesting 101 records on the `teams` connection exceeds the `first` limit of 100 "
                "records."
            ),
        ),
        (
            (
                '{ organization(login: "acme") { repositories(first: 100) { nodes { pullRequests'
                "(first: 100) { nodes { reviews(first: 100) { nodes { state } } } } } } } }"
            ),
            "MAX_NODE_LIMIT_EXCEEDED",
            (
                "By the time this query traverses to the reviews connection, it is requesting up "
                "to 1,010,100 possible nodes which exceeds the maximum limit of 500,000."
            ),
        ),
        (
            '{ nodes(ids: ["' + '", "'.join(map(str, range(101))) + '"]) { id } }',
            "ARGUMENT_LIMIT",
            "You may not provide more than 100 node ids; you provided 101.",
        ),
    ],
)
def test_too_much_is_refused_before_it_is_executed(
    graphql: Ask, owner: Credential, query: str, kind: str, message: str
) -> None:
    answer = graphql(query, owner)

    assert answer.status_code == 200
    (error,) = answer.json()["errors"]
    assert (error["type"], error["message"]) == (kind, message)
    assert "data" not in answer.json()


def test_a_count_needs_no_bounds(graphql: Ask, owner: Credential) -> None:
    answer = graphql('{ organization(login: "acme") { teams { totalCount } } }', owner).json()

    assert answer == {"data": {"organization": {"teams": {"totalCount": 2}}}}


@pytest.mark.parametrize(
    ("query", "cost", "nodes"),
    [
        ("{ rateLimit { cost nodeCount } }", 1, 0),
        # The example of GitHub's documentation: 1 + 100 + 100 x 50 requests, a hundredth of it.
        (
            (
                '{ organization(login: "acme") { repositories(first: 100) { nodes { pullRequests'
                "(first: 50) { nodes { reviews(first: 60) { nodes { state } } } } } } }"
                " rateLimit { cost nodeCount } }"
            ),
            51,
            100 + 5_000 + 300_000,
        ),
        (
            (
                '{ nodes(ids: ["a", "b"]) { ... on Repository { pullRequests(first: 100) { nodes {'
                " reviews(last: 20) { totalCount } } } } } rateLimit { cost nodeCount } }"
            ),
            2,
            2 + 200 + 4_000,
        ),
    ],
)
def test_a_query_costs_as_documented(
    simulator: Simulator, graphql: Ask, owner: Credential, query: str, cost: int, nodes: int
) -> None:
    answer = graphql(query, owner)

    assert answer.json()["data"]["rateLimit"] == {"cost": cost, "nodeCount": nodes}
    assert answer.headers["X-RateLimit-Resource"] == "graphql"
    assert answer.headers["X-RateLimit-Used"] == str(cost)
    assert simulator.log.points("graphql") == cost


def test_what_is_left_is_told_in_the_answer_too(graphql: Ask, owner: Credential) -> None:
    answer = graphql("{ rateLimit { limit cost used remaining resetAt } }", owner)

    assert answer.json()["data"]["rateLimit"] == {
        "limit": 5000,
        "cost": 1,
        "used": 1,
        "remaining": 4999,
        "resetAt": "2026-11-21T11:00:00Z",
    }


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ('{ organization(login: "other") { id } }', ["organization"]),
        ('{ repository(owner: "acme", name: "none") { id } }', ["repository"]),
        ('{ node(id: "R_none") { id } }', ["node"]),
    ],
)
def test_what_is_not_there_is_not_found(
    graphql: Ask, owner: Credential, query: str, path: list[str]
) -> None:
    answer = graphql(query, owner)

    assert answer.status_code == 200
    assert answer.json()["data"] == {path[0]: None}
    (error,) = answer.json()["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", path)


def test_one_of_many_that_is_not_there_leaves_the_others(
    graphql: Ask, owner: Credential, world: World
) -> None:
    known = world.repositories[0].node_id
    answer = graphql(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", owner, ids=[known, "R_gone", known]
    ).json()

    assert answer["data"]["nodes"] == [{"id": known}, None, {"id": known}]
    assert [error["path"] for error in answer["errors"]] == [["nodes", 1]]


@pytest.mark.parametrize("query", ["{ organization(", "{ nothing }"])
def test_a_query_that_is_none_is_refused(graphql: Ask, owner: Credential, query: str) -> None:
    answer = graphql(query, owner)

    assert answer.status_code == 200
    assert set(answer.json()) == {"errors"}


def test_a_body_that_is_none_is_refused(
    simulator: Simulator, http: httpx.Client, owner: Credential
) -> None:
    headers = {"Authorization": f"bearer {owner.token}"}
    answer = http.post(f"{simulator.url}/graphql", content=b"[1", headers=headers)

    assert (answer.status_code, answer.json()["message"]) == (400, "Problems parsing JSON")


def test_a_former_name_leads_to_the_repository(graphql: Ask, owner: Credential) -> None:
    query = '{ repository(owner: "acme", name: "old-api") { nameWithOwner } }'

    assert graphql(query, owner).json()["data"]["repository"] == {"nameWithOwner": "acme/api"}


def test_files_are_given_as_github_gives_them(
    graphql: Ask, owner: Credential, tmp_path: Path, world: World
) -> None:
    repository = generate(1, tmp_path, NOW).repositories[0]
    long = "x" * 512_001
    push(repository, {"long": long, "binary": "a\0b", "text": "é\n"}, NOW - HOUR)
    world.repositories.append(repository)
    repository.id = 99
    query = """query($id: ID!, $file: String!) { node(id: $id) { ... on Repository {
        object(expression: $file) {
          __typename ... on Blob { byteSize isBinary isTruncated text } } } } }"""

    def file(name: str) -> Any:
        return graphql(query, owner, id=repository.node_id, file=name).json()["data"]["node"][
            "object"
        ]

    assert file("HEAD:text") == {
        "__typename": "Blob",
        "byteSize": 3,
        "isBinary": False,
        "isTruncated": False,
        "text": "é\n",
    }
    assert file("main:binary")["isBinary"] is True
    assert file("main:binary")["text"] is None
    assert file("dev:binary") is None
    assert (file("main:long")["isTruncated"], len(file("main:long")["text"])) == (True, 512_000)
    assert file("HEAD:")["__typename"] == "Tree"
    assert file("nowhere:text") is None


def test_history_is_cut_by_time(graphql: Ask, owner: Credential, world: World) -> None:
    query = """query($since: GitTimestamp) { repository(owner: "acme", name: "api") {
        defaultBranchRef { target { ... on Commit { history(first: 10, since: $since) {
          totalCount nodes { messageHeadline author { name user { login } } } } } } } } }"""

    def history(since: str | None) -> Any:
        answer = graphql(query, owner, since=since).json()["data"]
        return answer["repository"]["defaultBranchRef"]["target"]["history"]

    assert history(None)["nodes"] == [
        {"messageHeadline": "feat: start", "author": {"name": "Alice", "user": {"login": "alice"}}}
    ]
    assert history("2026-11-20T10:00:00Z")["totalCount"] == 1
    assert history("2026-11-20T10:00:01Z")["totalCount"] == 0


def test_accounts_that_are_gone_and_bots_are_told_apart(graphql: Ask, owner: Credential) -> None:
    query = """{ repository(owner: "acme", name: "api") {
        pullRequests(first: 2, orderBy: {field: CREATED_AT, direction: ASC}) { nodes {
          author { __typename login }
          reviews(first: 5) { nodes { author { login } } }
          reviewRequests(first: 5) { nodes { requestedReviewer {
            __typename ... on User { login } ... on Team { slug } } } } } } } }"""

    first, second = graphql(query, owner).json()["data"]["repository"]["pullRequests"]["nodes"]

    assert first["author"] == {"__typename": "User", "login": "bob"}
    assert [each["author"] for each in first["reviews"]["nodes"]] == [{"login": "alice"}, None]
    assert second["author"] == {"__typename": "Bot", "login": "renovate"}
    assert [each["requestedReviewer"] for each in second["reviewRequests"]["nodes"]] == [
        {"__typename": "User", "login": "alice"},
        {"__typename": "Team", "slug": "core"},
    ]


def test_the_products_documents_are_answered_in_whole(
    graphql: Ask, owner: Credential, world: World
) -> None:
    repository = world.repositories[0]
    ids = {"ids": [each.node_id for each in world.repositories], "working": "refs/heads/dev"}
    one = {"repository": repository.node_id, "after": None}
    team = {"team": world.teams[0].node_id}
    since = (NOW - timedelta(days=90)).isoformat()
    asked: list[tuple[str, dict[str, Any]]] = [
        (queries.complete(queries.HEADS), {"organization": "acme", "working": "refs/heads/dev"}),
        (people_queries.MEMBERS, {"organization": "acme"}),
        (people_queries.TEAMS, {"organization": "acme"}),
        (people_queries.MORE_TEAM_MEMBERS, team),
        (people_queries.MORE_TEAM_REPOSITORIES, team),
        (
            queries.repositories(set(queries.Part)),
            {**ids, "since": since, "environments": ["staging"]},
        ),
        (queries.blobs(1), {"repository": repository.node_id, "oid0": "0" * 40}),
    ]
    cursor = "Y3Vyc29yOnYyOlswXQ=="
    more = {**one, "after": cursor, "branch": "refs/heads/main", "since": since}
    asked.append((queries.complete(queries.MORE_COMMITS), more))
    deployed = {**one, "after": cursor, "environments": ["staging"]}
    asked.append((queries.complete(queries.MORE_DEPLOYMENTS), deployed))
    for document, variables in asked:
        answer = graphql(document, owner, **variables).json()

        assert set(answer) == {"data"}


def test_a_cursor_that_is_none_is_refused(graphql: Ask, owner: Credential, world: World) -> None:
    variables = {"repository": world.repositories[0].node_id, "after": "nonsense"}
    answer = graphql(queries.complete(queries.MORE_PULL_REQUESTS), owner, **variables).json()

    assert answer["errors"][0]["type"] == "INVALID_CURSOR_ARGUMENTS"
