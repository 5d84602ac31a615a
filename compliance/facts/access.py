"""How a component asks who calls it, what they may do, and which headers it protects them by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class Sign:
    """A place that shows something, and what it is in a few words."""

    what: str
    where: Evidence

    @property
    def refuses(self) -> bool:
        """Whether it is only an error that refuses somebody, not what asks who that is."""
        return self.what.endswith(("Error", "Exception", "401"))


@dataclass(frozen=True)
class AccessControl(Fact):
    """`sign_in` are the first places on routes, or before all of them, that ask who calls; `roles`
    those that ask for more than that. `libraries` are the packages made for it that the code uses.
    `unseen` is how many routes there are of which neither handler nor guard could be followed.
    `compared` are, where no role is found, places that compare what somebody is, though no route is
    seen to lead to them, and `handed_on` those that send what callers sign in with to another
    service.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    libraries: tuple[Sign, ...] = ()
    sign_in: tuple[Sign, ...] = ()
    roles: tuple[Sign, ...] = ()
    unseen: int = 0
    compared: tuple[Sign, ...] = ()
    handed_on: tuple[Sign, ...] = ()

    @property
    def authenticates(self) -> bool:
        """Whether routes ask who calls: what `authentication` passes by and roles build on."""
        return bool(self.sign_in)


@dataclass(frozen=True)
class SecurityHeaders(Fact):
    """The places that put security headers into answers; `off` are those that do so only where it
    is not production. `bare` is where a component serves of which no route is found and no file
    names such a header.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    places: tuple[Sign, ...] = ()
    off: tuple[Sign, ...] = ()
    bare: tuple[Evidence, ...] = ()
