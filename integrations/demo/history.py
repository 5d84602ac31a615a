"""The commits of a repository, worked out from its story in the order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from integrations.demo.calendar import Calendar
from integrations.demo.errors import DemoError
from integrations.demo.pulls import DEV, Opened, opened, target
from integrations.demo.story import Change, CheckState, Commit, Person, Story
from integrations.demo.tree import Delta, Tree, applied, difference, edited, trace

# Who commits what people merge by a button.
GITHUB = "GitHub <noreply@github.com>"

Event = tuple[datetime, int, Callable[[], None]]


@dataclass(frozen=True)
class Made:
    """One commit. `parents` are marks, first that of the branch that it continues; `landed` is the
    branch that it changed, empty for the commits of pull requests.
    """

    ref: str
    parents: tuple[int, ...]
    author: str
    committer: str
    at: datetime
    message: str
    delta: Delta
    checks: CheckState = CheckState.SUCCESS
    deploys: CheckState = CheckState.SUCCESS
    landed: str = ""


@dataclass
class History:
    """All commits by their marks (the numbers by which `git fast-import` knows them), the marks at
    which the branches end, since when a branch beside the default one is there, the pull
    requests, and as which commit each of them was merged, by its number.
    """

    commits: dict[int, Made] = field(default_factory=dict)
    branches: dict[str, int] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)
    pulls: list[Opened] = field(default_factory=list)
    merged: dict[int, int] = field(default_factory=dict)


def history(story: Story, today: Tree, people: Mapping[str, Person], calendar: Calendar) -> History:
    """All that happened in a repository, so that the branch which work goes to ends with today's
    files.

    Raises:
        DemoError: the story does not fit together.
    """
    if not story.commits:
        return History()
    telling = _Telling(story, people, calendar)
    telling.tell(today)
    return telling.made


class _Telling:
    """Goes through a story from its first moment to its last."""

    def __init__(self, story: Story, people: Mapping[str, Person], calendar: Calendar) -> None:
        self.made = History(pulls=opened(story, calendar))
        self._story = story
        self._people = people
        self._calendar = calendar
        self._trees: dict[str, Tree] = defaultdict(dict)
        # The last commit of a pull request, by its number.
        self._heads: dict[int, int] = {}

    def tell(self, today: Tree) -> None:
        """Make everything in its order, so that it leaves today's files."""
        events = sorted(self._events(today), key=lambda event: event[:2])
        for _, _, happen in events:
            happen()

    def _events(self, today: Tree) -> Iterator[Event]:
        """What happens when; the number settles what comes first at the same moment."""
        landing: list[tuple[datetime, Commit | Opened]] = [
            (self._calendar.moment(commit.at), commit) for commit in self._story.commits
        ]
        landing += [
            (pull.merged, pull) for pull in self.made.pulls if pull.merged and not pull.releases
        ]
        landing.sort(key=lambda each: each[0])
        changes = [change for _, each in landing for change in _changes(each)]
        deltas = iter(trace(today, self._story.gone, changes))
        for at, each in landing:
            if isinstance(each, Commit):
                yield at, 1, partial(self._commit, each, next(deltas))
            else:
                own = [next(deltas) for _ in each.commits]
                yield each.times[0], 2, partial(self._open, each, own)
                yield at, 3, partial(self._land, each, own)
        yield from self._other_events()

    def _other_events(self) -> Iterator[Event]:
        if self._story.dev:
            yield self._calendar.moment(self._story.dev), 0, self._branch_off
        for pull in self.made.pulls:
            if pull.releases and pull.merged:
                yield pull.merged, 3, partial(self._release, pull)
            elif not pull.merged:
                yield pull.times[0], 2, partial(self._open, pull, None)

    def _commit(self, commit: Commit, delta: Delta) -> None:
        at = self._calendar.moment(commit.at)
        branch = target(self._story, at, self._calendar)
        parents = (self.made.branches[branch],) if branch in self.made.branches else ()
        who = self._who(commit.by)
        self._advance(
            Made(
                _ref(branch), parents, who, who, at, commit.message, delta, commit.ci, landed=branch
            )
        )

    def _branch_off(self) -> None:
        default = self._story.default
        self.made.branches[DEV] = self.made.branches[default]
        self.made.since[DEV] = self._calendar.moment(self._story.dev)
        self._trees[DEV] = self._trees[default]

    def _open(self, pull: Opened, deltas: list[Delta] | None) -> None:
        """The commits of a pull request, upon what its base is now; `deltas` where it lands."""
        told, parent, tree = pull.pull, self.made.branches[pull.base], self._trees[pull.base]
        last = len(pull.commits) - 1
        for place, (commit, at) in enumerate(zip(pull.commits, pull.times, strict=True)):
            delta = edited(tree, commit) if deltas is None else deltas[place]
            tree = applied(tree, delta)
            who = self._who(commit.by or told.by)
            checks = told.ci if place == last else CheckState.SUCCESS
            ref = f"refs/pull/{pull.number}/head"
            parent = self._add(Made(ref, (parent,), who, who, at, commit.message, delta, checks))
        self._heads[pull.number] = parent
        if told.kept or not (pull.merged or pull.closed):
            self.made.branches[told.head] = parent
            self.made.since[told.head] = pull.at

    def _land(self, pull: Opened, deltas: list[Delta]) -> None:
        """A pull request's merge, by a merge commit or squashed into one."""
        parents = [self.made.branches[pull.base]]
        message = f"{pull.pull.title} (#{pull.number})"
        if not self._story.squash:
            parents.append(self._heads[pull.number])
            message = f"{pull.subject}\n\n{pull.pull.title}"
        written: Delta = {}
        for each in deltas:
            written |= each
        self._merge(pull, tuple(parents), message, written)

    def _release(self, pull: Opened) -> None:
        """The default branch takes all that dev has."""
        parents = (self.made.branches[pull.base], self.made.branches[DEV])
        written = difference(self._trees[pull.base], self._trees[DEV])
        self._merge(pull, parents, f"{pull.subject}\n\n{pull.pull.title}", written)

    def _merge(self, pull: Opened, parents: tuple[int, ...], message: str, delta: Delta) -> None:
        told = pull.pull
        if pull.merged is None:
            raise DemoError(f"“{told.title}” is merged at no moment.")
        by = told.by if len(parents) == 1 else told.merged_by or told.by
        self._advance(
            Made(
                _ref(pull.base),
                parents,
                self._who(by),
                GITHUB,
                pull.merged,
                message,
                delta,
                told.landed_ci,
                told.deploy,
                pull.base,
            )
        )
        self.made.merged[pull.number] = self.made.branches[pull.base]

    def _advance(self, made: Made) -> None:
        """Make a commit that a branch ends with."""
        self.made.branches[made.landed] = self._add(made)
        self._trees[made.landed] = applied(self._trees[made.landed], made.delta)

    def _add(self, made: Made) -> int:
        mark = len(self.made.commits) + 1
        self.made.commits[mark] = made
        return mark

    def _who(self, key: str) -> str:
        person = self._people.get(key)
        if person is None:
            raise DemoError(f"Nobody in the organization's story is called {key}.")
        return f"{person.name} <{person.email}>"


def _changes(each: Commit | Opened) -> tuple[Change, ...]:
    return (each,) if isinstance(each, Commit) else each.commits


def _ref(branch: str) -> str:
    return f"refs/heads/{branch}"
