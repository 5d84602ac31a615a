"""Sends the mail that is due, or says who would get what."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from compliance import clock, organizations
from compliance.digests.recipients import Why
from compliance.management.commands.sync import printable_name
from compliance.models import Organization
from dashboard.mails import noticing, sending, transport
from dashboard.mails.foretelling import Foretold, foretell


class Command(BaseCommand):
    help = "Send the mail that is due, or say who would get what, and why the others get none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--now", help="the moment that counts as now, such as 2026-11-30T09:00:00+01:00"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="send nothing, and store nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = _moment(options["now"]) if options["now"] else clock.now()
        if now > clock.now() and not options["dry_run"]:
            raise CommandError(
                "--now lies in the future, and without --dry-run its digests would really be sent."
            )
        organization = organizations.current()
        with clock.standing_at(now):
            if options["dry_run"]:
                self._foretell(organization, now)
            else:
                self._send(organization, now)

    def _send(self, organization: Organization, now: datetime) -> None:
        if not transport.goes_anywhere():
            raise CommandError("No mail server is set, so nothing can be sent: set SMTP_HOST.")
        done = sending.send_due(organization, now)
        said = ", ".join(f"{count} {what}" for what, count in sorted(done.items()) if count)
        self.stdout.write(f"Mail: {said or 'none is due'}.")

    def _foretell(self, organization: Organization, now: datetime) -> None:
        if not transport.goes_anywhere():
            self.stdout.write("No mail server is set, so nothing will be sent: set SMTP_HOST.")
        counts: Counter[Why | None] = Counter()
        for each in foretell(organization, now, min(now, timezone.now())):
            counts[each.why] += 1
            self.stdout.write(_line(each))
        for notice in noticing.foretell(organization, now):
            self.stdout.write(_of_notice(notice))
        none = "; ".join(f"{count}: {why.value}" for why, count in counts.items() if why)
        total = sum(counts.values()) - counts[None]
        self.stdout.write(
            f"At {now:%Y-%m-%d %H:%M} UTC {counts[None]} would get a digest, and {total} none"
            f"{f' ({none})' if none else ''}."
        )


def _line(each: Foretold) -> str:
    who = printable_name(each.person.login)
    if each.why is None:
        return f"{who} <{each.address}>: {printable_name(each.subject)}"
    due = f", but on {each.next_at:%Y-%m-%d at %H:%M} UTC" if each.next_at else ""
    return (
        f"{who}: none, since {each.why.value}{due}" if each.why in _OF_IT else _of_them(who, each)
    )


def _of_notice(each: noticing.Foretold) -> str:
    who = printable_name(each.person.login)
    if each.why is not None:
        return f"{who}: no notice now, since {each.why.value}"
    return f"{who} <{each.address}>: a notice, {printable_name(each.subject)}"


_OF_IT = (Why.NOT_DUE, Why.NOTHING, Why.REFUSED)


def _of_them(who: str, each: Foretold) -> str:
    assert each.why is not None  # noqa: S101 (for the type checker)
    return f"{who}: none, since who it is for {each.why.value}"


def _moment(text: str) -> datetime:
    """The moment that a text names.

    Raises:
        CommandError: it names none, or not in which zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--now is no moment of ISO 8601: {text[:60]!r}") from error
    if moment.tzinfo is None:
        raise CommandError("--now says no zone: add Z, or what it is ahead of UTC, such as +01:00")
    return moment.astimezone(UTC)
