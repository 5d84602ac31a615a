"""A repository's year, made up from a seed: what its checks counted as when, and what that gave."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.protocol import Coverage, Protocol
from compliance.scoring import Score, Scored, Standing, score

# How often a check of a repository that nobody works on counts as what.
_AT_FIRST = (Standing.FAIL, Standing.PASS, Standing.UNKNOWN, Standing.NOT_APPLICABLE)
_MEND = 0.65
_CHANGES_A_YEAR = 20


@dataclass(frozen=True)
class Change:
    """A check that counts as something else from some moment on."""

    coverage: Coverage
    before: Standing
    after: Standing


@dataclass(frozen=True)
class Event:
    """A judgement after which a repository stood elsewhere; the first has no changes."""

    at: datetime
    commit: str
    changes: tuple[Change, ...]
    reached: Score


@dataclass(frozen=True)
class Now:
    """What a check counts as at the end of the year, and since when and which commit."""

    coverage: Coverage
    standing: Standing
    since: datetime
    commit: str


@dataclass(frozen=True)
class Year:
    """All that happened to a repository."""

    events: tuple[Event, ...]
    results: tuple[Now, ...]


def year(chance: random.Random, protocol: Protocol, end: datetime) -> Year:
    """What happened to one repository in the year until then; some are younger."""
    coverages = (*protocol.automated(), *protocol.attested())
    begin = end - timedelta(days=365 if chance.random() < 0.8 else chance.uniform(1, 365))
    weights = (1 - (quality := chance.betavariate(4, 2.5)), quality, 0.06, 0.3)
    commit = commit_id(chance)
    now = {
        each.key: Now(each, standing, begin, commit)
        for each, standing in zip(
            coverages, chance.choices(_AT_FIRST, weights, k=len(coverages)), strict=True
        )
    }
    events = [Event(begin, commit, (), _score(now))]
    for at in _moments(chance, begin, end):
        commit = commit_id(chance)
        changes = tuple(_changes(chance, now))
        for each in changes:
            now[each.coverage.key] = Now(each.coverage, each.after, at, commit)
        events.append(Event(at, commit, changes, _score(now)))
    return Year(tuple(events), tuple(now.values()))


def commit_id(chance: random.Random) -> str:
    """What could be the id of a commit."""
    return f"{chance.getrandbits(160):040x}"


def _moments(chance: random.Random, begin: datetime, end: datetime) -> list[datetime]:
    length = (end - begin) / timedelta(days=365)
    count = round(chance.expovariate(1 / (_CHANGES_A_YEAR * length)))
    return sorted(begin + (end - begin) * chance.random() for _ in range(min(count, 200)))


def _changes(chance: random.Random, now: dict[str, Now]) -> Iterator[Change]:
    """One to three checks that change, more often for the better."""
    for each in chance.sample([*now.values()], chance.choice((1, 1, 2, 3))):
        to = Standing.PASS if each.standing is not Standing.PASS else Standing.FAIL
        if each.standing is Standing.PASS and chance.random() < _MEND:
            to = Standing.NOT_APPLICABLE if chance.random() < 0.3 else Standing.UNKNOWN
        elif each.standing is Standing.FAIL and chance.random() < 0.08:
            to = Standing.WAIVED
        yield Change(each.coverage, each.standing, to)


def _score(now: dict[str, Now]) -> Score:
    return score(Scored(each.coverage.level, each.standing) for each in now.values())
