"""Looks at the source, and queues each repository that has to be read or judged again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from compliance import organizations
from compliance.collect import SourceError, SourceRepository
from compliance.models import Organization, Repository, SyncItem, SyncRun
from compliance.scorecards import daily
from compliance.scorecards.owners import owner_in_settings

MAX_KEY = 500


@dataclass(frozen=True)
class Due:
    """A repository, and what has to be done for it."""

    repository: Repository
    work: SyncItem.Work


def look(organization: Organization, reason: SyncRun.Reason) -> SyncRun | None:
    """List the source's repositories, and queue those that have changed.

    Returns the run with the queued items; None where nothing is to be done. On the first look of a
    day (UTC) everything is judged again, from stored facts: the calendar moves verdicts.

    Raises:
        SourceError: the source as a whole cannot be read; that is noted at the organization.
        ProtocolError: a file of PLUMBLINE_PROTOCOLS is wrong.
    """
    now = timezone.now()
    try:
        listed = {each.key[:MAX_KEY]: each for each in organizations.source().repositories()}
    except SourceError as error:
        Organization.objects.filter(pk=organization.pk).update(problem=str(error))
        raise
    with transaction.atomic():
        organization = _locked(organization.pk)
        last = organization.checked_at or now
        if last > now:
            return None  # Another look that began later was faster, and knows more.
        is_new_day = last.date() < now.date()
        if is_new_day and reason is SyncRun.Reason.SCHEDULE:
            reason = SyncRun.Reason.CALENDAR
        busy = _busy(organization)
        seen, is_news = _noted(organization, listed, now)
        patient = reason in (SyncRun.Reason.SCHEDULE, SyncRun.Reason.CALENDAR)
        due = [each for repository in seen if (each := _due(repository, now, patient=patient))]
        run = _queue(organization, reason, due, busy, len(listed))
        organization.checked_at, organization.problem = now, ""
        organization.save(update_fields=["checked_at", "problem"])
        if is_news or is_new_day:
            daily.note_day(organization, now.date())
    return run


def judge_all_again(organization: Organization, reason: SyncRun.Reason) -> SyncRun | None:
    """Queue every repository to be judged from its stored facts: what it is judged by changed."""
    with transaction.atomic():
        organization = _locked(organization.pk)
        busy = _busy(organization)
        judged = organization.repositories.filter(
            left_out="", gone_since=None, judged_at__isnull=False, problem=""
        )
        due = [Due(repository, SyncItem.Work.JUDGE) for repository in judged]
        return _queue(organization, reason, due, busy, len(due))


def request_read(repository: Repository) -> SyncRun | None:
    """Queue one repository to be read again, as somebody asked; None where it is queued already."""
    with transaction.atomic():
        organization = _locked(repository.organization_id)
        due = [Due(repository, SyncItem.Work.READ)]
        return _queue(organization, SyncRun.Reason.REQUEST, due, _busy(organization), 1)


def _locked(pk: int) -> Organization:
    """The organization, for one to queue at a time.

    Not for update of its key: that would keep workers from storing rows that refer to it.
    """
    return Organization.objects.select_for_update(no_key=True).get(pk=pk)


def _busy(organization: Organization) -> set[int]:
    """The repositories with an open item.

    To be asked before the repositories are: whatever is not busy then is as its last item left it.
    """
    items = SyncItem.objects.unfinished().filter(organization=organization)
    return set(items.values_list("repository_id", flat=True))


def _noted(
    organization: Organization, listed: Mapping[str, SourceRepository], now: datetime
) -> tuple[list[Repository], bool]:
    """The repositories that the source lists, as it says they are, and whether that is news."""
    known = {each.key: each for each in organization.repositories.all()}
    slugs = {each.slug for each in known.values()}
    new = [
        _new(organization, key, each.name, slugs)
        for key, each in listed.items()
        if key not in known
    ]
    old = [known[key] for key in listed if key in known]
    news = [repository for repository in old if _note(repository, listed[repository.key], now)]
    for repository in new:
        _take_over(repository, listed[repository.key], now)
    Repository.objects.bulk_create(new)
    gone = [each.pk for key, each in known.items() if key not in listed and not each.gone_since]
    organization.repositories.filter(pk__in=gone).update(gone_since=now)
    return [*old, *new], bool(news or new or gone)


def _new(organization: Organization, key: str, name: str, slugs: set[str]) -> Repository:
    """A repository that was not known, with an address that no other has."""
    base = slugify(name, allow_unicode=True)[:180] or "repository"
    slug, number = base, 1
    while slug in slugs:
        number += 1
        slug = f"{base}-{number}"
    slugs.add(slug)
    return Repository(organization=organization, key=key, slug=slug)


def _note(repository: Repository, listed: SourceRepository, now: datetime) -> bool:
    """Store what the source says of a known repository, and whether it is news."""
    news = _take_over(repository, listed, now)
    if news:
        repository.save(update_fields=news)
    return bool(news)


def _take_over(repository: Repository, listed: SourceRepository, now: datetime) -> list[str]:
    """Give a repository what the source says of it; the names of the fields that this changes.

    One that was judged before and cannot be read now keeps its results, marked as stale; one that
    never was and is empty, or no repository at all, is left out. One whose
    head moved is tried again at once, whatever came of its last one.
    """
    problem = listed.problem if listed.head is None else ""
    is_fault = repository.judged_at is not None or listed.unreadable
    values = {
        "name": listed.name[:500],
        "branch": listed.branch[:300],
        "head": listed.head or "",
        "committed_at": listed.committed_at,
        "gone_since": None,
        "left_out": "" if is_fault else problem[:300],
    }
    if problem and not is_fault:
        values |= {"problem": "", "problem_since": None}
    elif problem:
        values |= {"problem": problem, "problem_since": repository.problem_since or now}
    if repository.head != values["head"]:
        values["retry_at"] = None
    news = [name for name, value in values.items() if getattr(repository, name) != value]
    for name in news:
        setattr(repository, name, values[name])
    return news


def _due(repository: Repository, now: datetime, *, patient: bool) -> Due | None:
    """Reading, where the head moved or reading failed; judging, where only rules or day changed.

    Who is patient leaves one that could not be read alone until its time has come.
    """
    if not repository.head:
        return None
    if repository.problem and patient and repository.retry_at and now < repository.retry_at:
        return None
    if repository.judged_at is None or repository.problem or repository.head != repository.commit:
        return Due(repository, SyncItem.Work.READ)
    if repository.judged_at.date() < now.date() or repository.judged_by != _judged_by(repository):
        return Due(repository, SyncItem.Work.JUDGE)
    return None


def _judged_by(repository: Repository) -> str:
    """What the repository would be judged by now."""
    protocol = organizations.protocol_of(repository.organization, repository)
    return organizations.judged_by(protocol, owner_in_settings(repository))


def _queue(
    organization: Organization,
    reason: SyncRun.Reason,
    due: Iterable[Due],
    busy: set[int],
    found: int,
) -> SyncRun | None:
    """A run with an item for each repository that is due and not busy; None without any."""
    now = timezone.now()
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
