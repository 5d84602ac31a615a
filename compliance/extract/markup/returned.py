"""HTML that a handler of Python answers as a text, with what the request brings put into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Operation,
    Sequence,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function, Parameter
from compliance.extract.code.program import Program
from compliance.extract.markup.tags import is_markup
from compliance.extract.query_sites.sources import is_sent
from compliance.extract.routes import Endpoint, endpoints
from compliance.facts import Evidence
from compliance.facts.markup import Unescaped
from compliance.facts.routes import Answer

# A text that a handler of these answers is HTML, whatever else it may be.
_TEXTS_ARE_HTML = frozenset(["Flask", "Quart"])
_BODIES = frozenset("ctx.body ctx.response.body context.body this.body".split())
_WRAPS = frozenset("make_response Response HTMLResponse render_template_string".split())
_TEXT_TYPES = ("", "str")
_SENT = frozenset(["Param", "Query", "Body", "Headers"])
_NO_TEXTS = frozenset(["number", "boolean", "Date", "bigint"])
# A hostile handler may have any number of them.
_MAX_ANSWERS, _MAX_ASSIGNED = 50, 200
# Of what is put into a text, what else the request is asked by.
_HARMLESS = frozenset(
    """url base_url path method host id remote_addr content_length scheme endpoint blueprint is_json
    is_secure""".split()
)
# What Flask is told to make of a value of the address, in which no markup can be.
_NUMBERS = frozenset("int float bool UUID uuid.UUID Decimal decimal.Decimal".split())
# Decorators of a route, and those that leave its answer as it is.
_ROUTES = frozenset("route get post put patch delete limit exempt cross_origin".split())
# What says for all answers of a program what kind they are, by itself or in what it does to them.
_FOR_ALL = (b"after_request", b"process_response")
_SAYS_KIND = re.compile(
    rb"""["']content-type["']|\.(?:mimetype|content_type)\s{0,9}=""", re.IGNORECASE
)
_CLASS = b"response_class"
_SAYS_CLASS = re.compile(rb"\bresponse_class\s{0,9}=(?!=)")


def returned(program: Program) -> Iterator[Unescaped]:
    """The answers of HTML that a value of the request gets into as it is."""
    for endpoint, handler, text in _answers(program):
        if any(_is_sent(each, endpoint, handler) for each in _put_in(text)):
            yield Unescaped("an answer of HTML", _place(handler, endpoint, text))
    for endpoint, handler, text in _plain(program):
        if any(_brings(_made(each, handler)) for each in _put_in(text)):
            yield Unescaped("an answer of HTML", _place(handler, endpoint, text))


def answered(program: Program) -> Iterator[Evidence]:
    """The answers of HTML that are texts of the code."""
    for endpoint, handler, text in _answers(program):
        yield _place(handler, endpoint, text)


def _place(handler: Function, endpoint: Endpoint, text: Expression) -> Evidence:
    return (handler.module or endpoint.module).evidence(text.line)


def _answers(program: Program) -> Iterator[tuple[Endpoint, Function, Expression]]:
    for endpoint in endpoints(program):
        handler = endpoint.handler
        is_html = endpoint.framework in _TEXTS_ARE_HTML or (
            endpoint.framework == "FastAPI" and endpoint.answer is Answer.PAGE
        )
        if handler is None:
            continue
        answers = handler.returns[:_MAX_ANSWERS] if is_html else []
        if endpoint.framework == "Koa":
            answers = list(islice(_bodies(handler), _MAX_ANSWERS))
        elif endpoint.framework == "NestJS":
            answers = [each for each in handler.returns[:_MAX_ANSWERS] if _begins_with_tag(each)]
        for text in (each for value in answers for each in _texts(value, handler)):
            if is_markup(text):
                yield endpoint, handler, text


def _plain(program: Program) -> Iterator[tuple[Endpoint, Function, Expression]]:
    """The texts without a tag that Flask answers as HTML all the same: they are, but for those of
    classes, of which extensions make JSON, those with heads of their own, and where something else
    says what kind an answer is.
    """
    of_all = None
    for endpoint in endpoints(program):
        handler = endpoint.handler
        if handler is None or handler.class_ or endpoint.framework not in _TEXTS_ARE_HTML:
            continue
        if not all(map(_leaves_kind, handler.decorators)):
            continue
        for value in handler.returns[:_MAX_ANSWERS]:
            is_pair = isinstance(value, Sequence) and len(value.items) == 2
            pair = value.items if isinstance(value, Sequence) and is_pair else (value,)
            text = pair[0] if all(map(_is_status, pair[1:])) else value
            if isinstance(text, Template) and not is_markup(text) and not _is_data(text):
                of_all = _has_kind_for_all(program) if of_all is None else of_all
                if of_all:
                    return
                yield endpoint, handler, text


