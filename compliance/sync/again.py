"""Checking one repository again because somebody asked, and how far that is.

It goes the way of everything else: a poll asks the source what the repository is like, which queues
it, and a worker reads and judges it.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from compliance import audit, clock, organizations
from compliance.models import AuditEntry, Person, Poll, Repository, SyncItem, SyncRun
from compliance.sync import queue

# For so long a page says what came of it.
TOLD_FOR = timedelta(minutes=5)

Wanted = Repository.Wanted


@transaction.atomic
def check_again(repository: Repository, by: Person | None) -> bool:
    """Have the source asked now what a repository is like, and let it be read and judged whatever
    comes of that; by None: a local administrator. False where it is under way already.
    """
    queue.locked(repository.organization_id)
    mine = Repository.objects.filter(pk=repository.pk).exclude(wanted=Wanted.AGAIN)
    if not mine.update(wanted=Wanted.AGAIN, wanted_at=clock.now()):
        return False
    # Of one that waits already to be judged only, the files are read, too.
    repository.items.filter(state=SyncItem.State.WAITING).update(work=SyncItem.Work.READ)
    _poll_of(repository).update(due_at=clock.now())
    audit.record(
        AuditEntry.Action.CHECK_ASKED, repository, organization=repository.organization, by=by
    )
    return True


class Stage(enum.StrEnum):
    """How far it is, in the order in which it goes."""

    ASKING = "asking"
    WAITING = "waiting"
    READING = "reading"
    JUDGING = "judging"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """How far the check of a repository is.

    `before` is how many repositories are read before it. Nothing goes on before `held_until`, for
    what `because` says; `by_source` tells that the source says so as a whole, and not of this
    repository. `changes` is how many checks count as something else since it ended `at` a moment.
    """

    stage: Stage
    before: int = 0
    held_until: datetime | None = None
    because: str = ""
    by_source: bool = False
    at: datetime | None = None
    changes: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.stage in (Stage.DONE, Stage.FAILED)

    @property
    def token(self) -> str:
        """What differs whenever a page would say something else."""
        until = self.held_until.timestamp() if self.held_until else 0
        return f"{self.stage}-{self.before}-{until:.0f}"


def under_way(repository: Repository) -> Progress | None:
    """How far it is, if it is asked for, or waits, or somebody is at it; else None."""
    if repository.gone_since:
        return None
    item = repository.items.unfinished().first()
    if item is not None:
        return _of_item(item)
    return _of_poll(repository) if repository.wanted == Wanted.AGAIN else None


def just_over(repository: Repository) -> Progress | None:
    """What came of it when somebody asked for it, if that is not long ago."""
    since = clock.now() - TOLD_FOR
    asked = repository.items.filter(run__reason=SyncRun.Reason.REQUEST, finished_at__gt=since)
    return _ended(asked.order_by("-finished_at").first())


def outcome(repository: Repository) -> Progress:
    """What came of it the last time, whoever set that off."""
    if repository.problem or repository.gone_since:
        return Progress(Stage.FAILED, because=repository.problem)
    last = repository.items.filter(state=SyncItem.State.DONE).order_by("-finished_at").first()
    return _ended(last) or Progress(Stage.DONE, at=repository.judged_at)


def _of_item(item: SyncItem) -> Progress:
    now = clock.now()
    if item.state == SyncItem.State.WORKING:
        return Progress(Stage.JUDGING if item.read_at else Stage.READING)
    if item.not_before and item.not_before > now:
        return Progress(
            Stage.WAITING, held_until=item.not_before, because=item.problem, by_source=True
        )
    ahead = SyncItem.objects.unfinished().filter(
        organization_id=item.organization_id, queued_at__lt=item.queued_at
    )
    return Progress(Stage.WAITING, before=ahead.count())


def _of_poll(repository: Repository) -> Progress:
    """Where the source is still to be asked: until when that waits, and why."""
    now = clock.now()
    poll = _poll_of(repository).first()
    if poll is None or (poll.leased_until and poll.leased_until > timezone.now()):
        return Progress(Stage.ASKING)
    if poll.problem:
        until = max(filter(None, (poll.not_before, poll.due_at)), default=now)
        if until > now:
            return Progress(Stage.ASKING, held_until=until, because=poll.problem, by_source=True)
    if repository.wanted_at and repository.wanted_at > now:
        return Progress(Stage.ASKING, held_until=repository.wanted_at, because=repository.problem)
    return Progress(Stage.ASKING)


def _ended(item: SyncItem | None) -> Progress | None:
    if item is None:
        return None
    if item.state == SyncItem.State.FAILED:
        return Progress(Stage.FAILED, because=item.problem, at=item.finished_at)
    return Progress(Stage.DONE, at=item.finished_at, changes=item.transitions)


def _poll_of(repository: Repository) -> models.QuerySet[Poll]:
    """What asks the source for the repository."""
    kind = Poll.Kind.DETAILS if organizations.is_github() else Poll.Kind.LISTING
    return Poll.objects.filter(organization_id=repository.organization_id, kind=kind)
