"""Cases of many checks in services of controllers with decorators: NestJS, tsoa, Ts.ED."""

from tests.compliance.repositories import Case, Files

LISTS, KEYS, FILTERED, CACHING, ROLES, SIGN_IN, BODIES, WRITES, LOOPS = (
    "lists-paginated", "foreign-keys-indexed", "filtered-fields-indexed", "caching",
    "role-based-access", "authentication", "input-validated", "multi-writes-in-transaction",
    "queries-not-in-loops",
)  # fmt: skip
MAIN = "import { NestFactory } from '@nestjs/core';\nconst app = await NestFactory.create(AppModule);\napp.useGlobalPipes(pipes);\nawait app.listen(3000);\n"


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

SCHEMA = 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\ngenerator client {\n  provider = "prisma-client-js"\n}\nmodel Order {\n  id Int @id\n  code String @unique\n  name String\n}\nmodel Line {\n  id Int @id\n  orderId Int\n}\n'


def served(handler: str, service: str) -> Files:
    """A route of NestJS and a method of the service, on Prisma, that it calls."""
    files = nest(
        "@prisma/client prisma zod class-validator",
        orders="import { Body, Controller, Get, ParseArrayPipe, Post, Query, Req, UseGuards } from '@nestjs/common';\nimport { Service } from './service';\n"
        f"@Controller('orders')\nexport class Orders {{\n  constructor(private readonly service: Service) {{}}\n{handler}\n}}\n",
        service="import { PrismaClient } from '@prisma/client';\n"
        f"export class Service {{\n  private readonly prisma = new PrismaClient();\n{service}\n}}\n",
    )
    return {**files, "prisma/schema.prisma": SCHEMA}


def listed(service: str) -> Files:
    """A route that answers what a service makes of a query."""
    return served(
        "  @Get()\n  all(@Query() query: any) {\n    return this.service.all(query);\n  }",
        f"  async all(filter: any) {{\n{service}\n  }}",
    )


def posted(parameters: str, more: str = "") -> Files:
    """A route that takes a body, behind a class of class-validator's elsewhere."""
    return served(
        f"  @Post()\n  make({parameters}) {{\n    return this.service.make({more});\n  }}",
        "  make(given: any) {\n    return given;\n  }",
    ) | {
        "src/dto.ts": "import { IsInt } from 'class-validator';\nexport class Dto {\n  @IsInt()\n  id: number;\n}\n"
    }


def asked(handler: str) -> Files:
    """A route and nothing that asks who calls, but for what its handler does."""
    return served(f"  @Get()\n  all({handler}\n  }}", "  load() {\n    return [];\n  }")


PAIR = "const [items, total] = await Promise.all([this.prisma.order.findMany(%s), this.prisma.order.count()]);\n    return { items, total };"
BOTH = "await %(on)s.save(Order, order);\n    await %(on)s.save(Line, line);"


def managed(parameters: str, on: str = "manager") -> Files:
    """A function that writes two tables of TypeORM by a manager."""
    return nest(
        "typeorm pg",
        orders="import { Controller, Post } from '@nestjs/common';\nimport { Service } from './service';\n@Controller('orders')\nexport class Orders {\n  constructor(private readonly service: Service) {}\n  @Post()\n  make() {\n    return this.service.make({}, {}, this.source.manager);\n  }\n}\n",
        service="import { EntityManager } from 'typeorm';\nimport { Order, Line } from './entities';\n"
        f"export class Service {{\n  constructor(private readonly own: EntityManager) {{}}\n  async make({parameters}) {{\n    {BOTH % {'on': on}}\n  }}\n}}\n",
        entities="import { Entity, PrimaryGeneratedColumn } from 'typeorm';\n@Entity()\nexport class Order {\n  @PrimaryGeneratedColumn()\n  id: number;\n}\n@Entity()\nexport class Line {\n  @PrimaryGeneratedColumn()\n  id: number;\n}\n",
    )


LOT = "const lot = await this.prisma.order.findMany({ take: 9 });\n      if (lot.length === 0) return;\n      await this.prisma.order.deleteMany({ where: { id: { in: lot.map((each) => each.id) } } });"


