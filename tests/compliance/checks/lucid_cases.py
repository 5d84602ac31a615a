"""Cases of the queries of Lucid, the ORM of AdonisJS, and of Waterline, that of Sails."""

import json

from tests.compliance.checks.adonisjs_cases import STORED, adonis
from tests.compliance.repositories import Case, Files

LISTS, WRITES, LOOPS = "lists-paginated", "multi-writes-in-transaction", "queries-not-in-loops"

LINE = (
    "import { BaseModel, belongsTo } from '@adonisjs/lucid/orm';\nimport Order from '#models/order';\n"
    "export default class Line extends BaseModel {\n  @belongsTo(() => Order)\n"
    "  declare order: BelongsTo<typeof Order>;\n}\n"
)
# A model with relations, built on what a package mixes in.
SHOP = (
    "import { BaseModel, hasMany } from '@adonisjs/lucid/orm';\nimport { compose } from '@adonisjs/core/helpers';\n"
    "import Order from '#models/order';\nexport default class Shop extends compose(BaseModel, Named) {\n"
    "  @hasMany(() => Order)\n  declare orders: HasMany<typeof Order>;\n}\n"
)
MODELS = {**STORED, "app/models/line.ts": LINE, "app/models/shop.ts": SHOP}
HEAD = (
    "import db from '@adonisjs/lucid/services/db';\nimport Order from '#models/order';\n"
    "import Line from '#models/line';\nimport Shop from '#models/shop';\n"
)


def queried(code: str, method: str = "store", more: str = "") -> Files:
    """A service by what one of its actions does with its models."""
    controller = f"{HEAD}{more}export default class Orders {{\n  async {method}({{ request, params }}: HttpContext) {{\n{code}\n  }}\n}}\n"
    return adonis({**MODELS, "app/controllers/orders.ts": controller}, "@adonisjs/lucid pg")


def sails(code: str, head: str = "") -> Files:
    """A service on Sails by what a helper of it does with its models."""
    manifest = {"dependencies": {"sails": "^1.5.0", "sails-postgresql": "^5.0.0"}}
    model = "module.exports = { attributes: { name: { type: 'string' } } };\n"
    return {
        "package.json": json.dumps(manifest),
        "app.js": "const sails = require('sails');\nsails.lift();\n",
        "config/datastores.js": "module.exports.datastores = { default: { adapter: 'sails-postgresql' } };\n",
        "config/routes.js": "module.exports.routes = { 'POST /orders': 'orders/create' };\n",
        "api/controllers/orders/create.js": "module.exports = { async fn(inputs) { return sails.helpers.orders.place.with(inputs); } };\n",
        "api/models/Order.js": model,
        "api/models/Line.js": model,
        "api/helpers/orders/place.js": f"{head}module.exports = {{\n  async fn(inputs) {{\n    {code}\n  }},\n}};\n",
    }


def together(code: str) -> str:
    """What is done in a transaction that a callback is handed."""
    return f"    await db.transaction(async (trx) => {{\n  {code}\n    }});"


EACH = "    for (const name of request.input('names')) {\n      await %s;\n    }"
ROWS = "    const rows = await Order.query().where('open', true);\n    for (const row of rows) {\n      row.open = false;\n      await row.%s;\n    }"
TWO = "    await Order.create({ name });\n    await Line.createMany(lines);"
SAVED = "    const order = await Order.findOrFail(1);\n    await order.merge({ name }).save();\n    await Line.query().where('orderId', 1).delete();"
NEW = "    const order = new Order();\n    await order.save();\n    const line = new Line();\n    await line.save();"
RELATED = "    const shop = await Shop.findOrFail(1);\n    await shop.related('orders').create({ name });\n    await shop.merge({ count }).save();"
TABLES = "    await db.table('orders').insert({ name });\n    await db.from('lines').where('id', 1).delete();"
# An action that hands a row on to another method, which writes through it.
HANDED = (
    "    const trx = await db.transaction();\n    const shop = await Shop.findOrFail(1);\n    %s;\n"
    "    await this.clear(shop);\n    await trx.commit();\n  }\n\n  async clear(shop: Shop) {\n"
    "    const orders = await shop.related('orders').query();\n    for (const order of orders) {\n"
    "      await order.related('lines').query().delete();\n      await order.delete();\n    }\n"
    "    await shop.delete();"
)

