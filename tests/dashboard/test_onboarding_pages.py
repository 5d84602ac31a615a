"""The pages of onboarding: who sees which plan, what each can do there, and what it says then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from compliance import clock
from compliance.models import Membership, Milestone, Organization, Person, Plan, PlanItem
from compliance.onboarding import plans, ticking
from compliance.onboarding.timing import Calendar
from tests.dashboard.reading import text_of
from tests.factories import make_person, make_plan, make_repository, make_team, signed_in

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
TICKED, LEADS, BY_DOCTOR, SEEN = "api-client", "cloud-access", "runtime", "github-organization"


@pytest.fixture
def people(organization: Organization) -> dict[str, Person]:
    """Nia is new in Payments, which mara leads; bo is her buddy, tom a teammate. Lena leads Ledger,
    pat is a partner, stan somebody else, olga an owner.
    """
    payments, ledger = make_team(organization), make_team(organization, "Ledger")
    found = {
        name: make_person(organization, name, name=f"{name.capitalize()} Example")
        for name in ("nia", "mara", "bo", "tom", "lena", "stan")
    }
    for name, team, leads in (
        ("nia", payments, False), ("mara", payments, True), ("tom", payments, False),
        ("lena", ledger, True), ("bo", ledger, False),
    ):  # fmt: skip
        Membership.objects.create(
            organization=organization, team=team, person=found[name], is_maintainer=leads
        )
    found["olga"] = make_person(organization, "olga", role=Person.Role.OWNER)
    found["pat"] = make_person(organization, "pat", role=Person.Role.COLLABORATOR)
    return found


@pytest.fixture
def plan(organization: Organization, people: dict[str, Person]) -> Plan:
    """Nia's, which began at `START`."""
    team = organization.teams.get(name="Payments")
    return make_plan(organization, "nia", at=START, team=team, buddy=people["bo"])


def item(plan: Plan, key: str) -> PlanItem:
    return plan.items.get(key=key)


def address(plan: Plan, rest: str = "") -> str:
    return f"/onboarding/{plan.pk}/{rest}"


def do(browser: Client, plan: Plan, key: str, do: str, **more: str) -> int:
    sent = browser.post(address(plan, f"items/{key}/"), {"do": do, **more})
    return sent.status_code


SEES = {"nia": 200, "mara": 200, "bo": 200, "olga": 200, "tom": 404, "lena": 404, "pat": 404,
        "stan": 404}  # fmt: skip


@pytest.mark.parametrize(("login", "status"), SEES.items())
def test_who_sees_a_plan(plan: Plan, people: dict[str, Person], login: str, status: int) -> None:
    assert signed_in(people[login]).get(address(plan)).status_code == status


TICKS = SEES | {"nia": 302, "mara": 403, "bo": 403, "olga": 403}


@pytest.mark.parametrize(("login", "status"), TICKS.items())
def test_only_who_is_new_ticks(
    plan: Plan, people: dict[str, Person], login: str, status: int
) -> None:
    browser = signed_in(people[login])

    assert do(browser, plan, TICKED, "tick") == status
    assert item(plan, TICKED).state == ("done" if status == 302 else "open")


CONFIRMS = SEES | {"nia": 403, "mara": 302, "bo": 403, "olga": 302}


@pytest.mark.parametrize(("login", "status"), CONFIRMS.items())
def test_only_who_leads_confirms_and_sets_up(
    plan: Plan, people: dict[str, Person], login: str, status: int
) -> None:
    browser = signed_in(people[login])
    read = 200 if status == 302 else status

    sent = browser.post(address(plan, f"items/{BY_DOCTOR}/confirm/"), {"verdict": "confirm"})
    assert sent.status_code == status
    assert browser.get(address(plan, "edit/")).status_code == read
    assert browser.get(address(plan, "join/")).status_code == read
    assert browser.post(address(plan, "call-off/"), {"because": "x"}).status_code == status
    assert browser.post(address(plan, "take-up/")).status_code == status
    plan.refresh_from_db()
    assert plan.is_open


