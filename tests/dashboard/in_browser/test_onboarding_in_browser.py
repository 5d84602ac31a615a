"""Onboarding in a real Chromium: who is new ticks, with scripts and without, and each stage looks
as it should.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from compliance import clock
from compliance.models import Membership, Milestone, Organization, Person, Plan, PlanItem
from compliance.onboarding import plans, ticking
from compliance.onboarding.timing import Calendar
from tests.dashboard.accessibility import violations, violations_now
from tests.dashboard.in_browser.conftest import WIDE, NewContext, PageOf, sign_in
from tests.dashboard.in_browser.test_other_ways_in_browser import look
from tests.factories import make_person, make_plan, make_repository, make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NAMES = {
    "nia": "Nia Okafor", "mara": "Mara Lindqvist", "bo": "Bo Tanaka", "ada": "Ada Moreau",
    "tim": "Tim Novak", "fin": "Fin Keller",
}  # fmt: skip


@pytest.fixture
def people(organization: Organization) -> dict[str, Person]:
    """Mara leads Payments, into which the others come; bo is a buddy."""
    payments = make_team(organization)
    make_repository(organization, "orders", team=payments)
    found = {login: make_person(organization, login, name=NAMES[login]) for login in NAMES}
    for login, person in found.items():
        Membership.objects.create(
            organization=organization, team=payments, person=person, is_maintainer=login == "mara"
        )
    return found


def planned(organization: Organization, who: str, before: timedelta, **more: object) -> Plan:
    """A plan that began so long ago."""
    given = {
        "team": organization.teams.get(),
        "repository": organization.repositories.get(),
        "buddy": organization.people.get(login="bo"),
        "calendar": Calendar("Europe/Berlin", pauses_weekends=False),
    }
    return make_plan(organization, who, at=clock.now() - before, **(given | more))


def item(plan: Plan, key: str) -> PlanItem:
    return plan.items.get(key=key)


def verify(plan: Plan, key: str, evidence: str) -> None:
    """As what looks at GitHub does."""
    with transaction.atomic():
        found = item(plan, key)
        found.plan = plans.locked(plan)
        ticking.settle(
            found,
            PlanItem.Way.VERIFIED,
            clock.now(),
            evidence=evidence,
            url="https://github.example.com/acme/orders/pull/7",
        )


def come_half_way(plan: Plan) -> None:
    """With the accesses and what was seen at the desk; with one thing they are stuck."""
    me, lead = plan.person, plan.organization.people.get(login="mara")
    assert me is not None
    with clock.standing_at(clock.now() - HOUR):
        verify(plan, "github-organization", "Member of acme")
        for key in ("cloud-access", "database-credentials"):
            ticking.tick(item(plan, key), me, "AWS and Supabase" if key == "cloud-access" else "")
        ticking.confirm(item(plan, "cloud-access"), lead, "Both accounts are there")
        ticking.tick(item(plan, "notion-board"), me)
        ticking.tick(item(plan, "api-client"), me, "Insomnia")
        for key in ("runtime", "package-manager", "clone"):
            ticking.confirm(item(plan, key), lead, "Seen at the desk")
        ticking.stuck(item(plan, "services"), "Port 5432 is taken by something that I cannot find.")
        PlanItem.objects.filter(plan=plan, key="env-file").update(
            reported_at=clock.now(), outcome="fail"
        )
        for kind, title in (("branch", "feat/refunds"), ("commit", "feat: begin with refunds")):
            Milestone.objects.create(
                plan=plan, organization=plan.organization, kind=kind, title=title, at=clock.now(),
                seen_at=clock.now(), url="https://github.example.com/acme/orders/tree/feat/refunds",
            )  # fmt: skip


def reach(plan: Plan, before: timedelta) -> None:
    """The goal, so long ago."""
    come_half_way(plan)
    with clock.standing_at(clock.now() - before):
        verify(plan, plan.goal_item, "Deployed to staging with #7 “Refunds of orders”")
        for kind in list(Milestone.Kind)[4:]:
            Milestone.objects.create(
                plan=plan, organization=plan.organization, kind=kind, title="Refunds of orders",
                at=clock.now(), seen_at=clock.now(), url="https://github.example.com/acme/orders/7",
            )  # fmt: skip


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def page(request: pytest.FixtureRequest, new_context: NewContext) -> Page:
    return new_context(signs_in=True, viewport=WIDE, java_script_enabled=request.param).new_page()


def test_a_tick_moves_the_progress(
    organization: Organization,
    people: dict[str, Person],
    page: Page,
    server: str,
) -> None:
    plan = planned(organization, "nia", MINUTE)
    sign_in(page.context, server, people["nia"])
    page.goto("/onboarding/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your onboarding")
    of = plan.items.filter(why_not="").count()
    done = page.locator("#plan .checklist > header .when")
    expect(done).to_have_text(f"0 of {of} done")

    page.get_by_role("button", name="API client", exact=True).click()
    expect(done).to_have_text(f"1 of {of} done")
    expect(page.locator("#item-api-client .chip").first).to_have_text("Ticked")
    page.get_by_role("button", name="API client", exact=True).click()
    expect(done).to_have_text(f"0 of {of} done")

    page.locator("#item-runtime summary").first.click()
    page.locator("#item-runtime").get_by_text("I am stuck").click()
    page.get_by_label("What hinders you at Runtime").fill("nvm hangs")
    page.get_by_role("button", name="Ask for help").click()
    expect(page.locator("#item-runtime .chip").first).to_have_text("Stuck")
    assert item(plan, "runtime").stuck_because == "nvm hangs"


def test_keys_tick_and_what_happened_is_read_out(
    organization: Organization,
    people: dict[str, Person],
    page_of: PageOf,
) -> None:
    page = page_of(people["nia"])
    planned(organization, "nia", MINUTE)
    page.goto("/onboarding/")
    page.get_by_role("button", name="Cloud services", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Ticked. It waits for the lead now.")
    expect(page.get_by_role("button", name="Cloud services", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("The tick is taken back.")


def test_what_is_half_written_stays_while_something_else_is_ticked(
    organization: Organization,
    people: dict[str, Person],
    page_of: PageOf,
) -> None:
    page = page_of(people["nia"])
    plan = planned(organization, "nia", MINUTE)
    page.goto("/onboarding/")
    page.locator("#item-runtime summary").first.click()
    page.locator("#item-runtime").get_by_text("Write a note").click()
    page.get_by_label("Note on Runtime").fill("nvm, not yet")
    page.get_by_role("button", name="API client", exact=True).click()
    expect(page.locator("#item-api-client .chip").first).to_have_text("Ticked")

    expect(page.locator("#note-runtime")).to_have_value("nvm, not yet")
    assert item(plan, "runtime").note == ""


def test_what_is_folded_out_stays_so(
    organization: Organization,
    people: dict[str, Person],
    page_of: PageOf,
) -> None:
    page = page_of(people["nia"])
    plan = planned(organization, "nia", MINUTE)
    page.goto("/onboarding/")
    for key in ("runtime", "api-client"):
        page.locator(f"#item-{key} summary").first.click()
    page.locator("#item-runtime").get_by_text("Write a note").click()

    page.get_by_role("button", name="API client", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#item-api-client .chip").first).to_have_text("Ticked")

    expect(page.locator("#note-runtime")).to_be_visible()
    expect(page.locator("#note-api-client")).to_be_attached()
    assert page.locator("#item-api-client > details").get_attribute("open") is not None
    assert page.locator("#item-clone > details").get_attribute("open") is None
    expect(page.get_by_role("button", name="API client", exact=True)).to_be_focused()
    expect(page.locator("#item-api-client .detail")).to_contain_text("Ticked by Nia Okafor")

    # What another hand did meanwhile shows, too.
    ticking.tick(item(plan, "notion-board"), people["nia"])
    page.get_by_label("Note on Runtime").fill("nvm")
    page.get_by_role("button", name="Keep the note").first.click()
    expect(page.get_by_role("status")).to_have_text("The note is kept.")
    expect(page.locator("#item-notion-board .chip").first).to_have_text("Ticked")
    expect(page.locator("#note-runtime")).to_have_value("nvm")
    expect(page.locator("#note-runtime")).to_be_visible()


@pytest.fixture
def stages(organization: Organization, people: dict[str, Person]) -> dict[str, Plan]:
    """Somebody at each stage."""
    found = {
        "first": planned(organization, "nia", MINUTE),
        "half": planned(organization, "ada", 20 * HOUR),
        "over": planned(organization, "tim", 55 * HOUR),
        "finished": planned(organization, "fin", 90 * HOUR),
    }
    come_half_way(found["half"])
    come_half_way(found["over"])
    reach(found["finished"], 58 * HOUR)
    make_plan(organization, "newcomer@example.com", team=organization.teams.get())
    return found


def test_each_stage_can_be_looked_at(
    stages: dict[str, Plan],
    people: dict[str, Person],
    new_context: NewContext,
    server: str,
) -> None:
    page = new_context(signs_in=True).new_page()
    for name, plan in stages.items():
        assert plan.person is not None
        sign_in(page.context, server, plan.person)
        page.goto(f"/onboarding/{plan.pk}/")
        look(page, f"onboarding-{name}")
        found = violations(page) if name == "half" else violations_now(page)
        assert found == [], name
    sign_in(page.context, server, people["mara"])
    half, over = stages["half"].pk, stages["over"].pk
    for name, address in {
        "list": "", "led": f"{over}/#item-services", "new": "new/", "edit": f"{half}/edit/",
    }.items():  # fmt: skip
        page.goto(f"/onboarding/{address}")
        if name == "led":
            page.locator("#item-database-credentials summary").first.click()
        look(page, f"onboarding-{name}")
        found = violations(page) if name == "list" else violations_now(page)
        assert found == [], name
