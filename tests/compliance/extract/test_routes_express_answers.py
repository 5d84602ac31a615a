"""What the routes of Express answer."""

from __future__ import annotations

import pytest

from compliance.facts.routes import Answer, Routes
from tests.compliance.extract.express_application import APP
from tests.compliance.extract.node_routes_cases import (
    addresses,
    guards_of,
    manifest,
    routes_of,
)
from tests.compliance.repositories import facts_of


def test_what_asks_a_store_is_no_route() -> None:
    code = (
        "const redis = require('redis');\nconst cache = redis.createClient();\n"
        "cache.getAsync('/orders', noted);\n"
    )

    assert addresses({"app.js": APP + code}, "express") == []


@pytest.mark.parametrize(
    ("path", "handler", "answer"),
    [
        ("/users", "(req, res) => res.json([])", Answer.DATA),
        ("/users", "(req, res) => { res.render('users'); }", Answer.PAGE),
        ("/users", "(req, res) => { if (x) return res.json(1); res.render('u'); }", Answer.DATA),
        ("/old", "(req, res) => res.redirect('/new')", Answer.REDIRECT),
        ("/", "(req, res) => res.sendFile(path.join(root, 'index.html'))", Answer.PAGE),
        ("/", "(req, res) => res.send(server.indexHTML)", Answer.PAGE),
        ("/", "(req, res) => res.send(`<!doctype html><p>${total}</p>`)", Answer.PAGE),
        ("/", "(req, res) => res.end('<html><body>None</body></html>')", Answer.PAGE),
        ("/feed", "(req, res) => res.send('<order><total>1</total></order>')", Answer.DATA),
        ("/total", "(req, res) => res.send(order.total)", Answer.DATA),
        ("/html", "(req, res) => res.json(order.html)", Answer.DATA),
        ("/file", "(req, res) => res.sendFile(name)", Answer.STATIC),
        ("/badge", "(req, res) => { res.type('image/svg+xml').send(badge); }", Answer.STATIC),
        (
            "/b",
            "(req, res) => { res.set('content-type', 'font/ttf'); res.end(b); }",
            Answer.STATIC,
        ),
        ("/b", "(req, res) => { res.type('image/png'); res.json(b); }", Answer.DATA),
        ("/p", "(req, res) => x ? res.status(404).json(e) : res.redirect('/n')", Answer.REDIRECT),
        ("/a/:name", "(req, res) => createReadStream(req.params.name).pipe(res)", Answer.STATIC),
        ("/b", "(req, res) => { const s = createReadStream(a); res.end(s); }", Answer.STATIC),
        ("/c", "(req, res) => { createReadStream(a); res.json([]); }", Answer.DATA),
        ("/favicon.ico", "(req, res) => res.end()", Answer.STATIC),
        ("/api-docs.json", "(req, res) => res.json(document)", Answer.STATIC),
        ("/healthz", "(req, res) => res.send('ok')", Answer.HEALTH),
        ("/health/live", "(req, res) => res.send('ok')", Answer.HEALTH),
        ("/_ready", "(req, res) => res.send('ok')", Answer.HEALTH),
        ("/metrics", "(req, res) => res.send(text)", Answer.METRICS),
        ("/api/sales/metrics", "(req, res) => res.json(rows)", Answer.DATA),
        ("/user", "(req, res) => res.status(200).json(cache.render())", Answer.DATA),
        ("/shop/:id", "(req, res) => { site.render(req, res, '/shop', req.params); }", Answer.PAGE),
        ("/shop/:id", "(req, res) => { chart.render(req, shapes, res); }", Answer.DATA),
        ("*", "(req, res) => draw(req, res)", Answer.PAGE),
        ("*", "drawn", Answer.PAGE),
        (
            "/a",
            "(req, res) => all().then((a) => renderToNodeStream(res, <A />))",
            Answer.PAGE,
        ),
        ("/b", "(req, res) => { const b = renderToString(<B />); res.send(b); }", Answer.PAGE),
        ("/c", "(req, res) => { mail(renderToString(<C />)); res.json(c); }", Answer.DATA),
        ("*", "(req, res) => res.boom.notFound()", Answer.STATIC),
        ("*", "(req, res) => { res.status(404).json({ error: 'none' }); }", Answer.STATIC),
    ],
)
def test_what_a_route_answers(path: str, handler: str, answer: Answer) -> None:
    (route,) = routes_of({"app.js": f"{APP}app.get('{path}', {handler});"}, "express")

    assert route.answer is answer


@pytest.mark.parametrize(
    ("made", "answer"),
    [
        ("site.getRequestHandler()", Answer.PAGE),
        ("await site.handlers()", Answer.DATA),
    ],
)
def test_what_is_handed_on_to_the_pages_of_next(made: str, answer: Answer) -> None:
    code = (
        f"async function serve() {{\n  const handle = {made};\n"
        "  app.get('/shop', (req, res) => handle(req, res));\n}\n"
    )
    (route,) = routes_of({"app.js": f"{APP}{code}"}, "express")

    assert route.answer is answer