def test_a_tick_shows_progress_and_is_taken_back(plan: Plan, people: dict[str, Person]) -> None:
    nia = signed_in(people["nia"])
    of = plan.items.filter(why_not="").count()

    assert f"0 of {of} done" in text_of(nia, address(plan))
    do(nia, plan, TICKED, "tick")
    page = text_of(nia, address(plan))
    assert f"1 of {of} done" in page
    assert "Ticked" in page
    do(nia, plan, TICKED, "untick")
    assert f"0 of {of} done" in text_of(nia, address(plan))


def test_htmx_gets_the_plan_alone_and_what_to_read_out(
    plan: Plan, people: dict[str, Person]
) -> None:
    nia = signed_in(people["nia"])
    sent = nia.post(
        address(plan, f"items/{LEADS}/"), {"do": "tick"}, headers={"HX-Request": "true"}
    )
    page = sent.content.decode()

    assert sent.status_code == 200
    assert "<html" not in page
    assert 'id="plan"' in page
    assert '<div hx-swap-oob="innerHTML:#said">Ticked. It waits for the lead now.</div>' in page


@pytest.mark.parametrize("key", [SEEN, BY_DOCTOR])
def test_what_is_seen_or_reported_has_no_button_to_tick(
    plan: Plan, people: dict[str, Person], key: str
) -> None:
    nia = signed_in(people["nia"])

    assert f'id="tick-{key}"' not in nia.get(address(plan)).content.decode()
    assert do(nia, plan, key, "tick") == 422
    assert item(plan, key).state == "open"


def test_a_note_and_what_hinders_are_kept_and_told(plan: Plan, people: dict[str, Person]) -> None:
    nia = signed_in(people["nia"])
    do(nia, plan, TICKED, "note", text="I use <b>curl</b>.")
    do(nia, plan, BY_DOCTOR, "stuck", text="nvm does not install")

    for login in ("nia", "mara", "bo"):
        page = signed_in(people[login]).get(address(plan)).content.decode()
        assert "I use &lt;b&gt;curl&lt;/b&gt;." in page, login
        assert "nvm does not install" in page, login
    for login in ("mara", "bo"):
        assert "nvm does not install" in text_of(signed_in(people[login]), "/onboarding/"), login
    do(nia, plan, BY_DOCTOR, "unstuck")
    assert "nvm does not install" not in text_of(nia, address(plan))


def test_nobody_is_stuck_without_saying_why(plan: Plan, people: dict[str, Person]) -> None:
    nia = signed_in(people["nia"])
    sent = nia.post(address(plan, f"items/{TICKED}/"), {"do": "stuck", "text": " "})

    assert sent.status_code == 422
    assert "Say in a few words what hinders you" in sent.content.decode()


def test_the_lead_confirms_from_the_list_and_sends_back(
    plan: Plan, people: dict[str, Person]
) -> None:
    nia, mara = signed_in(people["nia"]), signed_in(people["mara"])
    do(nia, plan, LEADS, "tick")
    listed = text_of(mara, "/onboarding/")
    assert "Waits for you" in listed
    assert "Waits for you" not in text_of(signed_in(people["bo"]), "/onboarding/")

    there = address(plan, f"items/{LEADS}/confirm/")
    sent = mara.post(there, {"verdict": "send-back", "note": "", "back": "1"})
    assert sent.status_code == 422
    assert "Say in a few words what is missing." in sent.content.decode()
    sent = mara.post(there, {"verdict": "send-back", "note": "AWS is missing", "back": "1"})
    assert sent["Location"] == "/onboarding/"
    assert "AWS is missing" in text_of(nia, address(plan))
    do(nia, plan, LEADS, "tick")
    mara.post(there, {"verdict": "confirm", "note": "AWS and Supabase", "back": "1"})

    assert item(plan, LEADS).way == "confirmed"
    assert "AWS and Supabase" in text_of(nia, address(plan))
    assert "Waits for you" not in text_of(mara, "/onboarding/")


def test_the_goal_is_confirmed_with_an_address_and_stops_the_clock(
    plan: Plan, people: dict[str, Person]
) -> None:
    mara = signed_in(people["mara"])
    there = address(plan, f"items/{plan.goal_item}/confirm/")
    assert mara.post(there, {"verdict": "confirm"}).status_code == 422
    wrong = mara.post(there, {"verdict": "confirm", "url": "javascript:x", "note": "It <runs>"})
    assert wrong.status_code == 422
    assert 'value="It &lt;runs&gt;"' in wrong.content.decode(), "nobody writes it twice"

    with clock.standing_at(START + timedelta(hours=31, minutes=20)):
        signed_in(people["olga"]).post(
            there, {"verdict": "confirm", "url": "https://staging.example.com/orders"}
        )
    page = text_of(mara, address(plan))

    assert "31 h 20 min of 48 h" in page
    assert "with 16 h 40 min to spare" in page
    assert "https://staging.example.com/orders" in page


