"""What a route answers, by its path and by what its handler does (JavaScript and TypeScript)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Sequence,
    Table,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.routes.node.media import media, refuses
from compliance.extract.routes.node.webhooks import is_webhook, starts_a_flow
from compliance.facts.routes import Answer

MAX_CALLS = 300
# So often a response is handed on from one function to the next, and to so many of them.
MAX_HOPS = 2
MAX_OTHERS = 5
_HEALTH = frozenset(
    """health healthz healthcheck health-check health_check ready readyz readiness live livez
    liveness ping heartbeat lbheartbeat alive""".split()
)
_METRICS = frozenset("metrics prometheus".split())
_BEGINS_PAGE = re.compile(r"\s{0,99}<(?:!doctype\s{1,9}html|html|head|body)\b", re.IGNORECASE)
_NAMED_HTML = re.compile(r"^html|html$", re.IGNORECASE)
_RENDERS = frozenset("render view renderFile html".split())
# React's own, or what is called after them; beside an answer of data they make a mail or the like.
_RENDERS_REACT = re.compile(r"renderTo(?:\w{0,10}Stream|String|StaticMarkup)")
_FILE = re.compile(
    r"\.(?:ico|txt|xml|js|css|map|png|svg|jpe?g|gif|webp|webmanifest|html?|woff2?)$"
    r"|^(?:openapi|swagger|api-docs)\.(?:json|ya?ml)$|^manifest\.json$"
)
_HTML = re.compile(r"\.html?$")
# What answers under these names is no data, unless its code says so.
_MEDIA = frozenset(
    "font fonts favicon og og-image opengraph-image avatar thumbnail qrcode screenshot".split()
)
_DATA = frozenset("json send jsonp end text body ok created write pipe stream".split())
# The answers of Next.js, Remix and the web's own `Response`.
_STANDARD = {
    "redirect": Answer.REDIRECT,
    "permanentRedirect": Answer.REDIRECT,
    "NextResponse.redirect": Answer.REDIRECT,
    "Response.redirect": Answer.REDIRECT,
    "NextResponse.json": Answer.DATA,
    "NextResponse": Answer.DATA,
    "Response.json": Answer.DATA,
    "Response": Answer.DATA,
    "json": Answer.DATA,
    "ImageResponse": Answer.STATIC,
}
# These take a body of any type.
_BODIES = frozenset(["Response", "NextResponse"])
_WHATEVER = frozenset("send end body write pipe stream".split())
# Without anything to answer these read: `await error.response.json()`.
_READS = frozenset("json text body".split())
# Handlers that are handed one of these answer by it; the others by what they return.
_RESPONSES = frozenset("res response ctx context reply c h rep".split())
_ANSWERING = re.compile(r"(?:^|\.)(?:res|reply|response|ctx|c|context|h|rep)(?:\.|\(\)\.|$)")


def answer_of(
    method: str,
    path: str,
    handler: Function | None,
    guards: tuple[Expression, ...] = (),
    otherwise: Answer = Answer.DATA,
) -> Answer:
    """What a route answers; `otherwise` is what it does where nothing says what."""
    parts = [part for part in path.split("/") if part]
    last = parts[-1].lower().strip("_") if parts else ""
    if last in _HEALTH or (len(parts) > 1 and parts[-2].lower() in ("health", "healthz")):
        return Answer.HEALTH
    if parts[:1] == [".well-known"]:
        return Answer.STATIC
    if _FILE.search(last):
        return Answer.PAGE if _HTML.search(last) else Answer.STATIC
    if last in _METRICS and method in ("GET", "*") and _is_exposed(parts, handler):
        return Answer.METRICS
    if starts_a_flow(parts):
        return Answer.WEBHOOK
    if method in ("POST", "*"):
        calls = list(_calls(handler)) if handler is not None else []
        if is_webhook(parts, handler, calls, guards):
            return Answer.WEBHOOK
    said = _by_handler(handler) if handler is not None else None
    if said is None and method in ("GET", "*") and last in _MEDIA:
        return Answer.STATIC
    return said or otherwise


def passes_on(handler: Function) -> bool:
    """Whether a handler that is handed `next` leaves the answer to what stands behind it, and is
    no more than a guard: it refuses, leads to where people sign in, or calls that.
    """
    if len(handler.parameters) < 3:
        return False
    _, response, following = (each.name for each in handler.parameters[:3])
    calls = list(_calls(handler))
    if not following or not any(each.path == following for each in calls):
        return False
    answers = (_of_call(each, None) for each in calls if not refuses(each))
    hands_on = any(path_of(given) == response for each in calls for given in each.arguments)
    return not hands_on and all(each in (None, Answer.REDIRECT) for each in answers)


def ends_with_data(handler: Function) -> bool:
    """Whether a handler answers data by itself, and leaves nothing to what stands behind it."""
    if not 0 < len(handler.parameters) <= 3:
        return False
    following = handler.parameters[2].name if len(handler.parameters) == 3 else ""
    named = (path_of(each) for call in _calls(handler) for each in (call.callee, *call.arguments))
    return (not following or following not in named) and _by_handler(handler) is Answer.DATA


def _is_exposed(parts: list[str], handler: Function | None) -> bool:
    """Whether metrics are the service's own, not those that its users look at."""
    if len(parts) == 1 or parts[0].startswith(("_", "internal")):
        return True
    calls = _calls(handler) if handler is not None else ()
    return any(call.name in ("metrics", "getMetricsAsJSON") for call in calls)


def _calls(handler: Function) -> Iterator[Call]:
    """The calls in a handler and in the functions in it, the first ones of very many."""
    calls = (call for each in handler.everything() for call in each.calls)
    return itertools.islice(calls, MAX_CALLS)


