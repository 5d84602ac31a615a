"""Cases of the check in `compliance.checks.errors`."""

from tests.compliance.checks.access_cases import ORDERS, fastapi, nest, node
from tests.compliance.checks.runtime_cases import EXPRESS
from tests.compliance.repositories import Case, Files

KEY = "error-handling-consistent"


def koa(middleware: str) -> Files:
    """A Koa service with one middleware and one route."""
    return {
        "package.json": '{"dependencies": {"koa": "^3.0.0", "@koa/router": "^14.0.0"}}',
        "app.js": "const Koa = require('koa');\nconst Router = require('@koa/router');\n"
        "const app = new Koa();\nconst router = new Router();\n"
        f"{middleware}router.get('/orders', (ctx) => {{ ctx.body = []; }});\napp.use(router.routes());\n",
    }


def hono(server: str, errors: str) -> Files:
    """A Hono service with a route, and what it does with errors in a file of its own."""
    return {
        "package.json": '{"dependencies": {"hono": "^4.0.0"}}',
        "server.ts": "import { Hono } from 'hono';\nimport { setUp } from './errors';\n"
        f"const app = new Hono();\napp.get('/orders', (c) => c.json([]));\n{server}",
        "errors.ts": errors,
    }


def next_js(*handlers: str) -> Files:
    """A Next.js application with these route files."""
    routes = {f"app/api/r{number}/route.ts": text for number, text in enumerate(handlers)}
    return {"package.json": '{"dependencies": {"next": "^16.0.0"}}', **routes}


def next_connect(made: str, imports: str = "") -> Files:
    """A Next.js application whose route is put together by next-connect."""
    source = f"{imports}import nc from 'next-connect';\nconst handler = {made};\nhandler.get((req, res) => res.json([]));\n"
    return {
        "package.json": '{"dependencies": {"next": "^16.0.0", "next-connect": "^0.13.0"}}',
        "pages/api/orders.js": f"{source}export default handler;\n",
    }


def remix(root: str) -> Files:
    """A Remix application with a root and a route that answers data."""
    return {
        "package.json": '{"dependencies": {"@remix-run/node": "^2.0.0"}}',
        "app/root.tsx": root,
        "app/routes/api.orders.ts": "export const loader = async () => Response.json([]);\n",
    }


def trpc(*handlers: str) -> Files:
    """A Next.js application with four procedures of tRPC, which formats errors, and these routes."""
    names = ("list", "one", "add", "drop")
    procedures = ", ".join(f"{each}: t.procedure.query(() => [])" for each in names)
    return {
        **next_js(*handlers),
        "package.json": '{"dependencies": {"next": "^16.0.0", "@trpc/server": "^11.0.0"}}',
        "server/router.ts": "import { initTRPC } from '@trpc/server';\n"
        "const t = initTRPC.create({ errorFormatter: ({ shape }) => shape });\n"
        f"export const router = t.router({{ {procedures} }});\n",
    }


WRAPPED = "export const GET = withErrors(async () => Response.json([]));\n"
BARE = "export async function GET() { return Response.json([]); }\n"


def handed(wrapper: str, plain: int = 0) -> Files:
    """A service of Express with four handlers, all but some of which a wrapper is handed."""
    routes = "".join(
        f"app.get('/orders{n}', {'list' if n < plain else 'safely(list)'});\n"
        if n % 2
        else f"app.get('/orders{n}', {'' if n < plain else 'safely'}(async (req, res) => {{ res.json([]); }}));\n"
        for n in range(4)
    )
    start = (
        "const safely = require('./safely');\nconst list = async (req, res) => { res.json([]); };\n"
    )
    return {**node(start + routes), "safely.js": f"module.exports = {wrapper};\n"}


def settled(returned: str) -> Files:
    """A service of Django with a middleware that hears of exceptions."""
    return {
        "requirements.txt": "django\n",
        "manage.py": "",
        "shop/settings.py": "INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'shop.urls'\nMIDDLEWARE = ['shop.heard.Heard']\n",
        "shop/urls.py": "from django.http import JsonResponse\nfrom django.urls import path\n\ndef orders(request):\n    return JsonResponse({'all': []})\n\nurlpatterns = [path('orders', orders)]\n",
        "shop/heard.py": f"from django.http import JsonResponse\n\nclass Heard:\n    def process_exception(self, request, exception):\n        note(exception)\n{returned}",
    }


