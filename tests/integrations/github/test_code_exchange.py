"""The code with which somebody comes back is exchanged within bounds, and never led elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.github.code_exchange import Account, account_of, token_for
from integrations.github.errors import AnswerError, GitHubError, RejectedError, UnreachableError
from integrations.github.settings import GitHubSettings
from integrations.github.sign_in import SignInSettings
from tests.integrations.github.scripted import Reply, Scripted, reply, scripted

EXCHANGE = "POST /login/oauth/access_token"
APPLICATION = SignInSettings("Iv1", "s3cret-of-the-application")


@pytest.fixture
def github() -> Iterator[Scripted]:
    with scripted() as running:
        yield running


def settings_of(github: Scripted) -> GitHubSettings:
    return GitHubSettings("acme", github.url, github.url, token="t")


def exchange(github: Scripted) -> str:
    return token_for(
        settings_of(github), APPLICATION, "c0de&x=1", verifier="v", callback="https://p/back/"
    )


def test_what_is_sent_and_what_comes(github: Scripted) -> None:
    github.on(EXCHANGE, reply({"access_token": "ghu_1", "token_type": "bearer", "scope": ""}))
    github.on("GET /user", reply({"id": 7, "login": "mona", "email": "m@example.com"}))

    assert exchange(github) == "ghu_1"
    assert account_of(settings_of(github), "ghu_1") == Account(7, "mona")

    first, second = github.asked
    assert first.body.decode() == (
        "client_id=Iv1&client_secret=s3cret-of-the-application&code=c0de%26x%3D1"
        "&code_verifier=v&redirect_uri=https%3A%2F%2Fp%2Fback%2F"
    )
    assert second.token == "ghu_1"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(github: Scripted, status: int) -> None:
    with scripted() as elsewhere:
        for line in (EXCHANGE, "GET /user"):
            github.on(line, Reply(status, headers={"Location": f"{elsewhere.url}/x"}))

        with pytest.raises(AnswerError):
            exchange(github)
        with pytest.raises(AnswerError):
            account_of(settings_of(github), "ghu_1")
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reply({"error": "bad_verification_code"}), RejectedError),
        (reply({"access_token": 7}), AnswerError),
        (Reply(body=b"<html>"), AnswerError),
        (Reply(body=b"[" * 100_000), AnswerError),
        (reply({"access_token": "x" * 300_000}), AnswerError),
        (reply({}, 502), UnreachableError),
        (reply({}, 404), AnswerError),
        (Reply(body=b"{", announced=9), UnreachableError),
        (Reply(drops=True), UnreachableError),
    ],
)
def test_what_is_no_token_is_an_error_that_holds_no_secret(
    github: Scripted, answer: Reply, error: type[GitHubError]
) -> None:
    github.on(EXCHANGE, answer)

    with pytest.raises(error) as raised:
        exchange(github)
    assert APPLICATION.secret not in str(raised.value)
    assert "c0de" not in str(raised.value)


def test_it_goes_to_nothing_on_this_machine_where_the_api_is_elsewhere(
    github: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    asked = GitHubSettings("acme", "https://192.0.2.1", github.url, token="t")

    with pytest.raises(UnreachableError, match="which is never asked"):
        token_for(asked, APPLICATION, "c0de", verifier="v", callback="https://p/back/")
    assert github.asked == []
