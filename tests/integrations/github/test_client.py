"""REST through a real server: answers, redirects, refusals, and what is never told."""

from __future__ import annotations

import gzip
import logging
import threading
import tomllib
from pathlib import Path

import pytest

from integrations.github.client import Client
from integrations.github.errors import (
    AnswerError,
    DeniedError,
    GitHubError,
    NotFoundError,
    RejectedError,
    RevokedError,
    UnreachableError,
)
from integrations.github.transport import Limits
from tests.integrations.github.conftest import TOKEN, Making
from tests.integrations.github.one_answer import ACME, Organization, organization, refusal
from tests.integrations.github.scripted import Reply, Scripted, reply, said, scripted


def test_an_answer_is_decoded_into_what_is_expected(client: Client, github: Scripted) -> None:
    github.on("GET /orgs/acme", ACME)

    page = client.get("/orgs/acme", Organization)

    assert (page.data, page.next, page.headers) == (Organization("acme"), "", {})
    assert client.requests == 1


def test_what_is_sent(client: Client, github: Scripted) -> None:
    github.on("GET /repos/acme/shop/branches/a%2Fb/protection", reply({}))

    client.get("/repos/acme/shop/branches/a%2Fb/protection", dict, per_page=1, full=True, ref="a b")

    (asked,) = github.asked
    assert asked.target == (
        "/repos/acme/shop/branches/a%2Fb/protection?per_page=1&full=true&ref=a+b"
    )
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    assert asked.headers["user-agent"] == f"plumbline/{project['version']}"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["accept"] == "application/vnd.github+json"
    assert asked.headers["x-github-api-version"] == "2022-11-28"
    assert asked.headers["accept-encoding"] == "gzip"


def test_compressed_answers(client: Client, github: Scripted) -> None:
    packed = gzip.compress(b'{"login": "acme"}')
    github.on("GET /orgs/acme", Reply(200, packed, {"Content-Encoding": "gzip"}))

    assert organization(client) == "acme"


def test_the_headers_about_the_credential_are_handed_over(client: Client, github: Scripted) -> None:
    github.on("GET /orgs/acme", reply({"login": "acme"}, X_OAuth_Scopes="", Server="GitHub.com"))

    assert client.get("/orgs/acme", Organization).headers == {"x-oauth-scopes": ""}


# Redirects.


@pytest.mark.parametrize("status", [301, 307, 308])
def test_what_was_renamed_is_found(client: Client, github: Scripted, status: int) -> None:
    moved = f"{github.url}/organizations/1"
    github.on("GET /orgs/acme", Reply(status, b"{}", {"Location": moved}))
    github.on("GET /organizations/1", Reply(status, b"{}", {"Location": "/organizations/2?a=b"}))
    github.on("GET /organizations/2?a=b", ACME)

    assert organization(client) == "acme"
    assert [each.token for each in github.asked] == [TOKEN] * 3
    assert client.requests == 3


def test_circles_end(client: Client, github: Scripted) -> None:
    github.on("GET /orgs/acme", Reply(301, b"{}", {"Location": "/orgs/acme"}))

    assert isinstance(refusal(client), AnswerError)
    assert client.requests == 5


def test_no_token_goes_to_another_place(client: Client, github: Scripted) -> None:
    with scripted() as elsewhere:
        elsewhere.on("GET /orgs/acme", ACME)
        github.on("GET /orgs/acme", Reply(301, b"{}", {"Location": f"{elsewhere.url}/orgs/acme"}))

        assert "does GITHUB_API_URL name the API itself?" in str(refusal(client))
        assert elsewhere.asked == []


@pytest.mark.parametrize("answer", [Reply(302, b"{}", {"Location": "/x"}), Reply(204, b"")])
def test_an_answer_that_is_none(client: Client, github: Scripted, answer: Reply) -> None:
    github.on("GET /orgs/acme", answer)

    assert f"GitHub answered {answer.status} to GET /orgs/acme" in str(refusal(client))


# What is refused.


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (said("Bad credentials", 401), RevokedError, "does not accept the credential (Bad cred"),
        (said("Not Found", 404), NotFoundError, "GitHub answered 404 to GET /orgs/acme: Not Found"),
        (said("Gone.", 410), NotFoundError, "GitHub answered 410 to GET /orgs/acme: Gone"),
        (said("Repository access blocked", 451), NotFoundError, "blocked"),
        (said("Git Repository is empty.", 409), RejectedError, "Git Repository is empty"),
        (said("Validation Failed", 422), RejectedError, "422"),
        (Reply(403, b"<html>blocked by a proxy</html>"), DeniedError, "GitHub answered 403 to"),
        (said("a\nb\x1b[31m" + "x" * 9999, 400), RejectedError, "a b [31mxxx"),
        (
            Reply(404, b'{"x":%b}' % (b"[" * 100_000)),
            NotFoundError,
            "answered 404 to GET /orgs/acme",
        ),
    ],
)
def test_refusals_are_final_and_named(
    client: Client, github: Scripted, answer: Reply, kind: type[GitHubError], sentence: str
) -> None:
    github.on("GET /orgs/acme", answer)

    error = refusal(client)

    assert type(error) is kind
    assert sentence in str(error)
    assert len(str(error)) < 500
    assert error.status == answer.status
    assert client.requests == 1


