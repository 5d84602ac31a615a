"""Waivers and attestations: who asks, who decides, and what is in effect.

Each transaction holds the repository's row, as storing a judgement does: so two decisions come one
after the other, and a judgement sees all of one or nothing. What a decision changes is judged soon
after, and so is what an end changes: see `excuses_due_at` of a repository.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from compliance import audit, clock, excuses
from compliance.excusable import ExcuseError, Wanted, note, storable
from compliance.masking import one_line
from compliance.models import AuditEntry, Excuse, Organization, Person, Repository
from compliance.scoring import ExcuseKind

# Of one repository, that are asked for or in effect.
MAX_OPEN = 200
_DAY = timedelta(days=1)
_AUDITED = {
    Excuse.State.ASKED: AuditEntry.Action.EXCUSE_ASKED,
    Excuse.State.APPROVED: AuditEntry.Action.EXCUSE_APPROVED,
    Excuse.State.REFUSED: AuditEntry.Action.EXCUSE_REFUSED,
    Excuse.State.WITHDRAWN: AuditEntry.Action.EXCUSE_WITHDRAWN,
    Excuse.State.REVOKED: AuditEntry.Action.EXCUSE_REVOKED,
}


@transaction.atomic
def ask(repository: Repository, wanted: Wanted, by: Person) -> Excuse:
    """Ask for a waiver or an attestation, which somebody else has to approve.

    Raises:
        ExcuseError: there is nothing to excuse, the same is asked for already, or what is given is
            not what it has to be.
    """
    repository = _locked(repository.pk)
    _must_be_of(repository, by)
    now = clock.now()
    result = repository.results.filter(key=wanted.key).first()
    if result is None:
        raise ExcuseError(f"No check {one_line(wanted.key)} is asked of {repository.name}.")
    asked = storable(wanted, result, now.date())
    scope = {
        "kind": asked.kind.value,
        "key": asked.key,
        "component": asked.component,
        "paths": list(asked.paths),
    }
    still_open = repository.excuses.still_open(now.date())
    if still_open.filter(state=Excuse.State.ASKED, **scope).exists():
        raise ExcuseError("The same is asked for already, and waits to be decided on.")
    if still_open.count() >= MAX_OPEN:
        raise ExcuseError(f"{repository.name} has {MAX_OPEN} waivers and attestations already.")
    made = Excuse.objects.create(
        organization_id=repository.organization_id,
        repository=repository,
        title=result.title,
        reason=asked.reason,
        link=asked.link,
        until=asked.until,
        asked_by=by,
        asked_at=now,
        **scope,
    )
    _write_down(made, by, before={})
    return made


@transaction.atomic
def approve(excuse: Excuse, by: Person, decision: str = "") -> Excuse:
    """Let it count from now on.

    Raises:
        ExcuseError: it was decided on already, is one's own, or would have ended.
    """
    found = _to_decide(excuse, by)
    if found.until < clock.now().date():
        raise ExcuseError(f"It was asked for until {found.until}, which has passed.")
    return _decide(found, Excuse.State.APPROVED, by, decision)


@transaction.atomic
def refuse(excuse: Excuse, by: Person, decision: str = "") -> Excuse:
    """Let it not count.

    Raises:
        ExcuseError: it was decided on already, or is one's own.
    """
    return _decide(_to_decide(excuse, by), Excuse.State.REFUSED, by, decision)


@transaction.atomic
def withdraw(excuse: Excuse, by: Person) -> Excuse:
    """Take back what one asked for, before it is decided on.

    Raises:
        ExcuseError: it was decided on already, or somebody else asked for it.
    """
    found = _waiting(excuse)
    if found.asked_by_id != by.pk:
        raise ExcuseError("Only who asked for it can withdraw it; somebody else can refuse it.")
    return _end(found, Excuse.State.WITHDRAWN, by, "")


@transaction.atomic
def revoke(excuse: Excuse, by: Person, because: str = "") -> Excuse:
    """Let what was approved count no longer.

    Raises:
        ExcuseError: it is not in effect.
    """
    found = _found(excuse)
    _must_be_of(found.repository, by)
    if not found.is_in_effect(clock.now().date()):
        raise ExcuseError(f"It is not in effect: it {_became(found)}.")
    return _end(found, Excuse.State.REVOKED, by, because)


def current(repository: Repository, now: datetime) -> tuple[excuses.Excuse, ...]:
    """What is in effect for a repository at a moment, as `excuses.stand` takes it."""
    return tuple(
        excuses.Excuse(
            each.pk,
            ExcuseKind(each.kind),
            each.key,
            each.until,
            each.component,
            tuple(each.paths),
        )
        for each in repository.excuses.in_effect(now.date())
    )


def next_end(counting: Iterable[excuses.Excuse]) -> datetime | None:
    """The first moment at which one of some excuses counts no longer; None without any."""
    last = min((each.until for each in counting), default=None)
    return datetime.combine(last + _DAY, time(), UTC) if last else None


def ending_within(organization: Organization, days: int) -> QuerySet[Excuse]:
    """What is in effect and ends after at most so many days, the next to end first.

    One whose repository is gone or does not count is left out: nothing changes when it ends.
    """
    today = clock.now().date()
    ending = Excuse.objects.in_effect(today).filter(
        organization=organization,
        until__lte=today + timedelta(days=days),
        repository__gone_since=None,
        repository__left_out="",
    )
    return ending.with_people().select_related("repository").order_by("until", "pk")


def waiting(organization: Organization) -> QuerySet[Excuse]:
    """What somebody has to decide on, in the order in which it was asked for.

    What was asked for a time that has passed needs no answer any more.
    """
    asked = Excuse.objects.still_open(clock.now().date()).filter(
        organization=organization, state=Excuse.State.ASKED
    )
    return asked.with_people().select_related("repository").order_by("asked_at", "pk")


def _must_be_of(repository: Repository, person: Person) -> None:
    """Somebody of another organization, or who has left, has no say."""
    if person.organization_id != repository.organization_id or person.left_at is not None:
        raise ExcuseError(f"{person} does not belong to the organization of {repository.name}.")


def _locked(repository_pk: int) -> Repository:
    return Repository.objects.select_for_update(no_key=True).get(pk=repository_pk)


def _found(excuse: Excuse) -> Excuse:
    """The excuse as it stands now, with nobody else at it or at its repository."""
    repository = _locked(excuse.repository_id)
    found = Excuse.objects.get(pk=excuse.pk)
    found.repository = repository
    return found


def _waiting(excuse: Excuse) -> Excuse:
    found = _found(excuse)
    if found.state != Excuse.State.ASKED:
        raise ExcuseError(f"It is decided already: it {_became(found)}.")
    return found


def _to_decide(excuse: Excuse, by: Person) -> Excuse:
    found = _waiting(excuse)
    _must_be_of(found.repository, by)
    if found.asked_by_id == by.pk:
        raise ExcuseError("Nobody decides on what they asked for themselves.")
    return found


def _became(excuse: Excuse) -> str:
    match excuse.state:
        case Excuse.State.ASKED:
            return "waits to be decided on"
        case Excuse.State.APPROVED if not excuse.is_in_effect(clock.now().date()):
            return f"ended with {excuse.until}"
        case _:
            return f"was {excuse.get_state_display().lower()}"


def _decide(excuse: Excuse, state: Excuse.State, by: Person, decision: str) -> Excuse:
    before = _in_short(excuse)
    excuse.state, excuse.decided_by, excuse.decided_at = state, by, clock.now()
    excuse.decision = note(decision)
    excuse.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    _write_down(excuse, by, before)
    if state is Excuse.State.APPROVED:
        _judge_soon(excuse.repository)
    return excuse


def _end(excuse: Excuse, state: Excuse.State, by: Person, because: str) -> Excuse:
    before = _in_short(excuse)
    excuse.state, excuse.ended_by, excuse.ended_at = state, by, clock.now()
    excuse.ended_because = note(because)
    excuse.save(update_fields=["state", "ended_by", "ended_at", "ended_because"])
    _write_down(excuse, by, before)
    if state is Excuse.State.REVOKED:
        _judge_soon(excuse.repository)
    return excuse


def _write_down(excuse: Excuse, by: Person, before: Mapping[str, str]) -> None:
    audit.record(
        _AUDITED[Excuse.State(excuse.state)],
        excuse,
        organization=excuse.organization,
        by=by,
        before=before,
        after=_in_short(excuse),
    )


def _in_short(excuse: Excuse) -> dict[str, str]:
    """What an excuse says, for the record; what people wrote stands with the excuse itself."""
    return {"state": excuse.state, "component": excuse.component, "until": str(excuse.until)}


def _judge_soon(repository: Repository) -> None:
    repository.excuses_due_at = clock.now()
    repository.save(update_fields=["excuses_due_at"])
