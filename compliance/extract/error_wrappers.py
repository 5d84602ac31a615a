"""The call by which route handlers in JavaScript are made, since it may answer their errors."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from compliance.extract.code.expressions import Call, path_of
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.error_middlewares import CATCH, answers_itself
from compliance.extract.routes import Endpoint
from compliance.extract.routes.node.next_connect import METHODS
from compliance.facts.errors import Handler
from compliance.facts.routes import Answer

# So large a share of the handlers is as good as all of them, and so many.
_MOSTLY = 0.8
_SOME = 3
_MAX_REACHED = 40
_FRAMEWORKS = frozenset(["Express", "Fastify", "Hono", "Koa"])
# What a function has to do with errors in one way or another.
_MEETS_ERRORS = re.compile(rb"(?i)\bcatch\b|err(?:or)?s?\b|exception|fail|fault|result")


def wrapper_of(routes: list[Endpoint], program: Program) -> tuple[str, int, int]:
    """Which call most of Next.js's route handlers are made by, around how many, of how many; one
    that has to do with errors as far as it can be read.
    """
    counts: Counter[str] = Counter()
    first: dict[str, Endpoint] = {}
    for each in routes:
        around = set(_around(each))
        made_by = {made for one in around for made in _made_by(one, each, program)}
        first |= dict.fromkeys(around - first.keys(), each)
        for name in around | made_by:
            counts[name] += 1
    for name, count in counts.most_common():
        if name not in first or _may_meet_errors(name, first[name], program):
            return name, count, len(routes)
    return "", 0, len(routes)


def _may_meet_errors(wrapper: str, endpoint: Endpoint, program: Program) -> bool:
    """Whether a wrapper, or what it calls, has to do with errors; one that cannot be read may."""
    function = _function(wrapper, endpoint, program)
    if function is None:
        return True
    reached = islice(program.reached(function), _MAX_REACHED)
    modules = ((each, each.module) for each in reached)
    return any(
        module is None or _MEETS_ERRORS.search(module.text(each.line, each.end_line)) is not None
        for each, module in modules
    )


def _function(path: str, endpoint: Endpoint, program: Program) -> Function | None:
    found = program.meaning(endpoint.module, path, None)
    return found.value if found is not None and isinstance(found.value, Function) else None


def answering_wrappers(program: Program, routes: tuple[Endpoint, ...]) -> Iterator[Handler]:
    """The function of a project's own around nearly all handlers that answers what they throw,
    rather than handing it on.
    """
    handlers = {
        (each.module.path, each.line, id(each.handler)): each
        for each in routes
        if each.framework in _FRAMEWORKS and each.answer is Answer.DATA
    }
    counts: Counter[int] = Counter()
    found: dict[int, tuple[str, Function]] = {}
    for each in handlers.values():
        around = {id(one): (name, one) for name, one in _functions_around(each, program)}
        found |= around
        counts.update(around.keys())
    for key, count in counts.most_common():
        if count < max(_SOME, _MOSTLY * len(handlers)):
            return
        name, function = found[key]
        if function.module is not None and _answers_what_it_catches(function):
            what = f"the wrapper {name} of {count} of {len(handlers)} handlers"
            yield Handler(what, function.module.evidence(function.line))


def _functions_around(endpoint: Endpoint, program: Program) -> Iterator[tuple[str, Function]]:
    """The functions of the repository that a handler is handed to, where it is written or where
    its route is declared, each as it is called there.
    """
    calls = list(_calls_by_line(endpoint.module).get(endpoint.line, ()))
    handler = endpoint.handler
    if handler is not None and handler.argument_of is not None:
        calls.append(handler.argument_of)
    for call in calls:
        module = (call.function.module if call.function else None) or endpoint.module
        if handler is not None and call is handler.argument_of and handler.module is not None:
            module = handler.module
        meaning = program.meaning(module, path_of(call.callee), None)
        if meaning is not None and isinstance(meaning.value, Function):
            yield path_of(call.callee), meaning.value


@functools.lru_cache(maxsize=2)  # A file may have thousands of handlers.
def _calls_by_line(module: Module) -> dict[int, list[Call]]:
    found: dict[int, list[Call]] = {}
    for each in module.calls:
        found.setdefault(each.line, []).append(each)
    return found


def _answers_what_it_catches(wrapper: Function) -> bool:
    """Whether a function answers by the response, or the context, behind a `catch` of its own."""
    module = wrapper.module
    text = module.text(wrapper.line, wrapper.end_line) if module is not None else b""
    caught = CATCH.search(text)
    if caught is None:
        return False
    line = wrapper.line + text.count(b"\n", 0, caught.start())
    handed = {one.name for each in wrapper.everything() for one in each.parameters if one.name}
    return any(
        call.line >= line and answers_itself(call, handed)
        for each in wrapper.everything()
        for call in each.calls
    )


def _made_by(wrapper: str, endpoint: Endpoint, program: Program) -> Iterator[str]:
    """The calls by which a wrapper makes what it answers: several may be made by one."""
    head, _, last = wrapper.partition("()")
    found = program.meaning(endpoint.module, head, None)
    function = found.value if found and isinstance(found.value, Function) else None
    if function is None:
        return
    made = function.returns
    if last:  # A builder: what it ends with is put on it where it is made.
        ends = (each.value for each in function.assignments if each.target.endswith(last))
        made = [one for each in ends if isinstance(each, Function) for one in each.returns]
    for each in made:
        if isinstance(each, Call):
            yield path_of(each.callee)


def _around(endpoint: Endpoint) -> Iterator[str]:
    """The calls that a handler is handed to where it is exported, aside from `router.get(list)`."""
    handler = endpoint.handler
    while handler is not None and handler.argument_of is not None:
        path = path_of(handler.argument_of.callee)
        if "." not in path or path.rpartition(".")[2] not in METHODS:
            yield _ends_of_chain(path)
        outer = handler.argument_of
        handler = outer.function if outer.function is not handler else None
    for assignment in endpoint.module.assignments:
        if assignment.line == endpoint.line and isinstance(assignment.value, Call):
            yield _ends_of_chain(path_of(assignment.value.callee))


def _ends_of_chain(path: str) -> str:
    """A builder's first call and its last, whatever a handler tells it in between:
    `createRoute().GET().handler().toHandler` is `createRoute().toHandler`.
    """
    head, _, rest = path.partition("().")
    return f"{head}().{rest.rpartition('.')[2]}" if rest else path
