"""What people of the demo organization asked to have excused, and who decided on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from integrations.demo import story
from integrations.demo.building import EXAMPLES
from integrations.demo.calendar import Calendar
from integrations.demo.errors import DemoError


@dataclass(frozen=True)
class ToldExcuse:
    """A waiver or an attestation. People are named by their logins; `until` is its last day, and
    `decided_at` is None for one that waits.
    """

    repository: str
    is_waiver: bool
    check: str
    component: str
    paths: tuple[str, ...]
    reason: str
    link: str
    by: str
    at: datetime
    until: date
    is_refused: bool = False
    decided_at: datetime | None = None
    decided_by: str = ""
    decision: str = ""


def excuses(now: datetime) -> list[ToldExcuse]:
    """All that the stories tell, as of this day, in the order in which it was asked for.

    Raises:
        DemoError: a story is not what it has to be.
        OSError: one cannot be read.
    """
    calendar = Calendar(now)
    people = story.organization(EXAMPLES).people
    found = [
        each
        for name, told in story.stories(EXAMPLES).items()
        for each in _of_story(name, told, people, calendar)
    ]
    return sorted(found, key=lambda each: each.at)


def _of_story(
    name: str, told: story.Story, people: Mapping[str, story.Person], calendar: Calendar
) -> Iterator[ToldExcuse]:
    both = ((True, told.waivers), (False, told.attestations))
    for is_waiver, each in ((kind, each) for kind, listed in both for each in listed):
        at = calendar.moment(each.at)
        decided_at, decided_by = _decision(each.approved or each.refused, calendar)
        yield ToldExcuse(
            repository=name,
            is_waiver=is_waiver,
            check=each.check,
            component=each.component,
            paths=each.paths,
            reason=each.reason,
            link=each.link,
            by=_login(each.by, people),
            at=at,
            until=at.date() + timedelta(days=each.days),
            is_refused=bool(each.refused),
            decided_at=decided_at,
            decided_by=_login(decided_by, people) if decided_by else "",
            decision=each.decision,
        )


def _login(key: str, people: Mapping[str, story.Person]) -> str:
    if key not in people:
        raise DemoError(f"Nobody in the organization's story is called {key}.")
    return people[key].login


def _decision(told: str, calendar: Calendar) -> tuple[datetime | None, str]:
    """When it was decided on and by whom, from `29 14:20 oskar`."""
    if not told:
        return None, ""
    moment, _, who = told.rpartition(" ")
    if not moment or not who:
        raise DemoError(f"“{told}” is no decision, such as 29 14:20 oskar.")
    return calendar.moment(moment), who
