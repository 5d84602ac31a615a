"""What a check has counted as in a repository over time, and by what that changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.facts import FactValues
from compliance.facts.forge import Commits, PullRequest, PullRequests
from compliance.models import CheckResult, Repository, Transition

# As GitHub heads the commit of a merge, and one that it squashed a pull request into.
_MERGED = re.compile(r"Merge pull request #(\d{1,9}) |.{0,400}\(#(\d{1,9})\)$")
# Whoever writes a commit may head it as they like: it was made when the pull request was merged.
_AT_ONCE = timedelta(minutes=2)


@dataclass(frozen=True)
class Period:
    """A time in which a check counted as one thing.

    `standing` is empty where it was not asked. It began at `since`, by `change`; None: it is what
    the check said the first time. `until` is None for what holds now.
    """

    standing: str
    since: datetime
    until: datetime | None
    change: Transition | None = None


def periods(repository: Repository, result: CheckResult | None, key: str) -> list[Period]:
    """What a check has counted as since the repository was first judged, the newest first; none
    where it never was asked.
    """
    changes = list(repository.transitions.filter(key=key).order_by("-at", "-pk"))
    if not changes:
        return [Period(result.standing, result.since, None)] if result else []
    found: list[Period] = []
    until: datetime | None = None
    for change in changes:
        found.append(Period(change.after, change.at, until, change))
        until = change.at
    began = repository.score_changes.order_by("at").values_list("at", flat=True).first()
    if changes[-1].before and began and began < changes[-1].at:
        found.append(Period(changes[-1].before, began, until))
    return found


def merged_by(
    repository: Repository, commits: Collection[str], known: FactValues
) -> Mapping[str, PullRequest]:
    """By which pull request each of the commits was merged, as far as that is known: of the commits
    of the working branch and of the one that is judged now.
    """
    pulls, history = known.get(PullRequests), known.get(Commits)
    if not isinstance(pulls, PullRequests):
        return {}
    merged = [each for each in pulls.items if each.merged_at]
    numbered = {each.number: each for each in merged}
    found: dict[str, PullRequest] = {}
    for commit in history.items if isinstance(history, Commits) else ():
        if commit.sha in commits and (named := _MERGED.match(commit.headline)):
            pull = numbered.get(int(named[1] or named[2]))
            if pull and _are_close(pull.merged_at, commit.committed_at):
                found[commit.sha] = pull
    if repository.commit in commits and repository.commit == repository.head:
        made = [
            each
            for each in merged
            if each.base == repository.branch
            and _are_close(each.merged_at, repository.committed_at)
        ]
        if len(made) == 1:
            found.setdefault(repository.commit, made[0])
    return found


def _are_close(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= _AT_ONCE


def commits_of(found: Sequence[Period]) -> set[str]:
    """The commits at which they began."""
    return {each.change.commit for each in found if each.change and each.change.commit}
