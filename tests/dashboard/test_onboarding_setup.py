"""Plans are made, set up, called off, taken up again and joined by who may do that, for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from compliance import clock
from compliance.models import (
    AuditEntry,
    Collaboration,
    Invitation,
    Membership,
    Organization,
    Person,
    Plan,
)
from tests.dashboard.reading import text_of
from tests.factories import NOW, make_person, make_plan, make_repository, make_team, signed_in

NEW = "/onboarding/new/"
GIVEN = {"protocol": "backend", "whom": "staff", "zone": "UTC"}


@pytest.fixture
def people(organization: Organization) -> dict[str, Person]:
    """Mara manages Payments with tom in it, lena Ledger with les in it. Pat is a partner in orders,
    which Payments owns, and pia in books, which Ledger does. The vault is private.
    """
    organization.base_permission = "none"
    organization.save()
    payments, ledger = make_team(organization), make_team(organization, "Ledger")
    orders = make_repository(organization, "orders", team=payments, visibility="internal")
    books = make_repository(organization, "books", team=ledger, visibility="internal")
    make_repository(organization, "vault", visibility="private")
    found = {name: make_person(organization, name) for name in ("mara", "tom", "lena", "les")}
    for name, team in (("mara", payments), ("tom", payments), ("lena", ledger), ("les", ledger)):
        Membership.objects.create(
            organization=organization,
            team=team,
            person=found[name],
            is_maintainer=name in ("mara", "lena"),
        )
    for name, repository in (("pat", orders), ("pia", books)):
        found[name] = make_person(organization, name, role=Person.Role.COLLABORATOR)
        Collaboration.objects.create(
            organization=organization, person=found[name], repository=repository, permission="write"
        )
    found["olga"] = make_person(organization, "olga", role=Person.Role.OWNER)
    return found


def sent(browser: Client, address: str, **more: str) -> tuple[int, str]:
    answered = browser.post(address, GIVEN | more)
    return answered.status_code, answered.content.decode()


@pytest.mark.parametrize(("login", "status"), [("olga", 200), ("mara", 200), ("tom", 403),
                                               ("pat", 403)])  # fmt: skip
def test_who_makes_plans(people: dict[str, Person], login: str, status: int) -> None:
    browser = signed_in(people[login])

    assert browser.get(NEW).status_code == status
    assert ("New plan" in text_of(browser, "/onboarding/")) is (status == 200)
    if status == 403:
        assert sent(browser, NEW, who="newbie")[0] == 403
        assert not Plan.objects.exists()


def test_everything_that_can_be_set_is(people: dict[str, Person]) -> None:
    with clock.standing_at(NOW):
        mara = signed_in(people["mara"])
        status, _ = sent(
            mara, NEW, who="Pat", protocol="fullstack", whom="partner", team="payments",
            repository="orders", buddy="les", starts="2026-12-01T09:00", zone="Europe/Berlin",
            pauses_weekends="on", days_off="2026-12-24, 2026-12-25",
        )  # fmt: skip
    plan = Plan.objects.with_people().get()

    assert status == 302
    assert (plan.person, plan.made_by, plan.buddy) == (
        people["pat"], people["mara"], people["les"],
    )  # fmt: skip
    assert (plan.protocol, plan.whom, plan.goal_hours) == ("fullstack", "partner", 72)
    assert plan.team
    assert plan.repository
    assert (plan.team.slug, plan.repository.name) == ("payments", "orders")
    assert plan.starts_at == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert plan.days_off == [date(2026, 12, 24), date(2026, 12, 25)]
    assert plan.pauses_weekends
    with clock.standing_at(NOW):
        page = mara.get(f"/onboarding/{plan.pk}/edit/").content.decode()
    for value in ("2026-12-01T09:00", "2026-12-24 2026-12-25", "Europe/Berlin", "orders", "les"):
        assert f'value="{value}"' in page, value


FOR_MARA = {
    "tom": "", "pat": "", "newbie": "", "new@example.com": "",
    "les": "You make plans for people of the teams that you manage",
    "pia": "You make plans for people of the teams that you manage",
    "mara": "You make plans for people of the teams that you manage",
    "a b": "Give a login at GitHub", "x@": "Enter a valid email address",
}  # fmt: skip


@pytest.mark.parametrize(("who", "problem"), FOR_MARA.items())
def test_for_whom_a_manager_makes_plans(people: dict[str, Person], who: str, problem: str) -> None:
    whom = "partner" if who in ("pat", "pia") else "staff"
    status, page = sent(signed_in(people["mara"]), NEW, who=who, team="payments", whom=whom)

    assert status == (422 if problem else 302)
    assert problem in page
    assert Plan.objects.exists() is not bool(problem)


@pytest.mark.parametrize("who", ["les", "pia", "newbie"])
def test_an_administrator_does_for_anybody_in_no_team(people: dict[str, Person], who: str) -> None:
    whom = "partner" if who == "pia" else "staff"

    assert sent(signed_in(people["olga"]), NEW, who=who, whom=whom)[0] == 302


WRONG = {
    "team of somebody else": ({"team": "ledger"}, "Select a valid choice"),
    "no team": ({"team": ""}, "Choose one of the teams that you manage."),
    "repository that one may not see": ({"repository": "vault"}, "You see no repository"),
    "buddy whom nobody knows": ({"buddy": "nobody"}, "Nobody who belongs has that login."),
    "their own buddy": ({"buddy": "tom"}, "Nobody is their own buddy."),
    "zone": ({"zone": "Berlin"}, "Give a time zone by its name"),
    "days": ({"days_off": "24.12.2026"}, "Write days as 2026-12-24"),
    "role": ({"protocol": "engineering"}, "Select a valid choice"),
    "start": ({"starts": "tomorrow"}, "Enter a valid date/time."),
    "start long ago": ({"starts": "0001-01-01T00:00"}, "Give a start of the last 30 days"),
    "start a month ago": ({"starts": "2020-01-01T00:00"}, "Give a start of the last 30 days"),
    "a machine's zone": ({"zone": "localtime"}, "Give a time zone by its name"),
}


@pytest.mark.parametrize(("given", "problem"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_set(people: dict[str, Person], given: dict[str, str], problem: str) -> None:
    more = {"who": "tom", "team": "payments"} | given
    status, page = sent(signed_in(people["mara"]), NEW, **more)

    assert status == 422
    assert problem in page
    assert not Plan.objects.exists()


def test_a_start_long_ago_stays_where_nobody_changes_it(people: dict[str, Person]) -> None:
    plan = make_plan(people["tom"].organization, "tom", starts_at=datetime(2020, 1, 1, tzinfo=UTC))
    olga = signed_in(people["olga"])

    edit = f"/onboarding/{plan.pk}/edit/"
    assert sent(olga, edit, starts="2020-01-01T00:00", buddy="les")[0] == 302
    assert sent(olga, edit, starts="2020-01-02T00:00", buddy="les")[0] == 422


def test_a_partner_is_no_staff_and_nobody_gets_two(people: dict[str, Person]) -> None:
    olga = signed_in(people["olga"])
    _, page = sent(olga, NEW, who="pat")
    assert "pat is an outside collaborator" in page
    sent(olga, NEW, who="tom")
    status, page = sent(olga, NEW, who="tom")

    assert status == 422
    assert "tom has a plan already." in page


def test_a_local_administrator_makes_one(people: dict[str, Person], client: Client) -> None:
    assert sent(client, NEW, who="newbie")[0] == 302
    [entry] = AuditEntry.objects.filter(action=AuditEntry.Action.PLAN_MADE)
    assert entry.on_behalf == "local administrator admin"


def test_what_an_editor_may_not_see_stays(
    organization: Organization, people: dict[str, Person]
) -> None:
    vault = organization.repositories.get(name="vault")
    team = organization.teams.get(name="Payments")
    plan = make_plan(organization, "tom", team=team, repository=vault)
    mara = signed_in(people["mara"])
    here = f"/onboarding/{plan.pk}/"

    for address in (here, f"{here}edit/"):
        assert "vault" not in mara.get(address).content.decode(), address
    assert sent(mara, f"{here}edit/", team="payments", buddy="les")[0] == 302
    plan.refresh_from_db()
    assert plan.repository == vault
    assert plan.buddy == people["les"]


def test_a_secret_team_is_named_to_nobody_else(
    organization: Organization, people: dict[str, Person]
) -> None:
    secret = make_team(organization, "Stealth")
    secret.is_secret = True
    secret.save()
    plan = make_plan(organization, "tom", team=secret, buddy=people["les"])

    for login, told in (("olga", True), ("les", False)):
        browser = signed_in(people[login])
        for address in ("/onboarding/", f"/onboarding/{plan.pk}/"):
            page = browser.get(address).content.decode()
            assert "tom" in page
            assert ("Stealth" in page) is told, (login, address)


def test_it_is_called_off_with_a_reason_and_taken_up_again(
    organization: Organization, people: dict[str, Person]
) -> None:
    plan = make_plan(
        organization, "tom", at=clock.now(), team=organization.teams.get(slug="payments")
    )
    mara, here = signed_in(people["mara"]), f"/onboarding/{plan.pk}/"

    status, page = sent(mara, f"{here}call-off/", because="")
    assert (status, "Say in a few words why it is called off." in page) == (422, True)
    assert sent(mara, f"{here}call-off/", because="A mistake")[0] == 302
    assert "Called off" in text_of(mara, here)
    assert "A mistake" in text_of(signed_in(people["tom"]), here)
    assert "A mistake" in text_of(mara, "/onboarding/")
    assert sent(mara, f"{here}edit/", team="payments")[0] == 422
    assert sent(mara, f"{here}take-up/")[0] == 302
    assert "A mistake" not in text_of(mara, here)
    status, page = sent(mara, f"{here}take-up/")
    assert (status, "This plan was not called off." in page) == (422, True)


def test_nothing_is_ticked_in_a_plan_that_was_called_off(
    organization: Organization, people: dict[str, Person]
) -> None:
    plan = make_plan(organization, "tom", at=clock.now())
    here = f"/onboarding/{plan.pk}/"
    sent(signed_in(people["olga"]), f"{here}call-off/", because="A mistake")
    tom = signed_in(people["tom"])

    assert 'id="tick-' not in tom.get(here).content.decode()
    assert tom.post(f"{here}items/api-client/", {"do": "tick"}).status_code == 422


def test_who_came_by_an_e_mail_is_told_by_hand(
    organization: Organization, people: dict[str, Person]
) -> None:
    payments = organization.teams.get(slug="payments")
    Invitation.objects.create(
        organization=organization, key="1", email="kit@example.com", role="member",
        invited_at=clock.now(),
    )  # fmt: skip
    plan = make_plan(organization, "kit@example.com", at=clock.now(), team=payments)
    Plan.objects.filter(pk=plan.pk).update(invitation_key="1")
    mara, here = signed_in(people["mara"]), f"/onboarding/{plan.pk}/"
    assert "the invitation is gone" not in text_of(mara, "/onboarding/")
    Invitation.objects.all().delete()
    kit = make_person(organization, "kit")
    assert "the invitation is gone" in text_of(mara, "/onboarding/")

    status, page = sent(mara, f"{here}join/", person="kit")
    assert (status, "Nobody whose plan you set up has that login." in page) == (422, True)
    Membership.objects.create(organization=organization, team=payments, person=kit)
    assert sent(mara, f"{here}join/", person="kit")[0] == 302
    plan.refresh_from_db()
    assert (plan.person, plan.email) == (kit, "")
    assert "the invitation is gone" not in text_of(mara, "/onboarding/")
    status, page = sent(mara, f"{here}join/", person="kit")
    assert (status, "somebody" in page) == (422, True)


def test_the_audit_log_tells_of_it_with_todays_names(people: dict[str, Person]) -> None:
    olga = signed_in(people["olga"])
    sent(olga, NEW, who="tom", buddy="les", team="payments")
    plan = Plan.objects.get()
    sent(olga, f"/onboarding/{plan.pk}/edit/", buddy="lena", team="payments")
    people["lena"].login = "lena-new"
    people["lena"].save()

    page = text_of(olga, "/audit/")
    assert "Made an onboarding plan for tom" in page
    assert "Changed an onboarding plan for tom" in page
    assert "buddy before les" in page
    assert "buddy lena-new" in page
