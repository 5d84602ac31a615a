"""In which order a plan shows its items: what can be done, what waits, and folded what is done."""

from __future__ import annotations

import pytest

from compliance.models import Person, Plan
from compliance.onboarding import ticking
from tests.dashboard.reading import content_of
from tests.dashboard.test_onboarding_pages import (  # noqa: F401 (fixtures)
    BY_DOCTOR,
    LEADS,
    TICKED,
    address,
    item,
    people,
    plan,
)
from tests.factories import signed_in


@pytest.fixture
def half(plan: Plan, people: dict[str, Person]) -> Plan:  # noqa: F811
    """Nia ticked an item, and one that mara confirms, and is stuck with a third."""
    ticking.tick(item(plan, TICKED), people["nia"])
    ticking.tick(item(plan, LEADS), people["nia"])
    ticking.stuck(item(plan, BY_DOCTOR), "nvm hangs")
    return plan


def checklist(plan: Plan, person: Person) -> str:  # noqa: F811
    page = content_of(signed_in(person), address(plan))
    return page[page.index('class="card checklist"') :]


@pytest.mark.parametrize("login", ["nia", "mara"])
def test_what_is_open_comes_first_in_the_order_of_the_protocol_and_what_is_done_last(
    half: Plan,
    people: dict[str, Person],  # noqa: F811
    login: str,
) -> None:
    page = checklist(half, people[login])
    asked = half.items.filter(why_not="", dropped_at=None)
    still_open = list(asked.filter(state="open").values_list("key", flat=True))
    at = [page.index(f'id="item-{key}"') for key in [*still_open, LEADS, TICKED]]

    assert at == sorted(at)
    fold = page.index("<summary>1 done</summary>")
    assert at[-2] < fold < at[-1]


def test_what_is_stuck_and_what_waits_is_marked_at_the_top(
    half: Plan,
    people: dict[str, Person],  # noqa: F811
) -> None:
    page = checklist(half, people["nia"])
    top = page[: page.index('id="item-')]

    assert top.index("Stuck") < top.index(f'href="#detail-{BY_DOCTOR}"')
    assert top.index("Waits for the lead") < top.index(f'href="#detail-{LEADS}"')


def test_where_nothing_is_done_or_waits_nothing_is_said_of_it(
    plan: Plan,  # noqa: F811
    people: dict[str, Person],  # noqa: F811
) -> None:
    page = checklist(plan, people["nia"])

    assert "done</summary>" not in page
    assert "#detail-" not in page[: page.index('id="item-')]


def test_what_was_just_done_is_seen_where_it_stands_now(
    half: Plan,
    people: dict[str, Person],  # noqa: F811
) -> None:
    nia = signed_in(people["nia"])
    sent = {"do": "note", "text": "Insomnia"}
    of_done = nia.post(address(half, f"items/{TICKED}/"), sent, headers={"HX-Request": "true"})
    of_open = nia.post(address(half, f"items/{BY_DOCTOR}/"), sent, headers={"HX-Request": "true"})

    assert '<details class="more" id="done" open>' in of_done.content.decode()
    assert '<details class="more" id="done">' in of_open.content.decode()


def test_what_the_lead_hands_out_says_whom_to_ask(
    plan: Plan,  # noqa: F811
    people: dict[str, Person],  # noqa: F811
) -> None:
    page = content_of(signed_in(people["nia"]), address(plan))
    asking = '<p>Whom to ask: <strong><span title="mara">Mara Example</span></strong></p>'

    def detail(key: str) -> str:
        return page.partition(f'id="detail-{key}"')[2].partition("</li>")[0]

    assert asking in detail("database-credentials")
    assert asking in detail(LEADS)
    assert asking not in detail(TICKED)
    ticking.tick(item(plan, LEADS), people["nia"])
    page = content_of(signed_in(people["nia"]), address(plan))
    assert asking not in detail(LEADS)
