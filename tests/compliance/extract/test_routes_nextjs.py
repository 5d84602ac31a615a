"""The routes of Next.js, Remix and Medusa, whose files are named for the address they answer."""

from __future__ import annotations

import pytest

from compliance.facts.routes import Style
from tests.compliance.extract.node_routes_cases import addresses, guards_of, handlers_of, routes_of

GET = "export async function GET(request: Request) { return Response.json([]); }\n"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app/api/users/route.ts", ["GET /api/users"]),
        ("src/app/api/users/[id]/route.ts", ["GET /api/users/{id}"]),
        ("app/(shop)/api/[...rest]/route.js", ["GET /api/{rest}"]),
        ("app/api/[[...rest]]/route.ts", ["GET /api/{rest}"]),
        ("app/route.ts", ["GET /"]),
        ("app/api/auth/[...nextauth]/route.ts", ["GET /api/auth/{nextauth} [a redirect]"]),
        ("app/api/auth/[...rest]/route.ts", ["GET /api/auth/{rest}"]),
        ("app/.well-known/apple/route.ts", ["GET /.well-known/apple [static files]"]),
        ("app/api/users/page.tsx", []),
        ("app/api/users/helper.ts", []),
    ],
)
def test_the_folder_is_the_address(path: str, expected: list[str]) -> None:
    files = {"app/api/health/route.ts": GET, path: GET}

    found = [each for each in addresses(files, "next") if "health" not in each]

    assert found == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("export const GET = list;\nexport const POST = create;\n", ["GET /a", "POST /a"]),
        ("async function handler() {}\nexport { handler as GET, handler as PUT };\n",
         ["GET /a", "PUT /a"]),
        (("export const dynamic = 'force-static';\n"
          "export async function GET(request) { return Response.json(index()); }\n"
          "export async function POST(request) { return Response.json(1); }\n"),
         ["GET /a [static files]", "POST /a"]),
        ("export const revalidate = false;\nexport function GET() { return Response.json([]); }\n",
         ["GET /a [static files]"]),
        (("export const revalidate = false;\n"
          "export function GET(request) { return Response.json(find(request)); }\n"), ["GET /a"]),
        ("export const revalidate = 60;\nexport function GET() { return Response.json([]); }\n",
         ["GET /a"]),
        ("export { GET, POST } from './other';\n", ["GET /a", "POST /a"]),
        ("export const { GET, POST } = handlers;\n", ["GET /a", "POST /a"]),
        ("export const dynamic = 'force';\nfunction GET() {}\n", []),
    ],
)  # fmt: skip
def test_the_exports_are_the_methods(code: str, expected: list[str]) -> None:
    assert addresses({"app/a/route.ts": code}, "next") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (("import { fetchRequestHandler } from '@trpc/server/adapters/fetch';\n"
         "const handler = (req) => fetchRequestHandler({ req, router });\n"
         "export { handler as GET, handler as POST };\n"), Style.TRPC),
        (("import { RPCHandler } from '@orpc/server/fetch';\nconst rpc = new RPCHandler(router);\n"
         "export const GET = (req) => rpc.handle(req);\n"), Style.ORPC),
        (("import { createYoga } from 'graphql-yoga';\n"
         "const { handleRequest } = createYoga({ schema });\n"
         "export { handleRequest as GET, handleRequest as POST };\n"), Style.GRAPHQL),
        (("import { startServerAndCreateNextHandler } from '@as-integrations/next';\n"
         "export const POST = startServerAndCreateNextHandler(server);\n"), Style.GRAPHQL),
        # Who asks such a server, or names its types, is none.
        (("import { appRouter } from '../trpc';\nimport { TRPCError } from '@trpc/server';\n"
         "export const GET = async () => Response.json(await appRouter.createCaller({}).all());\n"),
         Style.HTTP),
        ("import { request } from 'graphql-request';\nexport const GET = () => request(url);\n",
         Style.HTTP),
    ],
    ids=["tRPC", "oRPC", "GraphQL Yoga", "Apollo", "a caller of tRPC", "a client of GraphQL"],
)  # fmt: skip
def test_a_file_that_hands_on_to_procedures_is_addressed_as_they_are(
    code: str, expected: Style
) -> None:
    routes = routes_of({"app/api/call/route.ts": code}, "next")

    assert {each.style for each in routes} == {expected}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("export default function handler(req, res) { res.json({}); }\n", ["* /api/a/{id}"]),
        ("export default async (req, res) => {\n  if (req.method === 'POST') res.json(1);\n};\n",
         ["POST /api/a/{id}"]),
        (("export default function h(req, res) {\n  switch (req.method) {\n    case 'GET': break;\n"
         "    case 'DELETE': break;\n  }\n}\n"), ["DELETE /api/a/{id}", "GET /api/a/{id}"]),
        ("export default withMethods({ GET: list, POST: auth(create) });\n",
         ["GET /api/a/{id}", "POST /api/a/{id}"]),
        ("module.exports = (req, res) => res.json({});\n", ["* /api/a/{id}"]),
    ],
)  # fmt: skip
def test_a_handler_of_pages_answers_what_it_asks_for(code: str, expected: list[str]) -> None:
    files = {"src/pages/api/a/[id].ts": code, "src/pages/about.tsx": "export default () => null;\n"}

    assert addresses(files, "next") == expected


