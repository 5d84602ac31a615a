"""Having a repository checked again in a real Chromium: with scripts the page follows by itself,
without it is loaded again.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from compliance.models import Organization
from compliance.sync import polls, work
from tests import repositories_on_disk as disk
from tests.compliance.sync.on_disk import work_all
from tests.dashboard.accessibility import violations_now
from tests.dashboard.in_browser.conftest import NewContext

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("own_queues")]

ORDERS = "/repositories/orders/"


def poll(organization: Organization) -> None:
    """What the clock's message does, which nobody takes here."""
    polls.work_due(organization)


def now(page: Page, step: str) -> None:
    expect(page.locator("#progress [aria-current=step]")).to_have_text(step)


def test_the_page_follows_until_it_is_over(
    synced: Organization,
    source_folder: Path,
    page: Page,
) -> None:
    polls.schedule(synced)
    page.goto(ORDERS)
    expect(page.locator(".figure", has_text="Checks passed")).to_be_visible()
    before = page.locator("#figures").inner_text()
    disk.write(source_folder / "orders", {"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"})
    commit = disk.commit(source_folder / "orders", "feat: lock what is installed")

    page.get_by_role("button", name="Check again").click()
    now(page, "Waiting")
    expect(page.locator("#progress")).to_contain_text("The folder is looked at.")
    assert violations_now(page) == []
    poll(synced)
    expect(page.locator("#progress")).to_contain_text("It is read next.")
    item = work._lease(synced)
    assert item is not None
    now(page, "Reading")
    work._do(item, work.organizations.source(synced))
    expect(page.locator("#progress")).to_contain_text("2 checks changed.")

    expect(page.locator("#judged")).to_contain_text(commit[:7])
    expect(page.locator("#figures")).not_to_have_text(before)
    expect(page.locator("#progress [hx-trigger]")).to_have_count(0)
    assert violations_now(page) == []
    page.get_by_role("link", name="Show the whole scorecard as it is now").click()
    expect(page.locator("#progress")).to_contain_text(commit[:7])


def test_without_scripts_the_page_is_loaded_again(
    synced: Organization,
    new_context: NewContext,
) -> None:
    polls.schedule(synced)
    page = new_context(java_script_enabled=False).new_page()
    page.goto(ORDERS)

    page.get_by_role("button", name="Check again").click()
    now(page, "Waiting")
    poll(synced)
    page.get_by_role("link", name="See how far it is").click()
    expect(page.locator("#progress")).to_contain_text("It is read next.")
    work_all(synced)
    page.get_by_role("link", name="See how far it is").click()

    expect(page.locator("#progress")).to_contain_text("no check changed.")
    expect(page.get_by_role("link", name="See how far it is")).to_have_count(0)
