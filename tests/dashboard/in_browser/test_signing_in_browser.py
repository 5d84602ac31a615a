"""Signing in and out in a real Chromium, through a simulated GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import F
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django import Settings

from compliance.admission import ASK_AFTER
from compliance.roles import Role
from dashboard.access import Action, Thing, answer
from dashboard.models import User
from integrations.github.sign_in import SignInSettings
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.dashboard.test_every_address import ADDRESSES
from tests.github_simulator.credentials import OAuthClient
from tests.github_simulator.generation import generate
from tests.github_simulator.state import Collaborator, TeamMember
from tests.github_simulator.state import Person as Account

pytestmark = pytest.mark.browser


def _names_something(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return True
    return False


@pytest.fixture
def plumbline(
    tmp_path: Path,
    settings: Settings,
    token: str,
    server: str,
) -> Iterator[OnGitHub]:
    """An organization that was polled, with a collaborator and somebody it does not know."""
    world = generate(1, tmp_path, NOW)
    world.people += [Account(id=901, login="pat"), Account(id=902, login="stranger")]
    world.repositories[0].collaborators = [Collaborator(login="pat")]
    world.teams[0].members.append(TeamMember(login="person-3", role="MAINTAINER"))
    with on_github(world, settings, token=token) as running:
        running.sync()
        yield running


@pytest.fixture
def application(plumbline: OnGitHub, settings: Settings, server: str) -> OAuthClient:
    """A GitHub App to which people sign in."""
    return make_application(plumbline, settings, server)


def make_application(
    plumbline: OnGitHub,
    settings: Settings,
    server: str,
) -> OAuthClient:
    """Let people sign in with the simulated GitHub, by an App of that."""
    app = plumbline.simulator.app(42, "no key")
    made = plumbline.simulator.client(f"{server}/accounts/github/login/callback/", app=app)
    settings.SIGN_IN = SignInSettings(made.id, made.secret)
    github = {
        **settings.SOCIALACCOUNT_PROVIDERS["github"],
        "APPS": [{"client_id": made.id, "secret": made.secret}],
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"github": github}
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    forms = [*directives["form-action"], plumbline.simulator.url]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, "form-action": forms}}
    return made


@pytest.fixture
def page(browser: Browser, server: str, application: OAuthClient) -> Iterator[Page]:
    context = browser.new_context(base_url=server)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


# The pages that are there once, whose address names nothing.
PAGES_OF_ALL = {
    name: thing
    for name, (action, thing) in ADDRESSES.items()
    if action is Action.SEE and isinstance(thing, Thing) and not _names_something(name)
}


def sign_in(page: Page, login: str) -> None:
    page.goto("/accounts/sign-in/")
    page.get_by_role("button", name="Sign in with GitHub").click()
    page.get_by_role("link", name=login, exact=True).click()


def account_of(page: Page, login: str) -> Locator:
    """Where a page says who is signed in: by their name, with their login at hand, or by that."""
    said = f"form.account span[title='{login}'], form.account span:text-is('{login}')"
    return page.locator(said).first


@pytest.mark.parametrize(
    ("login", "lands_on"), [("person-1", "Acme"), ("person-2", "Acme"), ("pat", "Repositories")]
)
def test_who_belongs_comes_in_and_goes(page: Page, login: str, lands_on: str) -> None:
    page.goto("/")
    page.get_by_role("button", name="Sign in with GitHub").click()
    page.get_by_role("link", name=login, exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(lands_on)
    expect(account_of(page, login)).to_be_visible()

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("button", name="Sign in with GitHub")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("button", name="Sign in with GitHub")).to_be_visible()


@pytest.mark.parametrize(
    ("login", "role"),
    [
        ("person-1", Role.ADMINISTRATOR),
        ("person-3", Role.MANAGER),
        ("person-2", Role.DEVELOPER),
        ("pat", Role.PARTNER),
    ],
)
def test_the_pages_that_somebody_sees_are_those_of_the_table(
    page: Page, login: str, role: Role
) -> None:
    sign_in(page, login)
    expect(account_of(page, login)).to_be_visible()
    seen, said = {}, {}
    for name, thing in PAGES_OF_ALL.items():
        response = page.goto(reverse(name))
        assert response is not None
        seen[name], said[name] = response.status, answer(role, Action.SEE, thing).value
    # Instead of the organization's page partners are shown what they work on.
    said["organization"] = 200

    assert seen == said
    assert (min(said.values()), max(said.values())) == (200, 404) or role is Role.ADMINISTRATOR


def test_a_stranger_is_told_so_and_leaves_no_account(page: Page) -> None:
    sign_in(page, "stranger")

    expect(page.get_by_role("heading")).to_have_text("This organization does not know you")
    assert not User.objects.exists()


def test_a_restriction_of_the_organization_is_told_as_that(
    page: Page, application: OAuthClient
) -> None:
    application.app, application.approved = None, False

    sign_in(page, "person-2")

    expect(page.get_by_role("heading")).to_have_text("Ask an owner to approve Plumbline")
    assert not User.objects.exists()


def test_who_was_removed_is_signed_out(page: Page, plumbline: OnGitHub) -> None:
    sign_in(page, "person-2")
    expect(page.locator("form.account")).to_be_visible()
    world = plumbline.simulator.world
    with plumbline.simulator.changing():
        world.members = [each for each in world.members if each.login != "person-2"]
    User.objects.update(
        confirmed_at=F("confirmed_at") - ASK_AFTER, asked_at=F("asked_at") - ASK_AFTER
    )

    page.goto("/teams/")

    expect(page.get_by_role("heading")).to_have_text(
        "You do not belong to the organization any more"
    )
