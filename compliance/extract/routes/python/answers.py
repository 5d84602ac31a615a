"""What a route answers, by its path and by what its handler returns (Python)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Operation,
    Sequence,
    Table,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Program
from compliance.extract.routes.following import Located
from compliance.extract.routes.python.names import ancestry, value_of
from compliance.facts.routes import Answer

MAX_FOLLOWED = 6
_HEALTH = frozenset(
    """health healthz healthcheck health-check health_check ready readyz readiness live livez
    liveness ping heartbeat lbheartbeat alive""".split()
)
# What they are asked for: `/health/database`.
_HEALTH_OF = frozenset("health healthz healthcheck health-check readyz livez".split())
_METRICS = frozenset("metrics prometheus".split())
# What crawlers and browsers ask every site for.
_WELL_KNOWN = frozenset(
    "ads.txt favicon.ico humans.txt robots.txt security.txt sitemap.xml".split()
)
_WEBHOOK = re.compile(r"web[-_]?hooks?(?:$|[-_])|(?:^|[-_])hooks?$", re.IGNORECASE)
_SIGNED = re.compile(
    r"construct_event|verify\w{0,20}(?:signature|webhook)|validate\w{0,10}signature|webhook\.verify"
    r"|compare_digest",
    re.IGNORECASE,
)
# What reads an event out of a request that a broker pushes.
_EVENTS = re.compile(r"cloud_?event", re.IGNORECASE)
_REQUESTS = frozenset(["request", "req"])
# A text that begins with a tag, and not as other XML does.
_BEGINS_PAGE = re.compile(r"\s*<(?!\?xml)")
_PAGES = frozenset(
    """render render_template render_template_string TemplateResponse HTMLResponse
    render_to_response render_to_string template_response get_template render_string Template
    html_response HtmlResponse render_html""".split()
)
# Names that what is an application's own has as well, as a row of a table of templates.
_OTHERS = frozenset(["Template", "File", "file", "get_template"])
_REDIRECTS = frozenset(
    """redirect RedirectResponse HttpResponseRedirect HttpResponsePermanentRedirect HTTPFound
    HTTPSeeOther HTTPMovedPermanently HTTPTemporaryRedirect Redirect HTTPPermanentRedirect
    redirect_to_login""".split()
)
_FILES = frozenset(
    """FileResponse send_file send_from_directory sendfile static_file serve file file_stream
    File""".split()
)
_DATA = frozenset(
    """JsonResponse Response JSONResponse jsonify ORJSONResponse UJSONResponse StreamingResponse
    StreamingHttpResponse json_response json text EventSourceResponse PlainTextResponse
    HttpResponse response_class""".split()
)
_HTML_TYPES = ("text/html", "application/xhtml")
_FILE_TYPES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip",
               "application/octet-stream")  # fmt: skip


def answer_of(
    program: Program, method: str, path: str, handler: Function | None, otherwise: Answer
) -> Answer:
    """What a route answers: `otherwise` where neither its path nor its handler says."""
    return by_path(method, path, handler) or by_handler(program, handler) or otherwise


def by_path(method: str, path: str, handler: Function | None) -> Answer | None:
    """What a path says by its words."""
    parts = [part.lower() for part in path.split("/") if part]
    last = parts[-1].strip("_") if parts else ""
    if last in _HEALTH or (len(parts) > 1 and parts[-2].strip("_") in _HEALTH_OF):
        return Answer.HEALTH
    # `/up` is what Rails has for it, and what others took over; deeper down it is a direction.
    if parts[:1] == ["up"] and len(parts) < 3 and method in ("GET", "*"):
        return Answer.HEALTH
    if not _METRICS.isdisjoint(parts[-2:]) and method in ("GET", "*"):
        return Answer.METRICS
    if last in _WELL_KNOWN:
        return Answer.STATIC
    if method in ("POST", "*") and _is_webhook(parts, handler):
        return Answer.WEBHOOK
    return None


def _is_webhook(parts: list[str], handler: Function | None) -> bool:
    """Whether others call it to tell of an event: not the management of one's own webhooks."""
    named = [bool(_WEBHOOK.search(part)) for part in parts]
    signed = handler is not None and any(
        _SIGNED.search(call.path) for each in handler.everything() for call in each.calls
    )
    if handler is not None and _takes_events(handler):
        return True
    if not any(named):
        return signed and handler is not None and "webhook" in handler.name.lower()
    behind = parts[named.index(True) + 1 :]
    # `/webhooks` alone, or one of them by its id, is how people manage theirs.
    single = named[-1] and not parts[-1].endswith("hooks")
    return signed or single or (len(behind) == 1 and not behind[0].startswith("{"))


