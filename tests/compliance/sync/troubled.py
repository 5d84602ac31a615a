"""A small organization in the simulated GitHub, and what may go wrong with it.

Everything goes by one clock, which a test moves: GitHub's limits, the client's patience, and when
something is tried again. Only the signature of an App is of this machine's time.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django import Settings

from compliance import clock, organizations
from compliance.models import Organization, Poll, SyncItem, SyncRun
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
APP_ID = 12345
# What hangs is given up on soon.
IMPATIENT = Limits(connect=2, read=0.2, answer=2, archive=2)


@dataclass
class Troubled:
    """A simulated GitHub, an installation of Plumbline that polls it, and the clock of both.

    `slept` is how long the client waited, in seconds, where it tried again by itself.
    """

    simulator: Simulator
    settings: Settings
    now: datetime = NOW
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
        credential = {"app_id": str(APP_ID), "private_key": PEM} if app else {"token": token}
        self.settings.GITHUB = GitHubSettings(login, url, url, **credential)
        self.clients.append(self.another_client())

    def another_client(self) -> Client:
        """A client as another process would have it: they share nothing but the budget."""
        github = self.settings.GITHUB
        return Client(
            github,
            Budget(os.environ["REDIS_URL"], github.identity, clock=self._seconds),
            limits=IMPATIENT,
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

    def live(self, amount: timedelta) -> None:
        """Let time go by, and do what is due whenever something is."""
        end = self.now + amount
        self.sync()
        while (moment := self._next_moment()) <= end:
            self.pass_time(moment - self.now)
            self.sync()
        self.pass_time(end - self.now)

    def _next_moment(self) -> datetime:
        """When the next poll is due or the next item may be done; at least a second from now."""
        moments = [
            max(filter(None, pair))
            for pair in Poll.objects.exclude(due_at=None).values_list("due_at", "not_before")
        ]
        waiting = SyncItem.objects.filter(state=SyncItem.State.WAITING)
        moments += [each or self.now for each in waiting.values_list("not_before", flat=True)]
        return max(min(moments), self.now + timedelta(seconds=1))


def _real_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def troubled(world: World, settings: Settings, *, app: bool = False) -> Iterator[Troubled]:
    """Plumbline on a world, by a GitHub App or an owner's classic token; both are known."""
    clock_of_all = Clock(NOW)
    with Simulator(world, clock=clock_of_all, wall=Clock(NOW)) as simulator:
        public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        simulator.app(APP_ID, public.decode())
        owner = next(each.login for each in world.members if each.role == "ADMIN")
        token = f"ghp_{uuid.uuid4().hex}"
        simulator.token(owner, token=token, scopes=SCOPES)
        settings.PLUMBLINE_SOURCE = ""
        found = Troubled(simulator, settings)
        found.ask_with(token=token, app=app)
        proven = simulator.accounts.app
        with (
            patch.object(organizations, "client", lambda: found.client),
            patch.object(simulator.accounts, "app", lambda asked, _: proven(asked, _real_now())),
        ):
            try:
                yield found
            finally:
                for client in found.clients:
                    client.close()
                    client.budget.close()
