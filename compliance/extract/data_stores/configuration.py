"""Which engines a component's code and configuration name, read when somebody asks for it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial

from compliance.extract.code import Code
from compliance.extract.comments import code_only, settings_only
from compliance.extract.compose import is_compose
from compliance.extract.data_stores import named
from compliance.extract.reach import concerning, sources
from compliance.extract.sources import evidence_at
from compliance.facts import Component, Evidence, Stack
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.facts.services import Engine
from compliance.paths import below, is_judged, is_source, is_test
from compliance.tree import MIB, Unreadable

MAX_BYTES = MIB
Names = dict[Engine, Evidence]
_Finder = Callable[[bytes], Iterator[tuple[Engine, int, int]]]

_DOTENV = re.compile(r"(?:[\w.-]{1,60}[.-])?\.?env(?:rc)?(?:[._-][\w.-]{1,60})?", re.ASCII)
_SETTINGS = re.compile(
    r"(?:config|configuration|settings|application|default|development|local|production|database"
    r"|db|ormconfig|alembic|aerich|yoyo|knexfile|app)[\w.-]{0,40}\.(?:json5?|ya?ml|toml|ini|cfg|conf)",
    re.ASCII,
)
# Settings in Python that everybody copies and fills in: `local_settings.py.example`.
_COPIED = re.compile(
    r"(?:[\w.-]{0,40}[_.-])?(?:settings|config|configuration|local)[\w-]{0,40}\.py[.-]"
    r"(?:example|sample|dist|template|tmpl|tpl|default|docker|container)",
    re.ASCII,
)
_SETTINGS_FOLDERS = frozenset("config configs conf settings configuration".split())
_DATA = (".json", ".json5", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf")
_TEST_WORDS = frozenset("test tests testing runtests ci e2e".split())
_WORD = re.compile(r"[a-z0-9]{1,40}")
_BROKERS = (b"broker", b"Broker", b"BROKER")


def is_dotenv(path: str) -> bool:
    """Whether a path is a dotenv file or an example of one, a source file of that name aside."""
    name = posixpath.basename(path)
    suffix = posixpath.splitext(name)[1]
    return bool(_DOTENV.fullmatch(name)) and suffix not in (".py", ".js", ".ts", ".mjs", ".cjs")


def is_configuration(path: str) -> bool:
    """Whether a path is a file of settings that may name an engine."""
    folder, name = posixpath.split(path)
    in_folder = posixpath.basename(folder) in _SETTINGS_FOLDERS
    data = name.endswith(_DATA)
    wanted = (
        is_dotenv(path)
        or name.endswith(".prisma")
        or bool(_SETTINGS.fullmatch(name) or _COPIED.fullmatch(name))
        or (in_folder and data)
    )
    return wanted and is_judged(path)


def is_for_tests(path: str) -> bool:
    """Whether a file of settings is for tests or for CI, by its name."""
    stem = posixpath.basename(path).lower()
    return is_test(path) or not _TEST_WORDS.isdisjoint(_WORD.findall(stem))


class Configuration:
    """What the code and the files of settings of one component say of engines.

    What cannot be read names nothing: the caller decides what follows from an engine not named.
    """

    def __init__(
        self,
        code: Code,
        component: Component,
        reach: Reach,
        manifests: Manifests,
        aside: Sequence[str] = (),
    ) -> None:
        """`aside` are folders whose code is left out."""
        tree = code.tree
        self._code = code
        self._tree = tree
        self._stack = component.stack
        self._sources = [
            path
            for path in sources(tree, component, reach)
            if not (is_for_tests(path) or any(below(path, each) for each in aside))
        ]
        files = concerning(tree.files(), component, reach, manifests)
        judged = [path for path in files if not is_for_tests(path)]
        self._copied = [path for path in judged if _COPIED.fullmatch(posixpath.basename(path))]
        configuration = (path for path in judged if is_configuration(path))
        self._files = [path for path in configuration if path not in self._copied]
        self._composed = [path for path in judged if is_compose(path)]

    @property
    def dotenvs(self) -> Iterator[str]:
        """The files that settings of the environment are in, examples of them too."""
        return (path for path in self._files if is_dotenv(path))

    @cached_property
    def named_in_code(self) -> Names:
        """The engines that code names, each with the first place that does."""
        sources = self._sources_with(*named.HINTS)
        return self._find(sources, lambda code: named.in_code(code, self._stack), {})

    @cached_property
    def named(self) -> Names:
        """The engines that code or settings name, code first. Of settings that are copied, and of
        what Compose tells services, only the database in a file counts, which runs as it stands
        there.
        """
        settings = (path for path in self._files if not path.endswith(".prisma"))
        in_code = partial(named.in_code, stack=self._stack)
        found = self._find(self._copied, _of_file(in_code), dict(self.named_in_code))
        found = self._find(settings, named.in_settings, found)
        return self._find(self._composed, _of_file(named.in_settings), found)

    @cached_property
    def prisma(self) -> Names:
        """The engines of Prisma's schemas."""
        schemas = (path for path in self._files if path.endswith(".prisma"))
        return self._find(schemas, named.in_prisma_schema, {})

    @cached_property
    def brokers(self) -> Names:
        """The engines that are named as the broker of a task queue: in the environment of services,
        which wins over what code says, else in code and settings.
        """
        composed = self._find(self._composed, named.as_composed_broker, {})
        if composed:
            return composed
        settings = (path for path in self._files if not path.endswith(".prisma"))
        return self._find((*self._sources_with(*_BROKERS), *settings), named.as_broker, {})

    def is_for_choice(self, engine: Engine, where: Evidence) -> bool:
        """Whether the source file that names an engine only uses it where that is chosen."""
        content = self._tree.contents.get(where.path, b"")
        chosen = is_source(where.path) and named.is_for_choice(content, engine)
        return chosen and named.is_for_choice(code_only(content, self._stack), engine)

    def _sources_with(self, *words: bytes) -> list[str]:
        """The source files that hold one of some words; those that were not read hold none."""
        contents, holds = self._tree.contents, self._code.holds
        return [path for path in self._sources if path in contents and holds(path, *words)]

    def _find(self, paths: Iterable[str], finder: _Finder, found: Names) -> Names:
        for path in paths:
            try:
                content = self._tree.read(path)[:MAX_BYTES]
            except Unreadable:
                continue
            # Most files name nothing, and are not worth being freed of their comments.
            if next(finder(content), None) is None:
                continue
            for engine, start, end in finder(self._uncommented(path, content)):
                if engine not in found:
                    found[engine] = _place(path, content, start, end)
        return found

    def _uncommented(self, path: str, content: bytes) -> bytes:
        of_settings = path in self._files or path in self._copied
        if path in self._composed or (of_settings and not path.endswith(".prisma")):
            return settings_only(content)
        return code_only(content, Stack.NODE if path.endswith(".prisma") else self._stack)


def _of_file(finder: _Finder) -> _Finder:
    """What finds databases in files alone."""

    def found(content: bytes) -> Iterator[tuple[Engine, int, int]]:
        return (each for each in finder(content) if each[0] is Engine.SQLITE)

    return found


def _place(path: str, content: bytes, start: int, end: int) -> Evidence:
    """The line that names an engine, up to the name: what follows may be a password."""
    return evidence_at(path, content[:end], start)
