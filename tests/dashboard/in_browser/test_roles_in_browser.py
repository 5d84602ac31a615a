"""Roles are given on their page in a real Chromium, with its scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from compliance.models import AuditEntry, Organization, Person
from tests.dashboard.in_browser.conftest import NewContext
from tests.dashboard.in_browser.test_other_ways_in_browser import look
from tests.factories import make_person, make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def organization(organization: Organization) -> Organization:
    make_team(organization, "Payments")
    make_team(organization, "Ledger")
    make_person(organization, "olga", role=Person.Role.OWNER, name="Olga Brandt")
    make_person(organization, "dev", name="Devrim Aksoy")
    return organization


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def page(request: pytest.FixtureRequest, new_context: NewContext) -> Page:
    wide = {"width": 1440, "height": 900}
    return new_context(viewport=wide, java_script_enabled=request.param).new_page()


def row(page: Page) -> str:
    return " ".join(page.get_by_role("row", name="Devrim Aksoy").inner_text().split())


def test_a_role_is_given_and_undone(
    organization: Organization,
    page: Page,
    complaints: list[str],
) -> None:
    page.goto("/roles/?q=dev")
    look(page, "roles")
    page.get_by_role("link", name="Change the role of dev").click()
    page.get_by_role("radio", name="Manager").check()
    look(page, "role")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("choose which")
    complaints.clear()  # That what was sent was answered with 422.

    page.get_by_role("checkbox", name="Ledger").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".done")).to_contain_text("Devrim Aksoy: manager of Ledger now")
    look(page, "role-given")
    assert re.search("Manager Developer member Manager of Ledger", row(page))
    expect(page.get_by_label("Search by name or login")).to_have_value("dev")

    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".done")).to_contain_text("developer now, as GitHub says; manager before")
    assert AuditEntry.objects.filter(subject="person").count() == 2


def test_the_last_administrator_is_told_so_and_cancels(
    organization: Organization,
    page: Page,
    complaints: list[str],
) -> None:
    page.goto("/roles/")
    page.get_by_role("link", name="Change the role of olga").click()
    page.get_by_role("radio", name="Partner").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("olga is the last administrator")
    complaints.clear()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("row", name="Olga Brandt")).to_contain_text("Administrator")


def test_teams_are_asked_for_of_a_manager_alone(
    organization: Organization,
    page: Page,
) -> None:
    page.goto("/roles/")
    page.get_by_role("link", name="Change the role of dev").click()
    teams = page.get_by_role("checkbox", name="Ledger")
    expect(teams).not_to_be_visible()
    page.get_by_role("radio", name="Manager").check()
    expect(teams).to_be_visible()
