"""Cases of the check in `compliance.checks.validation`."""

from compliance.checks.parameters import Share
from tests.compliance.checks.access_cases import ORDERS, fastapi, nest, node
from tests.compliance.repositories import Case, Files

KEY = "input-validated"

POST = "app.post('/orders', (req, res) => res.json(save(req.body)));\n"
ZOD = "const { z } = require('zod');\nconst Order = z.object({ name: z.string() });\n"


def fastify(options: str) -> Files:
    """A service of Fastify with a route that reads its body."""
    source = (
        "import Fastify from 'fastify';\nconst order = { body: { type: 'object' } };\n"
        f"const app = Fastify();\napp.post<{{ Body: Order }}>('/orders', {options}, "
        "async (request) => save(request.body));\napp.listen({ port: 3000 });\n"
    )
    return {"package.json": '{"dependencies": {"fastify": "5.6.0"}}', "app.ts": source}


CASES = (
    Case(KEY, "pass", "Zod in the handler", node(ZOD + "app.post('/orders', (req, res) => res.json(save(Order.parse(req.body))));\n"), "0 of 1 handlers that read a body use it unvalidated by Zod", (("app.js", 3),)),
    Case(KEY, "pass", "Zod in a function that the handler calls", node(ZOD + "function take(body) { return Order.safeParse(body); }\napp.post('/orders', (req, res) => res.json(take(req.body)));\n")),
    Case(KEY, "pass", "a middleware before it", node("const Joi = require('joi');\nconst check = (req, res, next) => { Joi.object({}).validate(req.body); next(); };\napp.post('/orders', check, (req, res) => res.json(save(req.body)));\n"), "the protocol prefers Zod"),
    Case(KEY, "pass", "a validator by its name", node("const { celebrate } = require('celebrate');\napp.post('/orders', celebrate({ body: order }), (req, res) => res.json(save(req.body)));\n")),
    Case(KEY, "pass", "class-validator's decorators", nest("import { IsString } from 'class-validator';\nclass Order { @IsString() name: string; }\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"), "0 of 1"),
    Case(KEY, "pass", "a model of FastAPI", fastapi("from pydantic import BaseModel\nclass Order(BaseModel):\n    name: str\n@app.post('/orders')\ndef make(order: Order):\n    return order\n"), "by Pydantic"),
    Case(KEY, "pass", "a form of Flask-WTF", {"requirements.txt": "flask\nflask-wtf\n", "app.py": "from flask import Flask\nfrom flask_wtf import FlaskForm\napp = Flask(__name__)\n@app.route('/orders', methods=['POST'])\ndef make():\n    order = Order()\n    if order.validate_on_submit():\n        save(order)\n    return 'ok'\n"}, "0 of 1"),
    Case(KEY, "pass", "Hapi's options", {"package.json": '{"dependencies": {"@hapi/hapi": "^21.0.0", "joi": "^18.0.0"}}', "app.js": "const Hapi = require('@hapi/hapi');\nconst Joi = require('joi');\nconst order = Joi.object({});\nconst server = Hapi.server({ port: 80 });\nserver.route({ method: 'POST', path: '/orders', options: { validate: { payload: order } }, handler: (request) => save(request.payload) });\n"}, "0 of 1"),
    Case(KEY, "fail", "Hapi without options", {"package.json": '{"dependencies": {"@hapi/hapi": "^21.0.0", "joi": "^18.0.0"}}', "app.js": "const Hapi = require('@hapi/hapi');\nconst Joi = require('joi');\nconst server = Hapi.server({ port: 80 });\nserver.route({ method: 'POST', path: '/orders', handler: (request) => save(request.payload) });\n"}, "1 of 1"),
    Case(KEY, "pass", "a serializer that the class names, asked by is_valid", {"requirements.txt": "django\ndjangorestframework\n", "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n", "shop/urls.py": "from django.urls import path\nfrom shop.views import Orders\nurlpatterns = [path('orders', Orders.as_view())]\n", "shop/views.py": "from rest_framework.views import APIView\nclass Orders(APIView):\n    serializer_class = OrderInput\n    def post(self, request):\n        order = self.serializer_class(data=request.data.get('order'))\n        order.is_valid(raise_exception=True)\n        return order.save()\n"}, "0 of 1"),
    Case(KEY, "pass", "what wraps handlers is given a schema of the body", {"package.json": '{"dependencies": {"next": "16.0.0", "zod": "4.1.0"}}', "app/api/orders/route.ts": "import { z } from 'zod';\nconst Order = z.object({});\nexport const POST = async (request) => answered({ request, schemas: { body: Order }, handler: async ({ input }) => save(input) });\n"}, "0 of 1"),
    Case(KEY, "pass", "a wrapper around the handler is given one", {"package.json": '{"dependencies": {"next": "16.0.0", "zod": "4.1.0"}}', "app/api/orders/route.ts": "import { z } from 'zod';\nconst Order = z.object({});\nexport const POST = wrapped({ schemas: { body: Order }, handler: async ({ input }) => save(input) });\n"}, "0 of 1"),
    Case(KEY, "pass", "another function reads the body, and the handler validates it", node(ZOD + "async function taken(req) { return inflate(req.body); }\napp.post('/orders', async (req, res) => { const order = Order.parse(await taken(req)); res.json(save(order)); });\n"), "0 of 1"),
    Case(KEY, "pass", "a class without a field, which brings nothing in", nest("import { IsString } from 'class-validator';\nclass Order {}\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"), "0 of 1"),
    Case(KEY, "fail", "a class whose field nothing holds to anything", nest("import { IsString } from 'class-validator';\nclass Order { name: string; }\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"), "1 of 1"),
    Case(KEY, "pass", "validator.js", node("const validator = require('validator');\napp.post('/orders', (req, res) => { if (!validator.isEmail(req.body.mail)) throw new Error(); res.json(save(req.body)); });\n"), "0 of 1"),
    Case(KEY, "pass", "a type of another package, which nobody can see", nest("import { IsString } from 'class-validator';\nimport { Order } from '@shop/orders';\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"), "0 of 1"),
    Case(KEY, "pass", "a schema of Fastify's", fastify("{ schema: { body: { type: 'object' } } }"), "by Fastify's schemas", (("app.ts", 4),)),
    Case(KEY, "pass", "a schema of Fastify's by its name", fastify("{ schema: order }"), "by Fastify's schemas"),
    Case(KEY, "fail", "a schema of Fastify's that says nothing of the body", fastify("{ schema: { querystring: page } }"), "no validation library is used"),
    Case(KEY, "pass", "what Hono's validator made", {"package.json": '{"dependencies": {"hono": "4.9.0"}}', "app.ts": "import { Hono } from 'hono';\nimport { zValidator } from '@hono/zod-validator';\nimport { Order } from './order';\nconst app = new Hono();\napp.post('/orders', zValidator('json', Order), (c) => c.json(c.req.valid('json')));\n"}, "0 of 1 handlers that read a body use it unvalidated by Zod"),
    Case(KEY, "pass", "a table of Medusa's puts the validation before", {"package.json": '{"dependencies": {"@medusajs/framework": "2.9.0", "@medusajs/medusa": "2.9.0", "express": "5.1.0", "zod": "4.1.0"}}', "src/server.ts": "import express from 'express';\nexpress().listen(80);\n", "src/api/orders/[id]/route.ts": "import { MedusaRequest } from '@medusajs/framework/http';\nexport const POST = async (req: MedusaRequest, res) => { res.json(save(req.body)); };\n", "src/api/middlewares.ts": "import { z } from 'zod';\nexport default defineMiddlewares({ routes: [{ matcher: '/orders/:id', method: ['POST'], middlewares: [validateAndTransformBody(z.object({ name: z.string() }))] }] });\n"}, "0 of 1 handlers"),
    Case(KEY, "fail", "a table of Medusa's that is about another route", {"package.json": '{"dependencies": {"@medusajs/framework": "2.9.0", "@medusajs/medusa": "2.9.0", "express": "5.1.0", "zod": "4.1.0"}}', "src/server.ts": "import express from 'express';\nexpress().listen(80);\n", "src/api/orders/[id]/route.ts": "import { MedusaRequest } from '@medusajs/framework/http';\nexport const POST = async (req: MedusaRequest, res) => { res.json(save(req.body)); };\n", "src/api/middlewares.ts": "import { z } from 'zod';\nexport default defineMiddlewares({ routes: [{ matcher: '/carts/:id', method: ['POST'], middlewares: [validateAndTransformBody(z.object({ name: z.string() }))] }] });\n"}, "1 of 1"),
    Case(KEY, "fail", "a row of the database is no validation", node(ZOD + "app.post('/orders', (req, res) => res.json(prisma.order.create({ data: req.body })));\n"), "1 of 1"),
    Case(KEY, "fail", "a description for documents is none", nest("import { IsString } from 'class-validator';\n@Controller('orders')\nexport class Orders { @ApiBody({ type: OrderDto, schema: {} }) @Post() make(@Body() order: { name: string }) { return order; } }\n"), "1 of 1"),
    Case(KEY, "pass", "no handler reads a body", node(ORDERS), "0 of 0 handlers"),
    Case(KEY, "pass", "one of twenty does not", node(ZOD + "".join(f"app.post('/a{n}', (req, res) => res.json(Order.parse(req.body)));\n" for n in range(19)) + POST), "1 of 20 handlers"),
    Case(KEY, "fail", "one of nineteen does not", node(ZOD + "".join(f"app.post('/a{n}', (req, res) => res.json(Order.parse(req.body)));\n" for n in range(18)) + POST), "1 of 19 handlers that read a body use no validation (Zod elsewhere)", (("app.js", 23),)),
    Case(KEY, "pass", "a share of the protocol's own", node(ZOD + "app.post('/a', (req, res) => res.json(Order.parse(req.body)));\n" + POST), parameters={"tolerated": Share(0.5)}),
    Case(KEY, "fail", "no library", node(POST), "no validation library is used, and 1 of 1 handlers", (("app.js", 3),)),
    Case(KEY, "fail", "JSON.parse is none", node(ZOD + "app.post('/orders', (req, res) => res.json(JSON.parse(req.body)));\n"), "1 of 1"),
    Case(KEY, "fail", "a type that nothing holds it to", nest("import { IsString } from 'class-validator';\ninterface Order { name: string }\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"), "1 of 1"),
    Case(KEY, "not_applicable", "no route", node("app.listen(1);\n"), "no HTTP route"),
    Case(KEY, "not_applicable", "no backend", {"README.md": "# Words\n"}),
)  # fmt: skip
