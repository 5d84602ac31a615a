"""What ran for the commits of a repository: checks in CI, and deployments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from integrations.demo.calendar import Calendar
from integrations.demo.history import History
from integrations.demo.story import Checks, CheckState, Deploys

Json = dict[str, Any]

_STARTS_AFTER = timedelta(seconds=20)
_DEPLOYS_AFTER = timedelta(minutes=9)
_TAKES = timedelta(minutes=4)
_PRODUCTION = "production"


def check_runs(
    history: History, commits: Mapping[int, str], told: Checks | None, calendar: Calendar
) -> Iterator[Json]:
    """The runs of CI for each commit that was pushed last, or landed, since there is CI.

    Where a commit's checks fail, the last one does; where they still run, none has ended.
    """
    if told is None:
        return
    since = calendar.moment(told.since)
    for mark, made in history.commits.items():
        if made.at < since or not (made.landed or mark in _ends(history)):
            continue
        for place, name in enumerate(told.names, start=1):
            started = made.at + _STARTS_AFTER * place
            run: Json = {"commit": commits[mark], "name": name, "started_at": started}
            if made.checks is not CheckState.PENDING:
                failed = made.checks is CheckState.FAILURE and place == len(told.names)
                run["completed_at"] = started + timedelta(minutes=told.minutes)
                run["conclusion"] = "failure" if failed else "success"
            yield run


def _ends(history: History) -> set[int]:
    """The last commit of each pull request: its commits are pushed together."""
    last = {made.ref: mark for mark, made in history.commits.items()}
    return set(last.values())


def deployments(
    repository: str,
    history: History,
    commits: Mapping[int, str],
    told: tuple[Deploys, ...],
    calendar: Calendar,
) -> Iterator[Json]:
    """The deployments of what landed on the branches that are deployed.

    `creator` is a person's key, and `id` names that the number has to be made of.
    """
    for each in told:
        since = calendar.moment(each.since)
        until = calendar.moment(each.until) if each.until else None
        landed = [
            (mark, made)
            for mark, made in history.commits.items()
            if made.landed == each.branch
            and since <= made.at
            and (until is None or made.at < until)
            and made.checks is CheckState.SUCCESS
        ]
        for place, (mark, made) in enumerate(landed):
            at = made.at + _DEPLOYS_AFTER
            yield {
                "id": (repository, each.environment, each.branch, str(place)),
                "environment": each.environment,
                "commit": commits[mark],
                "ref": each.branch,
                "creator": each.by,
                "production": each.environment == _PRODUCTION,
                "created_at": at,
                "statuses": list(_statuses(at, made.deploys)),
            }


def _statuses(at: datetime, ended: CheckState) -> Iterator[Json]:
    """How a deployment went; while it still does, it has no end."""
    yield {"state": "queued", "created_at": at}
    yield {"state": "in_progress", "created_at": at + _STARTS_AFTER}
    if ended is not CheckState.PENDING:
        yield {"state": ended.value, "created_at": at + _TAKES}
