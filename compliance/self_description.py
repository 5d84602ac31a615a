"""What comes of what a repository says of itself: what it asks for, what of that is in effect, and
what it should mend.

A repository cannot excuse itself. What asks for more counts at once; whatever may take something
out of judgement waits for a manager. It is only asked where it would change something.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from compliance.facts import (
    Component,
    ConsideredManifest,
    Layout,
    PhaseName,
    RepositoryFacts,
    Unavailable,
)
from compliance.facts.self_description import (
    PATH,
    Addition,
    Matter,
    Notice,
    Request,
    SelfDescription,
)
from compliance.protocol import Protocol


@dataclass(frozen=True)
class Asking:
    """What a repository's own file asks for, and what is to be mended in it.

    `is_known` is false where the file could not be had or is invalid, so that nothing is known of
    what it asks for.
    """

    requests: tuple[Request, ...] = ()
    notices: tuple[Notice, ...] = ()
    is_known: bool = True


def asking(facts: RepositoryFacts, default: Protocol, known: Collection[str]) -> Asking:
    """What a repository asks for.

    `default` is the protocol that it is judged by without being asked, `known` are the keys of all.
    """
    said = facts.repository.get(SelfDescription)
    if not isinstance(said, SelfDescription):
        return Asking(is_known=False)
    if said.problems:
        return Asking(notices=said.problems, is_known=False)
    wanted = tuple(
        each for each in said.requests if would_change(each, facts.layout, default, known)
    )
    return Asking(wanted, tuple(_without_effect(said, facts.layout, known)))


def would_change(
    request: Request, layout: Layout | Unavailable, default: Protocol, known: Collection[str]
) -> bool:
    """Whether a request would change anything: it does not where it holds already, or concerns
    what is not there.
    """
    first = request.values[0]
    match request.matter:
        case Matter.COMPONENT:
            return isinstance(layout, Unavailable) or any(
                _is_of(each, request) for each in layout.components
            )
        case Matter.PATHS:
            return request.files > 0
        case Matter.PHASE:
            return first == PhaseName.MVP
        case Matter.PROTOCOL:
            return first != default.key and first in known
        case Matter.WORKING_BRANCH:
            return first != default.working_branch
        case Matter.STAGING:
            goal = default.goal
            return goal is not None and not set(request.values) <= set(goal.environments)


def _is_of(component: Component, request: Request) -> bool:
    return request.values == (component.path, component.stack.value)


def _without_effect(
    said: SelfDescription, layout: Layout | Unavailable, known: Collection[str]
) -> Iterator[Notice]:
    """The lines that are well-formed and do nothing: most likely something is misspelt."""
    if isinstance(layout, Layout):
        for addition in said.additions:
            if not _is_there(addition, layout):
                yield Notice(
                    addition.line,
                    f"there is no manifest of a {addition.stack} project in "
                    f"{addition.directory or 'the root'} that could be read, so it adds nothing",
                )
    for request in said.requests:
        first = request.values[0]
        if request.matter is Matter.COMPONENT and isinstance(layout, Layout):
            if not any(_is_of(each, request) for each in layout.components):
                yield Notice(
                    request.line,
                    f"{first or '.'} ({request.values[1]}) is no backend component, so there is "
                    "nothing to leave out",
                )
        elif request.matter is Matter.PATHS and not request.files:
            yield Notice(request.line, f"no file fits the pattern {first}")
        elif request.matter is Matter.PROTOCOL and first not in known:
            names = ", ".join(sorted(known))
            yield Notice(request.line, f"there is no protocol {first}; known: {names}")


def _is_there(addition: Addition, layout: Layout) -> bool:
    return any(
        (each.path, each.stack) == (addition.directory, addition.stack)
        for each in layout.components
    )


def approved(requests: Iterable[Request], digests: Collection[str]) -> tuple[Request, ...]:
    """The requests that are in effect."""
    return tuple(each for each in requests if each.digest in digests)


def is_read_as_approved(facts: RepositoryFacts, digests: Collection[str]) -> bool:
    """Whether files were left out of these facts as is approved now."""
    said = facts.repository.get(SelfDescription)
    if not isinstance(said, SelfDescription):
        return True
    paths = (each for each in said.requests if each.matter is Matter.PATHS)
    return said.ignored == tuple(each.values[0] for each in approved(paths, digests))


def without_left_out(facts: RepositoryFacts, in_effect: Collection[Request]) -> RepositoryFacts:
    """The facts without the components that are left out, which are manifests like others then."""
    layout = facts.layout
    if isinstance(layout, Unavailable):
        return facts
    reasons = {
        each.values: f"is left out, as {PATH} asks and a manager approved: {each.reason}"
        for each in in_effect
        if each.matter is Matter.COMPONENT
    }
    left_out = [
        ConsideredManifest(each.manifest, each.stack, reasons[each.path, each.stack.value])
        for each in layout.components
        if (each.path, each.stack.value) in reasons
    ]
    if not left_out:
        return facts
    kept = tuple(
        (component, values)
        for component, values in facts.by_component
        if (component.path, component.stack.value) not in reasons
    )
    remaining = Layout(
        tuple(component for component, _ in kept), (*left_out, *layout.others), layout.unreadable
    )
    return replace(facts, repository={**facts.repository, Layout: remaining}, by_component=kept)
