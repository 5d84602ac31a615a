"""Who lets a repository be judged as it asks to be, and who refuses it.

Each transaction holds the repository's row, as storing a judgement does: so a judgement sees all of
a decision or nothing. What a decision changes is judged soon after, since a repository is due where
it would be judged by something else than it was.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from compliance import audit, clock
from compliance.masking import mask, printable
from compliance.models import AskedFor, AuditEntry, Organization, Person, Repository
from compliance.scorecards import asking

MAX_NOTE = 2_000
_AUDITED = {
    AskedFor.Verdict.APPROVED: AuditEntry.Action.REQUEST_APPROVED,
    AskedFor.Verdict.REFUSED: AuditEntry.Action.REQUEST_REFUSED,
}


class ApprovalError(Exception):
    """What somebody wants to decide cannot be; one sentence says why."""


def approve(asked: AskedFor, by: Person, note: str = "", *, seen: str | None = None) -> AskedFor:
    """Let it count from now on, for as long as the repository asks for the same.

    `seen` is the verdict that it had for who decides, None where that is nothing to them.

    Raises:
        ApprovalError: it is one's own, is not asked for any more, is approved already, or somebody
            else decided meanwhile.
    """
    return _decide(asked, AskedFor.Verdict.APPROVED, by, note, seen)


def refuse(asked: AskedFor, by: Person, note: str = "", *, seen: str | None = None) -> AskedFor:
    """Let it not count; what was approved counts no longer. `seen` is as in `approve`.

    Raises:
        ApprovalError: it is one's own, is not asked for any more, is refused already, or somebody
            else decided meanwhile.
    """
    return _decide(asked, AskedFor.Verdict.REFUSED, by, note, seen)


def current(repository: Repository) -> QuerySet[AskedFor]:
    """What a repository asks for now, with who decided on it: as its own file has it in order."""
    return repository.asked_for.open().select_related("decided_by")


def waiting(organization: Organization) -> QuerySet[AskedFor]:
    """What a manager has to decide on, in the order in which it was asked for."""
    return (
        AskedFor.objects.open()
        .filter(
            organization=organization,
            verdict=AskedFor.Verdict.OPEN,
            is_said=True,
            repository__gone_since=None,
            repository__left_out="",
        )
        .select_related("repository")
        .order_by("asked_at", "pk")
    )


@transaction.atomic
def _decide(
    asked: AskedFor, verdict: AskedFor.Verdict, by: Person, note: str, seen: str | None
) -> AskedFor:
    repository = Repository.objects.select_for_update(no_key=True).get(pk=asked.repository_id)
    found = AskedFor.objects.select_related("decided_by").get(pk=asked.pk)
    _must_be_decidable(found, verdict, repository, by)
    if seen is not None and found.verdict != seen:
        became = found.get_verdict_display().lower()
        raise ApprovalError(f"{found.decided_by} decided meanwhile: it was {became}.")
    before = {"verdict": found.verdict}
    found.verdict, found.decided_by, found.decided_at = verdict, by, clock.now()
    found.note = mask(printable(note[:MAX_NOTE])).strip()
    found.save(update_fields=["verdict", "decided_by", "decided_at", "note"])
    asking.grant(repository, repository.asked_for.open())
    repository.save(update_fields=["granted"])
    audit.record(
        _AUDITED[verdict],
        found,
        organization=repository.organization,
        by=by,
        before=before,
        after={"verdict": found.verdict},
    )
    return found


def _must_be_decidable(
    asked: AskedFor, verdict: AskedFor.Verdict, repository: Repository, by: Person
) -> None:
    if by.organization_id != repository.organization_id or by.left_at is not None:
        raise ApprovalError(f"{by} does not belong to the organization of {repository.name}.")
    if asked.asked_by and asked.asked_by == by.login:
        raise ApprovalError("Nobody decides on what they asked for themselves.")
    if asked.ended_at is not None or not asked.is_said:
        raise ApprovalError(f"{repository.name} does not ask for this any more.")
    if asked.verdict == verdict:
        raise ApprovalError(f"It is {verdict.label.lower()} already.")
