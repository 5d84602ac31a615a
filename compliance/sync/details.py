"""Asks GitHub for what is wanted of repositories, stores it, and queues what follows from it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from compliance import clock, organizations
from compliance.collect import GoneError, SourceError
from compliance.collect.details import Details
from compliance.collect.github import GitHubSource
from compliance.collect.parts import ALL, CHANGES
from compliance.models import Organization, Repository, SyncRun
from compliance.onboarding.verification import Question
from compliance.scorecards import daily
from compliance.sync import forge_facts, newcomers, noting, people, queue
from compliance.sync.queue import Due
from integrations.github.queries import REPOSITORIES_A_QUERY, Part

Wanted = Repository.Wanted
Answer = tuple[str, Details | SourceError]

# One whose details cannot be read is asked for again after this long.
PAUSE = timedelta(minutes=15)
# So many, and then what else is due has its turn.
BATCHES_A_CALL = 10


def wanted_from(organization: Organization) -> datetime | None:
    """From when on something is to be asked for; None where nothing is."""
    wanting = _wanting(organization).order_by("wanted_at")
    return wanting.values_list("wanted_at", flat=True).first()


def still_wanted(organization: Organization) -> int:
    """Of how many repositories something is to be asked for now."""
    return _wanting(organization).filter(wanted_at__lte=clock.now()).count()


def read(organization: Organization, source: GitHubSource, reason: SyncRun.Reason) -> None:
    """Ask for what is wanted, of five hundred repositories at most: one request for each fifty.

    What they answer is stored as it comes, in one transaction for each request, together with the
    items that follow from it; so a call that comes to no end is continued by the next.

    Raises:
        SourceError: GitHub does not answer; what it answered until then is stored.
    """
    questions: list[Question] = []
    for batch in itertools.islice(list(_batches(organization)), BATCHES_A_CALL):
        keys = {each.key: each for each in batch}
        now = clock.now()
        reader = source.details(_working(batch[0]), now, newcomers.staging(organization, keys, now))
        parts = frozenset().union(*map(_parts, batch))
        for answers in _chunks(reader.read(list(keys), parts)):
            with transaction.atomic():
                locked = queue.locked(organization.pk)
                occupied = queue.busy(locked)
                seen = [_store(keys[key], found) for key, found in answers]
                anew = [
                    row
                    for row, (key, found) in zip(seen, answers, strict=True)
                    if keys[key].wanted == Wanted.AGAIN and not isinstance(found, SourceError)
                ]
                queue.read_anew(locked, anew, occupied)
                occupied |= {each.pk for each in anew}
                free = (each for each in seen if each.pk not in occupied)
                _queue(locked, reason, len(seen), list(queue.due(free, patient=True)))
                asked = [noting.counts_in(keys[key]) for key, _ in answers]
                if any(isinstance(found, GoneError) for _, found in answers):
                    queue.want_settings(locked)
                questions += newcomers.follow(locked, seen, answers)
            if [noting.counts_in(each) for each in seen] != asked:
                daily.refresh(organization)
    if not still_wanted(organization):
        organization.runs.filter(listed_at=None).update(listed_at=clock.now())
    newcomers.compare(source, questions)


def _wanting(organization: Organization) -> QuerySet[Repository]:
    return organization.repositories.exclude(wanted=Wanted.NOTHING).filter(gone_since=None)


def _working(repository: Repository) -> str:
    protocol = organizations.protocol_of(repository.organization, repository)
    return organizations.working_branch_of(repository, protocol)


def _parts(repository: Repository) -> frozenset[Part]:
    """What is to be asked: commits of the working branch, where it is known to exist."""
    if repository.wanted == Wanted.CHECKS:
        return frozenset({Part.CHECKS})
    commits = Part.WORKING_COMMITS if repository.working_head else Part.DEFAULT_COMMITS
    return (ALL if repository.wanted in (Wanted.ALL, Wanted.AGAIN) else CHANGES) | {commits}


def _batches(organization: Organization) -> Iterator[list[Repository]]:
    """Up to fifty repositories at a time with the same working branch.

    Those of which the same is to be asked stand together, for each is asked what any of its batch
    needs; to have a batch for each kind would cost more requests.
    """
    due = _wanting(organization).filter(wanted_at__lte=clock.now()).select_related("organization")
    grouped: dict[str, list[Repository]] = {}
    for repository in due.order_by("-pushed_at", "pk"):
        grouped.setdefault(_working(repository), []).append(repository)
    for group in grouped.values():
        group.sort(key=lambda each: (each.wanted, bool(each.working_head)))
        for start in range(0, len(group), REPOSITORIES_A_QUERY):
            yield group[start : start + REPOSITORIES_A_QUERY]


def _chunks(answers: Iterator[Answer]) -> Iterator[Sequence[Answer]]:
    """Answers as they come, as many together as one request gives."""
    while chunk := list(itertools.islice(answers, REPOSITORIES_A_QUERY)):
        yield chunk


def _store(asked: Repository, found: Details | SourceError) -> Repository:
    """Store what GitHub says of a repository; the row as it is then.

    What was marked as wanted since it was asked stays marked. Whether one that GitHub does not show
    is gone, or may not be seen, is for the list of all repositories to say.
    """
    now = clock.now()
    repository = (
        Repository.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organization")
        .get(pk=asked.pk)
    )
    values: dict[str, object] = {}
    if repository.wanted_at == asked.wanted_at:
        values |= {"wanted": Wanted.NOTHING, "wanted_at": None}
    if isinstance(found, SourceError):
        values |= {
            "problem": str(found),
            "problem_since": repository.problem_since or now,
            "retry_at": now + PAUSE,
        }
        if not isinstance(found, GoneError):
            values |= {"wanted": repository.wanted, "wanted_at": now + PAUSE}
    else:
        values |= noting.of_graphql(found.listed)
        values["checks_pending"] = found.checks_pending
        if found.listed.working_head and not asked.working_head:
            # Its commits were asked for on the default branch, as nobody knew of this one.
            values |= {"wanted": Wanted.CHANGES, "wanted_at": now}
        if forge_facts.store(repository, found.facts, now):
            values["facts_changed_at"] = now
        if found.collaborators is not None:
            people.store_collaborators(repository, found.collaborators, now)
    changed = noting.take_over(repository, values)
    if changed:
        repository.save(update_fields=changed)
    return repository


def _queue(
    organization: Organization, reason: SyncRun.Reason, seen: int, fresh: Sequence[Due]
) -> None:
    """Add items to the run that is still being listed, which begins with the first one."""
    run = organization.runs.filter(listed_at=None, finished_at=None).first()
    if run is None and fresh:
        run = SyncRun.objects.create(
            organization=organization, reason=reason, started_at=clock.now()
        )
    if run is not None:
        queue.add(run, fresh)
        unchanged = seen - len(fresh)
        SyncRun.objects.filter(pk=run.pk).update(
            found=F("found") + seen, unchanged=F("unchanged") + unchanged
        )
