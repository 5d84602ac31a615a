"""What a repository has committed to describe its HTTP APIs, and what makes such descriptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class Operation:
    """A method on a path, as an OpenAPI document has it.

    `path` is written as in the document, its parameters in braces, without the document's `base`;
    `method` is in upper case. `file` is where it stands where that is not the document itself.
    `query` are the names of its query parameters; `collection` says whether it answers an array or
    a wrapper of one, None where the document does not tell what it answers.
    """

    method: str
    path: str
    line: int
    file: str = ""
    query: tuple[str, ...] = ()
    collection: bool | None = None


@dataclass(frozen=True)
class Fault:
    """Where a document breaks the specification that it names, and how."""

    where: Evidence
    said: str


@dataclass(frozen=True)
class ApiDocument:
    """A committed OpenAPI or Swagger document.

    `version` is the specification, as "OpenAPI 3.1.0"; `base` the path that stands before those of
    its operations, "" where there is none; `hosted` says that it names the host that the API is
    on, which is nobody's own machine. Of its `paths`, `sound` are valid, by themselves and
    with the head of the document; `faults` are the first things that are not, `unread` says why a
    file that it refers to could not be had. `written_by` is the place that shows that a program
    writes the document; None where nothing does.
    """

    path: str
    version: str
    title: str = ""
    base: str = ""
    hosted: bool = False
    paths: int = 0
    sound: int = 0
    operations: tuple[Operation, ...] = ()
    faults: tuple[Fault, ...] = ()
    unread: tuple[str, ...] = ()
    written_by: Evidence | None = None

    def place(self, operation: Operation) -> Evidence:
        """Where an operation of it stands."""
        excerpt = f"{operation.method} {operation.path}"
        return Evidence(operation.file or self.path, operation.line, excerpt=excerpt)


@dataclass(frozen=True)
class Collection:
    """A collection of requests, exported from `tool`, and how many requests there are."""

    tool: str
    path: str
    requests: int


@dataclass(frozen=True)
class ApiDocuments(Fact):
    """Every OpenAPI document and every collection of requests of a repository, whatever they
    describe, outside of tests, examples and what others wrote.

    `unread` are files that are one of them by their name and could not be had, with the reason;
    `broken` those that do not parse.
    """

    documents: tuple[ApiDocument, ...] = ()
    collections: tuple[Collection, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    broken: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class OwnApiDocuments(Fact):
    """Which files of `ApiDocuments` describe the API of one component, by their paths.

    `unlike` are OpenAPI documents that lie where the component's do and can hardly be another
    service's, though none of their paths is a route of it; `others` those that describe another
    API, as far as that can be told. `maker` is the place of a library in the component's code that
    can write such a document out of it.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    files: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    maker: Evidence | None = None

    def documents(self, found: ApiDocuments) -> tuple[ApiDocument, ...]:
        """The OpenAPI documents of the component, each with what writes it. Where that is known of
        one of them, the others are written by hand; else the maker writes them all.
        """
        mine = tuple(each for each in found.documents if each.path in self.files)
        if self.maker is None or any(each.written_by for each in mine):
            return mine
        return tuple(replace(each, written_by=self.maker) for each in mine)

    def without_routes(self, found: ApiDocuments) -> tuple[ApiDocument, ...]:
        """The OpenAPI documents that are the component's by their place alone."""
        return tuple(each for each in found.documents if each.path in self.unlike)

    def collections(self, found: ApiDocuments) -> tuple[Collection, ...]:
        """The collections of requests of the component."""
        return tuple(each for each in found.collections if each.path in self.files)


@dataclass(frozen=True)
class ApiGenerator:
    """A library that makes or serves an API's description, and where it is wired up.

    `describes`: it makes the description from the code, rather than showing one that is there.
    """

    library: str
    where: Evidence
    describes: bool


@dataclass(frozen=True)
class ApiGenerators(Fact):
    """What describes a component's API from its code or shows the description to people.

    `unwired` are such libraries that the component depends on and that nothing was seen to use, by
    the dependency; `switched_off` are the places where a framework's own description is switched
    off; `unread` says, in one clause each, where further wiring may be that could not be read.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    wired: tuple[ApiGenerator, ...] = ()
    unwired: tuple[ApiGenerator, ...] = ()
    switched_off: tuple[ApiGenerator, ...] = ()
    unread: tuple[str, ...] = ()

    def makers(self) -> Iterable[ApiGenerator]:
        """Those that can write a document from the code, also where they serve none."""
        return (each for each in (*self.wired, *self.switched_off) if each.describes)
