"""The daily rows of teams and of the organization, in two kinds: what all may see, and all."""

from __future__ import annotations

import dataclasses
from datetime import date

from django.db import transaction

from compliance.models import Audience, DailyScore, Organization, Repository
from compliance.scorecards import questions, tallies
from compliance.scorecards.questions import Standing
from compliance.scoring import Level


@transaction.atomic
def note_day(organization: Organization, day: date) -> None:
    """Write the rows of that day from where the repositories stand now; a team without any too.

    A row that says the same already is left alone; the tallies of checks follow. One at a time for
    an organization: so the last to write is the last to have looked.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    kept = {
        (row.team_id, row.audience): _figures(row)
        for row in DailyScore.objects.filter(organization=organization, day=day)
    }
    teams = list(organization.teams.values_list("pk", flat=True))
    rows = []
    for audience in Audience:
        repositories = organization.repositories.counted()
        if audience is Audience.MEMBERS:
            repositories = repositories.exclude(visibility=Repository.Visibility.PRIVATE)
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
    tallies.note(organization)


def note_new_day(organization: Organization, day: date) -> None:
    """Write the rows of that day, if there are none yet."""
    if not DailyScore.objects.filter(organization=organization, day=day).exists():
        note_day(organization, day)


_FIGURES = (
    "repositories", "passed", "decided", "covered", "judged",
    "exemplary", "standard", "foundation", "below", "not_established",
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
        not_established=standing.not_established,
    )
