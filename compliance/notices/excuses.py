"""Events of what is asked for: that it waits for a decision, and that waivers end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from compliance.asked import ENDING_DAYS
from compliance.models import AskedFor, Excuse, Organization
from compliance.models.waiver import ExcuseQuerySet
from compliance.notices.days import TOLD_FOR, is_to_be_told
from compliance.notices.events import Event, Notice, OfExcuse, OfRequest, stamp

OwnersOf = Callable[[int, int | None], frozenset[int]]
"""Who manages the teams that own a repository, or the nearest above each of them that somebody else
manages than a person."""
_DAY, _SOON = timedelta(days=1), timedelta(days=ENDING_DAYS)


def excuses(organization: Organization, now: datetime, owners_of: OwnersOf) -> Iterator[Event]:
    """All there is to tell at a moment. Five queries at most, and those for owners."""
    yield from _waiting(organization, now, owners_of)
    yield from _of_repositories(organization, now, owners_of)
    yield from _ending(organization, now, owners_of)


def _waiting(organization: Organization, now: datetime, owners_of: OwnersOf) -> Iterator[OfExcuse]:
    """What people ask for, and nobody has decided on."""
    today = now.astimezone(UTC).date()
    found = _there(organization).filter(state=Excuse.State.ASKED, until__gte=today)
    for each in found.filter(asked_at__gt=now - TOLD_FOR, asked_at__lte=now):
        leads = owners_of(each.repository_id, each.asked_by_id)
        key, by = f"asked:{each.pk}", each.asked_by_id
        yield OfExcuse(Notice.ASKED, key, each.asked_at, leads, frozenset(), by, True, each)


def _of_repositories(
    organization: Organization, now: datetime, owners_of: OwnersOf
) -> Iterator[OfRequest]:
    """What repositories ask for, and nobody has decided on."""
    waiting = AskedFor.objects.open().filter(
        organization=organization,
        verdict=AskedFor.Verdict.OPEN,
        is_said=True,
        repository__gone_since=None,
        repository__left_out="",
    )
    found = list(
        waiting.filter(asked_at__gt=now - TOLD_FOR, asked_at__lte=now).select_related("repository")
    )
    asked_by = organization.people.filter(login__in={each.asked_by for each in found})
    logins = dict(asked_by.values_list("login", "pk")) if found else {}
    for each in found:
        by = logins.get(each.asked_by)
        leads = owners_of(each.repository_id, by)
        key = f"request:{each.pk}:{stamp(each.asked_at)}"
        yield OfRequest(Notice.ASKED, key, each.asked_at, leads, frozenset(), by, True, each)


def _ending(organization: Organization, now: datetime, owners_of: OwnersOf) -> Iterator[OfExcuse]:
    """What came within two weeks of its end, and what has ended, where nothing takes its place."""
    today = now.astimezone(UTC).date()
    approved = _there(organization).filter(state=Excuse.State.APPROVED)
    found = list(approved.filter(until__gte=today - TOLD_FOR - _DAY, until__lte=today + _SOON))
    others = _going_on(found, today)
    for each in found:
        if any(_takes_the_place_of(each, other, today) for other in others):
            continue
        is_over = each.until < today
        at = _begin_of(each.until + _DAY if is_over else each.until - _SOON)
        key = f"{'ended' if is_over else 'ending'}:{each.pk}"
        # Who got it for so short a time has just read when it ends.
        is_news = is_over or (each.decided_at is not None and each.decided_at < at)
        if is_news and is_to_be_told(at, now):
            leads, by = owners_of(each.repository_id, None), frozenset((each.asked_by_id,))
            yield OfExcuse(Notice.ENDING, key, at, leads, by, None, False, each)


def _going_on(found: list[Excuse], today: date) -> list[Excuse]:
    """What is asked for or in effect in the same repositories."""
    places = {each.repository_id for each in found}
    return list(Excuse.objects.still_open(today).filter(repository__in=places)) if found else []


def _takes_the_place_of(ends: Excuse, other: Excuse, today: date) -> bool:
    """Whether another goes on for longer and covers all that it did; until it has ended it is
    enough that such a one is asked for.
    """
    counts = other.state == Excuse.State.APPROVED or ends.until >= today
    same = ("repository_id", "kind", "key")
    return (
        counts
        and other.until > ends.until
        and all(getattr(other, name) == getattr(ends, name) for name in same)
        and other.component in ("", ends.component)
        and other.paths in ([], ends.paths)
    )


def _there(organization: Organization) -> ExcuseQuerySet:
    rows = Excuse.objects.filter(
        organization=organization, repository__gone_since=None, repository__left_out=""
    )
    return rows.select_related("repository", "asked_by")


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
