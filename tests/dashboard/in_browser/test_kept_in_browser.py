"""Somebody looks up what is kept about them, and takes it with them, in a real Chromium."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from compliance import clock
from compliance.models import Membership, Organization, Person
from tests.dashboard.accessibility import violations
from tests.dashboard.in_browser.conftest import PageOf
from tests.factories import make_excuse, make_person, make_repository, make_result, make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    page_of: PageOf,
    tmp_path: Path,
) -> None:
    page = page_of(alice)
    page.goto("/teams/")
    page.get_by_role("link", name="What is kept about me").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What is kept about me")
    expect(page.locator("main").get_by_text("Alice Example")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download as JSON").click()
    started.value.save_as(tmp_path / "kept.json")
    document = json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))
    assert document["about"] == "alice"
    assert document["kept"][0]["rows"][0]["Name"] == "Alice Example"
    page.reload()
    expect(page.locator("main").get_by_text("Alice Example")).to_be_visible()
    expect(page.get_by_text("Exported a list")).to_be_hidden()
    page.locator("details", has_text="Exported a list").locator("summary").click()
    expect(page.get_by_text("Exported a list")).to_be_visible()


def test_an_administrator_makes_a_pseudonym_of_who_asks_for_it(
    alice: Person,
    page_of: PageOf,
) -> None:
    alice.left_at = clock.now()
    alice.save()
    page = page_of(make_owner(alice.organization))
    page.goto("/settings/")
    page.get_by_role("link", name="Who is still kept").click()
    page.get_by_text("Now", exact=True).click()
    page.get_by_role("button", name="Make a pseudonym of alice").click()

    expect(page.get_by_role("status")).to_have_text(f"alice is {alice.pseudonym} now.")
    expect(page.get_by_text("Nobody has left who is not a pseudonym.")).to_be_visible()


def test_some_people_are_not_left_out(
    alice: Person,
    page_of: PageOf,
) -> None:
    """axe-core finds nothing in the pages, and nothing sticks out of them."""
    make_person(alice.organization, "gone", name="Gone Girl", left_at=clock.now())
    owner = make_owner(alice.organization)
    found = {}
    for person, address in ((alice, "/kept/"), (owner, "/settings/retention/")):
        page = page_of(person)
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found[address] = violations(page)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert not {address: wrong for address, wrong in found.items() if wrong}


def make_owner(organization: Organization) -> Person:
    return make_person(organization, "olga", role=Person.Role.OWNER)
