"""Cases of whether a component makes HTML at all, in `compliance.checks.markup`."""

from tests.compliance.checks.access_cases import ORDERS, fastapi, node
from tests.compliance.checks.errors_cases import next_js
from tests.compliance.checks.markup_cases import KEY, django, flask, marked
from tests.compliance.repositories import Case, Files

NONE = "it renders no HTML"
FILES = "from fastapi.responses import FileResponse, HTMLResponse\n"


def page(value: str, above: str = "") -> Files:
    """A page of Next.js that puts a value in as it is."""
    code = f"{above}\nexport default ({{ note }}) => <p dangerouslySetInnerHTML={{{{ __html: {value} }}}} />;\n"
    return {
        **next_js(),
        "app/api/a/route.ts": "export const GET = () => 1;\n",
        "app/page.tsx": code,
    }


def beside(path: str, content: str) -> Files:
    """An Express API in a folder of its own, with a file beside it."""
    return {
        "api/package.json": '{"dependencies": {"express": "5.1.0"}}',
        "api/app.js": node(ORDERS)["app.js"],
        path: content,
    }


CASES = (
    *(Case(KEY, "not_applicable", f"what is no HTML: {path}", fastapi("") | {path: content}, NONE) for path, content in (
        ("app/prompts/answer.j2", "<question>\n{{ question }}\n</question>\n"),
        ("app/prompts/answer.jinja", "Answer {{ question }} in <language>.\n"),
        ("deploy/templates/nginx.conf.j2", "server { root {{ root }}; }\n"),
        ("app/sql/orders.sql.jinja", "SELECT * FROM {{ table }}\n"),
        ("app/templates/README.md.jinja2", "<p>{{ name }}</p>\n"),
        ("app/templates/model.ts.ejs", "export class <%- name %> {}\n"),
    )),
    *(Case(KEY, "pass", f"HTML that is filled in: {path}", fastapi("") | {path: content}, "", ((path, 0),)) for path, content in (
        ("app/pages/order.j2", "<h1>{{ name }}</h1>\n"),
        ("app/pages/order.html.jinja2", "<p>{{ name }}</p>\n"),
        ("app/templates/about.html", "<p>Orders</p>\n"),
        ("app/pages/order.html", "<p>{{ name }}</p>\n"),
        ("app/pages/order.tmpl", "<p>{{ name }}</p>\n"),
    )),
    *(Case(KEY, "not_applicable", f"a page that is sent as it is: {path}", node(ORDERS) | {path: "<!doctype html><div id=app></div>\n"}, NONE) for path in ("public/index.html", "static/index.html", "index.html")),
    *(Case(KEY, "not_applicable", f"what stands beside an API: {path}", beside(path, content), NONE) for path, content in (
        ("index.html", "<p>{{ name }}</p>\n"), ("mails/templates/order.html", "<p>{{ name }}</p>\n"), ("scripts/changes.hbs", "<p>{{{ note }}}</p>\n"),
    )),
    Case(KEY, "pass", "what lies in the API's own folder", beside("api/mails/order.html", "<p>{{ name }}</p>\n")),
    *(Case(KEY, "not_applicable", f"a file that a route sends: {how}", node(f"const path = require('path');\n{route}\n" + ORDERS), NONE) for how, route in (
        ("by its path", "app.get('/', (req, res) => res.sendFile(path.join(__dirname, 'build/index.html')));"),
        ("for all others", "app.get('*', (req, res) => {\n  res.sendFile(page, (error) => { if (error) res.status(500).send('none'); });\n});"),
        ("asked by OPTIONS", "app.options('*', cors());"),
    )),
    Case(KEY, "pass", "a file that a route sends, beside a page that it makes", node("app.get('/', (req, res) => req.query.a ? res.sendFile(page) : res.render('order'));\n" + ORDERS)),
    Case(KEY, "pass", "a file that a route sends, beside a text of HTML", node("app.get('/', (req, res) => req.query.a ? res.sendFile(page) : res.send(`<p>${process.env.TITLE}</p>`));\n" + ORDERS)),
    *(Case(KEY, outcome, f"a text that is sent: {how}", node(f"{how}\n" + ORDERS)) for how, outcome in (
        ("app.get('/', (req, res) => res.send('<h1>Shop</h1>'));", "pass"), ("app.get('/', (req, res) => res.send('Say <name>'));", "not_applicable"), ("function tell(bot, order) { bot.send(`<p>${order.note}</p>`); }", "not_applicable"), ("app.get('/', (req, res) => res.type('xml').send('<a></a>'));", "not_applicable"), ("app.get('/', (req, res) => res.send(`<?xml version=\"1.0\"?><a>${req.query.a}</a>`));", "not_applicable"),
    )),
    *(Case(KEY, outcome, f"an answer that says what it is: {answer}", fastapi(f"from fastapi import Response\n@app.get('/a')\ndef show(name: str):\n    return {answer}\n"), "") for answer, outcome in (
        ("Response(PAGE, media_type='text/html')", "pass"), ("Response(content=PAGE, headers={'Content-Type': 'text/html; charset=utf-8'})", "pass"), ("Response(f'<p>{name}</p>', media_type='text/html')", "fail"), ("Response(content=f'<p>{escape(name)}</p>', media_type='text/html')", "pass"),
        ("Response(f'<p>{name}</p>', media_type='text/plain')", "not_applicable"), ("client.get(PAGE, headers={'Accept': 'text/html'})", "not_applicable"), ("bucket.put(PAGE, content_type='text/html')", "not_applicable"),
    )),
    Case(KEY, "pass", "a page of the documentation, with the application's own title", fastapi("from fastapi.responses import HTMLResponse\n@app.get('/docs')\ndef show(request):\n    return HTMLResponse(f'<title>{request.app.title}</title>')\n")),
    Case(KEY, "not_applicable", "Flask, a text of XML that is no page", {"requirements.txt": "flask\n", "app.py": "from flask import Flask\napp = Flask('shop')\n@app.get('/orders')\ndef orders():\n    return '<?xml version=\"1.0\"?><orders/>'\n"}, NONE),
    *(Case(KEY, outcome, f"Markdown, {told}", page(f"marked(note, {told})")) for told, outcome in (("{ sanitize: true }", "pass"), ("{ sanitize: false }", "fail"), ("{ breaks: true }", "fail"))),
    *(Case(KEY, outcome, f"a head that says what an answer is: {head}", node(f"app.get('/', (req, res) => {{\n  {head}\n}});\n" + ORDERS), "") for head, outcome in (
        ("res.setHeader('Content-Type', 'text/html; charset=utf-8'); res.end(page());", "pass"), ("res.writeHead(200, { 'content-type': 'text/html' }); res.end(page());", "pass"), ("res.set('Content-Type', 'text/html'); fs.createReadStream(page).pipe(res);", "not_applicable"), ("res.set('Content-Type', 'text/plain'); res.end(page());", "not_applicable"),
        ("res.type = 'html'; res.body = page();", "pass"), ("res.headers['Content-Type'] = 'text/html'; res.body = page();", "pass"), ("res.type = 'json'; res.body = page();", "not_applicable"), ("note.kind = 'html';", "not_applicable"),
    )),
    Case(KEY, "not_applicable", "the front end's page by FastAPI", fastapi(f"{FILES}@app.get('/', response_class=HTMLResponse)\ndef index():\n    return FileResponse('dist/index.html')\n"), NONE),
    Case(KEY, "pass", "a page by FastAPI", fastapi(f"{FILES}@app.get('/', response_class=HTMLResponse)\ndef index():\n    return HTMLResponse(read('dist/index.html'))\n")),
    *(Case(KEY, outcome, f"a text with a tag before it: {value}", page("made", f"const made = {value};")) for value, outcome in (
        ("stripIndents`<b>new</b>`", "pass"), ("dedent`<b>${process.env.PLACE}</b>`", "pass"), ("dedent`<b>${load()}</b>`", "unknown"),
    )),
    *(Case(KEY, outcome, f"a text that is looked up: {value}", page(value, "const l10n = getL10n();")) for value, outcome in (
        ("l10n.getString('none')", "pass"), ("l10n.getString('none', { code: '<b>404</b>' }).replaceAll('-', '')", "pass"), ("l10n.getString('of', { note })", "unknown"), ("note.getString", "unknown"),
    )),
    *(Case(KEY, outcome, f"marked: {value}", marked(f"import re\nfrom django.utils.translation import gettext as _\ndef note(order, text):\n    return mark_safe({value})\n")) for value, outcome in (
        ("f'<b>{order.get_status_display()}</b>'", "pass"), ("f'<b>{order.get_note()}</b>'", "fail"), ("_('At {at}').format(at=naturaltime(order.at))", "pass"),
        ("re.sub(' v ', '<b>v</b>', escape(text))", "pass"), ("re.sub(' v ', '<b>v</b>', text)", "unknown"), ("re.sub(text, '', '<b></b>')", "unknown"),
    )),
    *(Case(KEY, outcome, f"in a template: {value}", django(f"<p>{{{{ {value}|safe }}}}</p>\n")) for value, outcome in (
        ("order|tojson", "pass"), ("JSON2Table(order)", "unknown"), ("order_json", "unknown"), ("form.note.errors[0]", "pass"), ("field.errors", "pass"), ("order.errors", "unknown"), ("caller()", "pass"), ("caller", "unknown"), ("redoc_settings", "pass"),
    )),
    *(Case(KEY, outcome, f"a mail with autoescape off and {value}", django(f"{{% autoescape off %}}<p>{value}</p>{{% endautoescape %}}<p>{{{{ order.note }}}}</p>\n", path="shop/templates/registration/reset_email.html")) for value, outcome in (
        ("{{ protocol }}://{{ domain }}{% url 'reset' uidb64=uid token=token %} {{ order.reset_url }}", "pass"), ("{{ protocol }}://{{ user.name }}", "fail"), ("{{ domain|upper }}", "pass"), ("{% block content %}{% endblock %}", "fail"), ("{% include 'order.html' %}", "fail"),
    )),
    Case(KEY, "unknown", "a helper of Handlebars that writes JSON", node("app.set('view engine', 'hbs');\n") | {"views/order.hbs": "<script>const data = {{{json rendererData}}};</script>\n"}, "by {{{"),
    *(Case(KEY, outcome, f"Edge: {value}", node("app.get('/', (req, res) => res.render('order'));\n") | {"views/order.edge": f"<p>{{{{{{ {value} }}}}}}</p>\n"}) for value, outcome in (("await $slots.main()", "pass"), ("slots.main", "unknown"))),
    *(Case(KEY, outcome, f"EJS: {value}", node("const HOST = 'Shop.example';\napp.get('/', (req, res) => res.render('order', { host: HOST, note: req.query.note }));\n") | {"views/order.ejs": f"<p><%- {value} %></p>\n"}) for value, outcome in (("host.toLowerCase()", "pass"), ("note.toLowerCase()", "fail"), ("host.shout()", "unknown"))),
    *(Case(KEY, "not_applicable", f"Jinja's Template, {where}", fastapi(f"from jinja2 import Template\n{code}def made(base, values):\n    return Template(base).render(values)\n"), NONE) for where, code in (
        ("where files of some endings are passed over", "SKIPPED = ('.html', '.php')\n"), ("where something is called html", "log = log.bind(name='html')\n"), ("where an address is of a page", "# https://docs.example.org/jinja/index.html#top\nHELP = 'https://docs.example.org/jinja/index.html#top'\n"), ("where Flask fills in another", "def page():\n    return render_template('index.html')\n"), ("where an element is no page's", "END = '<finish></finish>'\n"),
    )),
    Case(KEY, "fail", "Jinja's Template, where a page is written out", fastapi("from jinja2 import Template\nPAGE = '<p>{{ name }}</p>'\ndef made(values):\n    return Template(PAGE).render(values)\n"), "autoescape off"),
    Case(KEY, "pass", "what code hands to a template after it was written", flask("note='<b>' + escape(order.note)")),
)  # fmt: skip