def repository(base: str, method: str) -> Files:
    """A route of NestJS that asks a repository of TypeORM of the program's own."""
    return nest(
        "typeorm pg",
        orders="import { Controller, Get, Query } from '@nestjs/common';\nimport { OrderRepository } from './repository';\n@Controller('orders')\nexport class Orders {\n  constructor(private readonly orders: OrderRepository) {}\n  @Get()\n  all(@Query() query: any) {\n    return this.orders.named(query);\n  }\n}\n",
        repository="import { DataSource, Repository } from 'typeorm';\nimport { paginate } from 'nestjs-typeorm-paginate';\nimport { Order } from './entities';\n"
        f"export class OrderRepository extends {base}\n  named(query: any) {{\n{method}\n  }}\n}}\n",
        entities="import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';\n@Entity()\nexport class Order {\n  @PrimaryGeneratedColumn()\n  id: number;\n  @Column()\n  name: string;\n  @Column({ unique: true })\n  code: string;\n}\n",
    )


OF_TYPE = "Repository<Order> {"
BY_NAME = "    return this.find({ where: { name: query.name }, take: 9 });"


def guarded(body: str, before: str = "") -> Files:
    """A route of NestJS behind a guard of no telling name."""
    return nest(
        orders="import { Controller, Get, UseGuards } from '@nestjs/common';\nimport { Gate } from './gate';\n@Controller('orders')\n@UseGuards(Gate)\nexport class Orders {\n  @Get()\n  all() {\n    return [];\n  }\n}\n",
        gate=f"export class Gate {{\n  {before}canActivate(context) {{\n    const request = context.switchToHttp().getRequest();\n    {body}\n  }}\n}}\n",
    )


def drizzle(id_: str) -> Files:
    """A table of Drizzle whose columns functions of the program's own make."""
    return nest(
        "drizzle-orm pg",
        orders="import { Controller, Get, Param } from '@nestjs/common';\nimport { eq } from 'drizzle-orm';\nimport { drizzle } from 'drizzle-orm/node-postgres';\nimport { orders } from './schema';\nconst db = drizzle('x');\n@Controller('orders')\nexport class Orders {\n  @Get(':id')\n  one(@Param('id') id: string) {\n    return db.select().from(orders).where(eq(orders.id, id)).limit(1);\n  }\n}\n",
        schema="import { pgTable, text } from 'drizzle-orm/pg-core';\nimport { id } from './columns';\nexport const orders = pgTable('orders', { id: id(), name: text() });\n",
        columns=f"import {{ uuid }} from 'drizzle-orm/pg-core';\nexport const id = () => {id_};\n",
    )


MIKRO = nest(
    "@mikro-orm/core @mikro-orm/postgresql",
    orders="import { Controller, Get } from '@nestjs/common';\nimport { OrderRepository } from './repository';\n@Controller('orders')\nexport class Orders {\n  constructor(private readonly orders: OrderRepository) {}\n  @Get()\n  async all() {\n    for (const id of this.ids) await this.orders.findOne(id);\n  }\n}\n",
    repository="import { EntityRepository } from '@mikro-orm/postgresql';\nexport class OrderRepository extends EntityRepository<Order> {}\n",
)


def served_by_role(service: str) -> Files:
    """A route of NestJS for whoever signed in, and what its service does."""
    return nest(
        orders="import { Controller, Get, Req, UseGuards } from '@nestjs/common';\nimport { JwtGuard } from './jwt';\nimport { Service } from './service';\n@Controller('orders')\n@UseGuards(JwtGuard)\nexport class Orders {\n  constructor(private readonly service: Service) {}\n  @Get()\n  all(@Req() req: any) {\n    return this.service.all(req.user);\n  }\n}\n",
        service=f"import {{ ForbiddenException }} from '@nestjs/common';\nexport class Service {{\n  all(user: any) {{\n    {service}\n  }}\n}}\n",
    )


def typed(class_: str, packages: str = "") -> Files:
    """A route whose body is of a class, behind a class of class-validator's elsewhere."""
    files = posted("@Body() order: Order", "order")
    orders = str(files["src/orders.ts"])
    return {
        **files,
        "src/orders.ts": "import { Order } from './order';\n" + orders,
        "src/order.ts": packages + class_,
    }