BRANCHES = """\
export default async function handler(req, res) {
  await requireUser(req);
  switch (req.method) {
    case 'GET':
      await list(req, res);
      break;
    case 'POST': {
      return create(req, res);
    }
    case 'DELETE':
      audit();
      await remove(req, res);
  }
}
const list = async (req, res) => res.json([]);
async function create(req, res) { res.redirect('/new'); }
async function remove(req, res) { res.status(204).end(); }
"""


def test_a_function_that_a_branch_calls_for_a_method_answers_it() -> None:
    files = {"pages/api/a.ts": BRANCHES}

    assert handlers_of(files, "next") == {
        "GET /api/a": "list",
        "POST /api/a": "create",
        "DELETE /api/a": "handler",
    }
    assert addresses(files, "next") == [
        "DELETE /api/a",
        "GET /api/a",
        "POST /api/a [a redirect]",
    ]


def test_what_wraps_a_handler_stands_before_it() -> None:
    files = {
        "app/a/route.ts": "import { withAuth } from '../../lib';\n"
        "export const GET = withAuth(withTeam(async function list() {}));\n",
        "lib.ts": "export const withAuth = (handler) => async (request) => handler(request);\n",
    }

    assert guards_of(files, "next") == {"GET /a": ["withAuth()", "withTeam()"]}
    assert handlers_of(files, "next") == {"GET /a": "list"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return Response.json({});", "GET /a"),
        ("return NextResponse.redirect(url);", "GET /a [a redirect]"),
        ("redirect('/new');", "GET /a [a redirect]"),
        ("const { message } = await error.response.json(); redirect(`/?e=${message}`);",
         "GET /a [a redirect]"),
        ("if (!user) redirect('/login'); return answer(user);", "GET /a"),
        ("if (old) return Response.redirect(url); return new Response(text);", "GET /a"),
        ("return new ImageResponse(card, { width: 1200 });", "GET /a [static files]"),
        (("if (!title) return NextResponse.json({ error: 'none' }, { status: 400 });\n"
         "return new ImageResponse(card);"), "GET /a [static files]"),
        (("return new Response(badge, { headers: { 'Content-Type': 'image/svg+xml' } });"),
         "GET /a [static files]"),
        (("const headers = new Headers();\nheaders.set('content-type', 'text/html');\n"
         "return new NextResponse(text, { headers });"), "GET /a [a page]"),
        (("if (wrong) return new Response('no', { status: 401 });\n"
         "return NextResponse.redirect(url);"), "GET /a [a redirect]"),
        (("const { body } = await find();\nif (card) return new ImageResponse(card);\n"
         "return Response.json(body);"), "GET /a"),
        (("return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });"),
         "GET /a"),
        ("return NextResponse.json({ error: 'gone' }, { status: 410 });", "GET /a"),
    ],
)  # fmt: skip
def test_what_a_handler_returns_is_the_answer(body: str, expected: str) -> None:
    code = f"export async function GET(request) {{ {body} }}\n"
    files = {"app/a/route.ts": code, "app/api/b/route.ts": "export const POST = take;\n"}

    assert addresses(files, "next") == [expected, "POST /api/b"]


