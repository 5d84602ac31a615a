"""The demo's people can be chosen to sign in as, and never where something real is at stake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.test import Client
from pytest_django import Settings

from compliance import clock, organizations
from compliance.models import Membership, Organization, Person
from dashboard import demo
from dashboard.models import User
from dashboard.session_store import digest
from integrations.github.settings import GitHubSettings
from integrations.github.sign_in import SignInSettings
from tests.dashboard.reading import text_of
from tests.factories import make_person, make_plan, make_team

pytestmark = pytest.mark.django_db
PAGE = "/accounts/demo/"
HERE = "http://127.0.0.1:4000"


@pytest.fixture
def brightquay(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Organization:
    """The demo as `./run` sets it up, with an owner, a maintainer, a member and a collaborator."""
    settings.PLUMBLINE_DEMO = settings.PLUMBLINE_DEMO_SIGN_IN = True
    settings.PLUMBLINE_SOURCE = settings.PLUMBLINE_PUBLISHED_ON = ""
    settings.PLUMBLINE_HOST = "127.0.0.1"
    settings.PLUMBLINE_HTTPS = False
    settings.SIGN_IN = None
    settings.GITHUB = GitHubSettings("brightquay", HERE, HERE, token="of the demo")
    settings.ALLOWED_HOSTS = ["localhost", "plumbline.example"]
    monkeypatch.setenv("DATABASE_URL", "postgresql://plumbline@%2Frun%2Fsockets/plumbline")
    for name in ("GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY"):
        monkeypatch.delenv(name, raising=False)
    organization = organizations.current()
    for login, role in (("olga", "owner"), ("mara", "member"), ("dev", "member")):
        make_person(organization, login, role=role, name=login.title())
    make_person(organization, "pat", role=Person.Role.COLLABORATOR)
    make_person(organization, "gone", left_at=clock.now())
    Membership.objects.create(
        organization=organization,
        team=make_team(organization),
        person=Person.objects.get(login="mara"),
        is_maintainer=True,
    )
    return organization


@pytest.fixture
def browser() -> Client:
    return Client(SERVER_NAME="localhost")


def who(browser: Client) -> str:
    key = browser.session.get("_auth_user_id")
    return str(User.objects.get(pk=key)) if key else ""


def test_the_page_shows_who_can_be_chosen_and_what_they_are(
    brightquay: Organization, browser: Client
) -> None:
    shown = browser.get(PAGE).content.decode()

    places = [shown.index(f'value="{login}"') for login in ("olga", "mara", "dev", "pat")]
    assert places == sorted(places)
    assert "Manager Mara Payments" in text_of(browser, PAGE)
    assert 'value="gone"' not in shown
    assert browser.get("/teams/", follow=True).redirect_chain[-1][0] == f"{PAGE}?next=%2Fteams%2F"


@pytest.mark.parametrize("login", ["olga", "mara", "dev", "pat"])
def test_who_is_chosen_is_signed_in(brightquay: Organization, browser: Client, login: str) -> None:
    answer = browser.post(PAGE, {"login": login})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert who(browser) == login
    name = f'<span title="{login}">{login.title()}</span>' if login != "pat" else login
    assert f"<span>{name}</span>" in browser.get("/teams/").content.decode()


def test_another_can_be_chosen_and_has_another_session(
    brightquay: Organization, browser: Client
) -> None:
    browser.post(PAGE, {"login": "dev"})
    before = digest(browser.session.session_key or "")
    assert Session.objects.filter(session_key=before).exists()
    browser.post(PAGE, {"login": "pat"})

    assert who(browser) == "pat"
    assert not Session.objects.filter(session_key=before).exists()
    assert browser.post("/accounts/sign-out/")["Location"] == PAGE
    assert who(browser) == ""


@pytest.mark.parametrize("login", ["gone", "nobody", "", "olga\x00"])
def test_nobody_else_can_be_chosen(brightquay: Organization, browser: Client, login: str) -> None:
    assert browser.post(PAGE, {"login": login}).status_code == 404
    assert browser.post(PAGE).status_code == 404
    assert not User.objects.exists()


def test_it_takes_a_form_of_this_page(brightquay: Organization) -> None:
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)

    assert strict.post(PAGE, {"login": "olga"}).status_code == 403


def test_no_cache_keeps_the_page(brightquay: Organization, browser: Client) -> None:
    assert "no-store" in browser.get(PAGE)["Cache-Control"]


Change = Callable[[Settings, pytest.MonkeyPatch], None]


def _setting(name: str, value: object) -> Change:
    return lambda settings, monkeypatch: setattr(settings, name, value)


def _variable(name: str, value: str = "x") -> Change:
    return lambda settings, monkeypatch: monkeypatch.setenv(name, value)


def _other_github(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GITHUB = replace(settings.GITHUB, api_url="https://api.github.com")


REFUSED: list[tuple[str, Change]] = [
    ("the demo organization is not the source", _setting("PLUMBLINE_DEMO", False)),
    ("the demo organization is not the source", _setting("PLUMBLINE_SOURCE", "/")),
    ("the GitHub that is asked is not the demo's", _other_github),
    ("GITHUB_APP_ID is set", _variable("GITHUB_APP_ID")),
    ("GITHUB_APP_PRIVATE_KEY is set", _variable("GITHUB_APP_PRIVATE_KEY")),
    ("GITHUB_CLIENT_ID is set", _variable("GITHUB_CLIENT_ID")),
    ("GITHUB_CLIENT_SECRET is set", _variable("GITHUB_CLIENT_SECRET")),
    ("an application to sign in with is set", _setting("SIGN_IN", SignInSettings("a", "b"))),
    (
        "DATABASE_URL is set",
        _variable("DATABASE_URL", "postgresql://plumbline@db.example/plumbline"),
    ),
    ("DATABASE_URL is set", _variable("DATABASE_URL", "")),
    (
        "DATABASE_URL is set",
        _variable("DATABASE_URL", "postgresql://me:secret@%2Frun%2Fpg/plumbline"),
    ),
    ("others may reach this machine's port", _setting("PLUMBLINE_HOST", "0.0.0.0")),
    ("others may reach this machine's port", _setting("PLUMBLINE_PUBLISHED_ON", "127.0.0.1")),
    ("PLUMBLINE_HTTPS says that a proxy stands in front", _setting("PLUMBLINE_HTTPS", True)),
]


@pytest.mark.parametrize(("sentence", "change"), REFUSED)
def test_each_setting_that_forbids_it(
    brightquay: Organization,
    browser: Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    sentence: str,
    change: Change,
) -> None:
    change(settings, monkeypatch)

    assert list(demo.hindrances()) == [sentence]
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, {"login": "olga"}).status_code == 404
    said = [each.msg for each in run_checks() if each.id == "plumbline.E011"]
    assert said == [f"PLUMBLINE_DEMO_SIGN_IN lets anybody be anybody, and {sentence}."]
    assert not User.objects.exists()


def test_it_has_to_be_wanted(brightquay: Organization, browser: Client, settings: Settings) -> None:
    assert not [each for each in run_checks() if each.id == "plumbline.E011"]
    settings.PLUMBLINE_DEMO_SIGN_IN = False

    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, {"login": "olga"}).status_code == 404


@pytest.mark.parametrize(
    "request_says",
    [
        {"SERVER_NAME": "plumbline.example"},
        {"HTTP_HOST": "plumbline.example:8000"},
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_HOST": "localhost"},
        {"HTTP_X_FORWARDED_PROTO": "http"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
    ],
    ids=str,
)
def test_each_request_that_may_not_choose(
    brightquay: Organization, request_says: dict[str, str]
) -> None:
    browser = Client(**({"SERVER_NAME": "localhost"} | request_says))  # type: ignore[arg-type]

    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, {"login": "olga"}).status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_names_of_this_machine(brightquay: Organization, settings: Settings, name: str) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

    assert Client(HTTP_HOST=name, REMOTE_ADDR="::1").get(PAGE).status_code == 200


def test_a_session_ends_where_choosing_is_not_open(
    brightquay: Organization, browser: Client
) -> None:
    browser.post(PAGE, {"login": "olga"})
    assert browser.get("/teams/", HTTP_VIA="1.1 proxy").status_code == 302

    assert who(browser) == ""


def test_a_session_of_the_demo_is_none_of_another_source(
    brightquay: Organization, browser: Client, settings: Settings, tmp_path: Path
) -> None:
    browser.post(PAGE, {"login": "olga"})
    session = browser.session
    del session[demo.CHOSEN]
    session.save()
    settings.PLUMBLINE_DEMO = settings.PLUMBLINE_DEMO_SIGN_IN = False
    settings.GITHUB, settings.PLUMBLINE_SOURCE = None, str(tmp_path)

    assert browser.get("/teams/").status_code == 302
    assert who(browser) == ""


def test_who_is_new_arrives_at_their_plan(brightquay: Organization, browser: Client) -> None:
    plan = make_plan(brightquay, "dev", at=clock.now())

    for asked in ("", "?next=/"):
        chosen = browser.post(f"{PAGE}{asked}", {"login": "dev"})
        assert chosen["Location"] == f"/onboarding/{plan.pk}/"
    assert browser.post(f"{PAGE}?next=/teams/", {"login": "dev"})["Location"] == "/teams/"
    assert browser.post(PAGE, {"login": "mara"})["Location"] == "/"


def test_the_page_looks_again_until_there_are_people(
    brightquay: Organization, browser: Client
) -> None:
    assert "Refresh" not in browser.get(PAGE).headers

    Person.objects.update(left_at=clock.now())

    assert browser.get(PAGE).headers["Refresh"] == "2"
