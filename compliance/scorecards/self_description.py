"""What a repository says of itself: its phase, its protocol, its owner, and what it asks for.

A custom property is the organization's word and counts at once. What a topic or the repository's
own file would take out of judgement was set by whoever may push: it counts only once a manager
approves it, and until then it is shown as asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from compliance.facts import Phase, PhaseName, Unavailable
from compliance.facts.self_description import PATH, Matter, Request
from compliance.models import Repository

PHASE, PROTOCOL, OWNER = "phase", "protocol", "owner"
# Topics say the same as properties, with their name in front: `phase-mvp`, `owner-payments`.
_HIDDEN = (
    "the phase may be set by a custom property, and GitHub does not show those: needs "
    "Custom properties, read"
)


def phase_of(repository: Repository) -> Phase | Unavailable:
    """The phase that the repository's product is in: production where nothing says."""
    if repository.properties_hidden or (repository.full_name and repository.properties is None):
        return Unavailable(_HIDDEN)
    said = prop(repository, PHASE).lower()
    if said in list(PhaseName):
        return Phase(PhaseName(said), f"the custom property {PHASE}")
    wanted = granted(repository, Matter.PHASE)
    if wanted:
        source = PATH if wanted.line else f"the topic {PHASE}-{wanted.values[0]}"
        return Phase(PhaseName(wanted.values[0]), f"{source}, which a manager approved,")
    return Phase(PhaseName.PRODUCTION)


def prop(repository: Repository, name: str) -> str:
    """What a custom property says; empty where it says nothing.

    Where properties are hidden it is what was shown last: nobody has taken it back.
    """
    value = (repository.properties or {}).get(name, "")
    return value.strip() if isinstance(value, str) else ""


def topic(repository: Repository, name: str) -> str:
    """What a topic says that has this name in front; empty where there is none."""
    start = f"{name}-"
    found = (each.removeprefix(start) for each in repository.topics if each.startswith(start))
    return next(found, "")


def granted(repository: Repository, matter: Matter) -> Request | None:
    """What is in effect of what the repository asks for, as far as one request can be."""
    found = (each for each in in_effect(repository) if each.matter is matter)
    return next(found, None)


def in_effect(repository: Repository) -> tuple[Request, ...]:
    """All of what the repository asks for that a manager approved."""
    return msgspec.convert(repository.granted, tuple[Request, ...])


def by_topics(repository: Repository) -> Iterator[tuple[Request, str]]:
    """What topics ask for, each with the topic, whether or not that would change anything."""
    for matter, name in ((Matter.PHASE, PHASE), (Matter.PROTOCOL, PROTOCOL)):
        value = topic(repository, name)
        if value:
            yield Request(matter, (value,)), f"{name}-{value}"


def is_settled(repository: Repository, request: Request) -> bool:
    """Whether the organization has spoken by a custom property, so that nothing is asked for."""
    name = {Matter.PHASE: PHASE, Matter.PROTOCOL: PROTOCOL}.get(request.matter)
    return name is not None and bool(prop(repository, name))
