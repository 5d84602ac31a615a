"""The ways of a manager and of a developer through the pages, in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from compliance.models import CheckResult, Organization, SyncRun
from compliance.sync import discovery
from tests import repositories_on_disk as disk
from tests.compliance.sync.on_disk import EXPRESS, work_all
from tests.dashboard.crowds import NODE
from tests.dashboard.in_browser.conftest import NewContext

pytestmark = pytest.mark.browser


def names(page: Page) -> list[str]:
    return page.locator("#results tbody th a").all_inner_texts()


def check_of(page: Page, key: str) -> Any:
    return page.locator(f"details.check:has(#{key})")


def test_a_manager_goes_from_the_overview_to_the_line(synced: Organization, page: Page) -> None:
    page.goto("/")
    gap = page.get_by_role("link", name="Node.js is pinned to a living LTS line")

    gap.click()
    expect(page).to_have_url(re.compile(rf"/checks/{NODE}/\?outcome=fail$"))
    expect(page.get_by_text("Write the Node.js version into")).to_be_visible()
    rows = page.locator("#results .rows li")
    expect(rows).to_have_count(2)

    rows.get_by_role("link", name="billing-web").click()
    expect(page).to_have_url(re.compile(rf"/repositories/billing-web/#{NODE}$"))
    check = check_of(page, NODE)
    expect(check).to_have_attribute("open", "")
    expect(check.locator(".excerpt .where")).to_have_text(".nvmrc:1")
    expect(check.locator(".excerpt .line")).to_have_text("16")
    expect(check.locator(".excerpt .line")).to_be_in_viewport()
    expect(check.locator(".remedy")).to_be_visible()


def test_a_link_to_a_check_shows_its_head_below_the_bar_on_a_phone(
    synced: Organization, page: Page
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/repositories/billing-web/#formatter-before-commit")

    head = check_of(page, "formatter-before-commit").locator("summary")
    expect(head).to_be_in_viewport()
    box, bar = head.bounding_box(), page.locator(".is-bar").bounding_box()
    assert box is not None
    assert bar is not None
    assert bar["y"] + bar["height"] <= box["y"] < 300


def test_what_is_the_matter_stands_beside_the_place(synced: Organization, page: Page) -> None:
    result = CheckResult.objects.get(repository__name="billing-web", key=NODE)
    result.evidence[0]["note"] = "it has reached its end"
    result.save(update_fields=["evidence"])

    page.goto(f"/repositories/billing-web/#{NODE}")
    where, why = (check_of(page, NODE).locator(f".excerpt {each}") for each in (".where", ".why"))

    expect(why).to_have_text("it has reached its end")
    line, note = where.bounding_box(), why.bounding_box()
    assert line is not None
    assert note is not None
    assert note["height"] < line["height"] < 40


def test_a_figure_leads_to_what_it_is_made_of(synced: Organization, page: Page) -> None:
    page.goto("/")
    figure = page.locator(".figure", has_text="Not compliant")
    expect(figure.locator(".value")).to_have_text("3 of 3")

    figure.click()

    expect(page).to_have_url(re.compile(r"\?compliance=not_compliant$"))
    assert names(page) == ["billing-api", "billing-web", "orders"]


def test_a_developer_goes_from_the_list_to_what_to_do_next(
    synced: Organization, page: Page
) -> None:
    page.goto("/repositories/")
    page.get_by_label("Search by name").fill("billing-api")
    page.get_by_role("link", name="billing-api").click()
    following = page.locator(".card", has=page.get_by_role("heading", name="Next"))

    following.get_by_role("link", name="pnpm is the package manager").click()

    check = check_of(page, "package-manager-pnpm")
    expect(check).to_have_attribute("open", "")
    expect(check.locator(".remedy")).to_be_in_viewport()


def test_the_checks_of_a_repository_narrow_to_what_fails(synced: Organization, page: Page) -> None:
    page.goto("/repositories/billing-api/")
    every = page.locator("#checks details").count()

    page.get_by_role("navigation", name="Outcome").get_by_role("link", name="Fail").click()

    expect(page).to_have_url(re.compile(r"/repositories/billing-api/\?outcome=fail$"))
    expect(page.locator("#checks .tabs [aria-current]")).to_contain_text("Fail")
    expect(page.locator("#checks .tabs [aria-current]")).to_be_focused()
    assert page.locator("#checks summary .chip").all_inner_texts() == ["Fail"] * _failing(synced)
    assert 0 < _failing(synced) < every


def _failing(organization: Organization) -> int:
    repository = organization.repositories.get(slug="billing-api")
    return repository.results.filter(outcome="fail").count()


def test_the_list_is_filtered_while_typing(synced: Organization, page: Page) -> None:
    page.goto("/repositories/")
    page.get_by_role("link", name="orders").evaluate("link => link.closest('main').id = 'same'")

    page.get_by_label("Search by name").press_sequentially("bill")

    expect(page).to_have_url(re.compile(r"\?q=bill&"))
    expect(page.locator("#count")).to_contain_text("2 repositories that fit")
    assert names(page) == ["billing-api", "billing-web"]
    expect(page.locator("main#same")).to_be_visible()  # the page around it was not loaded again

    page.reload()
    expect(page.get_by_label("Search by name")).to_have_value("bill")
    assert names(page) == ["billing-api", "billing-web"]

    page.go_back()
    expect(page).to_have_url(re.compile(r"/repositories/$"))
    expect(page.locator("#count")).to_have_text("3 repositories")
    expect(page.get_by_label("Search by name")).to_have_value("")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(1)
    assert names(page) == ["billing-api", "billing-web", "orders"]


def test_going_back_within_one_visit_restores_the_whole_page(
    synced: Organization, page: Page
) -> None:
    page.goto("/repositories/")
    page.get_by_label("Search by name").press_sequentially("bill")
    expect(page.locator("#count")).to_contain_text("2 repositories that fit")

    page.go_back()

    expect(page.locator("#count")).to_have_text("3 repositories")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_the_list_works_without_javascript(synced: Organization, new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/repositories/")

    page.get_by_label("Search by name").fill("bill")
    page.get_by_role("button", name="Show").click()
    assert names(page) == ["billing-api", "billing-web"]

    page.get_by_role("link", name="Repository").click()
    expect(page).to_have_url(re.compile(r"q=bill&.*sort=-name"))
    assert names(page) == ["billing-web", "billing-api"]

    page.get_by_role("link", name="billing-web").click()
    page.get_by_role("navigation", name="Outcome").get_by_role("link", name="Fail").click()
    expect(page).to_have_url(re.compile(r"\?outcome=fail#checks$"))
    assert set(page.locator("#checks summary .chip").all_inner_texts()) == {"Fail"}


def test_the_list_is_sorted_by_its_headings(synced: Organization, page: Page) -> None:
    page.goto("/repositories/")
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Repository")

    page.get_by_role("link", name="Score").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Score and this week")
    assert names(page) == ["orders", "billing-api", "billing-web"]

    page.get_by_role("link", name="Score").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Score and this week")
    assert names(page) == ["billing-api", "billing-web", "orders"]


@pytest.mark.usefixtures("own_queues")
def test_settings_are_saved_and_read_back(
    synced: Organization, page: Page, complaints: list[str]
) -> None:
    page.goto("/settings/")
    page.get_by_label("Name of the organization").fill("Harbour")
    page.get_by_label("Who owns what").fill("nonsense")
    page.get_by_role("button", name="Save and judge again").click()
    expect(page.get_by_text("Line 1 is no rule")).to_be_visible()
    expect(page.get_by_label("Who owns what")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Name of the organization")).to_have_value("Harbour")
    assert all("422" in complaint for complaint in complaints)
    complaints.clear()

    page.get_by_label("Who owns what").fill("billing-* = Payments")
    page.get_by_role("button", name="Save and judge again").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    work_all(synced)

    page.reload()
    expect(page.get_by_label("Who owns what")).to_have_value("billing-* = Payments")
    page.get_by_role("link", name="Teams").click()
    page.get_by_role("link", name="Payments").click()
    expect(page.get_by_role("heading", name="Payments", level=1)).to_be_visible()
    assert page.locator(".repositories tbody th a").all_inner_texts() == [
        "billing-api",
        "billing-web",
    ]
    expect(page.get_by_text("Harbour", exact=True)).to_be_visible()


@pytest.mark.usefixtures("own_queues")
def test_the_page_of_a_sync_moves_on_by_itself(
    organization: Organization, source_folder: Path, page: Page
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    page.goto("/")
    expect(page.get_by_text("No repository has been judged yet")).to_be_visible()
    page.get_by_role("button", name="Look for changes").click()
    expect(page.locator("#progress")).to_contain_text("0 of 1 done · 0 being read · 1 waiting")

    work_all(organization)

    expect(page.locator("#progress")).to_contain_text("1 of 1 done, finished")
    expect(page.locator("#progress")).not_to_have_attribute("hx-trigger", re.compile("."))
    page.locator("#progress").get_by_role("link", name="orders").click()
    expect(page.get_by_role("heading", name="orders", level=1)).to_be_visible()


def test_the_overview_fills_by_itself_and_then_offers_new_figures(
    organization: Organization, source_folder: Path, page: Page
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    discovery.look(organization, SyncRun.Reason.START)
    page.goto("/")
    expect(page.get_by_text("No repository has been judged yet")).to_be_visible()

    work_all(organization)
    expect(page.locator(".figure")).to_have_count(4)

    disk.repository(source_folder / "billing", EXPRESS)
    discovery.look(organization, SyncRun.Reason.SCHEDULE)
    page.reload()
    expect(page.locator("#banner")).to_contain_text("0 of 1 repositories have been read")
    work_all(organization)
    page.get_by_role("link", name="Show the new figures").click()
    expect(page.get_by_role("link", name="2 repositories judged")).to_be_visible()


def test_the_keyboard_goes_everywhere(synced: Organization, page: Page) -> None:
    page.goto("/repositories/orders/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Plumbline")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("search", name="Everything").get_by_role("combobox")).to_be_focused()
    in_order = "Overview Teams Repositories Checks Protocols Requests Onboarding Syncs Source"
    for name in in_order.split():
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").strip() == name

    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".crumbs").get_by_role("link", name="Repositories")).to_be_focused()

    check = check_of(page, "python-version-pinned")
    check.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(check).to_have_attribute("open", "")
    outline = check.locator("summary").evaluate("it => getComputedStyle(it).outlineStyle")
    assert outline == "solid", "what is focused can be seen"
    page.keyboard.press("Enter")
    expect(check).not_to_have_attribute("open", "")


def test_what_is_not_there_leads_back(
    organization: Organization, page: Page, complaints: list[str]
) -> None:
    page.goto("/repositories/nothing/")
    page.get_by_role("link", name="look for a repository").click()

    expect(page).to_have_url(re.compile(r"/repositories/$"))
    assert all("404" in complaint for complaint in complaints)
    complaints.clear()
