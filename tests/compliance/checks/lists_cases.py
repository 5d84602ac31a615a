"""Cases of endpoints that answer lists which no query is seen to make."""

from tests.compliance.checks.performance_cases import LISTS, django, fastapi, node, openapi
from tests.compliance.checks.small_servers_cases import service
from tests.compliance.repositories import Case, Files

ONE = "users.get('/:id', handlers.one);\n"


def answers(body: str, path: str = "/", before: str = "") -> Files:
    """A service of Express with a handler that is written out."""
    return node(f"{before}users.get('{path}', async (req, res) => {{ {body} }});\n")


def beside(body: str) -> Files:
    """The same at an address below which there is one of what it answers."""
    return node(f"users.get('/', async (req, res) => {{ {body} }});\n{ONE}")


def filtered(provided: str) -> Files:
    """A service of Litestar whose handler takes filters that the application provides."""
    main = f"from litestar import Litestar, get\nfrom advanced_alchemy.filters import FilterTypes\n{provided}@get('/orders')\nasync def orders(store: Store, filters: list[FilterTypes]) -> list[Order]:\n    return await store.list(*filters)\napp = Litestar([orders])\n"
    return {"requirements.txt": "litestar\nadvanced-alchemy\n", "main.py": main}


def flask_lists(routes: str) -> Files:
    """A service of Flask with these routes, whose users are in a database."""
    app = f"from flask import Flask, jsonify, request\nfrom models import User\napp = Flask(__name__)\n{routes}"
    models = "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nclass User(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n    name = db.Column(db.String)\n"
    return {"requirements.txt": "flask\nflask-sqlalchemy\n", "app.py": app, "models.py": models}


def graphene(field: str) -> Files:
    """A service of Django with one field of Graphene, of users."""
    schema = (
        "import graphene\nfrom graphene_django import DjangoConnectionField, DjangoListField, DjangoObjectType\n"
        "from shop.models import User\nclass UserType(DjangoObjectType):\n    class Meta:\n        model = User\n"
        f"class Query(graphene.ObjectType):\n    users = {field}\n    def resolve_users(self, info):\n"
        "        return User.objects.filter(active=True)\nschema = graphene.Schema(query=Query)\n"
    )
    return {**django(""), "requirements.txt": "django\ngraphene-django\n", "shop/schema.py": schema}


def resolver(given: str, answered: str = "[User]") -> Files:
    """A service of NestJS with one query of GraphQL whose arguments somebody else's program wrote."""
    source = (
        "import { Args, Query, Resolver } from '@nestjs/graphql';\nimport { PrismaClient } from '@prisma/client';\n"
        f"import {{ Given, FindManyUserArgs }} from './generated';\nconst prisma = new PrismaClient();\n"
        f"@Resolver(() => User)\nexport class Users {{\n  @Query(() => {answered})\n"
        f"  users(@Args() args: {given}) {{ return prisma.user.findMany(args); }}\n}}\n"
    )
    return {
        "package.json": '{"dependencies": {"@nestjs/core": "^11.0.0", "@nestjs/graphql": "13.0.0", "@prisma/client": "6.0.0"}}',
        "src/main.ts": "import { NestFactory } from '@nestjs/core';\nNestFactory.create(AppModule);\n",
        "src/users.resolver.ts": source,
    }


def rendered(around: str) -> Files:
    """A service of Flask whose view answers rows, behind a decorator of its own."""
    return flask_lists(
        f"from functools import wraps\nfrom flask import render_template\ndef shown(name):\n    def around(view):\n        @wraps(view)\n        def inner(*given, **named):\n{around}        return inner\n    return around\n"
        "@app.route('/users')\n@shown('users.html')\ndef users():\n    return {'users': User.query.all()}\n"
    )


