"""Looks at the source, and queues each repository that has to be read or judged again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from compliance import clock, organizations
from compliance.collect import SourceError, SourceRepository
from compliance.models import Organization, Repository, SyncRun
from compliance.scorecards import daily
from compliance.sync import noting, queue


def look(organization: Organization, reason: SyncRun.Reason) -> SyncRun | None:
    """List the source's repositories, and queue those that have changed.

    Returns the run with the queued items; None where nothing is to be done. On the first look of a
    day (UTC) everything is judged again, from stored facts: the calendar moves verdicts.

    Raises:
        SourceError: the source as a whole cannot be read; that is noted at the organization.
        ProtocolError: a file of PLUMBLINE_PROTOCOLS is wrong.
    """
    now = clock.now()
    try:
        found = organizations.folder_source().repositories()
        listed = {each.key[: noting.MAX_KEY]: each for each in found}
    except SourceError as error:
        Organization.objects.filter(pk=organization.pk).update(problem=str(error))
        raise
    with transaction.atomic():
        organization = queue.locked(organization.pk)
        last = organization.checked_at or now
        if last > now:
            return None  # Another look that began later was faster, and knows more.
        is_new_day = last.date() < now.date()
        if is_new_day and reason is SyncRun.Reason.SCHEDULE:
            reason = SyncRun.Reason.CALENDAR
        busy = queue.busy(organization)
        seen, is_news = _noted(organization, listed, now)
        patient = reason in (SyncRun.Reason.SCHEDULE, SyncRun.Reason.CALENDAR)
        anew = [each for each in seen if each.wanted == Repository.Wanted.AGAIN]
        asked = queue.read_anew(organization, anew, busy)
        if anew:
            answered = {each.pk for each in anew}
            busy |= answered
            organization.repositories.filter(pk__in=answered).update(
                wanted=Repository.Wanted.NOTHING, wanted_at=None
            )
        due = list(queue.due(seen, patient=patient))
        run = queue.enqueue(organization, reason, due, busy, len(listed)) or asked
        organization.checked_at, organization.problem = now, ""
        organization.save(update_fields=["checked_at", "problem"])
    if is_news or is_new_day:
        daily.keep_up(organization, ahead=daily.SOON)
    return run


def _noted(
    organization: Organization, listed: Mapping[str, SourceRepository], now: datetime
) -> tuple[list[Repository], bool]:
    """The repositories that the source lists, as it says they are, and whether that is news."""
    known = {each.key: each for each in organization.repositories.all()}
    new = noting.new_repositories(
        organization, [each for key, each in listed.items() if key not in known]
    )
    old = [known[key] for key in listed if key in known]
    news = [repository for repository in old if _note(repository, listed[repository.key], now)]
    for repository in new:
        noting.take_over(repository, noting.of_folder(repository, listed[repository.key], now))
    Repository.objects.bulk_create(new)
    gone = [each.pk for key, each in known.items() if key not in listed and not each.gone_since]
    organization.repositories.filter(pk__in=gone).update(gone_since=now)
    return [*old, *new], bool(news or new or gone)


def _note(repository: Repository, listed: SourceRepository, now: datetime) -> bool:
    """Store what the source says of a known repository, and whether it is news."""
    news = noting.take_over(repository, noting.of_folder(repository, listed, now))
    if news:
        repository.save(update_fields=news)
    return bool(news)
