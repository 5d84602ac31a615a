"""Cases of `input-validated` in which somebody else than the handler holds the body to a schema."""

from tests.compliance.checks.access_cases import nest, node
from tests.compliance.repositories import Case, Files

KEY = "input-validated"

ZOD = "const { z } = require('zod');\nconst Order = z.object({ name: z.string() });\n"
STORED = "const stored = () => Order.parse(files.orders);\n"

# A class whose base holds what an object is made of to what the class says.
MADE = (
    "class Checked {\n  constructor (data) { const { value } = this.held(data); Object.assign(this, value); }\n"
    "  held (data) { return this.fields().safeParse(data); }\n}\n"
    "class Made extends Checked { fields () { return Order; } }\n"
    "class Plain { constructor (data) { this.name = data.name; } }\n"
)


def posted(body: str, helper: str = "") -> Files:
    """A service of Express whose one handler takes the body of an order."""
    return node(f"{ZOD}{helper}app.post('/orders', async (req, res) => {{ {body} }});\n")


def flask(body: str, helper: str = "") -> Files:
    """A service of Flask whose one handler takes the body of an order."""
    source = (
        "from flask import Flask, request\nfrom marshmallow import Schema\n"
        f"class OrderSchema(Schema):\n    pass\nschema = OrderSchema()\napp = Flask(__name__)\n{helper}"
        f"@app.post('/orders')\ndef add():\n    {body}\n"
    )
    return {"requirements.txt": "flask\nmarshmallow\n", "app.py": source}


def django(view: str) -> Files:
    """A site of Django with one view that takes a form."""
    source = (
        "from django import forms\nfrom django.utils.functional import cached_property\n"
        f"from django.views import View\nclass OrderForm(forms.Form):\n    pass\n{view}"
    )
    return {
        "requirements.txt": "django\n",
        "manage.py": "",
        "shop/settings.py": "INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'shop.urls'\n",
        "shop/urls.py": "from django.urls import path\nfrom shop.views import Orders\n"
        "urlpatterns = [path('orders/', Orders.as_view())]\n",
        "shop/views.py": source,
    }


def use_case(
    mark: str, provided: str = "{ provide: Adding, useFactory: (rows) => new AddOrder(rows) }"
) -> Files:
    """A service of NestJS whose controller hands the body to what it knows by an abstract class."""
    controller = (
        "import { z } from 'zod';\nexport abstract class Adding { abstract execute(input: Order): Promise<Order> }\n"
        "@Controller('orders')\nexport class Orders {\n  constructor(private readonly adding: Adding) {}\n"
        "  @Post() add(@Req() { body }: Asked) { return this.adding.execute({ ...body, by: 1 }); }\n}\n"
    )
    module = (
        "import { Adding, Orders } from './orders.controller';\nimport { AddOrder } from './add-order';\n"
        f"@Module({{ controllers: [Orders], providers: [{provided}] }})\nexport class AppModule {{}}\n"
    )
    checked = (
        "import { z } from 'zod';\nexport function Checked(...schemas) {\n  return (target, key, descriptor) => {\n"
        "    const run = descriptor.value;\n    descriptor.value = function (...given) {\n"
        "      return run.apply(this, schemas.map((each, n) => each.parse(given[n])));\n    };\n  };\n}\n"
        "export function Timed() {\n  return (target, key, descriptor) => { note(key); };\n}\n"
    )
    add = (
        "import { z } from 'zod';\nimport { Checked, Timed } from './checked';\nconst Order = z.object({ name: z.string() });\n"
        f"export class AddOrder {{\n  {mark}\n  async execute(input) {{ return this.rows.add(input); }}\n}}\n"
    )
    return {**nest(controller, module), "src/add-order.ts": add, "src/checked.ts": checked}


def wrapped(options: str) -> Files:
    """A service of Express whose routes a package's wrapper is told, with five bodies."""
    routes = "".join(
        f"  await schema.post('/a{n}', {options}, async (req, res) => res.json(await save(req.body)));\n"
        for n in range(5)
    )
    return {
        **node(PAGE + "app.use('/api', schema.router);\n"),
        "src/orders.js": f"export default async function orders(schema, config) {{\n{routes}}}\n",
    }


OF_VIEW = (
    "class Orders(View):\n    {}\n    def form(self):\n        return OrderForm({})\n"
    "    def post(self, request):\n        if self.form.is_valid():\n"
    "            save(request.POST['name'])\n        return answer()\n"
)
COMMAND = (
    "import { IsString, validateSync } from 'class-validator';\nimport { plainToInstance } from 'class-transformer';\n"
    "abstract class Command {\n"
    "  static create<T extends Command>(this: new (...given: any[]) => T, data: T): T {\n"
    "    const made = plainToInstance(this, { ...data });\n    validateSync(HELD);\n    return made;\n"
    "  }\n}\nclass Add extends Command { @IsString() name: string; by: string }\n@Controller('orders')\n"
    "export class Orders { @Post() add(@Body('name') name: string) "
    "{ return run(Add.create({ name })); } }\n"
)
MAKING = (
    "import { IsString } from 'class-validator';\nexport function Making<F>(form: Type<F>): any {\n"
    "  class Made { @Post() add(@Body() body: F) { return save(body); } }\n  return Made;\n}\n"
    "@Controller('orders') export class Orders extends Making(Form) {}\n"
)

