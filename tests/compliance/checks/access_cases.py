"""Cases of the checks in `compliance.checks.access`."""

from tests.compliance.checks.runtime_cases import EXPRESS, FASTAPI
from tests.compliance.repositories import Case, Files

SIGN_IN, ROLES, HEADERS = "authentication", "role-based-access", "security-headers"

APP = "const express = require('express');\nconst app = express();\n"
ORDERS = "app.get('/orders', (req, res) => res.json([]));\n"
KIT = {
    "package.json": '{"dependencies": {"@sveltejs/kit": "^2.0.0"}}',
    "src/routes/api/orders/+server.ts": "import { json } from '@sveltejs/kit';\nexport const GET = () => json([]);\n",
}


# All routes are registered by one function, with one handler.
DISPATCHED = (
    "const jwt = require('jsonwebtoken');\n"
    "const add = (method, path, action) => {\n  app[method](path, async (req, res) => {\n"
    "    const orders = made(req);\n    %s\n    res.json(orders.found);\n  });\n};\n"
    "add('get', '/orders', 'list');\nadd('post', '/orders', 'add');\n"
)


def node(source: str, **more: str) -> Files:
    """An Express service of one file."""
    return {"package.json": EXPRESS["package.json"], "app.js": APP + source, **more}


def nest(controller: str, module: str = "") -> Files:
    """A NestJS service with a controller."""
    return {
        "package.json": '{"dependencies": {"@nestjs/core": "^11.0.0", "@nestjs/common": "^11.0.0"}}',
        "src/main.ts": "import { NestFactory } from '@nestjs/core';\nNestFactory.create(AppModule);\napp.useGlobalPipes(pipes);\n",
        "src/orders.controller.ts": "import { Controller, Get, UseGuards } from '@nestjs/common';\n" + controller,
        "src/app.module.ts": module,
    }  # fmt: skip


def provider(guard: str) -> Files:
    """A Flask service with one route behind a guard of its provider of OAuth."""
    return {
        "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["flask", "authlib"]\n',
        "shop.py": "from authlib.integrations.flask_oauth2 import ResourceProtector\n"
        "from flask import Flask\napp = Flask(__name__)\nrequire_oauth = ResourceProtector()\n"
        f"@app.get('/orders')\n@{guard}\ndef orders():\n    return []\n",
    }


def fastapi(source: str) -> Files:
    """A FastAPI service of one file."""
    return {
        **FASTAPI,
        "main.py": "from fastapi import Depends, FastAPI, Security\napp = FastAPI()\n" + source,
    }


def rest_framework(permission: str) -> Files:
    """A service of Django's REST framework that asks everybody for one permission."""
    return {
        "requirements.txt": "django\ndjangorestframework\n",
        "manage.py": "import django\n",
        "shop/settings.py": "INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'shop.urls'\nREST_FRAMEWORK = {\n"
        "    'DEFAULT_AUTHENTICATION_CLASSES': ['rest_framework.authentication.TokenAuthentication'],\n"
        f"    'DEFAULT_PERMISSION_CLASSES': ['{permission}'],\n}}\n",
        "shop/urls.py": "from django.urls import path\nfrom shop import views\nurlpatterns = [path('orders/', views.Orders.as_view())]\n",
        "shop/views.py": "from rest_framework.views import APIView\nclass Orders(APIView):\n    def get(self, request):\n        return Response([])\n",
    }


def by_hand_made_classes(more: str = "") -> Files:
    """A Flask service that answers by classes of its own, which nothing here makes views of."""
    rules = "".join(f"app.add_url_rule('/{each}', '{each}', Answer{each})\n" for each in "abc")
    source = f"from flask import Flask\nfrom shop.answers import Answera, Answerb, Answerc\napp = Flask('shop')\n{rules}{more}"
    return {
        "requirements.txt": "flask\n",
        "app.py": source,
        "shop/answers.py": "class Answera:\n    pass\nclass Answerb:\n    pass\nclass Answerc:\n    pass\n",
    }


_SIGNED_IN = "@app.get('/orders')\n@login_required\ndef orders():\n    return []\n"
OWNED = (
    "def may_change(order, user):\n    return order.author.name == user.name\n"
    "def check_order_permissions(order = Depends(load), user = Depends(get_current_user)):\n"
    "    if not {}:\n        raise HTTPException(403)\n"
    "@app.put('/orders', dependencies=[Depends(check_order_permissions)])\n"
    "def orders():\n    return []\n"
)

SHARED = {
    "package.json": '{"workspaces": ["apps/*", "libraries/*"]}',
    "apps/web/package.json": '{"name": "web", "dependencies": {"next": "16", "@shop/shared": "*"}}',
    "apps/web/app/api/orders/route.ts": "import { list } from '@shop/shared';\nexport async function GET() { return Response.json(await list()); }\n",
    "libraries/shared/package.json": '{"name": "@shop/shared", "dependencies": {"express": "5"}}',
    "libraries/shared/index.ts": "export const list = () => [];\nexport const start = (app) => { app.use(requireAuth()); };\n",
}

# An application of FastAPI that mounts another one, whose answers alone have headers.
OFFICE = {
    "office/__init__.py": "from fastapi import FastAPI\nfrom .guard import SecurityHeadersMiddleware\noffice = FastAPI()\noffice.add_middleware(SecurityHeadersMiddleware)\n@office.get('/desk')\ndef desk():\n    return []\n",
    "office/guard.py": "class SecurityHeadersMiddleware:\n    async def send(self, headers):\n        headers['X-Frame-Options'] = 'DENY'\n        headers['Referrer-Policy'] = 'same-origin'\n",
}
MOUNTING = "from office import office\n@app.get('/orders')\ndef orders():\n    return []\n@app.get('/users')\ndef users():\n    return []\napp.mount('{}', office)\n"

# A framework whose routes nobody reads.
LOADED = {
    "package.json": '{"dependencies": {"fastify": "^5.0.0", "jsonwebtoken": "^9.0.0"}}',
    "src/index.ts": (
        "import fastify from 'fastify';\nconst app = fastify();\nfor (const file of await found()) {\n"
        "  const { options, run } = await import(file);\n"
        "  app.route({ method: options.method, url: options.url, preHandler: before(options), handler: run });\n}\n"
    ),
    "src/auth.ts": "import JWT from 'jsonwebtoken';\nexport const check = (req) => JWT.verify(req.headers.authorization, key);\n",
}
FEATHERS = {
    "package.json": '{"dependencies": {"@feathersjs/feathers": "^5.0.0"}}',
    "src/index.js": "const { feathers } = require('@feathersjs/feathers');\nconst app = feathers();\napp.use('orders', new Orders());\n",
}


def before_pages(path: str) -> Files:
    """A Next.js application with a file that hands a function to a library."""
    source = (
        "import { clerkMiddleware } from '@clerk/nextjs/server';\nexport default clerkMiddleware((auth, request) => {\n"
        "  answer.headers.set('X-Frame-Options', 'DENY');\n  answer.headers.set('X-Content-Type-Options', 'nosniff');\n  return answer;\n});\n"
    )
    return {
        "package.json": '{"dependencies": {"next": "^16.0.0"}}',
        "app/api/orders/route.ts": "export const GET = () => Response.json([]);\n",
        path: source.replace("clerkMiddleware", "guarded") if "lib" in path else source,
    }


