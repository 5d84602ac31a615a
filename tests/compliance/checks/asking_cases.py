"""Cases of what a handler asks by what it calls: who somebody is, and what they may do; and of what
a framework sets by itself.
"""

from tests.compliance.checks.access_cases import next_route, node
from tests.compliance.repositories import Case, Files

SIGN_IN, ROLES, HEADERS = "authentication", "role-based-access", "security-headers"
NO_ROLE = "no route asks for a role"
NOT_SEEN = "no route is seen to ask for a role or a permission, but "


def handled(body: str) -> Files:
    """An Express service whose handler knows who calls, and does something first."""
    return node(
        f"app.post('/orders', async (req, res) => {{\n  const user = req.user.id;\n  {body}\n  res.json([]);\n}});\n"
    )


def unknown(body: str) -> Files:
    """An Express service whose handler knows nobody, and does something first."""
    return node(f"app.post('/orders', async (req, res) => {{\n  {body}\n  res.json([]);\n}});\n")


def hapi(options: str) -> Files:
    """A Hapi service with these options of its server."""
    return {
        "package.json": '{"dependencies": {"@hapi/hapi": "^21.0.0"}}',
        "config.js": f"exports.server = {{ port: 80, {options} }};\n",
        "app.js": "const Hapi = require('@hapi/hapi');\nconst server = Hapi.server(require('./config').server);\n"
        "server.route({ method: 'GET', path: '/orders', handler: () => [] });\n",
    }


def next_js(body: str) -> Files:
    """A Next.js application with one handler."""
    return {
        "package.json": '{"dependencies": {"next": "^15.0.0"}}',
        "app/api/orders/route.ts": f"export async function GET(request) {{\n  {body}\n  return Response.json([]);\n}}\n",
    }


def payload(collection: str) -> Files:
    """A Next.js application with Payload in it, and one collection."""
    return {
        "package.json": '{"dependencies": {"next": "^15.0.0", "payload": "^3.0.0", "@payloadcms/next": "^3.0.0"}}',
        "app/api/[...slug]/route.ts": "import config from '../../../payload.config';\nimport { REST_GET } from '@payloadcms/next/routes';\nexport const GET = REST_GET(config);\n",
        "collections/who.ts": "export const chief = ({ req: { user } }) => Boolean(user?.roles?.includes('chief'));\nexport const own = ({ req: { user } }) => ({ owner: { equals: user?.id } });\n",
        "collections/orders.ts": f"import type {{ CollectionConfig }} from 'payload';\nimport {{ chief, own }} from './who';\nexport const Orders: CollectionConfig = {{ slug: 'orders', {collection} fields: [] }};\n",
    }


def connexion(security: str, scheme: str) -> Files:
    """A Connexion service whose description says who may ask."""
    return {
        "requirements.txt": "connexion\n",
        "shop/__init__.py": "",
        "shop/app.py": "import connexion\napp = connexion.FlaskApp(__name__)\napp.add_api('openapi.yaml')\n",
        "shop/orders.py": "def search(limit=10):\n    return []\n",
        "shop/openapi.yaml": f"openapi: 3.0.0\ninfo: {{title: Shop, version: '1'}}\nsecurity: [{{key: []}}]\ncomponents:\n  securitySchemes:\n    key: {{{scheme}}}\n"
        f"paths:\n  /orders:\n    get:\n      operationId: shop.orders.search\n{security}      responses: {{'200': {{description: fine}}}}\n",
    }


def tanstack(started: str, before: str) -> Files:
    """A service of TanStack Start that is started in some way, with middleware of its own."""
    return {
        "package.json": '{"dependencies": {"@tanstack/react-start": "1"}}',
        "src/routes/api/orders.ts": "import { createFileRoute } from '@tanstack/react-router';\nexport const Route = createFileRoute('/api/orders')({\n  server: { handlers: { GET: async ({ request }) => Response.json(await load()) } },\n});\n",
        "src/start.ts": "import { createMiddleware, createStart } from '@tanstack/react-start';\n"
        f"const first = createMiddleware().server(async ({{ next, request }}) => {{\n  {before}\n  return next();\n}});\n"
        f"export const startInstance = createStart({started});\n",
    }


def solid(before: str) -> Files:
    """A service of SolidStart that calls something before all routes."""
    return {
        "package.json": '{"dependencies": {"@solidjs/start": "1"}}',
        "src/routes/api/orders.ts": "export async function GET(event) { return load(); }\n",
        "src/middleware/index.ts": "import { createMiddleware } from '@solidjs/start/middleware';\n"
        f"export default createMiddleware({{\n  onRequest: {before},\n}});\n",
    }


