"""Asks a scripted GitHub for one organization, whose answer is a name or an error."""

from __future__ import annotations

import msgspec
import pytest

from integrations.github.client import Client
from integrations.github.errors import GitHubError
from tests.integrations.github.conftest import TOKEN
from tests.integrations.github.scripted import reply


class Organization(msgspec.Struct):
    login: str


ACME = reply({"login": "acme", "unknown": [1, {"x": None}]})


def organization(client: Client) -> str:
    return client.get("/orgs/acme", Organization).data.login


def refusal(client: Client) -> GitHubError:
    with pytest.raises(GitHubError) as caught:
        organization(client)
    message = str(caught.value)
    assert message
    assert not message.endswith(".")
    assert "\n" not in message
    assert TOKEN not in message
    return caught.value
