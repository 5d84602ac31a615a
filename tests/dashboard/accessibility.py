"""What axe-core finds in a page that some people could not use."""

from __future__ import annotations

from itertools import product

from playwright.sync_api import Page

from tests.github_simulator_tests import descriptions

WIDTHS = (390, 768, 1440)
_RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    each => each.id + ": " + each.help + " at " + each.nodes.map(node => node.html).join(" ")
)"""


def violations_now(page: Page) -> list[str]:
    """What is wrong in a page as it stands."""
    page.evaluate(descriptions.axe())
    return list(page.evaluate(_RUN))


def violations(page: Page) -> list[str]:
    """What is wrong in a page as it stands, in both themes and at each width."""
    found: dict[str, None] = {}
    for width, scheme in product(WIDTHS, ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found |= dict.fromkeys(f"{width} {scheme} {each}" for each in violations_now(page))
    page.set_viewport_size({"width": 1440, "height": 900})
    return list(found)
