"""People who sign in through a simulated GitHub over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from dashboard.models import User
from integrations.github.sign_in import SignInSettings
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.credentials import OAuthClient
from tests.github_simulator.generation import generate
from tests.github_simulator.state import Collaborator, World
from tests.github_simulator.state import Person as Account

CALLBACK = "http://testserver/accounts/github/login/callback/"
OWNER, MEMBER = "person-1", "person-2"


@pytest.fixture
def client(visitor: Client) -> Client:
    """Nobody is signed in before they do it."""
    return visitor


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = generate(1, tmp_path, NOW)
    made.people += [Account(id=901, login="pat"), Account(id=902, login="stranger")]
    made.repositories[0].collaborators = [Collaborator(login="pat")]
    return made


@pytest.fixture
def plumbline(world: World, settings: Settings, token: str) -> Iterator[OnGitHub]:
    with on_github(world, settings, token=token) as running:
        yield running


@pytest.fixture
def application(plumbline: OnGitHub, settings: Settings) -> OAuthClient:
    """An OAuth App to which people sign in."""
    return set_up(plumbline.simulator.client(CALLBACK), settings)


def set_up(application: OAuthClient, settings: Settings) -> OAuthClient:
    settings.SIGN_IN = SignInSettings(application.id, application.secret)
    github = {
        **settings.SOCIALACCOUNT_PROVIDERS["github"],
        "APPS": [{"client_id": application.id, "secret": application.secret}],
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"github": github}
    return application


SignIn = Callable[..., HttpResponse]


@pytest.fixture
def sign_in(client: Client, application: OAuthClient) -> SignIn:
    """Goes to GitHub and comes back as somebody."""

    def do(login: str, browser: Client = client, **sent: str) -> HttpResponse:
        away = browser.post("/accounts/github/login/", sent)
        back = httpx.get(f"{away['Location']}&login={login}").headers["Location"]
        answer: HttpResponse = browser.get(back.removeprefix("http://testserver"))  # type: ignore[assignment]
        return answer

    return do


def who(client: Client) -> str:
    """The login of who is signed in; empty: nobody."""
    key = client.session.get("_auth_user_id")
    return str(User.objects.get(pk=key)) if key else ""
