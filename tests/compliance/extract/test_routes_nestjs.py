"""The routes of NestJS: controllers, and what an application puts around them."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import (
    addresses,
    guards_of,
    handlers_of,
    routes_of,
)
from tests.compliance.repositories import Files

MAIN = (
    "import { NestFactory } from '@nestjs/core';\nasync function start() {\n"
    "  const app = await NestFactory.create(AppModule);\n{0}\n}}\nstart();\n"
)
IMPORT = (
    "import { Controller, Get, Post, Put, All, Sse, Render, Redirect } from '@nestjs/common';\n"
)


def nest(code: str, main: str = "", **files: str) -> Files:
    return {
        "src/main.ts": MAIN.replace("{0}", main).replace("}}", "}"),
        "src/a.controller.ts": IMPORT + code,
        **{f"src/{name}.ts": content for name, content in files.items()},
    }


@pytest.mark.parametrize(
    ("code", "main", "expected"),
    [
        ("@Controller('users') class A { @Get(':id') show() {} }", "", ["GET /users/{id}"]),
        ("@Controller() class A { @Get() index() {} }", "", ["GET /"]),
        ("@Controller(['a', 'b']) class A { @Get() index() {} }", "", ["GET /a", "GET /b"]),
        ("@Controller('a') class A { @Get(['x', 'y']) i() {} }", "", ["GET /a/x", "GET /a/y"]),
        ("@Controller({ path: 'a' }) class A { @Post() make() {} }", "", ["POST /a"]),
        ("@Controller('a') class A { @All('*') any() {} @Sse('s') s() {} }", "",
         ["* /a/{path}", "GET /a/s"]),
        ("enum P { Users = 'users' }\n@Controller(P.Users) class A { @Get() i() {} }", "",
         ["GET /users"]),
        ("@Controller('a') class A { @Get() i() {} }", "  app.setGlobalPrefix('api');",
         ["GET /api/a"]),
        ("@Controller('a') class A { @Get() i() {} }", "  app.setGlobalPrefix(config.get('p'));",
         ["GET /a ~"]),
        ("@Controller('health') class A { @Get() i() {} }",
         "  app.setGlobalPrefix('api', { exclude: ['health'] });",
         ["GET /health [a health check]"]),
        ("@Controller({ path: 'a', version: '2' }) class A { @Get() i() {} }",
         "  app.enableVersioning({ type: VersioningType.URI });", ["GET /v2/a"]),
        ("@Controller({ path: 'a', version: ['1', '2'] }) class A { @Get() i() {} }",
         "  app.enableVersioning();", ["GET /v1/a", "GET /v2/a"]),
        ("@Controller('a') class A { @Version('3') @Get() i() {} }",
         "  app.enableVersioning({ defaultVersion: '1', prefix: 'version-' });",
         ["GET /version-3/a"]),
        ("@Controller('a') class A { @Get() i() {} }",
         "  app.setGlobalPrefix('api');\n  app.enableVersioning({ defaultVersion: '1' });",
         ["GET /api/v1/a"]),
        ("@Controller({ path: 'a', version: '2' }) class A { @Get() i() {} }",
         "  app.enableVersioning({ type: VersioningType.HEADER });", ["GET /a"]),
        ("@Controller({ path: 'a', version: VERSION_NEUTRAL }) class A { @Get() i() {} }",
         "  app.enableVersioning({ defaultVersion: '1' });", ["GET /a"]),
        (("@Controller('a') class A { @Render('x') @Get('p') p() {} "
         "@Redirect('/') @Get('r') r() {} }"),
         "", ["GET /a/p [a page]", "GET /a/r [a redirect]"]),
        ("class A { @Get() i() {} }", "", []),
    ],
)  # fmt: skip
def test_a_route_is_read_as_it_is_written(code: str, main: str, expected: list[str]) -> None:
    assert addresses(nest(code, main), "@nestjs/core") == expected


def test_a_decorator_may_be_composed_of_others() -> None:
    code = (
        "import { Endpoint, Area } from './endpoint';\n"
        "@Area('users')\nexport class A {\n  @Endpoint(':id')\n  show() {}\n}\n"
    )
    composed = (
        "import { applyDecorators, Controller, Get, UseGuards } from '@nestjs/common';\n"
        "export const Endpoint = (path: string) =>\n"
        "  applyDecorators(Get(path), UseGuards(AuthGuard));\n"
        "export function Area(path: string) {\n  return applyDecorators(Controller(path));\n}\n"
    )

    assert handlers_of(nest(code, endpoint=composed), "@nestjs/core") == {
        "GET /users/{id}": "A.show"
    }


@pytest.mark.parametrize(
    "body",
    [
        ("  const all = [ApiTags(path), Controller(path)];\n"
         "  if (secured) all.push(UseGuards(AuthGuard));\n"
         "  return applyDecorators(...all);"),
        ("  const all: ClassDecorator[] = [];\n  all.push(ApiTags(path), Controller(path));\n"
         "  return applyDecorators(...all);"),
        "  return applyDecorators(...[Controller(path)], ApiTags(path));",
        ("  return (target: Function) => {\n    ApiTags(path)(target);\n"
         "    Controller(path)(target);\n  };"),
    ],
)  # fmt: skip
def test_what_composes_a_decorator_may_be_a_list_or_apply_each_by_itself(body: str) -> None:
    area = (
        "import { applyDecorators, Controller, UseGuards } from '@nestjs/common';\n"
        f"export function Area(path: string, secured = true) {{\n{body}\n}}\n"
    )
    code = "import { Area } from './area';\n@Area('users')\nexport class A { @Get() list() {} }\n"

    assert addresses(nest(code, area=area), "@nestjs/core") == ["GET /users"]


@pytest.mark.parametrize(
    ("body", "given"),
    [
        ("(path: string) => Controller(`/api/${path}`)", "'users'"),
        (("(...all) => {\n  const [given] = all;\n  if (!given) return Controller('/api');\n"
          "  return Controller({ path: below(given.path) });\n}"), "{ path: 'users' }"),
    ],
)  # fmt: skip
def test_what_a_decorator_returns_may_be_that_of_a_controller(body: str, given: str) -> None:
    area = (
        "import { Controller } from '@nestjs/common';\n"
        f"const below = (path: string) => `/api/${{path}}`;\nexport const Area = {body};\n"
    )
    code = (
        f"import {{ Area }} from './area';\n@Area({given})\n"
        "export class A { @Get() list() {} }\n"
    )

    assert addresses(nest(code, area=area), "@nestjs/core") == ["GET /users ~"]


def test_what_a_decorator_returns_may_be_of_no_controller() -> None:
    area = (
        "import { Controller, UseGuards } from '@nestjs/common';\n"
        "export const Area = (path: string) => UseGuards(guards(path, Controller));\n"
    )
    code = "import { Area } from './area';\n@Area('users')\nexport class A { @Get() list() {} }\n"

    assert addresses(nest(code, area=area), "@nestjs/core") == []


def test_methods_of_a_base_class_answer_for_each_controller() -> None:
    code = (
        "class Base { @Get() list() {} }\n"
        "@Controller('a') class A extends Base {}\n@Controller('b') class B extends Base {}\n"
    )

    assert addresses(nest(code), "@nestjs/core") == ["GET /a", "GET /b"]


def test_modules_may_be_put_below_a_path() -> None:
    module = (
        "import { RouterModule } from '@nestjs/core';\nimport { A } from './a.controller';\n"
        "@Module({ controllers: [A] })\nexport class AModule {}\n"
        "const routes = [{ path: 'admin', children: [{ path: 'inner', module: AModule }] }];\n"
        "@Module({ imports: [RouterModule.register(routes)] })\nexport class AppModule {}\n"
    )
    code = "@Controller('a') export class A { @Get() i() {} }"

    assert addresses(nest(code, module=module), "@nestjs/core") == ["GET /admin/inner/a"]


@pytest.mark.parametrize(
    "children",
    [
        "children: Object.values(parts)",
        "children: [...Object.values(parts)]",
        "children: Object.values({ BModule: parts.BModule, AModule: parts.AModule })",
    ],
)
def test_all_modules_of_a_folder_may_be_put_below_a_path(children: str) -> None:
    files: Files = {
        "src/a.ts": "@Controller('a') class A { @Get() i() {} }\n"
        "@Module({ controllers: [A] })\nexport class AModule {}\n",
        "src/b.ts": "@Controller('b') class B { @Get() i() {} }\n"
        "@Module({ controllers: [B] })\nexport class BModule {}\n",
        "src/parts.ts": "export * from './a';\nexport { BModule } from './b';\n",
        "src/main.ts": "import { NestFactory, RouterModule } from '@nestjs/core';\n"
        "import * as parts from './parts';\n@Controller('c') class C { @Get() i() {} }\n"
        f"@Module({{ imports: [RouterModule.register([{{ path: 'v1', {children} }}])],\n"
        "  controllers: [C] })\nclass AppModule {}\nNestFactory.create(AppModule);\n",
    }

    assert addresses(files, "@nestjs/core") == ["GET /c", "GET /v1/a", "GET /v1/b"]


MAKING = """\
export function Crud(form): any {
  class Made {
    @Get() list() {}
    @Post() add(@Body() body) {}
  }
  return Made;
}
class Aside { @Delete() wipe() {} }
"""


def test_a_controller_inherits_what_a_function_makes_but_what_it_overrides() -> None:
    code = (
        "import { Crud } from './crud';\n"
        "@Controller('a') export class A extends Crud(Form) {}\n"
        "@Controller('b') export class B extends Crud(Form) { add() {} @Get(':id') one() {} }\n"
    )

    assert addresses(nest(code, crud=MAKING), "@nestjs/core") == [
        "GET /a", "GET /b", "GET /b/{id}", "POST /a",
    ]  # fmt: skip


def test_a_route_is_where_its_own_decorator_is_whatever_stands_around_that() -> None:
    code = (
        "import { AsDelete } from './as-delete';\n"
        "@Controller('a')\nexport class A {\n"
        "  @HasPermission(may.read)\n  @Get(':id')\n  @UseGuards(Guard)\n  show() {}\n"
        "  @HttpCode(204)\n  @AsDelete(':id')\n  remove() {}\n}\n"
    )
    composed = (
        "import { applyDecorators, Delete } from '@nestjs/common';\n"
        "export const AsDelete = (path: string) => applyDecorators(Delete(path));\n"
    )

    routes = routes_of(nest(code, **{"as-delete": composed}), "@nestjs/core")

    assert {f"{each.method} {each.path}": each.where.excerpt for each in routes} == {
        "GET /a/{id}": "@Get(':id')",
        "DELETE /a/{id}": "@AsDelete(':id')",
    }


def test_guards_are_global_or_of_modules_classes_and_methods() -> None:
    code = (
        "@Controller('a')\n@UseGuards(AuthGuard)\nexport class A {\n"
        "  @Roles('admin')\n  @Get()\n  index() {}\n}\n"
        "@Controller('b') export class B { @Get() index() {} }\n"
    )
    module = (
        "import { A } from './a.controller';\n@Module({\n  controllers: [A],\n"
        "  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],\n})\n"
        "export class AppModule {\n  configure(consumer) {\n"
        "    consumer.apply(LogMiddleware).forRoutes(A);\n"
        "    consumer.apply(OldMiddleware).forRoutes({ path: 'b', method: RequestMethod.GET });\n"
        "  }\n}\n"
    )
    main = "  app.useGlobalGuards(new TenantGuard());"

    guards = guards_of(nest(code, main, module=module), "@nestjs/core")

    assert [each for each in guards["GET /a"] if "Controller" not in each] == [
        "TenantGuard()", "ThrottlerGuard", "LogMiddleware", "UseGuards()", "Roles()", "Get()",
    ]  # fmt: skip
    assert guards["GET /b"][:3] == ["TenantGuard()", "ThrottlerGuard", "OldMiddleware"]


CONTROLLERS = (
    "import { createExpressServer } from 'routing-controllers';\n"
    "createExpressServer({ controllers: [A], routePrefix: '/api' }).listen(3000);\n"
)
ON_AN_APPLICATION = (
    "import express from 'express';\nimport { useExpressServer } from 'routing-controllers';\n"
    "const app = express();\nuseExpressServer(app, { controllers: [A], routePrefix: prefix });\n"
)
TAKEN_IN = "import { Authorized, JsonController, Controller, Get } from 'routing-controllers';\n"


@pytest.mark.parametrize(
    ("server", "code", "expected"),
    [
        (CONTROLLERS, "@JsonController('/users') class A { @Get('/:id') one() {} }",
         ["GET /api/users/{id}"]),
        (CONTROLLERS, "@Controller() class A { @Get('/pages') list() {} }", ["GET /api/pages"]),
        (ON_AN_APPLICATION, "@JsonController('/users') class A { @Get() list() {} }",
         ["GET /users ~"]),
    ],
)  # fmt: skip
def test_controllers_of_routing_controllers_are_read_alike(
    server: str, code: str, expected: list[str]
) -> None:
    files = {"src/server.ts": server, "src/a.ts": TAKEN_IN + code}
    assert addresses(files, "express", "routing-controllers") == expected


CRUD = "import { Crud } from '@nestjsx/crud';\n"
EACH = ["GET /orders", "GET /orders/{id}", "POST /orders", "POST /orders/bulk",
        "PATCH /orders/{id}", "PUT /orders/{id}", "DELETE /orders/{id}"]  # fmt: skip


@pytest.mark.parametrize(
    ("taken", "options", "expected"),
    [
        (CRUD, "model: { type: Order }", EACH),
        (CRUD.replace("nestjsx", "dataui"), "model: { type: Order }", EACH),
        (CRUD, "routes: { only: ['getManyBase', 'deleteOneBase'] }", [EACH[0], EACH[6]]),
        (CRUD, "routes: { exclude: ['createManyBase'] }", [*EACH[:3], *EACH[4:]]),
        (CRUD.replace("@nestjsx/crud", "./own"), "model: { type: Order }", []),
    ],
)
def test_a_package_makes_routes_of_an_entity(taken: str, options: str, expected: list[str]) -> None:
    code = f"@Crud({{ {options} }}) @Controller('orders') class A {{}}"
    files = nest(taken + code)

    assert addresses(files, "@nestjs/core") == sorted(expected)
