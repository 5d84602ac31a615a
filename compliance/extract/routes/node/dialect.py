"""What the frameworks differ in that are told their routes by calls."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, ClassVar

from compliance.extract.code.expressions import Call, Expression, Item, Member, Name
from compliance.extract.routes.following import Located
from compliance.extract.routes.node.routers import Router

if TYPE_CHECKING:
    from compliance.extract.routes.node.resolver import Resolver
    from compliance.extract.routes.node.survey import Survey

VERBS = frozenset("get post put patch delete head options".split())


class Dialect(abc.ABC):
    """How one framework is told its routes.

    `words` are in every file that is looked at; `names` are the methods that matter, of which
    `chained` hand the router back.
    """

    framework: ClassVar[str]
    words: ClassVar[tuple[bytes, ...]]
    names: ClassVar[frozenset[str]]
    chained: ClassVar[frozenset[str]]
    types: ClassVar[frozenset[str]]

    @abc.abstractmethod
    def made(self, survey: Resolver, where: Located, call: Call) -> Router | None:
        """A new router, where the call makes one."""

    @abc.abstractmethod
    def take(self, survey: Survey, where: Located, call: Call) -> None:
        """Note what a call registers, if it does."""

    def spelled(self, path: str) -> str:
        """A path in the one spelling of all frameworks."""
        return path


def receiver(call: Call) -> Expression | None:
    """What a method is called on; None for a plain function."""
    callee = call.callee
    if isinstance(callee, Name):
        path = callee.path.rpartition(".")[0]
        return Name(callee.line, path=path) if path else None
    return callee.of if isinstance(callee, Member | Item) else None
