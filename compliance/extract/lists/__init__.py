"""Finds the endpoints that answer a list, in every framework alike, and whether it is paginated."""

from __future__ import annotations

from compliance.extract.base import extractor
from compliance.extract.code.program import Program
from compliance.extract.lists.named import beside, left_open, may_list
from compliance.extract.lists.procedures import by_posting
from compliance.extract.lists.reading import Reading
from compliance.extract.queries import queries
from compliance.extract.routes import Endpoint, endpoints
from compliance.facts.lists import ListEndpoint, ListEndpoints
from compliance.paths import is_source


@extractor(version=42, reads=is_source)
def list_endpoints(program: Program) -> ListEndpoints:
    """The endpoints of a component that answer a list."""
    by_post = by_posting(endpoints(program))
    candidates = [each for each in endpoints(program) if may_list(each, by_post)]
    if not candidates:
        return ListEndpoints()
    known = {id(call): each for each in queries(program) for call in each.call.chain()}
    parents = beside(endpoints(program))
    reading = Reading(program, known, parents)
    listed: dict[object, ListEndpoint] = {}
    left: list[Endpoint] = []
    for each in candidates:
        found = reading.listed(each)
        # Under several addresses, such as those of two versions, it is one endpoint still.
        code = (each.class_, each.handler) if each.class_ or each.handler else each
        if found is None:
            left.append(each)
        else:
            listed.setdefault(code, found)
    return ListEndpoints(tuple(listed.values()), tuple(left_open(left, parents, len(listed))))
