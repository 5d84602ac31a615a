"""Plays the demo organization's past: synced week by week, as if Plumbline had been there."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from compliance import clock, organizations, waivers
from compliance.digests import channels
from compliance.digests.channels import Address, When
from compliance.excusable import ExcuseError, Wanted
from compliance.management.newcomers import newcomers
from compliance.models import Organization, Poll, SyncRun
from compliance.onboarding.plans import PlanError
from compliance.scoring import ExcuseKind
from compliance.sync import polls, queue, work
from integrations.demo import DemoError, ToldExcuse, excuses, plans
from integrations.demo.control import set_clock

WEEKS = 12
_WITH_CHANNEL = "platform"
Event = tuple[datetime, Callable[[Organization], None]]


class Command(BaseCommand):
    help = "Play the demo organization's past weeks, where none of it was ever synced."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--weeks", type=int, default=WEEKS, help="how far back to begin")

    def handle(self, *args: Any, **options: Any) -> None:
        if not organizations.is_demo():
            raise CommandError("Only the demo organization has a past that can be played.")
        organization = organizations.current()
        if organization.repositories.exists():
            return
        try:
            self._play(organization, timezone.now(), options["weeks"])
        except (DemoError, ExcuseError, PlanError) as error:
            raise CommandError(str(error)) from error

    def _play(self, organization: Organization, now: datetime, weeks: int) -> None:
        begin = now - timedelta(weeks=weeks)
        # The last one within the week of which pages and digests tell.
        first = now + timedelta(days=1)
        events = [(first - timedelta(weeks=week), self._week(week)) for week in range(1, weeks + 1)]
        events += [each for told in excuses(now) for each in decisions(told, now)]
        for told in plans(now):
            events += newcomers(told, _sync_now)
        events.append((now - timedelta(weeks=3, days=1), _set_channel))
        try:
            for moment, happens in sorted(events, key=lambda event: event[0]):
                if moment >= begin:
                    with clock.standing_at(moment):
                        happens(organization)
        finally:
            _set_clock(None)

    def _week(self, week: int) -> Callable[[Organization], None]:
        ago = f"{week} weeks" if week > 1 else "a week"

        def happens(organization: Organization) -> None:
            self.stdout.write(f"Playing the demo's past: {ago} ago.")
            _set_clock(clock.now())
            sync(organization)

        return happens


def _sync_now(organization: Organization) -> None:
    """What would be asked at that moment, whatever was asked shortly before."""
    _set_clock(clock.now())
    polls.schedule(organization, now=True)
    # Settings, too: with them comes who works in repositories from outside.
    belonging = organization.polls.filter(kind__in=(Poll.Kind.PEOPLE, Poll.Kind.SETTINGS))
    belonging.update(due_at=clock.now())
    sync(organization)


def sync(organization: Organization) -> None:
    """Ask all that is due and do all that follows, by this process alone."""
    polls.work_due(organization, SyncRun.Reason.SCHEDULE)
    while work.work_next(organization):
        pass


def decisions(told: ToldExcuse, now: datetime) -> Iterator[Event]:
    """What happens to a waiver or an attestation, each with its moment: it is asked for, decided
    on, and ends. What is still to come does not happen.
    """
    ends_at = datetime.combine(told.until + timedelta(days=1), time(), UTC)
    yield told.at, partial(_ask, told)
    if told.decided_at:
        yield told.decided_at, partial(_decide, told)
        if ends_at <= now and not told.is_refused:
            yield ends_at, _judge


def _set_channel(organization: Organization) -> None:
    """A team sets its channel. Nothing is posted in the demo, so it has no address at all."""
    address = Address("", "hooks.slack.com", "demo")
    team = organization.teams.get(slug=_WITH_CHANNEL)
    manager = organization.people.filter(memberships__team=team, memberships__is_maintainer=True)
    channels.set_up(team, address, When(0, 9, ""), manager.first(), clock.now())


def _ask(told: ToldExcuse, organization: Organization) -> None:
    wanted = Wanted(
        ExcuseKind.WAIVER if told.is_waiver else ExcuseKind.ATTESTATION,
        told.check,
        told.until,
        told.reason,
        told.link,
        told.component,
        told.paths,
    )
    repository = organization.repositories.get(name=told.repository)
    waivers.ask(repository, wanted, organization.people.get(login=told.by))


def _decide(told: ToldExcuse, organization: Organization) -> None:
    waiting = waivers.waiting(organization)
    asked = waiting.get(repository__name=told.repository, key=told.check, asked_at=told.at)
    decides = waivers.refuse if told.is_refused else waivers.approve
    decides(asked, organization.people.get(login=told.decided_by), told.decision)
    _judge(organization)


def _judge(organization: Organization) -> None:
    """What is due for its waivers and attestations, from what was read before."""
    queue.judge_excused_again(organization)
    while work.work_next(organization):
        pass


def _set_clock(moment: datetime | None) -> None:
    set_clock(organizations.github().api_url, os.environ.get("SIMULATOR_SECRET", ""), moment)
