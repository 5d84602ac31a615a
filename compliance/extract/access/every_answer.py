"""Tells which functions every answer of an application passes through."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Call, Name, path_of
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program

_NEXT = frozenset(["next", "call_next", "get_response", "nextFn", "handler"])
# Fastify hands handlers and hooks an answer; hooks also what is sent, or what goes on.
_OF_HOOKS = frozenset(["payload", "done"])
_MIDDLEWARE_NAME = re.compile(
    r"(?i)middleware|tween|after_?request|process_response|security|onsend|hook"
    r"|(?:^|\.|default|common)_?headers$|(?:add|set|append|apply|attach|inject)\w{0,40}_?headers?$"
)
# The words of functions that do so for some answers alone, or look at what others have sent.
_FOR_SOME = frozenset(
    """analyse analyze asset assets attachment attachments docs download downloads embed file files
    forward image images login media parse preview scan static storage strip swagger upload
    uploads""".split()
)
# What a framework calls with every answer, or puts around every view as Pyramid does; and an
# application of ASGI around another one.
_FOR_ALL = frozenset(
    """after_request after_app_request middleware on_response add_view_deriver
    add_response_callback add_subscriber""".split()
)
_HANDING = tuple(f"{name}(".encode() for name in _FOR_ALL)
_REGISTERS = _FOR_ALL | {"use", "addHook"}
_ASGI = frozenset(["scope", "receive", "send"])
_CONTEXTS = frozenset(["ctx", "context", "c"])
# The file of Next.js whose function of that name comes before all pages.
_PROXY = re.compile(r"(?:.{0,400}/)?proxy\.[jt]s")
# In it, or by its older name, a function that is handed to a library is that one too.
_BEFORE_PAGES = re.compile(r"(?:.{0,400}/)?(?:proxy|middleware)\.[jt]s")
# What SvelteKit runs around each request stands in one file, beside what it only tells of errors
# and of its own requests.
_HOOKS = re.compile(r"(?:.{0,400}/)?hooks\.server(?:/index)?\.[jt]s")
_OTHER_HOOKS = frozenset(["handleError", "handleFetch", "init"])


def is_for_all(function: Function | None, registered: frozenset[int] = frozenset()) -> bool:
    """Whether a function is a middleware by its parameters, its name or what registers it; settings
    are in none. `registered` are those that are handed to what registers them.
    """
    if function is None:
        return True
    for each in _around(function):
        if not _FOR_SOME.isdisjoint(words(each.name)):
            return False
        # What it stands in sets it up, and may be called after anything.
        if _is_passed(each) or id(each) in registered:
            return True
    return False


def _around(function: Function) -> Iterator[Function]:
    """A function and those that it stands in."""
    each: Function | None = function
    while each is not None:
        yield each
        each = each.outer


def _is_passed(function: Function) -> bool:
    """Whether every answer passes through a function, by its parameters, name or place."""
    names = {parameter.name for parameter in function.parameters}
    is_hook = "reply" in names and not names.isdisjoint(_OF_HOOKS)
    if is_hook or not names.isdisjoint(_NEXT) or names >= _ASGI:
        return True
    return bool(_MIDDLEWARE_NAME.search(function.qualified)) or _is_registered(function)


def _is_registered(function: Function) -> bool:
    """Whether a function is registered for every answer: by a decorator, by its file's place, or as
    Koa's and Hono's are, whatever they call what comes next.
    """
    module = function.module
    if function.name == "proxy" and module is not None and _PROXY.fullmatch(module.path):
        return True
    if module is not None and function.outer is None and _HOOKS.fullmatch(module.path):
        return function.name not in _OTHER_HOOKS
    call, names = function.argument_of, [each.name for each in function.parameters]
    handed_on = call is not None and call.function is None
    if handed_on and module is not None and _BEFORE_PAGES.fullmatch(module.path):
        return True
    if call is not None and call.name == "use" and len(names) == 2 and names[0] in _CONTEXTS:
        return True
    if call is not None and call.name == "addHook":
        return True
    registered = (path_of(each).removesuffix("()") for each in function.decorators)
    return any(each.rpartition(".")[2] in _FOR_ALL for each in registered)


def registered_elsewhere(program: Program) -> Iterator[int]:
    """The ids of Python's functions that whatever file hands to what registers them for every
    answer: `app.after_request(secured)`.
    """
    for module in program.own_modules(*_HANDING):
        for call in module.calls if module.is_python else ():
            # `app.middleware("http")(secured)`.
            made_by = call.callee.name if isinstance(call.callee, Call) else call.name
            if made_by in _FOR_ALL:
                for each in call.arguments:
                    found = program.value(module, each, call.function)
                    if found is not None and isinstance(found.value, Function):
                        yield id(found.value)


def registered_in(module: Module) -> Iterator[str]:
    """The names of functions that are handed to what registers them for every answer."""
    for call in module.calls:
        if call.name in _REGISTERS and (call.name != "use" or isinstance(call.argument(0), Name)):
            yield from (each.path for each in call.arguments if isinstance(each, Name))
