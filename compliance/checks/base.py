"""What a check is, and what it answers.

A check is one function from facts to a `Finding`, marked with `@check`. The types of its parameters
say which facts it needs; its keyword-only parameters are what a protocol file may set; its
docstring is the remedy that people read.
"""

from __future__ import annotations

import enum
import inspect
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from compliance.facts import Evidence, Fact, Origin, Scope
from compliance.masking import one_line


class Outcome(enum.StrEnum):
    """What a check says of a repository or of one of its components.

    Members stand in the order in which a repository takes the outcome of its components.
    """

    FAIL = "fail"
    UNKNOWN = "unknown"
    PASS = "pass"
    NOT_APPLICABLE = "not_applicable"


class Confidence(enum.StrEnum):
    """Whether the rule leaves judgement: two readers who know an exact one agree."""

    EXACT = "exact"
    HEURISTIC = "heuristic"


EXACT = Confidence.EXACT
HEURISTIC = Confidence.HEURISTIC


@dataclass(frozen=True)
class Finding:
    """What one check says of one repository or component. `message` is one line of plain text."""

    outcome: Outcome
    message: str
    evidence: tuple[Evidence, ...] = ()


def passed(message: str, *where: Evidence | str) -> Finding:
    """The clause holds; `where` says at which places that is seen."""
    return _finding(Outcome.PASS, message, where)


def failed(message: str, *where: Evidence | str) -> Finding:
    """The clause is broken, provably; `where` names the places, the message what was looked for."""
    return _finding(Outcome.FAIL, message, where)


def not_applicable(message: str, *where: Evidence | str) -> Finding:
    """The clause does not concern this repository; the message says why."""
    return _finding(Outcome.NOT_APPLICABLE, message, where)


def unknown(message: str, *where: Evidence | str) -> Finding:
    """What the clause needs could not be had; the message says why."""
    return _finding(Outcome.UNKNOWN, message, where)


def _finding(outcome: Outcome, message: str, where: Iterable[Evidence | str]) -> Finding:
    evidence = tuple(Evidence(place) if isinstance(place, str) else place for place in where)
    return Finding(outcome, one_line(message), evidence)


MAX_LISTED = 10
# Places that are kept of one check for one repository.
MAX_EVIDENCE = 50


def listed(names: Iterable[str], at_most: int = MAX_LISTED) -> str:
    """Names with commas between them for a message: the first ones of many, and how many more."""
    found = list(names)
    more = f" and {len(found) - at_most} more" if len(found) > at_most else ""
    return ", ".join(found[:at_most]) + more


def counted(number: int, noun: str) -> str:
    """How many there are of something whose plural ends in s, as in "3 routes"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def every(number: int, one: str, many: str) -> str:
    """Words for what holds for all of so many, of which there is one at least: `one` and `many` are
    the sentence without its article, as in "path is named" and "paths are named".
    """
    if number == 1:
        return f"the one {one}"
    return f"both {many}" if number == 2 else f"all {number} {many}"


def noted(place: Evidence, note: str) -> Evidence:
    """A place with what is the matter there, in a few words."""
    return replace(place, note=note)


@dataclass(frozen=True)
class Check:
    """A check as the engine sees it.

    `needs` are the fact types of its positional parameters in order; `parameters` the keyword-only
    ones that a protocol file may set, each with its type and default.
    """

    key: str
    title: str
    confidence: Confidence
    attestable: bool
    remedy: str
    needs: tuple[type[Fact], ...]
    parameters: Mapping[str, Parameter]
    function: Callable[..., Finding] = field(compare=False)

    @property
    def scope(self) -> Scope:
        """Whether it is asked once for each component or once for the repository."""
        per_component = any(need.scope is Scope.COMPONENT for need in self.needs)
        return Scope.COMPONENT if per_component else Scope.REPOSITORY

    @property
    def origins(self) -> frozenset[Origin]:
        """Where the facts that it needs come from."""
        return frozenset(need.origin for need in self.needs)


@dataclass(frozen=True)
class Parameter:
    """What a protocol file may set for a check: the type of the value, and its default."""

    type: type
    default: object


def check(
    key: str, *, title: str, confidence: Confidence, attestable: bool = False
) -> Callable[[Callable[..., Finding]], Check]:
    """Make a check of a function. `key` is kebab-case and positive; `title` is what is true then.

    Raises:
        TypeError: the function has no docstring, or a parameter that is no fact.
    """

    def decorate(function: Callable[..., Finding]) -> Check:
        if not function.__doc__:
            raise TypeError(f"check {key}: the docstring is the remedy, and there is none")
        hints = typing.get_type_hints(function)
        needs: list[type[Fact]] = []
        parameters: dict[str, Parameter] = {}
        for name, parameter in inspect.signature(function).parameters.items():
            hint = hints[name]
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
                parameters[name] = Parameter(hint, parameter.default)
            elif isinstance(hint, type) and issubclass(hint, Fact):
                needs.append(hint)
            else:
                raise TypeError(f"check {key}: parameter {name} is no fact")
        return Check(
            key=key,
            title=title,
            confidence=confidence,
            attestable=attestable,
            remedy=inspect.cleandoc(function.__doc__),
            needs=tuple(needs),
            parameters=parameters,
            function=function,
        )

    return decorate


__all__ = [
    "EXACT",
    "HEURISTIC",
    "MAX_EVIDENCE",
    "Check",
    "Confidence",
    "Evidence",
    "Finding",
    "Outcome",
    "check",
    "every",
    "failed",
    "listed",
    "not_applicable",
    "noted",
    "passed",
    "unknown",
]
