"""The projects of a repository: the folders with a manifest, and how they hang together."""

from __future__ import annotations

import bisect
import fnmatch
import functools
import posixpath
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from packaging.utils import canonicalize_name

from compliance.facts import Stack
from compliance.facts.manifests import Manifest, Manifests

# What people write is far below; it bounds what hostile patterns cost.
MAX_ALTERNATIVES = 100
MAX_PATTERNS = 300
_BRACES = re.compile(r"\{([^{}]{0,500})\}")

Project = tuple[str, Stack]


# Python's tools that look at code, whose settings for one folder may lie in it.
_LOOKING_AT_CODE = frozenset(
    """autoflake autopep8 bandit basedpyright black codespell coverage django-stubs djlint
    docformatter flake8 interrogate isort mypy pycodestyle pydocstyle pylint pyrefly pyright pytest
    ruff ty vulture yapf""".split()
)


def is_project(manifest: Manifest) -> bool:
    """Whether a manifest makes a project of its folder: not one that only says how Node.js has to
    read the files beside it (`"type": "commonjs"`), or that they are a module of an application of
    Egg's, nor one that below the root only tells Python's tools how to look at them.
    """
    name = manifest.name if "eggModule" not in manifest.tools else ""
    says = (name, manifest.dependencies, manifest.scripts, manifest.workspaces)
    if manifest.stack is Stack.NODE or any(says):
        return any(says)
    only_tools = bool(manifest.tools) and _LOOKING_AT_CODE.issuperset(manifest.tools)
    return not (manifest.directory and only_tools and not manifest.requires_python)


