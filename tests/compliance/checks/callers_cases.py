"""Cases of what speaks of callers, keys and roles that are somebody else's: what a body says, what
is looked up, and what the service itself signs in with; and of who calls, known by a session.
"""

from tests.compliance.checks.access_cases import fastapi, node
from tests.compliance.checks.asking_cases import handled, unknown
from tests.compliance.repositories import Case, Files

SIGN_IN, ROLES = "authentication", "role-based-access"
NO_ROLE = "no route asks for a role"
NO_SIGN_IN = "no sign-in was found"

SHAPE = "from pydantic import BaseModel\nclass Job(BaseModel):\n    api_key: str\n    role: str\n"


def flask(body: str) -> Files:
    """A Flask service whose only handler does something first."""
    return {
        "requirements.txt": "flask\n",
        "shop.py": "from flask import Flask, jsonify, request, session\napp = Flask(__name__)\n"
        f"@app.route('/orders')\ndef orders():\n    {body}\n    return jsonify([])\n",
    }


def starlette(body: str) -> Files:
    """A Starlette service whose handler asks a function of its own."""
    return {
        "requirements.txt": "starlette\n",
        "shop.py": "from starlette.applications import Starlette\nfrom starlette.responses import JSONResponse\nfrom starlette.routing import Route\n"
        f"def may_change(request, name):\n    {body}\n"
        "async def orders(request):\n    may_change(request, request.path_params['name'])\n    return JSONResponse([])\n"
        "app = Starlette(routes=[Route('/{name}/orders', orders)])\n",
    }


def unread(decorator: str) -> Files:
    """A service whose handlers a description names, beside one that says its version."""
    handler = f"@{decorator}\ndef {{}}(data):\n    return [], 200\n"
    return {
        "requirements.txt": "connexion\nflask\npython-jose\n",
        "shop/app.py": "import connexion\nfrom flask import Blueprint, jsonify\nfrom jose import jwt\ncore = Blueprint('core', 'core')\n@core.route('/version')\ndef version():\n    return jsonify({})\n"
        "made = connexion.App('shop')\nmade.add_api('api.yml')\nmade.app.register_blueprint(core)\n",
        "shop/orders.py": "from shop import auth\n" + handler.format("get") + handler.format("put"),
    }


def before_pages(condition: str) -> Files:
    """A Next.js application that signs people in, and asks something before pages alone."""
    return {
        "package.json": '{"dependencies": {"next": "^15.0.0", "next-auth": "^4.0.0"}}',
        "pages/api/auth/[...nextauth].ts": "import NextAuth from 'next-auth';\nexport default NextAuth({});\n",
        "pages/api/orders.ts": "import { getServerSession } from 'next-auth';\nexport default async function handler(req, res) {\n  const session = await getServerSession(req, res, {});\n  res.json([]);\n}\n",
        "middleware.ts": "import { withAuth } from 'next-auth/middleware';\nexport const config = { matcher: ['/desk/:path*'] };\n"
        f"export default withAuth({{ callbacks: {{ authorized: ({{ token }}) => {condition} }} }});\n",
    }


def pyramid(given: str, source: str = "") -> Files:
    """A Pyramid service that is given something of who may call."""
    return {
        "requirements.txt": "pyramid\n",
        "shop/__init__.py": "from pyramid.config import Configurator\nfrom pyramid.authentication import AuthTktAuthenticationPolicy\nfrom pyramid.authorization import ACLAuthorizationPolicy\n"
        f"from shop.who import KeyPolicy, groups_of\ndef main(settings):\n    config = Configurator(settings=settings)\n    config.add_route('orders', '/orders')\n    config.{given}\n    config.scan()\n    return config.make_wsgi_app()\n",
        "shop/who.py": f"def groups_of(name, request):\n    return []\nclass KeyPolicy:\n    def permits(self, request, context, permission):\n        {source or 'return known(request)'}\n",
        "shop/views.py": "from pyramid.view import view_config\n@view_config(route_name='orders', renderer='json')\ndef orders(request):\n    return []\n",
    }


