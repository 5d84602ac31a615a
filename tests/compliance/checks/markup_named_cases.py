"""Cases of what goes into HTML under a name of its own, or of which each is taken, in
`compliance.checks.markup`.
"""

from tests.compliance.checks.access_cases import fastapi
from tests.compliance.checks.markup_cases import KEY, django, marked, page
from tests.compliance.repositories import Case

CASES = (
    *(Case(KEY, outcome, f"in a template: {value}", django(f"<p>{{{{ {value}|safe }}}}</p>\n")) for value, outcome in (
        ("xsrf_form()", "pass"), ("xsrf_form", "pass"), ("srf_form", "fail"),
    )),
    *(Case(KEY, "fail", f"Jinja under another name: {taken}", fastapi(f"{taken}\npages = {made}(loader=load('pages'))\ndef page(name):\n    return pages.get_template('page.html').render(name=name)\n"), "autoescape off") for taken, made in (
        ("from jinja2 import Environment as Pages", "Pages"), ("import jinja2 as j", "j.Environment"), ("from jinja2.sandbox import SandboxedEnvironment", "SandboxedEnvironment"),
    )),
    *(Case(KEY, "pass", f"Jinja under another name that escapes: {how}", fastapi(f"from jinja2 import Environment as Pages\npages = Pages({how})\ndef page(name):\n    return pages.get_template('page.html').render(name=name)\n") | {"app/pages/page.html": "<p>{{ name }}</p>\n"}) for how in ("autoescape=True", "autoescape=select_autoescape()")),
    *(Case(KEY, outcome, f"marked under another name: {value}", django("<p></p>\n", f"from django.utils.safestring import mark_safe as fine\nfrom shop.words import shout as loud\ndef note(text):\n    return {value}\n"), message) for value, outcome, message in (
        ("fine(text)", "fail", "mark_safe"), ("fine('<b>new</b>')", "pass", ""), ("loud(text)", "pass", ""),
    )),
    *(Case(KEY, outcome, f"as a text: {value}", marked(f"from django.utils.html import format_html\ndef note(text):\n    made = format_html('<b>{{}}</b>', text)\n    return mark_safe({value})\n")) for value, outcome in (
        ("str(made) + '<br>'", "pass"), ("str(text) + '<br>'", "fail"),
    )),
    *(Case(KEY, outcome, f"React, parts of each: {of}, {taken}", page("", "") | {"app/page.tsx": f"const NOTES = [{{ text: '<b>a</b>', at: 1 }}];\nexport default ({{ given }}) => <div>{{{of}.map(({taken}) => <p dangerouslySetInnerHTML={{{{ __html: text }}}} />)}}</div>;\n"}) for of, taken, outcome in (
        ("NOTES", "{ text, at }", "pass"), ("NOTES", "{ text: other }", "fail"), ("given", "{ text }", "fail"),
    )),
    *(Case(KEY, outcome, f"React, what {name} makes", page("", f"{name}.renderers.html(note)") | {"app/page.tsx": f"import {name} from '{package}';\nexport default ({{ note }}) => <p dangerouslySetInnerHTML={{{{ __html: {name}.renderers.html(note) }}}} />;\n"}) for name, package, outcome in (
        ("Markdoc", "@markdoc/markdoc", "pass"), ("Other", "other", "fail"),
    )),
)  # fmt: skip