def _leaves_kind(decorator: Expression) -> bool:
    """Whether a decorator makes a route of a function, or only lets somebody in or not."""
    last = path_of(decorator).removesuffix("()").rpartition(".")[2]
    return last in _ROUTES or last.endswith("_required")


def _is_status(value: Expression) -> bool:
    """Whether what stands beside an answer is its status, and not its heads."""
    return isinstance(value, Constant) or path_of(value).startswith(("HTTPStatus.", "status."))


def _has_kind_for_all(program: Program) -> bool:
    """Whether a program says of all that it answers what kind it is: `after_request` may."""
    by_hook = (_SAYS_KIND.search(each.source) for each in program.python_modules(*_FOR_ALL))
    by_class = (_SAYS_CLASS.search(each.source) for each in program.python_modules(_CLASS))
    return any(by_hook) or any(by_class)


def _is_data(text: Template) -> bool:
    """Whether a text is JSON or XML that is put together."""
    first = text.parts[0] if text.parts else None
    return isinstance(first, Text) and first.value.lstrip().startswith(("{", "[", "<"))


def _made(value: Expression, handler: Function) -> Expression:
    """What a value is, where the handler gives it its name once."""
    made = handler.assigned(value.path) if isinstance(value, Name) else ()
    return made[0].value if len(made) == 1 else value


def _bodies(handler: Function) -> Iterator[Expression]:
    """The texts that Koa answers as HTML, since a tag begins them; so it is with NestJS."""
    for each in handler.everything():
        for assignment in each.assignments:
            if assignment.target in _BODIES and _begins_with_tag(assignment.value):
                yield assignment.value


def _begins_with_tag(value: Expression) -> bool:
    while isinstance(value, Operation) and value.operator == "+":
        value = value.operands[0]
    if isinstance(value, Template) and value.parts:
        value = value.parts[0]
    begins = value.value.lstrip() if isinstance(value, Text) else ""
    return begins.startswith("<") and not begins.startswith("<?xml")


def _texts(value: Expression, handler: Function) -> Iterator[Expression]:
    """The text that is answered: what is handed on as one, beside a status, or under a name."""
    first = value.items[0] if isinstance(value, Sequence) and value.items else value
    if isinstance(first, Call) and first.name in _WRAPS and first.arguments:
        first = first.arguments[0]
    if isinstance(first, Name):
        made = handler.assignments[:_MAX_ASSIGNED]
        yield from (each.value for each in made if each.target == first.path)
    else:
        yield first


def _put_in(text: Expression) -> Iterator[Expression]:
    """The values that are put into a text as they are, however many pieces it has."""
    waiting = [text]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Template):
            yield from each.values
        elif isinstance(each, Operation):
            waiting += each.operands
        elif each is not text:
            yield each


def _is_sent(value: Expression, endpoint: Endpoint, handler: Function, hops: int = 2) -> bool:
    """Whether a value is one that somebody sent: of the address, or asked of the request."""
    path = path_of(value)
    if is_sent(path):
        return _brings(value)
    if not isinstance(value, Name) or hops <= 0:
        return False
    made = handler.assigned(value.path)
    if made:
        return any(_is_sent(each.value, endpoint, handler, hops - 1) for each in made)
    if endpoint.framework == "NestJS":
        return any(_is_given(each, path.partition(".")[0]) for each in handler.parameters)
    return any(
        each.name == value.path
        and each.type in _TEXT_TYPES
        and f"{{{each.name}}}" in endpoint.path
        and not _is_number(each.name, handler)
        for each in handler.parameters
    )


def _brings(value: Expression) -> bool:
    """Whether a value is asked of the request, and may be any text."""
    path = path_of(value)
    kind = value.argument(2, "type") if isinstance(value, Call) else None
    if not is_sent(path) or (kind is not None and path_of(kind) in _NUMBERS):
        return False
    # What the application says of itself, `request.app.title`, nobody sent.
    return path.removesuffix("()").rpartition(".")[2] not in _HARMLESS and ".app." not in path


def _is_given(parameter: Parameter, name: str) -> bool:
    """Whether a parameter of NestJS is a text, or an object, that somebody sent."""
    marks = {path_of(each).removesuffix("()") for each in parameter.decorators}
    named = name == parameter.name or any(name == local for local, _ in parameter.taken)
    return named and not marks.isdisjoint(_SENT) and parameter.type not in _NO_TEXTS


def _is_number(name: str, handler: Function) -> bool:
    """Whether the address says that a part of it is a number: `<int:order_id>`."""
    texts = (
        getattr(part, "value", "")
        for mark in handler.decorators
        for part in walk(mark)
    )  # fmt: skip
    kinds = (f"<{kind}:{name}>" for kind in ("int", "float", "uuid"))
    written = " ".join(str(each) for each in texts)
    return any(kind in written for kind in kinds)
