"""Cases of the check in `compliance.checks.validation`."""

from compliance.checks.parameters import Share
from tests.compliance.checks.access_cases import ORDERS, fastapi, nest, node
from tests.compliance.repositories import Case, Files

KEY = "input-validated"

POST = "app.post('/orders', (req, res) => res.json(save(req.body)));\n"
TYPEBOX = (
    "const { Type } = require('@sinclair/typebox');\nconst { Value } = require('@shop/values');\n"
    "const Order = Type.Object({ id: Type.String() });\n"
)
ZOD = "const { z } = require('zod');\nconst Order = z.object({ name: z.string() });\n"
DECORATED = (
    "import { IsString } from 'class-validator';\nclass Order { @IsString() name: string; }\n"
    "@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"
)


def beside(method: str, others: int, *, bare: int, held: int = 1) -> Files:
    """A service of Express in which some handlers validate a body, some do not, and others of a
    method read none.
    """
    lines = [
        f"app.post('/bare{n}', (req, res) => res.json(save(req.body)));\n" for n in range(bare)
    ]
    lines += [f"app.{method}('/a{n}', (req, res) => res.json([]));\n" for n in range(others)]
    lines += [
        f"app.post('/{n}', (req, res) => res.json(Order.parse(req.body)));\n" for n in range(held)
    ]
    return node(ZOD + "".join(lines))


def viewset(action: str) -> Files:
    """A view of Django REST framework's at two addresses, which makes, changes and deletes by
    itself and has an action of its own.
    """
    view = (
        "from rest_framework.decorators import action\nfrom rest_framework.viewsets import "
        "ModelViewSet\nfrom shop.serializers import OrderSerializer\nclass Orders(ModelViewSet):\n"
        "    serializer_class = OrderSerializer\n    @action(detail=True, methods=['post'])\n"
        f"    def close(self, request, pk=None):\n        {action}\n"
    )
    urls = (
        "from django.urls import include, path\nfrom rest_framework.routers import DefaultRouter\n"
        "from shop.views import Orders\nrouter = DefaultRouter()\n"
        "router.register('orders', Orders)\nrouter.register('archive', Orders)\n"
        "urlpatterns = [path('api/', include(router.urls))]\n"
    )
    serializers = (
        "from rest_framework import serializers\n"
        "class OrderSerializer(serializers.Serializer):\n    name = serializers.CharField()\n"
    )
    return {
        "requirements.txt": "django\ndjangorestframework\n",
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
        "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n",
        "shop/urls.py": urls,
        "shop/views.py": view,
        "shop/serializers.py": serializers,
    }


def falcon(body: str, guard: str = "") -> Files:
    """A service of Falcon with a resource that takes a body."""
    source = (
        "import falcon\nfrom falcon.media.validators import jsonschema\nfrom schemas import ORDER\n"
        f"class Orders:\n    {guard}\n    def on_post(self, req, resp):\n        {body}\n"
        "app = falcon.App()\napp.add_route('/orders', Orders())\n"
    )
    return {"requirements.txt": "falcon\n", "main.py": source}


def helped(helper: str, more: str = "") -> Files:
    """A service of Falcon whose resource has something of another file read the body."""
    source = (
        "import falcon\nfrom helpers import take\n"
        f"class Orders:\n    def on_post(self, req, resp):\n        data = take(req)\n        save(data)\n{more}"
        "app = falcon.App()\napp.add_route('/orders', Orders())\n"
    )
    return {"requirements.txt": "falcon\nmarshmallow\n", "main.py": source, "helpers.py": helper}


TAKING = "import json\ndef take(req):\n    return json.loads({body})\n"


def restful(method: str, body: str) -> Files:
    """A service of Flask-RESTful with a resource that takes a body."""
    source = (
        "from flask import Flask, request\nfrom flask_restful import Api, Resource, reqparse\n"
        "class Orders(Resource):\n    parser = reqparse.RequestParser()\n"
        f"    parser.add_argument('state', required=True)\n    def {method}(self):\n        {body}\n"
        "api = Api(Flask(__name__))\napi.add_resource(Orders, '/orders')\n"
    )
    return {"requirements.txt": "flask\nflask-restful\n", "main.py": source}


def fastify(options: str) -> Files:
    """A service of Fastify with a route that reads its body."""
    source = (
        "import Fastify from 'fastify';\nconst order = { body: { type: 'object' } };\n"
        f"const app = Fastify();\napp.post<{{ Body: Order }}>('/orders', {options}, "
        "async (request) => save(request.body));\napp.listen({ port: 3000 });\n"
    )
    return {"package.json": '{"dependencies": {"fastify": "5.6.0"}}', "app.ts": source}


def forms(code: str) -> Files:
    """A Django project with one view."""
    return {
        "requirements.txt": "django\n",
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
        "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n",
        "shop/urls.py": "from django.urls import path\nfrom shop.views import make\nurlpatterns = [path('orders/', make)]\n",
        "shop/views.py": f"from django.views.decorators.http import require_POST\n@require_POST\ndef make(request):\n    {code}    return answer()\n",
    }


def serving(top: str, code: str) -> Files:
    """A service of NestJS whose controller hands the body on to what `code` is the method of."""
    controller = (
        "import { Orders } from './orders.service';\n@Controller('orders')\n"
        "export class OrdersController {\n  constructor(private readonly service: Orders) {}\n"
        "  @Post() make(@Body() body: unknown) { return this.service.make(body); }\n}\n"
    )
    service = f"{top}export class Orders {{\n  async make(body: unknown) {{ {code} }}\n}}\n"
    return {**nest(controller), "src/orders.service.ts": service}


