"""What is kept in sums, so that no page counts over all repositories.

The daily rows of teams and of the organization, in two kinds: what all may see, and all. Those of
the newest day say where all stand now. With them come the tallies of checks and what changed.

To count takes seconds for ten thousand repositories. Whoever counts holds the organization's row of
`KeptSums`, which is for nothing else, and so holds up nobody who does something else.
"""

from __future__ import annotations

import dataclasses
import time
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    DecimalField,
    Func,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    TextField,
)
from django.db.models.functions import Cast

from compliance import clock
from compliance.models import (
    Audience,
    DailyScore,
    KeptSums,
    Organization,
    Ownership,
    Repository,
)
from compliance.scorecards import adoption, change_tallies, changes, questions, tallies, unowned
from compliance.scorecards.questions import Standing
from compliance.scoring import Level
from compliance.sight import OPEN

SOON = timedelta(minutes=1)
"""By so much what people wait for may be ahead of its turn: a run that ends, a list that is new."""
# A turn comes after so many times as long as counting took.
_TIMES = 10
# Nothing takes so long that a turn is further off: whoever noted it had a wrong clock.
_FURTHEST = timedelta(hours=2)


def keep_up(organization: Organization, *, ahead: timedelta = timedelta(0)) -> None:
    """Bring what is kept in step, if it is time: in the long run that takes no more than a tenth of
    the time. A day that has begun is noted at once.

    Who may be `ahead` of that time waits for another who counts; who may not leaves it to them.
    """
    now = clock.now()
    noted = Organization.objects.filter(pk=organization.pk)
    noted_on, turn = noted.values_list("noted_on", "kept_sums__not_before").get()
    is_early = turn is not None and ahead < turn - now <= _FURTHEST
    if not is_early or noted_on != now.date():
        refresh(organization, waits=bool(ahead))


def refresh(organization: Organization, *, waits: bool = True) -> None:
    """Bring what is kept in step, if something has changed that it counts, or a day has begun; who
    does not wait leaves it to another who counts already.
    """
    today = clock.now().date()
    if _is_behind(organization, today):
        with transaction.atomic():
            sums = _rows_to_hold(organization, waits=waits).first()
            # Whoever had them may have done it.
            if sums is not None and _is_behind(organization, today):
                _note(organization, sums, today)


@transaction.atomic
def note_day(organization: Organization, day: date) -> None:
    """Write the rows of that day from where the repositories stand now; a team without any too. The
    tallies of checks follow, and what changed lately.

    A row that says the same already is left alone. One at a time for an organization: so the last
    to write is the last to have looked. Not to be called while the organization's row is held.
    """
    _note(organization, _rows_to_hold(organization).get(), day)


def _rows_to_hold(organization: Organization, *, waits: bool = True) -> QuerySet[KeptSums]:
    """The row that whoever counts holds; nothing where another does who is not waited for."""
    KeptSums.objects.bulk_create([KeptSums(organization=organization)], ignore_conflicts=True)
    rows = KeptSums.objects.filter(organization=organization)
    return rows.select_for_update(no_key=True, skip_locked=not waits)


def _note(organization: Organization, sums: KeptSums, day: date) -> None:
    now, began = clock.now(), time.monotonic()
    # Before anything is counted: what is stored meanwhile is found to be missing afterwards.
    _, _, sums.counted_from = _states(organization)
    _note_scores(organization, day)
    tallies.note(organization)
    changes.note(organization, day)
    change_tallies.note(organization)
    adoption.note(organization, day)
    sums.protocols = questions.protocols_kept(organization)
    sums.unowned = unowned.in_all(organization)
    sums.unowned_openly = unowned.openly(organization)
    took = timedelta(seconds=time.monotonic() - began)
    turn = sums.not_before
    is_ahead = turn is not None and timedelta(0) < turn - now <= _FURTHEST
    sums.not_before = (turn if turn and is_ahead else now) + _TIMES * took
    counted = ("protocols", "unowned", "unowned_openly")
    sums.save(update_fields=["counted_from", "not_before", *counted])
    # Whatever was noted before, be it of a later day: `refresh` sees to it that today comes last.
    organization.noted_on = day
    # The last thing, since others wait for this row.
    Organization.objects.filter(pk=organization.pk).exclude(noted_on=day).update(noted_on=day)


def _is_behind(organization: Organization, today: date) -> bool:
    """Whether what is kept is not of today, or counts what has changed since."""
    noted_on, counted_from, state = _states(organization)
    return noted_on != today or counted_from != state


def _states(organization: Organization) -> tuple[date | None, str | None, str]:
    """The newest day that is noted, what the kept sums were counted from, and what they would be
    counted from now: a digest of which repositories count, when each was judged, who may see it,
    which teams own it, and whether these are secret. When the last one was judged does not say it,
    as one that was judged before it may be stored after it.
    """
    rows = Organization.objects.filter(pk=organization.pk).values_list(
        "noted_on",
        "kept_sums__counted_from",
        _digest(Repository.objects.counted(), "pk", "judged_at", "visibility"),
        _digest(Ownership.objects.all(), "repository", "team", "team__is_secret"),
    )
    noted_on, counted_from, repositories, owners = rows.get()
    return noted_on, counted_from, f"{repositories} {owners}"


def _digest(rows: QuerySet[Any], *columns: str) -> Subquery:
    """A number that is another where a row of the organization is."""
    of_it = rows.filter(organization=OuterRef("pk")).order_by().values("organization")
    total = Sum(_Digest(*columns), output_field=DecimalField(max_digits=40, decimal_places=0))
    return Subquery(of_it.annotate(digest=Cast(total, TextField())).values("digest"))


class _Digest(Func):
    function = "hashtextextended"
    template = "%(function)s(concat_ws(' ', %(expressions)s), 0)"
    output_field = BigIntegerField()


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
