"""Mail is sent once whenever its sender dies, and nobody misses what a lost one would have told.

`MAIL_KILLS=200` kills more often; `MAIL_SEED` makes the same dice.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from compliance.models import Mail, MailPreferences, Membership, Organization, ToldEvent
from tests.dashboard.forking import Forking, forking
from tests.dashboard.mailing import MONDAY, WEEK, mail_server, make_reader
from tests.dashboard.noticing import HOUR, MINUTE, NOON, make_world
from tests.mail_server import MailServer

KILLS = int(os.environ.get("MAIL_KILLS", "20"))
SEED = int(os.environ.get("MAIL_SEED", "0")) or random.randrange(1, 10**6)
PEOPLE = KILLS * 8


def sender(port: int, source: Path) -> AbstractContextManager[Forking]:
    return forking("tests.dashboard.mail_sender", str(port), source=source)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_sender_that_is_killed_at_any_moment_sends_nothing_twice_and_loses_nothing(
    organization: Organization, source_folder: Path
) -> None:
    people = {make_reader(organization, f"p{number}").login for number in range(PEOPLE)}
    with mail_server() as server, sender(_port(), source_folder) as sending:
        uncertain = _killed_again_and_again(sending, server, MONDAY.isoformat(), people)

        # The next one tells those of both weeks, and everybody else of one.
        del server.messages[:]
        sending.begin((MONDAY + WEEK).isoformat())
        sending.wait()
        told = {str(each["Subject"]).partition(":")[0]: each["Subject"] for each in server.messages}
        assert len(server.messages) == len(told) == PEOPLE, SEED
        of_both = {login for login, said in told.items() if " 23 November" in said}
        assert of_both == uncertain, SEED


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_notice_whose_sender_is_killed_at_any_moment_is_told_once(
    organization: Organization, source_folder: Path
) -> None:
    world = make_world(organization)
    leads = [make_reader(organization, f"p{number}") for number in range(PEOPLE)]
    Membership.objects.bulk_create(
        Membership(organization=organization, team=world.team, person=each, is_maintainer=True)
        for each in leads
    )
    world.stuck()
    everybody = {"lea", "bo", *(each.login for each in leads)}
    now, morning = NOON + 20 * MINUTE, NOON + 20 * HOUR
    with mail_server() as server, sender(_port(), source_folder) as sending:
        _killed_again_and_again(sending, server, now.isoformat(), everybody)
        assert ToldEvent.objects.filter(kind="stuck").count() == len(everybody), SEED

        # The day after nobody is told of it again.
        del server.messages[:]
        MailPreferences.objects.update(unwanted=["stalled", "late"])
        sending.begin(morning.isoformat())
        sending.wait()
        assert server.messages == [], SEED


def _killed_again_and_again(
    sending: Forking, server: MailServer, now: str, people: Collection[str]
) -> set[str]:
    """Let mail be sent to all of some people by senders that are killed, and see that each got one
    or may have; who may have.
    """
    dice = random.Random(SEED)
    for kill in range(KILLS):
        (process,) = sending.begin(now)
        _wait_until(server, (kill + 1) * len(people) // (KILLS + 2) + dice.randrange(4))
        time.sleep(dice.random() * 0.05)
        os.kill(process, signal.SIGKILL)
        sending.wait()
        _let_leases_run_out()
    sending.begin(now)
    sending.wait()
    first = Counter(server.recipients)
    uncertain = set(Mail.objects.filter(state="uncertain").values_list("person__login", flat=True))
    assert max(first.values()) == 1, SEED
    missed = {*people} - {name.split("@")[0] for name in first}
    assert missed <= uncertain, SEED
    assert len(uncertain) <= KILLS, SEED
    assert not Mail.objects.open().exists(), SEED
    print(  # noqa: T201 (figures for whoever looks with -s)
        f"{KILLS} kills: {len(first)} sent, {len(uncertain)} uncertain, {len(missed)} missed"
    )
    return uncertain


def _port() -> int:
    from django.conf import settings  # noqa: PLC0415 (as the test has set it)

    assert settings.MAIL is not None
    return int(settings.MAIL.port)


def _wait_until(server: MailServer, arrived: int) -> None:
    """Wait until so many have arrived, or no more will."""
    end = time.monotonic() + 120
    while len(server.messages) < arrived:
        assert time.monotonic() < end, f"only {len(server.messages)} arrived ({SEED})"
        time.sleep(0.001)


def _let_leases_run_out() -> None:
    """As after a while: whoever held them is dead."""
    held = Mail.objects.open().exclude(claimed_at=None)
    held.update(claimed_at=timezone.now() - timedelta(minutes=5))
