"""Finds what turns errors into responses: a central handler, a framework, a wrapper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.base import extractor
from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Table,
    Text,
    path_of,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.error_decorators import error_decorators
from compliance.extract.error_middlewares import (
    answering_listeners,
    answers,
    error_middlewares,
    is_catching_middleware,
    named_error_middlewares,
)
from compliance.extract.error_options import (
    TRPC_FORMATTER,
    boundaries,
    handlers_told,
    hooks,
    options_of,
    takes_options,
)
from compliance.extract.error_routers import WORDS as OF_ROUTERS
from compliance.extract.error_routers import answering_routers
from compliance.extract.error_wrappers import answering_wrappers, wrapper_of
from compliance.extract.python_settings import REST_FRAMEWORK, settings
from compliance.extract.queries.reading import mentions
from compliance.extract.routes import Endpoint, endpoints
from compliance.extract.routes.node.next_connect import PACKAGE as NEXT_CONNECT
from compliance.facts.errors import ErrorHandling, Handler
from compliance.facts.routes import Answer, Style
from compliance.paths import is_source

MAX_HANDLERS = 5
_HANDLER = "EXCEPTION_HANDLER"
# Frameworks that answer every error in one form without being told to.
_BUILT_IN = {
    **{
        name: name
        for name in ("NestJS", "AdonisJS", "Django REST framework", "FastAPI", "oRPC", "Sails",
                     "Restify", "Egg", "Falcon", "Nitro")
    },
    "Django Ninja": "django-ninja",
    "Hapi": "hapi",
}  # fmt: skip
# What brings decorators of controllers, by a word of it.
_CONTROLLERS = {
    b"@nestjs/": "NestJS",
    b"routing-controllers": "routing-controllers",
    b"@tsed/": "Ts.ED",
}
# Those that are built on another framework, by the module that brings them.
_BUILT_ON = {
    "flask_restful": "Flask-RESTful",
    "flask_restx": "Flask-RESTX",
    "flask_smorest": "flask-smorest",
}
# Calls that register a central handler, by their last name.
_REGISTER = frozenset(
    """setErrorHandler onError useGlobalFilters add_exception_handler exception_handler
    errorhandler app_errorhandler register_error_handler exception_view_config add_exception_view
    set_error_handler add_error_handler forbidden_view_config setExceptionHandler""".split()
)
# An application's table of handlers by what is raised.
_TABLES = ("exception_handlers", "error_handlers")
_WORDS = (
    *(name.encode() for name in _REGISTER),
    b".use(", b".exception(", b"EXCEPTION_HANDLER", b"handler500", b"handler404", b"APP_FILTER",
    b"@Catch", b"onPreResponse", b"exception_handlers", b"process_exception", b"errorFormatter",
    b"exception_view", b"context=Exception", b"write_error", b"formatError", b"format_error",
    b"await next", b"web.middleware", b"get_response(", b"call_next(", b"error_handler",
    b"on('error'", b'on("error"', b"rrorHandler", b"rrorMiddleware", NEXT_CONNECT.encode(),
    *OF_ROUTERS,
)  # fmt: skip
# What servers of tRPC and GraphQL do by themselves with the errors of what they call; it speaks for
# a component whose other routes are few, aside from those that hand on to them and to who signs
# people in.
_CALLING = {Style.TRPC: "tRPC", Style.GRAPHQL: "GraphQL"}
_MOSTLY = 0.8
_HANDED_ON = re.compile(r"trpc|graphql|auth/\{|^/auth$")
_ON_ERROR = frozenset(["Elysia", "Hono"])  # Their applications have a method of that name.
# Decorators and methods of Flask, after which nothing of Node.js is called.
_OF_PYTHON = frozenset("errorhandler app_errorhandler register_error_handler".split())
_LIBRARIES = frozenset(
    """koa-json-error koa-better-error-handler koa-error koa-onerror express-error-handler
    api-error-handler strong-error-handler http-problem-details connexion celebrate
    express-http-problem-details drf_standardized_errors drf_exceptions_hog flask_rebar
    problem_details fastapi_problem_details""".split()
)


@extractor(version=33, reads=is_source)
def error_handling(program: Program) -> ErrorHandling:
    """What turns a component's errors into responses."""
    routes = endpoints(program)
    found = [*error_decorators(program, routes), *answering_wrappers(program, routes)]
    passed_on = []
    for module in program.modules(*_WORDS, *(name.encode() for name in _LIBRARIES)):
        for handler in _central(module, program):
            if len(found) < MAX_HANDLERS:
                found.append(handler)
        passed_on += [
            function.module.evidence(function.line)
            for function in error_middlewares(module, program)
            if function.module is not None and not answers(function, program)
        ]
    if any(each.framework == "Remix" for each in routes):
        found += boundaries(program)
    if any(each.framework == "SvelteKit" for each in routes):
        found += hooks(program)
    if not _is_mostly(Style.TRPC, routes):
        found = [each for each in found if each.what != TRPC_FORMATTER]
    of_next = [each for each in routes if each.framework == "Next.js"]
    own = [each for each in of_next if _HANDED_ON.search(each.path) is None]
    wrapper, wrapped, files = wrapper_of(own or of_next, program)
    built_in = (*_built_in(program, routes), *_built_on(program))
    return ErrorHandling(tuple(found), built_in, files, wrapped, wrapper, tuple(passed_on[:5]))


