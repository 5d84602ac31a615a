"""Cases of what goes into HTML under a name of its own, or of which each is taken, in
`compliance.checks.markup`.
"""

from tests.compliance.checks.access_cases import ORDERS, fastapi, node
from tests.compliance.checks.errors_cases import next_js
from tests.compliance.checks.markup_cases import KEY, django, flask, marked, page
from tests.compliance.repositories import Case, Files

EACH = "{% for each in notes %}<li>{{ each|safe }}</li>{% endfor %}"
MADE = "class Note:\n    def html(self):\n        return f'<b>{escape(self.text)}</b>'\n"
LIST = "def note(order):\n    made = ['<b>new</b>']\n    for each in {of}:\n        made.append({value})\n    return mark_safe(''.join(made))\n"

SENT = "f'hello {request.args.get(\"name\")}'"
ROUTE = "@app.get('/orders')\n"
SAYS = {
    "": ROUTE,
    "of a package's decorator": ROUTE + "@plain\n",
    "for whom has signed in": ROUTE + "@login_required\n",
    "where all answers are texts": "@app.after_request\ndef texts(answer):\n    answer.headers['Content-Type'] = 'text/plain'\n    return answer\n"
    + ROUTE,
    "where all answers have a head more": "@app.after_request\ndef heads(answer):\n    answer.headers['X-Content-Type-Options'] = 'nosniff'\n    return answer\n"
    + ROUTE,
    "where another answer is a text": "def kept():\n    return app.response_class('kept', headers={'Content-Type': 'text/plain'})\n"
    + ROUTE,
    "where all answers are of a class": "app.response_class = Plain\n" + ROUTE,
}


def listed(handed: str, template: str = EACH, made: str = MADE) -> Files:
    """A Flask application with a template that goes through what it is handed."""
    return flask(f"{handed}, note=''", template) | {"notes.py": made}