def nuxt(config: str) -> Files:
    """A Nuxt application with a route of its server and some configuration."""
    return {
        "package.json": '{"dependencies": {"nuxt": "^3.15.0"}}',
        "nuxt.config.ts": f"export default defineNuxtConfig({config});\n",
        "server/api/orders.get.ts": "export default defineEventHandler(() => orders());\n",
    }


def pothos(asked: str, made: str = "field") -> Files:
    """A GraphQL service by Pothos with one list, of which something is asked."""
    return {
        "package.json": '{"dependencies": {"graphql-yoga": "5", "@pothos/core": "4", "@prisma/client": "6"}}',
        "src/server.ts": "import { createYoga } from 'graphql-yoga';\ncreateYoga({ schema });\n",
        "src/users.ts": "import { PrismaClient } from '@prisma/client';\nimport { builder } from './builder';\nconst prisma = new PrismaClient();\n"
        f"builder.queryField('users', (t) => t.{made}({{ {asked} resolve: () => prisma.user.findMany() }}));\n",
        "src/builder.ts": "import SchemaBuilder from '@pothos/core';\nexport const builder = new SchemaBuilder({});\n",
    }


# Routes of a file of their own, and a guard of another.
DESKS = {
    "admin.js": "const router = require('express').Router();\nrouter.get('/desk', (req, res) => res.json([]));\nmodule.exports = router;\n",
    "auth.js": "const jwt = require('jsonwebtoken');\nmodule.exports = (req, res, next) => { jwt.verify(req.headers.authorization); next(); };\n",
}


def next_route(source: str) -> Files:
    """An application of Next.js with one route."""
    package = '{"dependencies": {"next": "^16.0.0"}}'
    return {"package.json": package, "app/api/jobs/route.ts": source}


# A route that answers 401 under a condition.
UNSET = "export async function POST(req) {\n  if (%s) {\n    return new Response('no', {\n      status: 401,\n    });\n  }\n  return Response.json(await load());\n}\n"

# A service of Pyramid, and what may be put around each of its views.
PYRAMID = "from pyramid.config import Configurator\nfrom shop.views import careful\ndef main(settings):\n    config = Configurator(settings=settings)\n    config.add_route('orders', '/orders')\n    config.scan()\n    {}\n    return config.make_wsgi_app()\n"
AROUND = "from pyramid.view import view_config\ndef careful(view, info):\n    name = '{}'\n    def around(context, request):\n        answer = view(context, request)\n        answer.headers['Referrer-Policy'] = 'same-origin'\n        answer.headers[name] = info.options.get('policy')\n        return answer\n    return around\n@view_config(route_name='orders', renderer='json')\ndef orders(request):\n    return []\n"


def pyramid(header: str, given: str = "config.add_view_deriver(careful)") -> dict[str, str]:
    return {"requirements.txt": "pyramid\n", "shop/__init__.py": PYRAMID.format(given), "shop/views.py": AROUND.format(header)}  # fmt: skip


# A list of pairs that something of Falcon's puts into answers.
PAIRS = (
    "import falcon\nCAREFUL = [('X-Content-Type-Options', 'nosniff'), ('X-Frame-Options', 'DENY')]\n"
    "class {name}:\n    def process_request(self, req, resp):\n        resp.set_headers(CAREFUL)\n"
    "class Shop:\n    def on_get(self, req, resp):\n        resp.media = {{}}\n"
    "app = falcon.App(middleware=[{name}()])\napp.add_route('/shop', Shop())\n"
)

