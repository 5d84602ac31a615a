"""Every page fits, in a real Chromium: at every width, in both themes, and into a first visit."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest
from playwright.sync_api import Response

from compliance.models import Organization
from tests.dashboard.accessibility import THEMES, WIDTHS, Theme, violations_now
from tests.dashboard.crowds import ASKED, LONG, NODE, crowd, trouble
from tests.dashboard.in_browser.conftest import NewContext

pytestmark = pytest.mark.browser
FIRST_VISIT_BYTES = 50_000

Look = tuple[int, Theme]
"""How wide a page is, and in which theme."""


ADDRESSES = (
    "/",
    "/changes/",
    "/unowned/",
    "/search/?q=e",
    "/search/?q=xyzzy",
    "/matrix/",
    "/teams/",
    "/teams/?by=section",
    f"/teams/{LONG}/",
    f"/teams/{LONG}/channel/",
    "/repositories/",
    "/repositories/?q=nothing-fits",
    f"/repositories/{LONG}/",
    "/repositories/waiting/",
    f"/repositories/{LONG}/ask/",
    f"/repositories/{LONG}/ask/{NODE}/",
    f"/repositories/{LONG}/checks/{NODE}/",
    f"/repositories/{LONG}/excuses/{ASKED}/",
    f"/repositories/{LONG}/requests/{ASKED}/",
    "/requests/",
    "/requests/?show=in-effect",
    "/requests/new/",
    "/checks/",
    f"/checks/{NODE}/",
    "/checks/lint-in-ci/?outcome=pass",
    "/protocols/",
    "/protocols/backend/",
    "/syncs/",
    "/syncs/1/",
    "/source/",
    "/settings/",
    "/settings/retention/",
    "/kept/",
)


# The pages that show more where GitHub is the source.
ON_GITHUB = (
    "/",
    "/teams/",
    "/repositories/",
    f"/repositories/{LONG}/",
    "/syncs/",
    "/syncs/1/",
    "/source/",
    "/settings/",
)


@pytest.fixture
def crowded(organization: Organization) -> Organization:
    """Everything that pages can show, with names as long as they come."""
    return crowd(organization)


@pytest.fixture
def crowded_on_github(transactional_db: None, on_github: Organization) -> Organization:
    """The same on GitHub, with a credential that sees nothing, and much that goes wrong."""
    return trouble(crowd(on_github))


# Which elements stick out, for the message of the test that fails.
WIDEST = """[...document.querySelectorAll("main *")]
    .filter(each => each.getBoundingClientRect().right > innerWidth)
    .slice(0, 5).map(each => each.outerHTML.slice(0, 90))"""


def test_every_page_fits_everybody_at_every_width_in_both_themes(
    crowded: Organization, new_context: NewContext
) -> None:
    _fit(new_context, product(WIDTHS, THEMES), ADDRESSES)


def test_what_github_adds_to_pages_fits_too(
    crowded_on_github: Organization, new_context: NewContext
) -> None:
    _fit(new_context, [(390, "light"), (768, "dark"), (1440, "light")], ON_GITHUB)


def _fit(new_context: NewContext, looks: Iterable[Look], addresses: Iterable[str]) -> None:
    """Look at each page in all of these ways; it is loaded once, as only its style knows them."""
    page, looks = new_context().new_page(), tuple(looks)
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for width, theme in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            needed = page.evaluate("document.documentElement.scrollWidth")
            assert needed <= width, f"{address} needs {needed} pixels: {page.evaluate(WIDEST)}"
            assert violations_now(page) == [], f"{address}, {width} pixels wide, {theme}"


def test_a_first_visit_is_small(crowded: Organization, new_context: NewContext) -> None:
    page = new_context().new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (it marks what it is given)

    page.goto("/", wait_until="networkidle")

    sizes = [answer.request.sizes() for answer in answers]
    total = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    assert len(answers) >= 3, "the page, its style and htmx"
    assert {answer.headers.get("content-encoding") for answer in answers[:3]} == {"gzip"}
    assert total < FIRST_VISIT_BYTES, f"{total} bytes"
