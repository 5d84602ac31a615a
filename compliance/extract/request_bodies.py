"""Finds where a handler reads the body of its request, held to a schema before or not."""

from __future__ import annotations

import re
from collections.abc import Collection

from compliance.extract.code.expressions import Call, Expression, Name, Table, Text, path_of, walk
from compliance.extract.code.model import Assignment, Function, Module, Read
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.node.registering import line_of

_FILE = re.compile(
    r"request\.(?:data|POST)(?:\.get\(|\[)[\"'](?:(?:file|image|avatar|photo|logo|upload|attachment)s?"
    r"|next|redirect_to|csrfmiddlewaretoken)[\"']"
)
# Starlette's, which is waited for; what is called so and is no call is Flask's.
_FORMS = frozenset(["request.form", "req.form", "self.request.form", "request.post", "req.post"])
# The bytes or the text of a body, waited for too, and what takes such apart: what only keeps them
# or looks at who signed them reads no input.
_RAW = re.compile(r"(?:self\.)?req(?:uest)?\.(?:read|text|body)")
_TAKING_APART = frozenset("loads parse_qs parse_qsl safe_load fromstring".split())
_UPLOADED = re.compile(
    rb"UploadFile|(?:\.get(?:list)?\(|\[)[\"'](?:file|image|avatar|photo|logo|upload|attachment)s?[\"']"
)
_ASKS = re.compile(
    r"\s{0,80}(?:el)?if\s{1,5}(?:not\s{1,5})?(?:[\"'][\w-]{1,80}[\"']\s{1,5}(?:not\s{1,5})?in\s{1,5}"
    r"(?:self\.)?request\.(?:POST|data)|(?:self\.)?request\.(?:POST|data)\.get\([\"'][\w-]{1,80}[\"']\))"
    r"\s{0,5}:\s{0,80}$"
)
# What makes an event of a signed body, in the packages of payment providers.
_VERIFYING = frozenset(["constructEvent", "constructEventAsync", "construct_event"])
# Flask's request by its package, and what a view of Pyramid's keeps its own as.
_OF_PACKAGE = re.compile(r"^(?:(?:flask|quart)\.|_(?=request\b))")
_PROCEDURES = frozenset(["query", "mutation", "subscription", "handler"])
# So many procedures of tRPC are followed that one is built on.
_MAX_BUILT = 5
REQUESTS = frozenset("req request ctx context c event".split())
BODY_PARTS = frozenset(
    """body rawBody POST data DATA json form get_json parseBody formData payload
    json_body""".split()
)
# Of an event that a function in the cloud is called with; what others call so has data of its own.
_EVENT_PARTS = frozenset(["body", "rawBody"])
_BODY_CALLS = frozenset(
    ["json", "formData", "parseBody", "get_json", "get_media", "readBody", "readValidatedBody"]
)
# Falcon's, and where its middlewares put what they have read of a body.
_MEDIA = frozenset("req.media request.media req.stream req.bounded_stream".split())
_PUT_THERE = re.compile(
    rb"\breq(?:uest)?\.context\[\s{0,9}['\"](?:body|data|doc|json|payload)['\"]\s{0,9}\]"
    rb"(?!\s{0,9}=[^=])"
)
_LOGGERS = frozenset("log logger console logging winston pino bunyan".split())
_LEVELS = frozenset(
    "log trace debug verbose silly http info notice warn warning error exception fatal".split()
)
# These read what they hold to a form or a schema.
VALIDATING = frozenset(["validate_on_submit", "validateUsing", "getValidatedData"])
# By these AdonisJS's request gives what came with it; those of the second line take no argument,
# which other clients' `request.post(url)` does.
_GIVING = frozenset(["only", "except", "input", "validate"])
_GIVING_ALL = frozenset(["all", "body", "post"])
# What reads a body and holds it to a schema, in Nuxt's server.
_OF_NITRO = "readValidatedBody"
# By these a wrapper is given the schema of a body.
_SCHEMA_OPTIONS = ("body", "bodySchema", "input")
# The name of the file, or of the part of a document, that has a schema: `{ body: "Order.json" }`.
_OF_SCHEMA = re.compile(r"\.json$|[sS]chema|^#/|^[A-Z]\w{2,80}$")
# What holds the body once a middleware has held it to a schema.
_VALIDATED_PARTS = frozenset(["validated", "validatedBody", "validated_body", "validBody"])


def reads_body(handler: Function) -> int:
    """The line at which a function, or one in it, reads a request's body for more than to log it;
    0 where none does.
    """
    return next(filter(None, map(_reads, handler.everything())), 0)


