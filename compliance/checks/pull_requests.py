"""Which pull requests and commits the checks of the Git flow count, and how findings name them.

*Pull requests* are, throughout, those that people merged in the last 90 days; those from
`release/*` and `hotfix/*` and the merges between the working branch and the default one are left
out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Generic, TypeVar

from compliance.checks.base import (
    MAX_EVIDENCE,
    Evidence,
    Finding,
    failed,
    not_applicable,
    passed,
    unknown,
)
from compliance.checks.parameters import Share
from compliance.facts import Today
from compliance.facts.forge import (
    WINDOW_DAYS,
    Branches,
    Commit,
    PullRequest,
    PullRequests,
    PullRequestState,
    WorkingBranch,
)

T = TypeVar("T", PullRequest, Commit)
_APART = ("release/", "hotfix/")
_SHOWN = 3


@dataclass(frozen=True)
class Counted(Generic[T]):
    """What a check goes by: the pull requests or commits that count, in the order of the facts.

    `noun` names one of them. `gap` says what of the last 90 days the facts do not hold, if they do
    not reach back so far: then a share of them is not known, and only what breaks a rule that
    allows no exception is proven.
    """

    items: tuple[T, ...]
    noun: str
    gap: str = ""

    def some(self, count: int) -> str:
        """Words for so many of them, as in "3 of 41 pull requests of the last 90 days"."""
        plural = "" if len(self.items) == 1 else "s"
        return f"{count} of {len(self.items)} {self.noun}{plural} of the last {WINDOW_DAYS} days"

    @property
    def none(self) -> Finding:
        """The finding where there are none to go by."""
        message = f"no {self.noun} that counts in the last {WINDOW_DAYS} days"
        return unknown(f"{message}, but {self.gap}") if self.gap else not_applicable(message)


# A pull request or commit that breaks a rule, and in which way, in a few words.
Stray = tuple[T, str]


def first_day(today: Today) -> date:
    """The first of the days that count as the last 90; it counts as a whole, as today does."""
    return today.date - timedelta(days=WINDOW_DAYS)


def is_recent(moment: datetime, today: Today) -> bool:
    """Whether something happened in the last 90 days, today with them, in UTC."""
    return first_day(today) <= moment.astimezone(UTC).date() <= today.date


def gap(since: datetime, today: Today, noun: str) -> str:
    """What of the last 90 days is missing in facts that begin at `since`; empty if nothing is."""
    known = since.astimezone(UTC).date()
    if known <= first_day(today):
        return ""
    return f"{noun}s are known since {known} only, not since {first_day(today)}"


def is_bot(login: str, is_marked: bool) -> bool:
    """Whether an account is a program's: GitHub marks it, or calls it `name[bot]`."""
    return is_marked or login.lower().endswith("[bot]")


def counted(
    pulls: PullRequests, branches: Branches, working: WorkingBranch, today: Today
) -> Counted[PullRequest]:
    """The pull requests that count."""
    between = {branches.default, working.name}
    items = tuple(
        pull
        for pull in pulls.items
        if pull.state is PullRequestState.MERGED
        and pull.merged_at is not None
        and is_recent(pull.merged_at, today)
        and not is_bot(pull.author, pull.author_is_bot)
        and not pull.head.startswith(_APART)
        and not _is_between(pull, between)
    )
    return Counted(items, "pull request", gap(pulls.since, today, "pull request"))


def _is_between(pull: PullRequest, branches: set[str]) -> bool:
    """Whether it brings the default branch into the working one or the other way round; a fork's
    branch of the same name is neither.
    """
    return not pull.from_fork and pull.head != pull.base and {pull.head, pull.base} == branches


def by_share(
    found: Counted[T], strays: Sequence[Stray[T]], share: Share, rule: str, broken: str
) -> Finding:
    """What a rule comes to that a share of the pull requests or commits has to follow.

    `rule` says what they do that follow it, `broken` what the others do, as parts of a sentence.
    """
    if not found.items:
        return found.none
    if found.gap:
        return unknown(found.gap, *_places(strays))
    total = len(found.items)
    if not strays:
        return passed(f"{found.some(total)} {rule}", *_newest(found.items))
    message = f"{found.some(len(strays))} {broken}; the rule allows {share.exceptions}"
    answer = passed if share.holds(total - len(strays), total) else failed
    return answer(message, *_places(strays))


def without_exception(
    found: Counted[T],
    strays: Sequence[Stray[T]],
    rule: str,
    broken: str,
    undecided: Sequence[Stray[T]] = (),
) -> Finding:
    """What a rule comes to that every pull request or commit has to follow.

    One of `undecided` may follow it or not: it hinders a pass, and is no failure.
    """
    if not found.items:
        return found.none
    if strays:
        message = f"{found.some(len(strays))} {broken}; the rule allows none"
        return failed(message, *_places(strays))
    if undecided:
        reason = undecided[0][1]
        message = f"{found.some(len(undecided))} could not be decided: {reason}"
        return unknown(message, *_places(undecided))
    if found.gap:
        return unknown(found.gap)
    return passed(f"{found.some(len(found.items))} {rule}", *_newest(found.items))


def _newest(items: Iterable[T]) -> list[Evidence]:
    """Some of those that follow a rule, for whoever wants to see one."""
    return [evidence(each) for each in islice(items, _SHOWN)]


def _places(strays: Iterable[Stray[T]]) -> list[Evidence]:
    """Those that break a rule, as many as are kept."""
    return [evidence(each, reason) for each, reason in islice(strays, MAX_EVIDENCE)]


def evidence(item: PullRequest | Commit, excerpt: str = "") -> Evidence:
    """A pull request or a commit as people name it, with its address."""
    if isinstance(item, PullRequest):
        return Evidence(f"#{item.number} {item.title}", excerpt=excerpt, url=item.url)
    return Evidence(f"{item.sha[:7]} {item.headline}", excerpt=excerpt, url=item.url)
