"""Who was given access to a repository by name, as GitHub answers. Pure, no request is made."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from integrations.github import payloads
from integrations.github.connections import Edges


@dataclass(frozen=True)
class Collaborator:
    """A person who was given access to a repository by name, from outside of the organization or
    a member of it.
    """

    key: str
    login: str
    name: str
    permission: str
    is_outside: bool


def collaborators(node: payloads.Repository) -> tuple[Collaborator, ...] | None:
    """All of them; None where those from outside are not shown, or are more than the hundred that
    are read. Where members are more than that, none of them is known to have been given access.
    """
    outside = _edges(node.outside)
    if outside is None:
        return None
    known = {each.node.id for each in outside}
    members = [each for each in _edges(node.direct) or () if each.node.id not in known]
    return tuple(
        Collaborator(
            each.node.id,
            each.node.login,
            each.node.name or "",
            each.permission.lower(),
            is_outside=each.node.id in known,
        )
        for each in (*outside, *members)
    )


def _edges(
    found: Edges[payloads.CollaboratorEdge] | msgspec.UnsetType | None,
) -> list[payloads.CollaboratorEdge] | None:
    """Every edge of an answer that was read whole; None where it was not."""
    if not isinstance(found, Edges) or found.page_info.has_next_page:
        return None
    return [each for each in found.edges if each]