def _reads(function: Function) -> int:
    """The same of one function, those in it aside."""
    logged = _logged(function)
    for read in function.reads:
        is_aside = (read.path, read.line) in logged or _is_aside(function, read.line)
        if (_is_of_body(read) or _is_media(function, read)) and not is_aside:
            return read.line
    for each in function.assignments:
        if _takes_body_out(each):
            return each.line
    asking = next(filter(_asks_for_body, function.calls), None)
    return asking.line if asking is not None else _reads_form(function) or _reads_put(function)


def _asks_for_body(call: Call) -> bool:
    """Whether a call reads a body, or is handed one for more than to log it."""
    parts = call.receiver.removeprefix("self.").split(".")
    # Of Hono's context only `c.req` is the request: `c.json()` answers.
    if call.name in _BODY_CALLS and parts[-1] in ("req", "request") and len(parts) <= 2:
        return True
    if _OF_PACKAGE.sub("", call.path) in ("readBody", "request.get_json"):
        return True
    return any(_is_body_value(each) for each in call.arguments) and not _is_logging(call)


def takes_body(handler: Function) -> int:
    """The line of a handler that takes the body out of its request where it is handed that, as in
    `({ body }, res) => …`; 0 where it does not.
    """
    first = handler.parameters[0] if handler.parameters else None
    keys = {key for _, key in first.taken} if first is not None else set()
    return handler.line if not keys.isdisjoint(("body", "rawBody")) else 0


def reads_given(endpoint: Endpoint) -> int:
    """The line at which a handler of AdonisJS's asks its request for what came with it, which with
    a method that has a body is that; 0 where it does not.
    """
    if endpoint.framework != "AdonisJS" or endpoint.method not in ("POST", "PUT", "PATCH"):
        return 0
    for function in endpoint.handler.everything() if endpoint.handler is not None else ():
        for call in function.calls:
            asks = call.name in (_GIVING if call.arguments else _GIVING_ALL)
            if asks and call.receiver in ("request", "ctx.request"):
                return call.line
    return 0


def _logged(function: Function) -> frozenset[tuple[str, int]]:
    """What a function hands to a logger by its name, and the lines where."""
    return frozenset(
        (each.path, each.line)
        for call in function.calls
        if _is_logging(call)
        for argument in call.arguments
        for each in walk(argument)
        if isinstance(each, Name)
    )


def _is_logging(call: Call) -> bool:
    last = call.receiver.rpartition(".")[2].lower()
    return call.name in _LEVELS and (last in _LOGGERS or last.endswith("logger"))


def _is_of_body(read: Read) -> bool:
    # `flask.request.form`; a view of Pyramid's keeps its request as `self._request`.
    path = _OF_PACKAGE.sub("", read.path.removeprefix("self."))
    parts = path.replace("[]", "").split(".")
    wanted = BODY_PARTS if parts[0] != "event" else _EVENT_PARTS
    # `req.auth.payload` is what a token says.
    named = parts[1:3] if parts[1:2] != ["auth"] else ()
    return parts[0] in REQUESTS and not wanted.isdisjoint(named)


def _is_media(function: Function, read: Read) -> bool:
    return function.module is not None and function.module.is_python and read.path in _MEDIA


def _reads_form(function: Function) -> int:
    """The line on which a function waits for the form of a request of Starlette's or aiohttp's, or
    for a body that it takes apart; 0 where none does, or an uploaded file is what it takes out.
    """
    module = function.module
    if module is None or not module.is_python:
        return 0
    takes_apart = _takes_apart(function)
    for call in function.calls:
        is_raw = takes_apart and _RAW.fullmatch(call.path) is not None
        if call.awaited and not call.arguments and (is_raw or call.path in _FORMS):
            taken = _UPLOADED.search(module.text(function.line, function.end_line))
            return 0 if taken else call.line
    return 0


def _takes_apart(function: Function) -> bool:
    """Whether a function takes apart the bytes or the text of its request's body, by itself or by
    a name that it was put into; what came back from elsewhere is no body.
    """
    names: set[str] = set()
    for each in function.assignments:
        if _is_raw(each.value, names):
            names.add(each.target)
    for call in function.calls:
        first = call.argument(0) if call.name in _TAKING_APART else None
        inner = first.arguments if isinstance(first, Call) else ()
        if first is not None and any(_is_raw(each, names) for each in (first, *inner)):
            return True
    return False


def _is_raw(value: Expression, names: Collection[str]) -> bool:
    """Whether a value is a body's bytes or text, in a name or not, or is called on that."""
    made = value.chain() if isinstance(value, Call) else ()
    if any(_RAW.fullmatch(each.path) and each.awaited for each in made):
        return True
    return path_of(value).partition(".")[0] in names


