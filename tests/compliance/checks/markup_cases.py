"""Cases of the check in `compliance.checks.markup`."""

from tests.compliance.checks.access_cases import ORDERS, fastapi, node
from tests.compliance.checks.errors_cases import next_js
from tests.compliance.repositories import Case, Files

KEY = "output-escaped"

# Applications whose pages are in a language of their own, each with an endpoint.
SVELTE = {
    "package.json": '{"devDependencies": {"@sveltejs/kit": "^2.0.0"}}',
    "src/routes/api/+server.ts": "export const GET = () => json([]);\n",
}
ASTRO = {
    "package.json": '{"dependencies": {"astro": "^5.0.0"}}',
    "src/pages/api/a.ts": "export const POST = () => Response.json([]);\n",
}
NUXT = {
    "package.json": '{"dependencies": {"nuxt": "^4.0.0"}}',
    "server/api/a.ts": "export default defineEventHandler(() => []);\n",
}


def django(template: str, code: str = "", path: str = "shop/templates/order.html") -> Files:
    """A Django project with a template and a module."""
    return {
        "requirements.txt": "django\n",
        "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n",
        "shop/notes.py": code,
        path: template,
    }


# Puts values into markup, each escaped.
MADE = (
    "def made(form, *values):\n"
    "    return mark_safe(form.format(*map(_escaped, values)))\n"
)  # fmt: skip


def flask(handed: str, template: str = "", around: str = "") -> Files:
    """A Flask application that hands something to a template, or to one that is around it."""
    files = {"templates/order.html": f"{template}<p>{{{{ note|safe }}}}</p>\n"}
    if around:
        files["templates/around.html"] = around
    code = (
        "from flask import Flask, render_template, request\napp = Flask('shop')\nNOTE = load('note')\nTEXTS = {}\n"
        "@app.get('/orders')\ndef orders():\n    order, more = find()\n"
        f"    return render_template('{'around' if around else 'order'}.html', {handed})\n"
    )
    return {"requirements.txt": "flask\n", "app.py": code, **files}


def marked(code: str) -> Files:
    """A Django project whose code marks something safe."""
    return django("<p></p>\n", f"from django.utils.safestring import mark_safe\n{code}")


LINES = (
    "def lines(text):\n    made = {of}.split('\\n')[:-1]\n"
    "    made = [mark_safe(each) for each in made]\n    return made\n"
)
FILLING = (
    "import jinja2\nenv = jinja2.Environment(loader=jinja2.FileSystemLoader('pages'))\n\n"
    "def fill(name, values):\n    return env.get_template(name).render(values)\n"
)


def page(body: str, value: str) -> Files:
    """A page of Next.js that puts a value in as it is, behind other code."""
    component = (
        "import { useState, useMemo } from 'react';\n"
        f"export default function Page({{ note }}) {{\n{body}\n"
        f"  return <p dangerouslySetInnerHTML={{{{ __html: {value} }}}} />;\n}}\n"
    )
    route = {"app/api/a/route.ts": "export const GET = () => 1;\n"}
    return {**next_js(), **route, "app/page.tsx": component}


HINTS = "import { makeHints } from '@acme/hints';\nconst hints = makeHints({});\nexport default ({ note }) => <p dangerouslySetInnerHTML={{ __html: %s }} />;\n"

