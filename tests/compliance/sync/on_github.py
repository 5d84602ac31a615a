"""An organization in the simulated GitHub as the source, for tests of what is asked and stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from pytest_django import Settings

from compliance import clock, organizations
from compliance.models import Organization, SyncRun
from compliance.sync import polls, work
from integrations.github import guard
from integrations.github.settings import GitHubSettings
from tests.github_simulator import Simulator
from tests.github_simulator.clock import Clock
from tests.github_simulator.state import World

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SCOPES = frozenset({"repo", "read:org", "admin:org"})


@dataclass
class OnGitHub:
    """A simulator, and the installation of Plumbline that polls it. `now` is both's clock."""

    simulator: Simulator
    now: datetime = NOW
    first: int = 0

    @property
    def organization(self) -> Organization:
        """The organization as it is stored."""
        return organizations.current()

    def pass_time(self, amount: timedelta) -> OnGitHub:
        """Let time go by, here and at GitHub."""
        self.now += amount
        self.simulator.clock.set(self.now)
        return self

    def ask_now(self) -> None:
        """Let it be time to look for changes."""
        with clock.standing_at(self.now):
            polls.schedule(self.organization, now=True)

    def sync(self) -> int:
        """Ask what is due, do all that follows, and count the requests that it took."""
        before = self.simulator.log.api_requests()
        with clock.standing_at(self.now):
            polls.work_due(self.organization, SyncRun.Reason.START)
            while work.work_next(self.organization):
                pass
        return self.simulator.log.api_requests() - before


@contextmanager
def on_github(
    world: World, settings: Settings, *, token: str = "ghp_owner", now: datetime = NOW
) -> Iterator[OnGitHub]:
    """Plumbline on a world, by an owner's classic token; it does not rest between two tries."""
    with (
        Simulator(world, clock=Clock(now), wall=Clock()) as simulator,
        patch.object(guard, "_PAUSES", (0.0, 0.0)),
    ):
        owner = next(each.login for each in world.members if each.role == "ADMIN")
        simulator.token(owner, token=token, scopes=SCOPES)
        settings.GITHUB = GitHubSettings(
            world.organization.login, simulator.url, simulator.url, token=token
        )
        settings.PLUMBLINE_SOURCE = ""
        organizations.client.cache_clear()
        organizations.impatient_client.cache_clear()
        try:
            yield OnGitHub(simulator, now)
        finally:
            for client in (organizations.client, organizations.impatient_client):
                if client.cache_info().currsize:
                    client().close()
                    client().budget.close()
                client.cache_clear()
