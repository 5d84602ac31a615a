"""The loop that a query stands in: one over rows, or a callback for each of them."""

from __future__ import annotations

import functools
import re

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Member,
    Name,
    Operation,
    Sequence,
    Table,
    path_of,
    walk,
)
from compliance.extract.code.model import Block, Function, Module
from compliance.extract.queries.chains import Chain, base_of
from compliance.extract.queries.circumstances import functions_around, runs_in_one

# Methods, and functions of libraries, that run what they are handed once for each item.
ITERATING = frozenset(
    """map forEach flatMap filter reduce some every find findIndex each eachSeries eachLimit
    mapSeries mapLimit forEachSeries forEachLimit pMap pEach pMapSeries mapAsync forEachAsync
    asyncForEach""".split()
)
# Words for loops that are not over rows: tries, lots of rows that one query takes, models.
_NO_ROWS = re.compile(
    r"attempt|retr(?:y|ies)|chunk|batch|(?:^|_)pages?(?:$|_)|page(?:No|Num|Index)|slices?$|windows?$"
    r"|(?:^|_)(?:model|table|entity|collection)(?:_?cls|_?class|_?names?|s)?$|Model(?:Class)?$|(?:^|_)cls$"
    r"|(?:^|_)(?:stmt|statement|sql|command|migration|extension|ddl)s?$",
    re.IGNORECASE,
)
# What lists the files of a folder, such as those of migrations.
_FILES = re.compile(r"^(?:readdir(?:Sync)?|listdir|scandir|iterdir|r?glob(?:Sync)?)$")
# Functions that hand out one session, or one connection, to `for`.
_SESSION = re.compile(
    r"(?:^|_|(?<=[a-z]))(?:db|session|conn|connection|uow)(?:_?(?:scope|context))?$", re.IGNORECASE
)
# What keeps a function for later, and does not run it for each item.
_KEEPS = frozenset("on once addListener addEventListener subscribe".split())
# Functions and methods that answer what they are handed, or are called on, item by item.
_ITEMS_OF = frozenset(
    """enumerate entries values keys items sorted reversed list tuple set from sort slice
    fill""".split()
)
_OWNERS = frozenset(["Object", "Array"])
# What an enumeration lists itself by.
_LISTED = re.compile(r"\.(?:choices|values|names|labels|options|__members__)$")
_FILLS = frozenset("push unshift splice append extend insert add update setdefault".split())
_MAX_OUTER = 12


def loop_of(chain: Chain) -> Block | Call | None:
    """The loop over rows, or the call with a callback for each row, that a query runs in."""
    return loop_around(chain.call)


def loop_around(call: Call) -> Block | Call | None:
    """The loop over rows, or the call with a callback for each row, that a call stands in."""
    block, function = call.block, call.function
    for _ in range(_MAX_OUTER):
        while block is not None:
            if block.is_loop and _is_over_rows(block, function):
                return block
            block = block.outer
        around = function.argument_of if function is not None else None
        if function is None or around is None:
            return None
        if around.name in ITERATING and _is_over_items(around):
            return around
        if around.name in _KEEPS or not (
            around.awaited or runs_in_one(around) or _is_returned(around)
        ):
            return None  # It may be called at any time, and not for each item.
        block, function = function.block, function.outer
    return None


def _is_returned(call: Call) -> bool:
    return call.function is not None and any(each is call for each in call.function.returns)


def _is_over_rows(block: Block, function: Function | None) -> bool:
    """Whether a loop is over rows: none for a condition, for tries, for lots, for what is written
    out item by item.
    """
    if block.kind == "while" or _NO_ROWS.search(block.target):
        return False
    if block.condition is not None and _is_counted(block.condition):
        return False
    # `for (;;)` goes on until something in it ends it.
    return block.subject is not None and not _is_no_rows(block.subject, function)


def _is_counted(condition: Expression) -> bool:
    """Whether a counting loop goes on to a number that is written down, or counts tries."""
    if not isinstance(condition, Operation) or len(condition.operands) != 2:
        return False
    first, last = condition.operands
    if _is_divided(last):
        return True
    if condition.operator == "&&":
        return _is_counted(first) or _is_counted(last)
    return _is_number(last) or any(
        _NO_ROWS.search(path_of(each).rpartition(".")[2]) for each in (first, last)
    )


def _is_divided(end: Expression) -> bool:
    """Whether a loop goes on to a part of a number, so that each round is for a lot: `ceil(count /
    size)`.
    """
    return any(isinstance(each, Operation) and each.operator in ("/", "//") for each in walk(end))


def _is_number(value: Expression) -> bool:
    return isinstance(value, Constant) or (isinstance(value, Name) and _last(value.path).isupper())