def _built_in(program: Program, routes: tuple[Endpoint, ...]) -> Iterator[Handler]:
    controllers = _of_controllers(program)
    seen = set()
    calling = {style: name for style, name in _CALLING.items() if _is_mostly(style, routes)}
    for each in routes:
        of_calls = each.style in _CALLING
        name = calling.get(each.style) if of_calls else _BUILT_IN.get(each.framework)
        name = controllers if name == "NestJS" else name
        if name and name not in seen:
            seen.add(name)
            yield Handler(name, each.module.evidence(each.line))


def _is_mostly(style: Style, routes: tuple[Endpoint, ...]) -> bool:
    """Whether what tRPC, or GraphQL, does with errors is what most of the API does."""
    procedures = sum(each.style is style for each in routes)
    others = sum(
        each.style is Style.HTTP
        and each.answer is Answer.DATA
        and _HANDED_ON.search(each.path) is None
        for each in routes
    )
    return procedures > 0 and procedures >= (procedures + others) * _MOSTLY


def _of_controllers(program: Program) -> str:
    """What brings the decorators of controllers, which look the same in NestJS, in
    routing-controllers, in Ts.ED and in a project's own; of the last nobody knows who answers an
    error.
    """
    brought = (name for word, name in _CONTROLLERS.items() if mentions(program, word))
    return next(brought, "")


def _built_on(program: Program) -> Iterator[Handler]:
    """What a program's resources are built on, where that answers every error in one form."""
    seen = set()
    for module in program.modules(*(name.encode() for name in _BUILT_ON), b"flask.ext"):
        for each in module.imports:
            # Flask's extensions once had a package in common: `from flask.ext.restful import Api`.
            source = each.source.replace("flask.ext.", "flask_")
            name = _BUILT_ON.get(source.partition(".")[0])
            # `import flask_smorest as smorest` takes all of it.
            takes_part = not {"Api", "Resource", "Blueprint", "*"}.isdisjoint(each.names.values())
            if source == "flask.ext":
                brought = (_BUILT_ON.get(f"flask_{part}") for part in each.names.values())
                name, takes_part = next(filter(None, brought), None), True
            if name and takes_part and name not in seen:
                seen.add(name)
                yield Handler(name, module.evidence(each.line))


def _central(module: Module, program: Program) -> Iterator[Handler]:
    """The central handlers that a module registers or is."""
    for function in error_middlewares(module, program):
        if function.module is not None and answers(function, program):
            what = f"the error middleware {function.name or 'in line'}"
            yield Handler(what, function.module.evidence(function.line))
    for name, line in named_error_middlewares(module, program):
        yield Handler(f"the error middleware {name}", module.evidence(line))
    for name, line in answering_listeners(module, program):
        yield Handler(f"the listener {name}", module.evidence(line))
    for name, line in answering_routers(module):
        yield Handler(name, module.evidence(line))
    for what, line in _here(module, program):
        yield Handler(what, module.evidence(line))