CASES = (
    *(
        Case(LOOPS, "fail", f"Lucid in a loop by {query}", queried(EACH % query), "1 of 1 queries")
        for query in (
            "Order.create({ name })", "Order.findBy('name', name)", "Order.query().where('name', name).first()",
            "Shop.updateOrCreate({ name }, {})", "db.from('orders').where('name', name).first()",
            "db.rawQuery('select name from orders where name = ?', [name])",
        )
    ),
    *(Case(LOOPS, "fail", f"rows of Lucid's in a loop by {way}", queried(ROWS % way), "1 of 2 queries") for way in ("save()", "delete()", "related('lines').create({})")),
    Case(LOOPS, "pass", "Lucid outside of loops", queried("    await Order.createMany(request.input('names'));\n    return Order.query().whereIn('name', names).limit(5);"), "both queries"),
    Case(LOOPS, "pass", "what only sounds like Lucid's in a loop", queried("    await Order.all();\n    for (const name of names) {\n      files.delete(name);\n      canvas.save();\n      Numbers.all();\n    }"), "the one query"),
    *(
        Case(WRITES, "fail", f"two of Lucid's writes, {name}", queried(code), "outside a transaction")
        for name, code in (("by models", TWO), ("by a row", SAVED), ("of new rows", NEW), ("by a relation", RELATED), ("by tables", TABLES))
    ),
    *(
        Case(WRITES, "pass", f"two of Lucid's writes in a transaction, {name}", queried(together(code)))
        for name, code in (("by models", TWO), ("by a row", SAVED), ("by a relation", RELATED), ("by its tables", TABLES.replace("db.", "trx.")))
    ),
    Case(WRITES, "pass", "two of Lucid's writes in a transaction that code opens", queried("    const trx = await db.transaction();\n    await Order.create({ name }, { client: trx });\n    await Line.create({ name }, { client: trx });\n    await trx.commit();")),
    Case(WRITES, "pass", "rows of Lucid's that are told their transaction", queried("    const trx = await db.transaction();\n    const order = await Order.findOrFail(1);\n    order.useTransaction(trx);\n    await order.merge({ name }).save();\n    await Line.query({ client: trx }).where('orderId', 1).delete();\n    await trx.commit();")),
    Case(WRITES, "fail", "Lucid's writes that are told another connection", queried("    await Order.create({ name }, { client: reports });\n    await Line.create({ name }, { client: reports });"), "outside a transaction"),
    Case(WRITES, "pass", "a row of Lucid's that is handed on with its transaction", queried(HANDED % "shop.useTransaction(trx)")),
    Case(WRITES, "fail", "a row of Lucid's that is handed on with none", queried((HANDED % "log(shop)").replace("const trx = await db.transaction()", "start()").replace("await trx.commit()", "end()")), "outside a transaction"),
    Case(WRITES, "pass", "a row of Lucid's that is made and told what it belongs to", queried("    const shop = await Line.create({ name });\n    await shop.related('order').associate(order);"), "no function writes two or more tables"),
    Case(WRITES, "pass", "two of Lucid's writes of one table", queried("    await Order.create({ name });\n    await Order.query().where('id', 1).update({ name });"), "no function writes two or more tables"),
    Case(LISTS, "fail", "all of Lucid's rows", queried("    return Order.all();", "index"), "1 of 1 list"),
    Case(LISTS, "fail", "Lucid's rows by a condition", queried("    return Order.query().where('open', true).orderBy('name');", "index"), "1 of 1 list"),
    Case(LISTS, "pass", "a page of Lucid's rows", queried("    return Order.query().paginate(request.input('page', 1), 20);", "index")),
    Case(LISTS, "pass", "a page of Lucid's rows, told by names", queried("    const page = request.input('page', 1);\n    const orders = await Order.query().orderBy('name').paginate(page, 20);\n    return orders;", "index")),
    Case(LISTS, "not_applicable", "one of Lucid's rows", queried("    return Order.query().where('open', true).first();", "index")),
    Case(WRITES, "fail", "Waterline's writes outside a transaction", sails("const order = await Order.create(inputs.values).fetch();\n    await Line.createEach(inputs.lines);"), "1 of 1 functions that write", (("api/helpers/orders/place.js", 4),)),
    Case(WRITES, "pass", "Waterline's writes in a transaction", sails("await sails.getDatastore().transaction(async (db) => {\n      await Order.create(inputs.values).usingConnection(db);\n      await Line.createEach(inputs.lines).usingConnection(db);\n    });"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "something else by the name of a Waterline model", sails("await Order.create(inputs.values);\n    await Line.create(inputs.lines);", "const Line = require('../../printer');\n"), "no function writes two or more tables"),
    Case(LOOPS, "fail", "Waterline's query for each row", sails("for (const id of inputs.ids) {\n      await Order.updateOne({ id }).set({ open: false });\n    }"), "1 of 1 queries"),
    Case(LOOPS, "pass", "Waterline's query for all rows, by its registry", sails("await sails.models.order.update({ id: inputs.ids }).set({ open: false });")),
)  # fmt: skip