@pytest.mark.parametrize(
    ("headers", "needs"),
    [
        (
            {"X-Accepted-GitHub-Permissions": "administration=read"},
            ("administration=read",),
        ),
        (
            {"X-Accepted-GitHub-Permissions": "pull_requests=read,contents=read; issues=read"},
            ("pull_requests=read,contents=read", "issues=read"),
        ),
        ({"X-Accepted-OAuth-Scopes": "admin:org, read:org"}, ("admin:org", "read:org")),
        ({"X-Accepted-OAuth-Scopes": ""}, ()),
        ({}, ()),
    ],
)
def test_what_is_denied_says_what_it_needs(
    client: Client, github: Scripted, headers: dict[str, str], needs: tuple[str, ...]
) -> None:
    body = b'{"message": "Resource not accessible by integration"}'
    github.on("GET /orgs/acme", Reply(403, body, headers))

    error = refusal(client)

    assert isinstance(error, DeniedError)
    assert error.needs == needs


# What is not understood.


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"[]", "is not understood"),
        (b'{"login": 5}', "is not understood"),
        (b"{}", "is not understood"),
        (b"<html>", "is no JSON"),
        (b'{"login": "\xff"}', "is no JSON"),
        (b"[" * 100_000, "GET /orgs/acme"),
        (b'{"x": %b, "login": ""}' % (b"[" * 100_000 + b"]" * 100_000), "is nested deeper"),
    ],
)
def test_bodies_that_are_something_else(
    client: Client, github: Scripted, body: bytes, sentence: str
) -> None:
    github.on("GET /orgs/acme", Reply(200, body))

    assert sentence in str(refusal(client))


def test_broken_compression(client: Client, github: Scripted) -> None:
    github.on("GET /orgs/acme", Reply(200, b"no gzip", {"Content-Encoding": "gzip"}))

    error = refusal(client)
    assert isinstance(error, AnswerError)
    assert "cannot be unpacked" in str(error)


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("encoding", ["gzip, gzip", "zstd", "br", "deflate"])
def test_compression_that_nobody_asked_for(
    client: Client, github: Scripted, encoding: str, status: int
) -> None:
    github.on("GET /orgs/acme", Reply(status, b"{}", {"Content-Encoding": encoding}))

    error = refusal(client)
    assert isinstance(error, AnswerError)
    assert f"is packed as '{encoding}'" in str(error)
    assert client.requests == 1


@pytest.mark.parametrize("packed", [False, True])
def test_answers_without_an_end_are_not_read(
    make_client: Making, github: Scripted, packed: bool
) -> None:
    body = b'{"login": "' + b"a" * 3_000_000 + b'"}'
    headers = {"Content-Encoding": "gzip"} if packed else {}
    github.on("GET /orgs/acme", Reply(200, gzip.compress(body) if packed else body, headers))

    error = refusal(make_client(limits=Limits(answer_bytes=1_000_000)))

    assert isinstance(error, AnswerError)
    assert error.too_large
    assert "larger than 1,000,000 bytes" in str(error)


# Threads, and what is told.


def test_threads_share_a_client(make_client: Making, github: Scripted) -> None:
    client = make_client()
    for number in range(40):
        github.on(f"GET /orgs/{number}", reply({"login": str(number)}))
    found: dict[int, str] = {}

    def ask(numbers: range) -> None:
        for number in numbers:
            found[number] = client.get(f"/orgs/{number}", Organization).data.login

    threads = [threading.Thread(target=ask, args=(range(each, 40, 8),)) for each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {number: str(number) for number in range(40)}
    assert client.requests == 40


def test_each_request_is_logged_and_no_secret_is(
    client: Client, github: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    github.on("GET /orgs/acme", said("Server Error", 500), ACME)

    with caplog.at_level(logging.DEBUG):
        organization(client)

    lines = [each.getMessage() for each in caplog.records if each.levelno == logging.DEBUG]
    assert [line.partition(" after")[0] for line in lines if "/orgs" in line] == [
        "GET /orgs/acme: 500",
        "GET /orgs/acme: 200",
    ]
    assert "Authorization" not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("https://127.0.0.1:999999/", AnswerError),
        ("https://a b/", AnswerError),
        ("", AnswerError),
        ("http://[::1", UnreachableError),  # The HTTP library takes it for a broken answer.
    ],
)
def test_redirects_to_nowhere(
    client: Client, github: Scripted, location: str, kind: type[GitHubError]
) -> None:
    github.on("GET /orgs/acme", Reply(301, b"{}", {"Location": location}))

    assert type(refusal(client)) is kind
