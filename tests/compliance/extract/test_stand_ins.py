"""What looks like a backend and only stands in for one, helps tests or tells health."""

from __future__ import annotations

import pytest

from tests.compliance.extract.laid_out import layout_of
from tests.compliance.repositories import Files


@pytest.mark.parametrize(
    ("folder", "is_backend"),
    [("docker/healthcheck", False), ("liveness-probe", False), ("health-records", True)],
)
def test_a_health_check_beside_a_service_is_no_backend(folder: str, is_backend: bool) -> None:
    layout = layout_of(
        {
            f"{folder}/package.json": '{"dependencies": {"express": "5"}}',
            f"{folder}/app.js": "const express = require('express');\nexpress().listen();\n",
        }
    )

    assert bool(layout.components) is is_backend


@pytest.mark.parametrize(
    ("directory", "is_one"),
    [
        ("packages/shop-test-utils", False),
        ("scripts/proxy-test", False),
        ("apps/test_server", False),
        ("apps/mock-server", False),
        ("packages/payments-mock", False),
        ("stubs", False),
        ("docker/mockservices", False),
        ("apps/mock_payment_services", False),
        ("test-api", False),
        ("security/oauth2-test-server", False),
        ("apps/blood-test-results", True),
        ("apps/mock-interviews", True),
        ("apps/mockups", True),
        ("apps/test-results", True),
        ("apps/server", True),
    ],
)
def test_what_only_helps_tests_is_no_backend(directory: str, *, is_one: bool) -> None:
    layout = layout_of(
        {
            f"{directory}/package.json": '{"dependencies": {"express": "5"}}',
            f"{directory}/app.js": "const express = require('express');\nexpress().listen();\n",
        }
    )

    assert bool(layout.components) is is_one


@pytest.mark.parametrize(
    ("taken", "is_one"),
    [
        ("import { describe, it } from '@jest/globals';\n", False),
        ("import {\n  expect,\n  it,\n} from 'vitest';\n", False),
        ("const request = require('supertest');\n", False),
        ("import { expect, test } from '@playwright/test';\n", False),
        ("import { defineConfig } from 'vitest/config';\n", True),
        ("import { suites } from './suites.js';\n", True),
    ],
)
def test_an_application_that_a_suite_makes_to_test_it_is_no_backend(
    taken: str, *, is_one: bool
) -> None:
    layout = layout_of(
        {
            "packages/conformance/package.json": '{"dependencies": {"express": "5"}}',
            "packages/conformance/src/http.js": f"{taken}import express from 'express';\n"
            "export const run = () => express().listen();\n",
        }
    )

    assert bool(layout.components) is is_one


ANSWERS = """\
import { answer } from '../../answers/answer'
export default (request, response) => answer(request, response, { name: 'Erika' })
"""
ONLY_IN_MOCK_MODE = """\
import { isMockMode } from '../modes'
export const answer = (request, response, content) => {
  if (!isMockMode) {
    response.status(404).send('There is no such route')
  } else {
    response.json(content)
  }
}
"""
ALWAYS = "export const answer = (request, response, content) => response.json(content)\n"


@pytest.mark.parametrize(
    ("others", "components"),
    [
        ({"src/answers/answer.ts": ONLY_IN_MOCK_MODE}, 0),
        ({"src/answers/answer.ts": ALWAYS}, 1),
        (
            {
                "src/answers/answer.ts": ONLY_IN_MOCK_MODE,
                "src/pages/api/me.ts": "export default (request, response) => response.json({})\n",
            },
            1,
        ),
    ],
    ids=["in a mode for mocks alone", "always", "one of two routes in that mode"],
)
def test_routes_that_only_stand_in_for_those_of_a_backend_make_none(
    others: Files, components: int
) -> None:
    files = {"package.json": '{"name": "web", "dependencies": {"next": "15.0.0"}}', **others}

    layout = layout_of({**files, "src/pages/api/users.ts": ANSWERS})

    assert len(layout.components) == components


