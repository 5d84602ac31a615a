"""What following a command is made of: the invocation, the steps that it leads to, the project."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from compliance import yaml12
from compliance.extract.documents import read_toml, read_yaml
from compliance.extract.jsonc import read_jsonc
from compliance.facts import Evidence, Stack
from compliance.facts.manifests import Manifest, Manifests, Script
from compliance.facts.tooling import Purpose
from compliance.paths import below, join
from compliance.tree import Tree, Unreadable

LINT, FORMAT, TEST = Purpose.LINT, Purpose.FORMAT, Purpose.TEST


@dataclass(frozen=True)
class Invocation:
    """One command with its arguments, as far as it is known before anything runs.

    `directory` is where it runs, relative to the root of the tree ("" is the root; None: only a run
    knows). `environment` holds the variables that are set for it in plain text.
    """

    words: tuple[str, ...]
    directory: str | None
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The command itself."""
        return self.words[0]

    @property
    def arguments(self) -> tuple[str, ...]:
        """All words behind the command."""
        return self.words[1:]


@dataclass(frozen=True)
class Tool:
    """The command is a tool that serves a purpose."""

    name: str
    purpose: Purpose


@dataclass(frozen=True)
class Command:
    """The command runs another one, given as words, at the same place."""

    words: tuple[str, ...]
    directory: str | None
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """The command runs shell text that stands elsewhere.

    `where` is its first line; `key` tells one such text from another, so that none is followed
    twice in the same directory; `arguments` are what it gets as `$1`, `$2` and so on. A text of
    which it is not `certain` that it is a command at all shows tools, but not that one is missed.
    """

    text: str
    where: Evidence
    directory: str | None
    key: str
    environment: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    certain: bool = True


@dataclass(frozen=True)
class Lost:
    """The command runs something whose content is not known; `name` says what it is called."""

    name: str
    reason: str


Step = Tool | Command | Text | Lost
Handler = Callable[[Invocation, "Project"], Iterator[Step]]


T = TypeVar("T")

MAX_TEXT = 1_000_000


class Project:
    """The files that commands lead to. What is made of one is made once, however often it is asked
    for: a hostile file may name the same task ten thousand times.
    """

    def __init__(self, tree: Tree, manifests: Manifests) -> None:
        self.tree = tree
        self.manifests = manifests
        self._packages = {
            each.directory: each
            for each in sorted(manifests.manifests, key=lambda each: each.directory)
            if each.stack is Stack.NODE
        }
        self._scripts = {
            path: {script.name: script for script in package.scripts}
            for path, package in self._packages.items()
        }
        self._made: dict[tuple[Callable[..., Any], tuple[object, ...]], Any] = {}

    def package(self, directory: str) -> Manifest | None:
        """The package.json of a directory, where it was read."""
        return self._packages.get(directory)

    def scripts(self, package: Manifest) -> Mapping[str, Script]:
        """The scripts of a package.json by name."""
        return self._scripts[package.directory]

    def packages(self, directory: str) -> Iterator[Manifest]:
        """Every package.json below a directory that was read, its own first."""
        return (
            package
            for path, package in self._packages.items()
            if path == directory or below(path, directory)
        )

    def first(self, directory: str, *names: str) -> str | None:
        """The first of these names that is a file of the directory."""
        paths = (join(directory, name) for name in names)
        return next((path for path in paths if self.tree.has(path)), None)

    def nearest(self, directory: str | None, *names: str) -> str | None:
        """The first of these names in a directory or in the nearest one above it."""
        at = directory or ""
        while True:
            found = self.first(at, *names)
            if found or not at:
                return found
            at = posixpath.dirname(at)

    def once(self, make: Callable[..., T], *arguments: object) -> T:
        """What a function makes of the project and the arguments, or the `Unreadable` it raises."""
        key = (make, arguments)
        if key not in self._made:
            try:
                self._made[key] = make(self, *arguments)
            except Unreadable as error:
                self._made[key] = error
        made: T = self._made[key]
        if isinstance(made, Unreadable):
            raise made
        return made

    def text(self, path: str) -> str:
        """The text of a file that somebody writes by hand, such as a makefile.

        Raises:
            Unreadable: it cannot be had, or nobody writes one that large.
        """
        text = self.tree.source(path)
        if len(text) > MAX_TEXT:
            raise Unreadable(f"{path} has more than {MAX_TEXT:,} characters")
        return text

    def value(self, path: str) -> yaml12.Document:
        """A configuration in YAML, JSON or TOML, by its suffix; without one it is YAML or JSON.

        Raises:
            Unreadable: it cannot be had, or does not parse.
        """
        return self.once(_read_value, path)


