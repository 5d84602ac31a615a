"""The whole ways of a manager and of a developer, in a real Chromium on the whole of Plumbline,
with scripts and without: its own PostgreSQL and Valkey, web server, worker and clock, and the
GitHub of the demo.
"""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from tests.dashboard.in_browser.conftest import browser  # noqa: F401 (a fixture)
from tests.launcher.running import Plumbline, clean_environment, free_port, started_before

pytestmark = [pytest.mark.slow, pytest.mark.waits, pytest.mark.browser]

# The past is played through the real sync before the present is read. How many of them the last
# sync still finds to be read, depends on what the clock's first one took.
PLAYED = " of 17 repositories.\n"
PLAYED_SECONDS = 400


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo, once all of its repositories are judged."""
    port = free_port()
    data = started_before(tmp_path_factory.mktemp("ways") / "data")
    running = Plumbline(data, "--port", str(port), environment=clean_environment(data.parent))
    try:
        end = time.monotonic() + PLAYED_SECONDS
        while PLAYED not in running.output:
            assert running.process.poll() is None, running.output
            assert time.monotonic() < end, running.output
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.stop()


@pytest.fixture(params=[False, True], ids=["without scripts", "with"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, demo: str, scripts: bool) -> Iterator[Page]:  # noqa: F811
    """A visitor's page, which must not complain nor ask another host for anything."""
    context = browser.new_context(
        base_url=demo, viewport={"width": 1440, "height": 900}, java_script_enabled=scripts
    )
    context.set_default_timeout(20_000)
    complaints: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        if said.type != "info":
            complaints.append(said.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((demo, "data:")):
            complaints.append(request.url)

    context.on("console", heard)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", asked)
    yield context.new_page()
    context.close()
    assert complaints == []


def become(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1, name="Brightquay")).to_be_visible()


def card(page: Page, heading: str) -> Locator:
    return page.locator("section.card", has=page.get_by_role("heading", name=heading))


def open_check(page: Page) -> Locator:
    """The check that the address names; it is open, and shows where and what to do."""
    key = page.url.partition("#")[2]
    check = page.locator(f"details.check:has(#{key})")
    expect(check).to_have_attribute("open", "")
    expect(check.locator(".remedy")).to_be_visible()
    return check


def narrow(page: Page, scripts: bool, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).select_option(value)
    if not scripts:
        page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(rf"\b{label.lower()}={value}"))


def test_a_manager_finds_what_got_worse_and_decides(page: Page, scripts: bool) -> None:
    become(page, "Priya Raman")

    # What got worse, and where: one click from the first page to the line.
    worse = card(page, "This week").get_by_role("listitem").first
    expect(worse).to_contain_text(re.compile("Fail.*notifications.*was pass.*Platform", re.DOTALL))
    worse.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("notifications")
    expect(open_check(page)).to_contain_text("Unit tests call the code")

    # Whose it is, and what that team had best do next.
    page.get_by_role("link", name="Platform").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Platform")
    name = "Node.js is pinned to a living LTS line"
    best = card(page, "Best next actions").get_by_role("listitem").filter(has_text=name)
    expect(best).to_contain_text(re.compile(r"\+\d\.\d points · notifications"))
    best.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.locator("#results")).to_contain_text("notifications")

    # A list leads to what it is made of, can be sent to a colleague, and be taken along.
    page.get_by_role("link", name="Repositories", exact=True).click()
    narrow(page, scripts, "Team", "platform")
    expect(page.locator("#count")).to_contain_text("4 repositories that fit")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [each["Repository"] for each in rows] == [
        "depot-console", "notifications", "platform-infra", "shipping-schemas",
    ]  # fmt: skip
    page.reload()
    expect(page.get_by_label("Team", exact=True)).to_have_value("platform")

    # What waits for a decision. With scripts it is made, without them looked at.
    main = page.get_by_role("navigation", name="Main")
    expect(main.locator(".count")).to_contain_text("1")
    main.get_by_role("link", name="Requests").click()
    page.get_by_role("link", name="Load tests are committed").click()
    expect(page.get_by_text("What it would change")).to_be_visible()
    if scripts:
        page.get_by_label("What you say of it").fill("Until the provider is chosen.")
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_role("status")).to_contain_text("Approved.")
        expect(main.locator(".count")).to_have_count(0)


def test_a_developer_finds_what_to_do_next_and_has_it_checked(page: Page, scripts: bool) -> None:
    become(page, "Mateo Rossi")

    # Their own repositories first, and in one what to do next, with the place and the remedy.
    page.get_by_role("link", name="Repositories", exact=True).click()
    narrow(page, scripts, "Team", "payments")
    page.get_by_role("link", name="invoice-gateway").click()
    card(page, "Next").get_by_role("link").first.click()
    check = open_check(page)
    expect(check.locator(".chip").first).to_have_text("Fail")

    # It is checked again, by the worker, while one looks on.
    page.get_by_role("button", name="Check again").click()
    over = page.locator("#progress .is-success")
    if scripts:
        expect(over).to_be_visible(timeout=120_000)
    for _ in range(0 if scripts else 120):
        if over.is_visible():
            break
        page.get_by_role("link", name="See how far it is").click()
        page.wait_for_timeout(500)
    expect(over).to_contain_text(re.compile(r"Checked .* at [0-9a-f]{7}"))

    # What cannot be mended now is asked for.
    page.goto("/repositories/invoice-gateway/?outcome=fail")
    asking = page.get_by_role("link", name="Ask for a waiver")
    if not scripts:
        # The first stands open already, and is the one that is asked for with scripts.
        page.locator("details.check summary").last.click()
    asking.last.click()
    page.get_by_label("Why").fill("It is measured by the gateway's own team.")
    until = (datetime.now(UTC) + timedelta(days=30)).date()
    page.get_by_label("Until").fill(until.isoformat())
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Asked for.")).to_be_visible()

    page.get_by_role("link", name="What is kept about me").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is kept about me")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Mateo Rossi")).to_be_visible()
