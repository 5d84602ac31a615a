"""Middlewares that turn errors into responses: Express's of four parameters, and those that await
the next one and catch what it throws, as in Koa and aiohttp.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from compliance.extract.code.expressions import Call, Expression, Name, Table, Text, path_of
from compliance.extract.code.model import Function, Module, Parameter
from compliance.extract.code.program import Program

_TRY = re.compile(rb"\btry\b\s{0,200}[{:]")
CATCH = re.compile(rb"\bcatch\b\s{0,200}[({]")
_EXCEPT = re.compile(rb"\bexcept\b")
_LOGS = re.compile(r"(?i)log|trace|report|capture|notif|metric|audit|finish")
# A handler that only notes what went wrong, and raises it again.
_RAISES_AGAIN = re.compile(rb"^\s{1,200}raise\s{0,9}(?:#.*)?$", re.MULTILINE)
# What those middlewares call that hand on to the next one.
_NEXT = frozenset(["next", "get_response", "self.get_response", "call_next"])
_WAITS_FOR_NEXT = re.compile(rb"\b(?:await|yield)\s{1,9}next\b|\bnext\(\)\.catch")
# Names of middlewares that answer errors; and who only reports them.
_NAMED = re.compile(
    r"(?:err(?:or)?|exception)s?_?(?:handl(?:er|ing)|middleware|response)"
    r"|(?:on|handle)_?\w{0,10}?(?:err(?:or)?|exception)s?$",
    re.IGNORECASE,
)
_OF_ONE_ROUTE = frozenset("get post put patch delete head options".split())
# A condition of development alone right before a call: what shows stack traces to its author.
_DEVELOPMENT = re.compile(
    rb"\bif\s{0,9}\((?![^\n]{0,120}!=)[^\n]{0,120}['\"]development['\"][^\n}]{0,40}\{?[^}]{0,400}$"
)
_ABOVE = 3
_THROWS = re.compile(r"(?:re)?throw|raise", re.IGNORECASE)
_REPORTS = re.compile(
    r"sentry|raven|bugsnag|rollbar|airbrake|honeybadger|winston|newrelic|apm\b|datadog|tracer",
    re.IGNORECASE,
)
_ANSWERS = frozenset(
    """json send end render status sendStatus redirect problem handleError respond write code
    sendError boomify format type handle errorResponse""".split()
)


def error_middlewares(module: Module, program: Program) -> Iterator[Function]:
    """The functions of four parameters, the first of them an error, that `use` is handed, in what
    wraps them too; and those that are called a handler of errors and handed to anything else.
    """
    for call in module.calls:
        if call.name == "use" and not _is_for_development(call, module):
            for argument in call.arguments:
                if function := _middleware(argument, module, call, program):
                    yield function
        # Behind the handlers of one route it answers the errors of that route alone.
        elif not module.is_python and call.name not in _OF_ONE_ROUTE:
            for each in _handed(call):
                if isinstance(each, Name) and _NAMED.search(each.path.rpartition(".")[2]):
                    function = _function(each, module, call, program)
                    if function is not None and _is_middleware(function):
                        yield function


def _is_for_development(call: Call, module: Module) -> bool:
    """Whether a call stands right behind a condition that holds while somebody develops only."""
    before = module.text(max(1, call.line - _ABOVE), call.line).rpartition(b".use(")[0]
    return b"development" in before and _DEVELOPMENT.search(before) is not None


def _middleware(
    argument: Expression, module: Module, call: Call, program: Program
) -> Function | None:
    """The error middleware that an argument is, or that it makes or wraps: `caught(onError)` of a
    package, which cannot be read.
    """
    function = _function(argument, module, call, program)
    if function is None and isinstance(argument, Call):
        inner = (_middleware(each, module, call, program) for each in argument.arguments)
        # What Passport's strategies are handed has as many parameters, and a token is the first.
        return next((each for each in inner if each and _names_error(each.parameters[0])), None)
    return function if function is not None and _is_middleware(function) else None


def _is_middleware(function: Function) -> bool:
    return len(function.parameters) == 4 and _is_error(function)


def _handed(call: Call) -> Iterator[Expression]:
    """What a call is handed, by itself or as an option."""
    for each in call.arguments:
        yield each
        yield from each.entries.values() if isinstance(each, Table) else ()


def named_error_middlewares(module: Module, program: Program) -> Iterator[tuple[str, int]]:
    """What `use` is handed and cannot be read, as what a package brings, that is called a handler
    of errors; with the line.
    """
    for call in module.calls:
        # What a client of somebody else's server uses answers nobody.
        if call.name != "use" or module.is_python or call.receiver.lower().endswith("client"):
            continue
        if _is_for_development(call, module):
            continue
        for argument in call.arguments:
            value = argument.callee if isinstance(argument, Call) else argument
            path = path_of(value).removesuffix(".bind")
            name = path.rpartition(".")[2]
            source, _ = module.imported(path.partition(".")[0]) or ("", "")
            is_named = _NAMED.search(name) and not _THROWS.match(name)
            is_named = is_named and not _REPORTS.search(f"{source} {path}")
            if not is_named or _is_of_procedures(argument, module, call, program):
                continue
            meaning = program.value(module, value, call.function)
            is_read = meaning is not None and isinstance(meaning.value, Function)
            if not is_read and _function(argument, module, call, program) is None:
                yield name, call.line


def answering_listeners(module: Module, program: Program) -> Iterator[tuple[str, int]]:
    """What hears of Koa's errors and answers: it sets something of the context, or a package brings
    it and it is not known to report; each by its name, with the line.
    """
    for call in module.calls if "Koa" in program.component.frameworks else ():
        told, listener = call.argument(0), call.argument(1)
        on_app = call.name == "on" and call.receiver.rpartition(".")[2] == "app"
        if not on_app or not isinstance(told, Text) or told.value != "error" or listener is None:
            continue
        path = path_of(listener)
        source, _ = module.imported(path.partition(".")[0]) or ("", "")
        function = _function(listener, module, call, program)
        if function is not None and len(function.parameters) == 2:
            context = f"{function.parameters[1].name}."
            if any(each.target.startswith(context) for each in function.assignments):
                yield function.name or "in line", call.line
        elif function is None and source and not source.startswith("."):
            reports = _REPORTS.search(f"{source} {path}") or _LOGS.search(path)
            yield from () if reports else [(path.rpartition(".")[2], call.line)]


def _is_of_procedures(argument: Expression, module: Module, call: Call, program: Program) -> bool:
    """Whether it is a middleware of tRPC, which stands before some procedures alone."""
    found = program.value(module, argument, call.function)
    return found is not None and isinstance(found.value, Call) and found.value.name == "middleware"


def _function(
    argument: Expression, module: Module, call: Call, program: Program
) -> Function | None:
    """The function that an argument is, or that it, or what it stands for, makes."""
    if isinstance(argument, Call) and argument.name == "bind" and argument.receiver:
        argument = Name(argument.line, path=argument.receiver)  # `this.answer.bind(this)`
    if isinstance(argument, Call) and argument.path != "require":
        meaning = program.value(module, argument.callee, call.function)
        found = meaning.value if meaning is not None else None
        made = found.returns if isinstance(found, Function) else ()
        return next((each for each in made if isinstance(each, Function)), None)
    meaning = program.value(module, argument, call.function)
    if meaning is not None and isinstance(meaning.value, Call) and meaning.value is not argument:
        return _function(meaning.value, meaning.module, meaning.value, program)
    return meaning.value if meaning and isinstance(meaning.value, Function) else None


def _is_error(function: Function) -> bool:
    first = function.parameters[0]
    return _names_error(first) or first.type in ("any", "unknown", "")


def _names_error(parameter: Parameter) -> bool:
    named = "err" in parameter.name.lower() or parameter.name in ("e", "_", "ex", "exception")
    return named or "Err" in parameter.type


def answers(function: Function, program: Program) -> bool:
    """Whether a function, or one that it calls, answers, rather than only handing on."""
    for each in program.reached(function):
        for inner in each.everything():
            if any(call.name in _ANSWERS for call in inner.calls) or _has_it_answered(inner):
                return True
    return False


def answers_itself(call: Call, handed: Collection[str]) -> bool:
    """Whether a call answers by one of what a function is handed: `res.status(500)`."""
    return call.name in _ANSWERS and call.receiver.partition(".")[0] in handed


def _has_it_answered(function: Function) -> bool:
    """Whether an error middleware hands the response, and not who comes next, to something that is
    no log: `sendPage(req, res, { path: "error.html" })`.
    """
    if len(function.parameters) != 4:
        return False
    response, following = (each.name for each in function.parameters[2:])
    for each in function.everything():
        for call in each.calls:
            handed = {one.path for one in call.arguments if isinstance(one, Name)}
            if response in handed and following not in handed and not _LOGS.search(call.path):
                return True
    return False


def is_catching_middleware(function: Function, module: Module) -> bool:
    """Koa's, aiohttp's, Django's and Starlette's way: a middleware that awaits, or calls, the next
    one in a `try`.
    """
    names = [each.name for each in function.parameters]
    decorated = any(path_of(each).startswith("web.middleware") for each in function.decorators)
    if module.is_python:
        # Python's own `next` takes the next one of anything.
        following = _NEXT if "next" in names else _NEXT - {"next"}
        return any(
            (call.path in following or (decorated and call.awaited))
            and is_tried(call, function, module)
            for call in function.calls
        )
    # Of one that is not waited for nothing is caught: so socket.io's let somebody in. What hands on
    # something to the next one stands between a queue, a database or a caller and its answer.
    return names[1:] == ["next"] and any(
        call.path == "next"
        and not call.arguments
        and _WAITS_FOR_NEXT.search(module.text(call.line, call.line))
        and is_tried(call, function, module)
        and not _only_throws_again(call, function, module)
        for call in function.calls
    )


def _only_throws_again(call: Call, function: Function, module: Module) -> bool:
    """Whether what catches does nothing to the answer: it notes the error, and throws it again."""
    behind = module.text(call.line, function.end_line)
    caught = CATCH.search(behind)
    rest = behind[caught.end() :] if caught is not None else b""
    context = function.parameters[0].name.encode()
    return b"throw " in rest and not re.search(rb"\b%s\b" % re.escape(context), rest)


def is_tried(call: Call, function: Function, module: Module) -> bool:
    """Whether a call stands in a `try` of its function that catches, or its promise does."""
    name = call.name.encode() + b"("
    on_its_line, _, rest = module.text(call.line, call.line).partition(name)
    above = module.text(function.line, call.line - 1) if call.line > function.line else b""
    before = above + b"\n" + on_its_line
    behind = b"next(" + rest + b"\n" + module.text(call.line + 1, function.end_line)
    catching = _EXCEPT if module.is_python else CATCH
    tried = len(_TRY.findall(before)) - len(catching.findall(before))
    if module.is_python and len(_RAISES_AGAIN.findall(behind)) >= len(_EXCEPT.findall(behind)):
        return False
    return (tried > 0 and catching.search(behind) is not None) or b"next().catch" in behind