def _here(module: Module, program: Program) -> Iterator[tuple[str, int]]:
    """What a module itself shows, each with its line."""
    for each in module.imports:
        if each.source in _LIBRARIES and each.names:
            yield each.source, each.line
    yield from _registered(module, program)
    yield from _assigned(module)
    yield from _classes(module)
    for function in module.functions:
        if is_catching_middleware(function, module):
            yield f"the middleware {function.name or 'in line'}", function.line


def _registered(module: Module, program: Program) -> Iterator[tuple[str, int]]:
    for call in module.calls:
        if call.name in _REGISTER and _registers(call, module, program):
            yield call.name, call.line
        elif call.name == "exception" and module.imports_from("sanic"):
            yield "app.exception", call.line
        elif call.name == "ext" and _is_text(call.argument(0), "onPreResponse"):
            yield "onPreResponse", call.line
        for key in _TABLES:
            added = call.name == "update" and call.receiver.endswith(f".{key}")
            if added or key in call.keywords:
                yield key, call.line
        if call.name == "Sanic" and "error_handler" in call.keywords:
            yield "error_handler", call.line
        yield from ((key, call.line) for key in handlers_told(call, module, program))


def _registers(call: Call, module: Module, program: Program) -> bool:
    """Whether a call with such a name registers a central handler: `onError` does with frameworks
    that have it (libraries have options of that name, which only report), in a file that names one
    or on what is called an application.
    """
    if call.name == "onError":
        # `app.use(log).onError(answer)` is on what its chain begins with.
        first = call.receiver.partition("(")[0]
        on = (call.receiver, first, first.rpartition(".")[0])
        on_app = any(each.lower().endswith(("app", "router")) for each in on)
        named = module.imports_from("hono", "@hono/zod-openapi", "elysia")
        return named or (on_app and not _ON_ERROR.isdisjoint(program.component.frameworks))
    return module.is_python or call.name not in _OF_PYTHON


def _is_text(value: Expression | None, text: str) -> bool:
    return isinstance(value, Text) and value.value == text


def _assigned(module: Module) -> Iterator[tuple[str, int]]:
    """Django's `handler500`, REST framework's `EXCEPTION_HANDLER`, options that are put together
    before they are handed on.
    """
    for assignment in module.assignments:
        if assignment.target in ("handler500", "handler400", "handler404"):
            yield assignment.target, assignment.line
        elif isinstance(assignment.value, Table) and takes_options(module):
            for key in options_of(assignment.value, module):
                yield key, assignment.line
        elif assignment.target.endswith(tuple(f".{key}" for key in _TABLES)):
            yield assignment.target.rpartition(".")[2], assignment.line
        elif assignment.target.endswith(".error_handler") and module.imports_from("sanic"):
            yield "error_handler", assignment.line
    for name, value, line in settings(module):
        if name == REST_FRAMEWORK and isinstance(value, Table) and _HANDLER in value.entries:
            yield _HANDLER, line


def _leaves_it(method: Function) -> bool:
    """Whether Django's `process_exception` answers nothing, and so leaves it to what is next."""
    nothing = (isinstance(each, Constant) for each in method.returns)
    return method.name == "process_exception" and all(nothing)


def _classes(module: Module) -> Iterator[tuple[str, int]]:
    for class_ in module.classes:
        decorators = {path_of(each).removesuffix("()") for each in class_.decorators}
        if "Catch" in decorators:
            yield f"the exception filter {class_.name}", class_.line
        for name in ("process_exception", "write_error", "format_error"):
            method = class_.method(name)
            if method is not None and not _leaves_it(method):
                yield f"{class_.name}.{name}", class_.line
    for function in module.functions:
        for decorator in function.decorators:
            if isinstance(decorator, Call):
                context = decorator.keywords.get("context")
                if isinstance(context, Name) and context.path.endswith(("Exception", "Error")):
                    yield f"the exception view {function.name}", function.line