LIMITLESS = "def found(db, word=None, limit=None):\n    some = select(User)\n    if limit is not None:\n        some = some.limit(limit)\n    return db.scalars(some).all()\n@app.get('/users')\ndef users(db: Session = Depends(get_db)):\n    return found(%s)\n"
# Before each handler somebody's plan is looked at, which has a limit of its own.
PLAN = "const checked = async (run) => {\n  if (getUsageLimit(await ownerOf()).exceeded) return refuse({ maxUsageLimit: 9 });\n  return run();\n};\n"
PROMISED = "const all = () => new Promise((resolve, reject) => {\n  prisma.user.findMany(%s).then((found) => resolve(found), reject);\n});\n"
SHELF = "import { Books } from 'shelf';\nconst shelf = new Books.Shelf();\n"
NAMED = "import { Users } from './service.js';\nusers.get('/', async (req, res) => { const users = await Users.usersOfShop(1); res.json({ users }); });\n"
SPACE = "import { prisma } from './client';\nexport namespace Users {\n  export async function usersOfShop(shop: number) { return prisma.user.findMany({ where: { shop } }); }\n}\n"
LIMITED = "from slowapi import Limiter\nlimiter = Limiter(key_func=asked)\n@app.get('/users')\n@limiter.limit('5/minute')\ndef users(db: Session = Depends(get_db)%s):\n    return db.scalars(select(User)%s).all()\n"

# A number of the program's own cuts off what nobody can ask for any more.
CUT = "const MOST = 50;\n"
PAGED = "the one list endpoint answers page by page"
CUTS = (
    ("/", "res.json(await prisma.user.findMany({ take: 100 }));", "fail", "GET /users"),
    ("/", "const many = 20; res.json(await prisma.user.findMany({ take: many }));", "fail", "GET /users"),
    ("/", "const limit = 20; res.json(await prisma.user.findMany({ take: limit }));", "fail", "GET /users"),
    ("/", "res.json(await prisma.user.findMany({ take: MOST, skip: 0 }));", "fail", "GET /users"),
    ("/", "const found = await prisma.user.findMany(); res.json(found.slice(0, 20));", "fail", "GET /users"),
    ("/", "const { offset } = req.query; res.json(await prisma.user.findMany({ take: 20, skip: offset }));", "pass", PAGED),
    ("/", "let limit = 20; if (req.query.many) limit = req.query.many; res.json(await prisma.user.findMany({ take: limit }));", "pass", PAGED),
    ("/", "const { before } = req.query; res.json(await prisma.user.findMany({ take: 20, where: { id: { lt: before } } }));", "pass", PAGED),
    ("/", "res.json(await prisma.user.findMany({ take: 20, where: { id: { gt: req.query.lastId } } }));", "pass", PAGED),
    ("/latest", "res.json(await prisma.user.findMany({ take: 20 }));", "pass", PAGED),
    ("/top-rated", "res.json(await prisma.user.findMany({ take: 20 }));", "pass", PAGED),
    ("/autocomplete", "res.json(await prisma.user.findMany({ take: 20 }));", "pass", PAGED),
    *(("/", f"const {{ {name} }} = req.query; res.json(await prisma.user.findMany({{ take: 50, where: {{ id: {{ lt: {name} }} }} }}));", "pass", PAGED) for name in ("lastMessageId", "last_message_id", "startFrom", "last_seen_id")),
    ("/", "res.json(await prisma.user.findMany({ take: 50, where: { id: { gt: req.query.from } } }));", "pass", PAGED),
    *((f"/{path}", "res.json(await prisma.user.findMany({ take: 5, where: { near: req.query.near } }));", "pass", PAGED) for path in ("search", "nearby", ":id/similar", ":id/recommendations", "featured", "dashboard")),
    ("/current", "res.json(await prisma.user.findMany({ take: 1, orderBy: { id: 'desc' } }));", "not_applicable", "no endpoint answers a list"),
    ("/latest", "res.json(await prisma.user.findMany());", "fail", "GET /users/latest"),
    ("/", "const { before } = req.query; res.json(await prisma.user.findMany({ where: { before } }));", "fail", "GET /users"),
)  # fmt: skip
SLICES = (
    ("users", ":50", "fail", "GET /users"),
    ("users", "0:50", "fail", "GET /users"),
    ("users", ":", "fail", "GET /users"),
    ("users", ":MOST", "fail", "GET /users"),
    ("users", ": settings.MOST", "fail", "GET /users"),
    ("users", ":most", "pass", PAGED),
    ("users", "start : start + 50", "pass", PAGED),
    ("recent", ":50", "pass", PAGED),
)