SWAGGER = (
    "import { ApiProperty, PartialType } from '@nestjs/swagger';\nimport { Dto } from './dto';\n"
)
DESCRIBED = "export class Order {\n  @ApiProperty()\n  id: number;\n}\n"


def injected(type_: str) -> Files:
    """A service that is handed something, of which it asks and which it fills."""
    return nest(
        "cache-manager @nestjs/cache-manager",
        orders="import { Controller, Get, Inject } from '@nestjs/common';\nimport { CACHE_MANAGER } from '@nestjs/cache-manager';\n@Controller('orders')\nexport class Orders {\n"
        f"  constructor(@Inject(CACHE_MANAGER) private readonly kept: {type_}) {{}}\n  @Get()\n  async all() {{\n    return (await this.kept.get('all')) ?? this.load();\n  }}\n}}\n",
    )


def page(parameter: str, text: str) -> Files:
    """A route of NestJS that answers a text."""
    return nest(
        orders=f"import {{ Controller, Get, Param, Query }} from '@nestjs/common';\n@Controller('orders')\nexport class Orders {{\n  @Get(':name')\n  one({parameter}) {{\n    return {text};\n  }}\n}}\n"
    )


HTML = "output-escaped"
OWN = "const orders = manager.getRepository(Order);\n    const lines = %s.getRepository(Line);\n    await orders.save({});\n    await lines.save({});"


def asked_of(of: str) -> Files:
    """A function that asks repositories of a manager that it is handed, or of another."""
    files = managed("order: any, line: any, manager: EntityManager")
    service = str(files["src/service.ts"])
    both = BOTH % {"on": "manager"}
    return {**files, "src/service.ts": service.replace(both, OWN % of)}


def library(package: str) -> Files:
    """A route behind a guard of no telling name that a package brings."""
    return nest(
        package,
        orders=f"import {{ Controller, Get, UseGuards }} from '@nestjs/common';\nimport {{ Gate }} from '{package}';\n@Controller('orders')\n@UseGuards(new Gate())\nexport class Orders {{\n  @Get()\n  all() {{\n    return [];\n  }}\n}}\n",
    )


MADE = nest(
    "@nestjsx/crud @nestjsx/crud-typeorm typeorm",
    orders="import { Controller } from '@nestjs/common';\nimport { Crud } from '@nestjsx/crud';\n@Crud({ model: { type: Order } })\n@Controller('orders')\nexport class Orders {}\n",
)

