"""Tells which of a repository's documents and collections describe the API of one component.

A file belongs to the project that it lies in. One in a folder above the component, where nothing
else is, is the component's as well. Where the place leaves it open, a good part of the paths that
a document describes have to be routes of the component; where its routes are not known, their names
have to stand in its code.
"""

from __future__ import annotations

import functools
import itertools
import posixpath
import re
from collections.abc import Callable, Iterator

import re2

from compliance.extract.base import extractor
from compliance.extract.code.program import Program
from compliance.extract.reach import is_project
from compliance.facts import Layout, Stack
from compliance.facts.api_documents import (
    ApiDocument,
    ApiDocuments,
    ApiGenerators,
    OwnApiDocuments,
)
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.facts.routes import Routes, Style
from compliance.paths import below
from compliance.tree import MIB, Tree

# A manifest of another language makes a project that no component here is part of.
_FOREIGN = frozenset(
    """go.mod Cargo.toml pom.xml build.gradle build.gradle.kts composer.json Gemfile mix.exs
    pubspec.yaml Package.swift build.sbt""".split()
)
# Folders in which people keep what they need of somebody else's API.
_OTHERS_APIS = frozenset(
    """client clients sdk sdks integration integrations provider providers connector connectors
    adapter adapters upstream partner partners remote lib-api apis-external""".split()
)
# Folders out of which a service answers files, and what makes a client out of a document.
_SERVED = frozenset("public static assets www".split())
_MAKES_CLIENT = re.compile(
    r"\b(?:openapi-typescript|openapi-ts|orval|oazapfts|kubb|swagger-typescript-api|swagger-codegen"
    r"|openapi-generator|openapi-codegen|openapi-python-client|openapi-zod-client|datamodel-codegen)"
)
_NO_NAME = frozenset("api apis rest public internal private admin app".split())
_SEGMENT = re.compile(r"[A-Za-z][A-Za-z0-9._-]{2,60}")
_SAMPLE = 40
_SHARE = 0.5
# What declares routes, and does not call those of another service.
_DECLARES = {
    Stack.NODE: re2.compile(
        r"(?i:\b(?:router|app|server|fastify|routes?)\.(?:get|post|put|patch|delete|route|use|all)\()"
        r"|@(?:Get|Post|Put|Patch|Delete|Controller)\(|\bcreateRoute\(|\bnew Hono\b|\bRouter\("
    ),
    Stack.PYTHON: re2.compile(
        r"(?m)^[ \t]*@[\w.]+\.(?:get|post|put|patch|delete|route|api_route|websocket)\("
        r"|\burlpatterns\b|\brouter\.register\(|\badd_(?:url_rule|api_route|route|resource)\("
    ),
}
_SHARE_OF_ROUTES = 0.3
# Of many paths some agree with those of any API: `/users`, `/users/{id}`.
_MORE_THAN_CHANCE = 0.05
# With fewer routes than these, or with fewer operations and not many routes, that none agrees says
# nothing.
_FEW = 5
_MANY = 20
_MAX_PREFIX = 4
_MAX_SCANNED = 48 * MIB
_GENERATED = re.compile(
    rb"(?i)@generated|auto-?generated|generated (?:by|from|with|using)|do not (?:edit|modify)"
)


@extractor(version=9)
def own_api_documents(
    layout: Layout,
    reach: Reach,
    manifests: Manifests,
    program: Program,
    routes: Routes,
    found: ApiDocuments,
    generators: ApiGenerators,
) -> OwnApiDocuments:
    """The documents and collections that describe the API of a component."""
    owners = _Owners(program, layout, reach, manifests)
    served = _Served(routes)
    files: list[str] = []
    others: list[str] = []
    unlike: list[str] = []
    for document in found.documents:
        near = owners.own(document.path)
        own = served.allows(document) if near else served.describes(document)
        own = own or _names_paths(document, program)
        like_others = not own and (not near or owners.may_be_of_others(document))
        if owners.is_beside(document.path) or like_others:
            others.append(document.path)
        else:
            (files if own else unlike).append(document.path)
    files += [each.path for each in found.collections if not owners.is_another(each.path)]
    maker = next((each.where for each in generators.makers()), None)
    return OwnApiDocuments(tuple(files), tuple(others), tuple(unlike), maker)


class _Owners:
    """Which project a file belongs to, and what that is to a component."""

    def __init__(
        self, program: Program, layout: Layout, reach: Reach, manifests: Manifests
    ) -> None:
        self._component = program.component
        self._mine = set(reach.directories)
        self._projects = {each.directory for each in manifests.manifests if is_project(each)}
        self._foreign = _foreign(program.code.tree)
        self._backends = [each.path for each in layout.components]
        scripts = (one.command for each in manifests.manifests for one in each.scripts)
        self._making_clients = [each for each in scripts if _MAKES_CLIENT.search(each)]

    def own(self, path: str) -> bool:
        """Whether the place of a file alone makes it describe the component's API."""
        owner = self._owner(path)
        inside = path[len(owner) :].lower().split("/")[:-1]
        if not _OTHERS_APIS.isdisjoint(inside) or owner in self._foreign - self._projects:
            return False
        neighbours = sum(below(each, owner) for each in self._backends)
        return owner in self._mine or (owner in self._component.ancestors and neighbours == 1)

    def may_be_of_others(self, document: ApiDocument) -> bool:
        """Whether a document may describe what the component calls: it is on some host, and is not
        served from here, or a program makes a client of it.
        """
        folders = document.path.lower().split("/")[:-1]
        if document.hosted and _SERVED.isdisjoint(folders):
            return True
        name = re.escape(posixpath.basename(document.path))
        input_ = re.compile(rf"(?<![\w.-]){name}(?![\w.-])")
        return any(input_.search(each) for each in self._making_clients)

    def is_beside(self, path: str) -> bool:
        """Whether a file lies in another backend that is not above the component."""
        return self.is_another(path) and self._owner(path) not in self._component.ancestors

    def is_another(self, path: str) -> bool:
        """Whether a file lies in another backend."""
        owner = self._owner(path)
        return owner in self._backends and owner not in self._mine

    def _owner(self, path: str) -> str:
        """The nearest directory above a file that is a project, "" for the root."""
        directory = posixpath.dirname(path)
        while directory and directory not in self._projects and directory not in self._foreign:
            directory = posixpath.dirname(directory)
        return directory


