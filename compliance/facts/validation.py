"""How a component validates what requests bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class Validator:
    """A validation library that the code uses, and where it takes it in."""

    name: str
    where: Evidence


@dataclass(frozen=True)
class BodyReader:
    """A handler that reads the body of a request; `validated` by a library, before or in it. Where
    something of it validates, and whether that is the body cannot be told, it is `open`.
    """

    name: str
    where: Evidence
    validated: bool
    open: bool = False


@dataclass(frozen=True)
class InputValidation(Fact):
    """The validation libraries of a component, and its handlers that read a request's body. Where
    few are seen, `unseen` are the places where functions read one that no route which is seen leads
    to, in files without a library.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    libraries: tuple[Validator, ...] = ()
    readers: tuple[BodyReader, ...] = ()
    unseen: tuple[Evidence, ...] = ()
