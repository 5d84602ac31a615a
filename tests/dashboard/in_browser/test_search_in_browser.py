"""The field on each page that suggests while somebody types, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from compliance.models import Organization
from tests.dashboard.accessibility import violations
from tests.dashboard.in_browser.conftest import NewContext

pytestmark = pytest.mark.browser


def test_what_fits_is_suggested_and_chosen_by_the_keyboard(
    synced: Organization, page: Page
) -> None:
    page.goto("/checks/")
    field = page.get_by_role("search", name="Everything").get_by_role("combobox")
    options = page.locator("#suggested option")

    field.press_sequentially("bill")

    expect(options).to_have_count(2)
    assert options.evaluate_all("all => all.map(each => each.value)") == [
        "billing-api", "billing-web"
    ]  # fmt: skip
    assert violations(page) == []

    field.fill("billing-web")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("billing-web")


def test_without_javascript_it_leads_to_the_hits(
    synced: Organization, new_context: NewContext
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/checks/")

    field = page.get_by_role("search", name="Everything").get_by_role("combobox")
    field.fill("bill")
    field.press("Enter")

    expect(page.get_by_role("link", name="billing-api")).to_be_visible()