CALLBACK = """\
export async function GET(request) {
  const code = request.nextUrl.searchParams.get('code')
  if (!code) {
    return NextResponse.json({ message: 'There is no code' }, { status: 400 })
  }
  const response = await signIn(code)
  const { token } = await response.json()
  return NextResponse.redirect(new URL('/', request.url))
}
"""
WRITES = """\
export async function POST(r) {
  await prisma.order.create({ data: await r.json() })
  return NextResponse.redirect(url, 303)
}
"""
TAKES_A_BODY = """\
const handler = async (request) => {
  await save(await request.json())
  return NextResponse.redirect(url, 303)
}
export { handler as GET }
"""
TAKES_MANY_METHODS = """\
const handlers = made(() => NextResponse.redirect(url, 303))
export const { GET, POST } = handlers
"""
ANSWERS_WITH_SOME_STATUS = """\
export default async (req, res) => {
  if (!req.session) return res.redirect('/login')
  return res.status(codeOf(req)).json(await me(req))
}
"""
ANSWERS_WITH_A_TYPE = """\
export async function GET() {
  if (!(await signedIn())) return NextResponse.redirect(url)
  return NextResponse.json<User>(await me())
}
"""
TELLS_SETTINGS = """\
export default function handler(req, res) {
  const host = process.env.API_HOST
  res.status(200).json({ host })
}
"""
BUILT = "export const revalidate = false\nexport const GET = () => Response.json(indexed())\n"
GREETS = """\
export default function handler(
  req: NextApiRequest,
  res: NextApiResponse<Data>
) {
  res.status(200).json({ name: 'Jane Roe', ok: true })
}
"""
HANDS_ON = """\
export async function GET({ params, cookies }) {
  const token = cookies.get('token')
  if (!token) return new Response('Who are you?', { status: 401 })
  const answer = await fetch(`${NEXT_PUBLIC_API}/invoices/${params.id}`, bearer(token))
  const bytes = await answer.arrayBuffer()
  return new Response(bytes, { headers: { 'Content-Type': 'application/pdf' } })
}
"""
STREAMS = """\
export async function GET({ fetch }) {
  const answer = await fetch(address)
  return new Response(answer.body, { headers })
}
"""
MAKES_SOMETHING_OF_IT = """\
export async function GET() {
  const answer = await fetch(address)
  const found = await answer.json()
  return Response.json(found)
}
"""
ANSWERS_OF_ITS_OWN = """\
export async function GET() {
  const answer = await fetch(address)
  const bytes = await rendered(answer)
  return new Response(bytes)
}
"""
DRAWS = """\
import { ImageResponse } from 'next/og'
export async function GET(request) {
  const font = await (await fetch(FONT)).arrayBuffer()
  return new ImageResponse(<p>{request.nextUrl.searchParams.get('title')}</p>, { fonts: [font] })
}
"""
CARRIES = """\
import { createProxyMiddleware } from 'http-proxy-middleware'
const target = process.env.API_SERVER
export default async (req, res) => {
  const proxy = createProxyMiddleware({ target, changeOrigin: true })
  await proxy(req, res, (error) => res.status(502).send('Nobody answers'))
}
"""
ALWAYS_SAYS = "export const GET = () => Response.json({ status: 'ok', })\n"
SAYS_IN_JSON = (
    "export const GET = () => new Response(JSON.stringify({ status: 'ok' }), { status: 200 });\n"
)
REFUSES_WITH_A_STATUS = """\
export default (req, res) => {
  if (!req.query.code) return res.status(400).json({ message: 'There is no code' })
  return res.redirect('/')
}
"""