# A helper of Flask's that takes the page from the request by itself.
HELPED = "def found(per_page=20):\n    page = request.args.get('page', 1, type=int)\n    return User.query.paginate(page=page, per_page=per_page).items\n@app.route('/users')\ndef users():\n    return jsonify([u.name for u in found()])\n"
PYTHON_HELPERS = (
    ("db, request, per_page=20", "page = int(request.query_params.get('page', 1))\n    return db.scalars(select(User).offset(page * per_page).limit(per_page)).all()", "db, request", "pass", PAGED),
    ("db, asked, limit=100", "limit = min(int(asked.get('limit', limit)), 100)\n    return db.scalars(select(User).limit(limit)).all()", "db, request.query_params", "pass", PAGED),
    ("db, page=0, per_page=20", "return db.scalars(select(User).offset(page * per_page).limit(per_page)).all()", "db", "fail", "GET /users"),
)  # fmt: skip
# A helper that takes its parameter apart, and fills it where nobody asks for so many.
TAKEN = "const listed = async ({ many }) => {\n  if (!many) many = 20;\n  return prisma.user.findMany({ take: many });\n};\n"

NONE = "no endpoint answers a list"
FILLED_IN_JS = (
    ("for (let n = 0; n < 7; n++)", "not_applicable", NONE),
    ("for (let n = 0; n < NAMES.length; n++)", "not_applicable", NONE),
    ("for (const n of req.query.ids.split(','))", "not_applicable", NONE),
    ("for (const n of Array(7).keys())", "not_applicable", NONE),
    ("for (const n of Object.entries(KINDS))", "not_applicable", NONE),
    ("for (let n = 0; n < kept.length; n++)", "fail", "GET /users/kinds"),
    ("for (const n of keeper.kept(req.query.shop))", "fail", "GET /users/kinds"),
)
FILLED_IN_PYTHON = (
    ("range(7)", "not_applicable", NONE),
    ("KINDS.items()", "not_applicable", NONE),
    ("enumerate(KINDS.values())", "not_applicable", NONE),
    ("request.args.getlist('id')", "not_applicable", NONE),
    ("USERS", "fail", "GET /kinds"),
    ("range(MOST)", "not_applicable", NONE),
    ("range(len(shop.people))", "fail", "GET /kinds"),
    ("shop.people.items()", "fail", "GET /kinds"),
)

SAID, OPEN = "1 of 1 list endpoints", "whether GET /users answers a list cannot be told"

