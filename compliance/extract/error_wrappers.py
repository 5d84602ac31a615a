"""The call by which route handlers of Next.js are made, since it may answer their errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, path_of
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.routes import Endpoint
from compliance.extract.routes.node.next_connect import METHODS


def wrapper_of(routes: list[Endpoint], program: Program) -> tuple[str, int, int]:
    """Which call most of Next.js's route handlers are made by, around how many, of how many."""
    counts: Counter[str] = Counter()
    for each in routes:
        around = set(_around(each))
        made_by = {made for one in around for made in _made_by(one, each, program)}
        for name in around | made_by:
            counts[name] += 1
    if not counts:
        return "", 0, len(routes)
    name, count = counts.most_common(1)[0]
    return name, count, len(routes)


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
