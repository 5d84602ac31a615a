"""What a query may cost, by GitHub's published rules, before it is executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

from tests.github_simulator.graphql_connections import GitHubError

NODE_LIMIT = 500_000
MOST_RECORDS = 100
# What a classic token cannot ask for without one of these scopes: a whole type, or one field.
_SCOPES = {"Team": "read:org", "Organization.teams": "read:org", "Organization.team": "read:org"}
_SCOPES |= {"Organization.membersWithRole": "read:org"}


@dataclass
class Measure:
    """What was found in one query: requests and nodes as GitHub's documentation counts them.

    `needs` are the fields that need a scope of a classic token, each with that scope.
    """

    requests: int = 0
    nodes: int = 0
    needs: list[tuple[FieldNode, str]] = field(default_factory=list)

    @property
    def points(self) -> int:
        """What the query takes from the rate limit."""
        return max(1, round(self.requests / 100))


def measure(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Measure:
    """Measure one operation of a valid document.

    Raises:
        GitHubError: a connection has no bounds or too wide ones, or there are too many nodes.
    """
    meter = _Meter(document, variables)
    root = schema.query_type
    if root is None:
        raise GitHubError("INTERNAL", "The schema has no queries.")
    meter.walk(operation.selection_set, schema, root, times=1)
    return meter.found


class _Meter:
    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.found = Measure()
        self._variables = variables
        self._fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }

    def walk(
        self, selections: SelectionSetNode, schema: GraphQLSchema, parent: Any, *, times: int
    ) -> None:
        """Count what is below one field whose type is `parent` and that comes `times` times."""
        for each in selections.selections:
            if isinstance(each, FieldNode):
                self._field(each, schema, parent, times)
            elif isinstance(each, FragmentSpreadNode):
                fragment = self._fragments[each.name.value]
                narrowed = schema.type_map[fragment.type_condition.name.value]
                self.walk(fragment.selection_set, schema, narrowed, times=times)
            elif isinstance(each, InlineFragmentNode):
                condition = each.type_condition
                narrowed = schema.type_map[condition.name.value] if condition else parent
                self.walk(each.selection_set, schema, narrowed, times=times)

    def _field(self, node: FieldNode, schema: GraphQLSchema, parent: Any, times: int) -> None:
        name = node.name.value
        scope = _SCOPES.get(parent.name) or _SCOPES.get(f"{parent.name}.{name}")
        if scope:
            self.found.needs.append((node, scope))
        if node.selection_set is None or name.startswith("__"):
            return
        kind = get_named_type(parent.fields[name].type)
        if kind.name.endswith("Connection"):
            self.found.requests += times
            times *= self._size(node)
            self._add_nodes(node, times)
        elif parent is schema.query_type and name == "nodes":
            times *= self._count_of_ids(node)
            self._add_nodes(node, times)
        self.walk(node.selection_set, schema, kind, times=times)

    def _add_nodes(self, node: FieldNode, count: int) -> None:
        self.found.nodes += count
        if self.found.nodes > NODE_LIMIT:
            raise GitHubError(
                "MAX_NODE_LIMIT_EXCEEDED",
                f"By the time this query traverses to the {node.name.value} connection, it is "
                f"requesting up to {self.found.nodes:,} possible nodes which exceeds the maximum "
                f"limit of {NODE_LIMIT:,}.",
                nodes=[node],
            )

    def _count_of_ids(self, node: FieldNode) -> int:
        count = len(self._argument(node, "ids") or [])
        if count > MOST_RECORDS:
            raise GitHubError(
                "ARGUMENT_LIMIT",
                f"You may not provide more than {MOST_RECORDS} node ids; you provided {count}.",
                nodes=[node],
            )
        return count

    def _size(self, node: FieldNode) -> int:
        """How many records a connection may have at most."""
        name = node.name.value
        for word in ("first", "last"):
            size = self._argument(node, word)
            if size is None:
                continue
            if not 0 <= size <= MOST_RECORDS:
                raise GitHubError(
                    "EXCESSIVE_PAGINATION",
                    f"Requesting {size} records on the `{name}` connection exceeds the `{word}` "
                    f"limit of {MOST_RECORDS} records.",
                    nodes=[node],
                )
            return int(size)
        if _asks_for_nothing_but_a_count(node):
            return 0
        raise GitHubError(
            "MISSING_PAGINATION_BOUNDARIES",
            f"You must provide a `first` or `last` value to properly paginate the `{name}` "
            "connection.",
            nodes=[node],
        )

    def _argument(self, node: FieldNode, name: str) -> Any:
        for argument in node.arguments or ():
            if argument.name.value == name:
                return value_from_ast_untyped(argument.value, dict(self._variables))
        return None


def _asks_for_nothing_but_a_count(node: FieldNode) -> bool:
    """Whether a connection needs no bounds, since nothing of what is in it is asked for."""
    selected = node.selection_set.selections if node.selection_set else ()
    return all(isinstance(each, FieldNode) and each.name.value == "totalCount" for each in selected)
