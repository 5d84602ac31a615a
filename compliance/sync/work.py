"""Does one queued item after the other: leases it, reads, judges, stores."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from compliance import clock, organizations
from compliance.collect import GoneError, Source, SourceError, SourceRepository, WaitError
from compliance.extract import VERSIONS
from compliance.facts import Origin, RepositoryFacts
from compliance.facts.encoding import OutdatedError, decode
from compliance.facts.self_description import Agreed
from compliance.models import Organization, Repository, StoredFacts, SyncItem, SyncRun
from compliance.scorecards import asking, daily, judging
from compliance.self_description import is_read_as_approved
from compliance.sync import forge_facts, leases, queue

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# One that cannot be read is tried again after as long as it has been so, within these.
RETRY_SOONEST = timedelta(minutes=1)
RETRY_LATEST = timedelta(days=1)
_OF_READING = ("problem", "problem_since", "retry_at")


def work_next(organization: Organization) -> bool:
    """Do the item that has waited longest; False where there is none.

    Raises:
        ProtocolError: a file of PLUMBLINE_PROTOCOLS is wrong, which is no repository's fault: all
            stays queued.
        DatabaseError: PostgreSQL went away; the lease runs out, and the item is done again.
    """
    organizations.protocols()
    item = _lease(organization)
    if item is None:
        return False
    try:
        with leases.heartbeat(f"item {item.pk}", lambda: _renew(item)):
            _do(item, organizations.source(organization))
    except WaitError as error:
        _put_back(item, error)
    except SourceError as error:
        _give_up(item, str(error), gone=isinstance(error, GoneError))
    except SoftTimeLimitExceeded:
        _give_up(item, "reading it took longer than any repository is given")
    except DatabaseError:
        raise
    # Whatever a repository does to the program, it is reported, and stops nobody else.
    except Exception as error:
        logger.exception("item %s failed", item.pk)
        _give_up(item, f"judging it failed with {type(error).__name__}: please report it")
    _keep_up(organization, has_ended=_finish_run(item.run))
    return True


def waiting(organization: Organization) -> int:
    """How many items a worker could take now."""
    to_take = SyncItem.objects.to_take(clock.now(), timezone.now())
    return to_take.filter(organization=organization).count()


def finish_runs(organization: Organization) -> None:
    """End the runs of which nothing is open: who did the last item may have died before that, or it
    was done before all were listed. What was judged when it was not time to count it is counted.
    """
    ended = [_finish_run(run) for run in organization.runs.filter(finished_at=None)]
    _keep_up(organization, has_ended=any(ended))


def _do(item: SyncItem, source: Source) -> None:
    files = _files(item, source)
    with transaction.atomic():
        SyncItem.objects.leased(item).update(read_at=clock.now())
        # From this moment on, facts that are stored are newer than what is judged here.
        now = clock.now()
        known = forge_facts.load_to_judge(item.repository) if Origin.FORGE in source.origins else {}
    judged = judging.judge(item.repository, files, known, source.origins, now)
    _store(item, judged)


def _lease(organization: Organization) -> SyncItem | None:
    """Take the item that has waited longest, or one whose worker died.

    One that has been attempted too often fails: it may be what kills its workers.
    """
    while True:
        with transaction.atomic():
            item = (
                SyncItem.objects.to_take(clock.now(), timezone.now())
                .filter(organization=organization)
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("repository__organization", "run")
                .first()
            )
            if item is None:
                return None
            if item.attempts < MAX_ATTEMPTS:
                _take(item)
                return item
        _give_up(item, f"reading it was begun {MAX_ATTEMPTS} times and never came to an end")
        _finish_run(item.run)


def _take(item: SyncItem) -> None:
    item.state = SyncItem.State.WORKING
    item.attempts += 1
    item.leased_by = leases.holder()
    item.leased_until = leases.until()
    item.started_at, item.read_at = clock.now(), None
    item.save(
        update_fields=["state", "attempts", "leased_by", "leased_until", "started_at", "read_at"]
    )


def _renew(item: SyncItem) -> None:
    SyncItem.objects.leased(item).update(leased_until=leases.until())


def _files(item: SyncItem, source: Source) -> RepositoryFacts:
    """The facts of files to judge: the stored ones where they are not what changed, may be seen
    still, and ignore the paths that are to be ignored.

    Raises:
        SourceError: the repository cannot be read.
    """
    repository = item.repository
    stored = repository.stored_facts.filter(part=StoredFacts.Part.FILES).first()
    agreed = asking.approved(repository)
    if stored and item.work == SyncItem.Work.JUDGE and not repository.withheld:
        try:
            facts = decode(bytes(stored.body), VERSIONS)
            if is_read_as_approved(facts, agreed):
                return facts
        except OutdatedError as reason:
            logger.info("%s is read again: %s", repository, reason)
    return source.files(
        SourceRepository(
            key=repository.key,
            name=repository.name,
            full_name=repository.full_name,
            head=repository.head or None,
            tree=repository.tree,
            withheld=repository.withheld,
            agreed=Agreed(agreed),
        )
    )


def _store(item: SyncItem, judged: judging.Judged) -> None:
    """Store a judgement and end the item, in one transaction, if the lease is still held.

    What has changed since it was begun is still to be done: the item waits for a worker again.
    """
    with transaction.atomic():
        repository = (
            Repository.objects.select_for_update(of=("self",), no_key=True)
            .select_related("organization")
            .get(pk=item.repository_id)
        )
        if not SyncItem.objects.leased(item).select_for_update().exists():
            logger.warning("item %s is another worker's by now: nothing was stored", item.pk)
            return
        before = {name: getattr(repository, name) for name in _OF_READING}
        transitions = F("transitions") + judging.store(repository, judged)
        is_new = item.work == SyncItem.Work.READ
        if is_new and judged.facts.commit is None and not repository.withheld:
            # Its archive was damaged: that may pass.
            repository.retry_at = clock.now() + RETRY_LATEST
            repository.save(update_fields=["retry_at"])
        elif not is_new and repository.commit != repository.head and not repository.withheld:
            # It was judged by what was read before, and is as hard to read as it was.
            for name, value in before.items():
                setattr(repository, name, value)
            repository.save(update_fields=[*before])
        values: dict[str, object] = {"state": SyncItem.State.DONE, "finished_at": clock.now()}
        if work := _left(item, repository):
            waiting = SyncItem.State.WAITING
            values = {"state": waiting, "work": work, "attempts": 0, "leased_by": ""}
        SyncItem.objects.leased(item).update(
            problem="", transitions=transitions, leased_until=None, **values
        )


def _left(item: SyncItem, repository: Repository) -> SyncItem.Work | None:
    """What is to be done still, where the repository changed after the item was taken, or after
    what it was judged from had been read.
    """
    taken = item.repository
    seen = (taken.head, taken.withheld, taken.facts_changed_at)
    is_as_seen = (repository.head, repository.withheld, repository.facts_changed_at) == seen
    is_at_head = item.work == SyncItem.Work.READ or repository.commit == repository.head
    if is_as_seen and is_at_head:
        return None
    return next((each.work for each in queue.due([repository], patient=True)), None)


def _put_back(item: SyncItem, reason: WaitError) -> None:
    """Let the item wait until the source answers again; that was no attempt."""
    SyncItem.objects.leased(item).update(
        state=SyncItem.State.WAITING,
        not_before=reason.until,
        problem=str(reason),
        attempts=item.attempts - 1,
        leased_until=None,
        leased_by="",
    )


def _give_up(item: SyncItem, problem: str, *, gone: bool = False) -> None:
    """Note why the repository could not be read; its last results stay, marked as stale.

    Of one that the source does not show it is to be asked soon whether it is still there.
    """
    now = clock.now()
    with transaction.atomic():
        repository = Repository.objects.select_for_update(no_key=True).get(pk=item.repository_id)
        mine = SyncItem.objects.unfinished().filter(pk=item.pk, leased_by=item.leased_by)
        if mine.update(
            state=SyncItem.State.FAILED, finished_at=now, problem=problem, leased_until=None
        ):
            repository.problem = problem
            repository.problem_since = repository.problem_since or now
            pause = min(max(now - repository.problem_since, RETRY_SOONEST), RETRY_LATEST)
            has_moved = repository.head != item.repository.head
            repository.retry_at = None if has_moved else now + pause
            if item.work == SyncItem.Work.JUDGE and repository.excuses_due_at:
                repository.excuses_due_at = max(repository.excuses_due_at, now + pause)
            repository.save(update_fields=[*_OF_READING, "excuses_due_at"])
            if gone:
                queue.want(Repository.objects.filter(pk=repository.pk), Repository.Wanted.CHANGES)


def _keep_up(organization: Organization, *, has_ended: bool) -> None:
    daily.keep_up(organization, ahead=daily.SOON if has_ended else timedelta(0))


def _finish_run(run: SyncRun) -> bool:
    """End the run if nothing of it is open; whether it ended now."""
    with transaction.atomic():
        if SyncItem.objects.unfinished().filter(run=run).exists():
            return False
        ended = SyncRun.objects.filter(pk=run.pk, finished_at=None, listed_at__isnull=False)
        return bool(ended.update(finished_at=clock.now()))
