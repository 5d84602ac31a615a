"""The queue of repositories that have to be read or judged again; rows, and no messages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from compliance import clock, organizations
from compliance.models import Organization, Poll, Repository, SyncItem, SyncRun
from compliance.scorecards import judging

# The settings are not read anew more often than this, whatever they are wanted for.
SETTINGS_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True)
class Due:
    """A repository, and what has to be done for it."""

    repository: Repository
    work: SyncItem.Work


def judge_all_again(organization: Organization, reason: SyncRun.Reason) -> SyncRun | None:
    """Queue every repository to be judged from its stored facts: what it is judged by changed."""
    with transaction.atomic():
        organization = locked(organization.pk)
        occupied = busy(organization)
        judged = organization.repositories.filter(
            left_out="", gone_since=None, judged_at__isnull=False, problem=""
        )
        found = [Due(repository, SyncItem.Work.JUDGE) for repository in judged]
        return enqueue(organization, reason, found, occupied, len(found))


def judge_excused_again(organization: Organization) -> SyncRun | None:
    """Queue the repositories in which a waiver or an attestation was decided on or has ended, to be
    judged from their stored facts: whether or not the source answers.
    """
    due = organization.repositories.counted().filter(excuses_due_at__lte=clock.now())
    if not due.exists():
        return None
    with transaction.atomic():
        organization = locked(organization.pk)
        occupied = busy(organization)
        found = [Due(repository, SyncItem.Work.JUDGE) for repository in due]
        return enqueue(organization, SyncRun.Reason.EXCUSES, found, occupied, len(found))


def read_anew(
    organization: Organization, repositories: Iterable[Repository], occupied: Collection[int]
) -> SyncRun | None:
    """Queue those to be read that somebody asked for, whether or not anything of them changed."""
    found = [Due(each, SyncItem.Work.READ) for each in repositories if is_readable(each)]
    return enqueue(organization, SyncRun.Reason.REQUEST, found, occupied, len(found))


def is_readable(repository: Repository) -> bool:
    """Whether there is something to judge, as far as the source says."""
    is_there = not repository.left_out and repository.gone_since is None
    return is_there and bool(repository.withheld or repository.head)


def locked(pk: int) -> Organization:
    """The organization, for one to queue at a time.

    Not for update of its key: that would keep workers from storing rows that refer to it.
    """
    return Organization.objects.select_for_update(no_key=True).get(pk=pk)


def busy(organization: Organization) -> set[int]:
    """The repositories with an open item, which stay so until the transaction ends.

    They are locked, so whoever ends an item comes afterwards and sees what is stored until then.
    To be asked before the repositories are: whatever is not busy then is as its last item left it.
    """
    items = SyncItem.objects.unfinished().filter(organization=organization)
    open_ones = items.values_list("repository_id", flat=True)
    if not (found := list(open_ones)):
        return set()
    repositories = Repository.objects.filter(pk__in=found).order_by("pk")
    list(repositories.select_for_update(no_key=True).values_list("pk", flat=True))
    # Some may have ended before they were locked.
    return set(open_ones.all())


def due(repositories: Iterable[Repository], *, patient: bool) -> Iterator[Due]:
    """Those that have to be read or judged again, and what has to be done.

    Who is patient leaves one that could not be read alone until its time has come.
    """
    now = clock.now()
    for repository in repositories:
        if work := _due(repository, now, patient=patient):
            yield Due(repository, work)


def _due(repository: Repository, now: datetime, *, patient: bool) -> SyncItem.Work | None:
    """Reading, where the head moved or reading failed; judging, where facts, rules or the day
    changed. One whose files are withheld is judged without them, which is as if it had no head.
    """
    if not is_readable(repository):
        return None
    head = "" if repository.withheld else repository.head
    judged_at = repository.judged_at
    must_wait = patient and repository.retry_at is not None and now < repository.retry_at
    if judged_at is None or repository.problem:
        return None if must_wait else SyncItem.Work.READ
    if head != repository.commit and not must_wait:
        return SyncItem.Work.READ
    changed = repository.facts_changed_at is not None and repository.facts_changed_at > judged_at
    if changed or judged_at.date() < now.date() or repository.judged_by != _judged_by(repository):
        return SyncItem.Work.JUDGE
    return None


def _judged_by(repository: Repository) -> str:
    """What the repository would be judged by now."""
    protocol = organizations.protocol_of(repository.organization, repository)
    return judging.judged_by(repository, protocol)


def enqueue(
    organization: Organization,
    reason: SyncRun.Reason,
    found: Collection[Due],
    occupied: Collection[int],
    looked_at: int,
) -> SyncRun | None:
    """A run with an item for each repository that is due and not busy; None without any."""
    fresh = [each for each in found if each.repository.pk not in occupied]
    if not fresh:
        return None
    now = clock.now()
    run = SyncRun.objects.create(
        organization=organization,
        reason=reason,
        started_at=now,
        listed_at=now,
        found=looked_at,
        unchanged=looked_at - len(fresh),
    )
    add(run, fresh)
    return run


def add(run: SyncRun, fresh: Iterable[Due]) -> None:
    """Items of a run, none of whose repositories has one yet."""
    now = clock.now()
    SyncItem.objects.bulk_create(
        SyncItem(
            organization_id=run.organization_id,
            run=run,
            repository=each.repository,
            work=each.work,
            queued_at=now,
        )
        for each in fresh
    )


def want(repositories: QuerySet[Repository], wanted: Repository.Wanted) -> None:
    """Mark what is to be asked of some repositories from now on, unless more is marked already."""
    order = list(Repository.Wanted.values)
    more = order[order.index(wanted) + 1 :]
    repositories.exclude(wanted__in=more).update(wanted=wanted, wanted_at=clock.now())


def want_settings(organization: Organization) -> None:
    """Let it soon be read anew which repositories there are, and proven what the credential may
    see: an answer contradicts what is known of that.
    """
    now = clock.now()
    for poll in organization.polls.filter(kind=Poll.Kind.SETTINGS, attempts=0):
        soonest = max(now, poll.since + SETTINGS_PAUSE) if poll.since else now
        organization.polls.filter(pk=poll.pk, due_at__gt=soonest).update(due_at=soonest)
