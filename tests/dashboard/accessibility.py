"""What axe-core finds in a page that some people could not use."""

from __future__ import annotations

from itertools import product
from typing import Literal

from playwright.sync_api import Page

from tests.github_simulator_tests import descriptions

Theme = Literal["light", "dark"]
WIDTHS = (390, 768, 1440)
THEMES: tuple[Theme, ...] = ("light", "dark")
_RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    each => each.id + ": " + each.help + " at " + each.nodes.map(node => node.html).join(" ")
)"""


def violations_now(page: Page) -> list[str]:
    """What is wrong in a page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(descriptions.axe())
    return list(page.evaluate(_RUN))


def violations(page: Page) -> list[str]:
    """What is wrong in a page as it stands, in both themes and at each width."""
    found: dict[str, None] = {}
    for width, scheme in product(WIDTHS, THEMES):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found |= dict.fromkeys(f"{width} {scheme} {each}" for each in violations_now(page))
    page.set_viewport_size({"width": 1440, "height": 900})
    return list(found)
