"""Cases of many checks in services of controllers with decorators: NestJS, tsoa, Ts.ED."""

from tests.compliance.repositories import Case, Files

LISTS, KEYS, CACHING, ROLES = (
    "lists-paginated", "foreign-keys-indexed", "caching", "role-based-access",
)  # fmt: skip
MAIN = "import { NestFactory } from '@nestjs/core';\nconst app = await NestFactory.create(AppModule);\nawait app.listen(3000);\n"


def nest(packages: str = "", **files: str) -> Files:
    """A service of NestJS with these packages and files below `src`, without `.ts`."""
    names = ["@nestjs/core", "@nestjs/common", *packages.split()]
    wanted = ", ".join(f'"{name}": "^1.0.0"' for name in names)
    return {
        "package.json": f'{{"dependencies": {{{wanted}}}}}',
        "src/main.ts": MAIN,
        **{f"src/{name}.ts": source for name, source in files.items()},
    }


def paginated(parameter: str) -> Files:
    """A controller whose list comes from the class that it extends."""
    return nest(
        "typeorm pg",
        orders="import { Controller } from '@nestjs/common';\nimport { Base } from './base';\n@Controller('orders')\nexport class Orders extends Base {}\n",
        base=f"import {{ Get }} from '@nestjs/common';\nexport abstract class Base {{\n  @Get()\n  all({parameter}): Promise<Order[]> {{\n    return this.service.all(query);\n  }}\n}}\n",
    )


def underscored(indexes: str) -> Files:
    """A model of sequelize-typescript whose columns the database calls otherwise."""
    return nest(
        "sequelize sequelize-typescript pg",
        order="import { Table, Column, ForeignKey, Model } from 'sequelize-typescript';\n"
        f"@Table({{ tableName: 'orders', underscored: true, indexes: [{indexes}] }})\n"
        "export class Order extends Model {\n  @ForeignKey(() => User)\n  @Column\n  userId: number;\n  @Column\n  createdAt: Date;\n}\n",
    )


def headed(header: str) -> Files:
    """A route of NestJS with a header."""
    return nest(
        orders=f"import {{ Controller, Get, Header }} from '@nestjs/common';\n@Controller('orders')\nexport class Orders {{\n  @Get()\n  @Header({header})\n  all() {{\n    return [];\n  }}\n}}\n"
    )


def tsoa(security: str) -> Files:
    """A route of tsoa with its security."""
    return {
        "package.json": '{"dependencies": {"express": "4.0.0", "tsoa": "6.0.0"}}',
        "src/app.ts": "import express from 'express';\nexport const app = express();\napp.listen(3000);\n",
        "src/orders.ts": f"import {{ Controller, Delete, Route, Security }} from 'tsoa';\n@Route('orders')\nexport class Orders extends Controller {{\n  @Delete('{{id}}')\n  @Security({security})\n  public drop() {{\n    return null;\n  }}\n}}\n",
    }


TSED = {
    "package.json": '{"dependencies": {"@tsed/common": "7.0.0", "@tsed/mongoose": "7.0.0", "mongoose": "8.0.0"}}',
    "src/index.ts": "import { PlatformExpress } from '@tsed/platform-express';\nPlatformExpress.bootstrap(Server);\n",
    "src/orders.ts": "import { Controller, Get } from '@tsed/common';\nimport { UseCache } from '@tsed/platform-cache';\nimport { Inject } from '@tsed/di';\nimport { MongooseModel } from '@tsed/mongoose';\n"
    "@Controller('/orders')\nexport class Orders {\n  @Inject(Order)\n  private model: MongooseModel<Order>;\n  @Get('/')\n  @UseCache()\n  async all() {\n    for (const id of ids) await this.model.findById(id);\n  }\n}\n",
}

CASES = (
    Case(LISTS, "pass", "a decorator that takes a page", paginated("@Paginate() query: PaginateQuery")),
    Case(LISTS, "fail", "the same controller without a page", paginated("@Query() query: Wanted")),
    Case(KEYS, "pass", "Sequelize, an index by what the database calls its column", underscored("{ fields: ['user_id', 'created_at'] }")),
    Case(KEYS, "fail", "Sequelize, an index that the column does not lead", underscored("{ fields: ['created_at', 'user_id'] }"), "orders.userId"),
    Case(CACHING, "pass", "an age in a decorator", headed("'Cache-Control', 'private, max-age=60'"), "Cache-Control", (("src/orders.ts", 5),)),
    Case(CACHING, "fail", "a decorator that forbids to keep", headed("'Cache-Control', 'no-store'")),
    Case(CACHING, "pass", "Ts.ED", TSED, "UseCache"),
    Case(ROLES, "pass", "scopes in tsoa", tsoa("'jwt', ['orders:write']"), "Security"),
    Case(ROLES, "fail", "no scopes in tsoa", tsoa("'jwt', []"), "no route asks for a role"),
    Case("error-handling-consistent", "pass", "Ts.ED", TSED, "Ts.ED answers errors"),
    Case("queries-not-in-loops", "fail", "a model of Ts.ED", TSED, "1 of 1 queries"),
)  # fmt: skip
