"""Reads code that makes HTML: `mark_safe`, `Markup`, `dangerouslySetInnerHTML`, `res.send`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from compliance.extract.access.words import words
from compliance.extract.code.embedded import SUFFIXES
from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Member,
    Name,
    Operation,
    Table,
    Template,
    Text,
    path_of,
)
from compliance.extract.code.model import Assignment, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.markup.kinds import answers_xml, calls_html, is_empty, reads_file, says_html
from compliance.extract.markup.marks import mark_of, marked_by
from compliance.extract.markup.pages_made import has_element
from compliance.extract.markup.safe_values import SafeValues
from compliance.extract.markup.tags import OTHER_XML, is_markup
from compliance.extract.markup.templates import is_of_tools
from compliance.extract.markup.traced import is_traced, puts_in_sent
from compliance.facts import Evidence
from compliance.facts.markup import Unescaped
from compliance.paths import below

_SENDS = frozenset(["send", "end", "write", "html", "HTMLResponse", "HttpResponse", "HtmlResponse"])
# What writes an answer, by its name.
_ANSWERS = frozenset("res response reply resp answer document doc".split())
# The same, and what Hono and Koa hand their handlers for it; what an answer's class is called.
_ANSWERING = _ANSWERS | frozenset(["c", "ctx", "context"])
_RESPONSES = frozenset(["HTMLResponse", "HttpResponse", "HtmlResponse"])
_SHOWING = (
    b"dangerouslySetInnerHTML", b"HTMLResponse", b"HttpResponse", b"HtmlResponse", b"text/html",
    b".send(", b".end(", b".html(", b".type = 'html'", b'.type = "html"',
)  # fmt: skip
# What Jinja fills templates by, which escapes where it is told to alone.
_FILLS = frozenset(
    ["Environment", "SandboxedEnvironment", "ImmutableSandboxedEnvironment", "Template"]
)
# Of what a name is given so much is looked at.
_MAX_MADE = 20
# What makes a plain text of markup again, or nothing of tags.
_UNMARKS = frozenset(["unescape", "striptags"])
# What a module names that fills templates of HTML: a file that no framework fills in for it, a kind
# of content, a response, an element.
_OF_HTML = re.compile(
    rb"(?<!render_template\()['\"][\w./{}@-]{0,200}\w\.x?html?(?:\.\w{1,9})?['\"]|text/html|HTMLResponse|HtmlResponse"
    rb"|</(?:a|b|body|div|h[1-6]|head|html|li|p|script|span|strong|style|table|td|tr|ul)>"
)
_WORDS = (
    b"mark_safe", b"format_html", b"Markup", b"SafeString", b"SafeText", b"dangerouslySetInnerHTML",
    b".send(", b".end(", b".html(", b"HTMLResponse", b"HttpResponse", b"jinja2", b"raw(",
    b"autoescape", b"text/html",
)  # fmt: skip
_COMPONENTS = (".tsx", ".jsx", *SUFFIXES)
# A page of Next.js in plain JavaScript.
_OF_NEXT = re.compile(r"(?:^|/)(?:pages/(?!api/).{1,400}|app/(?:.{1,400}/)?(?:page|layout))\.js$")


# How a value gets into HTML as it is, with the first line of that and the last, and whether it is
# known to be what somebody wrote.
_Place = tuple[str, int, int, bool]


def pages(program: Program) -> Iterator[Evidence]:
    """The first places where a component's own code makes HTML."""
    yield from _of_components(program)
    for module in program.modules(*_SHOWING):
        for assignment in module.assignments:
            if _puts_in(assignment):
                yield module.evidence(assignment.line)
        for call in module.calls:
            if (call.name == "HTMLResponse" and not is_empty(call)) or _answers(call):
                yield module.evidence(call.line)


def _of_components(program: Program) -> Iterator[Evidence]:
    """A component's own files of React's, Vue's and Svelte's components."""
    in_next = "Next.js" in program.component.frameworks
    for path in program.paths:
        # A front end that is a package of its own is rendered by whoever serves it.
        own = below(path, program.component.path) and not is_of_tools(path)
        if own and (path.endswith(_COMPONENTS) or (in_next and _OF_NEXT.search(path))):
            yield Evidence(path)


def unescaped(program: Program) -> Iterator[Unescaped]:
    """The places in code where a value gets into HTML as it is."""
    filling = frozenset(_filling(program))
    for module in program.modules(*_WORDS):
        found = () if is_of_tools(module.path) else _in_module(module, program, filling)
        for how, line, end, traced in found:
            yield Unescaped(how, module.evidence(line, end), traced)


def _in_module(module: Module, program: Program, filling: frozenset[str]) -> Iterator[_Place]:
    """The places of a module. `filling` are the files of which something is answered as HTML
    elsewhere.
    """
    values = SafeValues(module, program)
    yield from _marked(module, values)
    for call in module.calls:
        if mark_of(call, module):
            continue
        value = call.argument(0)
        is_form = call.name == "format_html" and value is not None
        # What is put into the form itself is no value that it escapes.
        sent = _markup_of(value if is_form else _sent(call), call)
        if sent is not None:
            if not values.is_safe_at(call, sent):
                yield f"{call.path} of HTML", call.line, call.end_line, not is_form
        elif _switches_off(call, module, filling):
            yield "autoescape off", call.line, call.end_line, True
    for assignment in module.assignments:
        if assignment.target == "dangerouslySetInnerHTML":
            value = assignment.value
            inner = value.entries.get("__html") if isinstance(value, Table) else None
            if inner is not None and not values.is_safe(inner, assignment.function):
                traced = is_traced(inner, assignment.function)
                yield "dangerouslySetInnerHTML", assignment.line, 0, traced


