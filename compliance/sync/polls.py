"""What the source is asked regularly, when, and who is at it now.

Each poll is a row: when it is due, who holds it, and before when GitHub answers nobody. The
cadences and what each costs are in docs/github.md.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from compliance import clock, organizations
from compliance.collect import CredentialError, SourceError, WaitError
from compliance.models import Organization, Poll, SyncRun
from compliance.onboarding import notion
from compliance.scorecards import daily
from compliance.sync import details, discovery, github, leases, newcomers, queue

logger = logging.getLogger(__name__)

Kind = Poll.Kind

OF_A_FOLDER: Mapping[Kind, timedelta] = {Kind.LISTING: timedelta(minutes=1)}
OF_GITHUB: Mapping[Kind, timedelta] = {
    Kind.SETTINGS: timedelta(days=1),
    Kind.PEOPLE: timedelta(hours=1),
    Kind.HEADS: timedelta(minutes=5),
    Kind.CHECKS: timedelta(minutes=5),
    Kind.ONBOARDING: timedelta(minutes=10),
}
OF_NOTION: Mapping[Kind, timedelta] = {Kind.NOTION: timedelta(hours=1)}
# Well below the time that a task is given, since one poll may take minutes beyond it.
SECONDS_A_CALL = 240.0
# A poll that failed is tried again after a pause that doubles each time, within these.
RETRY_SOONEST = timedelta(minutes=1)
RETRY_LATEST = timedelta(minutes=30)


def asked() -> Mapping[Kind, timedelta]:
    """What is asked regularly as Plumbline is set up, and how often."""
    if not organizations.is_github():
        return OF_A_FOLDER
    return {**OF_GITHUB, **OF_NOTION} if notion.is_asked() else OF_GITHUB


def schedule(organization: Organization, *, now: bool = False) -> None:
    """See that there is a row for each poll of the source; with `now`, what looks for changes is
    due at once.
    """
    cadences = asked()
    moment = clock.now()
    kinds = [*cadences, *([Kind.DETAILS] if organizations.is_github() else [])]
    Poll.objects.bulk_create(
        [
            Poll(
                organization=organization,
                kind=kind,
                due_at=None if kind is Kind.DETAILS else moment,
            )
            for kind in kinds
        ],
        ignore_conflicts=True,
    )
    if now:
        looking = organization.polls.filter(kind__in=(Kind.LISTING, Kind.HEADS))
        looking.update(due_at=moment)


def work_due(organization: Organization, reason: SyncRun.Reason = SyncRun.Reason.SCHEDULE) -> None:
    """Do what is due, one poll after the other, until nothing is or some minutes have passed: what
    is left then is the next call's. What waivers and attestations change is queued in any case.

    A source that cannot be read is noted at the poll and at the organization, and raises nothing.

    Raises:
        ProtocolError: a file of PLUMBLINE_PROTOCOLS is wrong.
    """
    schedule(organization)
    end = time.monotonic() + SECONDS_A_CALL
    while time.monotonic() < end and (poll := _lease(organization)):
        with leases.heartbeat(poll.kind, functools.partial(_renew, poll)):
            _do(organization, poll, reason)
    queue.judge_excused_again(organization)


def waits_until(organization: Organization) -> datetime | None:
    """Until when the source answers nobody; None where it does, as far as is known."""
    waiting = organization.polls.filter(not_before__gt=clock.now()).order_by("not_before")
    return waiting.values_list("not_before", flat=True).first()


def is_at_work(organization: Organization) -> bool:
    """Whether somebody is asking now, or has yet to ask what is due."""
    is_held = Q(leased_until__gt=timezone.now())
    is_due = Q(due_at__lte=clock.now(), not_before=None)
    return organization.polls.filter(is_held | is_due).exists()


def _lease(organization: Organization) -> Poll | None:
    """Take the first poll that is due and that nobody is at, in the order of the kinds."""
    order = list(Kind.values)
    with transaction.atomic():
        due = organization.polls.to_take(clock.now(), timezone.now())
        found = list(due.select_for_update(skip_locked=True))
        if not found:
            return None
        poll = min(found, key=lambda poll: order.index(poll.kind))
        poll.leased_by, poll.leased_until = leases.holder(), leases.until()
        poll.attempts += 1
        poll.save(update_fields=["leased_by", "leased_until", "attempts"])
        return poll


def _renew(poll: Poll) -> None:
    _mine(poll).update(leased_until=leases.until())


def _mine(poll: Poll) -> QuerySet[Poll]:
    return Poll.objects.filter(pk=poll.pk, leased_by=poll.leased_by)


def _do(organization: Organization, poll: Poll, reason: SyncRun.Reason) -> None:
    """Ask, and note when the next time is."""
    organization.refresh_from_db()
    began = clock.now()
    requests = organizations.requests()
    outcome: dict[str, object]
    try:
        _WORK[Kind(poll.kind)](organization, poll, reason)
    except CredentialError as error:
        logger.error("%s: %s", poll, error)  # noqa: TRY400 (the sentence says it all)
        outcome = {"due_at": began + _pause(poll), "not_before": None, "problem": str(error)}
    except WaitError as error:
        logger.warning("%s waits until %s: %s", poll, error.until, error)
        outcome = {"not_before": error.until, "problem": str(error), "attempts": poll.attempts - 1}
    except SourceError as error:
        logger.warning("%s: %s", poll, error)
        outcome = {"due_at": began + _pause(poll), "not_before": None, "problem": str(error)}
    else:
        outcome = {
            "due_at": _next(poll, began),
            "not_before": None,
            "problem": "",
            "attempts": 0,
            "since": began,
            "done_at": clock.now(),
            "requests": organizations.requests() - requests,
        }
    _mine(poll).update(leased_by="", leased_until=None, **outcome)
    if poll.kind != Kind.LISTING:
        # What failed has its own time.
        organization.polls.filter(kind=Kind.DETAILS, attempts=0).update(
            due_at=details.wanted_from(organization)
        )
        _note_problem(organization, poll, began)


def _next(poll: Poll, began: datetime) -> datetime | None:
    """The next time; what is wanted of repositories says when their details are asked for."""
    cadence = {**OF_GITHUB, **OF_A_FOLDER, **OF_NOTION}.get(Kind(poll.kind))
    return began + cadence if cadence else None


def _pause(poll: Poll) -> timedelta:
    doubled: int = 2 ** min(poll.attempts - 1, 10)
    return min(RETRY_SOONEST * doubled, RETRY_LATEST)


def _note_problem(organization: Organization, poll: Poll, began: datetime) -> None:
    """Say at the organization what hinders to see changes; that people cannot be read, here or in
    Notion, is a problem of its own.
    """
    others = organization.polls.exclude(kind__in=(Kind.PEOPLE, Kind.NOTION)).exclude(problem="")
    problem = others.values_list("problem", flat=True).first() or ""
    values: dict[str, object] = {"problem": problem}
    if poll.kind == Kind.HEADS and not problem:
        values["checked_at"] = began
    Organization.objects.filter(pk=organization.pk).update(**values)


def _list(organization: Organization, _poll: Poll, reason: SyncRun.Reason) -> None:
    discovery.look(organization, reason)


def _settings(organization: Organization, _poll: Poll, _reason: SyncRun.Reason) -> None:
    github.read_settings(organization, organizations.github_source(organization))


def _people(organization: Organization, _poll: Poll, _reason: SyncRun.Reason) -> None:
    github.read_people(organization, organizations.github_source(organization))


def _heads(organization: Organization, poll: Poll, reason: SyncRun.Reason) -> None:
    """What is stored is looked through even where GitHub does not answer: a day may have begun."""
    try:
        github.read_heads(organization, organizations.github_source(organization), poll.since)
    finally:
        github.sweep(organization, reason)
        daily.note_new_day(organization, clock.now().date())


def _checks(organization: Organization, _poll: Poll, _reason: SyncRun.Reason) -> None:
    github.want_pending_checks(organization)


def _onboarding(organization: Organization, _poll: Poll, _reason: SyncRun.Reason) -> None:
    newcomers.want(organization)


def _details(organization: Organization, _poll: Poll, reason: SyncRun.Reason) -> None:
    details.read(organization, organizations.github_source(organization), reason)


def _notion(organization: Organization, _poll: Poll, _reason: SyncRun.Reason) -> None:
    notion.ask(organization)


_WORK: Mapping[Kind, Callable[[Organization, Poll, SyncRun.Reason], None]] = {
    Kind.LISTING: _list,
    Kind.SETTINGS: _settings,
    Kind.PEOPLE: _people,
    Kind.HEADS: _heads,
    Kind.CHECKS: _checks,
    Kind.ONBOARDING: _onboarding,
    Kind.DETAILS: _details,
    Kind.NOTION: _notion,
}
