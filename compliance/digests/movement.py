"""What changed in a span of time, by who owns it. A fixed number of queries, whatever changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from compliance.digests.parts import Changed, Named, Told
from compliance.digests.pulls import merged_as
from compliance.facts.forge import PullRequest
from compliance.models import CheckResult, Ownership, Team, Transition
from compliance.models.repository import RepositoryQuerySet
from compliance.roles import Role
from compliance.scorecards import changes
from compliance.scorecards.changes import URGENCY, Change, Kind
from compliance.scorecards.history import by_files
from compliance.sight import Sight

NOTHING = Changed()
WORSE_TOLD = 5
BETTER_TOLD = 3


def own(reader: Sight) -> RepositoryQuerySet:
    """The repositories that somebody works on, without those of teams that they manage: of these
    they are told by team.
    """
    return reader.works_on().exclude(pk__in=reader.leads().values("pk"))


@dataclass(frozen=True)
class Movement:
    """What changed as far as somebody may see it, and which of the teams that they may know of own
    which repositories, by primary key.
    """

    found: tuple[Change, ...]
    owners: Mapping[int, tuple[Team, ...]]

    def of(self, team: Team) -> list[Change]:
        """What changed in a team's repositories."""
        return [each for each in self.found if team in self.owners.get(each.repository, ())]

    def among(self, repositories: set[int]) -> list[Change]:
        """What changed in some repositories."""
        return [each for each in self.found if each.repository in repositories]


def movement(
    reader: Sight,
    since: datetime,
    until: datetime,
    teams: Iterable[Team],
    others: Iterable[int] = (),
) -> Movement:
    """What changed from one moment until another. `teams` are those that may be named; of the
    repositories `others` it is found, too, which teams own them.
    """
    found = changes.changes(_transitions(reader), since, until)
    concerned = {each.repository for each in found}.union(others)
    return Movement(tuple(found), owners(reader, teams, concerned))


def _transitions(reader: Sight) -> QuerySet[Transition]:
    """Those in the repositories that they are told of: of the many others that somebody may see
    nothing is read.
    """
    rows = reader.transitions()
    if reader.role is Role.ADMINISTRATOR:
        return rows
    return rows.filter(Q(repository__in=reader.works_on()) | Q(repository__in=reader.leads()))


def owners(
    reader: Sight, teams: Iterable[Team], repositories: Iterable[int]
) -> dict[int, tuple[Team, ...]]:
    """Which of some teams own some repositories, by primary key."""
    named = {team.pk: team for team in teams}
    owned = Ownership.objects.filter(organization=reader.organization, repository__in=repositories)
    found: dict[int, tuple[Team, ...]] = {}
    for repository, team in owned.order_by("team__name").values_list("repository", "team"):
        if team in named:
            found[repository] = (*found.get(repository, ()), named[team])
    return found


def counted(found: Iterable[Change]) -> Counter[Kind]:
    """How much changed of each kind."""
    return Counter(each.kind for each in found)


def chosen(found: Iterable[Change]) -> list[Change]:
    """What is told of some changes: the most urgent that got worse, and what was mended; the newest
    first.
    """
    in_order = sorted(found, key=lambda each: URGENCY[each.kind])
    worse = [each for each in in_order if each.kind in (Kind.WORSE, Kind.LAPSED)]
    better = [each for each in in_order if each.kind is Kind.BETTER]
    return [*worse[:WORSE_TOLD], *better[:BETTER_TOLD]]


def told(found: Iterable[Change], moved: Movement) -> dict[int, Told]:
    """What there is to say of some changes, by the primary key of their last transition."""
    by_transition = {each.last: each for each in found}
    rows = Transition.objects.select_related("repository").in_bulk(list(by_transition))
    better = [row for pk, row in rows.items() if by_transition[pk].kind is Kind.BETTER]
    mended = [row for row in better if by_files(row)]
    pulls = merged_as((row.repository_id, row.commit) for row in mended)
    return {
        pk: _told(by_transition[pk], row, moved, pulls.get((row.repository_id, row.commit)))
        for pk, row in rows.items()
    }


def _told(change: Change, row: Transition, moved: Movement, pull: PullRequest | None) -> Told:
    owners = moved.owners.get(change.repository, ())
    by = pull if pull and pull.author and not pull.author_is_bot else None
    return Told(
        Named(row.repository.name, row.repository.slug),
        row.key,
        row.title,
        change.kind,
        change.after,
        row.at,
        tuple(Named(team.name, team.slug) for team in owners),
        row.message,
        thanks=f"{by.author} for #{by.number}" if by else "",
    )


def changed(found: Iterable[Change], said: Mapping[int, Told]) -> Changed:
    """What some changes come to, with what is said of those that are told."""
    found = list(found)
    shown = [said[each.last] for each in chosen(found) if each.last in said]
    return Changed(
        counted(found),
        tuple(each for each in shown if each.kind is not Kind.BETTER),
        tuple(each for each in shown if each.kind is Kind.BETTER),
    )


def with_remedies(part: Changed, found: Iterable[Change]) -> Changed:
    """The same with what to do about what got worse, as its repository's page says it."""
    worse = {(each.repository, each.key) for each in found if each.kind is not Kind.BETTER}
    rows = CheckResult.objects.filter(
        repository__in={pk for pk, _ in worse}, key__in={key for _, key in worse}
    ).values_list("repository__slug", "key", "remedy")
    remedies = {(slug, key): first_line(remedy) for slug, key, remedy in rows}
    return replace(
        part,
        worse=tuple(
            replace(each, to_do=remedies.get((each.repository.slug, each.key), ""))
            for each in part.worse
        ),
    )


def first_line(remedy: str) -> str:
    """The first paragraph of a remedy, on one line; of a list, its first item."""
    paragraph = remedy.strip().split("\n\n", 1)[0].split("\n- ", 1)[0]
    return " ".join(paragraph.removeprefix("- ").split())