CLOCKS = {
    "running": (timedelta(hours=16, minutes=30), "Left 31 h 30 min of 48 h"),
    "over": (timedelta(hours=53, minutes=10), "Over time 5 h 10 min beyond 48 h"),
    "ahead": (timedelta(hours=-14), "Begins in 14 h"),
}


@pytest.mark.parametrize(("after", "said"), CLOCKS.values(), ids=CLOCKS)
def test_the_clock(
    organization: Organization,
    people: dict[str, Person],
    after: timedelta,
    said: str,
) -> None:
    made = START - timedelta(days=1)
    plan = make_plan(
        organization, "nia", at=made, starts_at=START, calendar=Calendar("Europe/Berlin")
    )
    with clock.standing_at(START + after):
        page = text_of(signed_in(people["nia"]), address(plan))

    assert said in page
    assert "Thu 26 Nov, 10:00 CET" in page


def test_a_zone_that_this_machine_does_not_know_is_shown_as_utc(
    plan: Plan, people: dict[str, Person]
) -> None:
    Plan.objects.update(zone="Mars/Olympus", starts_at=START)
    with clock.standing_at(START + timedelta(hours=2)):
        assert "Thu 26 Nov, 09:00 UTC" in text_of(signed_in(people["mara"]), address(plan))
        page = signed_in(people["mara"]).get(address(plan, "edit/")).content.decode()
    assert 'value="Mars/Olympus"' in page
    assert 'value="2026-11-24T09:00"' in page


def test_a_pause_is_said(organization: Organization, people: dict[str, Person]) -> None:
    friday = datetime(2026, 11, 27, 12, tzinfo=UTC)
    plan = make_plan(organization, "nia", at=friday, calendar=Calendar(pauses_weekends=True))

    with clock.standing_at(friday + timedelta(hours=1)):
        assert "It stands on Sat 28 Nov, Sun 29 Nov." in text_of(
            signed_in(people["nia"]), address(plan)
        )
    with clock.standing_at(friday + timedelta(days=1)):
        page = text_of(signed_in(people["olga"]), address(plan))
        assert "paused today" in page
        assert "The clock goes on on Mon 30 Nov, 00:00 UTC" in page


def test_who_is_invited_has_no_clock_yet(
    organization: Organization, people: dict[str, Person]
) -> None:
    plan = make_plan(organization, "newbie")

    page = text_of(signed_in(people["olga"]), address(plan))
    assert "The clock begins when the invitation is accepted." in page
    assert "newbie" in text_of(signed_in(people["olga"]), "/onboarding/")


def test_a_standstill_is_told_to_who_leads(plan: Plan, people: dict[str, Person]) -> None:
    mara = signed_in(people["mara"])
    with clock.standing_at(START + timedelta(hours=7)):
        assert "no progress for a working day" not in text_of(mara, "/onboarding/")
    with clock.standing_at(START + timedelta(hours=8)):
        assert "no progress for a working day" in text_of(mara, "/onboarding/")
    with clock.standing_at(START + timedelta(hours=8)):
        ticking.tick(item(plan, TICKED), people["nia"])
        assert "no progress for a working day" not in text_of(mara, "/onboarding/")


LISTS = {"mara": True, "olga": True, "bo": True, "lena": False, "pat": False, "stan": False,
         "tom": False}  # fmt: skip


@pytest.mark.parametrize(("login", "shown"), LISTS.items())
def test_the_list_names_whom_its_reader_may_see(
    plan: Plan, people: dict[str, Person], login: str, shown: bool
) -> None:
    answered = signed_in(people[login]).get("/onboarding/")

    assert answered.status_code == 200
    assert ("Nia Example" in answered.content.decode()) is shown


