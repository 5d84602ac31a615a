"""What a repository says of itself in GitHub: its phase, its protocol, its owner.

A custom property is the organization's word and counts at once. What a topic would take out of
judgement was set by whoever may push: it counts only once a manager approves it, and until then it
is shown as asked for.
"""

from __future__ import annotations

from compliance.facts import Phase, PhaseName, Unavailable
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


def asked_for(repository: Repository) -> list[str]:
    """What topics ask for that does not count yet, as sentences without a full stop."""
    asked = []
    phase = topic(repository, PHASE)
    if phase == PhaseName.MVP and not prop(repository, PHASE):
        asked.append("to be judged as in its MVP phase, by the topic phase-mvp")
    protocol = topic(repository, PROTOCOL)
    if protocol and not prop(repository, PROTOCOL):
        asked.append(f"to be judged by the protocol {protocol}, by the topic protocol-{protocol}")
    return asked
