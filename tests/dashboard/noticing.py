"""A team with a lead, a buddy and somebody new, and what is told to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from compliance import clock
from compliance.models import (
    Excuse,
    Membership,
    Organization,
    Person,
    Plan,
    PlanItem,
    Repository,
    Team,
)
from compliance.onboarding import ticking
from dashboard.mails import sending
from tests.dashboard.mailing import make_reader
from tests.factories import make_excuse, make_plan, make_repository, make_result, make_team
from tests.mail_server import MailServer

# Wednesday, at noon; the digests of these people are due on the Monday after.
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class World:
    """Nia is new in Payments, which Lea leads; Bo is her buddy. Olga owns the organization, and Dev
    is in the team, which owns `orders`. Eve is nobody to any of that.
    """

    organization: Organization
    team: Team
    lea: Person
    bo: Person
    nia: Person
    dev: Person
    olga: Person
    eve: Person
    plan: Plan
    orders: Repository

    def item(self, *, lead: bool = False) -> PlanItem:
        """The first open item that Nia ticks, and which the lead confirms or does not."""
        found = self.plan.items.filter(
            state="open", why_not="", is_confirmed_by_lead=lead, shown_by__contains=["developer"]
        )
        item = found.select_related("plan").first()
        assert item is not None
        return item

    def stuck(self, at: datetime = NOON, because: str = "Port 6379 is taken") -> PlanItem:
        with clock.standing_at(at):
            return ticking.stuck(self.item(), because)

    def waiting(self, at: datetime = NOON) -> PlanItem:
        with clock.standing_at(at):
            return ticking.tick(self.item(lead=True), self.nia, "AWS")

    def excuse(self, by: Person | None = None, check: str = "lint-in-ci", **values: Any) -> Excuse:
        """A waiver of a check that Dev asks for at noon, or as given."""
        known = self.orders.results.filter(key=check).first()
        result = known or make_result(self.orders, check, "fail")
        given = {"asked_at": NOON, "until": (NOON + 60 * DAY).date()}
        return make_excuse(result, by or self.dev, **(given | values))

    def approved(self, until: datetime, **values: Any) -> Excuse:
        """One that Lea approved two months before."""
        decided: dict[str, Any] = {
            "state": "approved",
            "decided_by": self.lea,
            "decided_at": NOON - 60 * DAY,
        }
        asked = {"asked_at": NOON - 61 * DAY, "until": until.date()}
        return self.excuse(**(asked | decided | values))


def make_world(organization: Organization) -> World:
    """As it stands on Wednesday at nine, when Nia came."""
    team = make_team(organization)
    people = {login: make_reader(organization, login) for login in ("lea", "bo", "nia", "dev")}
    olga = make_reader(organization, "olga")
    Person.objects.filter(pk=olga.pk).update(role=Person.Role.OWNER)
    for login in ("lea", "nia", "dev"):
        Membership.objects.create(
            organization=organization,
            team=team,
            person=people[login],
            is_maintainer=login == "lea",
        )
    plan = make_plan(organization, "nia", at=NOON - 3 * HOUR, team=team, buddy=people["bo"])
    return World(
        organization=organization,
        team=team,
        olga=olga,
        eve=make_reader(organization, "eve"),
        plan=plan,
        orders=make_repository(organization, team=team),
        **people,
    )


def sent_at(organization: Organization, *moments: datetime) -> None:
    """Let mail be sent at each of them."""
    for moment in moments:
        with clock.standing_at(moment):
            sending.send_due(organization, moment)


def told(server: MailServer) -> dict[str, list[str]]:
    """The subjects that each one got, by login."""
    found: dict[str, list[str]] = {}
    for message in server.messages:
        login = str(message["To"]).partition("@")[0]
        found.setdefault(login, []).append(str(message["Subject"]))
    return found


def text_to(server: MailServer, login: str) -> str:
    """The plain text of the last mail to somebody."""
    mails = [each for each in server.messages if str(each["To"]).startswith(f"{login}@")]
    body = mails[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())
