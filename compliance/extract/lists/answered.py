"""What a function answers in so many words, and what a value is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Sequence,
    Table,
    Template,
    Text,
    path_of,
)
from compliance.extract.code.model import Assignment, Function

# Calls whose arguments are what a route answers, in the frameworks of Node.js.
ANSWERING = frozenset("json send jsonp end success ok".split())
_BODIES = frozenset(
    """ctx.body ctx.response.body this.body context.body resp.body resp.media resp.text
    response.body response.media response.text""".split()
)
# What an answer is handed to in Tornado, and a method that a project adds to Express's response.
_TORNADO = frozenset(["self.write", "self.finish"])
_RESPONSES = frozenset("res response reply".split())
_OWN = re.compile(r"(?:res|resp|response|reply)\.(?:respond|reply|answer|return)\w{0,40}$")
SINGLE = frozenset("length size count total first last rowCount".split())
# What a wrapper says of its list, or of how asking went.
BESIDE = frozenset(
    """total totalCount count page pages totalPages pageSize limit offset skip take cursor
    nextCursor hasMore hasNextPage success ok status message error code""".split()
)
# Names under which a wrapper has its list.
WRAPPING = frozenset(
    """data items results result rows list content contents records entries values nodes edges docs
    documents objects hits payload response body collection elements""".split()
)


def given_to(name: str, assignment: Assignment) -> Expression:
    """What a name is given: of a list that is taken apart, `[orders, count] = await all([…])`, what
    stands there. Who answers rows with their number has the rows first.
    """
    value = assignment.value
    key, _ = assignment.parts.get(name, ("", None))
    if not key.isdigit():
        return value
    listed = value.argument(0) if isinstance(value, Call) else value
    if isinstance(listed, Sequence):
        return listed.items[int(key)] if int(key) < len(listed.items) else Constant(value.line)
    return value if key == "0" else Constant(value.line)


def results(function: Function) -> Iterator[tuple[Expression, Function]]:
    """What a function answers, by what it returns or hands to the framework's own calls; each with
    the function that it stands in.
    """
    yield from ((each, function) for each in function.returns)
    for inner in function.everything():
        for call in inner.calls:
            made = _made_to_answer(call)
            if made is not None:
                yield made, inner
            elif call.arguments and _answers(call):
                yield call.arguments[0], inner
        for assignment in inner.assignments:
            if assignment.target in _BODIES:
                yield assignment.value, inner


def tells_of_itself(function: Function) -> bool:
    """Whether all that a function is seen to answer is written out, such as what a service is and
    which addresses it has; what only says how it went does not count.
    """
    found = [value for value, _ in results(function)]
    tells = any(isinstance(each, Table) and each.entries.keys() - BESIDE for each in found)
    return tells and all(map(_is_written, found))


def _is_written(value: Expression, depth: int = 3) -> bool:
    if isinstance(value, Table | Sequence) and depth:
        inner = value.items if isinstance(value, Sequence) else tuple(value.entries.values())
        spread = value.spread if isinstance(value, Table) else ()
        return not spread and all(_is_written(each, depth - 1) for each in inner)
    return isinstance(value, Text | Template | Constant)


def _made_to_answer(call: Call) -> Call | None:
    """An answer that is made first and then told to send itself by the framework's response:
    `new SuccessResponse("success", orders).send(res)`.
    """
    made = call.callee.of if isinstance(call.callee, Member) else None
    to = call.argument(0)
    if not isinstance(made, Call) or not isinstance(to, Name) or len(call.arguments) != 1:
        return None
    sends = call.name in ANSWERING and to.path in _RESPONSES
    return made if sends and path_of(made.callee).rpartition(".")[2][:1].isupper() else None


def _answers(call: Call) -> bool:
    """Whether what a call is handed first is what a route answers."""
    if call.name in ANSWERING and call.receiver:
        return True
    return call.path in _TORNADO or _OWN.match(call.path) is not None


def sent(function: Function) -> Iterator[Expression]:
    """What a function sends as an answer through a parameter, as in `response.json(…)`."""
    names = {each.name for each in function.parameters}
    for call in function.calls:
        sends = call.name in ANSWERING and call.receiver.partition(".")[0] in names
        if sends and call.arguments:
            yield call.arguments[0]


def parts(value: Expression) -> tuple[Expression, ...]:
    """What a value is made of, as far as rows go through it."""
    if isinstance(value, Member):
        return () if value.name in SINGLE or _of_made(value) else (value.of,)
    if isinstance(value, Item):
        named = isinstance(value.key, Text) and value.key.value.lower() not in WRAPPING
        return () if named or isinstance(value.key, Constant) else (value.of,)
    if isinstance(value, Sequence):
        return value.items
    if isinstance(value, Operation):
        if value.operator == "for":
            return value.operands[1:]
        if value.operator == "?:":
            return value.operands[1:]
        return value.operands if value.operator in ("||", "??", "or", "+", "*", "...") else ()
    return ()


def _of_made(member: Member) -> bool:
    """Whether it is what an object says of itself that rows were only an ingredient of:
    `Options(rows, challenge).as_dict`; what has its list under a usual name hands it out.
    """
    made = member.of
    is_made = isinstance(made, Call) and made.name[:1].isupper() and len(made.arguments) > 1
    return is_made and member.name.lower() not in WRAPPING
