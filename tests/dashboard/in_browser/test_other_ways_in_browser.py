"""The demo's people and the local administrator sign in, in a real Chromium."""

from __future__ import annotations

import os
import re
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth
from playwright.sync_api import Page, expect
from pytest_django import Settings

from compliance import clock
from compliance.models import Organization
from dashboard import local
from tests.dashboard.in_browser.conftest import NewContext
from tests.dashboard.test_demo_people import brightquay  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context(signs_in=True, viewport={"width": 1440, "height": 900}).new_page()


PASSWORD = "correct horse battery"


def test_one_of_the_demos_people_is_chosen(
    brightquay: Organization,  # noqa: F811
    page: Page,
    settings: Settings,
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    page.goto("/teams/")
    look(page, "demo")
    page.get_by_role("button", name=re.compile("Mara")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Teams")
    expect(page.locator("form.account")).to_contain_text("Mara")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in as somebody")


def test_the_local_administrator_comes_by_a_link_and_has_a_code_asked_for(
    organization: Organization,
    page: Page,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Codes change with time, which stands still.
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))
    key = local.make_link("administrator", clock.now())
    page.goto(f"/accounts/link/?key={key}")
    look(page, "link")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="administrator").click()
    look(page, "factor-off", title="Second factor")
    page.get_by_role("link", name="Ask for a code, too").click()
    look(page, "activate", title="Ask for a code when you sign in")
    secret = page.locator("main code").inner_text()
    [counter] = auth.yield_hotp_counters_from_time()
    code = auth.format_hotp_value(auth.hotp_value(secret, counter))
    page.get_by_label("Authenticator code").fill(code)
    page.get_by_role("button", name="Ask for it from now on").click()
    # The codes are shown to who has just said again who they are.
    look(page, "again", title="Is it still you?")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()

    expect(page.locator(".codes li")).to_have_count(10)
    look(page, "codes")
    page.get_by_role("link", name="Done").click()
    look(page, "factor-on", title="Second factor")


def test_the_local_administrator_comes_by_a_password(
    organization: Organization,
    page: Page,
    complaints: list[str],
) -> None:
    local.set_password("harbourmaster", PASSWORD)
    page.goto("/accounts/sign-in/?next=/teams/")
    look(page, "sign-in")
    page.get_by_role("link", name="Sign in as a local administrator").click()
    page.get_by_label("Name").fill("harbourmaster")
    page.get_by_label("Password").fill("wrong horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("The name or the password is wrong.")).to_be_visible()
    look(page, "password")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Teams")
    expect(page.locator("form.account")).to_contain_text("harbourmaster")
    complaints.clear()  # That the wrong password was answered with 422.


def look(page: Page, name: str, *, title: str = "") -> None:
    """Nothing sticks out of the page, wide and narrow.

    Whoever comes by a link says with `title` which page is looked at: a click does not wait for it.
    """
    if title:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    for width, scheme in product((1440, 360), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if folder := os.environ.get("LOOK"):
            page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})