def _takes_events(handler: Function) -> bool:
    """Whether a handler is pushed events by a broker: `queue.get_simple_cloud_event(request)`,
    `from_http(CloudEvent, request.headers, body)`.
    """
    return any(
        _EVENTS.search(call.path)
        or any(isinstance(one, Name) and _EVENTS.search(one.path) for one in call.arguments[:1])
        for each in handler.everything()
        for call in each.calls
        if any(path_of(one).partition(".")[0] in _REQUESTS for one in call.arguments)
    )


def by_handler(program: Program, handler: Function | None) -> Answer | None:
    """What a handler returns; None where that cannot be told, or is left to what its class extends:
    a page is then only one of the ways in which it answers.
    """
    if handler is None or _goes_on(handler):
        return None
    answers, marks = list(answered(program, handler)), handler.decorators
    # Where pages say that something is not there, what is asked for is what else is answered.
    refused = [each for each in answers if _refuses(each)]
    given = [each for each in answers if each not in refused]
    by_page = any(each.answer is Answer.PAGE for each in refused)
    found = {each.answer for each in (given if by_page and given else answers)}
    if Answer.PAGE not in found and any(_renders(program, each, handler) for each in marks):
        return Answer.PAGE
    # A page that also answers data to its own script is a page still.
    order = (Answer.PAGE, Answer.DATA, Answer.STATIC, Answer.REDIRECT)
    return next((each for each in order if each in found), None)


_REFUSAL = re.compile(r"[45]\d\d")


def _refuses(answered: Answered) -> bool:
    """Whether an answer says that something went wrong: `return render_template(…), 404`."""
    value = answered.value
    said = [
        each.items[1]
        for each in answered.function.returns
        if isinstance(each, Sequence) and len(each.items) > 1 and each.items[0] is value
    ]
    if isinstance(value, Call):
        said += [
            value.keywords[each] for each in ("status", "status_code") if each in value.keywords
        ]
    return any(isinstance(each, Constant) and _REFUSAL.fullmatch(each.value) for each in said)


def _renders(program: Program, mark: Expression, handler: Function) -> bool:
    """Whether a decorator of the project's own makes a page of what a view returns, as Flask's
    documentation shows it: `return render_template(name, **context)`.
    """
    callee = mark.callee if isinstance(mark, Call) else mark
    if handler.module is None:
        return False
    found = value_of(program, Located(callee, handler.module, handler.outer))
    made = found.expression if found is not None else None
    inner = islice(made.everything(), MAX_FOLLOWED) if isinstance(made, Function) else ()
    return any(map(_renders_what_is_returned, inner))


def _renders_what_is_returned(function: Function) -> bool:
    """Whether a function calls another one that it was not handed itself, but the decorator around
    it, and hands what that returns to a template.
    """
    handed: set[str] = set()
    outer = function.outer
    while outer is not None:
        handed.update(each.name for each in outer.parameters)
        outer = outer.outer
    returned = {
        each.target
        for each in function.assignments
        if isinstance(each.value, Call) and each.value.path in handed
    }
    return any(
        isinstance(part, Name) and part.path in returned
        for call in function.calls
        if call.name in _PAGES
        for given in (*call.arguments, *call.keywords.values())
        for part in walk(given)
    )


@dataclass(frozen=True)
class Answered:
    """One of the values that a handler answers with: `made` is what answers are made of by it, the
    last word of a package's name, and `class_` the class of the repository that extends that.
    """

    answer: Answer
    function: Function
    value: Expression
    made: str = ""
    class_: Class | None = None


def answered(program: Program, handler: Function) -> Iterator[Answered]:
    """What a handler answers with, itself or by the functions of the repository that it calls."""
    waiting = [handler]
    seen: list[Function] = []
    while waiting and len(seen) < MAX_FOLLOWED:
        function = waiting.pop(0)
        if function in seen:
            continue
        seen.append(function)
        for value in function.returns:
            for each in _of_value(program, function, value):
                if isinstance(each, Function):
                    waiting.append(each)
                else:
                    yield each


