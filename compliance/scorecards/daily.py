"""What is kept in sums, so that no page counts over all repositories.

The daily rows of teams and of the organization, in two kinds: what all may see, and all. Those of
the newest day say where all stand now. With them come the tallies of checks and what changed.
"""

from __future__ import annotations

import dataclasses
import time
from datetime import date, datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max

from compliance import clock
from compliance.models import Audience, DailyScore, Organization
from compliance.scorecards import changes, questions, tallies
from compliance.scorecards.questions import Standing
from compliance.scoring import Level
from compliance.sight import OPEN

# So many seconds it takes at most; after that, whoever had begun is dead.
_LONGEST = 600


def keep_up(organization: Organization) -> None:
    """Bring what is kept in step after a judgement, unless that was done a moment ago: it never
    takes more than a tenth of the time.
    """
    turn = f"kept-sums-{organization.pk}"
    if cache.add(turn, True, timeout=_LONGEST):
        begun = time.monotonic()
        refresh(organization)
        cache.set(turn, True, timeout=max(1, round(9 * (time.monotonic() - begun))))


def refresh(organization: Organization) -> None:
    """Bring what is kept in step, if a repository was judged since it was, or a day has begun."""
    # As it is now: another worker may have done it since the organization was read.
    noted = Organization.objects.filter(pk=organization.pk).values_list("noted_on", "tallied_at")
    noted_on, tallied_at, newest = noted.annotate(newest=Max("repositories__judged_at")).get()
    today = clock.now().date()
    if noted_on != today or newest != tallied_at:
        note_day(organization, today)


@transaction.atomic
def note_day(organization: Organization, day: date) -> None:
    """Write the rows of that day from where the repositories stand now; a team without any too. The
    tallies of checks follow, and what changed lately.

    A row that says the same already is left alone. One at a time for an organization: so the last
    to write is the last to have looked.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    organization.tallied_at = _newest(organization)
    # Whatever was noted before, be it of a later day: `refresh` sees to it that today comes last.
    organization.noted_on = day
    _note_scores(organization, day)
    tallies.note(organization)
    changes.note(organization, day)
    organization.save(update_fields=["tallied_at", "noted_on"])


def _note_scores(organization: Organization, day: date) -> None:
    kept = {
        (row.team_id, row.audience): _figures(row)
        for row in DailyScore.objects.filter(organization=organization, day=day)
    }
    teams = list(organization.teams.values_list("pk", flat=True))
    rows = []
    for audience in Audience:
        repositories = organization.repositories.counted()
        if audience is Audience.MEMBERS:
            repositories = repositories.filter(visibility__in=OPEN)
        of_teams = questions.team_standings(repositories)
        standings = {None: questions.standing(repositories)} | {
            team: of_teams.get(team, questions.NOTHING) for team in teams
        }
        rows += [
            _row(organization, team, day, audience, standing)
            for team, standing in standings.items()
        ]
    DailyScore.objects.bulk_create(
        [row for row in rows if kept.get((row.team_id, row.audience)) != _figures(row)],
        update_conflicts=True,
        unique_fields=["organization", "team", "audience", "day"],
        update_fields=_FIGURES,
    )


def _newest(organization: Organization) -> datetime | None:
    """When the last repository was judged."""
    newest: datetime | None = organization.repositories.aggregate(at=Max("judged_at"))["at"]
    return newest


def note_new_day(organization: Organization, day: date) -> None:
    """Write the rows of that day, if there are none yet."""
    if not DailyScore.objects.filter(organization=organization, day=day).exists():
        note_day(organization, day)


_FIGURES = (
    "repositories", "passed", "decided", "covered", "judged",
    "exemplary", "standard", "foundation", "below", "compliant", "not_established",
)  # fmt: skip


def _figures(row: DailyScore) -> tuple[int, ...]:
    return tuple(getattr(row, name) for name in _FIGURES)


def _row(
    organization: Organization,
    team: int | None,
    day: date,
    audience: Audience,
    standing: Standing,
) -> DailyScore:
    return DailyScore(
        organization=organization,
        team_id=team,
        day=day,
        audience=audience,
        repositories=standing.repositories,
        **dataclasses.asdict(standing.weights),
        exemplary=standing.levels[Level.EXEMPLARY],
        standard=standing.levels[Level.STANDARD],
        foundation=standing.levels[Level.FOUNDATION],
        below=standing.levels[None],
        compliant=standing.compliant,
        not_established=standing.not_established,
    )