CASES = (
    *(Case(KEY, outcome, f"what Express hands to a template: {given}", node(f"const {{ HOSTS }} = require('./hosts');\nconst VIEW = 'order.ejs';\nconst host = HOSTS[process.env.PLACE];\nconst LIST = ['here', 'there'];\napp.get('/a', (req, res) => res.render({view}, {given}));\n" + ORDERS, **{"hosts.js": "exports.HOSTS = { here: 'here.example', there: 'there.example' };\n", "views/order.ejs": "<p><%- host %></p>\n"})) for view, given, outcome in (
        ("'order'", "{ host }", "pass"), ("VIEW", "{ host: HOSTS.here }", "pass"), ("'order'", "{ host: LIST.find((each) => each === process.env.PLACE) }", "pass"), ("'order'", "{ host: hosts.find(req.query) }", "fail"), ("'order'", "{ host: req.query.host }", "fail"), ("'order'", "{ host, ...req.query }", "unknown"), ("VIEW", "{ note: host }", "unknown"), ("'order'", "rest(req)", "unknown"),
    )),
    *(Case(KEY, outcome, f"text that is made HTML of by {made}", {**next_js(), "app/api/a/route.ts": "export const GET = () => Response.json(1);\n", "app/page.tsx": f"import {{ {name} }} from '{package}';\nimport Convert from 'ansi-to-html';\nconst convert = new {made};\nexport default function Page({{ text }}) {{ return <p dangerouslySetInnerHTML={{{{ __html: convert.toHtml(text) }}}} />; }}\n"}) for name, package, made, outcome in (
        ("other", "x", "Convert({ escapeXML: true })", "pass"), ("other", "x", "Convert({ escapeXML: false })", "unknown"), ("other", "x", "Convert()", "unknown"), ("AnsiUp", "ansi_up", "AnsiUp()", "pass"),
    )),
    *(Case(KEY, "pass", f"what a package escapes: {name}", node(f"const made = require('{name}');\nfunction state(value) {{ return made(value, {{ isJSON: true }}).split('a').join('b'); }}\napp.get('/', (req, res) => res.send(`<script>var state = ${{state(req.query)}}</script>`));\n" + ORDERS, **{"views/order.ejs": "<p><%= note %></p>\n"})) for name in ("serialize-javascript", "jsesc", "xss")),
    Case(KEY, "fail", "what a package writes out as it is", node("const made = require('superjson');\nfunction state(value) { return made(value); }\napp.get('/', (req, res) => res.send(`<script>var state = ${state(req.query)}</script>`));\n" + ORDERS), "1 place"),
    Case(KEY, "pass", "a page of Next.js in plain JavaScript", {**next_js(), "app/api/a/route.js": "export const GET = () => Response.json(1);\n", "pages/orders/index.js": "export default () => null;\n"}, "no place", (("pages/orders/index.js", 0),)),
    Case(KEY, "not_applicable", "routes of Next.js in plain JavaScript", {**next_js(), "pages/api/orders.js": "export default (req, res) => res.json([]);\n"}, "it renders no HTML"),
    Case(KEY, "unknown", "pages in Svelte's own language", {**SVELTE, "src/routes/+page.svelte": "<p>{@html note}</p>\n"}, "what src/routes/+page.svelte puts into HTML in line 1 is not read"),
    *(
        Case(KEY, outcome, f"pages in a language of their own, {name}", {**SVELTE, "src/routes/+page.svelte": page}, message)
        for outcome, name, page, message in (
            ("pass", "that escape all", "<p>{note}</p>\n", ""),
            ("pass", "with a text that is written out", "<p>{@html '<b>Hello</b>'}</p>\n", ""),
            ("pass", "with what is cleaned", "<p>{@html DOMPurify.sanitize(note)}</p>\n{@html safeNote}\n", ""),
            ("unknown", "with a text that a value is put into", "\n{@html `<b>${name}</b>`}\n", "in line 2"),
            ("unknown", "with what is made of a value over several lines", "{@html\n  render(note)}\n", "in line 1"),
        )
    ),
    Case(KEY, "pass", "pages of Astro that escape all", {**ASTRO, "src/pages/index.astro": "---\nconst a = 1;\n---\n<p>{a}</p>\n<script set:html={JSON.stringify(a)}></script>\n"}),
    Case(KEY, "unknown", "a page of Astro that does not", {**ASTRO, "src/pages/index.astro": "---\nconst a = 1;\n---\n<p set:html={post.body} />\n"}, "src/pages/index.astro puts into HTML in line 4"),
    Case(KEY, "pass", "pages of Nuxt that escape all", {**NUXT, "pages/index.vue": "<template><p>{{ a }}</p><p v-html=\"$t('hello')\" /></template>\n"}),
    Case(KEY, "unknown", "a page of Nuxt that does not", {**NUXT, "pages/index.vue": "<template>\n<p v-html=\"post.body\" /></template>\n"}, "pages/index.vue puts into HTML in line 2"),
    Case(KEY, "pass", "components of Vue beside the server, in its own package", node(ORDERS, **{"src/Page.vue": "<template><p /></template>\n"}), "", (("src/Page.vue", 0),)),
    Case(KEY, "pass", "a template that escapes", django("<p>{{ order.note }}</p>\n"), "no place puts a value into HTML unescaped", (("shop/templates/order.html", 0),)),
    Case(KEY, "pass", "a filter that cleans before", django("<p>{{ order.note|nh3|safe }}</p>\n")),
    Case(KEY, "pass", "a field of a form, which writes its own markup", django("<p>{{ form.note(class_='wide')|safe }}{{ subfield()|safe }}{{ field(**kwargs)|safe }}</p>\n")),
    Case(KEY, "unknown", "a value of a form's field", django("<p>{{ form.note.data|safe }}</p>\n"), "|safe"),
    *(Case(KEY, "pass", f"what a form writes itself: {each}", django(f"<p>{{{{ {each}|safe }}}}</p>\n")) for each in ("form.note", "field", "field.label_tag()", "form.note.label_tag", "fieldset.description")),
    *(Case(KEY, "unknown", f"what was filled in: {each}", django(f"<p>{{{{ {each}|safe }}}}</p>\n")) for each in ("form.note.value", "field.value", "platform.note")),
    *(Case(KEY, "pass", f"a picture of a text: {each}", django(f"<p>{{{{ {each}|safe }}}}</p>\n")) for each in ("qr_code", "device.qrcode")),
    Case(KEY, "pass", "the help of a form's field, which its author wrote", django("<p>{{ form.note.help_text|safe }}</p>\n")),
    *(Case(KEY, "pass", f"what code hands to a template: {each}", flask(each)) for each in ("note=NOTE", "note=TEXTS['note']", "note='<b>new</b>'", "**{'note': NOTE}", "note=escape(order.note)")),
    *(Case(KEY, "unknown", f"what code may hand to a template: {each}", flask(each), "|safe") for each in ("note=order.note", "note=NOTE, **more", "**more", "other=NOTE")),
    Case(KEY, "fail", "code hands what a request brings to a template", flask("note=request.args['note']"), "|safe"),
    Case(KEY, "pass", "a page around it hands it on", flask("note=NOTE", around="{% extends 'order.html' %}")),
    Case(KEY, "unknown", "a page around it hands on something else", flask("note=order.note", around="{% extends 'order.html' %}"), "|safe"),
    *(Case(KEY, "unknown", f"a template gives the name to something else: {each}", flask("note=NOTE", each), "|safe") for each in ("{% set note = order.note %}", "{% for note in order.notes %}", "{% macro show(note) %}")),
    *(Case(KEY, "pass", f"a setting: {each}", django(f"<p>{{{{ {each}|safe }}}}</p>\n")) for each in ("config.FOOTER", "config['FOOTER']", "settings.FOOTER_HTML")),
    *(Case(KEY, "unknown", f"no setting: {each}", django(f"<p>{{{{ {each}|safe }}}}</p>\n"), "|safe") for each in ("config.footer", "order.FOOTER", "settings.footer")),
    Case(KEY, "pass", "a comment", django("{# {{ order.note|safe }} #}<!-- {{ order.note|safe }} -->\n")),
    Case(KEY, "pass", "a plain text", django("{{ order.note|safe }}\n", path="shop/templates/order.txt") | {"shop/templates/a.html": "<p></p>"}),
    Case(KEY, "pass", "a text is marked", marked("NOTE = mark_safe('<b>new</b>')\n")),
    Case(KEY, "pass", "Markdown that escapes HTML is marked", marked("def note(text):\n    return mark_safe(markdown(text, safe_mode='escape'))\n")),
    Case(KEY, "fail", "Markdown that lets HTML through is marked", marked("def note(text):\n    return mark_safe(markdown(text, safe_mode=False))\n")),
    Case(KEY, "pass", "a cleaned value is marked", marked("def note(text):\n    cleaned = nh3.clean(text)\n    return mark_safe(cleaned)\n")),
    Case(KEY, "pass", "tags around an escaped value", marked("import re\n_CODE = re.compile('`(.*?)`')\ndef note(text):\n    escaped = escape(text)\n    return mark_safe(_CODE.sub('<code></code>', escaped))\n")),
    Case(KEY, "pass", "a number", marked("def note(order):\n    lines = order.lines.count()\n    return mark_safe(f'<b>{lines}</b>')\n")),
    Case(KEY, "pass", "translated texts of the program's own", marked("from django.utils.translation import gettext_lazy as _\nfrom html import escape as e\ndef note(order):\n    return mark_safe('<b>{}</b> '.format(_('Note')) + _('by {name}').format(name=e(order.by)))\n")),
    Case(KEY, "unknown", "a value put into a translated text", marked("from django.utils.translation import gettext_lazy as _\ndef note(order):\n    return mark_safe(_('<b>{name}</b>').format(name=order.by))\n"), "mark_safe"),
    Case(KEY, "unknown", "a function called as translations are", marked("from shop.words import shout as _\ndef note(order):\n    return mark_safe(_(order.by))\n"), "mark_safe"),
    Case(KEY, "pass", "markup of the program's own", marked("TAG = 'b'\ndef note():\n    parts = ['<b>', '</b>']\n    return mark_safe(f'<{TAG}>' + ''.join(parts))\n")),
    Case(KEY, "pass", "React", {**next_js("export async function GET() { return Response.json([]); }\n"), "app/page.tsx": "export default function Page({ note }) { return <p>{note}</p>; }\n"}),
    Case(KEY, "pass", "React, purified", {**next_js(), "app/api/a/route.ts": "export const GET = () => 1;\n", "app/page.tsx": "export default function Page({ note }) { return <p dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(note) }} />; }\n"}),
    Case(KEY, "pass", "styles", {**next_js(), "app/api/a/route.ts": "export const GET = () => 1;\n", "app/page.tsx": "export default function Page({ css }) { return <style dangerouslySetInnerHTML={{ __html: css }} />; }\n"}),
    Case(KEY, "unknown", "|safe", django("<p>\n{{ order.note|safe }}</p>\n"), "1 place puts a value into HTML as it is, by |safe", (("shop/templates/order.html", 2),)),
    Case(KEY, "pass", "a mail of plain text", django("{% autoescape off %}Dear {{ order.name }},\n{{ order.url }}{% endautoescape %}\n", path="shop/templates/registration/order_email.html")),
    Case(KEY, "fail", "a mail of HTML", django("{% autoescape off %}<p>Dear {{ order.name }}</p>{% endautoescape %}\n", path="shop/templates/registration/order_email.html"), "autoescape off"),
    Case(KEY, "fail", "autoescape off", django("{% autoescape off %}{{ order.note }}{% endautoescape %}\n"), "autoescape off"),
    Case(KEY, "fail", "mark_safe", marked("def note(text):\n    return mark_safe(f'<b>{text}</b>')\n"), "mark_safe", (("shop/notes.py", 3),)),
    Case(KEY, "pass", "a filter behind |safe, after which a text is escaped", django("<p>{{ order.note|safe|wordcount }} {{ order.note|safe|shout }}</p>\n")),
    Case(KEY, "unknown", "a filter behind |safe that keeps what it is given", django("<p>{{ order.note|safe|truncatechars:9 }}</p>\n"), "|safe"),
    Case(KEY, "pass", "each line of a cleaned text is marked", marked(LINES.format(of="clean(text)"))),
    Case(KEY, "unknown", "each line of a text is marked", marked(LINES.format(of="str(text)")), "mark_safe", (("shop/notes.py", 4),)),
    Case(KEY, "pass", "what is made of a text afterwards", marked("def note(text):\n    made = '<b>new</b>'\n    marked = mark_safe(made)\n    made = text\n    return marked, made\n")),
    *(Case(KEY, outcome, f"a text that is cleaned {how}", marked(f"def note(text, trusted):\n    made = markdown(text)\n{then}    made = '<div>{{0}}</div>'.format(made.strip())\n    return mark_safe(made)\n")) for how, then, outcome in (
        ("afterwards", "    made = cleaner.clean(made)\n", "pass"), ("sometimes", "    if not trusted:\n        made = cleaner.clean(made)\n", "fail"), ("and taken again", "    made = cleaner.clean(made)\n    if trusted:\n        made = text\n", "fail"),
    )),
    Case(KEY, "pass", "a text that is cleaned, in a function with a long head", marked("def note(\n    text: str,\n    more: str = '',\n) -> str:\n    # Cleaned.\n    text = nh3.clean(text)\n    return mark_safe(text)\n")),
    *(Case(KEY, outcome, f"a key put into an address: {key}", marked(f"def note(request, order, id):\n    return mark_safe(f'<a href=\"/orders/{{{key}}}\">Order</a>')\n")) for key, outcome in (("order.id", "pass"), ("order.customer.uuid", "pass"), ("id", "fail"), ("order.number_id", "fail"), ("request.query.id", "fail"))),
    Case(KEY, "unknown", "what is made of a text before, in a loop", marked("def notes(texts):\n    made = '<b>new</b>'\n    for text in texts:\n        yield mark_safe(made)\n        made = text\n"), "mark_safe"),
    Case(KEY, "pass", "a number, as an assertion says", marked("def note(order):\n    assert isinstance(order.left, int)\n    return mark_safe(f'<b>{order.left}</b>')\n")),
    Case(KEY, "pass", "what is safe already", marked("def joined(sep, items):\n    text = sep.join(items)\n    if isinstance(sep, SafeData) and all(isinstance(each, SafeData) for each in items):\n        return mark_safe(text)\n    return text\n")),
    Case(KEY, "unknown", "what may be safe already", marked("def joined(sep, items):\n    text = sep.join(items)\n    if isinstance(sep, SafeData) or all(isinstance(each, SafeData) for each in items):\n        return mark_safe(text)\n    return text\n"), "mark_safe"),
    Case(KEY, "unknown", "what was no number", marked("def note(text):\n    if isinstance(text, int):\n        return text\n    return mark_safe(text)\n"), "mark_safe"),
    Case(KEY, "unknown", "what is no number", marked("def note(text):\n    if not isinstance(text, int):\n        return mark_safe(text)\n    return text\n"), "mark_safe"),
    Case(KEY, "fail", "Jinja by a function whose text another module answers", {**fastapi("from fastapi.responses import HTMLResponse\nfrom filling import fill\n\n@app.get('/page')\ndef page():\n    return HTMLResponse(fill('page', {}))\n"), "filling.py": FILLING}, "autoescape off", (("filling.py", 2),)),
    Case(KEY, "fail", "Jinja by a function that a handler of pages answers", {**fastapi("from fastapi.responses import HTMLResponse\nfrom filling import fill\n\n@app.get('/page', response_class=HTMLResponse)\ndef page():\n    return fill('page', {})\n"), "filling.py": FILLING}, "autoescape off"),
    Case(KEY, "pass", "Jinja by a function of which no page is made", {**fastapi("from fastapi.responses import HTMLResponse\nfrom filling import fill\n\n@app.get('/page')\ndef page():\n    return HTMLResponse('<p></p>')\n\n@app.get('/config')\ndef config():\n    return fill('config', {})\n"), "filling.py": FILLING}),
    Case(KEY, "pass", "markup of the program's own, handed to a function", marked(MADE + "def badge(order):\n    return made('<b>{}{}</b>', order.name, made('<hr>'))\ndef mark(order):\n    return made(form='<i>{}</i>')\n")),
    Case(KEY, "unknown", "a value in place of markup of the program's own", marked(MADE + "def badge(order):\n    return made('<b>{}</b>', order.name)\ndef mark(order):\n    return made(order.form)\n"), "mark_safe"),
    Case(KEY, "unknown", "who is handed a function may hand it anything", marked(MADE + "def badge(order):\n    return made('<b>{}</b>', order.name)\nregister(made)\n"), "mark_safe"),
    Case(KEY, "unknown", "values that something else is made of", marked(MADE.replace("_escaped", "str") + "def badge(order):\n    return made('<b>{}</b>', order.name)\n"), "mark_safe"),
    Case(KEY, "pass", "values that a function of the program escapes", marked(MADE.replace("_escaped", "plain") + "def plain(value):\n    return escape(str(value))\ndef badge(order):\n    return made('<b>{}</b>', order.name)\n")),
    Case(KEY, "fail", "mark_safe of a local value", marked("def note(text):\n    made = '<b>' + text\n    return mark_safe(made)\n")),
    *(Case(KEY, outcome, f"what EJS is handed for a template that was read: {given}", {**node(f"const {{ readFileSync }} = require('fs');\nconst ejs = require('ejs');\nconst view = readFileSync('mails/order.ejs', 'utf8');\nconst row = readFileSync('mails/row.ejs', 'utf8');\napp.post('/a', (req, res) => {{\n  send(ejs.render(view, {given}));\n  res.json([]);\n}});\n"), "mails/order.ejs": "<table>\n<%- rows %>\n</table>\n", "mails/row.ejs": "<tr><%= name %></tr>\n"}) for given, outcome in (("{ rows: ejs.render(row, { name: req.body.name }) }", "pass"), ("{ rows: req.body.rows }", "fail"), ("{ ...rest, rows: ejs.render(row, { name: 'a' }) }", "unknown"))),
    *(Case(KEY, outcome, f"a filter that hands on to what {what}", django("{% load shop %}\n<p>{{ a.note|shown|safe }}</p>\n<p>{{ a.text|shown|safe }}</p>\n<p>{{ b.text|shown|safe }}</p>\n") | {"shop/templatetags/shop.py": f"import nh3\nfrom django import template\nregister = template.Library()\ndef _made(text):\n    return {made}\n@register.filter\ndef shown(text):\n    return _made(text)\n"}) for what, made, outcome in (("cleans", "nh3.clean(text)", "pass"), ("does not", "text.upper()", "fail"))),
    *(Case(KEY, outcome, f"what was called safe before {behind}", django("".join(f"<p>{{{{ {each}.note|safe|{behind} }}}}</p>\n" for each in "abc"))) for behind, outcome in (("urlize", "fail"), ("urlizetrunc:15", "fail"), ("force_escape", "pass"))),
    *(Case(KEY, outcome, f"a text of {value} in a view of the admin's", django("<p></p>\n", f"from django.utils.html import format_html\ndef told(request, model):\n    return format_html(f'<a>{{{value}}}</a>')\n")) for value, outcome in (("model._meta.verbose_name", "pass"), ("model.name", "unknown"))),
    *(Case(KEY, outcome, f"three values of a template in {folder}", node("app.set('view engine', 'ejs');\napp.get('/', (req, res) => res.send('<p>hello</p>'));\n") | {f"{folder}/page.ejs": "<p><%- a %></p>\n<p><%- b %></p>\n<p><%- c %></p>\n"}) for folder, outcome in (("views", "fail"), ("scripts/parts", "pass"), ("plop-templates", "pass"))),
    *(Case(KEY, outcome, f"a component in {path}", next_js("export const GET = () => Response.json([]);\n") | {path: "export const Shown = () => {\n  const { query } = useRouter();\n  return <p dangerouslySetInnerHTML={{ __html: query.note }} />;\n};\n", "app/page.tsx": "export default () => <p>hello</p>;\n"}) for path, outcome in (("components/shown.tsx", "unknown"), ("stories/mails/shown.tsx", "pass"), ("components/shown.stories.tsx", "pass"))),
    *(Case(KEY, outcome, f"a template that shows {shown}", django(shown + "<p></p>\n")) for shown, outcome in (("{{ order.last_comment|safe }}", "fail"), ("{{ failure.error|safe }}", "fail"), ("{{ message|safe }}", "fail"), ("{% for message in messages %}{{ message|safe }}{% endfor %}", "unknown"), ("{{ message.style|safe }}", "unknown"))),
    Case(KEY, "fail", "a text with tags that something is put into by its name", django("<p></p>\n", "from django.utils.safestring import mark_safe\ndef link(title):\n    return mark_safe('<a href=\"/\">{shown}</a>'.format(shown=title))\n"), "mark_safe"),
    Case(KEY, "unknown", "EJS", node("app.set('view engine', 'ejs');\n") | {"views/order.ejs": "<%- include('head') %>\n<p><%- note %></p>\n"}, "<%-", (("views/order.ejs", 2),)),
    Case(KEY, "unknown", "Handlebars, a text called body", node("app.set('view engine', 'hbs');\n") | {"views/order.hbs": "<p>{{{note.body}}}</p>\n"}),
    Case(KEY, "pass", "Handlebars, the page in a layout", node("app.set('view engine', 'hbs');\n") | {"views/layout.hbs": "<main>{{{body}}}</main>\n"}),
    Case(KEY, "unknown", "Handlebars", node("app.set('view engine', 'hbs');\n") | {"views/order.hbs": "<p>{{{note}}}</p>\n"}),
    Case(KEY, "pass", "Pug that compares", node("app.set('view engine', 'pug');\n") | {"views/order.pug": "if note !== undefined\n  p= note\nscript.\n  if (error.name !== 'x' && a != b) {\n"}),
    Case(KEY, "unknown", "a page that Mustache fills in", node("res.send(mustache.render(read('public/reset.html'), req.query));\n") | {"package.json": '{"dependencies": {"express": "5.0.0", "mustache": "4.2.0"}}', "public/reset.html": "<input value=\"{{{token}}}\">\n"}, "by {{{", (("public/reset.html", 1),)),
    Case(KEY, "not_applicable", "a page that is served as it is, beside mails that Handlebars fills in", node("app.use(express.static('public'));\nsend(Handlebars.compile(mail)(order));\n") | {"package.json": '{"dependencies": {"express": "5.0.0", "handlebars": "4.7.8"}}', "public/help.html": "<p>Write {{{name}}} for a value.</p>\n"}),
    Case(KEY, "unknown", "a page beside the code that Handlebars fills in", node("send(Handlebars.compile(mail)(order));\n") | {"package.json": '{"dependencies": {"express": "5.0.0", "handlebars": "4.7.8"}}', "mails/order.html": "<p>{{{note}}}</p>\n"}, "by {{{", (("mails/order.html", 1),)),
    Case(KEY, "not_applicable", "a page that nothing fills in on the server", node("app.get('/', (req, res) => res.sendFile(page));\n") | {"public/reset.html": "<input value=\"{{{token}}}\">\n"}),
    Case(KEY, "unknown", "Edge", node("app.get('/', (req, res) => res.render('order'));\n") | {"views/order.edge": "<p>{{{ note }}}</p>\n"}),
    Case(KEY, "unknown", "Pug", node("app.set('view engine', 'pug');\n") | {"views/order.pug": "p!= note\n"}),
    Case(KEY, "pass", "a plain text that its name says it is", node("app.set('view engine', 'hbs');\n") | {"views/a.hbs": "<p></p>\n", "views/password-reset-text.hbs": "Dear {{{name}}},\nopen {{{url}}}\n"}),
    Case(KEY, "unknown", "what its name says is a text, and has tags", node("app.set('view engine', 'hbs');\n") | {"views/reset-text.hbs": "<p>Dear {{{name}}}</p>\n"}, "by {{{", (("views/reset-text.hbs", 1),)),
    Case(KEY, "unknown", "markup without tags that its name says nothing of", node("app.set('view engine', 'hbs');\n") | {"views/context.hbs": "{{{note}}}\n"}, "by {{{", (("views/context.hbs", 1),)),
    Case(KEY, "pass", "the configuration of a server, by EJS", node("app.get('/', (req, res) => res.send('<p>hello</p>'));\n") | {"templates/server.ejs": "server {\n" + "  ssl_certificate <%-s.path%>;\n" * 10 + "}\n"}),
    Case(KEY, "unknown", "a part of a page that is a value alone", node("app.set('view engine', 'ejs');\n") | {"views/part.ejs": "<%-note%>\n\n<%-more%>\n"}),
    Case(KEY, "unknown", "a long page with few tags", node("app.set('view engine', 'ejs');\n") | {"views/page.ejs": "line\n" * 20 + "<p><%-note%></p>\n"}),
    Case(KEY, "pass", "a mail's subject in Pug", node("app.set('view engine', 'pug');\n") | {"views/mail/subject.pug": "!= `About ${note}`\n"}),
    Case(KEY, "unknown", "a page of subjects in Pug", node("app.set('view engine', 'pug');\n") | {"views/subject.pug": "h1 Subject\n!= note\n"}),
    Case(KEY, "unknown", "a mail of Pug", node("app.set('view engine', 'pug');\n") | {"views/email-layout.pug": "body\n  .content !{content}\n"}, "!=", (("views/email-layout.pug", 2),)),
    Case(KEY, "not_applicable", "markup that is written to a socket", node("function greet(socket, host) { socket.write(`<stream to='${host}'>`); }\n"), ""),
    Case(KEY, "pass", "numbers by their names", node("app.get('/', (req, res) => res.send(`<b>${pager.currentPage} / ${pager.pageCount}</b>`));\n") | {"views/a.ejs": ""}),
    Case(KEY, "pass", "many pieces, each escaped", node("app.get('/', (req, res) => {\n  const name = escape(req.query.name);\n  res.send('<p class=\"a ' + (name ? 'b' : '') + '\">' + (name ? '<i></i> ' : '') + '<b>' + name + '</b>' + name + '</p>' + '<hr>');\n});\n") | {"views/a.ejs": ""}),
    Case(KEY, "fail", "many pieces, one as it is", node("app.get('/', (req, res) => {\n  const name = escape(req.query.name);\n  res.send('<p>' + name + '<i>' + '</i>' + req.query.note + '<b>' + name + '</b>' + '<hr>');\n});\n")),
    Case(KEY, "fail", "a number that a request says", node("app.get('/', (req, res) => res.send(`<p>${req.query.total}</p>`));\n")),
    Case(KEY, "pass", "React, remembered", page("  const clean = useMemo(() => (note ? sanitizeSvg(note) : ''), [note]);", "clean")),
    Case(KEY, "fail", "React, remembered as it is", page("  const made = useMemo(() => (note ? '<b>' + note : ''), [note]);", "made"), "dangerouslySetInnerHTML"),
    Case(KEY, "pass", "React, a state that is cleaned", page("  const [html, setHtml] = useState('');\n  useEffect(() => { setHtml(DOMPurify.sanitize(note)); });", "html")),
    Case(KEY, "pass", "React, a state that is cleaned before it is waited for", page("  const tidy = async (text) => DOMPurify.sanitize(text);\n  const [html, setHtml] = useState('');\n  useEffect(() => { tidy(note).then((made) => setHtml(made)); });", "html")),
    Case(KEY, "unknown", "React, a state that is waited for as it is", page("  const load = async (text) => text;\n  const [html, setHtml] = useState('');\n  useEffect(() => { load(note).then((made) => setHtml(made)); });", "html")),
    Case(KEY, "pass", "React, a state that a highlighter makes", page("  const [html, setHtml] = useState('');\n  useEffect(() => { codeToHtml(note).then(setHtml); });", "html")),
    Case(KEY, "pass", "React, a drawing", page("  const [svg, setSvg] = React.useState('');\n  const draw = async () => { const { svg } = await mermaid.render('a', note); setSvg(svg); };", "svg")),
    Case(KEY, "pass", "React, a script that a package brings", page("", "hints.getCheckScript()") | {"app/page.tsx": HINTS % "hints.getCheckScript()"}),
    Case(KEY, "pass", "React, such a script that another file gets of the package", page("", "") | {"app/hints.ts": "import { makeHints } from '@acme/hints';\nexport const hints = makeHints({});\n", "app/page.tsx": HINTS.partition("\n")[0].replace("makeHints", "hints").replace("@acme", ".") + "\nexport default () => <p dangerouslySetInnerHTML={{ __html: hints.getCheckScript() }} />;\n"}),
    Case(KEY, "unknown", "React, a script that another file of the program's keeps", page("", "") | {"app/hints.ts": "export const hints = load();\n", "app/page.tsx": "import { hints } from './hints';\nexport default () => <p dangerouslySetInnerHTML={{ __html: hints.getCheckScript() }} />;\n"}, "dangerouslySetInnerHTML"),
    Case(KEY, "unknown", "React, a script that a package makes of what it is told", page("", "") | {"app/page.tsx": HINTS % "hints.getCheckScript(note)"}, "dangerouslySetInnerHTML"),
    Case(KEY, "unknown", "React, what a package answers that is no script", page("", "") | {"app/page.tsx": HINTS % "hints.getNote()"}, "dangerouslySetInnerHTML"),
    Case(KEY, "unknown", "React, a script that the program keeps", page("  const settings = load(note);", "settings.getScript()"), "dangerouslySetInnerHTML"),
    Case(KEY, "pass", "React, a script of the program's own", page("", "script") | {"app/page.tsx": "const script = (function () {\n  function run() { document.title = 'a'; }\n  return `(${run.toString()})();`;\n})();\nexport default () => <script dangerouslySetInnerHTML={{ __html: script }} />;\n"}),
    *(Case(KEY, outcome, f"React, each of {of}", page("", "") | {"app/notes.ts": "import { load } from './load';\nexport const NOTE = 'a';\nexport const notes = ['<b>a</b>', 'b'];\nexport const rows = [{ text: '<i>c</i>' }, { text: load() }];\n", "app/page.tsx": f"import {{ notes, rows }} from './notes';\nexport default ({{ given }}) => <div>{{{of}.map((each) => <p dangerouslySetInnerHTML={{{{ __html: each{of_each} }}}} />)}}</div>;\n"}) for of, of_each, outcome in (("notes", "", "pass"), ("rows", ".text", "unknown"), ("given", "", "unknown"))),
    *(Case(KEY, outcome, f"React, a script with {what} in it", page("", "") | {"app/page.tsx": f"const id = {what};\nexport default () => <script dangerouslySetInnerHTML={{{{ __html: `track('${{id}}');` }}}} />;\n"}) for what, outcome in (("process.env.NEXT_PUBLIC_TRACKED", "pass"), ("window.location.hash", "unknown"))),
    *(Case(KEY, outcome, f"React, {made}", page("  const t = useTranslations();\n  const calls = [{ name: 'init' }];", made)) for made, outcome in (("t('orders.none')", "pass"), ("t(key)", "pass"), ("t('orders.of', { note })", "unknown"), ("calls.map((call) => `run('${call.name}');`).join('')", "pass"), ("note.lines.map((line) => `<b>${line}</b>`).join('')", "fail"), ("calls.map(() => note).join('')", "unknown"))),
    Case(KEY, "unknown", "React, a state that is added to", page("  const [html, setHtml] = useState('');\n  useEffect(() => { setHtml((old) => old + note); });", "html"), "dangerouslySetInnerHTML"),
    Case(KEY, "unknown", "React, a state that is set to anything", page("  const [html, setHtml] = useState('');\n  useEffect(() => { fetch('/note').then(setHtml); setHtml('<b></b>'); });", "html"), "dangerouslySetInnerHTML"),
    Case(KEY, "unknown", "React, a state that begins with anything", page("  const [html, setHtml] = useState(note);", "html"), "dangerouslySetInnerHTML"),
    Case(KEY, "fail", "HTML by res.send", node("app.get('/', (req, res) => res.send(`<p>${req.query.name}</p>`));\n"), "res.send of HTML", (("app.js", 3),)),
    Case(KEY, "pass", "an address that the program makes", django("<p></p>\n", "from django.http import HttpResponse\ndef film(request, blob):\n    url = blob.storage.url(blob.name)\n    return HttpResponse(f'<video src=\"{url}\"></video>')\n")),
    Case(KEY, "fail", "an address that a request says", django("<p></p>\n", "from django.http import HttpResponse\ndef film(request):\n    url = request.GET['url']\n    return HttpResponse(f'<video src=\"{url}\"></video>')\n"), "HttpResponse of HTML"),
    Case(KEY, "pass", "the query of an address that was read", node("app.get('/', (req, res) => {\n  const to = encodeURIComponent(req.params.pad) + new URL(req.url, 'http://x').search;\n  res.send(`<a href=\"${to}\">there</a>`);\n});\n") | {"views/a.ejs": ""}),
    Case(KEY, "pass", "each part is escaped before they are joined", marked("from markupsafe import Markup, escape\ndef notes(parts):\n    return Markup('<br>'.join([escape(each) for each in parts]))\n")),
    Case(KEY, "unknown", "parts are joined as they are", marked("from markupsafe import Markup, escape\ndef notes(parts):\n    return Markup('<br>'.join([each for each in parts]))\n")),
    Case(KEY, "pass", "marked under the name that it had", marked("from markupsafe import Markup, escape\ndef note(text):\n    text_out = '<br>'.join(escape(text).split('\\n'))\n    if text:\n        text_out = Markup(text_out)\n    return text_out\n")),
    Case(KEY, "fail", "marked under the name that it had, and not escaped", marked("from markupsafe import Markup\ndef note(text):\n    out = '<b>' + text\n    out = Markup(out)\n    return out\n")),
    Case(KEY, "pass", "the picture of a text", marked("from markupsafe import Markup\ndef picture(totp, name):\n    return Markup(totp.qrcode_svg(name).decode())\n")),
    Case(KEY, "pass", "markup that is made text again", marked("from markupsafe import Markup\ndef note(text):\n    return Markup(text).unescape()\n")),
    Case(KEY, "pass", "a filter of one's own that cleans, and a value that was cleaned", django("<p>{{ order.note|clean_text|safe }} {{ order.safe_note|safe }}</p>\n")),
    Case(KEY, "fail", "Swig that is told not to escape", node("const swig = require('swig');\nswig.setDefaults({ autoescape: false });\napp.get('/', (req, res) => res.render('order'));\n") | {"views/order.html": "<p>{{ note }}</p>\n"}, "autoescape off", (("app.js", 4),)),
    Case(KEY, "pass", "Nunjucks that is told to escape", node("nunjucks.configure('views', { autoescape: true, express: app });\n") | {"views/order.html": "<p>{{ note }}</p>\n"}),
    Case(KEY, "unknown", "dangerouslySetInnerHTML", {**next_js("export const GET = () => 1;\n"), "app/page.tsx": "export default function Page({ note }) {\n  return <p dangerouslySetInnerHTML={{ __html: note }} />;\n}\n"}, "dangerouslySetInnerHTML", (("app/page.tsx", 2),)),
    Case(KEY, "not_applicable", "Jinja for what is no HTML", fastapi("from jinja2 import Environment, FileSystemLoader\n# nothing that is safe in html is safe in a prompt\nprompts = Environment(loader=FileSystemLoader('prompts'))\n"), "it renders no HTML"),
    Case(KEY, "fail", "Jinja for a page by its name", fastapi("from jinja2 import Environment, FileSystemLoader\npages = Environment(loader=FileSystemLoader('pages'))\ndef page(name):\n    return pages.get_template('page.html.j2').render(name=name)\n"), "autoescape off"),
    Case(KEY, "not_applicable", "Jinja's Template of a file that is no page", fastapi("from jinja2 import Template\nKINDS = ('kept.html',)\ndef comment(name):\n    with open('comment.template') as file:\n        text = Template(file.read())\n    return text.render(name=name)\n"), "it renders no HTML"),
    Case(KEY, "fail", "Jinja's Template of a file that is not named", fastapi("from jinja2 import Template\nKINDS = ('kept.html',)\ndef page(kind, name):\n    return Template(open(kind).read()).render(name=name)\n"), "autoescape off"),
    Case(KEY, "fail", "Jinja's Template escapes nothing", fastapi("from jinja2 import Template\ndef mail(name):\n    return Template(open('mail.html').read()).render(name=name)\n"), "autoescape off"),
    Case(KEY, "not_applicable", "an API of JSON", node(ORDERS), "it renders no HTML"),
    Case(KEY, "not_applicable", "the page of a package that shows the API", node("const ui = require('swagger-ui-express');\napp.get('/docs', ui.setup(specs));\n" + ORDERS), "it renders no HTML"),
    Case(KEY, "not_applicable", "a front end that is another package", {"package.json": '{"workspaces": ["*"]}', "ui/package.json": '{"name": "@shop/ui"}', "ui/src/page.tsx": "export const Page = () => <p />;\n", "api/package.json": '{"dependencies": {"express": "5.1.0", "@shop/ui": "*"}}', "api/app.js": node(ORDERS)["app.js"]}, "it renders no HTML"),
    Case(KEY, "not_applicable", "what a tool makes its notes of", node(ORDERS) | {".releaserc/commit.hbs": "{{{header}}}\n"}, "it renders no HTML"),
    Case(KEY, "not_applicable", "no backend", {"README.md": "# Words\n"}),
    Case(KEY, "unknown", "a template that cannot be had", django("x" * (2 << 20)), "larger than the templates that are read"),
)  # fmt: skip