CASES = (
    *(Case(KEY, outcome, f"values of which nobody knows who wrote them, {number}", django("<p>{{ order.note|safe }}</p>\n" * number), f"{number} place") for number, outcome in ((1, "unknown"), (2, "unknown"), (3, "fail"))),
    *(Case(KEY, outcome, f"marked as safe: {value}", django("<p></p>\n", f"from django.utils.safestring import mark_safe\ndef note({value.partition('.')[0]}):\n    return mark_safe({value})\n")) for value, outcome in (("friend_request.note", "unknown"), ("pullRequest.title", "unknown"), ("web_request.note", "fail"))),
    Case(KEY, "fail", "what a template asks of the request", django("<p>{{ request.GET.note|safe }}</p>\n"), "1 place"),
    *(Case(KEY, outcome, f"a decorator marks what is answered: {answer}", marked(f"@mark_safe\n@display('note')\ndef note(self, order):\n    return {answer}\n"), "", None) for answer, outcome in (("f'<b>{order.by}</b>'", "fail"), ("f'<b>{order.pk}</b>'", "pass"), ("'<b>new</b>'", "pass"), ("'<b>' + order.by + '</b>'", "fail"))),
    *(Case(KEY, outcome, f"format_html of {form}", django("<p></p>\n", f"from django.utils.html import format_html\ndef note(order):\n    return format_html({form}, order.by)\n"), message) for form, outcome, message in (("'<b>{}</b>'", "pass", ""), ("f'<b>{order.by}</b>'", "unknown", "format_html of HTML"), ("'<b>%s</b>' % order.by", "unknown", "format_html of HTML"), ("f'<b>{order.pk}</b> {{}}'", "pass", ""))),
    *(Case(KEY, outcome, f"a page that is sent by its name, of {value}", node(f"app.get('/:id', (req, res) => {{\n  const {{ id }} = req.params;\n  const page = `<form action=\"/{{{value}}}\"></form>`;\n  return res.send(page);\n}});\n".replace("/{", "/${")) | {"views/a.ejs": ""}) for value, outcome in (("id", "fail"), ("req.query.id", "fail"), ("req.headers['x-id']", "fail"), ("req.user.id", "pass"), ("req.protocol", "pass"), ("req.session.by", "pass"), ("encodeURIComponent(id)", "pass"), ("PREFIX", "pass"), ("shown(id)", "pass"))),
    *(Case(KEY, outcome, f"React, of type {kind}", {**next_js(), "app/api/a/route.ts": "export const GET = () => 1;\n", "app/page.tsx": f"export const Since = ({{ at, name }}: {{ name?: string; at: {kind} }}) => <script dangerouslySetInnerHTML={{{{ __html: `since(${{at}})` }}}} />;\n"}) for kind, outcome in (("number", "pass"), ("number | null", "pass"), ("string", "unknown"), ("number | string", "unknown"))),
    Case(KEY, "pass", "a template sets a name behind a tag that has no end", flask("other=1", "{% set other = {% set note = '<b>new</b>' %}")),
    *(Case(KEY, outcome, f"a template sets a name to {value}", flask("other=1", f"{{% if a %}}{{% set note = '<b>new</b>' %}}{{% else %}}{{% set note = {value} %}}{{% endif %}}")) for value, outcome in (("\"<i>old</i>\"", "pass"), ("'<i>' ~ order.note", "unknown"))),
    *(Case(KEY, outcome, f"each of what code hands over: {handed}, {template[-40:]}", listed(handed, template), message) for handed, template, outcome, message in (
        ("notes=['<b>a</b>', NOTE]", EACH, "pass", ""), ("notes=[escape(each) for each in order.notes]", EACH, "pass", ""), ("notes=[each.html() for each in order.notes]", EACH, "pass", ""), ("notes=[{'text': NOTE}]", EACH.replace("each|", "each.text|"), "pass", ""),
        ("notes=order.notes", EACH, "unknown", "|safe"), ("notes=[each.text() for each in order.notes]", EACH, "unknown", "|safe"), ("notes=[NOTE], **more", EACH, "unknown", "|safe"), ("others=[NOTE]", EACH, "unknown", "|safe"), ("notes=[NOTE]", EACH + "{% for each in order.notes %}{% endfor %}", "unknown", "|safe"), ("notes=[NOTE]", "{% set notes = order.notes %}" + EACH, "unknown", "|safe"),
    )),
    *(Case(KEY, "unknown", f"a method that says it makes HTML, {how}", listed("notes=[each.html() for each in order.notes]", made=made), "|safe") for how, made in (
        ("of a text as it is", MADE.replace("escape", "str")), ("of which there are two", MADE + MADE.replace("Note", "Line")), ("that answers nothing", MADE.replace("return", "self.made =")),
    )),
    *(Case(KEY, outcome, f"a list that is added to: {value} of {of}", marked("TEXTS = ['a', 'b']\n" + LIST.format(of=of, value=value))) for of, value, outcome in (
        ("order.notes", "escape(each)", "pass"), ("order.notes", "each.text", "unknown"), ("TEXTS", "f'<i>{each}</i>'", "pass"), ("order.notes", "'<br>'", "pass"),
    )),
    *(Case(KEY, outcome, f"in a template: {value}", django(f"<p>{{{{ {value}|safe }}}}</p>\n")) for value, outcome in (
        ("xsrf_form()", "pass"), ("xsrf_form", "pass"), ("srf_form", "unknown"),
    )),
    *(Case(KEY, "fail", f"Jinja under another name: {taken}", fastapi(f"{taken}\npages = {made}(loader=load('pages'))\ndef page(name):\n    return pages.get_template('page.html').render(name=name)\n"), "autoescape off") for taken, made in (
        ("from jinja2 import Environment as Pages", "Pages"), ("import jinja2 as j", "j.Environment"), ("from jinja2.sandbox import SandboxedEnvironment", "SandboxedEnvironment"),
    )),
    *(Case(KEY, "pass", f"Jinja under another name that escapes: {how}", fastapi(f"from jinja2 import Environment as Pages\npages = Pages({how})\ndef page(name):\n    return pages.get_template('page.html').render(name=name)\n") | {"app/pages/page.html": "<p>{{ name }}</p>\n"}) for how in ("autoescape=True", "autoescape=select_autoescape()")),
    *(Case(KEY, outcome, f"marked under another name: {value}", django("<p></p>\n", f"from django.utils.safestring import mark_safe as fine\nfrom shop.words import shout as loud\ndef note(text):\n    return {value}\n"), message) for value, outcome, message in (
        ("fine(text)", "unknown", "mark_safe"), ("fine('<b>new</b>')", "pass", ""), ("loud(text)", "pass", ""),
    )),
    *(Case(KEY, outcome, f"as a text: {value}", marked(f"from django.utils.html import format_html\ndef note(text):\n    made = format_html('<b>{{}}</b>', text)\n    return mark_safe({value})\n")) for value, outcome in (
        ("str(made) + '<br>'", "pass"), ("str(text) + '<br>'", "fail"),
    )),
    *(Case(KEY, outcome, f"React, parts of each: {of}, {taken}", page("", "") | {"app/page.tsx": f"const NOTES = [{{ text: '<b>a</b>', at: 1 }}];\nexport default ({{ given }}) => <div>{{{of}.map(({taken}) => <p dangerouslySetInnerHTML={{{{ __html: text }}}} />)}}</div>;\n"}) for of, taken, outcome in (
        ("NOTES", "{ text, at }", "pass"), ("NOTES", "{ text: other }", "unknown"), ("given", "{ text }", "unknown"),
    )),
    *(Case(KEY, outcome, f"React, what {name} makes", page("", f"{name}.renderers.html(note)") | {"app/page.tsx": f"import {name} from '{package}';\nexport default ({{ note }}) => <p dangerouslySetInnerHTML={{{{ __html: {name}.renderers.html(note) }}}} />;\n"}) for name, package, outcome in (
        ("Markdoc", "@markdoc/markdoc", "pass"), ("Other", "other", "unknown"),
    )),
    *(Case(KEY, outcome, f"a file that a route reads and sends: {route}", node(f"const fs = require('fs');\napp.get('/demo', (req, res) => {{\n  {route}\n}});\n" + ORDERS)) for route, outcome in (
        ("const page = fs.readFileSync('demo.html'); return res.type('text/html').send(page);", "not_applicable"), ("const page = fs.readFileSync('demo.html', 'utf8'); return res.type('text/html').send(page.replace('TITLE', process.env.TITLE));", "pass"),
    )),
    *(Case(KEY, outcome, f"FastAPI, a front end's file, or {otherwise}", fastapi(f"from fastapi.responses import FileResponse, HTMLResponse\n@app.get('/{{path:path}}', response_model=None)\ndef front(path: str):\n    if path:\n        return {otherwise}\n    return FileResponse('dist/index.html')\n")) for otherwise, outcome in (
        ("HTMLResponse(status_code=404)", "not_applicable"), ("HTMLResponse('<p>none</p>', status_code=404)", "pass"), ("HTMLResponse(content=NONE, status_code=404)", "pass"),
    )),
    *(Case(KEY, outcome, f"Flask, a text without a tag: {answer}", {"requirements.txt": "flask\n", "app.py": f"from flask import Flask, Response, request\nimport flask\napp = Flask('shop')\n@app.get('/orders/<key>')\ndef orders(key):\n    number = request.args.get('number')\n    count = int(request.args.get('count'))\n    return {answer}\n"}, message) for answer, outcome, message in (
        ("f'{number} is no number', 400", "fail", "an answer of HTML"), ("f'{request.headers[\"X-From\"]} is no place'", "fail", "an answer of HTML"),
        ("f'{flask.request.args.get(\"number\")} is none', 404", "fail", ""),
        ("f'{count} is no number', 400", "not_applicable", ""), ("f'{key} is none'", "not_applicable", ""), ("f'{escape(number)} is no number'", "not_applicable", ""), ("'none', 400", "not_applicable", ""), ("Response(f'{number}', mimetype='text/plain')", "not_applicable", ""), ("f'{number}', 400, {'Content-Type': 'text/plain'}", "not_applicable", ""), ("f'[{number}]'", "not_applicable", ""),
    )),
    *(Case(KEY, outcome, f"Flask, a text that is no HTML, or in which no markup can be: {answer} {how}", {"requirements.txt": "flask\n", "app.py": f"from http import HTTPStatus\nfrom flask import Flask, request\nfrom kit import plain\napp = Flask('shop')\n{SAYS[how]}def orders():\n    return {answer}\n"}) for answer, how, outcome in (
        (SENT, "", "fail"), (f"{SENT}, HTTPStatus.NOT_FOUND", "", "fail"), (f"{SENT}, {{'Content-Type': 'text/plain'}}", "", "not_applicable"), (f"{SENT}, HEADS", "", "not_applicable"),
        ("f'{request.method} {request.path}'", "", "not_applicable"), ("f'you are {request.remote_addr}'", "", "not_applicable"), ("f'{request.content_length} bytes'", "", "not_applicable"), ("f'page {request.args.get(\"page\", 1, type=int)}'", "", "not_applicable"), ("f'page {request.args.get(\"page\", type=str)}'", "", "fail"), ("f'<p>page {request.args.get(\"page\", type=int)}</p>'", "", "pass"),
        (SENT, "of a package's decorator", "not_applicable"), (SENT, "for whom has signed in", "fail"), (SENT, "where all answers are texts", "not_applicable"), (SENT, "where all answers are of a class", "not_applicable"), (SENT, "where all answers have a head more", "fail"), (SENT, "where another answer is a text", "fail"),
    )),
)  # fmt: skip
