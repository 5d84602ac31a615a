"""Fields of GraphQL: decorated classes, maps of resolvers, Pothos."""

from __future__ import annotations

import pytest

from compliance.facts.routes import Style
from tests.compliance.extract.node_routes_cases import guards_of, handlers_of, routes_of
from tests.compliance.repositories import Files

SERVER = "import { ApolloServer } from '@apollo/server';\nnew ApolloServer({ schema });\n"


def names(files: Files) -> list[str]:
    routes = routes_of({"server.ts": SERVER, **files}, "@apollo/server")
    assert {each.style for each in routes} <= {Style.GRAPHQL}
    return sorted(f"{each.method} {each.path}" for each in routes)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (("export const resolvers = {\n  Query: { users: () => [], me },\n"
         "  Mutation: { async addUser(_, args) {} },\n  User: { name: () => '' },\n};\n"),
         ["GET me", "GET users", "POST addUser"]),
        (("const Query = { users: list };\nconst Mutation = { add };\n"
         "export default { Query, Mutation };\n"), ["GET users", "POST add"]),
        ("const more = { b };\nexport const Query = { a, ...more };\n", ["GET a", "GET b"]),
        ("new ApolloServer({ typeDefs, resolvers: { Query: { a } } });\n", ["GET a"]),
        ("new GraphQLObjectType({ name: 'Query', fields: () => ({ a: { resolve: f } }) });\n",
         ["GET a"]),
        (("import { Resolver, Query, Mutation, FieldResolver } from 'type-graphql';\n"
         "@Resolver(User)\nclass Users {\n  @Query(() => [User])\n  users() {}\n"
         "  @Mutation(() => User, { name: 'addUser' })\n  add() {}\n"
         "  @FieldResolver()\n  n() {}\n}\n"),
         ["GET users", "POST addUser"]),
        (("import B from '@pothos/core';\n"
         "builder.queryField('me', (t) => t.field({ resolve: f }));\n"
         "builder.mutationFields((t) => ({ add: t.field({ resolve: f }) }));\n"
         "builder.queryType({ fields: (t) => ({ all: t.field({ resolve: f }) }) });\n"),
         ["GET all", "GET me", "POST add"]),
        ("const options = { query: 1 };\nconst getQuery = { a };\n", []),
    ],
)  # fmt: skip
def test_fields_of_query_and_mutation(code: str, expected: list[str]) -> None:
    assert names({"schema.ts": code}) == expected


def test_a_map_of_several_files_has_each_field_once() -> None:
    files: Files = {
        "server.ts": SERVER,
        "index.ts": "import { Query } from './query';\nexport const resolvers = { Query };\n",
        "query.ts": "export const Query = { users: authenticated(async function users() {}) };\n",
    }

    assert handlers_of(files, "@apollo/server") == {"GET users": "users"}
    assert guards_of(files, "@apollo/server") == {"GET users": ["authenticated()"]}


def test_resolvers_of_nest_have_the_guards_of_class_method_and_application() -> None:
    files: Files = {
        "main.ts": "import { NestFactory } from '@nestjs/core';\n"
        "NestFactory.create(AppModule).then((app) => app.useGlobalGuards(new Limit()));\n",
        "users.ts": "import { Resolver, Query } from '@nestjs/graphql';\n"
        "@Resolver(() => User)\n@UseGuards(Auth)\nexport class Users {\n"
        "  @Query(() => [User], { name: 'users' })\n  @Roles('admin')\n  findAll() {}\n}\n",
    }

    assert guards_of(files, "@nestjs/core")["GET users"] == [
        "Limit()", "Resolver()", "UseGuards()", "Query()", "Roles()",
    ]  # fmt: skip
    assert handlers_of(files, "@nestjs/core") == {"GET users": "Users.findAll"}


@pytest.mark.parametrize(
    ("asked", "guards"),
    [
        ("{ loggedIn: true }", ["auth.loggedIn"]),
        ("() => ({ $any: { staff: true, owner: true } })", ["?", "auth.staff", "auth.owner"]),
        ("{ public: true }", []),
    ],
)
def test_scopes_of_pothos_are_guards_by_their_names(asked: str, guards: list[str]) -> None:
    field = f"t.field({{ authScopes: {asked}, resolve: () => [] }})"
    code = f"import '@pothos/core';\nbuilder.queryField('a', (t) => {field});\n"

    assert guards_of({"server.ts": SERVER, "schema.ts": code}, "@apollo/server") == {
        "GET a": guards
    }


def test_scopes_of_a_type_of_pothos_are_those_of_its_fields() -> None:
    code = (
        "import '@pothos/core';\nbuilder.queryType({ authScopes: { loggedIn: true },"
        " fields: (t) => ({ a: t.field({}) }) });\n"
        "builder.mutationFields((t) => ({ authorize: t.field({}), b: t.field({}) }));\n"
    )

    assert guards_of({"server.ts": SERVER, "schema.ts": code}, "@apollo/server") == {
        "GET a": ["auth.loggedIn"],
        "POST authorize": [],
        "POST b": [],
    }
