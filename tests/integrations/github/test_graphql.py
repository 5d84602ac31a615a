"""GraphQL through a real server: data, errors beside it, and refusals under status 200."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from integrations.github.client import Client
from integrations.github.errors import (
    AnswerError,
    DeniedError,
    GitHubError,
    LimitedError,
    NotFoundError,
    RefusedQueryError,
    UnreachableError,
)
from integrations.github.graphql import Problem
from tests.integrations.github.conftest import TOKEN, Clock, Making
from tests.integrations.github.scripted import Reply, Scripted, reply, said

DOCUMENT = "\nquery Heads($organization: String!) { organization(login: $organization) { login } }"


class Organization(msgspec.Struct):
    login: str


class Heads(msgspec.Struct):
    organization: Organization


class MaybeHeads(msgspec.Struct):
    organization: Organization | None


DATA = {"organization": {"login": "acme"}}


def refused(client: Client, kind: type[Any] = Heads) -> GitHubError:
    with pytest.raises(GitHubError) as caught:
        client.graphql(DOCUMENT, {"organization": "acme"}, kind)
    message = str(caught.value)
    assert "\n" not in message
    assert not message.endswith(".")
    return caught.value


def answers(github: Scripted, *replies: Reply) -> None:
    github.on("POST /graphql", *replies)


def test_data_is_decoded_into_what_is_expected(client: Client, github: Scripted) -> None:
    answers(github, reply({"data": DATA}))

    answer = client.graphql(DOCUMENT, {"organization": "acme"}, Heads)

    assert (answer.data, answer.errors) == (Heads(Organization("acme")), ())
    (asked,) = github.asked
    assert msgspec.json.decode(asked.body) == {
        "query": DOCUMENT,
        "variables": {"organization": "acme"},
    }
    assert asked.headers["content-type"] == "application/json"
    assert asked.token == TOKEN


def test_enterprise_server_has_graphql_beside_rest(make_client: Making, github: Scripted) -> None:
    github.on("POST /api/graphql", reply({"data": DATA}))

    answer = make_client({"api_url": f"{github.url}/api/v3"}).graphql(DOCUMENT, {}, Heads)

    assert answer.data.organization.login == "acme"


def test_partial_data_comes_with_its_errors(client: Client, github: Scripted) -> None:
    error = {
        "type": "FORBIDDEN",
        "path": ["organization", "repositories", "nodes", 0, "deployments"],
        "extensions": {"saml_failure": False},
        "locations": [{"line": 1, "column": 1}],
        "message": "Resource not accessible by integration",
    }
    answers(github, reply({"data": {"organization": None}, "errors": [error]}))

    answer = client.graphql(DOCUMENT, {}, MaybeHeads)

    assert answer.data.organization is None
    assert answer.errors == (
        Problem(
            "FORBIDDEN",
            ("organization", "repositories", "nodes", 0, "deployments"),
            "Resource not accessible by integration",
        ),
    )
    assert client.requests == 1


@pytest.mark.parametrize(
    ("kind", "error"),
    [("FORBIDDEN", DeniedError), ("NOT_FOUND", NotFoundError), ("OTHER", RefusedQueryError)],
)
@pytest.mark.parametrize("data", [{"organization": None}, None])
def test_missing_data_that_cannot_be_done_without_is_the_error_beside_it(
    client: Client, github: Scripted, kind: str, error: type[GitHubError], data: Any
) -> None:
    problem = {"type": kind, "path": ["organization"], "message": "Could not see it."}
    answers(github, reply({"data": data, "errors": [problem]}))

    found = refused(client)

    assert type(found) is error
    assert "the query Heads" in str(found)
    assert "Could not see it" in str(found)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (
            {
                "errors": [
                    {
                        "type": "INSUFFICIENT_SCOPES",
                        "message": "Your token has not been granted the required scopes.",
                    }
                ]
            },
            "INSUFFICIENT_SCOPES",
        ),
        (
            {"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": "too many nodes"}]},
            "MAX_NODE_LIMIT_EXCEEDED",
        ),
        (
            {
                "data": DATA,
                "errors": [
                    {"type": "NOT_FOUND", "message": "no such node"},
                    {"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits exceeded"},
                ],
            },
            "RESOURCE_LIMITS_EXCEEDED",
        ),
        (
            {
                "errors": [
                    {
                        "path": ["query Heads", "organization", "news"],
                        "extensions": {"code": "undefinedField", "fieldName": "news"},
                        "message": "Field 'news' doesn't exist on type 'Organization'",
                    }
                ]
            },
            "undefinedField",
        ),
        ({"errors": [{"message": None}]}, ""),
        ({"errors": [{"message": "no", "extensions": {"code": 5, "more": [[], {"x": []}]}}]}, ""),
    ],
)
def test_a_query_that_is_refused_as_a_whole(
    client: Client, github: Scripted, content: Any, kind: str
) -> None:
    answers(github, reply(content))

    error = refused(client)

    assert isinstance(error, RefusedQueryError)
    assert error.kind == kind
    assert client.requests == 1


@pytest.mark.parametrize(
    "error",
    [
        {"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1."},
        {
            "type": "RATE_LIMIT",
            "code": "graphql_rate_limit",
            "message": "API rate limit already exceeded for user ID 1.",
        },
        {"message": "API rate limit exceeded for installation ID 1."},
    ],
)
def test_a_used_up_quota_under_status_200(
    make_client: Making, github: Scripted, clock: Clock, error: dict[str, str]
) -> None:
    headers = {
        "X_RateLimit_Limit": "5000",
        "X_RateLimit_Remaining": "0",
        "X_RateLimit_Reset": str(int(clock.now) + 900),
        "X_RateLimit_Resource": "graphql",
    }
    answers(github, reply({"errors": [error]}, **headers))
    github.on("GET /orgs/acme", reply({"login": "acme"}))

    found = refused(make_client())

    assert isinstance(found, LimitedError)
    assert found.until == datetime.fromtimestamp(clock.now + 900, UTC)
    assert found.resource == "graphql"
    other = make_client()
    assert isinstance(refused(other), LimitedError)
    assert other.requests == 0
    assert other.get("/orgs/acme", Organization).data.login == "acme"


def test_a_limit_under_status_200_without_headers_waits_longer_each_time(
    client: Client, github: Scripted, clock: Clock
) -> None:
    message = "You have exceeded a secondary rate limit. Please wait a few minutes."
    answers(github, reply({"data": None, "errors": [{"message": message}]}))

    for seconds in (60, 120, 240):
        error = refused(client)
        assert isinstance(error, LimitedError)
        assert error.until == datetime.fromtimestamp(clock.now + seconds, UTC)
        assert error.resource == ""
        clock.now += seconds


def test_retry_after_under_status_200(client: Client, github: Scripted, clock: Clock) -> None:
    message = "You have exceeded a secondary rate limit."
    answers(github, reply({"errors": [{"message": message}]}, Retry_After="17"))

    error = refused(client)

    assert isinstance(error, LimitedError)
    assert error.until == datetime.fromtimestamp(clock.now + 17, UTC)
    assert client.budget.blocked_until() == error.until


def test_an_accident_of_githubs_is_tried_again(make_client: Making, github: Scripted) -> None:
    message = "Something went wrong while executing your query. This may be the result of a timeout"
    accident = {"data": None, "errors": [{"message": message}]}
    answers(github, reply(accident), reply(accident, 502), reply({"data": DATA}))
    client = make_client()

    assert client.graphql(DOCUMENT, {}, Heads).data.organization.login == "acme"
    assert client.requests == 3
    assert len(make_client.slept) == 2


def test_an_accident_that_stays_is_told(client: Client, github: Scripted) -> None:
    message = "Something went wrong while executing your query."
    answers(github, reply({"data": DATA, "errors": [{"message": message}]}))

    error = refused(client)

    assert isinstance(error, UnreachableError)
    assert "GitHub gave up on the query Heads" in str(error)
    assert client.requests == 3


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", AnswerError),
        (b'{"data": null}', AnswerError),
        (b'{"data": {"organization": null}}', AnswerError),
        (b'{"data": {"organization": {}}}', AnswerError),
        (b'{"data": 5}', AnswerError),
        (b'{"errors": "no"}', AnswerError),
        (b"[]", AnswerError),
        (b"<html>", AnswerError),
        (b'{"data": {"organi', UnreachableError),
    ],
)
def test_bodies_that_are_something_else(
    client: Client, github: Scripted, body: bytes, kind: type[GitHubError]
) -> None:
    answers(github, Reply(200, body))

    assert type(refused(client)) is kind


def test_a_redirect_is_not_followed_with_a_query(client: Client, github: Scripted) -> None:
    answers(github, Reply(301, b"", {"Location": f"{github.url}/elsewhere"}))

    error = refused(client)

    assert isinstance(error, AnswerError)
    assert "does GITHUB_API_URL name the API itself?" in str(error)


def test_denied_and_unknown_as_everywhere(client: Client, github: Scripted) -> None:
    answers(github, said("Resource protected by organization SAML enforcement.", 403))

    assert isinstance(refused(client), DeniedError)
