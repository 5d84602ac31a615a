"""How newcomers of the demo organization fared: their plans, and what was done to the items."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from integrations.demo import story
from integrations.demo.building import EXAMPLES
from integrations.demo.calendar import Calendar
from integrations.demo.errors import DemoError


class Deed(enum.StrEnum):
    """What is done to items of a plan."""

    TICK = "tick"
    STUCK = "stuck"
    CONFIRM = "confirm"
    SEND_BACK = "send-back"
    DOCTOR = "doctor"


@dataclass(frozen=True)
class ToldStep:
    """Something that was done to an item; `failing` are those of a report of the doctor's."""

    at: datetime
    deed: Deed
    item: str = ""
    said: str = ""
    failing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ToldPlan:
    """A plan, set up at a moment by somebody; people are named by their logins. `joined` is None
    for who is no member.
    """

    who: str
    at: datetime
    by: str
    repository: str
    team: str
    buddy: str
    is_partner: bool
    joined: datetime | None
    steps: tuple[ToldStep, ...]


def plans(now: datetime) -> list[ToldPlan]:
    """All that the story tells, as of this day, in the order in which they were set up.

    Raises:
        DemoError: the story is not what it has to be.
        OSError: it cannot be read.
    """
    told = story.organization(EXAMPLES)
    calendar = Calendar(now)
    return sorted((_plan(each, told, calendar) for each in told.plans), key=lambda each: each.at)


def _plan(told: story.Plan, organization: story.Organization, calendar: Calendar) -> ToldPlan:
    moment, _, by = told.set_up.rpartition(" ")
    for key in (told.who, by, *([told.buddy] if told.buddy else [])):
        if key not in organization.people:
            raise DemoError(f"Nobody in the organization's story is called {key}.")
    people = organization.people
    joined = people[told.who].joined
    return ToldPlan(
        who=people[told.who].login,
        at=calendar.moment(moment),
        by=people[by].login,
        repository=told.repository,
        team=told.team,
        buddy=people[told.buddy].login if told.buddy else "",
        is_partner=told.partner,
        joined=calendar.moment(joined) if joined else None,
        steps=tuple(_step(each, calendar) for each in told.steps),
    )


def _step(told: str, calendar: Calendar) -> ToldStep:
    """A step from `15 09:10 tick api-client Insomnia`."""
    day, _, rest = told.partition(" ")
    time, _, rest = rest.partition(" ")
    deed, _, rest = rest.partition(" ")
    if deed not in set(Deed):
        raise DemoError(f"“{told}” is no step, such as 15 09:10 tick api-client Insomnia.")
    at = calendar.moment(f"{day} {time}")
    if deed == Deed.DOCTOR:
        return ToldStep(at, Deed.DOCTOR, failing=frozenset(rest.split()))
    item, _, said = rest.partition(" ")
    return ToldStep(at, Deed(deed), item, said)