CASES = (
    # What a body says is for somebody else's door.
    Case(SIGN_IN, "fail", "a key that a body brings for another service", fastapi(f"{SHAPE}@app.post('/jobs')\nasync def make(request: Job):\n    return await model(request.api_key)\n"), NO_SIGN_IN),
    Case(SIGN_IN, "pass", "a key in a body that is checked", fastapi(f"{SHAPE}@app.post('/jobs')\nasync def make(request: Job):\n    verify_token(request.api_key)\n    return []\n"), "verify_token"),
    Case(SIGN_IN, "fail", "a body that may be left out", fastapi(f"{SHAPE}@app.post('/jobs')\nasync def make(request: Job | None = None, other: Optional[Job] = None):\n    return await model(request.api_key, other.api_key)\n"), NO_SIGN_IN),
    Case(SIGN_IN, "fail", "a key that a helper is handed for another service", fastapi(f"{SHAPE}async def asked(text, api_key):\n    return await client.post(text, api_key)\n@app.post('/jobs')\nasync def make(job: Job):\n    return await asked('a', job.api_key)\n"), NO_SIGN_IN),
    Case(SIGN_IN, "fail", "a key of the settings that a dependency's client is made with", fastapi("async def store():\n    yield await make_client(settings.DB_URL, settings.DB_API_KEY)\nStore = Annotated[object, Depends(store)]\n@app.get('/users')\nasync def users(store: Store, user_id: str):\n    return await people.get(store, id=user_id)\n"), NO_SIGN_IN),
    Case(SIGN_IN, "pass", "a key that is compared with the settings'", fastapi("async def known(x_key: str = Header()):\n    if x_key != settings.API_KEY:\n        raise HTTPException(401)\n@app.get('/users', dependencies=[Depends(known)])\nasync def users():\n    return []\n"), ""),
    Case(SIGN_IN, "fail", "pages of the description's own", fastapi("from fastapi.openapi.docs import get_swagger_ui_oauth2_redirect_html\n@app.get('/users')\nasync def users():\n    return []\n@app.get('/oauth2-redirect')\nasync def redirect():\n    return get_swagger_ui_oauth2_redirect_html()\n"), NO_SIGN_IN),
    Case(SIGN_IN, "pass", "a key that a helper looks at", fastapi("def known(api_key):\n    if not any(hmac.compare_digest(api_key, each) for each in KEYS):\n        raise HTTPException(403)\n@app.get('/jobs')\nasync def jobs(request: Request):\n    known(request.headers['x-shop'])\n    return []\n"), "api_key"),
    Case(ROLES, "fail", "a role that a body tells", fastapi(f"{SHAPE}@app.post('/jobs')\nasync def make(job: Job, user=Depends(current_user)):\n    return keep(job.role)\n"), NO_ROLE),
    # What the service itself signs in with at others.
    *(
        Case(SIGN_IN, "fail", f"a key that is the service's own: {each}", unknown(f"const found = {each};"), NO_SIGN_IN)
        for each in ("maskApiKey(kept.model)", "resolve_api_key(kept, provider)", "ApiKeyProviderStatus(kept)", "_protect_custom_sections(order)", "encryptToken(kept)", "loadApiKeys(kept)")
    ),
    *(
        Case(SIGN_IN, "pass", f"a key of who calls: {each}", unknown(f"const found = {each};"), "routes ask who calls by")
        for each in ("resolveCurrentUser(req)", "protect(req)", "extractToken(req)", "loadAuthenticatedUser(req)", "parseAuthorization(req)")
    ),
    # People who are looked up, and clients that have every right.
    *(
        Case(ROLES, "fail", f"people, and clients: {each}", handled(f"const found = await {each};"), NO_ROLE)
        for each in ("library.fetchStaffById(7)", "people.findAdminByName(name)", "ipa_admin.user_find(name)", "keycloakAdmin.users.find(name)", "extractCompanyRole(text)", "Person.current_role.isnot(null)", "Person.current_role.astext.in_(rows)")
    ),
    *(
        Case(ROLES, "pass", f"people who call: {each}", handled(f"const found = await {each};"), "routes ask for more by")
        for each in ("getAdminByUserId(req.user.id)", "extractRoles(token)", "org_admin.check(req)", "getCompanyRole(req.user)")
    ),
    *(Case(ROLES, outcome, f"a class in a handler: {each}", handled(f"const found = new {each};")) for each, outcome in (("AdminAccount(req.body)", "fail"), ("StaffMember({ name: 1 })", "fail"), ("AdminRequiredError()", "pass"), ("AdminGuard(req)", "pass"), ("IsAdmin(req)", "pass"))),
    Case(ROLES, "fail", "how people are written out", {
        "requirements.txt": "flask\nflask-login\nflask-restx\n",
        "shop.py": "from flask import Flask\nfrom flask_login import login_required\nfrom flask_restx import Api, Resource\napp = Flask(__name__)\napi = Api(app)\n"
        "@api.route('/people')\nclass People(Resource):\n    @api.marshal_with(admin_list)\n    @login_required\n    def get(self):\n        return []\n",
    }, NO_ROLE),
    # Who calls, by what a session keeps of them.
    Case(SIGN_IN, "pass", "a name in a session of Starlette's", starlette("return request.session.get('username') == name"), "session.username"),
    Case(SIGN_IN, "pass", "a name in a session of Flask's", flask("who = session['username']"), "username"),
    Case(SIGN_IN, "pass", "somebody in a session of Express's", unknown("if (!req.session.user) return res.redirect('/');"), "session.user"),
    *(Case(SIGN_IN, "fail", f"a session that knows nobody: {each}", flask(f"kept = {each}"), NO_SIGN_IN) for each in ("session.get('basket')", "session['language']")),
    Case(SIGN_IN, "fail", "somebody who is put into a session", unknown("req.session.user = await made(req.body);"), NO_SIGN_IN),
    # Where no route is seen to lead to.
    *(Case(SIGN_IN, "pass", f"before a handler that a description names: {each}", unread(each), "routes ask who calls by") for each in ("auth.require_auth0(scopes=['shop'])", "require_shop_api_key", "auth.require_token")),
    *(Case(SIGN_IN, "fail", f"no sign-in before a handler that a description names: {each}", unread(each), NO_SIGN_IN) for each in ("require_json", "counted")),
    *(Case(ROLES, outcome, f"groups before a handler that a description names: {each}", unread(each)) for each, outcome in (("auth.require_auth0(groups=(auth.CLERKS,), userinfo=True)", "pass"), ("auth.require_auth0(userinfo=True)", "fail"))),
    # What stands before all, or before pages.
    *(Case(ROLES, outcome, f"before pages alone: {condition}", before_pages(condition)) for condition, outcome in (("token?.role === 'admin'", "pass"), ("!!token", "fail"))),
    Case(ROLES, "fail", "a policy of one's own that lets everybody with a token in", pyramid("set_security_policy(KeyPolicy())"), NO_ROLE),
    Case(ROLES, "pass", "a policy of one's own by groups", pyramid("set_security_policy(KeyPolicy())", "return 'clerks' in request.groups"), "KeyPolicy"),
    Case(ROLES, "fail", "a ticket", pyramid("set_authentication_policy(AuthTktAuthenticationPolicy('x'))"), NO_ROLE),
    Case(ROLES, "pass", "a ticket with groups", pyramid("set_authentication_policy(AuthTktAuthenticationPolicy('x', callback=groups_of))"), "AuthTkt"),
    Case(ROLES, "pass", "a list of who may what", pyramid("set_authentication_policy(AuthTktAuthenticationPolicy('x'))\n    config.set_authorization_policy(ACLAuthorizationPolicy())"), "ACL"),
    *(
        Case(ROLES, outcome, f"fastapi-users: {router}", fastapi(f"from fastapi_users import FastAPIUsers\nfrom shop import backend, current_user\npeople = FastAPIUsers(None, [backend])\napp.include_router(people.{router}, prefix='/users')\n@app.get('/orders')\ndef orders(user=Depends(current_user)):\n    return []\n"))
        for router, outcome in (("get_users_router(Read, Update)", "pass"), ("get_auth_router(backend)", "fail"))
    ),
    # A membership with a role, among rows.
    *(
        Case(ROLES, outcome, f"a row of who calls: {asked}", handled(f"const found = await {asked};"))
        for asked, outcome in (
            ("db.shop.findFirst({ where: { id: 1, people: { some: { userId: req.user.id, role: ROLE.ADMIN } } } })", "pass"),
            ("db.member.findFirst({ where: { userId: user, role: { in: ['OWNER', 'ADMIN'] } } })", "pass"),
            ("db.member.findMany({ where: { shopId: 1, role: 'ADMIN' } })", "fail"),
            ("db.shop.create({ data: { people: { create: { userId: user, role: ROLE.OWNER } } } })", "fail"),
            ("db.member.findFirst({ where: { userId: user, role: req.query.kind } })", "fail"),
        )
    ),
    *(
        Case(ROLES, outcome, f"a row of who calls, in Python: {asked}", fastapi(f"@app.get('/orders')\ndef orders(user=Depends(current_user)):\n    return {asked}\n"))
        for asked, outcome in (("Member.filter(user=user, role='owner')", "pass"), ("Member.filter(shop=1, role='owner')", "fail"), ("Member.create(user=user, role='owner')", "fail"))
    ),
    # An answer of 401 asks who calls where something of them is looked at.
    Case(SIGN_IN, "fail", "401 to what a body says wrongly", node("app.post('/talks', async (req, res) => {\n  const { sender, room } = req.body;\n  if (!rooms.holds(room, sender)) return res.status(401).send({ error: 'no' });\n  res.json([]);\n});\n"), NO_SIGN_IN),
    *(
        Case(SIGN_IN, "pass", f"401 by {each}", node(f"app.post('/talks', async (req, res) => {{\n  if (!{each}) return res.status(401).send({{ error: 'no' }});\n  res.json([]);\n}});\n"), "an answer of 401")
        for each in ("(await whose(req))", "known(req.headers['x-who'])", "known(req.cookies.who)", "known(res.locals.who)")
    ),
)  # fmt: skip
