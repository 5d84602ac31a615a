"""Tells of one endpoint after the other what it answers, if that is a list, and how much of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.lists.answered import results
from compliance.extract.lists.by_name import ByName
from compliance.extract.lists.collected import may_be_many
from compliance.extract.lists.elsewhere import (
    asks_others,
    hands_query_on,
    hands_request_on,
    lists_of_package,
)
from compliance.extract.lists.flow import MAX_NEAR, Flow
from compliance.extract.lists.named import is_of_many, reads_as_list
from compliance.extract.lists.pages import Pages
from compliance.extract.lists.rest_framework import Defaults, defaults, of_framework
from compliance.extract.lists.rows import Rows, last_segment
from compliance.extract.lists.types import (
    answers_list,
    declares_objects,
    declares_one,
    is_field_of_one,
)
from compliance.extract.queries import Action, Query
from compliance.extract.queries.implementing import Implementations
from compliance.extract.routes import Endpoint
from compliance.facts.lists import ListEndpoint
from compliance.facts.routes import Style

# What is looked for stands in the address, and answered is all that fits.
_SEARCHES = re.compile(r"/(?:search|find|filter|query|autocomplete|suggest)/\{[^/{}]*\}$")


@dataclass
class Reading:
    """The endpoints of one program; `known` are its queries by their calls, `parents` the addresses
    below which there is one of what they answer.
    """

    program: Program
    known: Mapping[int, Query]
    parents: frozenset[str]

    @cached_property
    def _usual(self) -> Defaults:
        return defaults(self.program)

    @cached_property
    def _pages(self) -> Pages:
        return Pages(self.program)

    @cached_property
    def _ways(self) -> tuple[Implementations, ByName]:
        return Implementations(self.program), ByName(self.program)

    def listed(self, each: Endpoint) -> ListEndpoint | None:
        """What an endpoint answers, if that is a list."""
        if each.brought and each.framework == "NestJS":  # A package's, which cuts pages out.
            return None if each.path.endswith("}") else _listed(each, paginated=True)
        by_framework = of_framework(self.program, each, self._usual)
        rows = self._rows(each)
        paginated = (
            bool(by_framework)
            or self._pages.limit(each, rows)
            or self._pages.cut_by_its_class(each.handler)
        )
        if by_framework is not None or (rows is not None and rows.query is not None):
            return _listed(each, paginated, rows)
        handler = each.handler
        # Who takes a page answers a list, also where the rows come by ways that cannot be followed.
        if paginated and (
            rows is not None
            or not (each.path.endswith("}") or (handler is not None and asks_others(handler)))
        ):
            return _listed(each, paginated)
        return self._of_handler(each, handler, rows) if handler is not None else None

    def _of_handler(
        self, each: Endpoint, handler: Function, rows: Rows | None
    ) -> ListEndpoint | None:
        """What no query is seen to make, and what no page is asked for at."""
        near = itertools.islice(self.program.reached(handler), MAX_NEAR)
        if any(asks_others(one) for one in near):
            return None
        behind = self._pages.behind(handler)
        if rows is None and declares_objects(self.program, handler):
            return _listed(each, behind)
        # Pages that something makes on the way may be those of what is answered.
        if behind or not (rows is not None or self._is_of_many(each, handler)):
            return None
        return _listed(each, paginated=False)

    def _is_of_many(self, each: Endpoint, handler: Function) -> bool:
        """Whether an endpoint that can be followed no further answers what one of which has an
        address below its own: `/orders`, beside `/orders/{id}`.
        """
        return (
            is_of_many(each, self.parents)
            and not declares_one(self.program, handler)
            and any(may_be_many(value, inner) for value, inner in results(handler))
            and not hands_query_on(handler)
            and not hands_request_on(self.program, handler)
            and not lists_of_package(self.program, handler)
        )

    def _rows(self, each: Endpoint) -> Rows | None:
        """The query whose rows an endpoint answers, or the list that it makes in another way, where
        it is called as what lists.
        """
        handler = each.handler
        if handler is None or declares_one(self.program, handler):
            return None
        if each.style is Style.GRAPHQL and is_field_of_one(self.program, handler):
            return None
        # `/orders/{id}` answers one of the orders, which may have others in it.
        of_one = each.path.endswith("}") and not _SEARCHES.search(each.path)
        flow = Flow(
            self.program, self.known, *self._ways, "" if of_one else last_segment(each.path)
        )
        found = next(flow.answered(handler), None)
        if found is not None:
            return found
        if flow.many and reads_as_list(each, self.parents) and not hands_query_on(handler):
            return None if asks_others(handler) else Rows(None, flow.many)
        return self._by_type(handler, flow) if answers_list(handler) else None

    def _by_type(self, handler: Function, flow: Flow) -> Rows | None:
        """Where the type of a handler says that it answers a list, any rows that are read for it
        are those.
        """
        for function in flow.near(handler):
            for call in function.calls:
                query = self.known.get(id(call))
                if query is not None and query.action is Action.MANY:
                    return Rows(query, (handler, function))
        return None


def _listed(each: Endpoint, paginated: bool, rows: Rows | None = None) -> ListEndpoint:
    query = rows.query if rows is not None else None
    source = query.where if query is not None else None
    return ListEndpoint(each.route.name, each.route.where, paginated, source)
