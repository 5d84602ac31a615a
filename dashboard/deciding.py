"""What waits for somebody's decision: in the repositories in which the table lets them decide."""

from __future__ import annotations

from compliance.asked import Asked
from compliance.models.repository import RepositoryQuerySet
from compliance.sight import Sight
from dashboard.access import Action, Answer, Thing, answer


def decided_by(seen: Sight) -> RepositoryQuerySet:
    """The repositories in which somebody decides on what is asked for."""
    if _decides(seen, Thing.REPOSITORY_OPEN):
        return seen.repositories()
    if seen.led and _decides(seen, Thing.REPOSITORY_LED):
        return seen.leads()
    return seen.repositories().none()


def decides(seen: Sight) -> bool:
    """Whether there may be something on which somebody decides; a local administrator is nobody of
    the organization, and decides on nothing.
    """
    if seen.person is None:
        return False
    return _decides(seen, Thing.REPOSITORY_OPEN) or bool(seen.led)


def asked(seen: Sight) -> Asked:
    """All that is asked for, as far as somebody may see it."""
    return Asked.of(seen, decided_by(seen))


def _decides(seen: Sight, thing: Thing) -> bool:
    return answer(seen.role, Action.DECIDE, thing) is Answer.ALLOWED
