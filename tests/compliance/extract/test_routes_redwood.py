"""RedwoodJS: fields of GraphQL that services answer, and functions."""

from __future__ import annotations

from compliance.facts import Layout
from compliance.facts.routes import Answer, Style
from tests.compliance.extract.node_routes_cases import guards_of, handlers_of, routes_of
from tests.compliance.repositories import Files, facts_of

PACKAGE = "@redwoodjs/graphql-server"
SERVER = (
    "import { createGraphQLHandler } from '@redwoodjs/graphql-server';\n"
    "export const handler = createGraphQLHandler({ sdls, services });\n"
)
SDL = """export const schema = gql`
  type Post {
    id: Int!
    author: User
  }
  type Query {
    posts(page: Int = 1, size: Int): [Post!]! @requireAuth
    post(
      id: Int!
    ): Post @skipAuth
    # all: [Post!]!
  }
  type Mutation {
    deletePost(id: Int!): Post! @requireAuth(roles: ["ADMIN"])
  }
`
"""
SERVICES = (
    "export const posts = ({ page }) => db.post.findMany({ take: 10 })\n"
    "export const post = async ({ id }) => db.post.findUnique({ where: { id } })\n"
    "export const deletePost = ({ id }) => db.post.delete({ where: { id } })\n"
    "export const helper = () => 1\n"
)
SHOP: Files = {
    "src/functions/graphql.ts": SERVER,
    "src/graphql/posts.sdl.ts": SDL,
    "src/services/posts/posts.ts": SERVICES,
}


def test_the_fields_of_a_schema_are_answered_by_services() -> None:
    routes = routes_of(SHOP, PACKAGE)

    assert {f"{each.method} {each.path}" for each in routes} == {
        "GET posts", "GET post", "POST deletePost",
    }  # fmt: skip
    assert {each.style for each in routes} == {Style.GRAPHQL}
    assert handlers_of(SHOP, PACKAGE) == {
        "GET posts": "posts", "GET post": "post", "POST deletePost": "deletePost",
    }  # fmt: skip


def test_directives_are_what_stands_before_a_field() -> None:
    assert guards_of(SHOP, PACKAGE) == {
        "GET posts": ["requireAuth"], "GET post": [], "POST deletePost": ["requireAuth", "roles"],
    }  # fmt: skip


def test_functions_answer_at_their_names() -> None:
    files: Files = {
        "src/functions/graphql.ts": SERVER,
        "src/functions/ping/ping.ts": "export const handler = async () => ({ statusCode: 200 })\n",
        "src/functions/ping/lines.ts": "export const handler = async () => 1\n",
        "src/functions/stripeWebhooks.ts": "export const handler = async (event) => take(event)\n",
    }

    found = {each.path: each.answer for each in routes_of(files, PACKAGE)}

    assert found == {"/ping": Answer.HEALTH, "/stripeWebhooks": Answer.WEBHOOK}


def test_a_field_whose_service_is_not_found_is_a_route_all_the_same() -> None:
    files = {**SHOP, "src/services/posts/posts.ts": ""}

    assert len(routes_of(files, PACKAGE)) == 3
    assert set(handlers_of(files, PACKAGE).values()) == {""}


def test_a_front_end_of_redwood_is_no_backend() -> None:
    files = {
        "web/package.json": '{"dependencies": {"@redwoodjs/web": "7.0.0"}}',
        "web/src/functions/text.ts": "export const handler = () => 1\n",
        "api/package.json": '{"dependencies": {"@redwoodjs/api": "7.0.0"}}',
        "api/src/functions/graphql.ts": SERVER,
    }

    layout = facts_of(files).repository[Layout]
    assert isinstance(layout, Layout)

    assert [each.path for each in layout.components] == ["api"]
