"""What looks like a breach and is none, each beside what is one: nothing fails unproven."""

from tests.compliance.checks.queries_cases import WRITES, node, prisma
from tests.compliance.repositories import Case, Files

DRIVER = "from fastapi import FastAPI\nimport {driver}\napp = FastAPI()\n{head}\n@app.post('/orders')\ndef place(a: int):\n{body}\n"
INSERTS = ("cursor.execute('INSERT INTO users (a) VALUES (1)')", "cursor.execute('INSERT INTO orders (a) VALUES (1)')")


def driver(*body: str, name: str = "psycopg2", head: str = "") -> Files:
    """A FastAPI service that hands a driver its SQL."""
    code = DRIVER.format(driver=name, head=head, body="\n".join(f"    {each}" for each in body))
    return {"requirements.txt": "fastapi\npsycopg2\nasyncpg\n", "main.py": code}


def typeorm(method: str, decorator: str = "") -> Files:
    """A service of NestJS that writes two tables, and the controller that calls it."""
    return {
        "package.json": '{"dependencies": {"@nestjs/core": "*", "@nestjs/common": "*", "typeorm": "*", "pg": "*"}}',
        "src/main.ts": "import { NestFactory } from '@nestjs/core';\nNestFactory.create(AppModule);\n",
        "src/orders.ts": "import { Repository } from 'typeorm';\nexport class User {}\nexport class Order {}\n"
        "export class Orders {\n  constructor(private users: Repository<User>, private orders: Repository<Order>, private unitOfWork: UnitOfWork) {}\n"
        f"  async place() {{ {method} }}\n}}\n",
        "src/controller.ts": "import { Controller, Post } from '@nestjs/common';\nimport { Orders } from './orders';\n"
        f"@Controller('orders')\nexport class C {{ constructor(private orders: Orders) {{}}\n {decorator} @Post() place() {{ return this.orders.place(); }} }}\n",
    }


BOTH = "await this.users.save({});\n await this.orders.save({});"
KYSELY = "import {{ Kysely }} from 'kysely';\nconst db = new Kysely({{}});\nexport const place = () => {run}(async (t) => {{ await t.insertInto('users').values({{}}).execute();\n await t.insertInto('orders').values({{}}).execute(); }});\n"

CASES = (
    Case(WRITES, "pass", "one commit of a driver", driver("cursor = connect().cursor()", *INSERTS, "connection.commit()"), "0 of 1"),
    Case(WRITES, "pass", "a connection that commits when it is left", driver("with connect() as connection, connection.cursor() as cursor:", *(f"    {each}" for each in INSERTS)), "0 of 1"),
    Case(WRITES, "pass", "a cursor from another file's function", driver("with cursor() as cursor:", *(f"    {each}" for each in INSERTS)), "0 of 1"),
    Case(WRITES, "fail", "two commits of a driver", driver("cursor = connect().cursor()", INSERTS[0], "connection.commit()", INSERTS[1], "connection.commit()"), "1 of 1"),
    Case(WRITES, "fail", "a driver that commits by itself", driver("cursor = connect().cursor()", *INSERTS, head="connection.autocommit = True"), "1 of 1"),
    Case(WRITES, "fail", "a driver that keeps each statement", driver("cursor = connect().cursor()", *INSERTS, name="asyncpg"), "1 of 1"),
    Case(WRITES, "pass", "a unit of work that runs a callback", typeorm(f"await this.unitOfWork.run(async () => {{ {BOTH} }});"), "0 of 1"),
    Case(WRITES, "fail", "a queue that runs a callback", typeorm(f"await this.queue.run(async () => {{ {BOTH} }});"), "1 of 1"),
    Case(WRITES, "pass", "an interceptor that opens a transaction", typeorm(BOTH, "@UseInterceptors(TransactionInterceptor)"), "0 of 1"),
    Case(WRITES, "fail", "an interceptor that logs", typeorm(BOTH, "@UseInterceptors(LoggingInterceptor)"), "1 of 1"),
    Case(WRITES, "pass", "a transaction that is executed", node(KYSELY.format(run="db.transaction().execute"), "kysely"), "0 of 1"),
    Case(WRITES, "fail", "a connection that is executed", node(KYSELY.format(run="db.connection().execute"), "kysely"), "1 of 1"),
    Case(WRITES, "pass", "a function of the project's own named for it", prisma("export const f = () => atomically(async () => {\n  await prisma.user.create({});\n  await prisma.order.create({});\n});\n"), "0 of 1"),
)  # fmt: skip