_REFUSED = "const session = await auth.api.getSession({ headers: request.headers }); if (!session) throw new Response('no', { status: 401 });"
_TURNED_AWAY = "async (event) => { const session = await getSession(event.nativeEvent); if (!session) return new Response('no', { status: 401 }); }"
_KEY = "type: apiKey, in: header, name: X-Key"
_ASKED_KEY = f"{_KEY}, x-apikeyInfoFunc: shop.people.known"

CASES = (
    Case(SIGN_IN, "pass", "what TanStack Start calls before all routes", tanstack("() => ({ requestMiddleware: [first] })", _REFUSED), evidence=(("src/start.ts", 2),)),
    Case(SIGN_IN, "fail", "what TanStack Start is not told of", tanstack("() => ({ functionMiddleware: [first] })", _REFUSED)),
    Case(SIGN_IN, "fail", "what TanStack Start calls to tell of requests", tanstack("() => ({ requestMiddleware: [first] })", "console.log(request.url);")),
    Case(SIGN_IN, "pass", "what SolidStart calls before all routes", solid(_TURNED_AWAY)),
    Case(SIGN_IN, "pass", "several of what SolidStart calls before all routes", solid(f"[timed, {_TURNED_AWAY}]")),
    Case(SIGN_IN, "fail", "what SolidStart calls to tell of requests", solid("(event) => { event.locals.began = Date.now(); }")),
    Case(SIGN_IN, "pass", "what Connexion asks before all operations", connexion("", _ASKED_KEY), "shop.people.known", (("shop/orders.py", 1),)),
    Case(SIGN_IN, "pass", "what Connexion asks by a basic scheme", connexion("", "type: http, scheme: basic, x-basicInfoFunc: shop.people.known"), "shop.people.known"),
    Case(SIGN_IN, "pass", "what Connexion asks before one operation", connexion("      security: [{key: ['orders:read']}]\n", _ASKED_KEY)),
    Case(ROLES, "pass", "a scope that Connexion asks for", connexion("      security: [{key: ['orders:read']}]\n", _ASKED_KEY)),
    Case(ROLES, "fail", "no scope that Connexion asks for", connexion("", _ASKED_KEY), NO_ROLE),
    Case(SIGN_IN, "fail", "an operation of Connexion for everybody", connexion("      security: []\n", _ASKED_KEY)),
    Case(SIGN_IN, "fail", "an operation of Connexion that may be asked without a key", connexion("      security: [{}, {key: []}]\n", _ASKED_KEY)),
    Case(SIGN_IN, "fail", "a scheme that Connexion is told no function of", connexion("", _KEY)),
    *(
        Case(SIGN_IN, outcome, f"by what it is handed, {asked} {'asks' if outcome == 'pass' else 'asks nobody'} who calls", next_route(
            f"import {{ {asked.partition('(')[0]} }} from '@acme/auth';\nexport async function GET(req) {{\n  await {asked};\n  return Response.json(await load());\n}}\n"
        ))
        for asked, outcome in (("protectApi(req)", "pass"), ("protectEndpoint(req)", "pass"), ("protectSections(order)", "fail"))
    ),
    Case(ROLES, "pass", "a rule of Payload's collection", payload("access: { create: chief, read: () => true },"), "chief", (("collections/orders.ts", 3),)),
    Case(ROLES, "unknown", "a rule of Payload's for owners", payload("auth: true, access: { read: own },"), NOT_SEEN),
    Case(SIGN_IN, "pass", "a collection of Payload's that signs in", payload("auth: { tokenExpiration: 60 },"), "auth"),
    Case(SIGN_IN, "fail", "a collection of Payload's that does not", payload("auth: false, access: { read: () => true },"), "no sign-in"),
    *(
        Case(SIGN_IN, "fail", f"a token that is no key: {token}", unknown(f"const found = await {token};"), "no sign-in")
        for token in ("getMaxTokens(req.body.model)", "model.countTokens(text)", "list({ after: req.body.nextPageToken })", "req.csrfToken()", "usage.promptTokens.add(1)")
    ),
    *(
        Case(SIGN_IN, "pass", f"a token that is a key: {token}", unknown(f"const found = await {token};"), "routes ask who calls")
        for token in ("verifyToken(req.body.text)", "store.tokens.input(req.headers.token)", "accessToken.check(req)")
    ),
    *(
        Case(ROLES, outcome, f"roles by {body}", next_js(f"const user = await auth();\n  {body}"))
        for body, outcome in (
            ("const roles = request.nextUrl.searchParams.get('roles') ?? 'all'; find({ roles });", "fail"),
            ("const { searchParams } = request.nextUrl; find(searchParams.get('role'));", "fail"),
            ("const badge = getRoleInfo(user); find(badge);", "fail"),
            ("const roles = getRoles(user) ?? []; find({ roles });", "pass"),
        )
    ),
    *(
        Case(ROLES, outcome, f"roles in what is found: {found}", handled(f"const found = {found};"))
        for found, outcome in (
            ("entities.find((each) => each.roles.includes('registrar'))", "unknown"),
            ("people.filter((one) => one.hasRole('editor'))", "fail"),
            ("record.trim(); const policy = record.replace(1, 2); policy.match(/p=/)", "fail"),
            ("req.user.roles.some((each) => each.may(1))", "pass"),
            ("policy.check(req)", "pass"),
        )
    ),
    *(
        Case(SIGN_IN, outcome, f"who is asked at {path}", node(f"app.post('{path}', (req, res) => {{\n  const user = verifyToken(req.headers.authorization);\n  if (user.roles.includes('clerk')) res.json(user);\n}});\napp.get('/orders', (req, res) => res.json(orders));\n"))
        for path, outcome in (("/webhooks/stripe", "fail"), ("/orders", "pass"))
    ),
    *(
        Case(ROLES, outcome, f"Shopify's own {asked}", next_js(f"const {{ admin }} = await {asked};\n  await admin.graphql('{{ shop }}');"))
        for asked, outcome in (
            ("authenticate.admin(request)", "fail"),
            ("shopify.authenticate.admin(request)", "fail"),
            ("authenticateAdmin(request)", "pass"),
        )
    ),
    *(Case(HEADERS, "pass", f"Hapi's own: {told}", hapi(f"routes: {{ security: {told} }}"), "Hapi's own", (("config.js", 1),)) for told in ("true", "{ hsts: false }")),
    *(
        Case(HEADERS, outcome, f"a middleware: {held}", node(f"{held} {{\n  res.setHeader('X-Content-Type-Options', 'nosniff');\n  res.setHeader('X-Frame-Options', 'DENY');\n  next();\n}}{end}\napp.get('/orders', (req, res) => res.json([]));\n"))
        for held, end, outcome in (
            ("function makeFileServer(app) { app.use((req, res, next) =>", "); }\nmakeFileServer(app);", "pass"),
            ("function download(req, res, next)", "", "fail"),
        )
    ),
    *(Case(HEADERS, "fail", f"Hapi's own, not for its routes: {told}", hapi(told)) for told in ("routes: { security: false }", "security: true", "routes: { cors: true }")),
    *(
        Case(ROLES, "pass", f"an action that is a constant: {asked}", handled(f"await {asked};"), "authorize")
        for asked in (
            "access.authorizeOrder(user, OrderAction.ShipIt)",
            "authorize(user, 'order', Permitted.DELETE_ORDER)",
            "this.gate.authorizeAction(user, Actions.Anything)",
        )
    ),
    *(
        Case(ROLES, "fail", f"a constant that is none: {asked}", handled(f"await {asked};"), NO_ROLE)
        for asked in (
            "payments.authorize(card, Currency.EUR)",
            "payments.authorize(card, order.action)",
            "ship(user, OrderAction.ShipIt)",
        )
    ),
    *(
        Case(ROLES, outcome, f"somebody who is looked up: {found}", handled(f"const found = await {found};"))
        for found, outcome in (
            ("settings.getPreferredAdmin()", "fail"),
            ("settings.getAdmin(req)", "pass"),
            ("req.session.getAdmin()", "pass"),
            ("people.getCurrentAdmin()", "pass"),
        )
    ),
    *(
        Case(SIGN_IN, "fail", f"what is made to sign in with: {made}", unknown(f"const made = await {made};"), "no sign-in")
        for made in (
            "settings.generateApiKey()",
            "settings.deleteAuthorization(1)",
            "settings.updateToken('text')",
            "signer.sign({ id: 1 })",
            "supabase.auth.exchangeCodeForSession(code)",
            "supabase.auth.signUp(form)",
            "supabase.auth.admin.createUser(form)",
            "supabase.auth.resetPasswordForEmail(form.email)",
        )
    ),
    *(
        Case(SIGN_IN, "pass", f"what is asked: {asked}", unknown(f"const asked = await {asked};"), asked.partition("(")[0])
        for asked in ("keys.verifyApiKey(req)", "tokens.checkToken(req)", "requireUser(req)")
    ),
)  # fmt: skip
