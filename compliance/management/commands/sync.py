"""Looks at the source now, and shows what comes of it."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connection

from compliance import organizations, tasks
from compliance.models import CheckResult, Organization, Repository, SyncItem, SyncRun
from compliance.scoring import Level, Score, Standing
from compliance.sync import polls

POLL_SECONDS = 0.3
RECOVER_SECONDS = 5.0
# How long PostgreSQL may be away while somebody waits.
OUTAGE_SECONDS = 60.0

T = TypeVar("T")


class Command(BaseCommand):
    help = "Look at the source, and queue what has changed for the workers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--progress", action="store_true", help="show what is being read")
        parser.add_argument("--wait", action="store_true", help="wait until all is judged")
        parser.add_argument(
            "--summary", action="store_true", help="print a line for each repository at the end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        organization = _outlasting(organizations.current)
        self._ask(organization, patiently=options["wait"])
        _outlasting(tasks.wake_workers)
        if options["progress"] or options["wait"] or options["summary"]:
            self._follow(organization, shown=options["progress"])
        if options["summary"]:
            self.stdout.write("\n".join(_outlasting(lambda: summary(organization))))
        unread = _outlasting(lambda: _unread(organization))
        if options["wait"] and unread:
            raise CommandError(f"Repositories that could not be read: {unread}.", returncode=1)

    def _ask(self, organization: Organization, *, patiently: bool) -> None:
        """Ask the source what has changed, or wait for who is at it.

        Patiently means to wait for as long as the source answers nobody, too.
        """
        _outlasting(lambda: polls.schedule(organization, now=True))
        said = ""
        while True:
            waiting, is_at_work, problem = _outlasting(lambda: _asked(organization))
            if waiting and patiently:
                sentence = f"Waiting until {waiting:%H:%M:%S} UTC: {problem}"
                if sentence != said:
                    self.stdout.write(said := sentence)
            elif not is_at_work:
                break
            time.sleep(POLL_SECONDS)
        if problem:
            if not waiting:
                raise CommandError(problem, returncode=2)
            self.stdout.write(f"The rest waits until {waiting:%H:%M:%S} UTC: {problem}")

    def _follow(self, organization: Organization, *, shown: bool) -> None:
        """Wait until nothing is open, showing each item as it ends."""
        items = SyncItem.objects.filter(organization=organization)
        mine = _outlasting(lambda: list(items.unfinished().values_list("pk", flat=True)))
        ended: list[int] = []
        recovered = time.monotonic()
        while len(ended) < len(mine):
            for item in _outlasting(lambda: _newly_ended(mine, ended)):
                ended.append(item.pk)
                if shown:
                    self.stdout.write(_line(item, len(ended), len(mine)))
            if time.monotonic() - recovered > RECOVER_SECONDS:
                _outlasting(tasks.wake_workers)
                recovered = time.monotonic()
            if len(ended) < len(mine):
                time.sleep(POLL_SECONDS)
        if shown:
            self.stdout.write(_outlasting(lambda: _closing(organization, mine)))


def _outlasting(work: Callable[[], T]) -> T:
    """Do what may be done twice, and do it again while PostgreSQL is away.

    Raises:
        CommandError: PostgreSQL stays away.
    """
    end = 0.0
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError) as error:
            connection.close()
            end = end or time.monotonic() + OUTAGE_SECONDS
            if time.monotonic() > end:
                raise CommandError(
                    f"PostgreSQL does not answer ({str(error).strip()}): run this again once it"
                    " does; what was begun goes on from where it is.",
                    returncode=2,
                ) from error
        time.sleep(POLL_SECONDS)


def _asked(organization: Organization) -> tuple[datetime | None, bool, str]:
    """Until when the source answers nobody, whether somebody is asking, and what hinders; after
    all that was due was asked.
    """
    polls.work_due(organization, SyncRun.Reason.START)
    waiting = polls.waits_until(organization)
    return waiting, polls.is_at_work(organization), _problem(organization)


def _problem(organization: Organization) -> str:
    """Why the source could not be read the last time."""
    found = Organization.objects.filter(pk=organization.pk).values_list("problem", flat=True)
    return found.get()


def _newly_ended(mine: list[int], ended: list[int]) -> list[SyncItem]:
    """Those of some items that have come to an end since, in the order in which they did."""
    closed = SyncItem.objects.filter(pk__in=mine, finished_at__isnull=False)
    return list(
        closed.exclude(pk__in=ended).select_related("repository").order_by("finished_at", "pk")
    )


def _unread(organization: Organization) -> int:
    """How many repositories the last attempt could not read, whenever that was."""
    return organization.repositories.filter(gone_since=None).exclude(problem="").count()


def summary(organization: Organization) -> list[str]:
    """A table as text: each repository's name, level, score, coverage and what fails of it."""
    required = [level.value for level in Level if level.required]
    results = CheckResult.objects.filter(organization=organization, level__in=required)
    failing: dict[int, list[str]] = {}
    for result in results.filter(standing=Standing.FAIL.value):
        failing.setdefault(result.repository_id, []).append(result.key)
    excused = Counter(
        results.exclude(excuses=[]).order_by().values_list("repository_id", flat=True)
    )
    rows = [("repository", "level", "score", "coverage", "required checks that fail")]
    rows += [
        _row(each, failing.get(each.pk, []), excused[each.pk])
        for each in organization.repositories.all()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]))
        for row in rows
    ]


def _row(
    repository: Repository, failing: list[str], excused: int
) -> tuple[str, str, str, str, str]:
    name = printable_name(repository.name)
    reason = repository.left_out or (
        "it is gone from the source" if repository.gone_since else repository.problem
    )
    if repository.judged_at is None or repository.gone_since:
        return (name, "–", "–", "–", printable_name(f"not judged: {reason or 'not read yet'}"))
    standing = repository.standing
    score, coverage = standing.weights.score, standing.weights.coverage
    return (
        name,
        level_name(standing),
        "–" if score is None else f"{score:.0%}",
        "–" if coverage is None else f"{coverage:.0%}",
        (", ".join(failing) or "none")
        + (f" ({unknowns} unknown)" if (unknowns := standing.required_unknowns) else "")
        + (f" ({excused} excused)" if excused else "")
        + (printable_name(f" (as of {repository.judged_at:%Y-%m-%d}: {reason})") if reason else ""),
    )


def _line(item: SyncItem, done: int, of: int) -> str:
    name = printable_name(item.repository.name)
    if item.state == SyncItem.State.FAILED:
        return f"  [{done:>{len(str(of))}}/{of}] {name}: not read: {printable_name(item.problem)}"
    standing = item.repository.standing
    score = standing.weights.score
    said = "no score" if score is None else f"score {score:.0%}"
    return f"  [{done:>{len(str(of))}}/{of}] {name}: {level_name(standing)}, {said}"


def level_name(standing: Score) -> str:
    """The level as people read it."""
    if standing.weights.judged == 0:
        return "Nothing judged"
    return standing.level.value.capitalize() if standing.level else "Below Foundation"


def printable_name(name: str) -> str:
    """A name that cannot move a terminal's cursor."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)


def _closing(organization: Organization, items: list[int]) -> str:
    if not items:
        return "Nothing has changed since the last time."
    judged = SyncItem.objects.filter(pk__in=items, state=SyncItem.State.DONE).count()
    of = organization.repositories.filter(gone_since=None).count()
    unread = len(items) - judged
    more = f"; {unread} could not be read" if unread else ""
    return f"Judged {judged} of {of} repositories{more}."
