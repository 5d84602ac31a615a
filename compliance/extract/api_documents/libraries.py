"""The libraries that describe an HTTP API or show its description, and how each is wired up."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.facts import Stack

_FRAMEWORKS = frozenset(
    """fastapi djangorestframework django-ninja apiflask litestar starlette blacksheep connexion
    express-zod-api @loopback/rest tsoa flask-restx""".split()
)


@dataclass(frozen=True)
class Library:
    """A library by the name that people know, the packages that bring it, and the modules that are
    imported from it.

    It is wired up where one of `calls` is called (by its last name, or dotted) or extended, or,
    without any, where it is imported. Those of them in `methods` are called on what the library
    made, maybe where nothing is imported from it. `describes`: it makes a description from the
    code. Each keyword of one of the groups in `off` being nothing switches it off.
    """

    name: str
    packages: frozenset[str]
    modules: tuple[str, ...]
    calls: frozenset[str] = frozenset()
    describes: bool = True
    methods: frozenset[str] = frozenset()
    off: tuple[tuple[str, ...], ...] = ()

    @property
    def is_framework(self) -> bool:
        """Whether it is there for more than descriptions, so that it need not be wired up."""
        return not _FRAMEWORKS.isdisjoint(self.packages)


def _node(
    packages: str, calls: str = "", *, describes: bool = True, methods: str = ""
) -> tuple[Library, ...]:
    """Libraries that are wired up alike, each by the name of its package."""
    on_it = frozenset(methods.split())
    every = frozenset(calls.split()) | on_it
    return tuple(
        Library(name, frozenset([name]), (name,), every, describes, on_it)
        for name in packages.split()
    )


def _python(
    packages: str,
    modules: str,
    calls: str = "",
    *,
    name: str = "",
    describes: bool = True,
    off: str = "",
) -> Library:
    names = packages.split()
    return Library(
        name or names[0],
        frozenset(names),
        tuple(modules.split()),
        frozenset(calls.split()),
        describes,
        off=tuple(tuple(group.split("+")) for group in off.split()),
    )


NODE = (
    *_node("@nestjs/swagger", "SwaggerModule.setup SwaggerModule.createDocument"),
    *_node("@fastify/swagger fastify-swagger fastify-oas"),
    *_node("swagger-jsdoc"),
    *_node("express-jsdoc-swagger express-swagger-generator express-oas-generator swagger-autogen"),
    *_node("@wesleytodd/openapi express-openapi swagger-express-ts"),
    *_node("express-zod-api", "Documentation"),
    *_node("@hono/zod-openapi", "getOpenAPIDocument getOpenAPI31Document", methods="doc doc31"),
    *_node("hono-openapi", "openAPISpecs openAPIRouteHandler generateSpecs"),
    *_node("chanfana @cloudflare/itty-router-openapi"),
    *_node("@asteasolutions/zod-to-openapi", "generateDocument generateComponents"),
    *_node("zod-openapi @samchungy/zod-openapi", "createDocument"),
    *_node("@ts-rest/open-api", "generateOpenApi generateOpenApiAsync"),
    *_node("trpc-to-openapi trpc-openapi @lilyrose2798/trpc-openapi", "generateOpenApiDocument"),
    *_node("@orpc/openapi", "OpenAPIGenerator OpenAPIReferencePlugin"),
    *_node("@zodios/openapi"),
    *_node("openapi3-ts", "OpenApiBuilder OpenApiBuilder.create"),
    *_node("tsoa @tsoa/runtime"),
    *_node("routing-controllers-openapi", "routingControllersToSpec"),
    *_node("koa-swagger-decorator koa-joi-router-docs koa-oas3"),
    *_node("hapi-swagger"),
    *_node("adonis-autoswagger"),
    *_node("@elysiajs/swagger @elysiajs/openapi"),
    *_node("next-swagger-doc next-rest-framework next-openapi-route-handler"),
    *_node("feathers-swagger @foal/swagger @tsed/swagger @loopback/rest-explorer @loopback/rest"),
    *_node("@nestia/sdk", "NestiaSwaggerComposer.document"),
    *_node("swagger-ui-express swagger-ui-koa koa2-swagger-ui swagger-tools", describes=False),
    *_node("@fastify/swagger-ui @hono/swagger-ui redoc-express", describes=False),
    *_node(
        """@scalar/express-api-reference @scalar/fastify-api-reference @scalar/hono-api-reference
        @scalar/nestjs-api-reference @scalar/nextjs-api-reference""",
        describes=False,
    ),
    *_node("swagger-ui-dist swagger-ui-react express-openapi-validator", describes=False),
)  # fmt: skip
PYTHON = (
    _python("fastapi fastapi-slim fastapi-standard", "fastapi", "FastAPI", name="FastAPI",
            off="openapi_url docs_url+redoc_url"),
    # What an application describes itself by where it serves that itself.
    _python("fastapi fastapi-slim fastapi-standard", "fastapi.openapi.utils fastapi.openapi.docs",
            "get_openapi get_swagger_ui_html get_redoc_html", name="FastAPI's own description"),
    _python("drf-spectacular", "drf_spectacular.views"),
    _python("drf-yasg drf-yasg2", "drf_yasg.views drf_yasg2.views"),
    _python("djangorestframework", "rest_framework.schemas rest_framework.documentation",
            "get_schema_view include_docs_urls", name="Django REST framework"),
    _python("django-rest-swagger", "rest_framework_swagger"),
    _python("django-ninja django-ninja-extra", "ninja ninja_extra", "NinjaAPI NinjaExtraAPI",
            off="openapi_url docs_url"),
    _python("flask-smorest flask-rest-api", "flask_smorest flask_rest_api", "Api init_app"),
    _python("apifairy", "apifairy", "APIFairy", name="APIFairy"),
    _python("flask-rebar", "flask_rebar", "Rebar"),
    _python("flask-restx flask-restplus", "flask_restx flask_restplus", "Api", off="doc"),
    _python("flasgger", "flasgger", "Swagger"),
    _python("flask-apispec", "flask_apispec", "FlaskApiSpec"),
    _python("apiflask", "apiflask", "APIFlask", name="APIFlask", off="enable_openapi spec_path"),
    _python("flask-openapi3 flask-openapi", "flask_openapi3 flask_openapi", "OpenAPI",
            off="doc_ui"),
    _python("flask-pydantic-spec spectree", "flask_pydantic_spec spectree",
            "FlaskPydanticSpec SpecTree"),
    _python("apispec", "apispec", "APISpec"),
    _python("litestar starlite", "litestar starlite", "Litestar Starlite", name="Litestar",
            off="openapi_config"),
    _python("sanic-ext sanic-openapi", "sanic_ext sanic_openapi"),
    _python("aiohttp-apispec", "aiohttp_apispec"),
    _python("aiohttp-swagger aiohttp-swagger3 aiohttp-pydantic",
            "aiohttp_swagger aiohttp_swagger3 aiohttp_pydantic.oas"),
    _python("quart-schema", "quart_schema", "QuartSchema"),
    _python("falcon-apispec", "falcon_apispec"),
    _python("cornice-swagger tornado-swagger", "cornice_swagger tornado_swagger"),
    _python("starlette", "starlette.schemas", "SchemaGenerator", name="Starlette"),
    _python("blacksheep", "blacksheep.server.openapi"),
    _python("pyramid-openapi3", "pyramid_openapi3", describes=False),
    _python("connexion", "connexion", describes=False),
    _python("flask-swagger-ui swagger-ui-py swagger-ui-bundle",
            "flask_swagger_ui swagger_ui swagger_ui_bundle", describes=False),
)  # fmt: skip
LIBRARIES = {Stack.NODE: NODE, Stack.PYTHON: PYTHON}
