"""The simulator: one world, answered as GitHub does."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tests.github_simulator import control, graphql_api, pages, rest_organization, rest_repository
from tests.github_simulator.accounts import Accounts
from tests.github_simulator.archives import Archives
from tests.github_simulator.clock import Clock
from tests.github_simulator.credentials import Access, App, Credential, Kind
from tests.github_simulator.faults import Faults
from tests.github_simulator.graphql_people import Question, moment
from tests.github_simulator.limits import Limits
from tests.github_simulator.log import ARCHIVE, Entry, Log
from tests.github_simulator.messages import Refusal, Request, Response, as_json, error
from tests.github_simulator.present import Folders, Present
from tests.github_simulator.rest_routes import RestCall, Route
from tests.github_simulator.server import Server
from tests.github_simulator.state import World

ROUTES: list[Route] = [*rest_organization.ROUTES, *rest_repository.ROUTES]
_REST_PREFIX = "/api/v3"
_GRAPHQL = ("/graphql", "/api/graphql")
_REST_ROOTS = {each.path.split("/")[1] for each in ROUTES} | {"repositories"}
_BY_NUMBER = re.compile(r"/repositories/(\d+)(/.*)?")


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
        self._lock = threading.RLock()
        self._under_way = 0
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
        return self.url + _REST_PREFIX

    def token(self, login: str, **details: Any) -> Credential:
        """A classic token of a person, unless `kind` says another; see `Credential`."""
        return self.accounts.add(Credential(details.pop("kind", Kind.CLASSIC), login, **details))

    def app(self, number: int, public_key: str, **details: Any) -> App:
        """A GitHub App that is installed in the organization; see `App`."""
        return self.accounts.add_app(App(number, public_key, **details))

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
        path = request.path
        if path.startswith("/_simulator/"):
            return control.answer(self, request)
        if path.startswith("/_codeload/"):
            return self._run(Exchange(request, ARCHIVE, "", self._archive))
        if path in _GRAPHQL and request.method == "POST":
            return self._run(self._graphql_exchange(request))
        if path.startswith(f"{_REST_PREFIX}/"):
            return self._run(self._rest_exchange(request, _REST_PREFIX))
        # On github.com the pages have a host of their own; here some begin like REST's paths.
        is_page = request.headers.get("accept", "").startswith("text/html")
        if path.split("/")[1] in _REST_ROOTS and not is_page:
            return self._run(self._rest_exchange(request, ""))
        with self._lock:
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

    def _access(self, exchange: Exchange) -> Access:
        """Who asks, once the token is proven."""
        exchange.credential = self.accounts.credential(exchange.request, self.wall.now())
        return Access(self.present(), exchange.credential)

    def _rest_exchange(self, request: Request, prefix: str) -> Exchange:
        path = self._named(request.path.removeprefix(prefix))
        matches = ((route, route.match(request.method, path)) for route in ROUTES)
        route, names = next((pair for pair in matches if pair[1] is not None), (None, None))
        if route is None or names is None:
            return Exchange(request, f"{request.method} {path}", "core", self._unknown)
        answer = functools.partial(self._rest, route=route, names=names, prefix=prefix)
        return Exchange(request, route.name, "core", answer, route=route)

    def _named(self, path: str) -> str:
        """A path in which a repository is named by its number, with its name."""
        found = _BY_NUMBER.fullmatch(path)
        if not found:
            return path
        present = self.present()
        for each in present.repositories.values():
            if each.id == int(found[1]):
                return f"/repos/{present.owner(each)}/{each.name}{found[2] or ''}"
        return path

    def _unknown(self, exchange: Exchange) -> Response:
        raise NotImplementedError(f"the simulator does not know {exchange.name}")

    def _rest(
        self, exchange: Exchange, *, route: Route, names: dict[str, str], prefix: str
    ) -> Response:
        if prefix and not route.on_enterprise:
            return error(404, "Not Found")
        now = self.wall.now()
        unknown = set(exchange.request.parameters) - set(route.parameters)
        if unknown:
            raise NotImplementedError(f"the simulator does not know {unknown} of {route.name}")
        if route.by_app:
            app = self.accounts.app(exchange.request, now)
            access = Access(self.present(), app.itself)
        else:
            access = self._access(exchange)
            credential = access.credential
            if not route.is_free:
                if not self.limits.take(credential, "core", 1, now):
                    return self.limits.exceeded(credential, "core")
                exchange.points = 1
        call = RestCall(
            exchange.request,
            access,
            route,
            names,
            self.url,
            prefix,
            now,
            self.accounts,
            self.archives,
            self.limits,
        )
        return self._tagged(exchange, route.answer(call))

    def _tagged(self, exchange: Exchange, response: Response) -> Response:
        """With a tag of the content; nothing but the tag where the other side has the same."""
        if response.status != 200 or exchange.request.method != "GET":
            return response
        tag = f'W/"{hashlib.sha256(response.body).hexdigest()}"'
        if exchange.request.headers.get("if-none-match") != tag:
            response.headers["ETag"] = tag
            return response
        if exchange.credential and exchange.points:
            self.limits.give_back(exchange.credential, "core", 1, self.wall.now())
            exchange.points = 0
        return Response(304, {"ETag": tag})

    def _graphql_exchange(self, request: Request) -> Exchange:
        try:
            content = json.loads(request.body)
            text, variables = content["query"], content.get("variables") or {}
            named = content.get("operationName")
        except (ValueError, KeyError, TypeError, AttributeError):
            return Exchange(
                request, "graphql", "graphql", lambda _: error(400, "Problems parsing JSON")
            )
        name = graphql_api.operation_name(text, named) or "graphql"
        return Exchange(
            request,
            name,
            "graphql",
            lambda exchange: self._graphql(exchange, text, variables, named),
        )

    def _graphql(
        self, exchange: Exchange, text: str, variables: dict[str, Any], named: str | None
    ) -> Response:
        access = self._access(exchange)
        query = graphql_api.prepare(text, variables, named)
        if not isinstance(query, graphql_api.Query):
            return as_json(200, query)
        credential, now = access.credential, self.wall.now()
        if not self.limits.take(credential, "graphql", query.measure.points, now):
            return self.limits.exceeded(credential, "graphql")
        exchange.points = query.measure.points
        left = self.limits.described(credential, "graphql", now)
        resets_at = self.limits.quota(credential, "graphql", now).resets_at
        rate_limit = {
            **left,
            "cost": query.measure.points,
            "nodeCount": query.measure.nodes,
            "resetAt": moment(resets_at),
        }
        question = Question(access, self.url, rate_limit)
        refused = graphql_api.refused_for_scopes(query, question)
        return as_json(200, refused or graphql_api.execute(query, question))