@pytest.mark.parametrize(
    ("directory", "others", "components"),
    [
        ("apps/web/", {}, 0),
        ("apps/web/", {"app/api/me/route.ts": "export const GET = () => Response.json({})\n"}, 1),
        ("apps/web/", {"app/api/me/route.ts": "export const { GET, POST } = handlers\n"}, 1),
        ("apps/web/", {"app/index.json/route.ts": BUILT}, 0),
        ("apps/web/", {"pages/api/init.ts": TELLS_SETTINGS}, 0),
        ("apps/web/", {"pages/api/init.ts": TELLS_SETTINGS.replace("{ host }", "await all()")}, 1),
        ("apps/web/", {"app/index.json/route.ts": f"{BUILT}export function POST() {{}}\n"}, 1),
        ("apps/web/", {"pages/api/out.ts": "export default (q, res) => res.redirect('/')\n"}, 0),
        ("apps/web/", {"pages/api/me.ts": "export default (q, res) => res.status(200).end()\n"}, 1),
        ("apps/web/", {"app/api/orders/route.ts": WRITES}, 1),
        ("apps/web/", {"app/api/orders/route.ts": TAKES_MANY_METHODS}, 1),
        ("apps/web/", {"app/api/orders/route.ts": TAKES_A_BODY}, 1),
        ("apps/web/", {"pages/api/me.ts": ANSWERS_WITH_SOME_STATUS}, 1),
        ("apps/web/", {"app/api/me/route.ts": ANSWERS_WITH_A_TYPE}, 1),
        ("apps/web/", {"pages/api/me.ts": REFUSES_WITH_A_STATUS}, 0),
        ("apps/web/", {"pages/api/hello.ts": GREETS}, 0),
        ("apps/web/", {"app/api/health/route.ts": ALWAYS_SAYS}, 0),
        ("apps/web/", {"app/api/health/route.ts": SAYS_IN_JSON}, 0),
        ("apps/web/", {"app/api/health/route.ts": SAYS_IN_JSON.replace("'ok'", "told()")}, 1),
        ("apps/web/", {"pages/api/hello.ts": GREETS.replace("'Jane Roe'", "req.query.name")}, 1),
        ("apps/web/", {"pages/api/hello.ts": GREETS.replace("res.s", "await saw(); res.s")}, 1),
        ("apps/web/", {"app/api/pdf/route.ts": HANDS_ON}, 0),
        ("apps/web/", {"app/api/pdf/route.ts": STREAMS}, 0),
        ("apps/web/", {"app/api/pdf/route.ts": STREAMS.replace("GET", "POST")}, 1),
        ("apps/web/", {"app/api/pdf/route.ts": STREAMS.replace("address", "process.env.A")}, 1),
        ("apps/web/", {"app/api/pdf/route.ts": STREAMS.replace("address", "process.env.A_URL")}, 0),
        ("apps/web/", {"pages/api/[all].ts": "export default function handler() {}\n"}, 0),
        ("apps/web/", {"pages/api/[all].ts": "export default () => { sent(); }\n"}, 1),
        ("apps/web/", {"app/card/route.tsx": DRAWS}, 0),
        ("apps/web/", {"app/api/card/route.tsx": DRAWS}, 1),
        ("apps/web/", {"app/card/route.tsx": DRAWS.replace("GET", "POST")}, 1),
        ("", {"app/card/route.tsx": DRAWS}, 1),
        ("apps/web/", {"pages/api/[...all].ts": CARRIES}, 0),
        ("apps/web/", {"pages/api/[...all].ts": CARRIES.replace("API_SERVER", "API_KEY")}, 1),
        ("apps/web/", {"pages/api/[...all].ts": CARRIES.replace("502", "200")}, 1),
        ("apps/web/", {"pages/api/[...all].ts": CARRIES.replace("http-proxy", "h")}, 1),
        ("apps/web/", {"app/api/pdf/route.ts": MAKES_SOMETHING_OF_IT}, 1),
        ("apps/web/", {"app/api/pdf/route.ts": ANSWERS_OF_ITS_OWN}, 1),
        ("", {"app/api/pdf/route.ts": HANDS_ON}, 1),
        ("apps/web/", {"app/api/hi/route.ts": ALWAYS_SAYS.replace("GET", "POST")}, 1),
        ("", {}, 1),
    ],
)  # fmt: skip
def test_a_front_end_whose_routes_only_lead_on_is_no_backend(
    directory: str, others: Files, components: int
) -> None:
    files = {
        "package.json": '{"name": "web", "dependencies": {"next": "15.0.0"}}',
        "app/api/callback/route.ts": CALLBACK,
        **others,
    }

    layout = layout_of({f"{directory}{path}": text for path, text in files.items()})

    assert len(layout.components) == components