PAGE = "app.get('/', (req, res) => res.json([]));\n"


def unseen(number: int, *, taken: str = "req", before: str = "", file: str = "") -> Files:
    """A service of Express with one route that is seen, and functions that a framework of its own
    calls with requests.
    """
    names = (f"  async f{n}({taken}) {{ return save(req.body.name); }},\n" for n in range(number))
    own = f"{file}module.exports = serve({{\n{''.join(names)}}});\n"
    return {**node(before + PAGE), "src/own.js": own}


def routed(*, library: str) -> Files:
    """The same, whose table of routes names a schema for each; a file of its own may have these."""
    table = (
        f"{library}const own = require('./own');\nserve([{{ schema: Order, handler: own.f0 }}]);\n"
    )
    return {
        **unseen(5, before=ZOD),
        "src/routes.js": table,
        "src/schemas.js": ZOD + "exports.Order = Order;\n",
    }


CASES = (
    Case(KEY, "pass", "what a helper is handed", posted("save(check(req.body));", "const check = (given) => Order.parse(given);\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "what a helper takes out of the request", posted("save(check(req));", "const check = ({ body }) => Order.parse(body);\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "what a helper of a helper is handed within an object", posted("take({ id: 1, ...req.body });", "const take = (order) => save(check(order));\nconst check = (given) => Order.parse(given);\n"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a helper that validates something of its own", posted("save(req.body, stored());", STORED), "1 of 1"),
    Case(KEY, "fail", "a helper that validates something of its own, and is handed the body", posted("save(await add(req.body));", f"{STORED}const add = (given) => [given, stored()];\n"), "1 of 1"),
    Case(KEY, "fail", "a helper that validates something else that it is handed", posted("save(req.body, check(req.user));", "const check = (given) => Order.parse(given);\n"), "1 of 1"),
    Case(KEY, "fail", "what is found by the body is no body", posted("save(check(req.body.name));", "const check = (name) => Order.parse(files[name]);\n"), "1 of 1"),
    Case(KEY, "fail", "what is answered", posted("const row = await load(); save(req.body); res.json(Order.parse(row));"), "1 of 1"),
    *(
        Case(KEY, "fail", f"a text or a date that is read, and held to nothing: {call}", posted(f"const made = {call}; save(made, req.body);"), "1 of 1")
        for call in ("JSON5.parse(req.body.text)", "moment(req.body.until).isValid()", "ipaddr.isValid(req.body.address)")
    ),
    Case(KEY, "pass", "an object that is filled out of the body", posted("const order = new Row(); order.name = req.body.name; await validate(order); save(order);"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a list that each part of the body is put into", posted("const orders = []; for (const each of req.body) { orders.push(each); } save(Order.parse(orders));"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "each part of the body in a callback", posted("req.body.forEach((each) => { save(Order.parse(each)); });"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "each of something else in a callback", posted("rows.forEach((each) => { note(each); }); Order.parse(rows); save(req.body);"), "1 of 1"),
    Case(KEY, "unknown", "what a callback takes of something else", posted("save(req.body); rows.forEach((each) => { Order.parse(each); });"), "it could not be told whether they validate it"),
    Case(KEY, "pass", "of what is made out of the body the part that is", posted("const made = new Add({ id: 1, name: req.body.name }); run(made);", "const run = (command) => save(Order.parse({ name: command.name }));\n"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "of what is made out of the body another part", posted("const made = new Add({ id: req.user.id, name: req.body.name }); run(made);", "const run = (command) => { Order.parse({ id: command.id }); save(command); };\n"), "1 of 1"),
    Case(KEY, "fail", "another part of what a function takes apart", posted("run({ id: req.user.id, name: req.body.name });", "const run = ({ id, name }) => { Order.parse({ id }); save(name); };\n"), "1 of 1"),
    Case(KEY, "pass", "a schema that a helper is handed", posted("save(check(schemas.order, req.body));", "const check = (schema, given) => schema(given);\n"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a schema that a helper is handed, of something else", posted("save(req.body, check(schemas.order, rows));", "const check = (schema, given) => schema(given);\n"), "1 of 1"),
    Case(KEY, "pass", "what a helper reads of a request that is there for all", flask("save(schema.load(taken()))", "def taken():\n    return request.get_json()\n"), "the one handler that reads a body validates it"),
    Case(KEY, "pass", "a row that the body is put into", flask("row = schema.dump(find())\n    row.update(request.get_json())\n    save(schema.load(row))"), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a schema that only writes the answer", flask("save(request.get_json())\n    return OrderSchema().dump(find())"), "1 of 1"),
    Case(KEY, "pass", "a form that a property of a view makes", django(OF_VIEW.format("@cached_property", "self.request.POST")), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a form of a property that takes the address", django(OF_VIEW.format("@cached_property", "self.request.GET")), "1 of 1"),
    Case(KEY, "pass", "a command that validates what it is made of", nest(COMMAND.replace("HELD", "made")), "the one handler that reads a body validates it"),
    Case(KEY, "fail", "a command that validates something else", nest(COMMAND.replace("HELD", "settings")), "1 of 1"),
    Case(KEY, "fail", "a command of which it is made holds no field", nest(COMMAND.replace("HELD", "made").replace("create({ name })", "create({ by: name })")), "1 of 1"),
    Case(KEY, "pass", "a command that is made of all there is", nest(COMMAND.replace("HELD", "made").replace("create({ name })", "create({ ...name })")), "the one handler that reads a body validates it"),
    *(
        Case(KEY, outcome, f"what is made of it: {made}", posted(f"const order = {made}; await store(order);", MADE), said)
        for made, outcome, said in (
            ("new Made({ ...req.body, shop: 1 })", "pass", "the one handler that reads a body validates it"),
            ("new Made(req.body)", "pass", "the one handler that reads a body validates it"),
            ("new Made(settings); store(req.body)", "fail", "1 of 1"),
            ("new Plain(req.body)", "fail", "1 of 1"),
        )
    ),
    Case(KEY, "fail", "functions that no route which is seen leads to", unseen(5), "5 functions read a body and use no validation (no library is used)"),
    Case(KEY, "fail", "the same beside a library that others use", unseen(5, before=ZOD), "5 functions read a body and use no validation (Zod elsewhere)"),
    Case(KEY, "pass", "a few of them", unseen(4), "no handler reads a body"),
    Case(KEY, "pass", "as many as there are handlers", unseen(5, before=ZOD + "".join(f"app.get('/{n}', (req, res) => res.json([]));\n" for n in range(4))), "no handler reads a body"),
    Case(KEY, "pass", "those of a file that takes a library in", unseen(5, file=ZOD), "no handler reads a body"),
    Case(KEY, "pass", "those that a file which takes a library in takes in", routed(library=ZOD), "no handler reads a body"),
    Case(KEY, "pass", "those that a file which takes a schema in takes in", routed(library="const { Order } = require('./schemas');\n"), "no handler reads a body"),
    Case(KEY, "fail", "those that a file without a schema takes in", routed(library=""), "5 functions read a body"),
    Case(KEY, "pass", "those of a file that takes a schema in", {**routed(library=""), **unseen(5, before=ZOD, file="const { Order } = require('./schemas');\n")}, "no handler reads a body"),
    Case(KEY, "pass", "those that have it validated by a function", {**unseen(0), "src/asked.js": "module.exports = serve({\n" + "".join(f"  async f{n}(req) {{ return save(validateOrder(req.body)); }},\n" for n in range(5)) + "});\n"}, "no handler reads a body"),
    Case(KEY, "pass", "middlewares", unseen(5, taken="req, res, next"), "no handler reads a body"),
    Case(KEY, "unknown", "a type that a controller is made with", nest(MAKING), "it could not be told whether they validate it"),
    *(
        Case(KEY, outcome, f"a use case behind an abstract class: {mark or provided}", use_case(mark, provided) if provided else use_case(mark), said)
        for mark, provided, outcome, said in (
            ("@Checked(Order)", "", "pass", "the one handler that reads a body validates it by Zod"),
            ("@ValidateInput(Order)", "", "pass", "the one handler that reads a body validates it by Zod"),
            ("@Checked(Order)", "{ provide: Adding, useClass: AddOrder }", "pass", "the one handler that reads a body validates it by Zod"),
            ("@Checked(Order)", "{ provide: Other, useClass: AddOrder }", "fail", "1 of 1"),
            ("@Timed()", "", "fail", "1 of 1"),
            ("", "", "fail", "1 of 1"),
        )
    ),
    *(
        Case(KEY, outcome, f"bodies that a package's wrapper is told: {options}", wrapped(options), said)
        for options, outcome, said in (
            ("{ name: 'Add', body: 'req.body.AddOrder.json' }", "pass", "no handler reads a body"),
            ("{ name: 'Add', body: AddOrder }", "pass", "no handler reads a body"),
            ("{ name: 'Add', body: 'raw' }", "fail", "5 functions read a body"),
            ("{ name: 'Add' }", "fail", "5 functions read a body"),
        )
    ),
    Case(KEY, "pass", "Flask's request by its package", flask("save(schema.load(flask.request.get_json()))", "import flask\n"), "the one handler that reads a body validates it"),
    *(
        Case(KEY, "fail", f"Flask's request by its package, unvalidated: {read}", flask(f"save({read})", "import flask\n"), "1 of 1")
        for read in ("flask.request.form.get('name')", "flask.request.form['name']", "flask.request.json['name']", "flask.request.get_json()")
    ),
    Case(KEY, "pass", "where a form only says which page comes next", django("class Orders(View):\n    def post(self, request):\n        return redirect(request.POST.get('next') or '/')\n"), "no handler reads a body"),
)  # fmt: skip
