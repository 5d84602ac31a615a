"""Asking as a GitHub App: signed in by itself, with tokens that are renewed in time."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from integrations.github.client import Client
from integrations.github.errors import (
    AnswerError,
    GitHubError,
    LimitedError,
    RejectedError,
    RevokedError,
    SettingsError,
    UnreachableError,
)
from tests.integrations.github.apps import (
    APP,
    INSTALLATION,
    PEM,
    claims,
    installed,
    sign_in,
    token,
    tokens_of,
)
from tests.integrations.github.conftest import Clock, Making
from tests.integrations.github.scripted import Reply, Scripted, reply, said

ROOT = Path(__file__).parents[3]
HOUR = 3600
ACME = reply({"login": "acme"})


class Organization(msgspec.Struct):
    login: str


def ask(client: Client) -> str:
    return client.get("/orgs/acme", Organization).data.login


@pytest.fixture(autouse=True)
def acme(github: Scripted) -> None:
    github.on("GET /orgs/acme", ACME)


def test_the_installation_is_found_and_its_token_is_used(
    make_client: Making, github: Scripted, clock: Clock
) -> None:
    sign_in(github, token("ghs_one", clock.now + HOUR))
    client = make_client(APP)

    assert ask(client) == ask(client) == "acme"

    assert github.lines() == [INSTALLATION, tokens_of(7), "GET /orgs/acme", "GET /orgs/acme"]
    assert [each.token for each in github.asked[2:]] == ["ghs_one", "ghs_one"]
    assert client.requests == 4


def test_the_app_says_who_it_is_for_some_minutes(
    make_client: Making, github: Scripted, clock: Clock
) -> None:
    sign_in(github, token("ghs_one", clock.now + HOUR))

    ask(make_client(APP))

    for asked in github.asked[:2]:
        said_of_itself = claims(asked)
        assert said_of_itself["iss"] == "12345"
        assert said_of_itself["exp"] - said_of_itself["iat"] <= 600
        assert asked.headers["x-github-api-version"] == "2022-11-28"
        assert asked.headers["user-agent"].startswith("plumbline/")


def test_enterprise_server_has_its_api_under_a_path(
    make_client: Making, github: Scripted, clock: Clock
) -> None:
    github.on("GET /api/v3/orgs/acme/installation", installed())
    github.on("POST /api/v3/app/installations/7/access_tokens", token("ghs_one", clock.now + HOUR))
    github.on("GET /api/v3/orgs/acme", ACME)

    assert ask(make_client(APP | {"api_url": f"{github.url}/api/v3"})) == "acme"


def test_a_token_is_renewed_before_it_expires(
    make_client: Making, github: Scripted, clock: Clock
) -> None:
    sign_in(github, token("ghs_one", clock.now + HOUR), token("ghs_two", clock.now + 2 * HOUR))
    client = make_client(APP)
    ask(client)
    clock.now += HOUR - 301
    ask(client)
    clock.now += 2
    ask(client)

    assert [each.token for each in github.asked if each.target == "/orgs/acme"] == [
        "ghs_one",
        "ghs_one",
        "ghs_two",
    ]
    assert github.lines().count(INSTALLATION) == 1


def test_a_token_that_is_not_accepted_any_more_is_renewed_once(
    make_client: Making, github: Scripted, clock: Clock
) -> None:
    sign_in(github, token("ghs_one", clock.now + HOUR), token("ghs_two", clock.now + HOUR))
    github.on("GET /orgs/acme", said("Bad credentials", 401), ACME)
    client = make_client(APP)

    assert ask(client) == "acme"
    assert [each.token for each in github.asked if each.target == "/orgs/acme"] == [
        "ghs_one",
        "ghs_two",
    ]


def test_no_token_is_accepted_at_all(make_client: Making, github: Scripted, clock: Clock) -> None:
    sign_in(github, token("ghs_one", clock.now + HOUR))
    github.on("GET /orgs/acme", said("Bad credentials", 401))
    client = make_client(APP)

    with pytest.raises(RevokedError):
        ask(client)
    assert github.lines().count("GET /orgs/acme") == 2


def test_threads_share_one_token(make_client: Making, github: Scripted, clock: Clock) -> None:
    sign_in(github, token("ghs_one", clock.now + HOUR), token("ghs_two", clock.now + 2 * HOUR))
    client = make_client(APP)
    for moment in (clock.now, clock.now + HOUR):
        clock.now = moment
        threads = [threading.Thread(target=ask, args=(client,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert github.lines().count(tokens_of(7)) == 2
    assert github.lines().count(INSTALLATION) == 1
    assert github.lines().count("GET /orgs/acme") == 16


def test_an_app_that_was_installed_anew_is_found_again(
    make_client: Making, github: Scripted, clock: Clock
) -> None:
    github.on(INSTALLATION, installed(7), installed(8))
    github.on(tokens_of(7), token("ghs_one", clock.now + HOUR), said("Not Found", 404))
    github.on(tokens_of(8), token("ghs_two", clock.now + 3 * HOUR))
    client = make_client(APP)
    ask(client)
    clock.now += HOUR

    assert ask(client) == "acme"
    assert github.asked[-1].token == "ghs_two"


@pytest.mark.parametrize(
    ("line", "answer", "kind", "sentence"),
    [
        (INSTALLATION, said("Not Found", 404), RevokedError, "not installed in the organization"),
        (
            INSTALLATION,
            said("A JSON web token could not be decoded", 401),
            RevokedError,
            "GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY do not belong together",
        ),
        (INSTALLATION, reply({"id": "seven"}), AnswerError, "is not understood"),
        (INSTALLATION, reply([]), AnswerError, "is not understood"),
        (INSTALLATION, Reply(200, b"<html>"), AnswerError, "is no JSON"),
        (INSTALLATION, Reply(302, b"", {"Location": "/x"}), AnswerError, "GitHub answered 302"),
        (INSTALLATION, said("Conflict", 409), RejectedError, "GitHub answered 409"),
        (INSTALLATION, Reply(422, b"[1]"), RejectedError, "GitHub answered 422"),
        (INSTALLATION, Reply(301, b"", {"Location": "https://x.example/"}), AnswerError, "redir"),
        (INSTALLATION, Reply(301, b"", {"Location": "/orgs/acme/installation"}), AnswerError, "re"),
        (tokens_of(7), said("This installation was suspended", 403), RevokedError, "suspended"),
        (tokens_of(7), reply({"token": 5}, 201), AnswerError, "is not understood"),
        (tokens_of(7), reply({"token": "x", "expires_at": "soon"}, 201), AnswerError, "understood"),
    ],
)
def test_refusals_of_the_app_are_final_and_named(
    make_client: Making,
    github: Scripted,
    clock: Clock,
    line: str,
    answer: Reply,
    kind: type[GitHubError],
    sentence: str,
) -> None:
    sign_in(github, token("ghs_one", clock.now + HOUR))
    github.on(line, answer)

    with pytest.raises(kind) as caught:
        ask(make_client(APP))

    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert make_client.slept == []


FAULTS = {
    "502": Reply(502, b"<html>Bad Gateway</html>"),
    "500": said("Server Error", 500),
    "a list": Reply(500, b"[]"),
    "dropped": Reply(drops=True),
    "cut": Reply(200, b'{"id": 7, "app', announced=500),
    "cut, and no length": Reply(200, b'{"id": 7, "app', announced=None),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("line", [INSTALLATION, tokens_of(7)])
def test_a_fault_that_passes_is_not_noticed(
    make_client: Making, github: Scripted, clock: Clock, line: str, fault: Reply
) -> None:
    good = installed() if line == INSTALLATION else token("ghs_one", clock.now + HOUR)
    sign_in(github, token("ghs_one", clock.now + HOUR))
    github.on(line, fault, fault, good)

    assert ask(make_client(APP)) == "acme"
    assert len(make_client.slept) == 2


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_stays_is_told_after_three_tries(
    make_client: Making, github: Scripted, fault: Reply
) -> None:
    github.on(INSTALLATION, fault)

    with pytest.raises(UnreachableError):
        ask(make_client(APP))

    assert github.lines() == [INSTALLATION] * 3


def test_a_limit_that_the_app_meets_stops_everybody(
    make_client: Making, github: Scripted, clock: Clock
) -> None:
    github.on(INSTALLATION, said("You have exceeded a secondary rate limit", 403, Retry_After="9"))

    for _ in range(2):
        with pytest.raises(LimitedError) as caught:
            ask(make_client(APP))
        assert caught.value.until == datetime.fromtimestamp(clock.now + 9, UTC)

    assert len(github.asked) == 1


def test_how_it_is_installed_can_be_asked(make_client: Making, github: Scripted) -> None:
    selected = installed(9, repository_selection="selected")
    github.on(INSTALLATION, said("Server Error", 500), selected)
    client = make_client(APP)
    assert client.app

    found = client.app.installation()

    assert (found.id, found.repository_selection) == (9, "selected")
    assert found.permissions == {"metadata": "read"}


@pytest.mark.parametrize(
    "key", [PEM.replace("A", "B"), "-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END…", "none"]
)
def test_a_key_that_is_none(make_client: Making, key: str) -> None:
    with pytest.raises(SettingsError, match="GITHUB_APP_PRIVATE_KEY holds no RSA key"):
        make_client(APP | {"private_key": key})


@pytest.mark.parametrize(("is_app", "loaded"), [(False, "httpx"), (True, "github httpx jwt")])
def test_only_an_app_loads_what_signs_it_in(is_app: bool, loaded: str) -> None:
    """It loads slowly."""
    settings: dict[str, str] = APP if is_app else {"token": "ghp_0123456789"}
    script = f"""
