"""The simulator: one world, answered as GitHub does."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from tests.github_simulator import control, pages
from tests.github_simulator.accounts import Accounts
from tests.github_simulator.archives import Archives
from tests.github_simulator.clock import Clock
from tests.github_simulator.credentials import App, Credential, Kind, OAuthClient
from tests.github_simulator.exchange import Desk, Exchange
from tests.github_simulator.faults import Faults
from tests.github_simulator.graphql_http import GraphQLApi, is_graphql
from tests.github_simulator.limits import Limits
from tests.github_simulator.log import ARCHIVE, Entry, Log
from tests.github_simulator.messages import Refusal, Request, Response, error
from tests.github_simulator.oauth import ROOT, OAuth
from tests.github_simulator.present import Folders, Present
from tests.github_simulator.rest_api import ENTERPRISE, RestApi, is_rest
from tests.github_simulator.server import Server
from tests.github_simulator.state import World


class Simulator:
    """Serves one world over HTTP on a port of the loopback device, while it is a context.

    `clock` tells as of when the world is shown; `wall` is the time by which tokens expire and
    limits reset. `secret` opens what steers the simulator over HTTP; without it nothing does.

    What the simulator does not know is a defect, and no 404: since tests hold all that it knows to
    GitHub's published descriptions, nothing else is ever asked of GitHub unnoticed.
    """

    def __init__(
        self,
        world: World,
        *,
        clock: Clock | None = None,
        wall: Clock | None = None,
        port: int = 0,
        secret: str = "",
    ) -> None:
        self.world = world
        self.clock = clock or Clock()
        self.wall = wall or Clock()
        self.secret = secret
        self.accounts = Accounts()
        self.limits = Limits()
        self.faults = Faults()
        self.log = Log()
        self.folders = Folders()
        self.archives = Archives(self.folders)
        self.defects: list[Exception] = []
        self._oauth = OAuth(self.accounts)
        self._lock = threading.RLock()
        self._under_way = 0
        desk = Desk(
            self.accounts, self.limits, self.archives, self.wall, self.present, lambda: self.url
        )
        self._rest = RestApi(desk)
        self._graphql = GraphQLApi(desk)
        self._server = Server(self.answer, port)
        self._codeload = Server(self.answer, 0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Answer from now on."""
        self._server.start()
        self._codeload.start()
        self.archives.root = self._codeload.url

    def close(self) -> None:
        """Answer no more; what hangs is let go.

        Raises:
            ExceptionGroup: the simulator itself failed; each time, status 599 was answered.
        """
        self._server.close()
        self._codeload.close()
        self.folders.close()
        if self.defects:
            raise ExceptionGroup("the simulator failed", self.defects)

    @property
    def url(self) -> str:
        """Where the pages are, and REST and GraphQL as on github.com."""
        return self._server.url

    @property
    def enterprise_url(self) -> str:
        """Where REST is as on Enterprise Server, which lacks a few paths; GraphQL is beside it."""
        return self.url + ENTERPRISE

    def token(self, login: str, **details: Any) -> Credential:
        """A classic token of a person, unless `kind` says another; see `Credential`."""
        return self.accounts.add(Credential(details.pop("kind", Kind.CLASSIC), login, **details))

    def app(self, number: int, public_key: str, **details: Any) -> App:
        """A GitHub App that is installed in the organization; see `App`."""
        return self.accounts.add_app(App(number, public_key, **details))

    def client(self, callback: str, **details: Any) -> OAuthClient:
        """An application that people may sign in to, and that they are sent back from to there."""
        number = secrets.token_hex(10)
        return self.accounts.add_client(
            OAuthClient(number, secrets.token_hex(20), callback, **details)
        )

    @contextmanager
    def changing(self) -> Iterator[World]:
        """The world, to be changed while no request is answered."""
        with self._lock:
            yield self.world

    def present(self) -> Present:
        """The world as it is now."""
        return Present(self.world, self.folders, self.clock.now())

    def use_up(self, resource: str) -> None:
        """Leave nothing of a resource to anybody until its window ends."""
        for credential in self.accounts.credentials:
            self.limits.use_up(credential, resource, self.wall.now())

    def answer(self, request: Request) -> Response:
        """What is answered to one request."""
        try:
            return self._dispatched(request)
        except Exception as defect:  # noqa: BLE001 (told when it ends)
            self.defects.append(defect)
            return error(599, f"The simulator failed: {defect!r}")

    def _dispatched(self, request: Request) -> Response:
        if request.path.startswith("/_simulator/"):
            return control.answer(self, request)
        if request.path.startswith("/_codeload/"):
            return self._run(Exchange(request, ARCHIVE, "", self._archive))
        if is_graphql(request):
            return self._run(self._graphql.exchange(request))
        if is_rest(request):
            return self._run(self._rest.exchange(request))
        with self._lock:
            if request.path.startswith(ROOT):
                return self._oauth.answer(self.present(), request, self.wall.now())
            return pages.answer(self.present(), request)

    def _run(self, exchange: Exchange) -> Response:
        """Answer a call, with what goes wrong with it, and note it."""
        with self._counted() as too_many:
            response = self.limits.secondary() if too_many else self._with_fault(exchange)
        self._add_headers(exchange, response)
        request = exchange.request
        self.log.add(
            Entry(
                exchange.name,
                request.method,
                request.target.partition("token=")[0],
                exchange.resource,
                response.status,
                exchange.points,
                "authorization" in request.headers,
            )
        )
        return response

    @contextmanager
    def _counted(self) -> Iterator[bool]:
        """Whether more requests are under way at once than may be."""
        with self._lock:
            self._under_way += 1
            too_many = self._under_way > self.limits.concurrent
        try:
            yield too_many
        finally:
            with self._lock:
                self._under_way -= 1

    def _with_fault(self, exchange: Exchange) -> Response:
        def truth() -> Response:
            try:
                with self._lock:
                    return exchange.answer(exchange)
            except Refusal as refusal:
                return refusal.response

        fault = self.faults.next(exchange.name)
        return (fault.action(self, truth) if fault else None) or truth()

    def _add_headers(self, exchange: Exchange, response: Response) -> None:
        headers = {
            "X-GitHub-Request-Id": ":".join(secrets.token_hex(2).upper() for _ in range(5)),
            "X-GitHub-Media-Type": "github.v3; format=json",
        }
        credential, route = exchange.credential, exchange.route
        if exchange.request.path.startswith("/api/"):
            headers["X-GitHub-Enterprise-Version"] = "3.19.0"
        if credential and exchange.resource:
            headers |= self.limits.headers(credential, exchange.resource, self.wall.now())
        if credential and credential.kind is Kind.CLASSIC:
            headers["X-OAuth-Scopes"] = ", ".join(sorted(credential.scopes))
            headers["X-Accepted-OAuth-Scopes"] = route.scopes if route else "repo"
        elif credential and route and route.permissions:
            headers["X-Accepted-GitHub-Permissions"] = route.permissions
        if credential and credential.expires_at and credential.kind is not Kind.INSTALLATION:
            until = credential.expires_at.strftime("%Y-%m-%d %H:%M:%S UTC")
            headers["GitHub-Authentication-Token-Expiration"] = until
        response.headers = headers | response.headers

    def _archive(self, exchange: Exchange) -> Response:
        return self.archives.answer(exchange.request, self.wall.now())
