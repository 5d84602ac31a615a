"""Finds the decorator that catches what nearly all of a component's handlers in Python raise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, path_of
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.error_middlewares import is_tried
from compliance.extract.routes import Endpoint
from compliance.facts.errors import Handler
from compliance.facts.routes import Answer

# So large a share of the handlers has one that is as good as a central handler, and so many.
_MOSTLY = 0.8
_SOME = 3


def error_decorators(program: Program, routes: tuple[Endpoint, ...]) -> Iterator[Handler]:
    """The decorator of a project's own that turns into answers what nearly all handlers raise."""
    handlers = {
        id(each.handler): each.handler
        for each in routes
        if each.answer is Answer.DATA
        and each.handler is not None
        and each.handler.module is not None
        and each.handler.module.is_python
    }
    counts: Counter[int] = Counter()
    decorators: dict[int, Function] = {}
    for handler in handlers.values():
        for decorator in _decorators(program, handler):
            decorators[id(decorator)] = decorator
            counts[id(decorator)] += 1
    for key, count in counts.most_common():
        if count < max(_SOME, _MOSTLY * len(handlers)):
            return
        found = decorators[key]
        if found.module is not None and _catches(found):
            what = f"the decorator {found.name} of {count} of {len(handlers)} handlers"
            yield Handler(what, found.module.evidence(found.line))


def _decorators(program: Program, handler: Function) -> Iterator[Function]:
    """The functions of the repository that a handler is decorated with."""
    for each in handler.decorators:
        path = path_of(each.callee) if isinstance(each, Call) else path_of(each)
        found = program.meaning(handler.module, path, None) if handler.module and path else None
        if found is not None and isinstance(found.value, Function):
            yield found.value


def _catches(decorator: Function) -> bool:
    """Whether what a decorator puts around a function calls that where it catches."""
    module = decorator.module
    for function in decorator.everything():
        outer, handed = function.outer, set[str]()
        while outer is not None:
            handed |= {each.name for each in outer.parameters}
            outer = outer.outer
        for call in function.calls:
            if module is not None and call.path in handed and is_tried(call, function, module):
                return True
    return False