CASES = (
    Case(LISTS, "pass", "a list that a package makes of an entity", MADE, "the one list endpoint answers page by page"),
    Case(CACHING, "pass", "a cache by its type alone", injected("Cache"), "@nestjs/cache-manager"),
    Case(CACHING, "fail", "something else of another type", injected("Shelf"), "caches no data"),
    Case(HTML, "fail", "NestJS, a part of the path in a text of HTML", page("@Param('name') name: string", "`<b>${name}</b>`"), "1 place"),
    Case(HTML, "fail", "NestJS, an object of the query in it", page("@Query() query: Wanted", "`<b>${query.name}</b>`"), "1 place"),
    Case(HTML, "pass", "NestJS, a number in it", page("@Param('name', ParseIntPipe) name: number", "`<b>${name}</b>`")),
    Case(HTML, "not_applicable", "NestJS, a text that is no HTML", page("@Param('name') name: string", "`${name} <b>`")),
    Case(WRITES, "pass", "repositories of a manager that is handed on", asked_of("manager"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "repositories of the service's own manager", managed("order: any, line: any", "this.own"), "1 of 1"),
    Case(SIGN_IN, "pass", "a guard that a package for signing in brings", library("supertokens-nestjs")),
    Case(SIGN_IN, "fail", "a guard that another package brings", library("nest-gates")),
    Case(BODIES, "fail", "a class that is only described", typed(DESCRIBED, SWAGGER), "1 of 1 handlers"),
    Case(BODIES, "fail", "an entity of TypeORM", typed("export class Order {\n  @Column()\n  id: number;\n}\n", "import { Column } from 'typeorm';\n"), "1 of 1 handlers"),
    Case(BODIES, "pass", "a class with decorators of the program's own", typed("export class Order {\n  @Number()\n  id: number;\n}\n", "import { Number } from './fields';\n"), "the one handler that reads a body validates it"),
    Case(BODIES, "pass", "a class that is mapped from a validated one", typed("export class Order extends PartialType(Dto) {}\n", SWAGGER), "the one handler that reads a body validates it"),
    Case(BODIES, "fail", "a class that is mapped from a described one", typed("class Shown {\n  @ApiProperty()\n  id: number;\n}\nexport class Order extends PartialType(Shown) {}\n", SWAGGER), "1 of 1"),
    Case(BODIES, "pass", "a class that is mapped twice", typed("export class Order extends PartialType(OmitType(Dto, ['id'])) {}\n", SWAGGER), "the one handler that reads a body validates it"),
    Case(ROLES, "pass", "a service that keeps others out", served_by_role("if (user.role !== 'admin') throw new ForbiddenException();\n    return [];")),
    Case(ROLES, "unknown", "a service that shows some more", served_by_role("return user.role === 'admin' ? this.more() : [];"), "no route is seen to ask for a role or a permission, but user.role ==="),
    Case(ROLES, "fail", "a service that keeps strangers out", served_by_role("if (!this.of(user)) throw new ForbiddenException();\n    return [];"), "no route asks for a role"),
    Case(FILTERED, "fail", "a repository by the type that it is one of", repository(OF_TYPE, BY_NAME), "order.name"),
    Case(FILTERED, "fail", "a builder that is asked later", repository(OF_TYPE, "    const built = this.createQueryBuilder('o').where('o.code = :code', query);\n    if (query.name) built.andWhere('o.name = :name', query);\n    return built.take(9).getMany();"), "1 of 2 filtered columns have no index: order.name"),
    Case(FILTERED, "fail", "a builder that a method is handed", repository(OF_TYPE, "    const built = this.createQueryBuilder('o').where('o.code = :code', query);\n    this.narrow(built, query.name);\n    return built.take(9).getMany();\n  }\n  narrow(of: any, name: string) {\n    of.andWhere('o.name = :name', { name });"), "1 of 2 filtered columns have no index: order.name"),
    Case(FILTERED, "fail", "a column of a builder in quotes", repository(OF_TYPE, "    return this.createQueryBuilder('o').where('o.code = :code', query).orderBy('\"name\"', 'DESC').take(9).getMany();"), "1 of 2 filtered columns have no index: order.name"),
    Case(FILTERED, "fail", "a builder that a package is handed", repository(OF_TYPE, "    const built = this.createQueryBuilder('o');\n    built.orderBy('o.name');\n    return paginate(built, query);"), "order.name"),
    Case(FILTERED, "pass", "a builder that nobody knows what is done with", repository(OF_TYPE, "    const built = this.createQueryBuilder('o').where('o.code = :code', query);\n    built.orderBy('o.name');\n    return query.narrow(built);"), "the one filtered column has an index"),
    Case(FILTERED, "pass", "another builder that is asked later", repository(OF_TYPE, "    const built = this.createQueryBuilder('o').where('o.code = :code', query);\n    other.andWhere('o.name = :name', query);\n    return built.take(9).getMany();"), "the one filtered column has an index"),
    Case(FILTERED, "fail", "a condition under a key that is put in later", listed("const where: any = { code: 'a' };\n    if (filter.name) where['name'] = filter.name;\n    return this.prisma.order.findMany({ where, take: 9 });"), "Order.name"),
    Case(FILTERED, "pass", "Drizzle, a column that a function makes", drizzle("uuid().primaryKey()"), "the one filtered column has an index"),
    Case(FILTERED, "fail", "Drizzle, one that it makes no key", drizzle("uuid().notNull()"), "orders.id"),
    Case(LOOPS, "fail", "a repository of MikroORM of the program's own", MIKRO, "1 of 1 queries"),
    Case(ROLES, "pass", "a guard that asks for a role", guarded("return request.user.roles.includes('clerk');"), "Gate"),
    Case(ROLES, "fail", "a guard that asks who calls", guarded("return Boolean(request.user.id);"), "no route asks for a role"),
    Case(SIGN_IN, "pass", "a guard that reads a token", guarded("return verify(request.headers.authorization);")),
    Case(SIGN_IN, "fail", "a guard of the hour", guarded("return new Date().getHours() > 6;")),
    Case(SIGN_IN, "fail", "what a guard has beside", guarded("return true;", "roles() {\n    return this.token;\n  }\n  ")),
    Case(LISTS, "fail", "rows that are read beside their number", listed(PAIR % ""), "GET /orders"),
    Case(LISTS, "pass", "the same by options that are made before", listed("const options = { take: filter.many };\n    " + PAIR % "options")),
    Case(LISTS, "not_applicable", "the number alone", listed("const [, total] = await Promise.all([this.prisma.order.findMany(), this.prisma.order.count()]);\n    return total;"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "one row that is read beside others", listed("const [order, lines] = await Promise.all([this.prisma.order.findFirst(), this.prisma.line.findMany()]);\n    return order;"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "SQL that counts", listed("return this.prisma.$queryRaw`SELECT COUNT(*) AS number FROM orders`;"), "no endpoint answers a list"),
    Case(LISTS, "fail", "SQL that counts by group", listed("return this.prisma.$queryRaw`SELECT COUNT(*) AS number, name FROM orders GROUP BY name`;")),
    Case(FILTERED, "fail", "a condition that is put in later", listed("const where: any = { code: 'a' };\n    if (filter.name) where.name = filter.name;\n    return this.prisma.order.findMany({ where, take: 9 });"), "1 of 2 filtered columns have no index: Order.name"),
    Case(FILTERED, "fail", "a condition that is spread after another", listed("return this.prisma.order.findMany({ where: { code: 'a', ...(filter.name && { name: filter.name }) }, take: 9 });"), "Order.name"),
    Case(FILTERED, "fail", "a condition that is chosen", listed("return this.prisma.order.findMany({ where: { code: 'a', ...(filter.name ? { name: filter.name } : {}) }, take: 9 });"), "Order.name"),
    Case(FILTERED, "pass", "one put in later that no index serves", listed("const where: any = { code: 'a' };\n    if (filter.name) where.name = { contains: filter.name };\n    return this.prisma.order.findMany({ where, take: 9 });"), "the one filtered column has an index"),
    Case(FILTERED, "pass", "a column that is put into something else", listed("const made: any = {};\n    made.name = filter.name;\n    return this.prisma.order.findMany({ where: { code: 'a' }, take: 9 });"), "the one filtered column has an index"),
    Case(BODIES, "pass", "a pipe of NestJS's own", posted("@Body('ids', new ParseArrayPipe({ items: String })) ids: string[]", "ids")),
    Case(BODIES, "pass", "a pipe of one's own that is built on one that validates", nest("joi", orders="import * as Joi from 'joi';\nimport { Body, Controller, Post } from '@nestjs/common';\nimport { JoiValidationPipe } from './pipes';\nclass OrderPipe extends JoiValidationPipe {\n  schema() {\n    return Joi.object({});\n  }\n}\n@Controller('orders')\nexport class Orders {\n  @Post()\n  make(@Body(OrderPipe) order: Order) {\n    return save(order.id);\n  }\n}\n")),
    Case(BODIES, "fail", "a pipe that only changes", posted("@Body('ids', new TrimPipe()) ids: any", "ids")),
    Case(BODIES, "pass", "what a token says is no body", posted("@Req() req: any", "req.auth.payload.sub"), "no handler reads a body"),
    Case(SIGN_IN, "fail", "a user of those that are answered", asked(") {\n    return this.service.load().map((user) => ({ id: user.id, name: user.name }));"), "no sign-in was found"),
    Case(SIGN_IN, "pass", "a user that the handler is handed", asked("@Req() { user }: any) {\n    return this.service.load(user.id);")),
    Case(WRITES, "pass", "a manager that is handed on", managed("order: any, line: any, manager: EntityManager"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a manager of the service's own", managed("order: any, line: any", "this.own"), "1 of 1"),
    Case(LOOPS, "pass", "a loop without an end, a lot at a time", listed("for (;;) {\n      " + LOT + "\n    }"), "both queries run once for all rows"),
    Case(LOOPS, "fail", "a loop that counts rows", listed("for (let i = 0; i < filter.ids.length; i++) {\n      " + LOT + "\n    }")),
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
