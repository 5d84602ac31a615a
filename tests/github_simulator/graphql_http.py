"""How a request to GraphQL becomes a query, and its answer one of HTTP."""

from __future__ import annotations

import functools
import json
from typing import Any

from tests.github_simulator import graphql_api
from tests.github_simulator.exchange import Desk, Exchange
from tests.github_simulator.graphql_people import Question, moment
from tests.github_simulator.messages import Request, Response, as_json, error

# As on github.com, and beside Enterprise Server's REST.
_PATHS = ("/graphql", "/api/graphql")


def is_graphql(request: Request) -> bool:
    """Whether a request is a query."""
    return request.path in _PATHS and request.method == "POST"


class GraphQLApi:
    """Answers GraphQL."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def exchange(self, request: Request) -> Exchange:
        """The call that a request is, named after its operation."""
        try:
            content = json.loads(request.body)
            text, variables = content["query"], content.get("variables") or {}
            named = content.get("operationName")
        except (ValueError, KeyError, TypeError, AttributeError):
            return Exchange(request, "graphql", "graphql", _unread)
        name = graphql_api.operation_name(text, named) or "graphql"
        answer = functools.partial(self._answer, text=text, variables=variables, named=named)
        return Exchange(request, name, "graphql", answer)

    def _answer(
        self, exchange: Exchange, *, text: str, variables: dict[str, Any], named: str | None
    ) -> Response:
        access = self._desk.access(exchange)
        query = graphql_api.prepare(text, variables, named)
        if not isinstance(query, graphql_api.Query):
            return as_json(200, query)
        credential, limits, now = access.credential, self._desk.limits, self._desk.wall.now()
        if not limits.take(credential, "graphql", query.measure.points, now):
            return limits.exceeded(credential, "graphql")
        exchange.points = query.measure.points
        rate_limit = limits.enabled and {
            **limits.described(credential, "graphql", now),
            "cost": query.measure.points,
            "nodeCount": query.measure.nodes,
            "resetAt": moment(limits.quota(credential, "graphql", now).resets_at),
        }
        question = Question(access, self._desk.web(), rate_limit or None)
        refused = graphql_api.refused_for_scopes(query, question)
        return as_json(200, refused or graphql_api.execute(query, question))


def _unread(_: Exchange) -> Response:
    return error(400, "Problems parsing JSON")
