"""Values that are many things by the way they are made, whatever they are made of."""

from __future__ import annotations

import re

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
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.lists.answered import ANSWERING, BESIDE, WRAPPING, parts
from compliance.extract.lists.fixed import is_number_written_out
from compliance.extract.lists.types import is_type_of_many

MAX_HOPS = 4
# Calls that answer many things, on whatever they are called.
_MAKING = frozenset(
    """map filter flatMap sort toSorted values toArray fetchall all listdir scandir readdir
    readdirSync""".split()
)
_MAKERS = frozenset(
    ["Array.from", "list", "sorted", "Object.entries", "Object.keys", "Object.values"]
)
# What goes through another thing, and what counts to a number.
_GOING_THROUGH = frozenset("enumerate reversed tuple set iter".split())
_COUNTING = frozenset(["range", "Array"])
_NUMBERS = frozenset(["int", "float"])
_KEEPING = frozenset("filter map sort toSorted".split())
_COPYING = frozenset("clone cloneDeep structuredClone deepcopy copy freeze".split())
_OF_KEYS = frozenset("items keys values entries".split())
_COMPARING = frozenset("< <= > >= !=".split())
# What a caller sends along, in a request of whatever framework.
_ASKED = re.compile(
    r"(?:self\.)?(?:req|request|ctx|context|event|c)\.(?:req\.|request\.)?"
    r"(?:query|args|GET|query_params|queryParams|searchParams|params|body)(?:$|\.)"
)
_MANY = re.compile(
    r"(?:find|get|fetch|load|list|read|query|select|retrieve)_?[aA]ll(?![a-z])"
    r"|list(?:_[a-z]|[A-Z])\w{1,80}$"
    r"|(?:find|get|fetch|load|read|query|select|retrieve)_?(?!\w{0,80}(?:ss|us|is|tats|ettings|etails"
    r"|ptions|nfo|ws|eys|eatures|lags|imits|ermissions|ights|apabilities|eaders|lias|anvas)$)\w{1,80}s$"
)
# What is read from a file when the program starts.
_LOADING = re.compile(r"(?:load|read|parse|require)(?![a-z])")


def is_many(program: Program, value: Expression, function: Function) -> bool:
    """Whether a value is a list by the way it is made: of something that is not written out, for
    that is as long as somebody made it.
    """
    if isinstance(value, Operation):
        return value.operator == "for" and not is_fixed(program, value.operands[1], function)
    if not isinstance(value, Call):
        return False
    many = value.keywords.get("many")
    if isinstance(many, Constant) and many.value == "True":
        return True
    if value.path in _MAKERS and value.arguments:
        return not is_fixed(program, value.arguments[0], function)
    if value.name not in _MAKING or value.path == "Promise.all":
        return False
    made_of = _receiver(value)
    return bool(value.receiver) and not is_fixed(program, made_of, function)


def says_many(call: Call) -> bool:
    """Whether a call to what is not known says by its name that it answers many things."""
    return _MANY.match(call.name) is not None


def answers_many(function: Function) -> bool:
    """Whether a function's type says that it answers many things."""
    return is_type_of_many(function.result)


def may_be_many(value: Expression, function: Function, hops: int = MAX_HOPS) -> bool:
    """Whether what is answered may be a list, or a wrapper of one, as far as it is written."""
    if isinstance(value, Text | Template | Constant):
        return False
    if isinstance(value, Table):
        said = value.entries.keys() - BESIDE
        wraps = any(each.lower() in WRAPPING for each in said)
        return wraps or len(said) == 1 or bool(value.spread)
    if isinstance(value, Member):
        return bool(parts(value))
    if hops and isinstance(value, Call) and value.arguments and _wraps(value):
        return may_be_many(value.arguments[0], function, hops - 1)
    given = function.assigned(value.path) if hops and isinstance(value, Name) else ()
    return not given or any(may_be_many(each.value, function, hops - 1) for each in given)


def _wraps(call: Call) -> bool:
    """Whether a call makes an answer of what it is handed."""
    return call.name in ANSWERING or call.name == "jsonify" or "esponse" in call.name


def is_loaded(value: Name, function: Function) -> bool:
    """Whether a name stands for what was read before the function is ever run."""
    around: Function | Module | None = function.outer or function.module
    while around is not None:
        for each in around.assigned(value.path):
            if isinstance(each.value, Call) and _LOADING.match(each.value.name):
                return True
        around = (around.outer or around.module) if isinstance(around, Function) else None
    return False