def branched(before: str, behind: str = "  return res.status(405).end();\n") -> Files:
    """A route of Next.js's pages that calls a function for each of two methods."""
    return {
        "package.json": '{"dependencies": {"next": "16.0.0", "zod": "4.1.0"}}',
        "pages/api/orders.ts": "import { z } from 'zod';\nconst Order = z.object({});\n"
        "const create = (req, res) => res.json(save(req.body));\n"
        "const change = (req, res) => res.json(replace(req.body));\n"
        f"export default function handler(req, res) {{\n{before}"
        "  if (req.method === 'POST') return create(req, res);\n"
        f"  if (req.method === 'PUT') return change(req, res);\n{behind}}}\n",
    }


CHECKED = (
    "from fastapi import Request\nfrom pydantic import BaseModel\nclass Order(BaseModel):\n    name: str\n"
    "async def checked(request: Request):\n    {}\n"
    "@app.post('/orders', dependencies=[Depends(checked)])\n"
    "async def order(request: Request):\n    return place(await request.json())\n"
)


def mixed(dispatch: str) -> Files:
    """A view of Django that reads its body, with a mixin that is called like a validation."""
    return {
        **forms("return 1\n"),
        "shop/urls.py": "from django.urls import path\nfrom shop.views import Orders\nurlpatterns = [path('orders/', Orders.as_view())]\n",
        "shop/views.py": "import json\nfrom django import forms\nfrom django.views import View\nclass OrderForm(forms.Form):\n    name = forms.CharField()\n"
        f"class ValidateOriginsMixin:\n    def dispatch(self, request):\n        {dispatch}\n"
        "class Orders(ValidateOriginsMixin, View):\n    def post(self, request):\n        return answer(keep(json.loads(self.request.body)))\n",
    }


