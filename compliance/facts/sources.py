"""What could not be read of a component's source code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, RepositoryFacts, Scope


@dataclass(frozen=True)
class Unparsed(Fact):
    """The source files in a component's projects that did not parse as a whole, so that what they
    say is known in part: the first of them, each with the first line that did not, and their
    number. A file that no check asks for is not parsed at all.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    count: int = 0
    places: tuple[Evidence, ...] = ()


def unparsed_of(facts: RepositoryFacts) -> Unparsed:
    """Those of all components, each file once."""
    values = (found.get(Unparsed) for _, found in facts.by_component)
    found = [each for each in values if isinstance(each, Unparsed)]
    places = {place.path: place for each in found for place in each.places}
    # Those that are not kept of one component may be those of another.
    count = max((len(places), *(each.count for each in found)))
    return Unparsed(count, tuple(places[path] for path in sorted(places)))
