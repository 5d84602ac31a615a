"""A small organization in the simulated GitHub, and what may go wrong with it.

Everything goes by one clock, which a test moves: GitHub's limits, the client's patience, and when
something is tried again. Only the signature of an App is of this machine's time.
"""

from __future__ import annotations

import functools
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from jwt import algorithms
from pytest_django import Settings

from compliance import clock, organizations
from compliance.models import Organization, Poll, Repository, SyncItem, SyncRun
from compliance.sync import polls, work
from integrations.github.budget import Budget
from integrations.github.client import Client
from integrations.github.settings import GitHubSettings
from integrations.github.transport import Limits
from tests.github_simulator import Simulator
from tests.github_simulator.clock import Clock
from tests.github_simulator.state import World
from tests.integrations.github.apps import KEY, PEM

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SCOPES = frozenset({"repo", "read:org", "admin:org"})
# Of a machine that is busy an answer may take long; one that hangs never comes.
PATIENT = Limits(connect=10, read=10, answer=20, archive=20)
IMPATIENT = Limits(connect=10, read=0.25, answer=20, archive=20)
MOST_SYNCS = 60
# How often it is looked what is due. In truth it is more often, which takes long.
BEAT = timedelta(minutes=30)
# Reading a key takes as long as a whole sync.
_loaded = functools.cache(load_pem_private_key)


@dataclass
class Troubled:
    """A simulated GitHub, an installation of Plumbline that polls it, and the clock of both.

    `slept` is how long the client waited, in seconds, where it tried again by itself.
    """

    simulator: Simulator
    settings: Settings
    now: datetime = NOW
    limits: Limits = PATIENT
    slept: list[float] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)

    @property
    def organization(self) -> Organization:
        """The organization as it is stored."""
        return organizations.current()

    @property
    def client(self) -> Client:
        """What asks GitHub now."""
        return self.clients[-1]

    def ask_with(self, *, token: str = "", app: bool = False) -> None:
        """Ask with another credential from now on."""
        login = self.simulator.world.organization.login
        url = self.simulator.url
        (number,) = self.simulator.accounts.apps
        credential = {"app_id": str(number), "private_key": PEM} if app else {"token": token}
        self.settings.GITHUB = GitHubSettings(login, url, url, **credential)
        self.clients.append(self.another_client())

    def another_client(self) -> Client:
        """A client as another process would have it: they share nothing but the budget."""
        github = self.settings.GITHUB
        return Client(
            github,
            Budget(os.environ["REDIS_URL"], github.identity, clock=self._seconds),
            limits=self.limits,
            sleep=self.slept.append,
            clock=self._seconds,
        )

    def _seconds(self) -> float:
        return self.now.timestamp()

    def pass_time(self, amount: timedelta) -> None:
        """Let time go by, here and at GitHub."""
        self.now += amount
        self.simulator.clock.set(self.now)
        self.simulator.wall.set(self.now)

    def sync(self) -> int:
        """Ask what is due, do all that follows, and count the requests that it took."""
        before = len(self.simulator.log.entries)
        with clock.standing_at(self.now):
            polls.work_due(self.organization, SyncRun.Reason.SCHEDULE)
            while work.work_next(self.organization):
                pass
        return len(self.simulator.log.entries) - before

    def settle(self) -> Iterator[None]:
        """Sync, and again whenever the time of something has come that failed or waits, until there
        is nothing of the kind; stops after each time.
        """
        for _ in range(MOST_SYNCS):
            self.sync()
            yield
            moments = list(self._pending())
            if not moments:
                return
            beats = -(-(min(moments) - self.now) // BEAT)
            self.pass_time(max(beats, 1) * BEAT)
        raise AssertionError(f"something is still to be done after {MOST_SYNCS} times")

    def _pending(self) -> Iterator[datetime]:
        """When what failed or waits is to be tried again."""
        polls = {Poll.Kind(each.kind): each for each in Poll.objects.exclude(due_at=None)}
        for poll in polls.values():
            if poll.problem or poll.kind == Poll.Kind.DETAILS:
                yield _moment(poll)
        for item in SyncItem.objects.filter(state=SyncItem.State.WAITING):
            yield item.not_before or self.now
        # Whoever looks for changes sees to the repositories that are to be read or judged again.
        for each in Repository.objects.filter(gone_since=None, left_out=""):
            changed_at, judged_at = each.facts_changed_at, each.judged_at
            has_changed = changed_at and judged_at and changed_at > judged_at
            if each.problem or each.retry_at or has_changed:
                yield max(each.retry_at or self.now, _moment(polls[Poll.Kind.HEADS]))


def _moment(poll: Poll) -> datetime:
    return max(filter(None, (poll.due_at, poll.not_before)))


def _real_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def troubled(
    world: World, settings: Settings, *, app: bool = False, limits: Limits = PATIENT
) -> Iterator[Troubled]:
    """Plumbline on a world, by a GitHub App or an owner's classic token; both are known."""
    clock_of_all = Clock(NOW)
    with Simulator(world, clock=clock_of_all, wall=Clock(NOW)) as simulator:
        public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        # What is known of a credential's limits outlives the test: no other has the same one.
        simulator.app(uuid.uuid4().int % 10**12, public.decode())
        owner = next(each.login for each in world.members if each.role == "ADMIN")
        token = f"ghp_{uuid.uuid4().hex}"
        simulator.token(owner, token=token, scopes=SCOPES)
        settings.PLUMBLINE_SOURCE = ""
        found = Troubled(simulator, settings, limits=limits)
        found.ask_with(token=token, app=app)
        proven = simulator.accounts.app
        with (
            patch.object(organizations, "client", lambda: found.client),
            patch.object(algorithms, "load_pem_private_key", _loaded),
            patch.object(simulator.accounts, "app", lambda asked, _: proven(asked, _real_now())),
        ):
            try:
                yield found
            finally:
                for client in found.clients:
                    client.close()
                    client.budget.close()
