"""The pull requests of a repository: their numbers, and when their commits were made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from integrations.demo.calendar import Calendar
from integrations.demo.errors import DemoError
from integrations.demo.story import Pull, PullCommit, Story

DEV = "dev"
_BETWEEN_COMMITS = timedelta(minutes=23)
_BEFORE_OPENING = timedelta(minutes=7)
# Between the opening of a release, its review and its merge.
_BETWEEN = timedelta(minutes=12)


@dataclass(frozen=True)
class Opened:
    """A pull request with its number; `base` is the branch that it goes to, `times` are those of
    its commits, none where it releases `dev`.
    """

    number: int
    pull: Pull
    base: str
    at: datetime
    merged: datetime | None
    closed: datetime | None
    commits: tuple[PullCommit, ...]
    times: tuple[datetime, ...]

    @property
    def releases(self) -> bool:
        """Whether it brings `dev` to the default branch."""
        return self.pull.head == DEV

    @property
    def subject(self) -> str:
        """The message of the commit that merges it."""
        return f"Merge pull request #{self.number} from brightquay/{self.pull.head}"


def opened(story: Story, calendar: Calendar) -> list[Opened]:
    """All pull requests of a story, in the order in which they were opened.

    Raises:
        DemoError: a moment or a release is not told as it has to be.
    """
    everything = [*story.pulls, *(_release(told, story.default) for told in story.releases)]
    everything.sort(key=lambda pull: calendar.moment(pull.at))
    return [
        _opened(story.numbered_from + place, pull, story, calendar)
        for place, pull in enumerate(everything)
    ]


def target(story: Story, at: datetime, calendar: Calendar) -> str:
    """The branch that work goes to at a moment."""
    has_dev = story.dev and calendar.moment(story.dev) <= at
    return DEV if has_dev else story.default


def _opened(number: int, pull: Pull, story: Story, calendar: Calendar) -> Opened:
    at = calendar.moment(pull.at)
    commits: tuple[PullCommit, ...] = ()
    if pull.head != DEV:
        commits = pull.commits or (_only_commit(pull),)
    return Opened(
        number,
        pull,
        pull.base or target(story, at, calendar),
        at,
        calendar.moment(pull.merged) if pull.merged else None,
        calendar.moment(pull.closed) if pull.closed else None,
        commits,
        tuple(_times(commits, at, calendar)),
    )


def _only_commit(pull: Pull) -> PullCommit:
    return PullCommit(
        message=pull.message or pull.title,
        files=pull.files,
        edits=pull.edits,
        removes=pull.removes,
        adds=pull.adds,
    )


def _times(commits: tuple[PullCommit, ...], at: datetime, calendar: Calendar) -> Iterator[datetime]:
    moment = at - _BEFORE_OPENING - _BETWEEN_COMMITS * (len(commits) - 1)
    for commit in commits:
        moment = calendar.moment(commit.at) if commit.at else moment
        yield moment
        moment += _BETWEEN_COMMITS


def _release(told: str, default: str) -> Pull:
    """The pull request of a release, such as `55 15:00 amara mateo`."""
    try:
        day, at, by, approver = told.split()
        clock = datetime.combine(date.min, time.fromisoformat(at))
    except ValueError as error:
        raise DemoError(f"“{told}” is no release, such as 55 15:00 amara mateo.") from error
    reviews = () if by == approver else (f"{approver} approved {day} {clock - _BETWEEN:%H:%M}",)
    return Pull(
        by=by,
        at=f"{day} {clock - 2 * _BETWEEN:%H:%M}",
        head=DEV,
        title=f"release: what dev has gathered for {default}",
        base=default,
        merged=f"{day} {at}",
        merged_by=approver,
        reviews=reviews,
    )
