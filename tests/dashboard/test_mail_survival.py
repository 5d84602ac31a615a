"""Mail is sent once whenever its sender dies, and nobody misses what a lost one would have told.

`MAIL_KILLS=200` kills more often; `MAIL_SEED` makes the same dice.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from compliance.models import Mail, Organization
from tests.dashboard.mailing import MONDAY, WEEK, mail_server, make_reader
from tests.mail_server import MailServer

KILLS = int(os.environ.get("MAIL_KILLS", "20"))
SEED = int(os.environ.get("MAIL_SEED", "0")) or random.randrange(1, 10**6)
PEOPLE = KILLS * 8


class Sender:
    """The process that forks senders."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, now: str) -> int:
        """Begin to send; the number of the process that does."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{now}\n")
        self._process.stdin.flush()
        return int(self._line())

    def wait(self) -> None:
        assert self._line() == "ended"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def sender(port: int, source: Path) -> Iterator[Sender]:
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    environment = os.environ | {"DATABASE_URL": database, "PLUMBLINE_SOURCE": str(source)}
    command = [sys.executable, "-m", "tests.dashboard.mail_sender", str(port)]
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Sender(process)
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_sender_that_is_killed_at_any_moment_sends_nothing_twice_and_loses_nothing(
    organization: Organization, source_folder: Path
) -> None:
    dice, now = random.Random(SEED), MONDAY.isoformat()
    people = [make_reader(organization, f"p{number}") for number in range(PEOPLE)]
    with mail_server() as server, sender(_port(), source_folder) as sending:
        for kill in range(KILLS):
            process = sending.begin(now)
            _wait_until(server, (kill + 1) * PEOPLE // (KILLS + 2) + dice.randrange(4))
            time.sleep(dice.random() * 0.05)
            os.kill(process, signal.SIGKILL)
            sending.wait()
            _let_leases_run_out()
        sending.begin(now)
        sending.wait()
        first = Counter(server.recipients)
        uncertain = set(
            Mail.objects.filter(state="uncertain").values_list("person__login", flat=True)
        )
        assert max(first.values()) == 1, SEED
        missed = {each.login for each in people} - {name.split("@")[0] for name in first}
        assert missed <= uncertain, SEED
        assert len(uncertain) <= KILLS, SEED
        assert not Mail.objects.open().exists(), SEED
        print(  # noqa: T201 (figures for whoever looks with -s)
            f"{KILLS} kills: {len(first)} sent, {len(uncertain)} uncertain, {len(missed)} missed"
        )

        # The next one tells those of both weeks, and everybody else of one.
        del server.messages[:]
        sending.begin((MONDAY + WEEK).isoformat())
        sending.wait()
        told = {str(each["Subject"]).partition(":")[0]: each["Subject"] for each in server.messages}
        assert len(server.messages) == len(told) == PEOPLE, SEED
        of_both = {login for login, said in told.items() if " 23 November" in said}
        assert of_both == uncertain, SEED


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
