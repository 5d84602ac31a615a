"""Who is a member of a Notion workspace, asked over HTTP."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from integrations.notion.members import NotionError, addresses
from integrations.notion.settings import (
    NotionSettings,
    NotionSettingsError,
    settings_from_environment,
)
from tests.integrations.notion_server import TOKEN, Notion, notion


@pytest.fixture
def workspace() -> Iterator[Notion]:
    with notion() as running:
        yield running


def ask(workspace: Notion, token: str = TOKEN) -> tuple[frozenset[str], list[float]]:
    waits: list[float] = []
    return addresses(NotionSettings(token, workspace.url), sleep=waits.append), waits


def test_all_pages_without_bots(workspace: Notion) -> None:
    workspace.members = [*(f"Person-{n}@example.com" for n in range(230)), "bot", None]

    found, _ = ask(workspace)

    assert found == {f"person-{n}@example.com" for n in range(230)}
    assert workspace.asked == [
        "/v1/users?page_size=100",
        "/v1/users?page_size=100&start_cursor=100",
        "/v1/users?page_size=100&start_cursor=200",
    ]


def test_it_waits_as_long_as_it_is_told(workspace: Notion) -> None:
    workspace.members = ["a@example.com"]
    workspace.refusals = [(429, "7"), (429, "")]

    assert ask(workspace) == ({"a@example.com"}, [7, 1])


@pytest.mark.parametrize(
    ("refusals", "said"),
    [
        ([(429, "1")] * 3, "asked too much, and did not answer 3 times"),
        ([(429, "3600")], "answers again in 3600 seconds"),
        ([(403, "")], "needs the capability to read user information"),
        ([(503, "")], "Notion answered 503"),
        ([(302, "")], "Notion answered 302"),
    ],
)
def test_a_refusal_is_one_sentence(
    workspace: Notion, refusals: list[tuple[int, str]], said: str
) -> None:
    workspace.refusals = list(refusals)

    with pytest.raises(NotionError, match=said):
        ask(workspace)


def test_a_token_that_is_not_accepted_stands_nowhere(
    workspace: Notion, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "ntn_" + "w" * 40

    with pytest.raises(NotionError, match="does not accept the token") as raised:
        ask(workspace, secret)

    assert secret not in str(raised.value)
    assert secret not in caplog.text
    assert secret not in repr(NotionSettings(secret))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>", "is not understood"),
        (b"[" * 100_000, "is not understood"),
        (b" " * (4 * 1024 * 1024 + 1), "larger than"),
    ],
)
def test_an_answer_that_is_none(workspace: Notion, body: bytes, said: str) -> None:
    workspace.body = body

    with pytest.raises(NotionError, match=said):
        ask(workspace)


def test_members_without_addresses_are_a_capability_that_is_missing(workspace: Notion) -> None:
    workspace.members = [None, None]

    with pytest.raises(NotionError, match="shows no e-mail addresses"):
        ask(workspace)


def test_one_that_cannot_be_reached() -> None:
    with notion() as gone:
        pass

    with pytest.raises(NotionError, match="cannot be reached"):
        ask(gone)


def test_the_environment() -> None:
    assert settings_from_environment({}) is None
    assert settings_from_environment({"NOTION_TOKEN": f" {TOKEN} "}) == NotionSettings(TOKEN)
    with pytest.raises(NotionSettingsError, match="is no token"):
        settings_from_environment({"NOTION_TOKEN": "secret\nX-Other: 1" + "x" * 20})
