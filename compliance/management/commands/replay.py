"""Plays the demo organization's past: synced week by week, as if Plumbline had been there."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from compliance import clock, organizations
from compliance.models import Organization, SyncRun
from compliance.sync import polls, work
from integrations.demo import DemoError
from integrations.demo.control import set_clock

WEEKS = 12


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
        except DemoError as error:
            raise CommandError(str(error)) from error

    def _play(self, organization: Organization, now: datetime, weeks: int) -> None:
        try:
            for week in range(weeks, 0, -1):
                ago = f"{week} weeks" if week > 1 else "a week"
                self.stdout.write(f"Playing the demo's past: {ago} ago.")
                moment = now - timedelta(weeks=week)
                _set_clock(moment)
                with clock.standing_at(moment):
                    sync(organization)
        finally:
            _set_clock(None)


def sync(organization: Organization) -> None:
    """Ask all that is due and do all that follows, by this process alone."""
    polls.work_due(organization, SyncRun.Reason.SCHEDULE)
    while work.work_next(organization):
        pass


def _set_clock(moment: datetime | None) -> None:
    set_clock(organizations.github().api_url, os.environ.get("SIMULATOR_SECRET", ""), moment)