def decorated(body: str, plain: int = 0) -> Files:
    """A service of aiohttp with four handlers, all but some of which have a decorator."""
    handlers = "".join(
        f"{'' if number < plain else '@answered'}\nasync def orders{number}(request):\n    return web.json_response({{}})\n"
        for number in range(4)
    )
    routes = ", ".join(f"web.get('/orders/{each}', orders{each})" for each in range(4))
    code = f"from aiohttp import web\nfrom shop.answers import answered\n{handlers}app = web.Application()\napp.add_routes([{routes}])\n"
    answers = f"from aiohttp import web\ndef answered(handler):\n    async def around(request):\n{body}    return around\n"
    return {"requirements.txt": "aiohttp\n", "shop/app.py": code, "shop/answers.py": answers}


CATCHING = "        try:\n            return await handler(request)\n        except Exception as error:\n            return web.json_response({'error': str(error)}, status=500)\n"


OF_A_PACKAGE = "const express = require('express');\nconst Documented = require('documented');\nconst app = express();\nconst api = new Documented(express.Router());\napi.get('/orders', (req, res) => res.json([]));\napp.use('/api', api.router);\n"
CASES = (
    Case(KEY, "pass", "a package's router that answers errors", {**EXPRESS, "src/app.js": f"{OF_A_PACKAGE}api.not_found();\napi.error();\n"}, "errors are answered by api.error", (("src/app.js", 8),)),
    Case(KEY, "fail", "a package's router that answers none", {**EXPRESS, "src/app.js": OF_A_PACKAGE + "console.error();\nlog.error();\n"}, "no central handler"),
    Case(KEY, "pass", "a decorator of all handlers that catches", decorated(CATCHING), "the decorator answered of 4 of 4 handlers"),
    Case(KEY, "fail", "a decorator of too few handlers", decorated(CATCHING, 2), "no central handler"),
    Case(KEY, "fail", "a decorator that catches nothing", decorated("        return await handler(request)\n"), "no central handler"),
    Case(KEY, "fail", "a decorator that raises again", decorated(CATCHING.replace("return web.json_response({'error': str(error)}, status=500)", "log(error)\n            raise")), "no central handler"),
    *(
        Case(KEY, outcome, f"a wrapper of Express's handlers that {does}", handed(wrapper, plain), message)
        for does, wrapper, plain, outcome, message in (
            ("answers what they throw", "(run) => async (req, res) => { try { await run(req, res); } catch (error) { res.status(500).json({ error }); } }", 0, "pass", "the wrapper safely of 4 of 4 handlers"),
            ("answers what their promise has", "(run) => (req, res, next) => {\n  Promise.resolve(run(req, res, next)).catch((error) => {\n    res.status(500).send({ error });\n  });\n}", 0, "pass", "the wrapper safely of 4 of 4 handlers"),
            ("hands on what they throw", "(run) => (req, res, next) => Promise.resolve(run(req, res, next)).catch(next)", 0, "fail", "no central handler"),
            ("answers before it catches", "(run) => async (req, res) => {\n  res.status(200);\n  try { await run(req, res); } catch (error) { note(error); }\n}", 0, "fail", "no central handler"),
            ("are too many without it", "(run) => async (req, res) => { try { await run(req, res); } catch (error) { res.status(500).json({ error }); } }", 2, "fail", "no central handler"),
        )
    ),
    Case(KEY, "fail", "a middleware of Django's that leaves the exception to the next", settled("        return None\n")),
    Case(KEY, "fail", "a middleware of Django's that only notes the exception", settled("")),
    Case(KEY, "pass", "a middleware of Django's that answers", settled("        return JsonResponse({'error': str(exception)}, status=500)\n"), "Heard.process_exception"),
    Case(KEY, "fail", "a wrapper that looks at the method alone", {**next_js(*["import { withMethods } from '@/lib/methods';\nexport const GET = withMethods(['GET'], async () => Response.json([]));\n"] * 4), "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./*"]}}}', "lib/methods.ts": "export function withMethods(methods, run) {\n  return async (request) => {\n    if (!methods.includes(request.method)) { return new Response(null, { status: 405 }); }\n    return run(request);\n  };\n}\n"}, "no central handler"),
    Case(KEY, "pass", "next-connect", next_connect("nc({ onError: (error, req, res) => res.status(500).json(error) })"), "onError"),
    Case(KEY, "pass", "next-connect's options in a file of their own", {**next_connect("nc(options)", "import { options } from '../../lib/options';\n"), "lib/options.js": "export const options = { onError(error, req, res) { res.status(500).json({}); } };\n"}, "onError", (("pages/api/orders.js", 3),)),
    Case(KEY, "fail", "other options in a file of their own", {**next_connect("nc(options)", "import { options } from '../../lib/options';\n"), "lib/options.js": "export const options = { attachParams: true };\n"}, "no central handler"),
    Case(KEY, "fail", "such options of something else", {**next_js("import { options } from '@/lib/options';\nconst queue = makeQueue(options);\n" + BARE), "lib/options.js": "export const options = { onError(error) { report(error); } };\n"}, "no central handler"),
    Case(KEY, "pass", "the boundary of Remix's root", remix("export { Boundary as ErrorBoundary } from './boundary';\n"), "ErrorBoundary", (("app/root.tsx", 1),)),
    Case(KEY, "fail", "a root of Remix without one", remix("export default function App() { return null; }\n"), "no central handler"),
    *(Case(KEY, outcome, f"SvelteKit, {name}", {"package.json": '{"devDependencies": {"@sveltejs/kit": "^2.0.0"}}', "src/routes/api/+server.ts": "export const GET = () => json([]);\n", "src/hooks.server.ts": hooks}, message) for outcome, name, hooks, message in (
        ("pass", "told in place", "export const handleError = ({ error }) => ({ message: error.message });\n", "errors are answered by handleError"),
        ("pass", "told by what makes it", "import { reported } from './errors';\nexport const handleError = reported();\n", "handleError"),
        ("pass", "told from elsewhere", "export { handleError } from '$lib/errors';\n", "handleError"),
        ("fail", "told nothing", "export const handle = ({ event, resolve }) => resolve(event);\n", "no central handler"),
    )),
    Case(KEY, "pass", "Nuxt", {"package.json": '{"dependencies": {"nuxt": "^3.0.0"}}', "server/api/orders.ts": "export default defineEventHandler(() => []);\n"}, "Nitro"),
    Case(KEY, "pass", "Express's error middleware", node(ORDERS + "app.use((err, req, res, next) => {\n  res.status(500).json({ error: err.message });\n});\n"), "the error middleware", (("app.js", 4),)),
    Case(KEY, "pass", "in another file", {**node(ORDERS + "const { onError } = require('./errors');\napp.use(onError);\n"), "errors.js": "const onError = (err, req, res, next) => {\n  res.status(500).json({});\n};\nmodule.exports = { onError };\n"}, "onError", (("errors.js", 1),)),
    Case(KEY, "pass", "what a file is, which is required in place", {**node(ORDERS + "app.use(require('./errors'));\n"), "errors.js": "module.exports = (err, req, res, next) => {\n  res.status(500).json({});\n};\n"}, "the error middleware", (("errors.js", 1),)),
    Case(KEY, "pass", "one of what a file has, which is required in place", {**node(ORDERS + "app.use(require('./shared').errors);\n"), "shared.js": "exports.errors = function (err, req, res, next) {\n  res.status(500).json({});\n};\n"}),
    Case(KEY, "pass", "made by what is required in place", {**node(ORDERS + "app.use(require('./errors')({ log: true }));\n"), "errors.js": "module.exports = (options) => (err, req, res, next) => {\n  res.status(500).json({});\n};\n"}),
    Case(KEY, "fail", "what is required in place and meets no errors", {**node(ORDERS + "app.use(require('./log'));\n"), "log.js": "module.exports = (req, res, next) => {\n  res.json({});\n};\n"}),
    Case(KEY, "pass", "made by a function", node(ORDERS + "function handler() { return (err, req, res, next) => { res.status(500).json({}); }; }\napp.use(handler());\n")),
    Case(KEY, "pass", "Koa's middleware", koa("app.use(async (ctx, next) => {\n  try { await next(); } catch (error) { ctx.status = 500; ctx.body = {}; }\n});\n"), "the middleware"),
    Case(KEY, "pass", "options of a GraphQL server, put together before", node(ORDERS + "const { ApolloServer } = require('@apollo/server');\nconst options = { formatError: plain };\nconst server = new ApolloServer({ ...options });\n"), "formatError", (("app.js", 5),)),
    Case(KEY, "pass", "handlers that the options of Litestar are given later", {"requirements.txt": "litestar\n", "app.py": "from litestar import Litestar, get\nfrom litestar.config.app import AppConfig\n@get('/orders')\nasync def orders() -> list[str]:\n    return []\ndef configured(options: AppConfig) -> AppConfig:\n    options.exception_handlers = {KeyError: answer}\n    return options\napp = Litestar(route_handlers=[orders], on_app_init=[configured])\n"}, "exception_handlers", (("app.py", 7),)),
    Case(KEY, "pass", "handlers that the options of Litestar get more of", {"requirements.txt": "litestar\n", "app.py": "from litestar import Litestar, get\nfrom litestar.config.app import AppConfig\n@get('/orders')\nasync def orders() -> list[str]:\n    return []\ndef configured(options: AppConfig) -> AppConfig:\n    options.exception_handlers.update({ValueError: answer})\n    return options\napp = Litestar([orders], on_app_init=[configured])\n"}),
    Case(KEY, "fail", "something else that the options of Litestar get more of", {"requirements.txt": "litestar\n", "app.py": "from litestar import Litestar, get\nfrom litestar.config.app import AppConfig\n@get('/orders')\nasync def orders() -> list[str]:\n    return []\ndef configured(options: AppConfig) -> AppConfig:\n    options.dependencies.update({'orders': answer})\n    return options\napp = Litestar([orders], on_app_init=[configured])\n"}),
    Case(KEY, "fail", "such an option of anything else", node(ORDERS + "const options = { formatError: plain };\n")),
    *(Case(KEY, "pass", f"Flask-RESTful by its old name: {brought}", {"requirements.txt": "flask\nflask-restful\n", "app.py": f"from flask import Flask\n{brought}\napp = Flask(__name__)\napi = {used}Api(app)\nclass Orders({used}Resource):\n    def get(self):\n        return []\napi.add_resource(Orders, '/orders')\n"}, "Flask-RESTful answers errors in one form by itself", (("app.py", 2),)) for brought, used in (("from flask.ext import restful", "restful."), ("from flask.ext.restful import Api, Resource", ""))),
    Case(KEY, "pass", "Flask-RESTful by itself", {"requirements.txt": "flask\nflask-restful\n", "app.py": "from flask import Flask\nfrom flask_restful import Api, Resource\napp = Flask(__name__)\napi = Api(app)\nclass Orders(Resource):\n    def get(self):\n        return []\napi.add_resource(Orders, '/orders')\n"}, "Flask-RESTful answers errors in one form by itself", (("app.py", 2),)),
    Case(KEY, "pass", "NestJS by itself", nest("@Controller('orders')\nexport class Orders { @Get() all() { return []; } }\n"), "NestJS answers errors in one form by itself"),
    Case(KEY, "fail", "decorators of a project's own, which look like NestJS's", node("import { Controller, Get } from './routing';\n@Controller('/orders')\nexport class Orders { @Get('/') all(req, res) { res.json([]); } }\n"), "no central handler"),
    Case(KEY, "pass", "FastAPI by itself", fastapi("@app.get('/orders')\ndef orders():\n    return []\n"), "FastAPI answers"),
    Case(KEY, "pass", "FastAPI's handler", fastapi("@app.exception_handler(KeyError)\ndef missing(request, error):\n    return JSONResponse({}, 404)\n@app.get('/orders')\ndef orders():\n    return []\n"), "exception_handler"),
    Case(KEY, "pass", "a wrapper around eight of ten", next_js(*[WRAPPED] * 8, *[BARE] * 2), "withErrors is around 8 of 10 handlers; the rule asks for 80%"),
    Case(KEY, "pass", "a wrapper, beside what a library answers", {**next_js(WRAPPED), "app/api/auth/[...nextauth]/route.ts": "import { handlers } from '@/auth';\nexport const { GET, POST } = handlers;\n"}, "withErrors is around 1 of 1 handlers"),
    Case(KEY, "fail", "no wrapper, beside what a library answers", {**next_js(BARE), "app/api/auth/[...nextauth]/route.ts": "import { handlers } from '@/auth';\nexport const { GET, POST } = handlers;\n"}, "no central handler"),
    Case(KEY, "pass", "wrappers that one wrapper makes", {**next_js(*(f"import {{ {name} }} from '@/guards';\nexport const GET = {name}(async () => Response.json([]));\n" for name in ("withUser", "withAdmin") * 3)), "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./*"]}}}', "guards.ts": "function withErrors(handler) {\n  return async (request) => {\n    try { return await handler(request); } catch (error) { return answer(error); }\n  };\n}\nexport function withUser(handler) {\n  return withErrors(handler);\n}\nexport function withAdmin(handler) {\n  return withErrors(handler);\n}\n"}, "withErrors is around 6 of 6 handlers"),
    Case(KEY, "fail", "wrappers that have nothing in common", next_js(*(f"export const GET = {name}(async () => Response.json([]));\n" for name in ("withUser", "withAdmin") * 3)), "around 3 of 6 handlers only"),
    *(
        Case(KEY, outcome, f"a builder whose end is {name}", {
            "package.json": '{"dependencies": {"next": "^16.0.0"}}',
            **{f"pages/api/r{n}.ts": f"import {{ createRoute }} from '../../lib/api';\nexport default createRoute().{verb}({{ auth: true }}).handler(async () => []).toHandler();\n" for n, verb in enumerate(("GET", "POST", "GET().handler(run).POST", "PUT"))},
            **{f"pages/api/s{n}.ts": "import { answering } from '../../lib/api';\nexport default answering({ GET: list });\n" for n in range(3)},
            "lib/api.ts": f"export function answering(api) {{ return async (req, res) => {{ try {{ res.json(await api[req.method](req)); }} catch (error) {{ res.status(500).json({{ error }}); }} }}; }}\nexport function createRoute() {{\n  const builder = {{}};\n  builder.toHandler = () => {{ return {made}; }};\n  return builder;\n}}\n",
        }, message)
        for name, made, outcome, message in (
            ("the wrapper", "answering(builder)", "pass", "answering is around 7 of 7 handlers"),
            ("another one", "passing(builder)", "fail", "is around 4 of 7 handlers only"),
        )
    ),
    Case(KEY, "fail", "a wrapper around seven of ten", next_js(*[WRAPPED] * 7, *[BARE] * 3), "withErrors is around 7 of 10 handlers only; the rule asks for 80%"),
    Case(KEY, "pass", "GraphQL by itself, and what hands on to it", node("const { createYoga } = require('graphql-yoga');\nconst resolvers = { Query: { orders: () => [] } };\napp.post('/graphql', (req, res) => res.json(createYoga({ resolvers })(req)));\n"), "GraphQL answers errors in one form by itself"),
    Case(KEY, "fail", "GraphQL, and as many other routes", node("const { createYoga } = require('graphql-yoga');\nconst resolvers = { Query: { orders: () => [] } };\ncreateYoga({ resolvers });\napp.get('/orders', (req, res) => res.json([]));\n"), "no central handler"),
    Case(KEY, "pass", "tRPC's formatter, and one other route of five", trpc(BARE), "errorFormatter"),
    Case(KEY, "fail", "tRPC's formatter, and as many other routes", trpc(*[BARE] * 4), "no central handler"),
    *(
        Case(KEY, outcome, f"a package's handler of errors: {used}", node(f"{ORDERS}const errorhandler = require('errorhandler');\n{used}\n"))
        for used, outcome in (
            ("app.use(errorhandler());", "pass"),
            ("if (app.get('env') === 'development') {\n  app.use(errorhandler());\n}", "fail"),
            ("if (process.env.NODE_ENV == 'development') app.use(errorhandler());", "fail"),
            ("if (app.get('env') !== 'development') {\n  app.use(errorhandler());\n}", "pass"),
            ("if (app.get('env') === 'development') {\n  log();\n}\napp.use(errorhandler());", "pass"),
            ("if (app.get('env') === 'development') { app.use((err, req, res, next) => { res.json(err); }); }", "fail"),
        )
    ),
    Case(KEY, "fail", "a function that each handler calls for itself", node(ORDERS + "const errorhandler = (err, res) => { res.status(500).json({}); };\nrouter.get('/lines', (req, res) => { try { read(); } catch (err) { errorhandler(err, res); } });\n")),
    Case(KEY, "pass", "of what a file exports piece by piece", {**node(ORDERS + "const shop = require('./shop');\napp.use(shop.errors.onError);\n"), "shop.js": "const Shop = module.exports;\nShop.errors = require('./errors');\n", "errors.js": "exports.onError = (err, req, res, next) => {\n  res.status(500).json({});\n};\n"}, "the error middleware", (("errors.js", 1),)),
    Case(KEY, "pass", "of an object that is filled piece by piece", {**node(ORDERS + "const errors = require('./errors');\napp.use(errors.onError);\n"), "errors.js": "const Errors = {};\nErrors.onError = (err, req, res, next) => {\n  res.status(500).json({});\n};\nmodule.exports = Errors;\n"}, "the error middleware", (("errors.js", 2),)),
    *(Case(KEY, outcome, f"by its name: {used}", node(f"const {{ {used.partition('(')[2][:-1]} }} = require('./errors');\n{used};\n{ORDERS}")) for used, outcome in (("app.use(handleHttpError)", "pass"), ("app.use(throwOnHttpError)", "fail"), ("apiClient.use(handleHttpError)", "fail"))),
    *(Case(KEY, "fail", f"what a strategy is handed: {made}", node(f"const passport = require('passport');\nconst Strategy = require('passport-github');\npassport.use({made}({{ id: 1 }}, async (accessToken, refreshToken, profile, done) => done(null, await found(profile).json())));\n" + ORDERS)) for made in ("new Strategy", "Strategy")),
    Case(KEY, "fail", "a middleware that tries something else and goes on, as socket.io's", {**node("const io = require('socket.io')(app);\nio.use((socket, next) => {\n  try { socket.user = verify(socket.handshake); return next(); } catch (error) { return next(new Error('no')); }\n});\n" + ORDERS)}),
    Case(KEY, "fail", "what stands between a queue and its answer", {**koa("require('./queue');\n"), "queue.js": "class Traced {\n  async execute(input, next) {\n    try { return await next(input); } catch (error) { span.fail(error); throw error; }\n  }\n}\nmodule.exports = { Traced };\n"}),
    Case(KEY, "fail", "Koa's middleware that catches something else", koa("app.use(async (ctx, next) => {\n  try { ctx.user = read(ctx); } catch (error) { ctx.user = null; }\n  await next();\n});\n")),
    Case(KEY, "fail", "nothing", node(ORDERS), "no central handler turns the errors of 1 route into responses", (("app.js", 3),)),
    *(Case(KEY, outcome, f"a handler {name}", node(f"const onUploadError = (err, req, res, next) => {{\n  res.status(400).json({{}});\n}};\nconst errorHandler = onUploadError;\n{ORDERS}{used}\n")) for outcome, name, used in (
        ("fail", "of one route", "app.post('/files', stored, onUploadError, (req, res) => res.json({}));"),
        ("fail", "of one route of a router", "router.route('/files').put(stored, errorHandler);"),
        ("pass", "of all that are behind a path", "app.use('/api', onUploadError);"),
        ("pass", "of all routes by every method", "app.all('*', errorHandler);"),
    )),
    Case(KEY, "pass", "a middleware that has it answered elsewhere", node(ORDERS + "app.use(async (err, req, res, next) => {\n  if (res.headersSent) { return next(err); }\n  await this.sendPage(req, res, { path: 'error.html' });\n});\n"), "the error middleware in line", (("app.js", 4),)),
    Case(KEY, "fail", "a middleware that has it logged elsewhere", node(ORDERS + "app.use((err, req, res, next) => {\n  this.logger.failed(err, req, res);\n  later(err, req, res, next);\n});\n"), "only passes errors on"),
    *(Case(KEY, outcome, f"a handler that is handed to a package's function, {name}", {**node(ORDERS + "const kit = require('@shop/kit');\nconst { errorHandler } = require('./errors');\n" + used), "errors.js": f"exports.errorHandler = ({taken}) => {{ {done} }};\n"}) for outcome, name, used, taken, done in (
        ("pass", "around it", "app.use(kit.caught(errorHandler));\n", "err, req, res, next", "res.status(500).json({});"),
        ("pass", "which puts it behind all routes", "kit.serve(app, { port: 80, errorHandler });\n", "err, req, res, next", "res.status(500).json({});"),
        ("fail", "and only passes errors on", "kit.serve(app, { errorHandler });\n", "err, req, res, next", "next(err);"),
        ("fail", "and answers nobody", "kit.serve(app, { errorHandler });\n", "err", "console.error(err);"),
    )),
    Case(KEY, "pass", "a middleware that a function made before", {**node(ORDERS + "const { onError } = require('./errors');\napp.use(onError);\n"), "errors.js": "const build = (options) => (err, req, res, next) => {\n  res.status(500).json({});\n};\nexports.onError = build();\n"}, "the error middleware in line", (("errors.js", 1),)),
    Case(KEY, "pass", "a middleware that hands on to one that is made", {**node(ORDERS + "const { onError } = require('./errors');\napp.use((err, req, res, next) => onError(log)(err, req, res, next));\n"), "errors.js": "exports.onError = (log) => (err, req, res, next) => {\n  log.info(err);\n  known(err).apply(res);\n};\n"}, "the error middleware in line"),
    Case(KEY, "fail", "a middleware that hands on to one that is made, and passes on", {**node(ORDERS + "const { onError } = require('./errors');\napp.use((err, req, res, next) => onError(log)(err, req, res, next));\n"), "errors.js": "exports.onError = (log) => (err, req, res, next) => {\n  log.info(err);\n  log.failed(res);\n  next(err);\n};\n"}, "only passes errors on"),
    Case(KEY, "fail", "a middleware of some procedures, beside as many routes", {**trpc(*[BARE] * 4), "server/guards.ts": "import { t } from './router';\nconst withErrorHandling = t.middleware(async ({ ctx, next }) => next({ ctx }));\nexport const careful = t.procedure.use(withErrorHandling);\n"}, "no central handler"),
    Case(KEY, "fail", "a middleware that only passes on", node(ORDERS + "app.use((err, req, res, next) => {\n  log(err);\n  next(err);\n});\n"), "only passes errors on", (("app.js", 4), ("app.js", 3))),
    Case(KEY, "fail", "Koa's that only logs", koa("app.on('error', (error) => log(error));\n")),
    Case(KEY, "fail", "Koa's that logs where it was", koa("app.on('error', (error, ctx) => log(error, ctx.path));\n")),
    Case(KEY, "pass", "Koa's listener that answers", koa("app.on('error', (error, ctx) => {\n  ctx.status = 500;\n  ctx.body = { message: error.message };\n});\n"), "the listener in line", (("app.js", 5),)),
    Case(KEY, "pass", "Koa's listener of a package", koa("const { onFault } = require('koa-house-rules');\napp.on('error', onFault);\n"), "the listener onFault"),
    Case(KEY, "fail", "Koa's listener that reports", koa("const Sentry = require('@sentry/node');\napp.on('error', Sentry.captureException);\n")),
    Case(KEY, "fail", "a listener of something else", koa("const { onFault } = require('house-rules');\nqueue.on('error', onFault);\n")),
    Case(KEY, "pass", "Hono's, where the application is handed over", hono("setUp({ app });\n", "export function setUp({ app }: { app: Server }) {\n  app.onError((error, c) => c.json({ message: error.message }, 500));\n}\n"), "onError", (("errors.ts", 2),)),
    *(Case(KEY, outcome, f"at the end of a chain: {chain}", hono("setUp(app);\n", f"import {{ answer }} from './answers';\nexport function setUp(app) {{\n  {chain}.onError(answer);\n}}\n")) for chain, outcome in (("app.use('*', log()).notFound(none)", "pass"), ("makeApp().use(log())", "pass"), ("client.use(log())", "fail"))),
    Case(KEY, "fail", "a client's, beside Hono", hono("setUp();\n", "export function setUp() {\n  client.onError((error) => report(error));\n}\n"), "no central handler"),
    Case(KEY, "not_applicable", "no route", EXPRESS, "no HTTP route"),
    Case(KEY, "not_applicable", "no backend", {"README.md": "# Words\n"}),
)  # fmt: skip