def is_fixed(program: Program, value: Expression, function: Function) -> bool:
    """Whether how many there are of something is written out in the program, as of a constant list,
    an enumeration or a number that is counted to, or is what the caller asks for.
    """
    if isinstance(value, Call):
        return _is_made_of_fixed(program, value, function)
    if isinstance(value, Operation):
        counts = value.operator in _COMPARING and len(value.operands) == 2
        return counts and _is_fixed_number(program, value.operands[1], function)
    if isinstance(value, Sequence):
        return all(isinstance(each, Text | Constant) for each in value.items)
    if isinstance(value, Table):
        return bool(value.entries) and not value.spread
    if isinstance(value, Constant):
        return is_number_written_out(value)
    if _is_of_caller(value):
        return True
    return isinstance(value, Name) and (
        _counts(value.path, function) or _means_fixed(program, value, function)
    )


def _counts(name: str, function: Function) -> bool:
    """Whether a name is a dictionary of numbers that begins empty: who counts in it has as many as
    there are kinds of what is counted.
    """
    begun = [each.value for each in function.assigned(name) if isinstance(each.value, Call)]
    return any(
        (each.name == "Counter" and not each.arguments)
        or (each.name == "defaultdict" and any(path_of(one) in _NUMBERS for one in each.arguments))
        for each in begun
    )


def _means_fixed(program: Program, value: Name, function: Function) -> bool:
    """Whether a name stands for what is written out, was loaded, or is asked for."""
    if function.module is None:
        return False
    name = value.path.removesuffix(".length")
    source, _ = function.module.imported(name) or ("", "")
    if source.endswith(".json") or is_loaded(value, function):
        return True
    found = program.meaning(function.module, name, function)
    meant = found.value if found is not None else None
    if isinstance(meant, Sequence):
        return bool(meant.items)
    if isinstance(meant, Class) or (isinstance(meant, Table) and bool(meant.entries)):
        return True
    if found is not None and isinstance(meant, Table) and _is_filled_on_loading(found, meant):
        return True
    return meant is not None and _is_of_caller(meant)


def _is_filled_on_loading(found: Meaning, table: Table) -> bool:
    """Whether an object that is written empty is filled as its file is loaded, and only then."""
    assignments = found.module.assignments
    names = {each.target for each in assignments if each.value is table and each.function is None}
    filling = [each for each in assignments if each.target.partition("[")[0] in names]
    running = [each.function for each in filling if "[" in each.target and each.function]
    loops = (each.argument_of for each in running)
    once = all(each is not None and each.name == "forEach" for each in loops)
    return once and any("[" in each.target for each in filling)


def _is_made_of_fixed(program: Program, call: Call, function: Function) -> bool:
    """Whether a call makes as many things as are written out: `range(7)`, `KINDS.items()`."""
    given = call.arguments
    if call.path == "Array.from" and given and isinstance(given[0], Table):
        length = given[0].entries.get("length")
        return length is not None and is_number_written_out(length)
    if call.path in _COUNTING:
        return bool(given) and all(_is_fixed_number(program, each, function) for each in given)
    if call.path in _MAKERS or call.path in _GOING_THROUGH or (call.name in _COPYING and given):
        return bool(given) and is_fixed(program, given[0], function)
    if call.name in _KEEPING and call.receiver:
        return is_fixed(program, _receiver(call), function)
    if call.name in _OF_KEYS and not given and not call.keywords:
        of = _receiver(call)
        return is_fixed(program, of, function)
    return _is_of_caller(call)


def _is_fixed_number(program: Program, value: Expression, function: Function) -> bool:
    """Whether what is counted to is written out, or how many there are of what is."""
    return is_number_written_out(value) or is_fixed(program, value, function)


def _receiver(call: Call) -> Expression:
    """What a method is called on."""
    callee = call.callee
    return callee.of if isinstance(callee, Member) else Name(call.line, path=call.receiver)


def _is_of_caller(value: Expression) -> bool:
    """Whether something is taken out of what is asked for: `req.query.ids.split(",")`."""
    for _ in range(MAX_HOPS):
        if isinstance(value, Call):
            value = value.callee
        elif isinstance(value, Member | Item):
            value = value.of
    return isinstance(value, Name) and _ASKED.match(value.path) is not None
