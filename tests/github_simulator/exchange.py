"""One call to the simulator, and what becomes known of it while it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.github_simulator.accounts import Accounts
from tests.github_simulator.archives import Archives
from tests.github_simulator.clock import Clock
from tests.github_simulator.credentials import Access, Credential
from tests.github_simulator.limits import Limits
from tests.github_simulator.messages import Request, Response
from tests.github_simulator.present import Present
from tests.github_simulator.rest_routes import Route


@dataclass
class Exchange:
    """One call: its name and its resource, how it is answered, and what becomes known of it."""

    request: Request
    name: str
    resource: str
    answer: Callable[[Exchange], Response]
    credential: Credential | None = None
    route: Route | None = None
    points: int = 0


@dataclass(frozen=True)
class Desk:
    """What REST and GraphQL need to answer: who may ask, what is left, and what there is.

    `web` tells where the pages are.
    """

    accounts: Accounts
    limits: Limits
    archives: Archives
    wall: Clock
    present: Callable[[], Present]
    web: Callable[[], str]

    def access(self, exchange: Exchange) -> Access:
        """Who asks, once the token is proven.

        Raises:
            Refusal: it is not good.
        """
        exchange.credential = self.accounts.credential(exchange.request, self.wall.now())
        return Access(self.present(), exchange.credential)
