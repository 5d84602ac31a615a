"""`POST /graphql`: what GitHub answers to a query, errors under HTTP 200 among them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)

from tests.github_simulator.credentials import Kind
from tests.github_simulator.graphql_connections import GitHubError, Node
from tests.github_simulator.graphql_measure import Measure, measure
from tests.github_simulator.graphql_organization import organization, team
from tests.github_simulator.graphql_people import Question, person, viewer
from tests.github_simulator.graphql_repository import repository, repository_named

Answer = dict[str, Any]


@functools.cache
def schema() -> GraphQLSchema:
    """The part of GitHub's schema that the simulator answers."""
    text = Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8")
    return build_schema(text, assume_valid=True)


@dataclass(frozen=True)
class Query:
    """A query that was read and is allowed; `name` is the operation's."""

    name: str
    document: DocumentNode
    variables: Mapping[str, Any]
    measure: Measure


@functools.lru_cache(maxsize=512)
def _read(text: str) -> DocumentNode | tuple[GraphQLError, ...]:
    """A document, or why it is none; each is parsed and validated once."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return (error,)
    return tuple(validate(schema(), document)) or document


def operation_name(text: str, named: str | None) -> str:
    """The name of the operation that a document asks for; empty where it has none."""
    document = _read(text)
    if not isinstance(document, DocumentNode):
        return named or ""
    operation = get_operation_ast(document, named)
    return operation.name.value if operation and operation.name else ""


def prepare(text: str, variables: Mapping[str, Any], named: str | None) -> Query | Answer:
    """Read and measure a query; an answer with errors where it is refused as it is."""
    document = _read(text)
    if not isinstance(document, DocumentNode):
        return {"errors": [_unread(error) for error in document]}
    operation = get_operation_ast(document, named)
    if not isinstance(operation, OperationDefinitionNode):
        return {"errors": [{"message": "There is no such operation in the query."}]}
    try:
        found = measure(schema(), document, operation, variables)
    except GitHubError as error:
        return {"errors": [_formatted(error)]}
    name = operation.name.value if operation.name else ""
    return Query(name, document, variables, found)


def refused_for_scopes(query: Query, question: Question) -> Answer | None:
    """The refusal of a whole query that asks for what a classic token has no scope for."""
    credential = question.access.credential
    if credential.kind is not Kind.CLASSIC:
        return None
    granted = ", ".join(f"'{scope}'" for scope in sorted(credential.scopes))
    errors = [
        {
            "type": "INSUFFICIENT_SCOPES",
            "locations": _locations(GraphQLError("", nodes=[node])),
            "message": (
                "Your token has not been granted the required scopes to execute this query. "
                f"The '{node.name.value}' field requires one of the following scopes: "
                f"['{scope}'], but your token has only been granted the: [{granted}] scopes. "
                f"Please modify your token's scopes at: {question.web}/settings/tokens."
            ),
        }
        for node, scope in query.measure.needs
        if not credential.has_scope(scope)
    ]
    return {"errors": errors} if errors else None


def execute(query: Query, question: Question) -> Answer:
    """Execute a query that is allowed."""
    result = execute_sync(
        schema(),
        query.document,
        root_value=_root(question),
        context_value=question,
        variable_values=dict(query.variables),
        operation_name=query.name or None,
        field_resolver=_resolve,
        type_resolver=lambda value, *_: value["__typename"],
    )
    return _answer(result)


def _answer(result: ExecutionResult) -> Answer:
    answer: Answer = {"data": result.data}
    if result.errors:
        answer["errors"] = [_formatted(error) for error in result.errors]
    return answer


def _resolve(source: Node, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    value = source[info.field_name]
    return value(info, **arguments) if callable(value) else value


def _root(question: Question) -> Node:
    def named(_: object, login: str) -> Node:
        if login.lower() != question.present.world.organization.login.lower():
            raise GitHubError(
                "NOT_FOUND",
                f"Could not resolve to an Organization with the login of '{login}'.",
            )
        return organization(question)

    return {
        "organization": named,
        "repository": lambda _, owner, name, **__: repository_named(question, owner, name),
        "node": lambda _, **wanted: _found(question, wanted["id"]),
        "nodes": lambda _, ids: [_node(question, each) for each in ids],
        "rateLimit": lambda _, **__: question.rate_limit,
        "viewer": lambda _: viewer(question),
    }


def _found(question: Question, wanted: str) -> Node:
    node = _node(question, wanted)
    if isinstance(node, GitHubError):
        raise node
    return node


def _node(question: Question, wanted: str) -> Node | GitHubError:
    """What a global id names; an error, which GraphQL puts in its place, where there is nothing."""
    present = question.present
    known = present.repositories.get(wanted)
    if known and question.access.sees(known):
        return repository(question, known)
    for each in present.teams.values():
        if each.node_id == wanted:
            return team(question, each)
    for somebody in present.world.people:
        if somebody.node_id == wanted:
            return person(question, somebody)
    if wanted == present.world.organization.node_id:
        return organization(question)
    return GitHubError("NOT_FOUND", f"Could not resolve to a node with the global id of '{wanted}'")


def _unread(error: GraphQLError) -> Answer:
    """An error of a document that is none of this schema: it has no type, as GitHub's."""
    return {"message": error.message, "locations": _locations(error)}


def _formatted(error: GraphQLError) -> Answer:
    cause = error if isinstance(error, GitHubError) else error.original_error
    formatted: Answer = {}
    if isinstance(cause, GitHubError):
        formatted["type"] = cause.kind
    elif cause is not None:
        # A defect of the simulator: it must fail whoever tests with it, and loudly.
        raise cause
    if error.path:
        formatted["path"] = error.path
    if error.extensions:
        formatted["extensions"] = error.extensions
    if error.locations:
        formatted["locations"] = _locations(error)
    return formatted | {"message": error.message}


def _locations(error: GraphQLError) -> list[dict[str, int]]:
    return [{"line": each.line, "column": each.column} for each in error.locations or []]
