"""A protected view answers by the table: on views that only the tests have."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from compliance import clock
from compliance.models import Organization
from tests.dashboard.test_things import organization  # noqa: F401 (a fixture)
from tests.factories import make_person, signed_in


@pytest.fixture(autouse=True)
def own_addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.dashboard.protected_urls"


PATHS = (
    "whole/", "settings/", "repositories/orders/", "repositories/orders/decide/",
    "repositories/vault/", "repositories/vault/decide/", "repositories/site/",
    "repositories/site/decide/", "teams/ledger/", "teams/design/", "repositories/nothing/",
)  # fmt: skip
ANSWERS = {
    "olga": (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 404),
    "mara": (200, 404, 200, 200, 404, 404, 200, 403, 200, 404, 404),
    "dev": (200, 404, 200, 403, 404, 404, 200, 403, 200, 404, 404),
    "pat": (404, 404, 404, 404, 404, 404, 404, 404, 200, 404, 404),
    "admin": (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 404),
}


@pytest.mark.parametrize("login", ANSWERS)
def test_each_is_answered_by_what_they_are(
    organization: Organization,  # noqa: F811
    login: str,
) -> None:
    browser = signed_in(organization.people.filter(login=login).first())

    got = [browser.get(f"/protected/{path}").status_code for path in PATHS]
    assert dict(zip(PATHS, got, strict=True)) == dict(zip(PATHS, ANSWERS[login], strict=True))


def test_what_may_not_be_seen_looks_like_what_is_not_there(
    organization: Organization,  # noqa: F811
) -> None:
    browser = signed_in(organization.people.get(login="dev"))

    hidden, missing = (
        re.sub(rb"\b\w{64}\b", b"token", browser.get(f"/protected/repositories/{each}/").content)
        for each in ("vault", "nothing")
    )
    assert hidden == missing


def test_what_may_be_seen_and_not_done_says_so(
    organization: Organization,  # noqa: F811
) -> None:
    browser = signed_in(organization.people.get(login="dev"))

    page = browser.get("/protected/repositories/site/decide/").content.decode()
    assert "This is not yours to do" in page


@pytest.mark.parametrize("path", PATHS)
def test_who_is_not_signed_in_is_led_there_and_back(
    organization: Organization,  # noqa: F811
    path: str,
) -> None:
    answer = Client().get(f"/protected/{path}?page=2")

    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/sign-in/?next=/protected/{path}%3Fpage%3D2"
    assert Client().post(f"/protected/{path}")["Location"] == "/accounts/sign-in/?next=/"


def test_htmx_leaves_the_page_for_it(organization: Organization) -> None:  # noqa: F811
    answer = Client().get("/protected/whole/", HTTP_HX_REQUEST="true")

    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/accounts/sign-in/?next=/protected/whole/"


def test_no_cache_keeps_an_answer(organization: Organization) -> None:  # noqa: F811
    browser = signed_in(organization.people.get(login="dev"))

    for who in (browser, Client()):
        answer = who.get("/protected/whole/")
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
        assert "Cookie" in answer["Vary"]


def test_who_left_sees_nothing_more(organization: Organization) -> None:  # noqa: F811
    person = make_person(organization, "ex")
    browser = signed_in(person)
    person.left_at = clock.now()
    person.save()

    assert browser.get("/protected/whole/").status_code == 403
    assert browser.get("/protected/whole/").status_code == 302