def _foreign(tree: Tree) -> frozenset[str]:
    """The directories with a manifest of a language that is not judged."""
    return frozenset(posixpath.dirname(path) for path in tree.matching(_is_foreign))


def _is_foreign(path: str) -> bool:
    return posixpath.basename(path) in _FOREIGN


class _Served:
    """The routes of a component, to compare documents with; a prefix may be left open by either."""

    def __init__(self, routes: Routes) -> None:
        self._whole = {_shape(each.path) for each in routes.routes if each.style is Style.HTTP}
        self._ends = {end for each in self._whole for end in _ends(each)}
        self._open: dict[int, list[tuple[str, ...]]] = {}
        for each in sorted(self._whole):
            if "{}" in each:
                self._open.setdefault(len(each), []).append(each)
        self._all = not routes.unread and not routes.more
        self._only_graphql = {each.style for each in routes.data} == {Style.GRAPHQL}

    def allows(self, document: ApiDocument) -> bool:
        """Whether a document may describe them: some paths agree, or there is little to compare."""
        few = len(self._whole) < (_MANY if len(document.operations) < _FEW else _FEW)
        few = few and not self._only_graphql
        return few or not self._all or self._share(document, self._allows) >= _MORE_THAN_CHANCE

    def describes(self, document: ApiDocument) -> bool:
        """Whether a document describes them, by a good part of its paths."""
        return self._share(document, self._agrees) >= _SHARE_OF_ROUTES

    def _share(self, document: ApiDocument, agrees: Callable[[tuple[str, ...]], bool]) -> float:
        paths = {_shape(document.base + each.path) for each in document.operations}
        return sum(1 for path in paths if agrees(path)) / len(paths) if paths else 0

    def _agrees(self, path: tuple[str, ...]) -> bool:
        return path in self._ends or any(end in self._whole for end in _ends(path))

    def _allows(self, path: tuple[str, ...]) -> bool:
        """Whether a path agrees, or is one of those that a route with a parameter answers, as
        `/cidr/split` is of `/cidr/{tool}`.
        """
        return self._agrees(path) or any(
            _answers(route, end) for end in _ends(path) for route in self._open.get(len(end), ())
        )


def _shape(path: str) -> tuple[str, ...]:
    """The segments of a path, with `{}` for each that holds a parameter."""
    return tuple("{}" if "{" in part else part for part in path.lower().split("/") if part)


def _answers(route: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether a route answers a path of as many segments, and shares a name with it that says
    something.
    """
    pairs = tuple(zip(route, path, strict=True))
    return all(mine in ("{}", other) for mine, other in pairs) and any(
        mine == other != "{}" and mine not in _NO_NAME for mine, other in pairs
    )


def _ends(shape: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A path and what is left of it without its first segments, as long as a name is in it."""
    for start in range(min(len(shape), _MAX_PREFIX + 1)):
        end = shape[start:]
        if any(part != "{}" for part in end):
            yield end


def _names_paths(document: ApiDocument, program: Program) -> bool:
    """Whether the paths of a document stand where a component's code declares routes, most of
    them: those that are put together while it runs are read by nobody.
    """
    names = _names(document)
    if not names:
        return False
    wanted = len(names) * _SHARE
    seen: set[bytes] = set()
    pattern = _pattern(names)
    for content in _declaring(program):
        seen.update(match.group(1) for match in pattern.finditer(content))
        if len(seen) >= wanted:
            return True
    return False


def _names(document: ApiDocument) -> tuple[str, ...]:
    """The words that the paths of a document are made of, or some of very many."""
    words = dict.fromkeys(
        word
        for operation in document.operations
        for word in f"{document.base}{operation.path}".split("/")
        if _SEGMENT.fullmatch(word) and word.lower() not in _NO_NAME
    )
    step = max(1, len(words) // _SAMPLE)
    return tuple(itertools.islice(words, 0, None, step))[:_SAMPLE]


@functools.lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re2._Regexp[bytes]:
    """Where code names one of some parts of a path: behind a slash, or at the head of a text."""
    return re2.compile(r"[/\"'`^](" + "|".join(map(re.escape, names)) + r")\b")


def _declaring(program: Program) -> Iterator[bytes]:
    """The files of a component that declare routes, but those that a program wrote."""
    declares = _DECLARES[program.component.stack]
    scanned = 0
    for path in program.paths:
        content = program.code.tree.contents.get(path, b"")
        scanned += len(content)
        if scanned > _MAX_SCANNED:
            return
        if declares.search(content) and not _GENERATED.search(content, 0, 1_000):
            yield content