def _by_handler(handler: Function, hops: int = MAX_HOPS) -> Answer | None:
    """What the calls of a handler, and the functions written in it, answer with; what only refuses
    aside. One that only hands its response on answers what those do who get it. None where nothing
    says what.
    """
    calls = list(_calls(handler))
    shown = media(handler, calls)
    if shown is None and any(each.name == "createReadStream" for each in calls):
        # What is streamed from a file, whatever it is by its type.
        shown = Answer.STATIC
    if shown is None and any(_RENDERS_REACT.fullmatch(each.name) for each in calls):
        shown = Answer.PAGE
    kinds = (_of_call(call, shown) for call in calls if not refuses(call))
    found = {kind for kind in kinds if kind is not None}
    if any(_pipes_file(each) for each in calls):
        found.add(Answer.STATIC)
    if _hands_to_pages(handler, calls):
        found.add(Answer.PAGE)
    for function in handler.everything():
        for assignment in function.assignments:
            if assignment.target in ("ctx.body", "ctx.response.body", "this.body"):
                found.add(_of_body(assignment.value))
    if not found and hops > 0:
        others = itertools.islice(_handed_on(handler, calls), MAX_OTHERS)
        found = {_by_handler(each, hops - 1) or Answer.DATA for each in others}
    if Answer.DATA in found or _returns_data(handler, shown):
        return Answer.DATA
    order = (Answer.PAGE, Answer.STATIC, Answer.REDIRECT)
    return next((each for each in order if each in found), None)


def _pipes_file(call: Call) -> bool:
    """`createReadStream(path).pipe(response)`."""
    return call.path.endswith("createReadStream().pipe") and any(
        path_of(each) in _RESPONSES for each in call.arguments
    )


def _hands_to_pages(handler: Function, calls: list[Call]) -> bool:
    """Whether a handler leaves the answer to Next.js, which has pages for it: `handle(req, res)`,
    where `handle` is `app.getRequestHandler()`, or `app.render(req, res, "/orders")`.
    """
    asked = [
        each for each in calls if any(path_of(given) in _RESPONSES for given in each.arguments[1:2])
    ]
    if any(each.name == "render" for each in asked):
        return True
    module = handler.module
    if not asked or module is None or b".getRequestHandler" not in module.source:
        return False
    places: list[Module | Function] = [module]
    outer = handler.outer
    while outer is not None:
        places.append(outer)
        outer = outer.outer
    made = {
        each.target
        for place in places
        for each in place.assignments
        if isinstance(each.value, Call) and each.value.name == "getRequestHandler"
    }
    return any(each.path in made for each in asked)


def _handed_on(handler: Function, calls: list[Call]) -> Iterator[Function]:
    """The functions beside a handler, in its file, class or object, that it hands its response."""
    for call in calls:
        if not any(isinstance(each, Name) and each.path in _RESPONSES for each in call.arguments):
            continue
        on, _, name = call.path.rpartition(".")
        if on == "this" and handler.class_ is not None:
            beside: Iterable[object] = (handler.class_.method(name),)
        elif on == "this" and handler.outer is not None:
            assigned = handler.outer.assignments
            beside = (each.value for each in assigned if each.target == call.path)
        else:
            around = handler.module.functions if handler.module is not None and not on else ()
            beside = (each for each in around if each.name == name)
        yield from (each for each in beside if isinstance(each, Function) and each is not handler)


def _returns_data(handler: Function, shown: Answer | None) -> bool:
    """Whether a handler that answers by what it returns may return something else, too."""
    if any(each.name in _RESPONSES for each in handler.parameters):
        return False
    return any(
        _of_call(each, shown) is None and not refuses(each)
        if isinstance(each, Call)
        else isinstance(each, Table | Sequence)
        for each in handler.returns
    )


def _of_body(value: Expression) -> Answer:
    return Answer.PAGE if isinstance(value, Call) and value.name in _RENDERS else Answer.DATA


def _is_markup(value: Expression | None) -> bool:
    """Whether what is answered is a page, by how it begins or by its name: `this.indexHTML`."""
    if isinstance(value, Text | Template):
        text = value.value if isinstance(value, Text) else value.text
        return _BEGINS_PAGE.match(text) is not None
    named = path_of(value).removesuffix("()") if value is not None else ""
    return _NAMED_HTML.search(named.rpartition(".")[2]) is not None


def _of_call(call: Call, shown: Answer | None) -> Answer | None:
    """What a call answers with; `shown` is what the handler says of answers that do not say it
    themselves.
    """
    name, on = call.name, call.receiver
    if call.path in _STANDARD:
        known = _STANDARD[call.path]
        return shown or known if call.path in _BODIES else known
    if _RENDERS_REACT.fullmatch(name):
        return Answer.PAGE
    if not _ANSWERING.search(f"{on}."):
        return None
    if name in _READS and not call.arguments:
        return None  # What somebody else has answered is read.
    if name in _RENDERS:
        return Answer.PAGE
    if name == "redirect":
        return Answer.REDIRECT
    if name in ("sendFile", "sendfile"):
        parts = (each for argument in call.arguments for each in walk(argument))
        texts = [each.value for each in parts if isinstance(each, Text)]
        return Answer.PAGE if any(_HTML.search(each) for each in texts) else Answer.STATIC
    if name in _DATA and not (name == "end" and not call.arguments):
        if shown is None and name in _WHATEVER and _is_markup(call.argument(0)):
            return Answer.PAGE
        return shown or Answer.DATA if name in _WHATEVER else Answer.DATA
    return None
