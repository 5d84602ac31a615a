"""The whole way of a waiver in a real Chromium: a developer asks and a manager decides, with
scripts and without; and what axe-core finds in the pages on that way.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from compliance.models import Excuse, Person, Repository
from tests.dashboard.accessibility import violations
from tests.dashboard.in_browser.conftest import PageOf
from tests.dashboard.in_browser.test_other_ways_in_browser import look
from tests.factories import make_asked, make_excuse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = "node-version-pinned"
ORDERS = "/repositories/orders/"
ASKED = "orders asks to be judged as in its MVP phase"
LINK = "https://example.com/decisions/7"


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(autouse=True)
def place(repository: Repository) -> None:
    """The check names the file that breaks it."""
    result = repository.results.get(key=KEY)
    result.components[0]["evidence"] = result.evidence = [
        {**result.evidence[0], "end_line": 3, "url": "", "note": "", "waived_by": None}
    ]
    result.save()


def in_days(days: int) -> date:
    return (timezone.now() + timedelta(days=days)).date()


def check_of(page: Page) -> Locator:
    return page.locator(f"details.check:has(#{KEY})")


def answered_with_422(complaints: list[str]) -> None:
    assert complaints
    assert all("422" in each for each in complaints)
    complaints.clear()


def test_a_developer_asks_and_nothing_that_was_typed_is_lost(
    repository: Repository,
    colleagues: dict[str, Person],
    page_of: PageOf,
    complaints: list[str],
    scripts: bool,
) -> None:
    page = page_of(colleagues["alice"], scripts=scripts)
    page.goto(f"{ORDERS}#{KEY}")
    check_of(page).get_by_role("link", name="Ask for a waiver").click()
    if scripts:
        expect(page.get_by_label("Why")).to_be_focused()
    page.get_by_label("Until").fill(in_days(400).isoformat())
    page.get_by_label("Link to").fill(LINK)
    page.get_by_role("button", name="Ask", exact=True).click()

    expect(page.get_by_text("Say why: whoever decides reads this.")).to_be_visible()
    expect(page.get_by_text("Choose a day between today and")).to_be_visible()
    expect(page.get_by_label("Why")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Link to")).to_have_value(LINK)
    look(page, f"ask-{scripts}")
    answered_with_422(complaints)

    page.get_by_label("Why").fill("The build image has 18 alone.")
    page.get_by_label("Until").fill(in_days(9).isoformat())
    page.get_by_label("For", exact=True).select_option("path:package.json")
    page.get_by_role("button", name="Ask", exact=True).click()

    expect(page.get_by_role("status")).to_contain_text("Asked for.")
    made = Excuse.objects.get()
    assert (made.reason, made.paths) == ("The build image has 18 alone.", ["/package.json"])
    if scripts:
        expect(page.get_by_role("status")).to_be_focused()
        page.get_by_role("link", name="what you asked for").click()
    expect(page.get_by_text("You asked for this yourself")).to_be_visible()
    look(page, f"own-{scripts}")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator(".head .chip")).to_have_text("Withdrawn")


def test_who_cancels_is_where_they_were(
    repository: Repository, colleagues: dict[str, Person], page_of: PageOf, scripts: bool
) -> None:
    page = page_of(colleagues["alice"], scripts=scripts)
    page.goto(f"{ORDERS}#{KEY}")
    link = check_of(page).get_by_role("link", name="Ask for a waiver")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Why")).to_be_visible()

    page.get_by_role("link", name="Cancel").focus()
    page.keyboard.press("Enter")

    expect(link).to_be_visible()
    expect(page.get_by_label("Why")).to_have_count(0)
    if scripts:
        expect(link).to_be_focused()
    assert not Excuse.objects.exists()


def test_a_manager_decides(
    repository: Repository,
    colleagues: dict[str, Person],
    page_of: PageOf,
    complaints: list[str],
    scripts: bool,
) -> None:
    given = {"asked_at": timezone.now(), "until": in_days(9)}
    make_excuse(repository.results.get(key=KEY), colleagues["alice"], **given)
    make_asked(repository, asked_at=timezone.now())
    page = page_of(colleagues["mara"], scripts=scripts)
    page.goto("/protocols/")
    count = page.get_by_role("navigation", name="Main").locator(".count")
    expect(count).to_contain_text("2")
    page.get_by_role("link", name="Requests").click()
    look(page, f"requests-{scripts}", title="Requests")
    page.get_by_role("link", name=f"Title of {KEY}").click()
    look(page, f"decide-{scripts}", title=f"Title of {KEY}")

    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("Say why you refuse it")).to_be_visible()
    answered_with_422(complaints)
    page.get_by_label("What you say of it").fill("Until the image is renewed.")
    page.get_by_role("button", name="Approve").click()

    expect(page.get_by_role("status")).to_contain_text("Approved.")
    expect(page.locator(".head .chip")).to_have_text("In effect")
    expect(count).to_contain_text("1")
    page.get_by_role("link", name="1 waits for you to decide").click()
    page.get_by_role("link", name="orders asks to be judged").click()
    look(page, f"asked-{scripts}", title=ASKED)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_contain_text("Approved.")
    expect(count).to_have_count(0)

    page.goto("/requests/")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    page.get_by_role("link", name="Ending within two weeks 1").click()
    expect(page.get_by_text("ends in 9 days")).to_be_visible()
    page.get_by_role("link", name=f"Title of {KEY}").click()
    page.get_by_text("Revoke it").click()
    page.get_by_label("Why").fill("It was mended.")
    page.get_by_role("button", name="Revoke").click()
    expect(page.locator(".head .chip")).to_have_text("Revoked")


def test_some_people_are_not_left_out(
    repository: Repository, colleagues: dict[str, Person], page_of: PageOf
) -> None:
    """axe-core finds nothing in any of the pages, in both themes and at each width."""
    result = repository.results.get(key=KEY)
    now = timezone.now()
    given = {"asked_at": now, "until": in_days(9)}
    decided = {"decided_by": colleagues["olga"], "decided_at": now, "decision": "As agreed."}
    waits = make_excuse(result, colleagues["alice"], link=LINK, **given)
    counts = make_excuse(result, colleagues["alice"], state="approved", **given, **decided)
    make_excuse(result, colleagues["alice"], state="refused", **given, **decided)
    asked = make_asked(repository, asked_at=now, reason="It is a trial.")
    page = page_of(colleagues["mara"])
    found = {}
    for address in (
        "/requests/",
        "/requests/?show=own",
        "/requests/?show=ending",
        "/requests/?show=over",
        f"{ORDERS}excuses/{waits.pk}/",
        f"{ORDERS}excuses/{counts.pk}/",
        f"{ORDERS}requests/{asked.pk}/",
        "/requests/new/",
        f"{ORDERS}ask/",
        f"{ORDERS}ask/{KEY}/",
    ):
        page.goto(address)
        found[address] = violations(page)
    page.goto(f"{ORDERS}#{KEY}")
    check_of(page).get_by_role("link", name="Ask for a waiver").click()
    expect(page.get_by_label("Why")).to_be_visible()
    found["in place"] = violations(page)

    assert not {address: wrong for address, wrong in found.items() if wrong}
