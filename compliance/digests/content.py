"""What a person is told once a week: what changed since they were told last, and nothing else.

A check that counts as something else than before, a waiver that came within two weeks of its end,
somebody new and a goal that was missed are changes; where a score stands, what to do next, what is
left of one's onboarding, and reviews that wait only accompany them.
All of it comes from what the pages are made of, by the reader's own sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from compliance import sight
from compliance.digests import movement
from compliance.digests.lapses import ending, lapses
from compliance.digests.movement import Movement
from compliance.digests.newcomers import newcomers, own_plan
from compliance.digests.parts import Digest, Line, Named, Part, Whose
from compliance.digests.pulls import waiting_for
from compliance.digests.scores import since_midnight
from compliance.models import Excuse, Team
from compliance.roles import Role
from compliance.scorecards import kept, questions, tallies
from compliance.scorecards.changes import Change, Kind
from compliance.scorecards.kept import Now
from compliance.scorecards.mending import Mending, mending
from compliance.scorecards.scope import Scope
from compliance.scoring import Weights
from compliance.sight import Sight

__all__ = ("LONGEST", "Digest", "digest_of", "digest_of_team", "scores")

LONGEST = timedelta(days=questions.TREND_DAYS)
"""Of no longer a span it is told: who was not told for longer reads the pages."""
TEAMS_TOLD = 3
LINES = 10
ACTIONS = 3
PLACES = 2


def digest_of(reader: Sight, since: datetime, until: datetime) -> Digest | None:
    """What changed for somebody from `since` on, and before `until`, in the zone of which days are
    written; None where nothing did.
    """
    if reader.person is None or reader.role is Role.STRANGER:
        return None
    material = _Material(reader, max(since, until - LONGEST), until)
    parts, lines = _changed(material)
    came = newcomers(reader, material.since, until, material.teams)
    if not parts and not lines and not any(each.is_changed for each in came):
        return None
    return replace(
        _digest(material, parts, lines),
        newcomers=came,
        own_plan=own_plan(reader, until),
        reviews=waiting_for(reader),
    )


def digest_of_team(team: Team, since: datetime, until: datetime) -> Digest | None:
    """What a channel of a team is told: of its repositories those that everybody who is in the team
    may see, and nothing of who is new. docs/decisions/0012 says why.
    """
    reader = replace(sight.of_members(team), role=Role.MANAGER, led=frozenset({team.pk}))
    material = _Material(reader, max(since, until - LONGEST), until)
    parts, lines = _changed(material)
    # What its people work on besides is others' to tell.
    parts = [part for part in parts if part.whose is Whose.TEAM]
    return _digest(material, parts, lines) if parts else None


def _changed(material: _Material) -> tuple[list[Part], tuple[Line, ...]]:
    """What is told at length, as far as it is known by now, and what in short."""
    parts = [part for part in _parts(material) if part.is_changed]
    return parts, _lines(material, {part.team for part in parts})


def _digest(material: _Material, parts: Iterable[Part], lines: tuple[Line, ...]) -> Digest:
    told = {part.team for part in parts} | {line.team for line in lines}
    return Digest(
        material.reader.organization.name,
        material.since.astimezone(material.until.tzinfo),
        material.until,
        tuple(_told(material, part) for part in parts),
        lines,
        tuple(each for each in map(_named, material.led) if each not in told),
    )


def scores(
    reader: Sight, since: datetime, until: datetime, team: Team | None
) -> tuple[float | None, float | None]:
    """Where a team, or without one all that somebody may see, stood when a span began, and stands
    now, as a digest of that span tells it.
    """
    was, now = _weights(_Material(reader, since, until), team)
    return was.score, now.score


@dataclass(frozen=True)
class _Material:
    """What a digest is made of, looked up once."""

    reader: Sight
    since: datetime
    until: datetime

    @cached_property
    def teams(self) -> list[Team]:
        """The teams that the reader may know of."""
        return list(self.reader.shown_teams())

    @cached_property
    def led(self) -> list[Team]:
        """Those of them that they manage."""
        if self.reader.role is not Role.MANAGER:
            return []
        return [team for team in self.teams if team.pk in self.reader.led]

    @cached_property
    def ending(self) -> list[Excuse]:
        """What ends soon."""
        return ending(self.reader)

    @cached_property
    def moved(self) -> Movement:
        """What changed, and who owns where it did or where something ends."""
        concerned = [each.repository_id for each in self.ending]
        return movement.movement(self.reader, self.since, self.until, self.teams, concerned)

    @cached_property
    def since_midnight(self) -> Mapping[int, Weights]:
        """What changed of scores between the end of the last day before and the span."""
        return since_midnight(self.reader, self.since)

    @cached_property
    def owners_since_midnight(self) -> Mapping[int, tuple[Team, ...]]:
        """Who owns where that was."""
        return movement.owners(self.reader, self.teams, self.since_midnight)

    @cached_property
    def own(self) -> set[int]:
        """Those of these repositories that are the reader's own, by primary key."""
        concerned = {each.repository for each in self.moved.found}
        concerned.update(each.repository_id for each in self.ending)
        rows = movement.own(self.reader).filter(pk__in=concerned)
        return set(rows.order_by().values_list("pk", flat=True))

    @cached_property
    def now(self) -> Now:
        """Where all stand, and stood at the end of the last day before."""
        return kept.now(Scope(self.reader), self.day_before)

    @property
    def day_before(self) -> date:
        """The last day (UTC) that was over when the span began."""
        return self.since.astimezone(UTC).date() - timedelta(days=1)

    def changes_of(self, part: Part) -> list[Change]:
        """What changed of what a part is about."""
        match part.whose:
            case Whose.ALL:
                return list(self.moved.found)
            case Whose.OWN:
                return self.moved.among(self.own)
        return [] if part.team is None else self.moved.of(self.team(part.team))

    def ending_of(self, part: Part) -> list[Excuse]:
        """What ends soon of what a part is about."""
        match part.whose:
            case Whose.ALL:
                return self.ending
            case Whose.OWN:
                return [each for each in self.ending if each.repository_id in self.own]
        team = None if part.team is None else self.team(part.team)
        owners = self.moved.owners
        return [each for each in self.ending if team in owners.get(each.repository_id, ())]

    def team(self, named: Named) -> Team:
        """The team of a part."""
        return next(team for team in self.teams if team.slug == named.slug)