LOADER = "export async function loader() { return json({}); }\n"


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        ("app/routes/api.users.$id.ts", LOADER, ["GET /api/users/{id}"]),
        ("app/routes/api+/users.$id_.edit.ts", LOADER, ["GET /api/users/{id}/edit"]),
        ("app/routes/_auth.files.$.ts", LOADER, ["GET /files/{path}"]),
        ("app/routes/blog.feed[.]xml.ts", LOADER, ["GET /blog/feed.xml [static files]"]),
        ("app/routes/[.]well-known/jwks[.]json.ts", LOADER,
         ["GET /.well-known/jwks.json [static files]"]),
        ("app/routes/users.export[.]csv_.$id.ts", LOADER, ["GET /users/export.csv/{id}"]),
        ("app/routes/users._index.tsx", LOADER + "export const action = save;\n"
         "export default function Page() {}\n", ["GET /users [a page]", "POST /users [a page]"]),
    ],
)  # fmt: skip
def test_loaders_and_actions_of_remix(path: str, code: str, expected: list[str]) -> None:
    server = "const express = require('express');\nconst app = express();\n"

    assert addresses({"server.js": server, path: code}, "express", "@remix-run/node") == expected


SESSION = """\
export async function leave(request) {
  const session = await read(request);
  return redirect('/', { headers: { 'Set-Cookie': await end(session) } });
}
export async function list(request) {
  if (!(await read(request))) throw redirect('/login');
  const orders = await load();
  return orders;
}
export const count = (request) => json({ count: 1 });
"""


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("leave(request)", "POST /out [a redirect]"),
        ("list(request)", "POST /out"),
        ("count(request)", "POST /out"),
        ("unknown(request)", "POST /out"),
    ],
)
def test_an_action_answers_what_the_function_does_that_it_returns(
    returned: str, expected: str
) -> None:
    action = f"export const action = async ({{ request }}) => {returned};\n"
    files = {
        "app/session.server.ts": SESSION,
        "app/routes/out.ts": "import { leave, list, count } from '../session.server';\n" + action,
        "app/routes/api.orders.ts": LOADER,
    }

    found = addresses(files, "@remix-run/node")

    assert found == ["GET /api/orders", expected]


def test_files_of_medusa() -> None:
    code = "import { MedusaRequest } from '@medusajs/framework';\n"
    code += "export const GET = async (req, res) => { res.json({}); };\n"
    files = {"server.js": "const app = express();\n", "src/api/store/carts/[id]/route.ts": code}

    assert addresses(files, "express", "@medusajs/medusa") == ["GET /store/carts/{id}"]


CHAIN = (
    "export default base().use(open).get(list)"
    ".post(held, async (req, res) => res.json(1)).handler();\n"
)
ROUTER = (
    "const router = createRouter();\nrouter.use(signedIn).get(list);\n"
    "router.put(async (req, res) => res.json(cache.get('a')));\nexport default router.handler();\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (CHAIN, {"GET /api/a": ["open", "base"], "POST /api/a": ["open", "base", "held"]}),
        (ROUTER, {"GET /api/a": ["createRouter", "signedIn"],
                  "PUT /api/a": ["createRouter", "signedIn"]}),
    ],
)  # fmt: skip
def test_methods_that_next_connect_puts_together(code: str, expected: dict[str, list[str]]) -> None:
    files = {"pages/api/a.ts": f"import {{ createRouter }} from 'next-connect';\n{code}"}

    found = guards_of(files, "next", "next-connect")

    assert {key: sorted(value) for key, value in found.items()} == {
        key: sorted(value) for key, value in expected.items()
    }


def test_without_next_connect_a_get_of_something_else_is_no_route() -> None:
    files = {"pages/api/a.ts": "cache.get(key);\nexport default (req, res) => res.json([]);\n"}

    assert addresses(files, "next") == ["* /api/a"]