import os, sys
from integrations.github.budget import Budget
from integrations.github.client import Client
from integrations.github.settings import GitHubSettings
budget = Budget(os.environ["REDIS_URL"], "identity")
Client(GitHubSettings("acme", **{settings!r}), budget).close()
print(*[each for each in ("github", "httpx", "jwt") if each in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == loaded


def test_nothing_secret_is_logged(
    make_client: Making, github: Scripted, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(github, token("ghs_one", clock.now + HOUR))

    with caplog.at_level(logging.DEBUG):
        ask(make_client(APP))

    assert "GET /orgs/acme: 200" in caplog.text
    secrets = ["ghs_one", *(each.token for each in github.asked), PEM[40:80]]
    assert not [each for each in secrets if each in caplog.text]


def test_the_apps_own_quota_is_not_its_installations(
    make_client: Making, github: Scripted, clock: Clock
) -> None:
    """GitHub calls both `core`: one counts what the App asks as itself, the other its work."""
    headers = {
        "X_RateLimit_Limit": "5000",
        "X_RateLimit_Remaining": "0",
        "X_RateLimit_Reset": str(int(clock.now) + 900),
        "X_RateLimit_Resource": "core",
    }
    found = msgspec.json.decode(installed().body)
    github.on(tokens_of(7), token("ghs_one", clock.now + HOUR))
    github.on(INSTALLATION, reply(found, **headers))
    client = make_client(APP)

    with pytest.raises(LimitedError) as caught:
        ask(client)

    assert caught.value.resource == "app"
    client.budget.check("core")
    assert [each.resource for each in client.budget.state()] == ["app"]
