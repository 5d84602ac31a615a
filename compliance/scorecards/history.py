"""What a check has counted as in a repository over time, and by what that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from compliance.checks import CATALOGUE
from compliance.facts import FactValues, Origin
from compliance.facts.forge import PullRequest, PullRequests
from compliance.models import CheckResult, Repository, Transition
from compliance.scoring import Standing


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

    @property
    def brought_by(self) -> str:
        """The commit that may have brought it by what is in it; empty where nothing of it can."""
        return self.change.commit if self.change and by_files(self.change) else ""


def by_files(change: Transition) -> bool:
    """Whether the files of a commit can have brought a change: not where people approved it, or
    what they approved came to its end, nor where GitHub or the calendar alone is asked.
    """
    check = CATALOGUE.get(change.key)
    stood = {Standing(each) for each in (change.before, change.after) if each}
    reads = check is not None and Origin.TREE in check.origins
    return reads and not any(each.is_excused for each in stood)


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


def changes(repository: Repository, at_most: int) -> list[Transition]:
    """What changed last, the newest first, and besides what each check changed to last."""
    newest = repository.transitions.order_by("-at", "-pk").values("pk")[:at_most]
    last = repository.transitions.order_by("key", "-at", "-pk").distinct("key").values("pk")
    wanted = Transition.objects.filter(pk__in=newest.union(last, all=True))
    return list(wanted.order_by("-at", "-pk"))


def latest(changes: Iterable[Transition]) -> dict[str, Period]:
    """What each check counts as since it last changed, of changes that have the newest first."""
    found: dict[str, Period] = {}
    for each in changes:
        found.setdefault(each.key, Period(each.after, each.at, None, each))
    return found


def merged_by(commits: Collection[str], known: FactValues) -> Mapping[str, PullRequest]:
    """The pull request that was merged as each of the commits, where GitHub says that one was."""
    pulls = known.get(PullRequests)
    if not isinstance(pulls, PullRequests):
        return {}
    merged = Counter(each.merged_as for each in pulls.items)
    return {
        each.merged_as: each
        for each in pulls.items
        if each.merged_as in commits and merged[each.merged_as] == 1
    }


def commits_of(found: Iterable[Period]) -> set[str]:
    """The commits that may have brought them."""
    return {each.brought_by for each in found if each.brought_by}