CASES = (
    Case(LISTS, "fail", "all rows, by an answer that sends itself", answers("const found = await prisma.user.findMany(); return new SuccessResponse('ok', found).send(res);"), "GET /users"),
    Case(LISTS, "pass", "a page, by an answer that sends itself", answers("const found = await prisma.user.findMany({ take: req.query.limit }); new SuccessResponse('ok', found).send(res);"), "the one list endpoint answers page by page"),
    Case(LISTS, "not_applicable", "one row, by an answer that sends itself", answers("const found = await prisma.user.findFirst(); return new SuccessResponse('ok', found).send(res);"), "no endpoint answers a list"),
    Case(LISTS, "fail", "all rows that were promised", answers("res.json(await all());", before=PROMISED % ""), "GET /users"),
    Case(LISTS, "pass", "a page that was promised", answers("res.json(await all(req.query.page));", before=PROMISED % "{ skip }"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "all rows, where a plan has a limit", answers("return checked(async () => res.json(await prisma.user.findMany()));", before=PLAN), "GET /users"),
    Case(LISTS, "fail", "all rows, where somebody may not ask too often", fastapi(LIMITED % ("", "")), "GET /users"),
    Case(LISTS, "pass", "a part of them, where somebody may not ask too often", fastapi(LIMITED % (", limit: int = 9", ".limit(limit)")), "the one list endpoint answers page by page"),
    *(Case(LISTS, outcome, f"rows that are cut by the program: {path}: {body}", answers(body, path, CUT), said) for path, body, outcome, said in CUTS),
    *(Case(LISTS, outcome, f"a slice of Django's: {bounds}", django(f"def users(request):\n    found = User.objects.all()[{bounds}]\n    return JsonResponse({{'items': [u.name for u in found]}})\n", register=f"path('{path}', views.users)"), said) for path, bounds, outcome, said in SLICES),
    *(Case(LISTS, outcome, f"a limit that a function may be handed: {given}", fastapi(LIMITLESS % given), said) for given, outcome, said in (
        ("db", "fail", "GET /users"), ("db, word='a'", "fail", "GET /users"), ("db, 'a', 20 * many()", "pass", PAGED), ("db, limit=most()", "pass", PAGED), ("db, **asked()", "pass", PAGED), ("*asked()", "pass", PAGED),
    )),
    *(Case(LISTS, outcome, f"rows of SQL: {cut}", fastapi(f"from sqlalchemy import text\n@app.get('/users')\ndef users(p: int = 0, db: Session = Depends(get_db)):\n    return db.execute(text('SELECT * FROM users {cut}'), {{'p': p}}).all()\n"), said) for cut, outcome, said in (("LIMIT 20 OFFSET (:p * 20)", "pass", PAGED), ("LIMIT 20", "fail", "GET /users"))),
    Case(LISTS, "pass", "a helper of Flask's that asks the request for the page", flask_lists(HELPED), PAGED),
    *(Case(LISTS, outcome, f"a helper of ({taken}) that is handed ({given})", fastapi(f"from fastapi import Request\ndef listed({taken}):\n    {body}\n@app.get('/users')\ndef users(request: Request, db: Session = Depends(get_db)):\n    return listed({given})\n"), said) for taken, body, given, outcome, said in PYTHON_HELPERS),
    Case(LISTS, "pass", "a helper that takes what is asked for apart", answers("res.json(await listed(req.query));", before=TAKEN), PAGED),
    Case(LISTS, "pass", "filters of Litestar's repositories, one of which limits", filtered("from advanced_alchemy.filters import LimitOffset\ndef limited(many: int) -> LimitOffset:\n    return LimitOffset(many, 0)\n"), PAGED),
    Case(LISTS, "fail", "filters of Litestar's repositories, none of which limits", filtered(""), "GET /orders"),
    Case(LISTS, "fail", "all rows, by a function of a namespace", node(NAMED, **{"src/service.ts": SPACE}), "GET /users"),
    Case(LISTS, "not_applicable", "what a package's object fetches from where it will", answers("res.json(await shelf.fetchBooks());", "/books", SHELF), "no endpoint answers a list"),
    Case(LISTS, "unknown", "the same beside one of it", node(SHELF + "users.get('/books', async (req, res) => { res.json(await shelf.fetchBooks()); });\nusers.get('/books/:id', handlers.one);\n"), "whether GET /users/books answers a list cannot be told"),
    Case(LISTS, "fail", "a list that is filled one by one", fastapi("@app.get('/users')\ndef users(shop = Depends(get_shop)):\n    found = []\n    for each in shop.people():\n        found.append({'name': each.name})\n    return found\n"), "GET /users"),
    Case(LISTS, "fail", "a list of what another module keeps", answers("res.json(keeper.kept().map(seen));"), "GET /users"),
    Case(LISTS, "fail", "what is listed by its name", answers("const found = await keeper.getUsers(); res.json({ users: found });"), "GET /users"),
    Case(LISTS, "fail", "what a project adds to a response", answers("const found = await keeper.listUsers(); res.respond({ found });"), "GET /users"),
    Case(LISTS, "not_applicable", "what a response is given besides", answers("const found = await keeper.listUsers(); res.locals({ found });"), "no endpoint answers a list"),
    *(Case(LISTS, outcome, f"a list that is filled in a loop of JavaScript: {loop}", answers(f"const kinds = []; {loop} kinds.push(await one(n)); res.json(kinds);", "/kinds", "const KINDS = { a: 1, b: 2 };\nconst NAMES = ['a', 'b'];\n"), said) for loop, outcome, said in FILLED_IN_JS),
    *(Case(LISTS, outcome, f"a list that is filled in a loop of Python: {through}", fastapi(f"MOST = 9\nUSERS = []\nKINDS = {{'a': 1, 'b': 2}}\n@app.get('/kinds')\ndef kinds(shop = Depends(get_shop)):\n    found = []\n    for n in {through}:\n        found.append(one(n))\n    return found\n"), said) for through, outcome, said in FILLED_IN_PYTHON),
    Case(LISTS, "not_applicable", "what is made of a list", answers("res.json(keeper.kept().map(seen).join(','));"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "one thing in several words", answers("res.json({ name: 'a', users: keeper.kept().map(seen) });", "/me"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "a list that is written out", answers("res.json(COLOURS.map(shown));", before="const COLOURS = ['red', 'blue'];\n"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "a list of the cases of an enumeration", answers("res.json(Object.values(Colour).map(shown));", before="const Colour = { RED: 'red', BLUE: 'blue' };\n"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "a list out of a file", answers("res.json(countries.map(shown));", before="import countries from './countries.json';\n"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "a list that was loaded at the start", answers("res.json(kept.map(shown));", before="const kept = loadNames();\n"), "no endpoint answers a list"),
    Case(LISTS, "fail", "a list that is filled while the program runs", answers("res.json(kept.map(shown));", before="const kept = [];\n"), "GET /users"),
    Case(LISTS, "not_applicable", "a list of another server, whose client is called as a request is", answers("res.json((await request.get(url)).map(shown));", before="import request from '../request.js';\n"), "no endpoint answers a list"),
    Case(LISTS, "pass", "pages of what another module keeps", answers("res.json(keeper.kept(req.query.page).map(seen));"), "the one list endpoint answers page by page"),
    Case(LISTS, "unknown", "all that is asked for handed on", beside("res.json(keeper.kept(req.query).map(seen));"), OPEN),
    Case(LISTS, "unknown", "pages somewhere behind", node(f"const some = () => {{ note(keeper.paginate()); return keeper.kept().map(seen); }};\nusers.get('/', async (req, res) => {{ note(some()); res.json(keeper.kept().map(seen)); }});\n{ONE}"), OPEN),
    Case(LISTS, "fail", "what one of which has an address too", beside("res.json(await keeper.kept());"), SAID),
    Case(LISTS, "unknown", "what one of which has an address too, by a request that is handed on", beside("res.json(await keeper.kept(req));"), OPEN),
    Case(LISTS, "unknown", "one thing that has an address beside others", beside("res.json({ name: keeper.name, size: keeper.size });"), OPEN),
    Case(LISTS, "not_applicable", "what a service says of itself, beside others", beside("res.json({ name: 'a', routes: ['/:id', '/new'] });"), "no endpoint answers a list"),
    Case(LISTS, "unknown", "what only says how it went", beside("if (!hand(res)) res.json({ message: 'gone' });"), OPEN),
    Case(LISTS, "fail", "all rows, where something makes pages for each route", node("app.use(paginate.middleware(10, 50));\nusers.use(paginate.middleware(10, 50));\nusers.post('/', add);\nusers.get('/', async (req, res) => res.json(await prisma.user.findMany()));"), "GET /users"),
    Case(LISTS, "pass", "pages that something makes before a list", node("users.post('/', add);\nusers.get('/', paginate.middleware(10, 50), async (req, res) => res.json(await prisma.user.findMany()));"), "the one list endpoint answers page by page"),
    Case(LISTS, "pass", "a part from a place on, of a size", answers("const { from, size } = req.query; res.json(await keeper.listUsers({ from, size }));"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "a list from a date on", answers("const { from } = req.query; res.json(await keeper.listUsers({ from }));"), "GET /users"),
    Case(LISTS, "fail", "an answer that wraps a list by its type", fastapi("@app.get('/seen')\ndef seen(shop = Depends(get_shop)) -> Answer[list[User]]:\n    return answer(shop.users)\n"), "GET /seen"),
    Case(LISTS, "not_applicable", "lists by their names, by a type", fastapi("@app.get('/seen')\ndef seen(shop = Depends(get_shop)) -> dict[str, list[User]]:\n    return shop.users\n"), "no endpoint answers a list"),
    Case(LISTS, "fail", "a comprehension", fastapi("@app.get('/users')\ndef users(shop = Depends(get_shop)):\n    return {'users': [each.name for each in shop.people]}\n"), "GET /users"),
    Case(LISTS, "not_applicable", "a comprehension at an address of one thing", fastapi("@app.get('/me')\ndef me(shop = Depends(get_shop)):\n    return [each.name for each in shop.people]\n"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "what was loaded before the first request", fastapi("def make():\n    names = load_names()\n    @app.get('/names')\n    def names_of():\n        return [each.name for each in names]\n"), "no endpoint answers a list"),
    Case(LISTS, "fail", "a view that lists by its name", django("def user_list(request):\n    return JsonResponse([each.name for each in shop.people()], safe=False)\n", register="path('people/here', views.user_list)"), "GET /people/here"),
    Case(LISTS, "fail", "a body of Falcon", {"requirements.txt": "falcon\n", "app.py": "import falcon\nclass Orders:\n    def on_get(self, req, resp):\n        resp.media = [each.name for each in shop.people()]\napp = falcon.App()\napp.add_route('/orders', Orders())\n"}, "GET /orders"),
    Case(LISTS, "fail", "a handler behind what Nitro's project asks before", service("nitropack", {"server/api/users.get.ts": "export default defineAskedEventHandler('users', 'read', async ({ event }) => keeper.getAllUsers({ sort: 'name' }));\n"}), "GET /api/users"),
    *(Case(LISTS, outcome, f"a view set's own {name}", django(f"class Users(viewsets.ViewSet):\n    def {name}(self, request, pk=None):\n        return JsonResponse([each.name for each in User.objects.filter(name=pk)], safe=False)\n", register="path('users/' + '{at}', views.Users.as_view({{'get': '{name}'}}))".replace("' + '", "").format(at=at, name=name))) for name, at, outcome in (("list", "", "fail"), ("retrieve", "<str:pk>/", "not_applicable"))),
    Case(LISTS, "not_applicable", "a list of another server by a function that asks it", answers("res.json(await names());", before="const names = async () => (await axios.get(url)).data.map(seen);\n"), "no endpoint answers a list"),
    *(Case(LISTS, outcome, f"at an address with an ending: {path}", answers("res.json(await keeper.kept().map(seen));", path)) for path, outcome in (("/orders.json", "fail"), ("/status.json", "not_applicable"), ("/all.json", "fail"))),
    *(Case(LISTS, outcome, f"in several words: {path}", answers("res.json(await keeper.kept().map(seen));", path)) for path, outcome in (("/shop-orders", "fail"), ("/order-status", "not_applicable"), ("/shop-settings", "not_applicable"))),
    Case(LISTS, "unknown", "what lists by its address and cannot be followed", node("users.get('/list', handlers.some);"), "whether GET /users/list answers a list cannot be told"),
    Case(LISTS, "not_applicable", "all of something that cannot be followed", node("users.get('/all', handlers.some);"), "no endpoint answers a list"),
    *(Case(LISTS, "not_applicable", f"what there are a few of: {name}", answers(f"res.json(await keeper.{name}());", path)) for path, name in (("/features", "getFeatures"), ("/flags", "getFlags"), ("/me/permissions", "getPermissions"), ("/page", "getCanvas"), ("/host", "getAlias"), ("/echo", "getHeaders"))),
    Case(LISTS, "fail", "a handler of Nitro's for whatever method", service("nitropack", {"server/api/users.ts": "export default defineEventHandler(async () => keeper.getAllUsers());\n"}), "* /api/users"),
    Case(LISTS, "not_applicable", "a view of a package's beside one of an object", django("from oauth2_provider.views import ApplicationList\nclass Users(ApplicationList):\n    paginated = False\ndef one(request, pk):\n    return JsonResponse({'id': pk})\n", register="path('api/users/', views.Users.as_view()), path('api/users/<int:pk>/', views.one)"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "by what there is to choose from", answers("res.json(await prisma.user.findMany());", "/facets"), "no endpoint answers a list"),
    *(
        Case(LISTS, outcome, f"a field of Graphene: {field}", graphene(field), said)
        for field, outcome, said in (
            ("DjangoConnectionField(UserType)", "pass", PAGED),
            ("DjangoFilterConnectionField(UserType, active=graphene.Boolean())", "pass", PAGED),
            ("relay.ConnectionField(UserConnection)", "pass", PAGED),
            ("graphene.List(UserType)", "fail", "users"),
        )
    ),
    Case(LISTS, "pass", "what a generator of Prisma's resolvers takes for a list", resolver("FindManyUserArgs"), PAGED),
    Case(LISTS, "pass", "a connection of GraphQL by its type", resolver("Given", "UserConnection"), PAGED),
    *(
        Case(LISTS, "pass", f"a page that is asked for by names of the query: {made}", node(f"const list = async ({{ query }}, res) => {{ {made} }};\nusers.get('/', list);\n{ONE}"), PAGED)
        for made in (
            "const asked = { limit: Number(query.limit), page: Number(query.page) }; res.json(await keeper.all(asked));",
            "res.json(await keeper.getUsers(query.name, query.offset));",
        )
    ),
    *(
        Case(LISTS, outcome, f"a decorator of one's own that {what}", rendered(around), said)
        for what, around, outcome, said in (
            ("makes a page of what a view returns", "            found = view(*given, **named)\n            return render_template(name, **found)\n", "not_applicable", "it serves no HTTP API"),
            ("refuses by a page", "            if not allowed(given):\n                return render_template(name)\n            return view(*given, **named)\n", "fail", "GET /users"),
        )
    ),
    *(
        Case(LISTS, outcome, f"what is filled {when}", answers("res.json(Object.entries(clone(kinds)).filter(kept).map(shown));", before=f"const kinds = {{}};\n{filled}\n"), said)
        for when, filled, outcome, said in (
            ("as the program starts", "for (const name of names) { kinds[name] = require(`./${name}`); }", "not_applicable", "no endpoint answers a list"),
            ("by a function of each as the program starts", "names.forEach((name) => { kinds[name] = made(name); });", "not_applicable", "no endpoint answers a list"),
            ("by whoever asks", "users.post('/', (req, res) => { kinds[req.body.name] = req.body; res.end(); });", "fail", "GET /users"),
        )
    ),
    *(
        Case(LISTS, outcome, f"rows that are put together by {made}", flask_lists(f"from collections import defaultdict, Counter\n@app.route('/users')\ndef all_users():\n    found = {made}\n    for each in User.query.all():\n        found[each.kind] {put}\n    return jsonify({{'users': [{{'kind': kind, 'of': of}} for kind, of in found.items()]}})\n"), said)
        for made, put, outcome, said in (
            ("defaultdict(int)", "+= 1", "not_applicable", "no endpoint answers a list"),
            ("Counter()", "+= 1", "not_applicable", "no endpoint answers a list"),
            ("defaultdict(list)", "+= [each.name]", "fail", "GET /users"),
        )
    ),
    *(
        Case(LISTS, outcome, f"some of those that a caller looks for by {asked}", answers(f"res.json(await prisma.user.findMany({{ where: {{ name: {{ contains: req.query.{asked} }} }}, take: 20 }}));"), said)
        for asked, outcome, said in (
            ("q", "pass", PAGED), ("term", "pass", PAGED), ("kind", "fail", "GET /users"),
        )
    ),
    *(
        Case(LISTS, outcome, f"a document's answer with {first} and {second}", {**files, "openapi.yaml": str(files["openapi.yaml"]).replace("{type: array, items: {type: object}}", f"{{type: object, properties: {{{first}: {{type: array, items: {{type: object}}}}, {second}: {{type: string}}}}}}")}, said)
        for files in (openapi("/manifest"),)
        for first, second, outcome, said in (
            ("entries", "checksum", "not_applicable", "no endpoint answers a list"),
            ("entries", "cursor", "fail", "GET /manifest"),
            ("items", "checksum", "fail", "GET /manifest"),
        )
    ),
    Case(LISTS, "not_applicable", "what is done by a key that may stand behind it", node("users.get('/verify-mail', handlers.verify);\nusers.get('/verify-mail/:key', handlers.one);\n"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "a middle of what is counted", node("users.get('/average-times', async (req, res) => res.json(await prisma.user.findMany()));\n"), "no endpoint answers a list"),
)  # fmt: skip
