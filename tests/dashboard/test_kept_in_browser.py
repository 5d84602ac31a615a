"""Somebody looks up what is kept about them, and takes it with them, in a real Chromium."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from compliance.models import Membership, Organization, Person
from tests.dashboard.test_browser import (  # noqa: F401 (fixtures)
    NewContext,
    browser,
    collected,
    complaints,
    new_context,
    server,
)
from tests.factories import make_excuse, make_person, make_repository, make_result, make_team
from tests.factories import signed_in as browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def page_of(person: Person, new_context: NewContext, server: str, **options: object) -> Page:  # noqa: F811
    context = new_context(signs_in=True, **options)
    name = settings.SESSION_COOKIE_NAME
    session = browser_of(person).cookies[name].value
    context.add_cookies([{"name": name, "value": session, "url": server}])
    return context.new_page()


@pytest.fixture
def alice(organization: Organization) -> Person:
    team = make_team(organization)
    person = make_person(organization, "alice", name="Alice Example")
    Membership.objects.create(organization=organization, team=team, person=person)
    repository = make_repository(organization, team=team)
    for _ in range(2):
        result = make_result(repository, f"check-{repository.results.count()}", "fail")
        make_excuse(result, person, reason="x" * 300)
    return person


def test_it_is_read_and_taken(
    alice: Person,
    new_context: NewContext,  # noqa: F811
    server: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    page = page_of(alice, new_context, server)
    page.goto("/teams/")
    page.get_by_role("link", name="What is kept about me").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What is kept about me")
    expect(page.get_by_text("Alice Example")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download as JSON").click()
    started.value.save_as(tmp_path / "kept.json")
    document = json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))
    assert document["about"] == "alice"
    assert document["kept"][0]["rows"][0]["Name"] == "Alice Example"
    page.reload()
    expect(page.get_by_text("Exported a list")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_it_fits(
    alice: Person,
    new_context: NewContext,  # noqa: F811
    server: str,  # noqa: F811
    width: int,
) -> None:
    page = page_of(alice, new_context, server, viewport={"width": width, "height": 900})
    page.goto("/kept/")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