def _is_no_rows(subject: Expression, function: Function | None) -> bool:
    if isinstance(subject, Operation) and subject.operator in ("+=", "-="):
        step = subject.operands[-1]  # `i += size`: a lot at a time.
        return not isinstance(step, Constant) or step.value not in ("1", "-1")
    if isinstance(subject, Call):
        if _are_files(subject):
            return True
        if subject.name == "range" and not subject.receiver:
            ends = subject.arguments
            return len(ends) == 3 or all(map(_is_number, ends)) or any(map(_is_divided, ends))
        if subject.name == "Array" and not subject.receiver:
            return all(map(_is_number, subject.arguments))
        inner = _whose(subject)
        if inner is not None:
            return _is_no_rows(inner, function)
        return bool(_NO_ROWS.search(subject.name) or _SESSION.search(subject.name))
    if isinstance(subject, Sequence):
        return all(_is_written(each, function) for each in subject.items)
    if isinstance(subject, Table):
        return bool(subject.entries) and not subject.spread
    path = path_of(subject)
    return bool(_NO_ROWS.search(_last(path))) or (
        isinstance(subject, Name) and _is_constant(path, function)
    )


def _are_files(listed: Call) -> bool:
    """Whether they are the files of a folder, whatever is left of them or in which order."""
    return any(_FILES.match(each.name) for each in listed.chain())


def _whose(call: Call) -> Expression | None:
    """What a call answers the items of: `enumerate(names)`, `names.entries()`,
    `Object.values(names)`.
    """
    if call.name not in _ITEMS_OF:
        return None
    if isinstance(call.callee, Member) and path_of(call.callee.of) not in _OWNERS:
        return call.callee.of
    owner, _, _ = (
        call.callee.path.rpartition(".") if isinstance(call.callee, Name) else ("", "", "")
    )
    if owner and owner not in _OWNERS:
        return Name(call.line, path=owner)
    return call.arguments[0] if call.arguments else None


def _is_constant(path: str, function: Function | None) -> bool:
    """Whether a name is one of a list that is written out item by item, with nothing put into it,
    or by what it is called one of a constant, or of an enumeration.
    """
    listed = _LISTED.sub("", path)
    for around in functions_around(function):
        if any(each.name == listed for each in around.parameters):
            return False
        values = [each.value for each in around.assigned(listed)]
        if values:
            return _is_one_list(values) and not _is_filled(listed, around)
    if function is not None and function.module is not None:
        values = _lists(function.module).get(listed, [])
        if values:
            return _is_one_list(values)
    return _last(listed)[:1].isupper()


def _is_one_list(values: list[Expression]) -> bool:
    value = values[0] if len(values) == 1 else None
    while isinstance(value, Call) and value.name in ("freeze", "Set", "frozenset", "tuple", "list"):
        value = value.arguments[0] if value.arguments else None
    if isinstance(value, Call):
        return _are_files(value)
    if isinstance(value, Sequence | Table):
        written = value.items if isinstance(value, Sequence) else tuple(value.entries.values())
        return bool(written) and _is_no_rows(value, None)
    return False


def _is_filled(name: str, function: Function) -> bool:
    """Whether a function puts something into a list, or a table, of its own."""
    return any(each.receiver == name and each.name in _FILLS for each in function.calls) or any(
        each.target.startswith((f"{name}[", f"{name}.")) for each in function.assignments
    )


@functools.lru_cache(maxsize=4)
def _lists(module: Module) -> dict[str, list[Expression]]:
    """What each name of a module is given, outside of functions."""
    found: dict[str, list[Expression]] = {}
    for each in module.assignments:
        found.setdefault(each.target, []).append(each.value)
    return found


def _is_written(item: Expression, function: Function | None) -> bool:
    """Whether an item is written out, or a name of one thing, or the items of what is written."""
    if isinstance(item, Sequence):
        return all(_is_written(each, function) for each in item.items)
    if isinstance(item, Operation) and item.operator in ("...", "*"):
        return all(_is_no_rows(each, function) for each in item.operands)
    return True


def _is_over_items(call: Call) -> bool:
    """Whether what a callback is handed to is a collection of rows."""
    of = _last(base_of(call))
    if _NO_ROWS.search(of):
        return False
    first = call.arguments[0] if call.arguments else None
    given: Expression | None = first if not isinstance(first, Function) else None
    if given is not None and any(isinstance(each, Function) for each in call.arguments[1:]):
        pass  # `Bluebird.map(rows, async (row) => …)`
    elif isinstance(call.callee, Member):
        given = call.callee.of
    elif call.receiver and isinstance(call.callee, Name):
        given = Name(call.line, path=call.receiver)
    return given is None or not _is_no_rows(given, call.function)


def _last(path: str) -> str:
    return path.rpartition(".")[2]