def _parts(material: _Material) -> Iterable[Part]:
    """The parts that there may be, with how much changed in each: of the organization for who
    administrates it, of each team for its manager, of one's own repositories for all others.
    """
    if material.reader.role is Role.ADMINISTRATOR:
        return [_draft(material, Part(Whose.ALL, movement.NOTHING))]
    of_teams = [_of_team(material, team) for team in material.led]
    return [*_most_urgent(of_teams), _draft(material, Part(Whose.OWN, movement.NOTHING))]


def _of_team(material: _Material, team: Team) -> Part:
    return _draft(material, Part(Whose.TEAM, movement.NOTHING, _named(team)))


def _draft(material: _Material, part: Part) -> Part:
    """A part with how much changed, before anything is looked up of what is told."""
    return replace(
        part,
        changed=movement.changed(material.changes_of(part), {}),
        lapsing=lapses(material.ending_of(part), material.since, material.until),
    )


def _most_urgent(parts: Iterable[Part]) -> list[Part]:
    """As many parts of teams as are told at length, those in which most got worse first."""
    changed = [part for part in parts if part.is_changed]
    changed.sort(key=lambda part: (-part.changed.failing, -sum(part.changed.counts.values())))
    return changed[:TEAMS_TOLD]


def _told(material: _Material, part: Part) -> Part:
    """A part with all that is said in it."""
    found = material.changes_of(part)
    shown = movement.chosen(found)
    changed = movement.changed(found, movement.told(shown, material.moved))
    if part.whose is Whose.OWN:
        return replace(part, changed=movement.with_remedies(changed, shown))
    team = material.team(part.team) if part.team else None
    was, now = _weights(material, team)
    return replace(
        part,
        changed=changed,
        was=was.score,
        score=now.score,
        actions=_actions(Scope(material.reader, team), now),
    )


def _weights(material: _Material, team: Team | None) -> tuple[Weights, Weights]:
    """Where a team, or without one all, stood before the span, and stand now."""
    now, moved = material.now, material.since_midnight
    if team is None:
        return sum(moved.values(), now.before_in_all), now.standing.weights
    owners = material.owners_since_midnight
    own = (sums for pk, sums in moved.items() if team in owners.get(pk, ()))
    return sum(own, now.before(team.pk)), now.of_team(team.pk).weights


def _actions(scope: Scope, weights: Weights) -> tuple[Mending, ...]:
    """What to do next: the gaps that reach furthest, and where they are oldest."""
    gaps = questions.gaps(tallies.seen_by(scope), ACTIONS)
    return tuple(mending(scope, gaps, weights, PLACES))


def _lines(material: _Material, told: set[Named | None]) -> tuple[Line, ...]:
    """The teams in which something changed that are not told of at length, those in which most got
    worse first.
    """
    is_administrator = material.reader.role is Role.ADMINISTRATOR
    teams = material.teams if is_administrator else material.led
    drafts = [(team, _of_team(material, team)) for team in teams if _named(team) not in told]
    found = [_line(material, team, part) for team, part in drafts if part.is_changed]
    return tuple(sorted(found, key=lambda line: (-line.worse, -line.better))[:LINES])


def _line(material: _Material, team: Team, part: Part) -> Line:
    was, now = _weights(material, team)
    return Line(
        _named(team),
        was.score,
        now.score,
        part.changed.failing,
        part.changed.of(Kind.BETTER),
        part.changed.rest,
        sum(each.is_new for each in part.lapsing),
    )


def _named(team: Team) -> Named:
    return Named(team.name, team.slug)
