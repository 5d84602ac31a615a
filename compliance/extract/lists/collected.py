"""Values that are many things by the way they are made, whatever they are made of."""

from __future__ import annotations

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
    Template,
    Text,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.lists.answered import ANSWERING, BESIDE, WRAPPING, parts
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
    callee = value.callee
    made_of = callee.of if isinstance(callee, Member) else Name(value.line, path=value.receiver)
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
    """Whether something is written out in the program: a constant list, an enumeration."""
    if isinstance(value, Call) and value.path in _MAKERS:
        return bool(value.arguments) and is_fixed(program, value.arguments[0], function)
    if isinstance(value, Sequence):
        return all(isinstance(each, Text | Constant) for each in value.items)
    if not isinstance(value, Name) or function.module is None:
        return False
    source, _ = function.module.imported(value.path) or ("", "")
    found = program.meaning(function.module, value.path, function)
    meant = found.value if found is not None else None
    if source.endswith(".json") or is_loaded(value, function):
        return True
    if isinstance(meant, Sequence):
        return bool(meant.items)
    return isinstance(meant, Class) or (isinstance(meant, Table) and bool(meant.entries))
