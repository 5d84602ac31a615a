"""Who owns a repository, by its own CODEOWNERS."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.facts import Evidence, Fact


@dataclass(frozen=True)
class Owners(Fact):
    """The teams and people who own the repository as a whole, and the rules that say so.

    Teams are named by their slug (`@acme/payments` is `payments`), people by their login or, where
    the file has that, by their e-mail address; both are empty where nobody is named.
    """

    teams: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    where: tuple[Evidence, ...] = ()