CASES = (
    *(Case(KEY, "fail", f"what a helper reads, and nothing that validates: {each}", helped(TAKING.format(body=each)), "no validation library is used, and 1 of 1") for each in ("req.context['body']", "req.bounded_stream.read()", "req.media")),
    *(Case(KEY, "pass", f"what a helper reads of something else: {each}", helped(TAKING.format(body=each)), "no handler reads a body") for each in ("req.context['user']", "req.params")),
    Case(KEY, "pass", "what a helper writes down where it may be found", helped("def take(req):\n    req.context['body'] = 1\n"), "no handler reads a body"),
    Case(KEY, "pass", "what a helper reads, and something that validates somewhere", helped(f"import marshmallow\n{TAKING.format(body='req.media')}"), "no handler reads a body"),
    Case(KEY, "pass", "Flask-RESTful's parser", restful("post", "save(self.parser.parse_args())"), "the one handler that reads a body validates it by reqparse"),
    Case(KEY, "fail", "Flask-RESTful's parser beside the body as it is", restful("post", "save(self.parser.parse_args(), request.get_json())"), "1 of 1 handlers that read a body"),
    Case(KEY, "pass", "Flask-RESTful's parser of an address", restful("get", "return find(self.parser.parse_args())"), "no handler reads a body"),
    Case(KEY, "pass", "Falcon's JSON Schema", falcon("save(req.get_media())", "@jsonschema.validate(ORDER)"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "Falcon's body as it is", falcon("save(req.get_media())"), "1 of 1 handlers that read a body"),
    Case(KEY, "fail", "Falcon's media as they are", falcon("save(req.media)"), "1 of 1 handlers that read a body"),
    Case(KEY, "pass", "a form that Conform holds to a schema", {"package.json": '{"dependencies": {"@remix-run/node": "2", "zod": "4", "@conform-to/zod": "1"}}', "app/routes/orders.ts": "import { parseWithZod } from '@conform-to/zod';\nexport async function action({ request }) {\n  const form = await request.formData();\n  return save(parseWithZod(form, { schema: () => Order }));\n}\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "pass", "Nuxt's bodies that are held to a schema", {"package.json": '{"dependencies": {"nuxt": "4", "zod": "4"}}', "server/api/orders.post.ts": "import { z } from 'zod';\nconst Order = z.object({});\nexport default defineEventHandler(async (event) => save(await readValidatedBody(event, Order.parse)));\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "fail", "Nuxt's bodies that are held to none", {"package.json": '{"dependencies": {"nuxt": "4", "zod": "4"}}', "server/api/orders.post.ts": "import { z } from 'zod';\nconst Order = z.object({});\nexport default defineEventHandler(async (event) => save(await readBody(event)));\n"}, "1 of 1 handlers"),
    Case(KEY, "pass", "TypeBox's values", node("const { Value } = require('@sinclair/typebox/value');\nconst read = (value) => Value.Parse(Order, value);\napp.post('/orders', (req, res) => res.json(save(read(req.body))));\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "TypeBox's values by the project's own name", node(TYPEBOX + "app.post('/orders', (req, res) => res.json(save(Value.Decode(Order, req.body))));\n"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "what a schema only stands beside", node(TYPEBOX + "const Kinds = require('./kinds');\napp.post('/orders', (req, res) => res.json(save(Value.Decode(Kinds, req.body), Order)));\n"), "1 of 1"),
    Case(KEY, "fail", "something else that is called so", node(ZOD + "const Value = require('./value');\napp.post('/orders', (req, res) => res.json(save(Value.Parse(req.body))));\n")),
    Case(KEY, "pass", "Zod in the handler", node(ZOD + "app.post('/orders', (req, res) => res.json(save(Order.parse(req.body))));\n"), "the one handler that reads a body validates it by Zod", (("app.js", 3),)),
    Case(KEY, "pass", "Zod in a function that the handler calls", node(ZOD + "function take(body) { return Order.safeParse(body); }\napp.post('/orders', (req, res) => res.json(take(req.body)));\n")),
    Case(KEY, "fail", "Zod for the query only", node(ZOD + "app.post('/orders', (req, res) => { Order.parse(req.query); res.json(save(req.body)); });\n"), "1 of 1"),
    Case(KEY, "fail", "Zod for a part of the address, in a function that the handler calls", node(ZOD + "const checked = (schema, given) => schema.parse(given);\nfunction find(req) { return checked(Order, req.params); }\napp.post('/orders/:id', (req, res) => { find(req); res.json(save(req.body)); });\n"), "1 of 1"),
    Case(KEY, "pass", "Zod for query and body together", node(ZOD + "app.post('/orders', (req, res) => res.json(save(Order.parse({ ...req.query, ...req.body }))));\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a middleware before it", node("const Joi = require('joi');\nconst check = (req, res, next) => { Joi.object({}).validate(req.body); next(); };\napp.post('/orders', check, (req, res) => res.json(save(req.body)));\n"), "the protocol prefers Zod"),
    Case(KEY, "pass", "a validator by its name", node("const { celebrate } = require('celebrate');\napp.post('/orders', celebrate({ body: order }), (req, res) => res.json(save(req.body)));\n")),
    *(
        Case(KEY, outcome, f"class-validator's decorators, {told}", {**nest(DECORATED), "src/main.ts": f"import {{ NestFactory }} from '@nestjs/core';\n{main}"}, message)
        for told, main, outcome, message in (
            ("and no pipe", "const app = await NestFactory.create(AppModule);\n", "fail", "1 of 1 handlers that read a body use no validation"),
            ("and a pipe for all", "const app = await NestFactory.create(AppModule);\napp.useGlobalPipes(new ValidationPipe());\n", "pass", "the one handler"),
            ("and a package that is handed the application", "import { prepare } from '@shop/nest';\nconst app = await NestFactory.create(AppModule);\nprepare(app);\n", "pass", "the one handler"),
            ("and a package whose module it is built on", "import { CoreModule } from '@shop/nest';\nconst app = await NestFactory.create(CoreModule.forRoot(AppModule));\n", "pass", "the one handler"),
            ("and a package that is handed it by another name", "import { prepare } from '@shop/nest';\nconst server = await NestFactory.create(AppModule);\nprepare(server);\n", "pass", "the one handler"),
            ("and a package that is handed it among options", "import { prepare } from '@shop/nest';\nconst server = await NestFactory.create(AppModule);\nawait prepare({ server, port: 3000 });\n", "pass", "the one handler"),
            ("and a package that is handed it as it is made", "import { serve } from '@shop/nest';\nserve(NestFactory.create(AppModule));\n", "pass", "the one handler"),
            ("and a package whose module it takes in", "import { PlatformCoreModule } from '@shop/nestjs';\n@Module({ imports: [PlatformCoreModule] })\nclass AppModule {}\nawait NestFactory.create(AppModule);\n", "pass", "the one handler"),
            ("and a module of an organization", "import { ShopModule } from '@shop/nest';\n@Module({ imports: [ShopModule] })\nclass AppModule {}\nawait NestFactory.create(AppModule);\n", "pass", "the one handler"),
            ("and a module of a package for everybody", "import { LoggerModule } from 'nestjs-pino';\n@Module({ imports: [LoggerModule] })\nclass AppModule {}\nawait NestFactory.create(AppModule);\n", "fail", "1 of 1"),
            ("and NestJS's own that is handed it", "import { SwaggerModule } from '@nestjs/swagger';\nconst app = await NestFactory.create(AppModule);\nSwaggerModule.setup('docs', app, {});\n", "fail", "1 of 1"),
        )
    ),
    *(
        Case(KEY, outcome, f"of aiohttp's request, {told}", {"requirements.txt": f"aiohttp\n{more}", "app.py": f"import json\nfrom aiohttp import web\n{top}\nasync def add(request):\n    {code}\n    return web.json_response({{}})\napp = web.Application()\napp.router.add_post('/orders', add)\n"})
        for told, more, top, code, outcome in (
            ("its bytes, taken apart", "", "", "data = await request.read()\n    keep(json.loads(data.decode()))", "fail"),
            ("its text, taken apart", "", "", "keep(json.loads(await request.text()))", "fail"),
            ("its text, taken apart from its name", "", "", "told = (await request.read()).decode()\n    text = told.strip()\n    keep(json.loads(text))", "fail"),
            ("its bytes, handed on, and the answer taken apart", "", "", "data = await request.read()\n    answer = post(BACK, content=data)\n    keep(json.loads(answer.text))", "pass"),
            ("its bytes, beside something else that is taken apart", "", "", "data = await request.read()\n    known = json.loads(STATE.read_text())\n    keep(digest(data) in known)", "pass"),
            ("its form", "", "", "form = await request.post()\n    keep(form['name'])", "fail"),
            ("its form with a file", "", "", "form = await request.post()\n    keep(form['file'])", "pass"),
            ("its bytes, kept as they are", "", "", "keep(await request.read())", "pass"),
            ("its text, held to a model", "pydantic\n", "from pydantic import BaseModel\nclass Order(BaseModel):\n    name: str\n", "keep(Order(**json.loads(await request.text())))", "pass"),
        )
    ),
    *(
        Case(KEY, outcome, f"a form of Starlette's that is waited for, and {told}", {**fastapi(f"from wtforms import Form\n\nclass OrderForm(Form):\n    pass\n\n@app.post('/orders')\nasync def orders(request: Request):\n    {code}\n    return {{}}\n"), "requirements.txt": "fastapi\nwtforms\ntypesystem\n"})
        for told, code, outcome in (
            ("taken as it is", "given = await request.form()\n    save(given['name'])", "fail"),
            ("held to a form", "form = OrderForm(await request.form())\n    if form.validate():\n        save(form.data)", "pass"),
            ("held to a schema of typesystem's", "import typesystem\n    data, errors = Order.validate_or_error(await request.form())", "pass"),
            ("searched for a file", "given = await request.form()\n    save(given['file'])", "pass"),
        )
    ),
    Case(KEY, "pass", "class-validator's decorators", nest("import { IsString } from 'class-validator';\nclass Order { @IsString() name: string; }\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a model of FastAPI", fastapi("from pydantic import BaseModel\nclass Order(BaseModel):\n    name: str\n@app.post('/orders')\ndef make(order: Order):\n    return order\n"), "by Pydantic"),
    Case(KEY, "pass", "a form of Flask-WTF", {"requirements.txt": "flask\nflask-wtf\n", "app.py": "from flask import Flask\nfrom flask_wtf import FlaskForm\napp = Flask(__name__)\n@app.route('/orders', methods=['POST'])\ndef make():\n    order = Order()\n    if order.validate_on_submit():\n        save(order)\n    return 'ok'\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "pass", "Hapi's options", {"package.json": '{"dependencies": {"@hapi/hapi": "^21.0.0", "joi": "^18.0.0"}}', "app.js": "const Hapi = require('@hapi/hapi');\nconst Joi = require('joi');\nconst order = Joi.object({});\nconst server = Hapi.server({ port: 80 });\nserver.route({ method: 'POST', path: '/orders', options: { validate: { payload: order } }, handler: (request) => save(request.payload) });\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "fail", "Hapi without options", {"package.json": '{"dependencies": {"@hapi/hapi": "^21.0.0", "joi": "^18.0.0"}}', "app.js": "const Hapi = require('@hapi/hapi');\nconst Joi = require('joi');\nconst server = Hapi.server({ port: 80 });\nserver.route({ method: 'POST', path: '/orders', handler: (request) => save(request.payload) });\n"}, "1 of 1"),
    Case(KEY, "pass", "a serializer that the class names, asked by is_valid", {"requirements.txt": "django\ndjangorestframework\n", "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n", "shop/urls.py": "from django.urls import path\nfrom shop.views import Orders\nurlpatterns = [path('orders', Orders.as_view())]\n", "shop/views.py": "from rest_framework.views import APIView\nclass Orders(APIView):\n    serializer_class = OrderInput\n    def post(self, request):\n        order = self.serializer_class(data=request.data.get('order'))\n        order.is_valid(raise_exception=True)\n        return order.save()\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a view with a mixin that validates something else", mixed("if request.META['HTTP_ORIGIN'] not in allowed:\n            return refuse()\n        return super().dispatch(request)"), "1 of 1"),
    Case(KEY, "pass", "a view with a mixin that validates the body", mixed("form = OrderForm(request.POST)\n        if not form.is_valid():\n            return refuse()\n        return super().dispatch(request)"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "an action of a view that reads the body past the view's serializer", {"requirements.txt": "django\ndjangorestframework\n", "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n", "shop/urls.py": "from django.urls import path\nfrom shop.views import Orders\nurlpatterns = [path('orders', Orders.as_view({'post': 'close'}))]\n", "shop/views.py": "from rest_framework.viewsets import ModelViewSet\nclass Orders(ModelViewSet):\n    serializer_class = OrderInput\n    def close(self, request):\n        return close(request.data['reason'])\n"}, "1 of 1"),
    *(Case(KEY, outcome, f"a serializer of REST framework: {body}", {"requirements.txt": "django\ndjangorestframework\n", "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n", "shop/urls.py": "from django.urls import path\nfrom shop.views import Orders\nurlpatterns = [path('orders', Orders.as_view({'post': 'close'}))]\n", "shop/views.py": "from rest_framework.viewsets import ModelViewSet\nclass Orders(ModelViewSet):\n    serializer_class = OrderInput\n    def close(self, request):\n        %s\n".replace("%s", body)}, "the one handler that reads a body validates it" if outcome == 'pass' else "1 of 1") for body, outcome in (
        ("return Response(OrderSerializer(found(request.data['name']), many=True).data)", "fail"),
        ("return Response(OrderSerializer(instance=found(request.data['name'])).data)", "fail"),
        ("return Response(self.get_serializer(found(request.data['name'])).data)", "fail"),
        ("return saved(OrderSerializer(data=request.data))", "pass"),
        ("return saved(OrderSerializer(order(), request.data, partial=True))", "pass"),
        ("return saved(self.get_serializer(order(), data=request.data))", "pass"),
        ("return saved(OrderForm(request.data))", "pass"),
    )),
    Case(KEY, "fail", "an action that a router serves and that reads the body past the view's serializer", {"requirements.txt": "django\ndjangorestframework\n", "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n", "shop/urls.py": "from rest_framework.routers import SimpleRouter\nfrom shop.views import Orders\nrouter = SimpleRouter()\nrouter.register('orders', Orders)\nurlpatterns = router.urls\n", "shop/views.py": "from rest_framework import mixins, permissions, viewsets\nfrom rest_framework.decorators import action\nclass Orders(mixins.CreateModelMixin, viewsets.GenericViewSet):\n    serializer_class = OrderInput\n    permission_classes = [permissions.IsAuthenticated]\n    @action(detail=True, methods=['post'])\n    def close(self, request, pk):\n        return close(request.data['reason'])\n"}, "1 of 2"),
    *(
        Case(KEY, outcome, f"an action beside what a view does by itself: {body}", viewset(body), said)
        for body, outcome, said in (
            ("return Response(save(request.data['name']))", "fail", "1 of 3 handlers"),
            ("return Response(closed(pk))", "pass", "both handlers"),
            ("return super().create(request)", "pass", "all 3 handlers"),
            ("form = self.get_serializer(data=request.data)\n        form.is_valid(raise_exception=True)\n        return Response(form.data)", "pass", "all 3 handlers"),
        )
    ),
    Case(KEY, "fail", "a body that FastAPI hands over as it came, behind a sign-in", {"requirements.txt": "fastapi\npydantic\n", "main.py": "from fastapi import Depends, FastAPI, Request\nfrom pydantic import BaseModel\napp = FastAPI()\n@app.post('/orders', dependencies=[Depends(signed_in)])\nasync def order(request: Request):\n    return place(await request.json())\n"}, "1 of 1"),
    Case(KEY, "pass", "a view's method that leaves the body to the view's serializer", {"requirements.txt": "django\ndjangorestframework\n", "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n", "shop/urls.py": "from django.urls import path\nfrom shop.views import Orders\nurlpatterns = [path('orders', Orders.as_view({'post': 'create'}))]\n", "shop/views.py": "from rest_framework.viewsets import ModelViewSet\nclass Orders(ModelViewSet):\n    serializer_class = OrderInput\n    def create(self, request):\n        request.data['by'] = 1\n        return super().create(request)\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a view's method that leaves the body to the serializer of a view it is built on", {"requirements.txt": "django\ndjangorestframework\n", "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n", "shop/urls.py": "from django.urls import path\nfrom shop.views import Orders\nurlpatterns = [path('orders', Orders.as_view({'post': 'create'}))]\n", "shop/views.py": "from rest_framework.viewsets import ModelViewSet\nclass Shop(ModelViewSet):\n    serializer_class = OrderInput\nclass Orders(Shop):\n    def create(self, request):\n        request.data['by'] = 1\n        return super().create(request)\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a body that is taken out of Koa's request by name", {"package.json": '{"dependencies": {"koa": "3.0.0", "@koa/router": "14.0.0"}}', "app.js": "const Koa = require('koa');\nconst Router = require('@koa/router');\nconst app = new Koa();\nconst router = new Router();\nrouter.post('/orders', async (ctx) => { const { body } = ctx.request; ctx.body = save(body.order); });\napp.use(router.routes());\napp.listen(80);\n"}, "1 of 1"),
    Case(KEY, "fail", "one handler at two addresses is one", node("const make = (req, res) => res.json(save(req.body));\napp.post('/orders', make);\napp.post('/v1/orders', make);\n"), "1 of 1"),
    Case(KEY, "unknown", "many routes that write, and no body that is seen", node("const { make } = require('orders-of-others');\n" + "".join(f"app.post('/orders{n}', make.order{n});\n" for n in range(6))), "none of 6 routes"),
    Case(KEY, "pass", "an action that asks the serializer of its view", {"requirements.txt": "django\ndjangorestframework\n", "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n", "shop/urls.py": "from django.urls import path\nfrom shop.views import Orders\nurlpatterns = [path('orders', Orders.as_view({'post': 'close'}))]\n", "shop/views.py": "from rest_framework.viewsets import ModelViewSet\nclass Orders(ModelViewSet):\n    serializer_class = OrderInput\n    def close(self, request):\n        given = self.get_serializer(data=request.data)\n        given.is_valid()\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "pass", "what wraps handlers is given a schema of the body", {"package.json": '{"dependencies": {"next": "16.0.0", "zod": "4.1.0"}}', "app/api/orders/route.ts": "import { z } from 'zod';\nconst Order = z.object({});\nexport const POST = async (request) => answered({ request, schemas: { body: Order }, handler: async ({ input }) => save(input) });\n"}, "the one handler that reads a body validates it"),
    *(Case(KEY, outcome, f"a wrapper that hands the body on: {options}", {"package.json": '{"dependencies": {"next": "16.0.0", "zod": "4.1.0"}}', "app/api/orders/route.ts": "import { z } from 'zod';\nconst Order = z.object({});\nexport const POST = wrapped(%s, async ({ body, user }) => Response.json(await save(body)));\n".replace("%s", options)}) for options, outcome in (("{ body: Order, method: 'POST' }", "pass"), ("{ method: 'POST' }", "fail"), ("{ body: 'raw' }", "fail"))),
    Case(KEY, "pass", "a wrapper around the handler is given one", {"package.json": '{"dependencies": {"next": "16.0.0", "zod": "4.1.0"}}', "app/api/orders/route.ts": "import { z } from 'zod';\nconst Order = z.object({});\nexport const POST = wrapped({ schemas: { body: Order }, handler: async ({ input }) => save(input) });\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "pass", "another function reads the body, and the handler validates it", node(ZOD + "async function taken(req) { return inflate(req.body); }\napp.post('/orders', async (req, res) => { const order = Order.parse(await taken(req)); res.json(save(order)); });\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a class without a field, which brings nothing in", nest("import { IsString } from 'class-validator';\nclass Order {}\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a class whose field nothing holds to anything", nest("import { IsString } from 'class-validator';\nclass Order { name: string; }\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"), "1 of 1"),
    Case(KEY, "fail", "tests of single texts, which know no schema", node("const validator = require('validator');\napp.post('/orders', (req, res) => { if (!validator.isEmail(req.body.mail)) throw new Error(); res.json(save(req.body)); });\n"), "no validation library is used"),
    Case(KEY, "pass", "a type of another package, which nobody can see", nest("import { IsString } from 'class-validator';\nimport { Order } from '@shop/orders';\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "tRPC's input, of the procedure and of what it is built on", {"package.json": '{"dependencies": {"@trpc/server": "11.0.0", "zod": "4.1.0"}}', "app.ts": "import { initTRPC } from '@trpc/server';\nimport { createHTTPServer } from '@trpc/server/adapters/standalone';\nimport { z } from 'zod';\nconst t = initTRPC.create();\nconst ofTeam = t.procedure.input(z.object({ team: z.string() }));\nexport const appRouter = t.router({\n  add: t.procedure.input(z.object({ name: z.string() })).mutation(async ({ input, ctx }) => save(input)),\n  drop: ofTeam.mutation(({ input }) => drop(input.team)),\n  clear: t.procedure.mutation(() => clear()),\n  rename: t.procedure.input(schema).mutation(rename),\n});\ncreateHTTPServer({ router: appRouter });\n"}, "all 3 handlers that read a body validate it by Zod"),
    Case(KEY, "pass", "the data of an event that is no request", node("const { z } = require('zod');\napp.post('/hooks', async (req, res) => { const event = await verified(req); res.json(save(event.data.object)); });\n"), "no handler reads a body"),
    Case(KEY, "pass", "rules of express-validator in a list by its name", node("const { body } = require('express-validator');\nconst order = [body('name').isString().trim(), body('count').isInt()];\napp.post('/orders', order, refuse, (req, res) => res.json(save(req.body)));\n"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a list of something else by its name", node("const { body } = require('express-validator');\nconst order = [limit({ window: 60 }), log];\napp.post('/orders', order, refuse, (req, res) => res.json(save(req.body)));\n"), "1 of 1"),
    Case(KEY, "pass", "rules of another file", node("const { body } = require('express-validator');\nconst validators = require('./validators');\napp.post('/orders', validators.order, (req, res) => res.json(save(req.body)));\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a webhook whose sender signs what it sends", node("const stripe = require('stripe')(key);\napp.post('/hooks', (req, res) => { const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], secret); res.json(save(event)); });\n"), "no handler reads a body"),
    Case(KEY, "pass", "forms of an application that a project beside it serves", {"site/requirements.txt": "django\n", "site/manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'demo.settings')\n", "site/demo/wsgi.py": "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n", "site/demo/settings.py": "ROOT_URLCONF = 'demo.urls'\n", "site/demo/urls.py": "from django.urls import include, path\nurlpatterns = [path('', include('shop.urls'))]\n", "src/shop/__init__.py": "", "src/shop/urls.py": "from django.urls import path\nfrom shop import views\nurlpatterns = [path('orders/', views.make)]\n", "src/shop/forms.py": "from django import forms\nclass OrderForm(forms.Form):\n    name = forms.CharField()\n", "src/shop/views.py": "from shop.forms import OrderForm\ndef make(request):\n    if request.method == 'POST':\n        form = OrderForm(request.POST)\n        if form.is_valid():\n            return save(form.cleaned_data)\n    return page(request)\n"}, "by Django forms"),
    Case(KEY, "pass", "a handler that nobody can follow, behind a schema of the body", node("const { celebrate } = require('celebrate');\nconst ofBody = { [Segments.BODY]: order };\nconst ofPath = { [Segments.PARAMS]: path };\napp.post('/orders', celebrate(ofBody), made().store);\napp.put('/orders/:id', celebrate(ofPath), made().change);\napp.patch('/orders/:id', celebrate(ofPath), celebrate({ body: order }), (req, res) => change(res));\napp.post('/lines', celebrate(ofPath), (req, res) => change(res));\n"), "both handlers that read a body validate it"),
    Case(KEY, "pass", "which button was pressed, and a file that is uploaded", forms("if 'drop' in request.POST:\n        drop()\n    if request.POST.get('really'):\n        drop()\n    keep(request.POST['file'])\n"), "no handler reads a body"),
    Case(KEY, "fail", "a value of a form", forms("if request.POST.get('really'):\n        drop(request.POST.get('key'))\n"), "1 of 1"),
    Case(KEY, "pass", "a schema of Fastify's", fastify("{ schema: { body: { type: 'object' } } }"), "by Fastify's schemas", (("app.ts", 4),)),
    Case(KEY, "pass", "a schema of Fastify's by its name", fastify("{ schema: order }"), "by Fastify's schemas"),
    Case(KEY, "fail", "a schema of Fastify's that says nothing of the body", fastify("{ schema: { querystring: page } }"), "no validation library is used"),
    Case(KEY, "pass", "what Hono's validator made", {"package.json": '{"dependencies": {"hono": "4.9.0"}}', "app.ts": "import { Hono } from 'hono';\nimport { zValidator } from '@hono/zod-validator';\nimport { Order } from './order';\nconst app = new Hono();\napp.post('/orders', zValidator('json', Order), (c) => c.json(c.req.valid('json')));\n"}, "the one handler that reads a body validates it by Zod"),
    Case(KEY, "pass", "a table of Medusa's puts the validation before", {"package.json": '{"dependencies": {"@medusajs/framework": "2.9.0", "@medusajs/medusa": "2.9.0", "express": "5.1.0", "zod": "4.1.0"}}', "src/server.ts": "import express from 'express';\nexpress().listen(80);\n", "src/api/orders/[id]/route.ts": "import { MedusaRequest } from '@medusajs/framework/http';\nexport const POST = async (req: MedusaRequest, res) => { res.json(save(req.body)); };\n", "src/api/middlewares.ts": "import { z } from 'zod';\nexport default defineMiddlewares({ routes: [{ matcher: '/orders/:id', method: ['POST'], middlewares: [validateAndTransformBody(z.object({ name: z.string() }))] }] });\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a table of Medusa's that is about another route", {"package.json": '{"dependencies": {"@medusajs/framework": "2.9.0", "@medusajs/medusa": "2.9.0", "express": "5.1.0", "zod": "4.1.0"}}', "src/server.ts": "import express from 'express';\nexpress().listen(80);\n", "src/api/orders/[id]/route.ts": "import { MedusaRequest } from '@medusajs/framework/http';\nexport const POST = async (req: MedusaRequest, res) => { res.json(save(req.body)); };\n", "src/api/middlewares.ts": "import { z } from 'zod';\nexport default defineMiddlewares({ routes: [{ matcher: '/carts/:id', method: ['POST'], middlewares: [validateAndTransformBody(z.object({ name: z.string() }))] }] });\n"}, "1 of 1"),
    Case(KEY, "fail", "a row of the database is no validation", node(ZOD + "app.post('/orders', (req, res) => res.json(prisma.order.create({ data: req.body })));\n"), "1 of 1"),
    Case(KEY, "fail", "a description for documents is none", nest("import { IsString } from 'class-validator';\n@Controller('orders')\nexport class Orders { @ApiBody({ type: OrderDto, schema: {} }) @Post() make(@Body() order: { name: string }) { return order; } }\n"), "1 of 1"),
    Case(KEY, "pass", "no handler reads a body", node(ORDERS), "no handler reads a body"),
    Case(KEY, "pass", "one of twenty does not", node(ZOD + "".join(f"app.post('/a{n}', (req, res) => res.json(Order.parse(req.body)));\n" for n in range(19)) + POST), "1 of 20 handlers"),
    Case(KEY, "fail", "one of nineteen does not", node(ZOD + "".join(f"app.post('/a{n}', (req, res) => res.json(Order.parse(req.body)));\n" for n in range(18)) + POST), "1 of 19 handlers that read a body use no validation (Zod elsewhere)", (("app.js", 23),)),
    Case(KEY, "pass", "one of ten bodies, and of twenty handlers", beside("get", 10, bare=1, held=9), "1 of 10 handlers that read a body use it unvalidated by Zod, of 20 in all"),
    Case(KEY, "fail", "one of ten bodies, and of nineteen handlers", beside("get", 9, bare=1, held=9), "1 of 10 handlers that read a body use no validation (Zod elsewhere), of 19 in all; the rule allows 5%"),
    Case(KEY, "pass", "one of nine bodies, and of forty handlers", beside("get", 31, bare=1, held=8), "1 of 9 handlers that read a body use it unvalidated by Zod, of 40 in all"),
    Case(KEY, "fail", "two of nine bodies, and of nineteen handlers", beside("get", 10, bare=2, held=7), "2 of 9 handlers that read a body use no validation (Zod elsewhere); the rule allows 5%"),
    Case(KEY, "fail", "two of nineteen bodies, and of forty handlers", beside("get", 21, bare=2, held=17), "2 of 19 handlers that read a body use no validation (Zod elsewhere); the rule allows 5%"),
    Case(KEY, "fail", "the only body of forty handlers", beside("get", 39, bare=1, held=0), "1 of 1 handlers that read a body use no validation (Zod elsewhere); the rule allows 5%"),
    Case(KEY, "pass", "three of thirty bodies, and of sixty handlers", beside("get", 30, bare=3, held=27), "3 of 30 handlers that read a body use it unvalidated by Zod, of 60 in all"),
    Case(KEY, "fail", "four of forty bodies, and of eighty handlers that mostly take none", beside("get", 40, bare=4, held=36), "4 of 40 handlers that read a body use no validation (Zod elsewhere); the rule allows 5%"),
    Case(KEY, "pass", "four of five bodies, and of eighty handlers that take one", beside("put", 75, bare=4), "4 of 5 handlers that read a body use it unvalidated by Zod, of 80 that take one"),
    Case(KEY, "fail", "four of five bodies, and of seventy-nine handlers that take one", beside("put", 74, bare=4), "4 of 5 handlers that read a body use no validation (Zod elsewhere), of 79 that take one; the rule allows 5%"),
    Case(KEY, "pass", "a share of the protocol's own", node(ZOD + "app.post('/a', (req, res) => res.json(Order.parse(req.body)));\n" + POST), parameters={"tolerated": Share(0.5)}),
    Case(KEY, "pass", "a body that is only logged", node(ZOD + "app.post('/orders', (req, res) => { const logger = Container.get('logger'); logger.debug('made: %o', req.body); console.log(req.body.name); res.end(); });\n"), "no handler reads a body"),
    Case(KEY, "fail", "a body that is logged, and saved", node(ZOD + "app.post('/orders', (req, res) => { req.log.info(req.body);\n save(req.body); res.end(); });\n"), "1 of 1"),
    Case(KEY, "fail", "no library", node(POST), "no validation library is used, and 1 of 1 handlers", (("app.js", 3),)),
    Case(KEY, "fail", "JSON.parse is none", node(ZOD + "app.post('/orders', (req, res) => res.json(JSON.parse(req.body)));\n"), "1 of 1"),
    Case(KEY, "fail", "a type that nothing holds it to, and a service that reads something else", nest("import { z } from 'zod';\nconst stored = z.object({});\nconst find = (name: string) => stored.parse(files[name]);\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: { name: string }) { return find(order.name); } }\n"), "1 of 1"),
    Case(KEY, "fail", "a field of a description for documents", nest("import { IsString } from 'class-validator';\n@Controller('orders')\nexport class Orders { @OpenApi({ schema: OrderDto.schema }) @Post() make(@Body('name') name: string) { return name; } }\n"), "1 of 1"),
    Case(KEY, "pass", "a type that nothing holds it to, and a handler that does", nest("import { z } from 'zod';\nconst Order = z.object({});\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: unknown) { return Order.parse(order); } }\n"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a type that nothing holds it to", nest("import { IsString } from 'class-validator';\ninterface Order { name: string }\n@Controller('orders')\nexport class Orders { @Post() make(@Body() order: Order) { return order; } }\n"), "1 of 1"),
    Case(KEY, "pass", "a part of the address beside values that were taken out of the body", node(ZOD + "app.put('/orders/:id', (req, res) => { const { name } = req.body; res.json(save(Order.parse({ name, id: req.params.id }))); });\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a header beside a body by its name", {"package.json": '{"dependencies": {"next": "16.0.0", "zod": "4.1.0"}}', "app/api/orders/route.ts": "import { z } from 'zod';\nconst Order = z.object({});\nexport async function POST(request) {\n  const body = await request.json();\n  return save(Order.parse({ ...body, agent: request.headers.get('user-agent') }));\n}\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a part of the address and a body by its name, for a function that validates", node(ZOD + "const update = (id, given) => save(id, Order.parse(given));\napp.put('/orders/:id', (req, res) => { const body = req.body; res.json(update(req.params.id, body)); });\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a header and a body that was taken out, for a function that validates", node(ZOD + "const make = (language, given) => save(language, Order.parse(given));\napp.post('/orders', (req, res) => { const { body } = req; inside(() => make(req.headers['accept-language'], body)); res.end(); });\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a part of the address beside the body of Koa by its name", {"package.json": '{"dependencies": {"koa": "3.0.0", "@koa/router": "14.0.0", "joi": "18.0.0"}}', "app.js": "const Koa = require('koa');\nconst Router = require('@koa/router');\nconst Joi = require('joi');\nconst schema = Joi.object({});\nconst app = new Koa();\nconst router = new Router();\nrouter.put('/orders/:id', async (ctx) => { const body = ctx.request.body; ctx.body = save(await schema.validateAsync({ id: ctx.params.id, ...body })); });\napp.use(router.routes());\napp.listen(80);\n"}, "the one handler that reads a body validates it"),
    Case(KEY, "fail", "parts of the address, some by their names", node(ZOD + "app.put('/orders/:id', (req, res) => { const { id } = req.params; Order.parse({ id, page: req.query.page }); res.json(save(req.body)); });\n"), "1 of 1"),
    Case(KEY, "fail", "the query by a schema that is made in the handler", node(ZOD + "app.post('/orders', (req, res) => { const pages = z.object({}); validate(pages, req.query); res.json(save(req.body)); });\n"), "1 of 1"),
    Case(KEY, "pass", "a type that nothing holds it to, and a service that does", serving("import { z } from 'zod';\nconst Order = z.object({});\n", "return Order.parse(body);"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a type that nothing holds it to, and class-validator in the service", serving("import { plainToInstance } from 'class-transformer';\nimport { IsString, validateOrReject } from 'class-validator';\nclass Order { @IsString() name: string; }\n", "const order = plainToInstance(Order, body); await validateOrReject(order); return order;"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a service that hands the body on, with more, to what holds it to a schema", serving("import { z } from 'zod';\nconst Order = z.object({});\nconst held = ({ name }) => checked({ name });\nconst checked = (given) => Order.parse(given);\n", "const made = { ...body, at: now() }; return held(made);"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a type that nothing holds it to, and a service that holds something else to a schema", serving("import { z } from 'zod';\nconst stored = z.object({});\nconst settings = () => stored.parse(files.settings);\n", "return save(body, settings());"), "1 of 1"),
    Case(KEY, "pass", "a handler of all methods that validates before it calls the one", branched("  if (!Order.safeParse(req.body).success) return res.status(400).end();\n"), "both handlers that read a body validate it"),
    Case(KEY, "pass", "a handler of all methods that calls what validates before", branched("  if (!isOrder(req)) return res.status(400).end();\n", "}\nfunction isOrder(req) { return Order.safeParse(req.body).success;\n"), "both handlers that read a body validate it"),
    Case(KEY, "fail", "a handler of all methods that validates what another answers", branched("", "  return res.json(Order.parse(req.body));\n"), "2 of 2"),
    *(
        Case(KEY, outcome, f"a handler of FastAPI that takes {taken}", fastapi(f"from typing import Any, Dict, Optional\nfrom fastapi import Body\n@app.post('/orders/{{key}}')\ndef make({taken}):\n    return save(order)\n"), said)
        for taken, outcome, said in (
            ("key: str, order: dict", "fail", "1 of 1"),
            ("order: Dict[str, Any]", "fail", "1 of 1"),
            ("order: Optional[dict] = None", "fail", "1 of 1"),
            ("order: dict | None = None", "fail", "1 of 1"),
            ("order: dict = Body(...)", "fail", "1 of 1"),
            ("order: Annotated[dict, Body()]", "fail", "1 of 1"),
            ("order: Any = Body(None)", "fail", "1 of 1"),
            ("order: dict[str, int]", "pass", "no handler reads a body"),
            ("order: dict = Depends(user)", "pass", "no handler reads a body"),
            ("order: Annotated[dict, Depends(user)]", "pass", "no handler reads a body"),
            ("key: Any", "pass", "no handler reads a body"),
            ("key: str, order: Any", "pass", "no handler reads a body"),
            ("order: Optional[Any] = None", "pass", "no handler reads a body"),
            ("order: Annotated[Any, Body()]", "fail", "1 of 1"),
        )
    ),
    Case(KEY, "pass", "any object that a handler of FastAPI holds to a model", fastapi("from pydantic import BaseModel\nclass Order(BaseModel):\n    name: str\n@app.post('/orders')\ndef make(order: dict):\n    return Order(**order)\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "any object that a GET of FastAPI is handed", fastapi("@app.get('/orders')\ndef make(order: dict):\n    return order\n"), "no handler reads a body"),
    Case(KEY, "pass", "a dependency of FastAPI that holds the body to a model", fastapi(CHECKED.format("Order.model_validate(await request.json())")), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a dependency of FastAPI that holds a token to a model", fastapi(CHECKED.format("Order.model_validate(decode(request.headers['Authorization']))")), "1 of 1"),
    Case(KEY, "pass", "a body that Connexion holds to its document", {"requirements.txt": "connexion", "server.py": "import connexion\napp = connexion.App(__name__)\napp.add_api('openapi.yml')\n", "orders.py": "def create(body):\n    return save(body), 201\n", "openapi.yml": "openapi: 3.0.0\ninfo: {title: Shop, version: '1'}\npaths:\n  /orders:\n    post:\n      operationId: orders.create\n      requestBody: {content: {application/json: {schema: {type: object}}}}\n      responses: {'201': {description: made}}\n"}, "the one handler that reads a body validates it by Connexion"),
    Case(KEY, "not_applicable", "no route", node("app.listen(1);\n"), "no HTTP route"),
    Case(KEY, "not_applicable", "no backend", {"README.md": "# Words\n"}),
)  # fmt: skip
