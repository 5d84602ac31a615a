"""What a digest says. Names in it are what other people wrote: whoever shows them escapes them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from compliance.scorecards.changes import Kind
from compliance.scorecards.mending import Mending
from compliance.scoring import ExcuseKind, Standing


@dataclass(frozen=True, order=True)
class Named:
    """A repository or a team: its name, and its place in the dashboard's addresses."""

    name: str
    slug: str


@dataclass(frozen=True)
class Told:
    """One check of a repository that counts as something else than before, since `at`.

    `owners` are the teams that the reader may know of, `message` is what the check said then, and
    `to_do` the first line of the remedy, which only one's own repositories have. `thanks` says
    who opened which pull request that mended it, as `lena for #7`; empty where that is not known.
    """

    repository: Named
    key: str
    title: str
    kind: Kind
    after: Standing
    at: datetime
    owners: tuple[Named, ...]
    message: str
    to_do: str = ""
    thanks: str = ""


@dataclass(frozen=True)
class Changed:
    """How much changed of each kind, and what of it is told: `worse` are new failures and waivers
    that ended, `better` what was mended.
    """

    counts: Mapping[Kind, int] = field(default_factory=dict)
    worse: tuple[Told, ...] = ()
    better: tuple[Told, ...] = ()

    @property
    def failing(self) -> int:
        """How many got worse or lost their waiver."""
        return self.of(Kind.WORSE) + self.of(Kind.LAPSED)

    @property
    def rest(self) -> int:
        """How many changed in another way."""
        return sum(self.counts.values()) - self.failing - self.of(Kind.BETTER)

    def of(self, kind: Kind) -> int:
        """How many there are of a kind."""
        return self.counts.get(kind, 0)


@dataclass(frozen=True)
class Lapse:
    """A waiver or an attestation that ends soon, after the day `until`; `pk` is its number in the
    repository's addresses. `is_new`: it was not that near before.
    """

    pk: int
    kind: ExcuseKind
    repository: Named
    title: str
    until: date
    asked_by: str
    is_new: bool


@dataclass(frozen=True)
class Waiting:
    """A pull request that waits for the reader's review."""

    repository: Named
    number: int
    title: str
    url: str
    author: str
    since: datetime


class Whose(enum.StrEnum):
    """Which repositories a part is about."""

    ALL = "all"
    TEAM = "team"
    OWN = "own"


@dataclass(frozen=True)
class Part:
    """What changed in all repositories, in those of `team`, or in the reader's own.

    The score was `was` when the digest's span began, and is `score` (shares; None where nothing is
    decided, or it is not known). `actions` are what to do next.
    """

    whose: Whose
    changed: Changed
    team: Named | None = None
    was: float | None = None
    score: float | None = None
    lapsing: tuple[Lapse, ...] = ()
    actions: tuple[Mending, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether anything in it is worth a mail; the rest only accompanies that."""
        return any(self.changed.counts.values()) or any(each.is_new for each in self.lapsing)


@dataclass(frozen=True)
class Line:
    """A team that is told of in a line: where it stands, how much got worse and better or changed
    in another way, and how many of its waivers newly end soon.
    """

    team: Named
    was: float | None
    score: float | None
    worse: int
    better: int
    rest: int
    lapsing: int


@dataclass(frozen=True)
class Newcomer:
    """Somebody new whose onboarding the reader leads; `plan` is its number in addresses.

    Of the items that are asked so many are done, wait for the lead, and hold them up (`stuck`). The
    clock has counted `used` of the hours until the goal; None: it has not begun. `is_new`: they
    came in the span; `is_late`: the goal's hours passed in it before the goal was reached.
    """

    plan: int
    who: str
    team: Named | None
    asked: int
    done: int
    waiting: int
    stuck: int
    used: timedelta | None
    goal: timedelta
    is_finished: bool
    is_new: bool
    is_late: bool

    @property
    def is_changed(self) -> bool:
        """Whether that is worth a mail."""
        return self.is_new or self.is_late


@dataclass(frozen=True)
class OwnPlan:
    """The reader's own onboarding: the first of the items that are open, and how many there are;
    the clock as in `Newcomer`.
    """

    plan: int
    items: tuple[str, ...]
    still_open: int
    used: timedelta | None
    goal: timedelta


@dataclass(frozen=True)
class Digest:
    """What one person is told of the span from `since` until `until`, both by the clock of the zone
    that `until` is given in.

    `parts` are told at length and `lines` in short; `quiet` are teams that the reader manages in
    which nothing changed.
    """

    organization: str
    since: datetime
    until: datetime
    parts: tuple[Part, ...]
    lines: tuple[Line, ...] = ()
    quiet: tuple[Named, ...] = ()
    reviews: tuple[Waiting, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    own_plan: OwnPlan | None = None
