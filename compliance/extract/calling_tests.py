"""Tells whether a test calls code of the repository."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property

from compliance.extract.imports import Imports
from compliance.extract.other_imports import stems, taken_of_worker, taken_otherwise
from compliance.extract.sources import own_sources
from compliance.facts import Component, Stack
from compliance.paths import is_test, join
from compliance.tree import Tree, Unreadable

MAX_SOURCE = 512 * 1024
MAX_HOPS = 3
# pytest's, and what pytest-describe takes for tests within `def describe_orders():`.
_TEST_FUNCTION = re.compile(
    r"def[ \t]{1,5}(?:test|it_|when_|should_)\w{0,200}[ \t]{0,5}\((?P<parameters>[^()]{0,500})"
)
# A fixture that every test beside it takes, whether it says so or not.
_TAKEN_BY_ALL = re.compile(
    r"fixture\([^()]{0,200}\bautouse\s{0,3}=\s{0,3}True[^()]{0,200}\)\s{1,50}(?:async\s{1,5})?"
    r"def[ \t]{1,5}\w{1,200}[ \t]{0,5}\((?P<parameters>[^()]{0,500})"
)
# `from shop.app.services import prices`, where the first name may be the repository's own folder.
_BY_FOLDER = re.compile(
    r"^[ \t]{0,40}(?:from|import)[ \t]{1,9}\w{1,100}\.(?P<module>\w{1,100}(?:\.\w{1,100}){0,9})"
    r"(?:[ \t]{1,9}import[ \t]{1,9}(?P<name>\w{1,100}))?",
    re.MULTILINE,
)
_MODULES = (".py", "/__init__.py")
_DEFINED = re.compile(r"^[ \t]{0,8}(?:async[ \t]{1,5})?def[ \t]{1,5}(\w{1,100})", re.MULTILINE)
_DJANGO_CLIENT = re.compile(r"self\.client\b|\bAPIClient\(|\bClient\(|\bcall_command\(")


def _taken(match: re.Match[str]) -> set[str]:
    """The names of a function's parameters."""
    return set(re.findall(r"\w+", match["parameters"]))


class Reader:
    """Tells whether a test calls code of the repository: itself, by a helper, or by a fixture."""

    def __init__(
        self,
        tree: Tree,
        component: Component,
        imports: Imports,
        only: frozenset[str] | None = None,
    ) -> None:
        """With `only` no other code than these files counts."""
        self._tree = tree
        self._component = component
        self._imports = imports
        self._only = only
        self._known: dict[str, int] = {}
        self._names: dict[str, frozenset[str]] = {}
        # The client calls the project that it runs in, which for code outside may be another.
        self._calls_by_client = only is None and "Django" in component.frameworks

    def calls(self, path: str, hops: int = MAX_HOPS) -> int:
        """The line at which a file takes in code of the repository, at first hand or through a
        helper; 0 where it does not.
        """
        if path not in self._known:
            self._known[path] = 0  # So that files that import one another come to an end.
            self._known[path] = self._line(path, hops)
        return self._known[path]

    def _line(self, path: str, hops: int) -> int:
        try:
            source = self._tree.source(path)[:MAX_SOURCE]
        except Unreadable:
            return 0  # What cannot be read shows no call.
        for each in self._imports.of(path, source):
            if not is_test(each.path):
                if self._only is None or each.path in self._only:
                    return each.line
            elif hops and self.calls(each.path, hops - 1):
                return each.line
        if self._component.stack is Stack.PYTHON:
            line = taken_otherwise(source, lambda: self._stems) or self._by_folder(path, source)
            return line or (self._by_fixture(path, source, hops) if is_test(path) else 0)
        return taken_of_worker(source) if self._only is None else 0

    def _by_folder(self, path: str, source: str) -> int:
        """The line at which a file takes in code of a repository that is a package itself, by the
        name of the folder that it is cloned to, which nothing in it tells.
        """
        if self._only is not None or not self._tree.has("__init__.py"):
            return 0
        for match in _BY_FOLDER.finditer(source):
            module, name = match["module"].replace(".", "/"), match["name"] or ""
            wholes = {f"{each}{end}" for each in (module, f"{module}/{name}") for end in _MODULES}
            target = self._imports.target(path, match["module"], name)
            # What is no deeper may have the name of some library's module: `flask.app`.
            if target in wholes and target.count("/") > 1 and not is_test(target):
                return source.count("\n", 0, match.start()) + 1
        return 0

    @cached_property
    def _stems(self) -> frozenset[str]:
        paths = (each for each in own_sources(self._tree, self._component) if not is_test(each))
        return stems(each for each in paths if self._only is None or each in self._only)

    def _by_fixture(self, path: str, source: str, hops: int) -> int:
        """The line of the first test that takes a fixture which leads to code of the repository."""
        if self._calls_by_client and (match := _DJANGO_CLIENT.search(source)):
            return source.count("\n", 0, match.start()) + 1
        fixtures = self._fixtures(path, hops)
        for match in (*_TEST_FUNCTION.finditer(source), *_TAKEN_BY_ALL.finditer(source)):
            if _taken(match) & fixtures:
                return source.count("\n", 0, match.start()) + 1
        return next(
            (
                helper.line
                for helper in self._imports.of(path, source)
                if fixtures and is_test(helper.path) and self._takes_for_all(helper.path, fixtures)
            ),
            0,
        )

    def _takes_for_all(self, helper: str, fixtures: set[str]) -> bool:
        """Whether a class that tests extend takes one of these fixtures for each of them."""
        try:
            source = self._tree.source(helper)[:MAX_SOURCE]
        except Unreadable:
            return False
        return any(_taken(match) & fixtures for match in _TAKEN_BY_ALL.finditer(source))

    def _fixtures(self, path: str, hops: int) -> set[str]:
        """The names that conftest.py files above a test define, where these call the code."""
        found: set[str] = {"client", "admin_client"} if self._calls_by_client else set()
        directory = posixpath.dirname(path)
        while hops:
            conftest = join(directory, "conftest.py")
            if conftest != path and self._tree.has(conftest):
                found |= self._defined(conftest, hops - 1)
            if not directory:
                break
            directory = posixpath.dirname(directory)
        return found

    def _defined(self, conftest: str, hops: int) -> frozenset[str]:
        """The names that a conftest.py defines; none where it calls no code of the repository."""
        if conftest not in self._names:
            names = _DEFINED.findall(self._tree.source(conftest)[:MAX_SOURCE])
            self._names[conftest] = frozenset(names if self.calls(conftest, hops) else ())
        return self._names[conftest]