def _goes_on(handler: Function) -> bool:
    """Whether a method returns what the one of that name answers that it stands in for."""
    return any(
        isinstance(each, Call) and each.path == f"super().{handler.name}"
        for each in handler.returns
    )


def _of_value(
    program: Program, function: Function, value: Expression
) -> Iterator[Answered | Function]:
    """What a returned value is, or the function of the repository that makes it."""
    for each in _taken_apart(function, value):
        if isinstance(each, Call):
            yield from _made(program, function, each)
        elif isinstance(each, Text | Template):
            text = each.value if isinstance(each, Text) else each.text
            answer = Answer.PAGE if _BEGINS_PAGE.match(text) else Answer.DATA
            yield Answered(answer, function, each)
        elif isinstance(each, Table | Operation):
            yield Answered(Answer.DATA, function, each)


def _taken_apart(function: Function, value: Expression) -> Iterator[Expression]:
    """The calls, texts and tables that a returned value can be."""
    if isinstance(value, Operation) and value.operator in ("?:", "or"):
        for operand in value.operands[1 if value.operator == "?:" else 0 :]:
            if not isinstance(operand, Operation):
                yield from _taken_apart(function, operand)
    elif isinstance(value, Sequence):
        # `return render_template(…), 404`
        yield from (each for each in value.items[:1] if isinstance(each, Call | Text | Template))
    elif isinstance(value, Name):
        # A name that was set from a call some lines above.
        yield from (
            each.value for each in function.assigned(value.path) if isinstance(each.value, Call)
        )
    elif isinstance(value, Call | Text | Template | Table) or (
        isinstance(value, Operation) and value.operator == "for"
    ):
        yield value


def _made(program: Program, function: Function, call: Call) -> Iterator[Answered | Function]:
    """What a call makes, by its name or else by what it calls in the repository."""
    answer = of_call(call)
    if answer is Answer.DATA and _is_file(function, call):
        answer = Answer.STATIC
    if answer is not None and call.name not in _OTHERS:
        yield Answered(answer, function, call, call.name)
        return
    found = None
    if function.module is not None:
        found = value_of(program, Located(call.callee, function.module, function))
    is_own = found is not None and isinstance(found.expression, Class | Function)
    if answer is not None and not is_own and not _is_taken_from_here(program, function, call):
        yield Answered(answer, function, call, call.name)
        return
    if found is not None and isinstance(found.expression, Function):
        yield found.expression
    elif found is not None and isinstance(found.expression, Class):
        for package in ancestry(program, found.expression).packages:
            made = replace(call, callee=Name(call.line, path=package))
            answer = of_call(made)
            if answer is not None:
                yield Answered(answer, function, call, made.name, found.expression)


def _is_taken_from_here(program: Program, function: Function, call: Call) -> bool:
    """Whether what is called comes out of another file of the program: `models.Template(…)`."""
    module = function.module
    imported = module.imported(call.path.partition(".")[0]) if module is not None else None
    if module is None or imported is None:
        return False
    return program.imports.target(module.path, imported[0]) is not None


def _is_file(function: Function, call: Call) -> bool:
    """Whether what a call makes has the media type of a file: `HttpResponse(thumb,
    content_type=kind)` with `kind = "image/png"` above it.
    """
    given = [call.keywords.get(each) for each in ("content_type", "mimetype", "media_type")]
    values = [each for each in (*given, *call.arguments[1:2]) if each is not None]
    for each in tuple(values):
        if isinstance(each, Name):
            values += [one.value for one in function.assigned(each.path)]
    types = [each.value for each in values if isinstance(each, Text) and "/" in each.value]
    return bool(types) and all(each.startswith(_FILE_TYPES) for each in types)


def of_call(call: Call) -> Answer | None:
    """What a call makes an answer of."""
    name = call.name
    if name in _PAGES:
        return Answer.PAGE
    if name in _REDIRECTS:
        return Answer.REDIRECT
    if name in _FILES:
        return Answer.STATIC
    if name not in _DATA:
        return None
    given = [each for part in (*call.arguments, *call.keywords.values()) for each in walk(part)]
    rendered = any(isinstance(each, Call) and each.name in _PAGES for each in given)
    typed = any(isinstance(each, Text) and each.value.startswith(_HTML_TYPES) for each in given)
    return Answer.PAGE if rendered or typed else Answer.DATA