@pytest.mark.parametrize(
    ("path", "handler", "answer"),
    [
        ("/stripe/webhook", "take", Answer.WEBHOOK),
        ("/webhooks/github", "take", Answer.WEBHOOK),
        ("/stripe-webhooks", "take", Answer.WEBHOOK),
        ("/webhooks/github/:repository", "take", Answer.WEBHOOK),
        ("/webhooks/orders/:id", "update", Answer.DATA),
        ("/githubWebhooks", "take", Answer.WEBHOOK),
        ("/webhook-endpoint", "take", Answer.WEBHOOK),
        ("/shop/webhookReceiver", "take", Answer.WEBHOOK),
        ("/webhook-endpoints", "list", Answer.DATA),
        ("/user-webhooks", "list", Answer.DATA),
        ("/webhooks", "create", Answer.DATA),
        ("/webhooks/:id", "update", Answer.DATA),
        ("/webhooks/:flowId", "start", Answer.WEBHOOK),
        ("/hooks/:workflow_id", "start", Answer.WEBHOOK),
        ("/webhooks/:userId", "list", Answer.DATA),
        ("/webhooks", "(req) => stripe.webhooks.constructEvent(req.body)", Answer.WEBHOOK),
        ("/stripe", "(req) => stripe.webhooks.constructEvent(req.body)", Answer.WEBHOOK),
        ("/people", "(req) => new Webhook(secret).verify(req.body, req.headers)", Answer.WEBHOOK),
        ("/stock", "(req) => seen(req.get('X-Shopify-Topic'))", Answer.WEBHOOK),
        ("/pushes", "(req) => seen(req.headers['x-github-event'])", Answer.WEBHOOK),
        ("/stock", "(req) => seen(req.get('x-shop-topic-list'), req.query['topic'])", Answer.DATA),
        ("/webhooks", "(req) => new Webhook({ url: req.body.url }).save()", Answer.DATA),
        ("/tokens", "(req) => crypto.timingSafeEqual(req.body.token, known)", Answer.DATA),
    ],
)
def test_a_webhook_is_one_that_others_call(path: str, handler: str, answer: Answer) -> None:
    (route,) = routes_of({"app.js": f"{APP}app.post('{path}', {handler});"}, "express")

    assert route.answer is answer


@pytest.mark.parametrize(
    ("guard", "is_one"),
    [
        ("(req, res, next) => { if (!req.user) return res.status(401).json({}); next(); }", True),
        ("(req, res, next) => (req.user ? next() : res.redirect('/login'))", True),
        ("(req, res, next) => { res.set('X-Region', here); next(); }", True),
        ("(req, res, next) => next(new NotFound(req.path))", True),
        ("async (req, res, next) => { try { res.json(await load()); } catch (e) { next(e); } }",
         False),
        ("(req, res, next) => (req.accepts('html') ? res.sendFile(index) : next())", False),
        ("(req, res, next) => proxy.web(req, res, next)", False),
        ("(req, res) => res.json([])", False),
    ],
)  # fmt: skip
def test_for_all_addresses_below_one_a_handler_may_be_a_guard(guard: str, is_one: bool) -> None:
    code = f"const first = {guard};\napp.all('/api/*', first);\napp.get('/api/users', list);\n"

    found = guards_of({"app.js": APP + code}, "express")

    assert found["GET /api/users"] == (["first"] if is_one else [])
    assert ("* /api/{path}" in found) is not is_one


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (("const show = (req, res) => res.render('a');\napp.post('/', (q, res) => save(() => "
         "show(q, res)));"), Answer.PAGE),
        (("class Users { show(req, res) { res.render('a'); }\n  add(req, res) { "
         "this.show(req, res); } }\nconst users = new Users();\napp.post('/', users.add);"),
         Answer.PAGE),
        (("function Users() {\n  this.show = (req, res) => res.redirect('/a');\n"
         "  this.add = (req, res) => { save(() => this.show(req, res)); };\n}\n"
         "const users = new Users();\napp.post('/', users.add);"), Answer.REDIRECT),
        ("const show = (req, res) => send(res);\napp.post('/', (q, res) => show(q, res));",
         Answer.DATA),
        (("const a = (req, res) => b(req, res);\nconst b = (req, res) => a(req, res);\n"
         "app.post('/', a);"), Answer.DATA),
    ],
)  # fmt: skip
def test_a_handler_that_hands_its_response_on_answers_what_that_does(
    code: str, answer: Answer
) -> None:
    (route,) = routes_of({"app.js": APP + code}, "express")

    assert route.answer is answer


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        ("fs.readdirSync('routes').forEach((file) => require(`./routes/${file}`)(app));", 1),
        ("fs.readdirSync('routes').forEach((file) => app.use(require('./routes/' + file)));", 1),
        ("app.use(require('cors')());\nrequire('express-ws')(app);", 0),
        ("marked.use(require('./' + name));", 0),
        ("const file = 'x';\napp.get('/users', list);\nrequire('./' + file)(app);", 0),
    ],
)
def test_where_no_route_answers_data_files_that_are_looked_up_leave_it_open(
    code: str, reasons: int
) -> None:
    facts = facts_of({"package.json": manifest("express"), "app.js": APP + code})
    ((_, values),) = facts.by_component
    routes = values[Routes]

    assert isinstance(routes, Routes)
    assert len(routes.unread) == reasons


def test_passport_sends_people_on_where_nothing_comes_behind_it() -> None:
    code = (
        "const passport = require('passport');\n"
        "app.get('/auth/github', passport.authenticate('github', { scope: ['user'] }));\n"
        "app.get('/orders', passport.authenticate('jwt'), (req, res) => res.json([]));\n"
    )

    assert addresses({"app.js": APP + code}, "express", "passport") == [
        "GET /auth/github [a redirect]",
        "GET /orders",
    ]


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("app.get('/users/:id/avatar', (req, res) => pass(req, res))", Answer.STATIC),
        ("app.get('/font', show)", Answer.STATIC),
        ("app.get('/users/:id/avatar', (req, res) => res.json({ url }))", Answer.DATA),
        ("app.post('/users/:id/avatar', (req, res) => pass(req, res))", Answer.DATA),
        ("app.get('/avatars', show)", Answer.DATA),
    ],
)
def test_what_is_called_a_picture_is_no_data_unless_it_answers_some(
    call: str, answer: Answer
) -> None:
    (route,) = routes_of({"app.js": f"{APP}{call};\n"}, "express")

    assert route.answer is answer