def _read_value(project: Project, path: str) -> yaml12.Document:
    if path.endswith((".toml", "Pipfile")):
        return yaml12.Document(read_toml(project.tree, path))
    if path.endswith((".json", ".jsonc")):
        return yaml12.Document(read_jsonc(project.tree, path))
    return read_yaml(project.tree, path)


def items(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, and anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def texts(value: Any) -> list[str]:
    """A text or a list of texts as a list of texts; what is no text is left out."""
    return [each for each in items(value) if isinstance(each, str)]


# At the head of a path it stands for the root of the tree, wherever the path is used.
ROOT = "@root"


def inside(directory: str | None, relative: str) -> str | None:
    """The path that a relative one means in a directory; None where only a run knows it, or where
    it lies outside of the tree.
    """
    if relative == ROOT or relative.startswith(f"{ROOT}/"):
        directory, relative = "", relative.removeprefix(ROOT).lstrip("/") or "."
    if directory is None or "$" in relative or relative.startswith(("/", "~")):
        return None
    path = posixpath.normpath(posixpath.join(directory, relative))
    return None if path == ".." or path.startswith("../") else "" if path == "." else path


def operands(words: tuple[str, ...], valued: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The words from the first that is no option; options in `valued` take the word behind them."""
    position = 0
    while position < len(words):
        word = words[position]
        if word == "--":
            return words[position + 1 :]
        if not word.startswith("-") or word == "-":
            return words[position:]
        position += 2 if word in valued else 1
    return ()


def option(words: tuple[str, ...], *names: str) -> str | None:
    """The value of the first of these options that is given, as its own word or behind `=`."""
    for position, word in enumerate(words):
        if word == "--":
            return None
        if word in names and position + 1 < len(words):
            return words[position + 1]
        name, equals, value = word.partition("=")
        if equals and name in names:
            return value
    return None


_WORDS = re.compile(r"[a-z0-9]+")
_MAY_LINT = frozenset(
    """lint lints linter linters linting eslint biome oxlint ruff flake8 pylint quality style
    check checks checker checking ci verify validate validation analysis qa
    standards sanity preflight""".split()
)
_MAY_TEST = frozenset(
    """test tests tester testing tested spec specs unit integration e2e coverage pytest jest vitest
    tox nox check checks ci verify validate validation qa regression preflight""".split()
)


_MAY_FORMAT = frozenset("format formatter formatting fmt prettier black yapf style fix".split())
_HINTS = ((LINT, _MAY_LINT), (FORMAT, _MAY_FORMAT), (TEST, _MAY_TEST))
# Words that do not say what is looked at, and what is no code: `json-yaml-validate`.
_LOOKS = frozenset("check checks checker checking verify validate validation".split())
_NO_CODE = frozenset(
    """json yaml yml toml xml title titles commit commits semantic conventional changelog renovate
    link links spelling typos license licenses secrets dco""".split()
)
# Runners of hooks, and names that only a run makes up, could serve any purpose.
_ANYTHING = re.compile(
    r"pre-?commit|\bprek\b|lefthook|therapist|(?:lint-|nano-|vp )staged|husky|\$\{\{"
)


def plausible(name: str) -> tuple[Purpose, ...]:
    """What something of that name could serve, by the words that its name is made of."""
    if _ANYTHING.search(name.lower()):
        return tuple(Purpose)
    words = set(_WORDS.findall(name.lower()))
    if words & _NO_CODE:
        words -= _LOOKS
    return tuple(purpose for purpose, hints in _HINTS if words & hints)
