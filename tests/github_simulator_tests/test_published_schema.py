"""Our GraphQL documents, and what the simulator answers, against GitHub's published schema."""

from __future__ import annotations

from functools import cache
from typing import cast

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_required_argument,
    parse,
    print_ast,
    validate,
)

from integrations.github import people_queries, queries
from integrations.github.queries import Part
from tests.github_simulator import graphql_api
from tests.github_simulator_tests import descriptions

_BUILT_IN = ("__", "String", "Int", "Float", "Boolean", "ID")

DOCUMENTS = {
    "heads": queries.complete(queries.HEADS),
    "viewer": people_queries.VIEWER,
    "members": people_queries.MEMBERS,
    "teams": people_queries.TEAMS,
    "more team members": people_queries.MORE_TEAM_MEMBERS,
    "more team repositories": people_queries.MORE_TEAM_REPOSITORIES,
    "more pull requests": queries.complete(queries.MORE_PULL_REQUESTS),
    "more pull requests, with commits": queries.complete(queries.MORE_PULL_REQUESTS, commits=True),
    "more commits": queries.complete(queries.MORE_COMMITS),
    "one blob": queries.blobs(1),
    "most blobs": queries.blobs(queries.BLOBS_A_QUERY),
    "no part": queries.repositories([]),
    "all parts": queries.repositories(set(Part)),
    **{f"only {part.name}": queries.repositories([part]) for part in Part},
    **{f"without {part.name}": queries.repositories(set(Part) - {part}) for part in Part},
}


@cache
def published() -> GraphQLSchema:
    return build_schema(descriptions.graphql_schema(), assume_valid=True)


def own_types() -> list[GraphQLNamedType]:
    types = graphql_api.schema().type_map
    return [each for name, each in types.items() if not name.startswith(_BUILT_IN)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_valid_by_the_published_schema(name: str) -> None:
    assert validate(published(), parse(DOCUMENTS[name])) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_simulator_understands_a_document(name: str) -> None:
    assert validate(graphql_api.schema(), parse(DOCUMENTS[name])) == []


def test_what_is_not_in_the_published_schema_is_found() -> None:
    wrong = parse("{ organization(login: 1) { repositories { nodes { stars } } } }")

    assert len(validate(published(), wrong)) == 2


@pytest.mark.parametrize("own", own_types(), ids=str)
def test_a_type_of_the_simulator_is_published_with_all_that_it_has(own: GraphQLNamedType) -> None:
    other = published().type_map[own.name]

    assert type(other) is type(own)
    if isinstance(own, GraphQLEnumType):
        assert set(own.values) <= set(cast("GraphQLEnumType", other).values)
    elif isinstance(own, GraphQLUnionType):
        members = {str(each) for each in cast("GraphQLUnionType", other).types}
        assert {str(each) for each in own.types} <= members
    elif isinstance(own, GraphQLInputObjectType):
        fields = cast("GraphQLInputObjectType", other).fields
        assert {name: str(field.type) for name, field in own.fields.items()} == {
            name: str(field.type) for name, field in fields.items()
        }
    elif isinstance(own, GraphQLObjectType | GraphQLInterfaceType):
        _same_fields(own, cast("GraphQLObjectType", other))


def default(argument: GraphQLArgument) -> str:
    value = argument.ast_node.default_value if argument.ast_node else None
    return print_ast(value) if value else ""


def _same_fields(
    own: GraphQLObjectType | GraphQLInterfaceType,
    other: GraphQLObjectType | GraphQLInterfaceType,
) -> None:
    assert {str(each) for each in own.interfaces} <= {str(each) for each in other.interfaces}
    for name, field in own.fields.items():
        assert str(field.type) == str(other.fields[name].type), name
        for argument, known in field.args.items():
            described = other.fields[name].args[argument]
            assert str(known.type) == str(described.type), (name, argument)
            assert default(known) == default(described), (name, argument)
        others = other.fields[name].args.items()
        needed = {each for each, known in others if is_required_argument(known)}
        assert needed <= set(field.args), name
