"""The HTTP server frameworks, and what an application of each looks like in source."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from compliance.extract import placed
from compliance.facts import Evidence, Stack
from compliance.facts.manifests import Manifest


@dataclass(frozen=True)
class Framework:
    """An HTTP server framework: the packages that bring it and what an application looks like.

    `entry` is looked for in files that mention `marker`, and so is what is made of the package
    `main`, or of a part of it, whatever its name is there; `paths` are files whose place makes them
    an entry point, alone or with an `entry` in them. What is `built` in need not be there when it
    runs. `asked` is an entry too where the settings say that everything is answered when somebody
    asks for it. One `beneath` others comes with them, and is in use only where it makes something.
    """

    name: str
    packages: frozenset[str]
    marker: bytes = b""
    entry: re.Pattern[bytes] | None = None
    paths: re.Pattern[str] | None = None
    main: re.Pattern[bytes] | None = None
    built: bool = False
    asked: re.Pattern[bytes] | None = None
    beneath: bool = False

    def made(self, content: bytes, *, on_request: bool = False) -> int | None:
        """Where a file makes an application; None where it makes none."""
        if self.marker not in content:
            return None
        match = self.entry.search(content) if self.entry else None
        if match is None and on_request and self.asked is not None:
            match = self.asked.search(content)
        for named in self.main.finditer(content) if match is None and self.main else ():
            name = re.escape(next(filter(None, named.groups())))
            match = match or re.search(_MADE_OF % {b"name": name}, content)
        return match.start() if match else None


_MADE_OF = (
    rb"\b(?:new|extends)\s{1,9}%(name)s(?![\w.$])"
    rb"|(?<![\w.$])%(name)s(?:\.default)?\s{0,9}\((?=\s{0,9}[){])"
)


_NAME = r"([A-Za-z_$][\w$]{0,60})"


def _named_in(package: str, parts: str) -> str:
    """How a file takes in all that a package of Node.js is, by a name of its own, or one of the
    parts of it that make an application.
    """
    quoted = rf"['\"]{re.escape(package)}['\"]"
    whole = (
        rf"\bimport\s{{1,9}}(?:\*\s{{1,9}}as\s{{1,9}})?{_NAME}[^'\";]{{0,200}}+{quoted}"
        rf"|\bimport\s{{0,9}}\{{[^'\";{{}}]{{0,200}}?\bdefault\s{{1,9}}as\s{{1,9}}{_NAME}"
        rf"[^'\";{{}}]{{0,200}}\}}\s{{0,9}}from\s{{0,9}}{quoted}"
        rf"|\b{_NAME}\s{{0,9}}=\s{{0,9}}require\(\s{{0,9}}{quoted}\s{{0,9}}\)"
    )
    if not parts:
        return whole
    named = "|".join(parts.split())
    return (
        rf"{whole}|\b(?:import|const|let|var)\s{{0,9}}\{{[^'\";{{}}]{{0,200}}?(?<![\w$])"
        rf"(?:(?:{named})\s{{0,9}}(?:as\s|:)\s{{0,9}}{_NAME}|({named})(?!\s{{0,9}}(?:as\s|:))(?![\w$]))"
        rf"[^'\";{{}}]{{0,200}}\}}\s{{0,9}}(?:from\s{{0,9}}|=\s{{0,9}}require\(\s{{0,9}}){quoted}"
    )


def _taken_in(packages: str, parts: str = "") -> re.Pattern[bytes]:
    """The same of several packages that are one framework."""
    return re.compile("|".join(_named_in(each, parts) for each in packages.split()).encode())


def _application(name: str) -> str:
    """An application that is made by calling a class, or that is a class of its own."""
    return (
        rf"(?<!class )\b{name}\s{{0,9}}\("
        rf"|\bclass\s{{1,9}}\w{{1,100}}\s{{0,9}}\([^)\n]{{0,200}}\b{name}\b"
    )


def _framework(
    name: str,
    packages: str,
    marker: str = "",
    entry: str = "",
    paths: str = "",
    main: re.Pattern[bytes] | None = None,
    *,
    built: bool = False,
) -> Framework:
    return Framework(
        name,
        frozenset(packages.split()),
        marker.encode(),
        re.compile(entry.encode()) if entry else None,
        re.compile(paths) if paths else None,
        main,
        built,
    )


_EXPRESS_ENTRY = (
    r"(?<![\w.])express(?:\.default)?\s{0,9}\(\s{0,9}\)"
    r"|\brequire\(['\"]express['\"]\)\s{0,9}\(\s{0,9}\)"
)
_FASTIFY_ENTRY = (
    r"(?<![\w.])(?:[fF]astify\.)?[fF]astify(?:<[^>\n]{0,200}>)?\s{0,9}\("
    r"|\brequire\(['\"]fastify['\"]\)\s{0,9}\("
)
_HONO_ENTRY = r"\b(?:new|extends)\s{1,9}(?:OpenAPI)?Hono(?![\w.])|\.createApp\s{0,9}\("
_REMIX_PACKAGES = (
    "@remix-run/node @remix-run/cloudflare @remix-run/serve @remix-run/express @react-router/node"
    " @react-router/serve @react-router/cloudflare @react-router/express @react-router/architect"
    " @remix-run/architect @remix-run/deno @remix-run/dev @react-router/dev"
)
_REDWOOD_PACKAGES = "@redwoodjs/api @redwoodjs/graphql-server @cedarjs/api @cedarjs/graphql-server"
_TANSTACK_PACKAGES = "@tanstack/react-start @tanstack/solid-start @tanstack/start"
_NITRO_PACKAGES = "nuxt nuxt3 nitropack nitro @analogjs/platform"
_TRPC_ENTRY = (
    r"\b(?:fetchRequestHandler|createHTTPServer|createHTTPHandler|createExpressMiddleware"
    r"|createNextApiHandler)\s{0,9}\("
)
_YOGA_ENTRY = r"\bcreateYoga\s{0,9}(?:<[^>\n]{0,200}>)?\s{0,9}\(|\bnew\s{1,9}GraphQLServer\b"
# What only reads a body by it, in a handler of another framework, serves nothing.
_MICRO_ENTRY = (
    r"(?<![\w.])micro\s{0,9}\("
    r"|\bserve\b[^{}]{0,200}\}\s{0,9}(?:from\s{0,9}|=\s{0,9}require\(\s{0,9})['\"]micro['\"]"
)
# What is called so may connect to anything: what is made must be of the package.
_CONNECT_ENTRY = r"\brequire\(['\"]connect['\"]\)\s{0,9}\("
# What extends a framework brings it: projects name these alone, too.
_DJANGO_PACKAGES = (
    "django djangorestframework django-ninja django-environ django-cors-headers django-filter"
    " django-allauth django-extensions django-debug-toolbar django-crispy-forms django-storages"
    " django-celery-beat djangorestframework-simplejwt dj-rest-auth drf-spectacular drf-yasg"
    " wagtail django-cms django-oscar"
)
_FLASK_PACKAGES = (
    "flask flask-sqlalchemy flask-restful flask-restx flask-wtf flask-login flask-migrate"
    " flask-cors flask-smorest flask-marshmallow flask-jwt-extended flask-admin flask-appbuilder"
    " flask-script flask-bcrypt flask-mail flask-socketio flask-security flask-security-too"
    " flask-session flask-httpauth flask-caching flask-limiter flask-babel flask-talisman"
    " flask-mongoengine flask-openapi3 apiflask"
)
# The framework is published without what its extra brings, too, and what extends it brings it.
_FASTAPI_PACKAGES = (
    "fastapi fastapi-slim fastapi-standard fastapi-users fastapi-pagination fastapi-offline"
    " fastapi-utils fastapi-cache2 fastapi-filter fastapi-mail"
)
# With the packages that serve it without another framework.
_APOLLO_PACKAGES = (
    "@apollo/server apollo-server apollo-server-micro apollo-server-lambda"
    " apollo-server-cloud-functions apollo-server-azure-functions apollo-server-cloudflare"
)
_APOLLO_ENTRY = r"new\s{1,9}(?:\w{1,60}\.)?ApolloServer\b"
# Without the applications that only run a command, and serve nothing.
_NEST_ENTRY = r"NestFactory\s{0,9}\.\s{0,9}create(?!ApplicationContext)"
# What comes before a name in the list of those that are taken in from a module.
_LISTED = r"(?:\([^()]{0,800}|[^()\n]{0,300})(?<![\w.])"
_FALCON_ENTRY = (
    r"\bfalcon\s{0,9}\.\s{0,9}(?:asgi\s{0,9}\.\s{0,9})?(?:App|API)\s{0,9}\("
    r"|\bclass\s{1,9}\w{1,100}\s{0,9}\([^)\n]{0,200}\bfalcon\.(?:asgi\.)?(?:App|API)\b"
    rf"|(?m:^)from\s{{1,9}}falcon(?:\.asgi)?\s{{1,9}}import\s{{1,9}}{_LISTED}(?:App|API)(?!\w)"
)
_AIOHTTP_ENTRY = (
    rf"(?m:^)from\s{{1,9}}aiohttp\.web\s{{1,9}}import\s{{1,9}}{_LISTED}Application(?!\w)|"
    r"\bweb\s{0,9}\.\s{0,9}Application\s{0,9}\("
    r"|\bclass\s{1,9}\w{1,100}\s{0,9}\([^)\n]{0,200}\bweb\.Application\b"
)
# What extends a framework in another package has one more word before its name: `CustomFlask(`.
_WORD = r"(?:[A-Z][A-Za-z0-9]{0,40})?"
_FLASK_ENTRY = rf"{_application(f'{_WORD}Flask')}|\bOpenAPI\s{{0,9}}\(\s{{0,9}}__name__"
# It takes its routes from an OpenAPI document.
_CONNEXION_ENTRY = (
    r"\b(?:Flask|Async|AioHttp)App\s{0,9}\(|\bconnexion\s{0,9}\.\s{0,9}App\s{0,9}\("
    rf"|(?m:^)from\s{{1,9}}connexion\s{{1,9}}import\s{{1,9}}{_LISTED}App(?!\w)"
)
# Its functions put routes into an application that is there without being made.
_BOTTLE_ENTRY = (
    rf"{_application('Bottle')}"
    r"|\bbottle\s{0,9}\.\s{0,9}(?:run|default_app|app\s{0,9}\.\s{0,9}push)\s{0,9}\("
    rf"|(?m:^)from\s{{1,9}}bottle\s{{1,9}}import\s{{1,9}}{_LISTED}(?:run|default_app)(?!\w)"
)
_CHERRYPY_ENTRY = (
    r"\bcherrypy\s{0,9}\.\s{0,9}(?:quickstart|Application|tree\s{0,9}\.\s{0,9}mount)\s{0,9}\("
)
# Glue makes a server of a table that lists what it is put together of.
_HAPI_ENTRY = (
    r"\b[hH]api\s{0,9}\.\s{0,9}[sS]erver\s{0,9}\(|\b[gG]lue\s{0,9}\.\s{0,9}compose\s{0,9}\("
)
_INVERSIFY_ENTRY = r"\bnew\s{1,9}InversifyExpressServer\b"
_TSED_PACKAGES = "@tsed/common @tsed/platform-http @tsed/platform-express @tsed/platform-koa"
_TSED_ENTRY = (
    r"\bPlatform(?:Express|Koa|Builder)\s{0,9}\.\s{0,9}(?:bootstrap|create)\b"
    r"|\bextends\s{1,9}ServerLoader\b"
)
_CONTROLLERS_ENTRY = r"\b(?:create|use)(?:Express|Koa)Server\s{0,9}\("
# Egg makes the application itself, of the files that it finds in these places.
_EGG_FILES = r"(?:.*/)?app/(?:router|(?:.+/)?controller/.+)\.(?:ts|js|mjs)"
_H3_ENTRY = r"\bnew\s{1,9}H3\b|\bcreateApp\b[^;'\"]{0,200}\bfrom\s{0,9}['\"]h3['\"]"
_DJANGO_ENTRY = rb"\bROOT_URLCONF\s{0,9}(?::[^=\n]{1,60})?=|\bget_[wa]sgi_application\s{0,9}\("

_NODE = (
    _framework("NestJS", "@nestjs/core", "@nestjs/core", _NEST_ENTRY),
    _framework("Express", "express", "express", _EXPRESS_ENTRY, main=_taken_in("express")),
    _framework("Fastify", "fastify", "fastify", _FASTIFY_ENTRY, main=_taken_in("fastify")),
    _framework("Hono", "hono @hono/zod-openapi", "hono", _HONO_ENTRY),
    _framework("Koa", "koa", "koa", r"\b(?:new|extends)\s{1,9}Koa(?![\w.])", main=_taken_in("koa")),
    _framework(
        "Hapi", "@hapi/hapi hapi @hapi/glue", "", _HAPI_ENTRY,
        main=_taken_in("@hapi/hapi hapi", "server Server"),
    ),
    _framework("AdonisJS", "@adonisjs/core", "@adonisjs/core", r"new\s{1,9}Ignitor\b"),
    _framework(
        "routing-controllers", "routing-controllers", "routing-controllers", _CONTROLLERS_ENTRY
    ),
    _framework("Elysia", "elysia", "elysia", r"new\s{1,9}Elysia\b"),
    _framework("inversify", "inversify-express-utils", "inversify", _INVERSIFY_ENTRY),
    _framework(
        "OvernightJS", "@overnightjs/core", "@overnightjs/core", r"\bextends\s{1,9}Server\b"
    ),
    _framework("Ts.ED", _TSED_PACKAGES, "@tsed/", _TSED_ENTRY),
    _framework("Midway", "@midwayjs/koa @midwayjs/express @midwayjs/web", "@midwayjs/",
               r"@Configuration\s{0,9}\("),
    _framework("Egg", "egg", paths=_EGG_FILES),
    _framework("ThinkJS", "thinkjs", "thinkjs", r"\bnew\s{1,9}(?:Application|ThinkJS|Think)\b"),
    _framework("h3", "h3", "h3", _H3_ENTRY),
    _framework("itty-router", "itty-router", "itty-router", r"\b(?:Auto|Itty)?Router\s{0,9}[(<]"),
    _framework("Moleculer", "moleculer-web", "moleculer-web", r"\bmixins\b"),
    _framework("Feathers", "@feathersjs/feathers", "@feathersjs/", r"\bfeathers\s{0,9}\("),
    _framework("LoopBack", "@loopback/rest", "@loopback/", r"\bRestApplication\b"),
    _framework("Sails", "sails", "sails", r"\b[sS]ails(?:\(\))?\s{0,9}\.\s{0,9}lift\s{0,9}\("),
    _framework("Restify", "restify", "restify", r"\brestify\s{0,9}\.\s{0,9}createServer\s{0,9}\(",
               main=_taken_in("restify", "createServer")),
    _framework("Polka", "polka", "polka", r"(?<![\w.])polka\s{0,9}\("),
    _framework("tRPC", "@trpc/server", "@trpc/server", _TRPC_ENTRY),
    _framework("oRPC", "@orpc/server", "@orpc/", r"new\s{1,9}(?:RPC|OpenAPI)Handler\b"),
    _framework("micro", "micro", "micro", _MICRO_ENTRY),
    _framework("Connect", "connect", "connect", _CONNECT_ENTRY, main=_taken_in("connect")),
    _framework("Apollo Server", _APOLLO_PACKAGES, "apollo", _APOLLO_ENTRY),
    _framework("GraphQL Yoga", "graphql-yoga", "graphql-yoga", _YOGA_ENTRY),
    _framework("Next.js", "next", paths=placed.NEXT_ROUTES),
    _framework("SvelteKit", "@sveltejs/kit", paths=placed.SVELTE_ROUTES, built=True),
    replace(
        _framework("Astro", "astro", "export", placed.ASTRO_ENTRY, placed.ASTRO_ROUTES, built=True),
        asked=placed.ASTRO_ASKED,
    ),
    _framework("Nitro", _NITRO_PACKAGES, "andler", placed.NITRO_ENTRY,
               placed.NITRO_ROUTES, built=True),
    _framework("RedwoodJS", _REDWOOD_PACKAGES, "handler", placed.REDWOOD_ENTRY,
               placed.REDWOOD_FUNCTIONS),
    _framework("Remix", _REMIX_PACKAGES, "export", placed.REMIX_ENTRY, placed.REMIX_ROUTES,
               built=True),
    _framework("SolidStart", "@solidjs/start solid-start", "export", placed.SOLID_ENTRY,
               placed.SOLID_ROUTES, built=True),
    _framework("TanStack Start", _TANSTACK_PACKAGES, "", placed.TANSTACK_ENTRY,
               placed.TANSTACK_ROUTES, built=True),
)  # fmt: skip
_PYTHON = (
    _framework("Django", _DJANGO_PACKAGES, "jango", _DJANGO_ENTRY.decode()),
    _framework("FastAPI", _FASTAPI_PACKAGES, "fastapi", _application(f"{_WORD}FastAPI")),
    _framework("Flask", _FLASK_PACKAGES, "flask", _FLASK_ENTRY),
    _framework("Quart", "quart quart-trio quart-schema", "quart", _application(f"{_WORD}Quart")),
    _framework("Starlette", "starlette", "starlette", _application("Starlette")),
    _framework("Litestar", "litestar litestar-full", "litestar", _application("Litestar")),
    _framework("Sanic", "sanic sanic-ext sanic-openapi", "sanic", _application("Sanic")),
    _framework("Connexion", "connexion", "connexion", _CONNEXION_ENTRY),
    _framework("aiohttp", "aiohttp", "aiohttp", _AIOHTTP_ENTRY),
    _framework("Tornado", "tornado", "tornado", _application("Application")),
    _framework("Falcon", "falcon", "falcon", _FALCON_ENTRY),
    _framework("Bottle", "bottle", "bottle", _BOTTLE_ENTRY),
    _framework("Pyramid", "pyramid", "pyramid", r"\.make_wsgi_app\s{0,9}\("),
    _framework("Starlite", "starlite", "starlite", _application("Starlite")),
    _framework("BlackSheep", "blacksheep", "blacksheep", _application("Application")),
    _framework("Robyn", "robyn", "robyn", _application("Robyn")),
    _framework("Chalice", "chalice", "chalice", _application("Chalice")),
    _framework("CherryPy", "cherrypy", "cherrypy", _CHERRYPY_ENTRY),
    _framework("web.py", "web-py", "web", r"\bweb\s{0,9}\.\s{0,9}application\s{0,9}\("),
    _framework("Klein", "klein", "klein", _application("Klein")),
    replace(_framework("Twisted", "twisted", "twisted", _application("Site")), beneath=True),
)
FRAMEWORKS = {Stack.NODE: _NODE, Stack.PYTHON: _PYTHON}

# The command of Fastify serves a plugin, which makes no application itself.
_SERVING_COMMANDS = {"Fastify": re.compile(r"\bfastify(?:-cli)?\s{1,9}start\b")}


def served_by_command(
    manifest: Manifest, frameworks: tuple[Framework, ...]
) -> tuple[Framework, Evidence] | None:
    """The framework whose own command a script serves an application by."""
    for framework in frameworks:
        command = _SERVING_COMMANDS.get(framework.name)
        for script in manifest.scripts if command is not None else ():
            if command is not None and command.search(script.command):
                excerpt = f"{script.name}: {script.command}"
                return framework, Evidence(manifest.path, script.line, excerpt=excerpt)
    return None
