"""Compares the operations of OpenAPI documents with the routes in source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from compliance.facts import Evidence
from compliance.facts.api_documents import ApiDocument
from compliance.facts.routes import Answer, Route, Routes, Style
from compliance.paths import below

_PARAMETER = re.compile(r"\{[^{}]*\}|:\w{1,80}")
# What answers where no route does.
_FALLBACK = re.compile(r"(?:/\{(?:path|pattern|any)\})+")
# A version that documents leave to whoever asks, and source writes out: before any parameter else,
# which may be the version of something.
_OPEN_VERSION = re.compile(r"[^{}]{0,200}/v?\{(?:api[-_]?)?version\}(?=/|$)", re.IGNORECASE)
_VERSION = re.compile(r"/v?\d{1,4}(?:\.\d{1,4})?(?=/|$)")
_ASIDE = frozenset(["OPTIONS", "HEAD"])
_MAX_PREFIX = 3
_MAX_PREFIXES = 6
_ANY = "*"


@dataclass(frozen=True)
class Compared:
    """How documents and source differ: routes that no document has, and operations (their names,
    with the place) that no route answers. `matched` are the operations that one does.
    """

    matched: int
    undocumented: tuple[Route, ...]
    gone: tuple[tuple[str, Evidence], ...]

    @property
    def sites(self) -> int:
        """How many routes there are in both together."""
        return self.matched + len(self.undocumented) + len(self.gone)

    def inside(self, folder: str) -> Compared:
        """The same without the operations of documents outside of a folder that no route answers:
        another backend may serve these.
        """
        gone = tuple(each for each in self.gone if below(each[1].path, folder))
        return replace(self, gone=gone)

    @property
    def examples(self) -> Iterator[str]:
        """The first routes that differ."""
        yield from (f"{each.name} only in source" for each in self.undocumented[:3])
        yield from (f"{name} only documented" for name, _ in self.gone[:3])


@dataclass(frozen=True)
class _Operation:
    """An operation of a document, by the spellings that its path may have in source. One of
    `any_version` leaves the API's version open.
    """

    method: str
    path: str
    base: str
    any_version: bool
    where: Evidence


def compare(documents: Iterable[ApiDocument], routes: Routes) -> Compared:
    """Compare by method and path, parameters by their position. The two may have another beginning
    (a server's base, a prefix that a proxy adds): the one under which most agree is taken.
    """
    documents = tuple(documents)
    operations = [
        _Operation(
            each.method,
            _plain(each.path),
            _plain(document.base),
            _OPEN_VERSION.match(document.base + each.path) is not None,
            document.place(each),
        )
        for document in documents
        for each in document.operations
        if each.method not in _ASIDE
    ]
    served = [each for each in routes.routes if each.style is Style.HTTP]
    served = [
        each for each in served if each.method not in _ASIDE and not _FALLBACK.fullmatch(each.path)
    ]
    return max(
        (_under(prefixes, operations, served) for prefixes in _prefixes(operations, served)),
        key=lambda each: each.matched,
    )


def data_only(documents: Iterable[ApiDocument], routes: Routes) -> tuple[ApiDocument, ...]:
    """The documents without what source answers by a page: it is none of the API's resources."""
    pages = {
        (each.method, _plain(each.path)) for each in routes.routes if each.answer is Answer.PAGE
    }
    return tuple(
        replace(
            document,
            operations=tuple(
                each
                for each in document.operations
                if (each.method, _plain(document.base + each.path)) not in pages
            ),
        )
        if pages
        else document
        for document in documents
    )


def _plain(path: str) -> str:
    """A path without the names of its parameters, and the letter before one for a version."""
    return _PARAMETER.sub("{}", path).replace("/v{}", "/{}").rstrip("/")


def _prefixes(
    operations: list[_Operation], served: list[Route]
) -> Iterator[tuple[str | None, str]]:
    """What may stand before documented paths (None: their own base) and before those in source."""
    yield None, ""
    yield "", ""
    yield from ((each, "") for each in _common(_plain(route.path) for route in served))
    yield from (("", each) for each in _common(each.path for each in operations))


def _common(paths: Iterable[str]) -> list[str]:
    """The beginnings that most paths have."""
    counted: Counter[str] = Counter()
    for path in paths:
        parts = path.split("/")[1:]
        for length in range(1, min(_MAX_PREFIX, len(parts)) + 1):
            counted["/" + "/".join(parts[:length])] += 1
    return [each for each, _ in counted.most_common(_MAX_PREFIXES)]


def _under(
    prefixes: tuple[str | None, str], operations: list[_Operation], served: list[Route]
) -> Compared:
    before, added = prefixes
    documented = {
        (each.method, (each.base if before is None else before) + each.path): each
        for each in operations
    }
    by_ending = _Endings(path for _, path in documented)
    some_open = any(each.any_version for each in operations)

    def found(route: Route, path: str) -> set[tuple[str, str]]:
        paths = by_ending.of(path, whole=route.whole)
        keys = (_keys(route.method, each, documented) for each in paths)
        return set().union(*keys) & documented.keys()

    answered: set[tuple[str, str]] = set()
    undocumented: list[Route] = []
    for route in served:
        path = added + _plain(route.path)
        keys = found(route, path)
        if not keys and some_open:
            any_version = found(route, _VERSION.sub("/{}", path, count=1))
            keys = {key for key in any_version if documented[key].any_version}
        answered |= keys
        if not keys and route.is_resource:
            undocumented.append(route)
    gone = tuple(
        (f"{each.method} {each.where.excerpt.partition(' ')[2]}", each.where)
        for key, each in documented.items()
        if key not in answered
    )
    return Compared(len(answered), tuple(undocumented), gone)


def _keys(
    method: str, path: str, documented: dict[tuple[str, str], _Operation]
) -> set[tuple[str, str]]:
    if method != _ANY:
        return {(method, path)}
    return {key for key in documented if key[1] == path}


class _Endings:
    """Documented paths by what they end with, for routes whose beginning is not known."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(paths)
        self._ending: dict[str, list[str]] = {}
        for path in self._paths:
            parts = path.split("/")
            for start in range(1, len(parts)):
                self._ending.setdefault("/" + "/".join(parts[start:]), []).append(path)

    def of(self, path: str, *, whole: bool) -> list[str]:
        """The documented paths that a route may be."""
        if whole or not path:
            return [path] if path in self._paths else []
        return self._ending.get(path, [])
