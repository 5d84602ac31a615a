"""How a request to REST becomes a call of one route, and its answer one of HTTP."""

from __future__ import annotations

import functools
import hashlib
import re

from tests.github_simulator import (
    rest_account,
    rest_comparing,
    rest_organization,
    rest_repository,
    rest_signed_in,
    rest_work,
)
from tests.github_simulator.credentials import Access
from tests.github_simulator.exchange import Desk, Exchange
from tests.github_simulator.messages import Request, Response, error
from tests.github_simulator.rest_routes import RestCall, Route

ROUTES: list[Route] = [
    *rest_organization.ROUTES,
    *rest_account.ROUTES,
    *rest_signed_in.ROUTES,
    *rest_repository.ROUTES,
    *rest_work.ROUTES,
    *rest_comparing.ROUTES,
]
ENTERPRISE = "/api/v3"
_ROOTS = {each.path.split("/")[1] for each in ROUTES} | {"repositories"}
_BY_NUMBER = re.compile(r"/repositories/(\d+)(/.*)?")


def is_rest(request: Request) -> bool:
    """Whether a request is for REST, on github.com or on Enterprise Server.

    On github.com the pages have a host of their own; here some begin like REST's paths.
    """
    if request.path.startswith(f"{ENTERPRISE}/"):
        return True
    is_page = request.headers.get("accept", "").startswith("text/html")
    return request.path.split("/")[1] in _ROOTS and not is_page


class RestApi:
    """Answers REST."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def exchange(self, request: Request) -> Exchange:
        """The call that a request is."""
        prefix = ENTERPRISE if request.path.startswith(f"{ENTERPRISE}/") else ""
        path = self._named(request.path.removeprefix(prefix))
        matches = ((route, route.match(request.method, path)) for route in ROUTES)
        route, names = next((pair for pair in matches if pair[1] is not None), (None, None))
        if route is None or names is None:
            return Exchange(request, f"{request.method} {path}", "core", _unknown)
        answer = functools.partial(self._answer, route=route, names=names, prefix=prefix)
        return Exchange(request, route.name, "core", answer, route=route)

    def _named(self, path: str) -> str:
        """A path in which a repository is named by its number, with its name."""
        found = _BY_NUMBER.fullmatch(path)
        if not found:
            return path
        present = self._desk.present()
        for each in present.repositories.values():
            if each.id == int(found[1]):
                return f"/repos/{present.owner(each)}/{each.name}{found[2] or ''}"
        return path

    def _answer(
        self, exchange: Exchange, *, route: Route, names: dict[str, str], prefix: str
    ) -> Response:
        if prefix and not route.on_enterprise:
            return error(404, "Not Found")
        unknown = set(exchange.request.parameters) - set(route.parameters)
        if unknown:
            raise NotImplementedError(f"the simulator does not know {unknown} of {route.name}")
        desk, now = self._desk, self._desk.wall.now()
        if route.by_app:
            app = desk.accounts.app(exchange.request, now)
            access = Access(desk.present(), app.itself)
        elif route.by_client:
            access = Access(desk.present(), desk.accounts.client(exchange.request).itself)
        else:
            access = desk.access(exchange)
            if not route.is_free:
                if not desk.limits.take(access.credential, "core", 1, now):
                    return desk.limits.exceeded(access.credential, "core")
                exchange.points = 1
        call = RestCall(
            exchange.request,
            access,
            route,
            names,
            desk.web(),
            prefix,
            now,
            desk.accounts,
            desk.archives,
            desk.limits,
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
            self._desk.limits.give_back(exchange.credential, "core", 1, self._desk.wall.now())
            exchange.points = 0
        return Response(304, {"ETag": tag})


def _unknown(exchange: Exchange) -> Response:
    raise NotImplementedError(f"the simulator does not know {exchange.name}")