CASES = (
    Case(ROLES, "pass", "a permission of Django's REST framework before all", rest_framework("shop.guards.DjangoModelPermissions"), "REST_FRAMEWORK"),
    Case(SIGN_IN, "fail", "the number of a row that was made", fastapi("@app.post('/users')\ndef make(name: str, db=None):\n    user = User(name=name)\n    db.add(user)\n    return {'id': user.id}\n"), "no sign-in"),
    Case(SIGN_IN, "fail", "the number of a row that was looked up", node("app.get('/users/:name', async (req, res) => { const user = await User.findOne({ name: req.params.name }); res.json({ id: user.id }); });\n"), "no sign-in"),
    Case(SIGN_IN, "pass", "the number of whom the request is of", node("app.get('/orders', async (req, res) => { const user = await whose(req); res.json(await list(user.id)); });\n"), "user.id"),
    Case(SIGN_IN, "pass", "the number of whom the headers name", fastapi("@app.get('/orders')\ndef orders(request: Request):\n    user = whose(request.headers['X-Who'])\n    return rows(user.id)\n"), "user.id"),
    Case(ROLES, "fail", "a page for those with a role, which is made", node("app.use(passport.authenticate('jwt'));\napp.get('/admin', (req, res) => res.send(adminPage({ lang: req.lang })));\n"), "no route asks for a role"),
    Case(ROLES, "fail", "somebody with a role in the body", fastapi("class Admin:\n    email: str\n@app.post('/admins')\ndef make(admin: Admin = Body(...), user = Depends(current_user)):\n    return keep(user)\n"), "no route asks for a role"),
    Case(ROLES, "fail", "the same by the type alone", fastapi("from pydantic import BaseModel\nclass Admin(BaseModel):\n    email: str\n@app.post('/admins')\ndef make(admin: Admin, user = Depends(current_user)):\n    return keep(user)\n"), "no route asks for a role"),
    Case(ROLES, "fail", "the number of somebody with a role in the path", fastapi("@app.get('/admins/{admin_id}')\ndef one(admin_id: int, user = Depends(current_user)):\n    return find(user)\n"), "no route asks for a role"),
    Case(ROLES, "fail", "somebody with a role who is looked up", fastapi("@app.get('/admins')\nasync def one(name: str, user = Depends(current_user)):\n    return await Admin.find_one(Admin.name == name)\n"), "no route asks for a role"),
    *(Case(ROLES, outcome, f"among many: {sought}", node(f"app.get('/orders', authenticate, async (req, res) => {{ const all = await list(); {made} if (all && !admins.map((one) => one.id).includes({sought})) {{ await keep(all); }} res.json(all); }});\n")) for outcome, made, sought in (
        ("fail", "const admins = await people(true); const preferredAdmin = await config.preferred();", "preferredAdmin"), ("pass", "const admins = await people(true); const mine = await whose(req);", "mine.id"),
        ("pass", "const admins = await people(true); const admin = await whose(req);", "admin.id"),
    )),
    Case(ROLES, "pass", "somebody with a role on whom a handler depends", fastapi("class Admin:\n    email: str\n@app.post('/admins')\ndef make(admin: Admin = Depends(current_admin)):\n    return []\n")),
    Case(ROLES, "fail", "pages for administrators, and limits by permissions", rest_framework("rest_framework.permissions.IsAuthenticated'],\n    'DEFAULT_RENDERER_CLASSES': ['rest_framework.renderers.AdminRenderer'],\n    'DEFAULT_THROTTLE_CLASSES': ['shop.PermissionBasedThrottle"), "no route asks for a role"),
    Case(ROLES, "fail", "a refusal of everybody that lies in a module of permissions", rest_framework("shop.permissions.DenyAny")),
    Case(SIGN_IN, "fail", "how many active users there are", node("app.get('/orders', async (req, res) => res.json(await getTotalActiveUserPaidFor(req.query.id)));\n"), "no sign-in"),
    Case(SIGN_IN, "pass", "the active user", fastapi("@app.get('/orders')\ndef orders(user = Depends(get_active_user)):\n    return []\n")),
    Case(SIGN_IN, "fail", "a handler that signs people in, and none that asks", node(ORDERS + "app.post('/login', (req, res) => people.login(req.body).then((one) => res.json(one)));\n"), "no sign-in was found on 2 routes"),
    Case(SIGN_IN, "pass", "a handler that asks whether somebody is", node("app.get('/orders', (req, res) => { requireLogin(req); res.json([]); });\n"), "requireLogin"),
    Case(SIGN_IN, "unknown", "one call for all routes of files that are looked up", LOADED, "code that is only known while the program runs"),
    Case(SIGN_IN, "unknown", "routes of a framework that are not read", FEATHERS, "the routes of Feathers are not read"),
    Case(SIGN_IN, "fail", "what is put on the application of another backend", SHARED, "no sign-in was found on 1 route"),
    Case(SIGN_IN, "unknown", "fields of GraphQL that are made while it runs", node("const { GraphQLObjectType, GraphQLSchema } = require('graphql');\nconst made = (field, config) => new GraphQLSchema({\n  query: new GraphQLObjectType({ name: 'Query', fields: { [field.name]: config } }),\n});\n"), "only known while it runs"),
    Case(SIGN_IN, "pass", "a middleware on the route", node("const passport = require('passport');\napp.get('/orders', passport.authenticate('jwt'), (req, res) => res.json([]));\n"), "passport.authenticate", (("app.js", 4),)),
    Case(SIGN_IN, "pass", "a middleware of one's own, by what it does", node("const check = (req, res, next) => { jwt.verify(req.headers.authorization); next(); };\napp.get('/orders', check, (req, res) => res.json([]));\n"), "check"),
    Case(ROLES, "fail", "who of others may do more is only told", node("const app = express();\napp.get('/members', verifyToken, async (req, res) => {\n  const found = await load(req.params.id);\n  res.json(found.map((p) => ({ id: p.id, isAdmin: Boolean(p?.isAdmin) || Boolean(p?.isSuperAdmin) })));\n});\n"), "no route asks for a role"),
    Case(ROLES, "pass", "whether who calls may do more is handed on", node("const app = express();\napp.get('/members', verifyToken, async (req, res) => {\n  res.json(await load({ id: req.params.id, isAdmin: req.user.isAdmin }));\n});\n"), "req.user.isAdmin"),
    Case(ROLES, "pass", "a decorator of one's own that puts a guard on", {**nest("import { Mine } from './mine';\n@Controller('orders')\nexport class Orders { @Mine() @Get() all() { return []; } }\n"), "src/mine.ts": "import { SetMetadata, UseGuards, applyDecorators } from '@nestjs/common';\nexport function Mine() { return applyDecorators(SetMetadata('kind', 1), UseGuards(PermissionGuard)); }\n"}, "Mine"),
    Case(SIGN_IN, "fail", "a decorator of one's own that only says something", {**nest("import { Open } from './open';\n@Controller('orders')\nexport class Orders { @Open() @Get() all() { return []; } }\n"), "src/open.ts": "import { SetMetadata, UseFilters, applyDecorators } from '@nestjs/common';\nexport function Open() { return applyDecorators(SetMetadata('withoutAuth', true), UseFilters(AuthFilter), Open()); }\n"}, "no sign-in"),
    Case(SIGN_IN, "fail", "a filter of exceptions is no guard", nest("@Controller('orders')\nexport class Orders { @UseFilters(AuthExceptionFilter) @Get() all() { return []; } }\n"), "no sign-in"),
    Case(SIGN_IN, "fail", "how an answer is written out is no guard", nest("@Controller('orders')\nexport class Orders { @ZodSerializerDto(AuthUserDto) @Get() all() { return []; } @Serialize(AuthUser) @Get(':id') one() { return {}; } }\n"), "no sign-in"),
    Case(SIGN_IN, "pass", "a guard of NestJS", nest("@UseGuards(JwtAuthGuard)\n@Controller('orders')\nexport class Orders { @Get() all() { return []; } }\n"), "UseGuards(JwtAuthGuard)"),
    Case(SIGN_IN, "pass", "a guard before all of NestJS", nest("@Controller('orders')\nexport class Orders { @Get() all() { return []; } }\n", "import { APP_GUARD } from '@nestjs/core';\n@Module({ providers: [{ provide: APP_GUARD, useClass: AuthGuard }] })\nexport class AppModule {}\n"), "APP_GUARD"),
    Case(SIGN_IN, "pass", "a dependency of FastAPI", fastapi("@app.get('/orders')\ndef orders(user = Depends(get_current_user)):\n    return []\n"), "Depends(get_current_user)"),
    Case(SIGN_IN, "fail", "what is answered while the program is not set up", next_route(UNSET % "!process.env.TOKEN || process.env.TOKEN === ''")),
    Case(SIGN_IN, "pass", "what is answered to who does not know the program's own key", next_route(UNSET % "!process.env.TOKEN || req.headers.get('x-key') !== process.env.TOKEN")),
    Case(SIGN_IN, "pass", "who calls, asked behind that the program is set up", next_route("export async function POST(req) {\n  if (!process.env.TOKEN) throw new Error('not set up');\n  if (!(await caller(req))) return new Response(null, { status: 401 });\n  return Response.json(await load());\n}\n")),
    Case(SIGN_IN, "pass", "a signature of the request, by what the handler does", node("app.post('/jobs', (req, res) => {\n  if (!receiver.verify({ signature: req.header('X-Queue-Signature'), body: req.body })) return res.sendStatus(401);\n  res.json([]);\n});\n"), "X-Queue-Signature"),
    Case(SIGN_IN, "fail", "the headers that another site's pages may send, and one of the answer's own", node("app.get('/orders', (req, res) => {\n  res.header('Access-Control-Allow-Headers', 'Content-Type, Authorization');\n  res.header('Authorization', 'none');\n  res.json([]);\n});\n")),
    Case(SIGN_IN, "pass", "a header that is asked for with something instead", fastapi("from fastapi import Request\n@app.get('/orders')\ndef orders(request: Request):\n    return found(request.headers.get('Authorization', ''))\n")),
    Case(SIGN_IN, "pass", "a middleware in line, by the header that it reads", node("app.use((req, res, next) => { if (req.headers['x-api-key'] !== key) return res.sendStatus(403); next(); });\n" + ORDERS), "a function"),
    Case(SIGN_IN, "pass", "a middleware in line, by the header that it asks for", node("app.use((req, res, next) => { if (req.header('X-API-Key') !== key) return res.sendStatus(403); next(); });\n" + ORDERS)),
    Case(SIGN_IN, "fail", "a middleware in line that asks nothing", node("app.use((req, res, next) => { log(req.path); next(); });\n" + ORDERS)),
    Case(SIGN_IN, "fail", "a signature that is put under a document", node("app.post('/documents', (req, res) => res.json(save(req.body.signature)));\n"), "no sign-in"),
    Case(SIGN_IN, "fail", "the shape of what somebody sends asks nobody", node("app.post('/orders', validate(tokenSchema), (req, res) => res.json(save(CreateApiKeyInput.parse(req.body))));\n"), "no sign-in"),
    Case(SIGN_IN, "fail", "what the caller says of itself", node("app.post('/orders', (req, res) => res.json(save(req.body.userId, req.body.token)));\n"), "no sign-in"),
    Case(SIGN_IN, "fail", "nothing", node(ORDERS), "no sign-in was found on 1 route that answer data", (("app.js", 3),)),
    Case(SIGN_IN, "pass", "a function of FastAPI before all routes", fastapi("@app.middleware('http')\nasync def guard(request, call_next):\n    if not known(request.headers.get('Authorization')):\n        return JSONResponse({}, status_code=401)\n    return await call_next(request)\n@app.get('/orders')\ndef orders():\n    return []\n"), "guard"),
    Case(SIGN_IN, "fail", "a function before all routes that writes down who calls", fastapi("@app.middleware('http')\nasync def noted(request, call_next):\n    log(request.headers.get('Authorization'))\n    return await call_next(request)\n@app.get('/orders')\ndef orders():\n    return []\n"), "no sign-in"),
    Case(SIGN_IN, "fail", "a mail that tells of a sign-in", node("app.post('/mails', async (req, res) => { await send(SecurityLoginEmail({ to: find() })); res.json([]); });\n"), "no sign-in"),
    Case(SIGN_IN, "pass", "the mail address of who signed in", node("app.get('/orders', (req, res) => res.json(find(req.auth.userEmail)));\n"), "req.auth"),
    Case(SIGN_IN, "fail", "what a server hands on with a request", fastapi("@app.get('/orders')\ndef orders(request):\n    return find(request.scope['place'])\n"), "no sign-in"),
    *(Case(SIGN_IN, outcome, f"an application's list of dependencies that {put} is put into", {**FASTAPI, "main.py": f"from fastapi import Depends, FastAPI\nbefore = []\nif settings.closed:\n    before.append(Depends({put}))\napp = FastAPI(dependencies=before)\n@app.get('/orders')\ndef orders():\n    return []\n"}) for put, outcome in (("check_api_key", "pass"), ("count_calls", "fail"))),
    *(Case(ROLES, outcome, f"a function that answers the dependency: {asked}", fastapi(f"def caller({'role=None' if 'role' in asked + given else ''}):\n    def user():\n        return known({asked})\n    return Depends(user)\n@app.get('/orders')\ndef orders(user=caller({given})):\n    return []\n")) for asked, given, outcome in (("get_current_user()", "role='admin'", "pass"), ("get_current_user().has_role(role)", "", "pass"), ("get_current_user()", "", "fail"))),
    Case(SIGN_IN, "fail", "a session of the database signs nobody in", fastapi("@app.get('/orders')\ndef orders(session = Depends(get_session)):\n    return []\n")),
    Case(SIGN_IN, "fail", "a library that nothing uses", node("const jwt = require('jsonwebtoken');\n" + ORDERS), "although jsonwebtoken is taken in"),
    Case(SIGN_IN, "fail", "a token of the environment is for another door", node("app.get('/orders', async (req, res) => res.json(await load(process.env.GITHUB_TOKEN)));\n")),
    Case(SIGN_IN, "not_applicable", "no route that answers data", node("app.get('/health', (req, res) => res.send('ok'));\n"), "no route that answers data"),
    Case(SIGN_IN, "not_applicable", "no backend", {"README.md": "# Words\n"}),
    Case(ROLES, "pass", "a decorator of NestJS", nest("@UseGuards(JwtAuthGuard, RolesGuard)\n@Controller('orders')\nexport class Orders { @Roles('clerk') @Get() all() { return []; } }\n"), "RolesGuard"),
    Case(ROLES, "pass", "rights that a middleware is told", node("const auth = (...rights) => (req, res, next) => { jwt.verify(req.headers.authorization); next(); };\napp.get('/orders', auth('getOrders'), (req, res) => res.json([]));\n"), "auth"),
    Case(ROLES, "pass", "scopes of FastAPI", fastapi("@app.get('/orders')\ndef orders(user = Security(get_current_user, scopes=['orders'])):\n    if not user.is_superuser:\n        raise HTTPException(403)\n    return []\n")),
    Case(ROLES, "pass", "a scope of OAuth", provider("require_oauth('orders:read')"), "require_oauth"),
    Case(ROLES, "fail", "what a server hands on with a request", fastapi("@app.get('/orders')\ndef orders(request, user = Depends(get_current_user)):\n    return find(request.scope['place'])\n"), "no route asks for a role"),
    Case(ROLES, "pass", "the scope of a token", fastapi("@app.get('/orders')\ndef orders(request, claims = Depends(get_current_user)):\n    if 'orders' not in request.auth.scope:\n        raise HTTPException(403)\n    return []\n"), "scope"),
    Case(ROLES, "pass", "scopes of OAuth", provider("require_oauth(scopes=['orders:read'])"), "require_oauth"),
    Case(ROLES, "fail", "a token of OAuth, whatever it is for", provider("require_oauth()"), "no route asks for a role"),
    Case(ROLES, "fail", "no more than signed in", fastapi("@app.get('/orders')\ndef orders(user = Depends(get_current_user)):\n    return []\n"), "no route asks for a role"),
    Case(ROLES, "pass", "a policy of AdonisJS's bouncer", {"package.json": '{"dependencies": {"@adonisjs/core": "^6.0.0"}}', "bin/server.ts": "import { Ignitor } from '@adonisjs/core';\nnew Ignitor(new URL('.')).httpServer();\n", "app/vote.ts": "export default class Vote {\n  async handle({ response, bouncer }) {\n    await bouncer.with('OrderPolicy').authorize('vote');\n    return response.json([]);\n  }\n}\n", "start/routes.ts": "import router from '@adonisjs/core/services/router';\nimport Vote from '../app/vote.js';\nrouter.post('/votes', [Vote]).use(middleware.auth());\n"}, "bouncer"),
    Case(ROLES, "fail", "who may write in a group is read and set", node("app.put('/groups/:id', verifyToken, (req, res) => {\n  const request = read(req);\n  chats.setInfoAdminsOnly(req.params.id, request.adminsOnly);\n  res.json(chats.getInfoAdminsOnly(req.params.id));\n});\n"), "no route asks for a role"),
    Case(ROLES, "pass", "for administrators only", node("app.put('/groups/:id', verifyToken, guards.adminsOnly, (req, res) => res.json(save(req)));\n")),
    Case(ROLES, "fail", "roles that are only written", node("app.post('/roles', jwtAuth, validate(roleSchema), (req, res) => res.json(createRole(UpdateScopeInput.parse(req.body))));\n"), "no route asks for a role"),
    Case(ROLES, "fail", "a role that the caller sends", node("app.post('/users', jwtAuth, (req, res) => res.json(save(req.body.role, req.body.name)));\n"), "no route asks for a role"),
    Case(ROLES, "fail", "roles that are only read and answered", node("app.get('/roles', jwtAuth, async (req, res) => { const rolesResponse = await db.query.roles.findMany(buildRoleFilter(req)); res.json(rolesResponse.map(show)); });\n"), "no route asks for a role"),
    Case(ROLES, "pass", "a role that the handler compares", node("app.get('/orders', jwtAuth, async (req, res) => { if (!req.user.roles.includes('clerk')) return res.sendStatus(403); res.json([]); });\n"), "roles.includes"),
    Case(ROLES, "fail", "permissions that only owners have", fastapi(OWNED.format("may_change(order, user)")), "no route asks for a role"),
    Case(ROLES, "pass", "permissions of owners and of a role", fastapi(OWNED.format("(may_change(order, user) or user.is_superuser)")), "check_order_permissions"),
    Case(ROLES, "pass", "a key that opens everything", node("app.get('/orders', requireMasterKey, (req, res) => res.json([]));\napp.post('/orders', jwtAuth, save);\n"), "requireMasterKey"),
    Case(ROLES, "pass", "an action that the handler asks whether somebody may do", node("app.delete('/orders', jwtAuth, async (req, res) => { throwIfNotAllowed(req.user, 'order', 'delete'); res.json([]); });\n"), "throwIfNotAllowed"),
    Case(ROLES, "pass", "an action of an object", node("app.get('/orders', jwtAuth, async (req, res) => { if (!canAccess(req.user, 'orders:read')) return res.sendStatus(403); res.json([]); });\n"), "canAccess"),
    Case(ROLES, "fail", "what may be, whoever asks", node("app.get('/orders', jwtAuth, async (req, res) => { if (!isAllowed(req.query.sort, 'name')) return res.sendStatus(400); const found = await search(req); res.json(found.isRight() ? found.value : []); });\n"), "no route asks for a role"),
    Case(ROLES, "fail", "a service for administrators, and a list of them", node("app.get('/orders', jwtAuth, async (req, res) => { await this.shopAdminService.prices(); await supabaseAdmin.from('orders'); res.json(await getGroupAdmins(req.query.id)); });\n"), "no route asks for a role"),
    Case(ROLES, "pass", "a service that tells whether somebody is one", node("app.get('/orders', jwtAuth, async (req, res) => { if (!await this.shopAdminService.isAdmin(req.user)) return res.sendStatus(403); res.json([]); });\n"), "isAdmin"),
    Case(ROLES, "pass", "a service of permissions", node("app.get('/orders', jwtAuth, async (req, res) => { await this.permissionService.check(req.user); res.json([]); });\n"), "permissionService.check"),
    Case(ROLES, "fail", "roles of something else, that are listed and granted", node("app.get('/roles', jwtAuth, async (req, res) => res.json(await meta.roles.list()));\napp.post('/grants', jwtAuth, async (req, res) => res.json(await meta.columnPrivileges.grant(1)));\n"), "no route asks for a role"),
    Case(ROLES, "fail", "roles that the caller wants to see", node("app.get('/orders', jwtAuth, async (req, res) => res.json(await all(req.query.include_default_roles)));\n"), "no route asks for a role"),
    Case(ROLES, "fail", "the policies of a header", node("const careful = (req, res, next) => {\n  const policies = [\"default-src 'none'\"];\n  res.setHeader('Content-Security-Policy', policies.join(';'));\n  next();\n};\napp.use(careful);\napp.get('/orders', jwtAuth, async (req, res) => res.json([]));\n"), "no route asks for a role"),
    *(Case(ROLES, "fail", f"routes for administrators: {line}", {**node("const jwtAuth = require('./auth');\nconst adminRoutes = require('./admin');\nconst permissions = require('./admin');\n" + line + "\napp.get('/orders', jwtAuth, (req, res) => res.json([]));\n"), **DESKS}, "no route asks for a role") for line in ("app.use('/admin', adminRoutes);", "app.use('/roles', permissions);", "app.use('/admin', require('./admin'));", "app.use(permissions);")),
    Case(ROLES, "pass", "a guard before routes for administrators", {**node("const adminRoutes = require('./admin');\nconst adminOnly = require('./auth');\napp.use('/admin', adminOnly, adminRoutes);\napp.get('/orders', (req, res) => res.json([]));\n"), **DESKS}, "adminOnly"),
    *(Case(SIGN_IN, "pass", f"a guard that is called for what it protects: {name}", {**node(f"const {name} = require('./auth');\napp.use({name});\n" + ORDERS), **DESKS}, name) for name in ("protectRoutes", "authenticateApi")),
    Case(SIGN_IN, "fail", "routes by which people sign in", {**node("const authRoutes = require('./admin');\napp.use('/auth', authRoutes);\n" + ORDERS), **DESKS}, "no sign-in was found"),
    Case(ROLES, "fail", "what may be done with a file", node("app.get('/orders', jwtAuth, async (req, res) => { await fs.access(path, 'read'); res.json([]); });\n"), "no route asks for a role"),
    Case(ROLES, "fail", "what may become of a thing", node("app.post('/orders', jwtAuth, async (req, res) => { if (!canTransition(order, 'publish')) return res.sendStatus(409); res.json([]); });\n"), "no route asks for a role"),
    Case(ROLES, "pass", "an ability of whom is signed in", node("app.post('/orders', jwtAuth, async (req, res) => { if (!req.user.can('orders:write')) return res.sendStatus(403); res.json([]); });\n"), "user.can"),
    Case(SIGN_IN, "unknown", "classes whose work cannot be followed", by_hand_made_classes(), "what stands behind 3 of 3 routes cannot be followed"),
    Case(ROLES, "unknown", "most routes are classes whose work cannot be followed", by_hand_made_classes(_SIGNED_IN), "what stands behind 3 of 4 routes cannot be followed"),
    Case(ROLES, "fail", "few routes are", by_hand_made_classes(_SIGNED_IN + "".join(_SIGNED_IN.replace("orders", each) for each in ("bills", "lots"))), "beyond that somebody is signed in"),
    Case(SIGN_IN, "unknown", "one handler that hands on to methods by their names", node(DISPATCHED % "await orders[action].call(orders, req);"), "what stands behind 2 of 2 routes cannot be followed"),
    Case(ROLES, "unknown", "the same", node(DISPATCHED % "await orders[action].call(orders, req);"), "whether it asks who calls is open: what stands behind 2 of 2"),
    Case(SIGN_IN, "fail", "one handler that calls a method", node(DISPATCHED % "await orders.list(req);"), "no sign-in was found on 2 routes"),
    Case(ROLES, "unknown", "nothing but a refusal", node("app.get('/orders', (req, res) => { if (!req.headers.cookie) throw new AuthenticationError(); res.json([]); });\n"), "only refused"),
    # What no route is seen to lead to: an object that is looked up by its name.
    *(
        Case(ROLES, "unknown", f"somewhere else is asked {asks}", node("const doors = load('./doors');\napp.get('/orders', jwtAuth, (req, res) => doors[req.method](req, res));\n" + ORDERS.replace("(req", "jwtAuth, (req"), **{"doors/orders.js": f"exports.GET = (req, res) => {asks} ? res.json([]) : next();\n"}), "no route is seen to ask for a role or a permission, but")
        for asks in ("caller.role === Role.CLERK", "claims['scope'] === 'orders'", "!caller.admin", "this.doors.canEdit(caller)", "caller?.permissions?.includes(wanted)")
    ),
    *(
        Case(ROLES, "fail", f"somewhere else is only told {told}", node("app.get('/orders', jwtAuth, save);\n", **{"doors/orders.js": f"exports.GET = (req, res) => res.json({told});\n"}), "no route asks for a role")
        for told in ("{ isAdmin: each.isAdmin }", "message.role === 'assistant'", "{ role: caller.role }", "permission === 'granted'", "lastMessage.role === wanted", "caller.role === undefined")
    ),
    Case(ROLES, "not_applicable", "nobody signs in", node(ORDERS), "asks nobody"),
    Case(ROLES, "not_applicable", "a policy for browsers is none", node("app.use(helmet.contentSecurityPolicy());\n" + ORDERS), "asks nobody"),
    Case(ROLES, "fail", "a policy of what browsers may use is no role", node("app.use(featurePolicy({ features: {} }));\napp.post('/orders', jwtAuth, save);\n"), "no route asks for a role"),
    Case(HEADERS, "pass", "Helmet", node("const helmet = require('helmet');\napp.use(helmet());\n" + ORDERS), "helmet", (("app.js", 4),)),
    Case(HEADERS, "pass", "Django's middleware", {"requirements.txt": "django\n", "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nMIDDLEWARE = [\n    'django.middleware.security.SecurityMiddleware',\n]\n"}, "SecurityMiddleware", (("shop/settings.py", 3),)),
    Case(HEADERS, "pass", "by hand, for every answer", node("app.use((req, res, next) => {\n  res.setHeader('X-Content-Type-Options', 'nosniff');\n  res.setHeader('X-Frame-Options', 'DENY');\n  next();\n});\n" + ORDERS), "headers set by hand"),
    Case(HEADERS, "pass", "settings that more is put into", {"package.json": '{"dependencies": {"next": "^16.0.0"}}', "app/api/orders/route.ts": "export const GET = () => Response.json([]);\n", "next.config.ts": "const all = [{ key: 'Content-Security-Policy', value: policy }];\nif (process.env.FORCE_SSL) {\n  all.push({ key: 'Strict-Transport-Security', value: 'max-age=9' });\n}\nexport default { headers: async () => [{ source: '/:path*', headers: all }] };\n"}, "headers set by hand"),
    Case(HEADERS, "pass", "SvelteKit's hook", {**KIT, "src/hooks.server.ts": "export const handle = sequence(watched(), (async ({ event, resolve }) => {\n  event.setHeaders({ 'X-Frame-Options': 'SAMEORIGIN', 'X-Content-Type-Options': 'nosniff' });\n  return resolve(event);\n}) satisfies Handle);\n"}, "headers set by hand", (("src/hooks.server.ts", 2),)),
    Case(HEADERS, "fail", "SvelteKit's hook for errors", {**KIT, "src/hooks.server.ts": "export const handleError = ({ event }) => {\n  event.setHeaders({ 'X-Frame-Options': 'SAMEORIGIN', 'X-Content-Type-Options': 'nosniff' });\n};\n"}, "nothing sets security headers"),
    Case(HEADERS, "fail", "one page of SvelteKit's", {**KIT, "src/routes/shop/+page.server.ts": "export const load = ({ setHeaders }) => {\n  setHeaders({ 'X-Frame-Options': 'SAMEORIGIN', 'X-Content-Type-Options': 'nosniff' });\n};\n"}, "nothing sets security headers"),
    Case(HEADERS, "pass", "a plugin that a file hands on", node(ORDERS, **{"plugins/headers.js": "const headers = require('@fastify/helmet');\nmodule.exports = headers;\n"}), "@fastify/helmet", (("plugins/headers.js", 1),)),
    Case(HEADERS, "pass", "Egg's own", {"package.json": '{"dependencies": {"egg": "^3.0.0"}}', "app/router.js": "module.exports = app => { app.router.get('/orders', app.controller.orders.list); };\n", "config/config.default.js": "exports.security = { csrf: false };\n"}, "Egg's security plugin", (("app/router.js", 0),)),
    Case(HEADERS, "fail", "Egg's own, turned off", {"package.json": '{"dependencies": {"egg": "^3.0.0"}}', "app/router.js": "module.exports = app => { app.router.get('/orders', app.controller.orders.list); };\n", "config/plugin.js": "exports.security = {\n  enable: false,\n};\n"}, "nothing sets security headers"),
    Case(HEADERS, "pass", "a policy, and who may frame", node("app.use((req, res, next) => {\n  res.setHeader('Content-Security-Policy', \"default-src 'self'; frame-ancestors 'none'\");\n  res.setHeader('X-Frame-Options', 'DENY');\n  next();\n});\n" + ORDERS), "headers set by hand"),
    Case(HEADERS, "fail", "who may frame alone, said in two ways", node("const headers = who => ({\n  'Content-Security-Policy': `frame-ancestors ${who}`,\n  'X-Frame-Options': 'DENY',\n});\nexport const frameHeaders = (req, res, next) => {\n  res.setHeader('Content-Security-Policy', `frame-ancestors ${who}`);\n  res.setHeader('X-Frame-Options', 'DENY');\n  next();\n};\n" + ORDERS), "nothing sets security headers"),
    Case(HEADERS, "fail", "what says nothing of content", node("app.use((req, res, next) => {\n  res.setHeader('Referrer-Policy', 'same-origin');\n  res.setHeader('Strict-Transport-Security', 'max-age=9');\n  next();\n});\n" + ORDERS), "nothing sets security headers"),
    Case(HEADERS, "fail", "a constant for the pages alone", node("const CAREFUL = { 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY' };\nconst getPageHeaders = () => ({ 'Content-Type': 'text/html', ...CAREFUL });\n" + ORDERS), "nothing sets security headers"),
    Case(HEADERS, "pass", "a constant that a middleware sets", node("const CAREFUL = { 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY' };\napp.use((req, res, next) => {\n  res.set({ ...CAREFUL });\n  next();\n});\n" + ORDERS), "headers set by hand"),
    Case(HEADERS, "fail", "headers that are looked for in what others answer", node("const LOOKED_FOR = { 'x-content-type-options': 'contentTypeOptions', 'x-frame-options': 'frameOptions' };\n" + ORDERS), "nothing sets security headers"),
    Case(HEADERS, "fail", "headers that are read in what others answer", node("function rateSecurity(headers) {\n  const rated = {};\n  const framed = headers.get('x-frame-options');\n  rated['x-frame-options'] = framed;\n  rated['x-content-type-options'] = headers.get('x-content-type-options');\n  return rated;\n}\n" + ORDERS), "nothing sets security headers"),
    Case(HEADERS, "pass", "headers that are set, one unless it is there", node("function secure(req, res, next) {\n  if (!res.getHeader('x-frame-options')) res.setHeader('x-frame-options', 'DENY');\n  res.setHeader('x-content-type-options', 'nosniff');\n  next();\n}\napp.use(secure);\n" + ORDERS), "headers set by hand"),
    Case(HEADERS, "pass", "a constant that another file takes", node("exports.careful = { 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY' };\n" + ORDERS), "headers set by hand"),
    Case(HEADERS, "pass", "a constant that Flask sets after each request", {"requirements.txt": "flask\n", "app.py": "from flask import Flask\napp = Flask('shop')\nCAREFUL = {'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY'}\n@app.after_request\ndef careful(response):\n    response.headers.update(CAREFUL)\n    return response\n@app.get('/orders')\ndef orders():\n    return []\n"}, "headers set by hand"),
    Case(HEADERS, "pass", "a constant that a function sets that Flask is handed", {"requirements.txt": "flask\n", "app.py": "from flask import Flask\napp = Flask('shop')\nCAREFUL = {'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY'}\ndef careful(response):\n    response.headers.update(CAREFUL)\n    return response\napp.after_request(careful)\n@app.get('/orders')\ndef orders():\n    return []\n"}, "headers set by hand"),
    Case(HEADERS, "fail", "a constant that a function sets that answers a path", node("const CAREFUL = { 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY' };\nconst page = (req, res) => { res.set(CAREFUL); res.send(html); };\napp.use('/page', page);\n" + ORDERS), "nothing sets security headers"),
    Case(HEADERS, "pass", "a constant that FastAPI's middleware sets", fastapi("CAREFUL = {'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY'}\n@app.middleware('http')\nasync def careful(request, proceed):\n    response = await proceed(request)\n    response.headers.update(CAREFUL)\n    return response\n@app.get('/orders')\ndef orders():\n    return []\n"), "headers set by hand"),
    Case(HEADERS, "pass", "a constant that an application around the application sets", fastapi("CAREFUL = {'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY'}\nclass Careful:\n    async def __call__(self, scope, receive, send):\n        async def told(message):\n            add(message, CAREFUL)\n            await send(message)\n        await self.app(scope, receive, told)\napp.add_middleware(Careful)\n@app.get('/orders')\ndef orders():\n    return []\n"), "headers set by hand"),
    Case(HEADERS, "pass", "a constant that a function puts in for a middleware", node("const CAREFUL = { 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY' };\nconst careful = (res) => { res.set(CAREFUL); };\napp.use((req, res, next) => { careful(res); next(); });\n" + ORDERS), "headers set by hand"),
    Case(HEADERS, "pass", "a constant that a function puts in for Koa's middleware", {"package.json": '{"dependencies": {"koa": "3.0.0", "@koa/router": "14.0.0"}}', "app.js": "const Koa = require('koa');\nconst Router = require('@koa/router');\nconst app = new Koa();\nconst router = new Router();\nconst CAREFUL = { 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY' };\nfunction careful(ctx) { ctx.set(CAREFUL); }\napp.use(async (ctx, proceed) => { careful(ctx); await proceed(); });\nrouter.get('/orders', (ctx) => { ctx.body = []; });\napp.use(router.routes());\napp.listen(1);\n"}, "headers set by hand"),
    Case(HEADERS, "pass", "a constant that a proxy before all pages sets", {"package.json": '{"dependencies": {"next": "^16.0.0"}}', "app/api/orders/route.ts": "export const GET = () => Response.json([]);\n", "proxy.ts": "const CAREFUL = { 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY' };\nexport function proxy(request) {\n  return NextResponse.next({ headers: CAREFUL });\n}\n"}, "headers set by hand"),
    Case(HEADERS, "pass", "a header that a name says, of what Pyramid puts around each view", pyramid("Content-Security-Policy"), "headers set by hand"),
    Case(HEADERS, "fail", "a header that is only told of, around each view", pyramid("Content-Security-Policy-Report-Only")),
    Case(HEADERS, "fail", "what could be put around each view", pyramid("Content-Security-Policy", "")),
    Case(HEADERS, "fail", "Helmet outside of production", node("const helmet = require('helmet');\nif (!config.isProd()) {\n  app.use(json({ limit: 1 }));\n  app.use(helmet());\n}\n" + ORDERS), "helmet in app.js only where it is not production", (("app.js", 6),)),
    Case(HEADERS, "pass", "Helmet behind what is outside of production", node("const helmet = require('helmet');\nif (process.env.NODE_ENV !== 'production') {\n  app.use(log());\n}\napp.use(helmet());\n" + ORDERS), "helmet"),
    Case(HEADERS, "pass", "Helmet in production", node("const helmet = require('helmet');\nif (!isProduction) {\n  app.use(log());\n} else {\n  app.use(helmet());\n}\n" + ORDERS), "helmet"),
    Case(HEADERS, "fail", "Talisman outside of production", {"requirements.txt": "flask\nflask-talisman\n", "app.py": "from flask import Flask\nfrom flask_talisman import Talisman\napp = Flask('shop')\nif not settings.is_production():\n    log()\n\n    Talisman(app)\n@app.get('/orders')\ndef orders():\n    return []\n"}, "flask_talisman in app.py only where"),
    Case(HEADERS, "pass", "Talisman behind what is outside of production", {"requirements.txt": "flask\nflask-talisman\n", "app.py": "from flask import Flask\nfrom flask_talisman import Talisman\napp = Flask('shop')\nif not settings.is_production():\n    log()\nif True:\n    Talisman(app)\n@app.get('/orders')\ndef orders():\n    return []\n"}, "flask_talisman"),
    Case(HEADERS, "fail", "on what is mounted alone", {**fastapi(MOUNTING.format("/office")), **OFFICE}, "nothing sets security headers"),
    Case(HEADERS, "pass", "on what is mounted, which answers everything", {**fastapi(MOUNTING.format("/")), **OFFICE}, "SecurityHeadersMiddleware"),
    Case(HEADERS, "pass", "on what is mounted, which has most of the routes", {**fastapi("from office import office\napp.mount('/office', office)\n"), **OFFICE}, "SecurityHeadersMiddleware"),
    *(Case(HEADERS, outcome, f"pairs that {name} answers with", {"requirements.txt": "falcon\n", "app.py": PAIRS.format(name=name)}) for name, outcome in (("SecurityMiddleware", "pass"), ("Orders", "fail"))),
    Case(HEADERS, "fail", "a pair of names", {"requirements.txt": "falcon\n", "app.py": PAIRS.format(name="SecurityMiddleware").replace("'nosniff'", "'X-Frame-Options'").replace("'DENY'", "'Referrer-Policy'")}),
    Case(HEADERS, "fail", "nothing", node(ORDERS), "nothing sets security headers"),
    Case(HEADERS, "fail", "a library that nothing uses", node("const helmet = require('helmet');\n" + ORDERS)),
    Case(HEADERS, "fail", "commented out", node("// app.use(helmet());\n" + ORDERS)),
    Case(HEADERS, "fail", "by hand, in one handler", node("app.get('/orders', (req, res) => {\n  res.setHeader('X-Content-Type-Options', 'nosniff');\n  res.setHeader('X-Frame-Options', 'DENY');\n  res.json([]);\n});\n")),
    *(Case(HEADERS, outcome, f"by hand, in {name}", node(f"const CAREFUL = 1;\nfunction {name}(req, res, {handed}) {{\n  res.setHeader('X-Content-Type-Options', 'nosniff');\n  res.setHeader('X-Frame-Options', 'DENY');\n}}\n" + ORDERS)) for name, handed, outcome in (
        ("careful", "next", "pass"), ("sendFile", "next", "fail"), ("loginPage", "next", "fail"), ("addCareHeader", "to", "pass"), ("setUploadHeaders", "to", "fail"), ("scanSecurity", "to", "fail"), ("secure", "to", "fail"),
    )),
    *(Case(HEADERS, outcome, f"Fastify, by {how}", {"package.json": '{"dependencies": {"fastify": "^5.0.0"}}', "app.js": "const app = require('fastify')();\n" + how.replace("SET", "reply.header('X-Content-Type-Options', 'nosniff').header('X-Frame-Options', 'DENY')") + "\napp.get('/orders', async () => [1]);\n"}) for how, outcome in (
        ("app.get('/a', async (request, reply) => { SET; return []; });", "fail"), ("app.addHook('onSend', async (request, reply) => { SET; });", "pass"), ("app.addHook('onSend', careful);\nfunction careful(request, reply, payload, done) { SET; done(); }", "pass"),
    )),
    *(Case(HEADERS, outcome, f"Pyramid, by {how}", {"requirements.txt": "pyramid\n", "app.py": f"from pyramid.config import Configurator\ndef careful(event):\n    event.response.headers.setdefault('X-Content-Type-Options', 'nosniff')\n    event.response.headers.setdefault('Content-Security-Policy', \"default-src 'none'\")\ndef orders(request):\n    return [1]\nwith Configurator() as config:\n    config.add_route('orders', '/orders')\n    config.add_view(orders, route_name='orders', renderer='json')\n    {how}\n    app = config.make_wsgi_app()\n"}) for how, outcome in (
        ("config.add_subscriber(careful, NewResponse)", "pass"), ("config.add_care(careful)", "fail"),
    )),
    Case(HEADERS, "pass", "Django, a policy by django-csp", {"requirements.txt": "django\n", "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nMIDDLEWARE = [\n    'django.middleware.common.CommonMiddleware',\n    'csp.middleware.CSPMiddleware',\n]\n"}, "CSPMiddleware"),
    *(Case(HEADERS, outcome, f"a module of Nuxt that sets rules for {routes}", {**nuxt("{}"), "modules/careful.ts": f"export default defineNuxtModule({{\n  setup(_, nuxt) {{\n    nuxt.options.routeRules['{routes}'] = {{ headers: {{ 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY' }} }};\n  }},\n}});\n"}) for routes, outcome in (("/**", "pass"), ("/orders", "fail"))),
    Case(HEADERS, "fail", "a list of names", node("const blocked = new Set(['X-Content-Type-Options', 'X-Frame-Options']);\n" + ORDERS)),
    Case(HEADERS, "not_applicable", "no route", node("jobs.listen('orders');\n"), "no HTTP route"),
    Case(HEADERS, "fail", "a server whose routes are not found", node("app.listen(1);\n"), "nothing sets security headers", (("app.js", 3),)),
    Case(HEADERS, "not_applicable", "a server whose routes are not found, and that names a header", node("const careful = { names: ['X-Frame-Options'] };\napp.listen(1);\n"), "no HTTP route"),
    Case(HEADERS, "pass", "a server whose routes are not found, beside one that sets them", {"shop/package.json": '{"dependencies": {"express": "5.1.0", "helmet": "8.0.0"}}', "shop/app.js": node("const helmet = require('helmet');\napp.use(helmet());\n" + ORDERS)["app.js"], "desk/package.json": '{"dependencies": {"express": "5.1.0"}}', "desk/app.js": node("app.listen(1);\n")["app.js"]}, "helmet"),
    Case(HEADERS, "fail", "a server of a framework whose routes are not read", {"package.json": '{"dependencies": {"restify": "^11.0.0"}}', "app.js": "const restify = require('restify');\nconst server = restify.createServer();\nserver.listen(1);\n"}, "nothing sets security headers", (("app.js", 3),)),
    Case(HEADERS, "fail", "FastAPI behind a class of its own", {"requirements.txt": "fastapi\nuvicorn\n", "main.py": "import uvicorn\nfrom fastapi import FastAPI\nclass Api:\n    def __init__(self):\n        self.app = FastAPI()\n        self.add('/orders', self.orders)\n    def add(self, path, handler):\n        self.app.add_api_route(path, handler)\n    def orders(self):\n        return []\n    def serve(self):\n        uvicorn.run(self.app)\n"}, "nothing sets security headers"),
    Case(SIGN_IN, "pass", "Pothos's scopes", pothos("authScopes: { loggedIn: true },"), "routes ask who calls by auth.loggedIn"),
    Case(SIGN_IN, "fail", "Pothos's scope of everybody", pothos("authScopes: { public: true },"), "no sign-in was found"),
    Case(SIGN_IN, "fail", "Pothos without scopes", pothos(""), "no sign-in was found"),
    Case(ROLES, "pass", "Pothos's scopes", pothos("authScopes: { admin: true },"), "by auth.admin"),
    *(
        Case(ROLES, "fail", f"no role is asked for by {asked}", {
            "requirements.txt": "flask\nflask-login\n",
            "app.py": "from flask import Flask\nfrom flask_login import login_required\napp = Flask(__name__)\n"
            f"@app.post('/admins')\n@login_required\ndef make():\n    {asked}\n    return {{}}\n",
        })
        for asked in ("form = AdminCreateForm()", "rows = AdminAccount.query.order_by('name').all()", "AdminAccount.query.filter_by(id=1).first()")
    ),
    Case(ROLES, "fail", "Pothos's scope of who is signed in", pothos("authScopes: { loggedIn: true },"), "auth.loggedIn"),
    Case(HEADERS, "pass", "a module of Nuxt", nuxt("{ modules: ['@nuxt/eslint', 'nuxt-security'] }"), "nuxt-security", (("nuxt.config.ts", 1),)),
    Case(HEADERS, "pass", "Nuxt's headers of routes", nuxt("{ routeRules: { '/**': { headers: { 'X-Frame-Options': 'DENY', 'X-Content-Type-Options': 'nosniff' } } } }"), "headers set by hand"),
    Case(HEADERS, "fail", "another module of Nuxt", nuxt("{ modules: ['@nuxt/eslint'] }"), "nothing sets security headers"),
    Case(HEADERS, "pass", "what a library calls before all pages of Next.js", before_pages("middleware.ts"), "headers set by hand", (("middleware.ts", 3),)),
    Case(HEADERS, "fail", "what a library calls somewhere else", before_pages("lib/guarded.ts"), "nothing sets security headers"),
)  # fmt: skip
