"""What is known about a repository, as data that a check can judge.

A fact is a frozen dataclass that derives from `Fact`. Its class attributes say whether it describes
the whole repository or one component of it, and where such a fact can come from at all, so that a
source which can never have it leaves the checks that need it out of its run. A fact that should
have come and did not is an `Unavailable`, never an empty value.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, TypeVar

from compliance.masking import mask, one_line, printable


class Scope(enum.Enum):
    """What one fact describes."""

    REPOSITORY = "repository"
    COMPONENT = "component"


class Origin(enum.Enum):
    """Where a kind of fact can come from; the value is the word people read."""

    TREE = "the files of a commit"
    FORGE = "GitHub"
    CALENDAR = "the calendar"
    SETTINGS = "the organization's settings"


@dataclass(frozen=True)
class Fact:
    """The base of every fact."""

    scope: ClassVar[Scope] = Scope.REPOSITORY
    origin: ClassVar[Origin] = Origin.TREE


@dataclass(frozen=True)
class Unavailable:
    """A fact that should have come and did not. `reason` is one sentence without a full stop."""

    reason: str


F = TypeVar("F", bound=Fact)
FactValues = Mapping[type[Fact], Fact | Unavailable]


class Stack(enum.StrEnum):
    """The language platform that a component's backend runs on."""

    NODE = "node"
    PYTHON = "python"


MAX_EXCERPT = 400
# Nothing in it needs a quotation mark or ends an attribute, and nobody signs in by it.
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,255}(?:[/?#][!#-;=?-\[\]_a-z~]{0,2000})?")


def is_web_address(text: str) -> bool:
    """Whether a text may be linked to: an address of http or https and nothing else."""
    return _WEB_ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True)
class Evidence:
    """A place in the repository: a path, and lines counted from 1 (0: the file as a whole).

    What is no file (a pull request, a commit, a page of settings) has a `url`, and its `path` is
    the words for it; a `url` that is no web address is dropped. `note` says in a few words what is
    the matter there, where the lines do not say it by themselves.
    The excerpt, and all words, are masked, freed of control characters and cut here, so that no
    fact, stored or shown, ever holds a secret's text.
    """

    path: str
    line: int = 0
    end_line: int = 0
    excerpt: str = ""
    url: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.url:
            object.__setattr__(self, "path", one_line(self.path))
            object.__setattr__(self, "url", self.url if is_web_address(self.url) else "")
        if self.note:
            object.__setattr__(self, "note", one_line(self.note))
        object.__setattr__(self, "end_line", max(self.line, self.end_line))
        if self.excerpt:
            # What is cut off before is far longer than a secret that begins in what stays.
            text = mask(printable(self.excerpt[: 4 * MAX_EXCERPT]))
            object.__setattr__(self, "excerpt", text[:MAX_EXCERPT])


@dataclass(frozen=True)
class Component(Fact):
    """A directory with a manifest of its own whose backend is judged.

    `path` is the directory ("" for the root of the repository); `roots` are the directories whose
    shared files count for it: its own, then the root of the workspace that it is a member of.
    `nested` are the projects of the same stack below it, whose files are theirs.
    `why` says what makes it a backend, `evidence` where that is seen.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    path: str
    stack: Stack
    manifest: str
    why: str
    roots: tuple[str, ...] = ("",)
    nested: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def name(self) -> str:
        """The path as people read it; the root of the repository is a full stop."""
        return self.path or "."

    @property
    def ancestors(self) -> tuple[str, ...]:
        """Its own directory and those above it up to the root, nearest first."""
        parts = self.path.split("/") if self.path else []
        return tuple("/".join(parts[:depth]) for depth in range(len(parts), -1, -1))


@dataclass(frozen=True)
class ConsideredManifest:
    """A manifest that makes no backend component, and the reason in one clause."""

    path: str
    stack: Stack
    reason: str


@dataclass(frozen=True)
class Layout(Fact):
    """Every manifest of the repository: what counts as a backend component, what does not, and
    what could not be read, so that it may or may not be one.
    """

    components: tuple[Component, ...]
    others: tuple[ConsideredManifest, ...] = ()
    unreadable: tuple[ConsideredManifest, ...] = ()


@dataclass(frozen=True)
class Today(Fact):
    """The day of judgement, in UTC."""

    origin: ClassVar[Origin] = Origin.CALENDAR

    date: date


class PhaseName(enum.StrEnum):
    """The phases of a product that the engineering protocol's section 3.3 tells apart."""

    MVP = "mvp"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Phase(Fact):
    """Which phase the repository's product is in. `said_by` is what says so, as in "its topic"."""

    origin: ClassVar[Origin] = Origin.SETTINGS

    name: PhaseName
    said_by: str = "the default"


@dataclass(frozen=True)
class RepositoryFacts:
    """All that is known about one repository at one commit.

    `by_component` has the facts of each backend component, in the order of the layout; where the
    layout itself could not be had it is empty and `layout` holds the reason.
    """

    commit: str | None
    repository: FactValues = field(default_factory=dict)
    by_component: tuple[tuple[Component, FactValues], ...] = ()

    def knowing(self, *facts: Fact) -> RepositoryFacts:
        """The same with facts that come from elsewhere, such as the day and the phase."""
        return replace(self, repository={**self.repository, **{type(each): each for each in facts}})

    @property
    def layout(self) -> Layout | Unavailable:
        """The repository's components, or why they are not known."""
        found = self.repository.get(Layout, Unavailable("the components were not read"))
        return found if isinstance(found, Layout | Unavailable) else Unavailable(str(found))
