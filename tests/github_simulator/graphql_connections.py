"""Connections: pages of a list by cursors that name a place in its order, as GitHub's do.

A cursor holds the key of the thing it stands after, so that what is pushed or deleted between two
pages neither repeats nor hides what stands behind.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from graphql import GraphQLError
from graphql.language import Node as AstNode

Node = dict[str, Any]
T = TypeVar("T")


class GitHubError(GraphQLError):
    """An error as GitHub words it, with its kind in `type`."""

    def __init__(
        self, kind: str, message: str, nodes: Sequence[AstNode] = (), **extensions: object
    ) -> None:
        super().__init__(message, nodes=nodes or None, extensions=extensions or None)
        self.kind = kind


def connection(
    items: Sequence[T],
    make: Callable[[T], Node | None],
    arguments: Mapping[str, Any],
    *,
    key: Callable[[T], Sequence[Any]] | None = None,
    descending: bool = False,
    edge: Callable[[T], Node] | None = None,
) -> Node:
    """A page of `items`, which are in the order of `key` (without it, in an order that stays).

    `edge` gives what an edge has beside its node.
    """
    keys = [list(key(each)) for each in items] if key else [[place] for place in range(len(items))]
    start, end = 0, len(items)
    if after := arguments.get("after"):
        start = _place(keys, _decoded(after), descending=descending, behind=True)
    if before := arguments.get("before"):
        end = _place(keys, _decoded(before), descending=descending, behind=False)
    first, last = arguments.get("first"), arguments.get("last")
    if first is not None:
        end = min(end, start + first)
    if last is not None:
        start = max(start, end - last)
    return _page(items, make, keys, range(start, max(start, end)), edge)


def _page(
    items: Sequence[T],
    make: Callable[[T], Node | None],
    keys: Sequence[list[Any]],
    places: range,
    edge: Callable[[T], Node] | None,
) -> Node:
    def edges(*_: object) -> list[Node]:
        return [
            {"cursor": _encoded(keys[place]), "node": make(items[place])}
            | (edge(items[place]) if edge else {})
            for place in places
        ]

    return {
        "totalCount": len(items),
        "nodes": lambda _: [make(items[place]) for place in places],
        "edges": edges,
        "pageInfo": {
            "hasNextPage": places.stop < len(items),
            "hasPreviousPage": places.start > 0,
            "startCursor": _encoded(keys[places[0]]) if places else None,
            "endCursor": _encoded(keys[places[-1]]) if places else None,
        },
    }


def _place(keys: Sequence[list[Any]], cursor: list[Any], *, descending: bool, behind: bool) -> int:
    """The place of the first thing behind a cursor, or (not `behind`) of the thing at it."""
    for place, key in enumerate(keys):
        is_behind = key < cursor if descending else key > cursor
        if is_behind or (not behind and key == cursor):
            return place
    return len(keys)


def _encoded(key: list[Any]) -> str:
    return base64.b64encode(b"cursor:v2:" + json.dumps(key).encode()).decode()


def _decoded(cursor: str) -> list[Any]:
    try:
        key = json.loads(base64.b64decode(cursor).removeprefix(b"cursor:v2:"))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, list):
        raise GitHubError(
            "INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor."
        )
    return key
