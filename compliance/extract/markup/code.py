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
from compliance.extract.markup.marks import mark_of
from compliance.extract.markup.pages_made import has_element
from compliance.extract.markup.safe_values import SafeValues
from compliance.extract.markup.templates import is_of_tools
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
# What makes a plain text of markup again, or nothing of tags.
_UNMARKS = frozenset(["unescape", "striptags"])
_OTHER_XML = "<?xml"
_TAG = re.compile(r"<\s?/?\s?[A-Za-z!][^<>]{0,300}>|<[a-z]{1,20}\b")
# What a module names that fills templates of HTML: a file that no framework fills in for it, a kind
# of content, a response, an element.
_OF_HTML = re.compile(
    rb"(?<!render_template\()['\"][\w./{}@-]{0,200}\w\.x?html?(?:\.\w{1,9})?['\"]|text/html|HTMLResponse|HtmlResponse"
    rb"|</(?:a|b|body|div|h[1-6]|head|html|li|p|script|span|strong|style|table|td|tr|ul)>"
)
_WORDS = (
    b"mark_safe", b"Markup", b"SafeString", b"SafeText", b"dangerouslySetInnerHTML", b".send(",
    b".end(", b".html(", b"HTMLResponse", b"HttpResponse", b"jinja2", b"raw(", b"autoescape",
    b"text/html",
)  # fmt: skip
_COMPONENTS = (".tsx", ".jsx", *SUFFIXES)
# A page of Next.js in plain JavaScript.
_OF_NEXT = re.compile(r"(?:^|/)(?:pages/(?!api/).{1,400}|app/(?:.{1,400}/)?(?:page|layout))\.js$")


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
        for how, line, end in found:
            yield Unescaped(how, module.evidence(line, end))


def _in_module(
    module: Module, program: Program, filling: frozenset[str]
) -> Iterator[tuple[str, int, int]]:
    """How a value gets into HTML as it is, with the first line of that and the last. `filling` are
    the files of which something is answered as HTML elsewhere.
    """
    values = SafeValues(module, program)
    unmarked = {
        id(call.callee.of)
        for call in module.calls
        if call.name in _UNMARKS and isinstance(call.callee, Member)
    }
    for call in module.calls:
        value = call.argument(0)
        if (mark := mark_of(call, module)) and id(call) not in unmarked:
            if value is not None and not values.is_safe_at(call, value):
                yield mark, call.line, call.end_line
        elif (sent := _sent(call)) is not None and is_markup(sent):
            if not values.is_safe_at(call, sent):
                yield f"{call.path} of HTML", call.line, call.end_line
        elif _switches_off(call, module, filling):
            yield "autoescape off", call.line, call.end_line
    for assignment in module.assignments:
        if assignment.target == "dangerouslySetInnerHTML":
            value = assignment.value
            inner = value.entries.get("__html") if isinstance(value, Table) else None
            if inner is not None and not values.is_safe(inner, assignment.function):
                yield "dangerouslySetInnerHTML", assignment.line, 0


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
    return has_element(text.encode()) and not text.lstrip().startswith(_OTHER_XML)


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


def is_markup(value: Expression) -> bool:
    """Whether a text with values in it has tags."""
    if isinstance(value, Template):
        return bool(_TAG.search(value.text)) and not value.text.lstrip().startswith(_OTHER_XML)
    if isinstance(value, Operation) and value.operator in ("+", "%"):
        return any(is_markup(each) or _has_tag(each) for each in value.operands)
    return False


def _has_tag(value: Expression) -> bool:
    return isinstance(value, Text) and bool(_TAG.search(value.value))
