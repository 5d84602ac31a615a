"""Looks at the source, and queues each repository that has to be read or judged again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from compliance import organizations
from compliance.collect import SourceError, SourceRepository
from compliance.models import Organization, Repository, SyncItem, SyncRun


@dataclass(frozen=True)
class Due:
    """A repository, and what has to be done for it."""

    repository: Repository
    work: SyncItem.Work


def look(organization: Organization, reason: SyncRun.Reason) -> SyncRun | None:
    """List the source's repositories, and queue those that have changed.

    Returns the run with the queued items; None where nothing is to be done.

    Raises:
        SourceError: the source as a whole cannot be read; that is noted at the organization.
    """
    now = timezone.now()
    try:
        listed = list(organizations.source().repositories())
    except SourceError as error:
        Organization.objects.filter(pk=organization.pk).update(problem=str(error))
        raise
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        known = {each.key: each for each in organization.repositories.all()}
        _mark_gone(organization, known, listed, now)
        slugs = {each.slug for each in known.values()}
        seen = [
            _note(known.get(each.key) or _new(organization, each, slugs), each, now)
            for each in listed
        ]
        due = [each for repository in seen if (each := _due(organization, repository))]
        run = _queue(organization, reason, due, len(listed), now)
        organization.checked_at, organization.problem = now, ""
        organization.save(update_fields=["checked_at", "problem"])
    return run


def judge_all_again(organization: Organization, reason: SyncRun.Reason) -> SyncRun | None:
    """Queue every repository to be judged from its stored facts: the calendar moves verdicts."""
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        judged = organization.repositories.filter(
            left_out="", gone_since=None, judged_at__isnull=False, problem=""
        )
        due = [Due(repository, SyncItem.Work.JUDGE) for repository in judged]
        return _queue(organization, reason, due, len(due), timezone.now())


def request_read(repository: Repository) -> SyncRun | None:
    """Queue one repository to be read again, as somebody asked; None where it is queued already."""
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=repository.organization_id)
        due = [Due(repository, SyncItem.Work.READ)]
        return _queue(organization, SyncRun.Reason.REQUEST, due, 1, timezone.now())


def _mark_gone(
    organization: Organization,
    known: dict[str, Repository],
    listed: Iterable[SourceRepository],
    now: datetime,
) -> None:
    """Note since when those that the source no longer lists are gone; their results are kept."""
    keys = {each.key for each in listed}
    gone = [each.pk for key, each in known.items() if key not in keys and not each.gone_since]
    organization.repositories.filter(pk__in=gone).update(gone_since=now)


def _new(organization: Organization, listed: SourceRepository, slugs: set[str]) -> Repository:
    """A repository that was not known, with an address that no other has."""
    base = slugify(listed.name, allow_unicode=True)[:180] or "repository"
    slug, number = base, 1
    while slug in slugs:
        number += 1
        slug = f"{base}-{number}"
    slugs.add(slug)
    return Repository(organization=organization, key=listed.key, slug=slug)


def _note(repository: Repository, listed: SourceRepository, now: datetime) -> Repository:
    """Store what the source says of a repository, if that is news.

    One that was judged before and cannot be read now keeps its results, marked as stale.
    """
    problem = listed.problem if listed.head is None else ""
    was_judged = repository.judged_at is not None
    values = {
        "name": listed.name[:500],
        "branch": listed.branch[:300],
        "head": listed.head or "",
        "committed_at": listed.committed_at,
        "gone_since": None,
        "left_out": "" if was_judged else problem[:300],
    }
    if problem and was_judged:
        values |= {"problem": problem, "problem_since": repository.problem_since or now}
    news = [name for name, value in values.items() if getattr(repository, name) != value]
    for name in news:
        setattr(repository, name, values[name])
    if repository._state.adding:  # noqa: SLF001 (its documented name)
        repository.save()
    elif news:
        repository.save(update_fields=news)
    return repository


def _due(organization: Organization, repository: Repository) -> Due | None:
    """Reading, where the head moved or reading failed; judging, where only the rules changed."""
    if not repository.head:
        return None
    if repository.judged_at is None or repository.problem or repository.head != repository.commit:
        return Due(repository, SyncItem.Work.READ)
    protocol = organizations.protocol_of(organization, repository)
    if repository.judged_by != organizations.judged_by(protocol):
        return Due(repository, SyncItem.Work.JUDGE)
    return None


def _queue(
    organization: Organization,
    reason: SyncRun.Reason,
    due: Iterable[Due],
    found: int,
    now: datetime,
) -> SyncRun | None:
    """A run with an item for each repository that is due and has none open; None without any."""
    open_items = SyncItem.objects.unfinished().filter(organization=organization)
    busy = set(open_items.values_list("repository_id", flat=True))
    fresh = [each for each in due if each.repository.pk not in busy]
    if not fresh:
        return None
    run = SyncRun.objects.create(
        organization=organization,
        reason=reason,
        started_at=now,
        found=found,
        unchanged=found - len(fresh),
    )
    SyncItem.objects.bulk_create(
        SyncItem(
            organization=organization,
            run=run,
            repository=each.repository,
            work=each.work,
            queued_at=now,
        )
        for each in fresh
    )
    return run
