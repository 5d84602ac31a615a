"""A digest is posted once by however many post, whenever one of them dies, and none is lost.

`CHAT_KILLS=200` kills more often; `CHAT_SEED` makes the same dice.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from compliance.models import Organization, Post
from tests.chat_server import Answer, ChatServer, running
from tests.dashboard.forking import Forking, forking
from tests.dashboard.mailing import MONDAY, WEEK
from tests.dashboard.posting import fail, make_told_team

KILLS = int(os.environ.get("CHAT_KILLS", "12"))
SEED = int(os.environ.get("CHAT_SEED", "0")) or random.randrange(1, 10**6)
TEAMS = KILLS * 4

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def poster(server: ChatServer, source: Path) -> AbstractContextManager[Forking]:
    # What is sealed in this process is opened in that one.
    arguments = str(server.port), str(server.certificate)
    return forking("tests.dashboard.chat_poster", *arguments, source=source)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running() as server:
        yield server


def told(server: ChatServer) -> Counter[str]:
    """How often each team was told."""
    return Counter(each["text"].partition(":")[0] for each in server.posted)


def test_of_several_that_post_at_once_one_posts_each(
    organization: Organization, source_folder: Path, server: ChatServer
) -> None:
    names = [f"Team {number}" for number in range(12)]
    for name in names:
        make_told_team(organization, name)
    server.answer = lambda message: Answer(after=0.05)
    with poster(server, source_folder) as posting:
        posting.begin(f"4 {MONDAY.isoformat()}")
        posting.wait()
    assert told(server) == dict.fromkeys(names, 1)


def test_whoever_posts_and_is_killed_at_any_moment_posts_nothing_twice_and_loses_nothing(
    organization: Organization, source_folder: Path, server: ChatServer
) -> None:
    dice, now = random.Random(SEED), MONDAY.isoformat()
    made = [make_told_team(organization, f"Team {number}") for number in range(TEAMS)]
    names = {each.team.name for each in made}
    server.answer = lambda message: Answer(after=0.04)
    with poster(server, source_folder) as posting:
        for kill in range(KILLS):
            (process,) = posting.begin(f"1 {now}")
            _wait_until(server, (kill + 1) * TEAMS // (KILLS + 2) + dice.randrange(3))
            time.sleep(dice.random() * 0.1)
            os.kill(process, signal.SIGKILL)
            posting.wait()
            _let_leases_run_out()
        posting.begin(f"1 {now}")
        posting.wait()
        time.sleep(0.2)
        first, uncertain = told(server), _teams("uncertain")
        assert set(first.values()) == {1}, SEED
        assert names - set(first) <= uncertain, SEED
        assert len(uncertain) <= KILLS, SEED
        assert not Post.objects.open().exists(), SEED
        print(f"{KILLS} kills: {len(first)} posted, {len(uncertain)} uncertain")  # noqa: T201

        # The next one tells those that may have missed one of both weeks, and others of one.
        del server.posted[:]
        for each in made:
            fail(each.team, weeks=1)
        posting.begin(f"1 {(MONDAY + WEEK).isoformat()}")
        posting.wait()
    assert told(server) == dict.fromkeys(names, 1), SEED
    of_both = {
        each["text"].partition(":")[0] for each in server.posted if "2 new failures" in each["text"]
    }
    assert of_both == uncertain, SEED


def _teams(state: str) -> set[str]:
    return set(Post.objects.filter(state=state).values_list("channel__team__name", flat=True))


def _wait_until(server: ChatServer, arrived: int) -> None:
    """Wait until so many have arrived."""
    end = time.monotonic() + 120
    while len(server.posted) < arrived:
        assert time.monotonic() < end, f"only {len(server.posted)} arrived ({SEED})"
        time.sleep(0.001)


def _let_leases_run_out() -> None:
    """As after a while: whoever held them is dead."""
    held = Post.objects.open().exclude(claimed_at=None)
    held.update(claimed_at=timezone.now() - timedelta(minutes=5))
