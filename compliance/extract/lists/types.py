"""What a handler says about its answer by a type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Name,
    Sequence,
    Table,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Field, Function, Module
from compliance.extract.code.program import Program

_LIST = re.compile(
    r"^(?:Promise<|Awaitable\[|Observable<)?\s{0,5}(?:typing\.|t\.)?"
    r"(?:(?:list|List|Sequence|Iterable|Array|QuerySet|set|tuple)[\[<]|\w{1,100}\[\]"
    r"|\w{0,80}(?:List|Page|Paginated)\w{0,80}(?:[\[<]|$))"
)
# A type with many of something anywhere in it, or maybe so.
_MANY = re.compile(r"\[\]|\b(?:list|List|Sequence|Iterable|Array|QuerySet|[sS]et|tuple|Any|any)\b")
_NAMES = frozenset("list List Sequence Iterable".split())
_WRAPPED = re.compile(
    r"^(?:Promise<|Awaitable\[|Observable<)?\s{0,5}([A-Za-z_][\w.]{0,100})[>\]]?$"
)
# What stands beside the list in a wrapper of one.
_BESIDE = frozenset(
    """total count totalcount total_count page pages limit offset size per_page perpage page_size
    pagesize next previous prev cursor next_cursor nextcursor has_more hasmore has_next hasnext meta
    pagination success status message total_pages totalpages""".split()
)
_PLAIN = frozenset(
    "Any Dict Record String Number Object Mapping Union Tuple Optional Literal Boolean".split()
)
# `list[Order]`, `Order[]`, also in a wrapper or two: `Promise<Answer<Order[]>>`.
_OBJECTS = re.compile(
    r"^(?:\w{1,60}[\[<]\s{0,5}){0,2}(?:typing\.|t\.)?(?:"
    r"(?:list|List|Sequence|Iterable|Array|QuerySet)[\[<]\s{0,5}(?:\w{1,80}\.)?([A-Z]\w{1,80})"
    r"|([A-Z]\w{1,80})\[\])"
)
# One object, or none, of a class that is named: of a field of GraphQL its type says all.
_ONE = re.compile(
    r"(?:(?:typing\.|t\.)?Optional\[)?\s{0,5}['\"]?[A-Z][\w.]{0,100}['\"]?\]?(?:\s{0,5}\|\s{0,5}None)?"
)
# What describes an answer, in Swagger of NestJS and in drf-spectacular.
_DESCRIBING = frozenset("ApiOkResponse ApiResponse extend_schema".split())
_KEYWORDS = ("response_model", "response")
_MAX_BASES = 4


def is_type_of_many(type_: str) -> bool:
    """Whether a type, as it is written, is that of a list."""
    return _LIST.match(type_.strip("'\" ")) is not None


def answers_list(handler: Function) -> bool:
    """Whether a type says that a handler answers a list."""
    if is_type_of_many(handler.result):
        return True
    given = (
        mark.keywords[name]
        for mark in handler.decorators
        if isinstance(mark, Call)
        for name in _KEYWORDS
        if name in mark.keywords
    )
    return any(_is_list(each) for each in given)


def is_field_of_one(program: Program, handler: Function) -> bool:
    """Whether the type of a field of GraphQL says that it answers one object, no page of many."""
    type_ = handler.result.strip()
    return (
        _ONE.fullmatch(type_) is not None
        and not _LIST.match(type_)
        and not declares_objects(program, handler)
    )


def declares_objects(program: Program, handler: Function) -> bool:
    """Whether its types, or what describes it, say that a handler answers a list of objects, or a
    wrapper of one: that is what an OpenAPI document made of them says. Of mere texts and numbers
    there are few.
    """
    if _is_of_many(handler.result):
        return True
    if any(_wraps(program, handler, each) for each in _named(handler)):
        return True
    marks = [each for each in handler.decorators if isinstance(each, Call)]
    return any(_describes_list(each) for each in marks) or any(
        _is_list(each.keywords[name]) and _is_of_objects(each.keywords[name])
        for each in marks
        for name in _KEYWORDS
        if name in each.keywords
    )


def declares_one(program: Program, handler: Function) -> bool:
    """Whether what describes an answer, or else its type, is a class of the program without any
    list in it: then that is one object, whatever rows are read for it.
    """
    described = [
        each.path
        for mark in handler.decorators
        if isinstance(mark, Call)
        for each in (mark.keywords.get(name) for name in _KEYWORDS)
        if isinstance(each, Name)
    ]
    found = [
        program.meaning(handler.module, name)
        for name in described or _named(handler)
        if handler.module is not None
    ]
    return bool(found) and all(
        one is not None
        and isinstance(one.value, Class)
        and _is_one(tuple(_fields(program, one.module, one.value, _MAX_BASES)))
        for one in found
    )


def _is_one(fields: tuple[Field, ...]) -> bool:
    """Whether fields are those of one object, with no place for many."""
    typed = [each for each in fields if each.type]
    open_ = any(not each.type and each.value is None for each in fields)
    return bool(typed) and not open_ and not any(_MANY.search(each.type) for each in typed)


def _is_of_many(type_: str) -> bool:
    found = _OBJECTS.match(type_.strip("'\" "))
    return found is not None and (found[1] or found[2]) not in _PLAIN


def _named(handler: Function) -> Iterator[str]:
    """The names of the types that a handler answers, as far as each is a mere name."""
    found = _WRAPPED.match(handler.result.strip("'\" "))
    if found is not None:
        yield found[1]
    for mark in handler.decorators:
        if isinstance(mark, Call):
            given = (mark.keywords.get(name) for name in _KEYWORDS)
            yield from (each.path for each in given if isinstance(each, Name))


def _wraps(program: Program, handler: Function, name: str) -> bool:
    """Whether a type is a class with a list of objects, and nothing but how many there are: what it
    takes over from others counts too.
    """
    found = program.meaning(handler.module, name) if handler.module is not None else None
    if found is None or not isinstance(found.value, Class):
        return False
    fields = tuple(_fields(program, found.module, found.value, _MAX_BASES))
    lists = [each for each in fields if _is_of_many(each.type)]
    others = {each.name.lower() for each in fields if each not in lists}
    return len(lists) == 1 and others <= _BESIDE


def _fields(program: Program, module: Module, class_: Class, hops: int) -> Iterator[Field]:
    """The fields of a class, and those of the program's classes that it extends."""
    yield from class_.fields
    for each in class_.bases if hops else ():
        name = path_of(each.of if isinstance(each, Item) else each)
        base = program.meaning(module, name)
        if base is not None and isinstance(base.value, Class) and base.value is not class_:
            yield from _fields(program, base.module, base.value, hops - 1)


def _is_of_objects(given: Expression) -> bool:
    name = path_of(given.key).rpartition(".")[2] if isinstance(given, Item) else ""
    return name[:1].isupper() and name not in _PLAIN


def _describes_list(mark: Call) -> bool:
    if mark.name not in _DESCRIBING:
        return False
    for each in (*mark.arguments, *mark.keywords.values()):
        for part in walk(each):
            if isinstance(part, Call) and _is_true(part.keywords.get("many")):
                return True
        if isinstance(each, Table):
            kind = each.entries.get("type")
            if _is_true(each.entries.get("isArray")) or isinstance(kind, Sequence):
                return True
    return False


def _is_true(value: Expression | None) -> bool:
    return isinstance(value, Constant) and value.value.lower() == "true"


def names_of_type(handler: Function) -> tuple[str, ...]:
    """The names in the types that say what a handler answers."""
    found = [handler.result]
    for mark in handler.decorators:
        if isinstance(mark, Call):
            for name in _KEYWORDS:
                if name in mark.keywords:
                    found += [path_of(each) for each in walk(mark.keywords[name])]
    return tuple(found)


def _is_list(given: Expression) -> bool:
    return isinstance(given, Item) and isinstance(given.of, Name) and given.of.path in _NAMES