def test_who_sees_only_their_own_is_led_there(plan: Plan, people: dict[str, Person]) -> None:
    assert signed_in(people["nia"]).get("/onboarding/")["Location"] == address(plan)


def test_the_list_is_narrowed_to_a_team(
    organization: Organization, plan: Plan, people: dict[str, Person]
) -> None:
    olga = signed_in(people["olga"])

    assert "Nia Example" in text_of(olga, "/onboarding/?team=payments")
    assert "Nia Example" not in text_of(olga, "/onboarding/?team=ledger")
    assert "Nobody new in Ledger" in text_of(olga, "/onboarding/?team=ledger")
    assert "Nia Example" in text_of(olga, "/onboarding/?team=nothing")


def test_the_list_asks_no_more_for_more_plans(
    organization: Organization,
    people: dict[str, Person],
) -> None:
    mara, payments = signed_in(people["mara"]), organization.teams.get(name="Payments")

    def asked_with(first: int, end: int) -> int:
        for number in range(first, end):
            who = make_person(organization, f"new{number}")
            made = make_plan(organization, who.login, at=START, team=payments, buddy=people["tom"])
            ticking.tick(item(made, LEADS), who)
            ticking.stuck(item(made, BY_DOCTOR), "It hangs.")
            make_plan(organization, f"invited{number}", team=payments)
            over = make_person(organization, f"over{number}")
            plans.call_off(make_plan(organization, over.login, team=payments), None, "x")
        with CaptureQueriesContext(connection) as asked:
            mara.get("/onboarding/")
        return len(asked)

    assert asked_with(0, 1) == asked_with(1, 9)


def test_the_checklist_asks_a_fixed_number(plan: Plan, people: dict[str, Person]) -> None:
    """So many for who leads it, of which eight are around each page."""
    mara = signed_in(people["mara"])
    mara.get(address(plan))
    with CaptureQueriesContext(connection) as before:
        mara.get(address(plan))
    for each in plan.items.all():
        PlanItem.objects.filter(pk=each.pk).update(settled_by=people["nia"], note="Noted.")
    with CaptureQueriesContext(connection) as after:
        mara.get(address(plan))

    assert len(before) == len(after)


@pytest.mark.parametrize(("login", "shown"), {"mara": True, "bo": True, "tom": False}.items())
def test_the_teams_page_shows_its_newcomers_to_who_may_see_them(
    plan: Plan, people: dict[str, Person], login: str, shown: bool
) -> None:
    page = text_of(signed_in(people[login]), "/teams/payments/")

    assert ("Newcomers" in page) is shown
    assert ("Nia Example" in page) is shown


def test_what_was_done_where_its_reader_may_not_look_is_not_told(
    organization: Organization, plan: Plan, people: dict[str, Person]
) -> None:
    """A buddy sees that something was done, and neither where nor what it was called."""
    organization.base_permission = "none"
    organization.save()
    vault = make_repository(organization, "vault", visibility="private")
    given = {"organization": organization, "repository": vault, "at": START, "seen_at": START}
    Milestone.objects.create(plan=plan, kind="staging", title="staging got #7 of vault", **given)
    with transaction.atomic():
        goal = item(plan, plan.goal_item)
        ticking.settle(
            goal, PlanItem.Way.VERIFIED, clock.now(), evidence="staging got #7 of vault."
        )
    ticking.confirm(item(plan, BY_DOCTOR), people["mara"], "Seen at the desk")

    for login, told in (("olga", True), ("bo", False)):
        page = signed_in(people[login]).get(address(plan)).content.decode()
        assert ("vault" in page) is told, login
        assert "Seen at the desk" in page, "what somebody wrote stays where it has no address"
    assert "In a repository that you may not see." in text_of(
        signed_in(people["bo"]), address(plan)
    )


def test_the_goal_says_why_nothing_may_be_seen_of_it(
    organization: Organization, plan: Plan, people: dict[str, Person]
) -> None:
    repository = make_repository(organization, "orders", visibility="private")
    plan.repository = repository
    plan.save(update_fields=["repository"])
    why = "GitHub has not been asked for it yet"

    assert why in text_of(signed_in(people["olga"]), address(plan))
    # It may name the repository, of which a buddy who cannot see it is told nothing.
    assert why not in text_of(signed_in(people["bo"]), address(plan))