def _reads_put(function: Function) -> int:
    """The line on which a function takes a body from where a middleware of Falcon's has put it."""
    module = function.module
    if module is None or not module.is_python or b".context[" not in module.source:
        return 0
    written = module.text(function.line, function.end_line)
    found = _PUT_THERE.search(written)
    return function.line + written.count(b"\n", 0, found.start()) if found else 0


def _is_aside(function: Function, line: int) -> bool:
    """Whether a line of Python takes an uploaded file, or only asks which button was pressed."""
    module = function.module
    if module is None or not module.is_python:
        return False
    written = module.evidence(line).excerpt
    return _FILE.search(written) is not None or _ASKS.match(written) is not None


def reads_validated(handler: Function) -> int:
    """The line at which a function, or one in it, reads a body that was held to a schema before; 0
    where none does.
    """
    for function in handler.everything():
        for read in function.reads:
            parts = read.path.split(".")
            if parts[0] in REQUESTS and not _VALIDATED_PARTS.isdisjoint(parts[1:3]):
                return read.line
        for call in function.calls:
            # A form of Flask-WTF, AdonisJS's request, or a route of Chanfana's.
            if call.name in VALIDATING or is_given_schema(call) or call.path == _OF_NITRO:
                return call.line
            # Hono's `c.req.valid("json")`, which a validator before the handler made.
            first = call.argument(0)
            of_body = isinstance(first, Text) and first.value in ("json", "form")
            if call.name == "valid" and call.receiver.endswith("req") and of_body:
                return call.line
    return 0


def parses_arguments(handler: Function) -> int:
    """The line at which a function takes what a parser of Flask-RESTful's, which knows each field,
    reads of a request; 0 where it does not.
    """
    for call in handler.calls:
        module = handler.module
        if call.name == "parse_args" and module is not None and module.is_python and call.receiver:
            return call.line
    return 0


def takes_input(program: Program, endpoint: Endpoint) -> bool:
    """Whether a procedure of tRPC or oRPC takes what it is called with, which `input` holds to a
    schema: its own, or that of the procedure that it is built on.
    """
    return any(
        _takes_input(program, endpoint.module, call, _MAX_BUILT)
        for call in endpoint.module.calls
        if call.name in _PROCEDURES and line_of(call) == endpoint.line
    )


def _takes_input(program: Program, module: Module, call: Call, hops: int) -> bool:
    first = call
    for first in call.chain():
        if first.name == "input":
            return True
    base = path_of(first.callee).rpartition(".")[0]
    found = program.meaning(module, base, call.function)
    return (
        found is not None
        and isinstance(found.value, Call)
        and hops > 0
        and _takes_input(program, found.module, found.value, hops - 1)
    )


def is_signed(handler: Function) -> bool:
    """Whether a function takes a body only as a package has verified the signature on it."""
    calls = [call for function in handler.everything() for call in function.calls]
    return any(call.name in _VERIFYING for call in calls)


def is_given_schema(call: Call) -> bool:
    """Whether a call, such as of what wraps a handler, is given a schema of the body by options:
    `wrap({ schemas: { body: Order }, handler })`, `wrap({ body: Order }, handler)`, and
    `wrap("/orders", { body: "Order.json" }, handler)`.
    """
    wraps = any(isinstance(each, Function) for each in call.arguments)
    for argument in call.arguments:
        options = argument.entries if isinstance(argument, Table) else {}
        schemas = (options.get("schemas"), options.get("schema"))
        if any(isinstance(each, Table) and "body" in each.entries for each in schemas):
            return True
        if wraps and any(_is_schema(options.get(key)) for key in _SCHEMA_OPTIONS):
            return True
    return False


def _is_schema(given: Expression | None) -> bool:
    """Whether something may be a schema: what is called so or made, or the name of its file."""
    if isinstance(given, Text):
        return _OF_SCHEMA.search(given.value) is not None
    return isinstance(given, Name | Call)


def _takes_body_out(assignment: Assignment) -> bool:
    """Whether a body is taken out of its request by name: `const { body } = ctx.request`."""
    keys = {key for key, _ in assignment.parts.values()}
    parts = path_of(assignment.value).removeprefix("this.").split(".")
    is_request = parts in (["req"], ["request"], ["ctx", "request"], ["ctx", "req"])
    return is_request and not keys.isdisjoint(("body", "rawBody"))


def _is_body_value(value: Expression) -> bool:
    return isinstance(value, Name) and _OF_PACKAGE.sub("", value.path) in (
        "req.body", "request.body", "ctx.request.body", "request.POST", "request.data",
        "request.DATA", "self.request.POST", "self.request.data", "request.json", "request.form",
    )  # fmt: skip