# What a project is mostly known by stands first, and what only some of its work needs last.
_RANKS = ("pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "requirements.txt")


def _rank(manifest: Manifest) -> tuple[bool, int]:
    """Where a manifest stands among those of its folder."""
    name = posixpath.basename(manifest.path)
    return not manifest.dependencies, _RANKS.index(name) if name in _RANKS else len(_RANKS)


class Projects:
    """The projects by their directory and stack, the manifests of each with the main one first."""

    def __init__(self, manifests: Manifests) -> None:
        self._manifests: dict[Project, list[Manifest]] = {}
        self._packages: dict[tuple[str, Stack], str] = {}
        patterns: dict[str, list[str]] = {}
        self._roots: dict[str, tuple[str, ...]] = {}
        for each in sorted(manifests.manifests, key=_rank):
            self._manifests.setdefault((each.directory, each.stack), []).append(each)
            if each.workspaces:
                patterns.setdefault(each.directory, []).extend(each.workspaces)
            if each.name:
                self._packages.setdefault(
                    (named(each.name, each.stack), each.stack), each.directory
                )
        self._workspaces = {each: Members(found) for each, found in patterns.items()}
        self._directories = {
            stack: sorted(
                directory
                for (directory, kind), found in self._manifests.items()
                if kind is stack and any(map(is_project, found))
            )
            for stack in Stack
        }

    def __iter__(self) -> Iterator[Project]:
        return iter(sorted(self._manifests))

    def of(self, directory: str, stack: Stack) -> Sequence[Manifest]:
        """The manifests of a project."""
        return self._manifests.get((directory, stack), [])

    def is_one(self, directory: str, stack: Stack) -> bool:
        """Whether a folder's manifests make a project of it."""
        return any(map(is_project, self.of(directory, stack)))

    def nested(self, directory: str, stack: Stack) -> tuple[str, ...]:
        """The projects of a stack below a folder, whose files are theirs."""
        all_of_them = self._directories[stack]
        if not directory:
            return tuple(each for each in all_of_them if each)
        # "0" is the character after "/", so all below "directory/" lie between.
        first = bisect.bisect_left(all_of_them, f"{directory}/")
        return tuple(all_of_them[first : bisect.bisect_left(all_of_them, f"{directory}0")])

    def roots(self, directory: str) -> tuple[str, ...]:
        """The directories whose shared files count for a project: its own, then those of the
        workspaces that it is a member of, nearest first.
        """
        if directory not in self._roots:
            self._roots[directory] = self._found_roots(directory)
        return self._roots[directory]

    def _found_roots(self, directory: str) -> tuple[str, ...]:
        found = [directory]
        above = directory
        while above:
            above = posixpath.dirname(above)
            members = self._workspaces.get(above)
            if members and posixpath.relpath(directory, above or ".") in members:
                found.append(above)
        return tuple(found)

    def packages(
        self, directory: str, stack: Stack, uses: Callable[[str, str], bool] = lambda *_: True
    ) -> tuple[str, ...]:
        """A project and the packages of the repository that it depends on, directly or not, as far
        as one `uses` the other.
        """
        found = {directory: None}
        waiting = deque(found)
        while waiting:
            user = waiting.popleft()
            for package in self.needed(user, stack):
                if package not in found and uses(user, package):
                    found[package] = None
                    waiting.append(package)
        return tuple(found)

    def needed(self, directory: str, stack: Stack) -> Iterator[str]:
        """The packages of the repository that a project names among its dependencies."""
        for manifest in self.of(directory, stack):
            for dependency in manifest.dependencies:
                package = self._packages.get((named(dependency.name, stack), stack))
                if package is not None:
                    yield package

    def users(self, directory: str, stack: Stack) -> Iterator[str]:
        """The other projects of the repository that name a project among their dependencies."""
        return (user for user in self._users[directory, stack] if user != directory)

    def providers(self, stack: Stack, provides: Callable[[Manifest], bool]) -> dict[str, Manifest]:
        """The projects that have what some manifests provide, each with the manifest: their own,
        that of a package of the repository that they depend on, directly or not, or that of their
        workspace's root, in whose folder everything is installed.
        """
        own = {
            directory: manifest
            for (directory, kind), found in self._manifests.items()
            for manifest in reversed(found)
            if kind is stack and provides(manifest)
        }
        provided = dict(own)
        waiting = deque(own)
        while waiting:
            package = waiting.popleft()
            for user in self._users[package, stack]:
                if user not in provided:
                    provided[user] = provided[package]
                    waiting.append(user)
        for directory in self._directories[stack]:
            roots = (own[root] for root in self.roots(directory) if root in own)
            if directory not in provided and (root := next(roots, None)):
                provided[directory] = root
        return provided

    @functools.cached_property
    def _users(self) -> dict[Project, list[str]]:
        """The projects that depend on each."""
        users: dict[Project, list[str]] = {each: [] for each in self._manifests}
        for directory, stack in self._manifests:
            for package in self.needed(directory, stack):
                users[package, stack].append(directory)
        return users


def named(name: str, stack: Stack) -> str:
    """The name of a package as others of its stack call it."""
    return canonicalize_name(name) if stack is Stack.PYTHON else name


class Members:
    """The members of a workspace, by its patterns: globs relative to its root, of which one that
    starts with `!` excludes. As for the package managers, the last one that fits decides.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._globs: list[tuple[bool, list[str]]] = []
        for pattern in patterns:
            for each in _alternatives(pattern.lstrip("!")):
                segments = posixpath.normpath(each).split("/")
                self._globs.append((pattern.startswith("!"), _without_repeats(segments)))
            if len(self._globs) > MAX_PATTERNS:
                break

    def __contains__(self, relative: str) -> bool:
        """Whether a directory is a member."""
        parts = relative.split("/")
        fitting = (excludes for excludes, glob in reversed(self._globs) if _fits(parts, glob))
        return not next(fitting, True)


def _alternatives(pattern: str) -> list[str]:
    """The patterns that one with braces stands for, as in `{apps,packages}/*`."""
    waiting, found = [pattern], list[str]()
    while waiting and len(found) + len(waiting) <= MAX_ALTERNATIVES:
        each = waiting.pop()
        braces = _BRACES.search(each)
        if braces is None:
            found.append(each)
            continue
        before, after = each[: braces.start()], each[braces.end() :]
        waiting += [f"{before}{word.strip()}{after}" for word in braces[1].split(",")]
    return found


def _without_repeats(segments: Sequence[str]) -> list[str]:
    """The segments of a glob; two `**` in a row say no more than one."""
    return [
        each
        for each, before in zip(segments, ("", *segments), strict=False)
        if (each, before) != ("**", "**")
    ]


def _fits(parts: Sequence[str], glob: Sequence[str]) -> bool:
    """Whether a path fits a glob, segment by segment; `**` stands for any number of them."""
    reached = {0}
    for segment in glob:
        if not reached:
            return False
        if segment == "**":
            reached = set(range(min(reached), len(parts) + 1))
        else:
            reached = {
                at + 1
                for at in reached
                if at < len(parts) and fnmatch.fnmatchcase(parts[at], segment)
            }
    return len(parts) in reached