def _marked(module: Module, values: SafeValues) -> Iterator[_Place]:
    """What is marked as safe, by a call or by a decorator of what answers it."""
    unmarked = {
        id(call.callee.of)
        for call in module.calls
        if call.name in _UNMARKS and isinstance(call.callee, Member)
    }
    for call in module.calls:
        value, mark = call.argument(0), mark_of(call, module)
        if not mark or value is None or id(call) in unmarked:
            continue
        if not values.is_safe_at(call, value):
            yield mark, call.line, call.end_line, is_traced(value, call.function)
    for function in module.functions if module.is_python else ():
        mark = next(filter(None, (marked_by(each, module) for each in function.decorators)), "")
        for answer in function.returns if mark else ():
            if is_markup(answer) and not values.is_safe(answer, function):
                yield mark, answer.line, 0, True


def _sends(call: Call) -> bool:
    """Whether a call answers a request: files, processes and sockets are written to as well."""
    if call.name not in _SENDS or call.tagged:  # Hono's tag escapes what is put into its text.
        return False
    of_whatever = call.name not in ("write", "end", "send")
    return of_whatever or not _ANSWERS.isdisjoint(words(call.receiver))


def _sent(call: Call) -> Expression | None:
    """What a call answers a request with, unless it says that it is something else than HTML."""
    if _sends(call):
        return None if answers_xml(call.function) else call.argument(0)
    if not (call.name.endswith("Response") and says_html(call)):
        return None
    named = (call.keywords.get(each) for each in ("text", "body", "content", "response"))
    return call.argument(0) or next(filter(None, named), None)


def _markup_of(sent: Expression | None, call: Call) -> Expression | None:
    """The text with tags and values that is sent, itself or, where a request is asked for one of
    them, by a name; None where it is none.
    """
    function = call.function
    if isinstance(sent, Name) and function is not None:
        made = (each.value for each in function.assigned(sent.path)[:_MAX_MADE])
        sent = next(
            (each for each in made if is_markup(each) and puts_in_sent(each, function)), None
        )
    return sent if sent is not None and is_markup(sent) else None


def _answers(call: Call) -> bool:
    """Whether a call answers a request with a page that it has, and not with a file."""
    if says_html(call):
        return not reads_file(call.function)
    of_response = call.name in _RESPONSES or not _ANSWERING.isdisjoint(words(call.receiver))
    return of_response and _has_element(_sent(call))


def _puts_in(assignment: Assignment) -> bool:
    """Whether markup is put into a page by what is set, or an answer is said to be a page."""
    if assignment.target == "dangerouslySetInnerHTML":
        return True
    return calls_html(assignment) and not reads_file(assignment.function)


def _is_page(text: str) -> bool:
    return has_element(text.encode()) and not text.lstrip().startswith(OTHER_XML)


def _has_element(value: Expression | None) -> bool:
    """Whether a text, in one piece or several, has elements of a page."""
    match value:
        case Text():
            return _is_page(value.value)
        case Template():
            return _is_page(value.text)
        case Operation():
            return any(map(_has_element, value.operands))
    return False


def _switches_off(call: Call, module: Module, filling: frozenset[str]) -> bool:
    """A template or an environment of Jinja, which escapes only where it is told to, for HTML; or
    settings of Swig, Nunjucks and their like, which escape unless they are told not to.
    """
    if module.language != "python":
        return any(
            isinstance(each, Table)
            and isinstance(told := each.entries.get("autoescape"), Constant)
            and told.value == "false"
            for each in call.arguments
        )
    head, _, rest = call.path.partition(".")
    package, there = module.imported(head) or ("", "")
    if package.partition(".")[0] != "jinja2":
        return False
    kind = rest.rpartition(".")[2] or there or head
    value = call.keywords.get("autoescape")
    off = value is None or (isinstance(value, Constant) and value.value == "False")
    return off and kind in _FILLS and (_is_of_html(call, kind, module) or module.path in filling)


def _is_of_html(call: Call, kind: str, module: Module) -> bool:
    """Whether a template is said to be of HTML: by the name of the file that is opened for it and
    the function around it, where there is such a name, else by all of the module.
    """
    around = call.function
    if kind == "Template" and around is not None and _opens_by_name(around):
        return _says_html(around)
    return _speaks_of_html(module)


@functools.lru_cache(maxsize=8)  # A function may make thousands of templates, as a file may.
def _opens_by_name(function: Function) -> bool:
    """Whether a function opens files, all of which it names."""
    opened = [each.argument(0) for each in function.calls if each.name == "open"]
    return bool(opened) and all(isinstance(each, Text) for each in opened)


@functools.lru_cache(maxsize=8)
def _says_html(function: Function) -> bool:
    module = function.module
    text = module.text(function.line, function.end_line) if module is not None else b""
    return _OF_HTML.search(text) is not None


@functools.lru_cache(maxsize=2)
def _speaks_of_html(module: Module) -> bool:
    return _OF_HTML.search(module.source) is not None


def _filling(program: Program) -> Iterator[str]:
    """The files with a function of which what it makes is answered as HTML elsewhere."""
    for other in program.modules(b"HTMLResponse"):
        for each in _pages(other):
            if isinstance(each, Call):
                made = program.meaning(other, path_of(each.callee), each.function)
                if made is not None and isinstance(made.value, Function):
                    yield made.module.path


def _pages(module: Module) -> Iterator[Expression | None]:
    """What a module answers as HTML, by the answer's class or by a handler's decorator."""
    for call in module.calls:
        if call.name == "HTMLResponse":
            yield call.argument(0, "content")
    for function in module.functions:
        marks = (each for each in function.decorators if isinstance(each, Call))
        classes = (each.keywords.get("response_class") for each in marks)
        if any(isinstance(each, Name) and each.path == "HTMLResponse" for each in classes):
            yield from function.returns
