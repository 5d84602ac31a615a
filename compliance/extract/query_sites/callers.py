"""Whether all who call a function do so in a transaction of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Table,
    Text,
    path_of,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.circumstances import (
    functions_around,
    is_inside,
    is_transaction_name,
)
from compliance.extract.queries.receivers import assigned, lineage
from compliance.extract.query_sites.openers import Openers

_MAX_CALLERS = 20
# Callers of callers are asked about so far, and of so many functions in one program.
_HOPS = 3
_MAX_ASKED = 500
# Nest's decorators of classes that a bus calls, with the message that is sent.
_HANDLERS = frozenset(["CommandHandler", "QueryHandler"])
# Names of methods that many classes have: a call of one says nothing of whose it is.
_COMMON = re.compile(
    r"^(?:create|update|save|delete|remove|destroy|insert|upsert|add|set|get|post|put|patch|handle|handler|run"
    r"|execute|process|perform|apply|init|start|call|main|sync|store|write|__init__|constructor)$"
)
# Functions that a framework calls at the program's start: what they could not write, they write at
# the next one.
_AT_START = frozenset(["onModuleInit", "onApplicationBootstrap", "lifespan", "on_startup"])
# Classes whose methods a view calls by way of `save()`.
_SAVED = re.compile(r"(Serializer|Form|FormSet)$")
_SAVING = frozenset(["create", "update", "save"])


@dataclass
class Callers:
    """The calls of the functions of one program, each function asked about once."""

    program: Program
    openers: Openers
    _inside: dict[int, bool] = field(default_factory=dict)

    def are_inside(self, function: Function, hops: int = _HOPS) -> bool:
        """Whether somebody calls a function, and nobody does so outside of a transaction, of their
        own or of those who call them, but for what is done at the start; of those who may call it
        one in a transaction is enough.
        """
        known = self._inside.get(id(function))
        if known is None:
            # Functions that call each other have no caller outside by that.
            self._inside[id(function)] = False
            known = len(self._inside) < _MAX_ASKED and self._are_inside(function, hops)
            self._inside[id(function)] = known
        return known

    def runs_on_load(self, function: Function, hops: int = _HOPS) -> bool:
        """Whether a file itself calls a function as it is loaded, or one that does so calls it, and
        nobody else does: what that could not write, it writes at the next start.
        """
        module = function.module
        if module is None or function.outer is not None or function.class_ is not None:
            return False
        if any(call.callee is function for call in module.calls if call.function is None):
            return True
        callers = [call for call, is_known in self._calls(function) if is_known][:_MAX_CALLERS]
        return bool(callers) and all(self._is_on_load(each, function, hops) for each in callers)

    def _is_on_load(self, call: Call, called: Function, hops: int) -> bool:
        around, block = call.function, call.block
        if around is None:
            return True
        while block is not None:
            if block.is_loop:
                return False
            block = block.outer
        return hops > 0 and around is not called and self.runs_on_load(around, hops - 1)

    def _are_inside(self, function: Function, hops: int) -> bool:
        if not function.name:
            return False
        callers, perhaps = 0, False
        for call, is_known in self._calls(function):
            if _caller(call) is function:
                continue  # Where it calls itself, it is in what its first caller has opened.
            within = is_handed(call) or is_inside(call) or self.openers.enclose(call)
            if not is_known:
                perhaps = perhaps or within or self._is_perhaps_inside(call, hops)
                continue
            callers += 1
            if not within:
                around = _caller(call)
                within = around is not None and self._is_within(around, hops - 1)
            if callers > _MAX_CALLERS or not within:
                return False
        return callers > 0 or perhaps

    def _is_perhaps_inside(self, call: Call, hops: int) -> bool:
        """Whether those who call the function that a call stands in do so in a transaction."""
        around = _caller(call)
        return around is not None and hops > 0 and self.are_inside(around, hops - 1)

    def _is_within(self, caller: Function, hops: int) -> bool:
        return is_at_start(caller) or (hops >= 0 and self.are_inside(caller, hops))

    def _calls(self, function: Function) -> Iterator[tuple[Call, bool]]:
        """The calls of a function, and whether it certainly is what they call; of a bus's handler
        those that send what it handles.
        """
        message, saved = _message(function), _saved_as(function)
        name = message or ("save" if saved else function.name)
        if not name:  # Every file has calls of nothing in particular.
            return
        for module in self.program.modules(f"{name}(".encode()):
            for call in module.calls:
                if message:
                    if any(isinstance(one, Call) and one.name == name for one in call.arguments):
                        yield call, True
                elif call.name == name:
                    is_known = self._is_called(module, call, function, saved)
                    if is_known is not None:
                        yield call, is_known
        if saved == "serializer":
            yield from ((each, False) for each in self._handed_on(function))

    def _handed_on(self, function: Function) -> Iterator[Call]:
        """What a view of Django REST framework does before its framework saves the serializer."""
        names = {function.name, f"perform_{function.name}"}
        for module in self.program.modules(b"super()."):
            for call in module.calls:
                if call.receiver == "super()" and call.name in names:
                    around = call.function.class_ if call.function is not None else None
                    if around is not None and not _SAVED.search(around.name):
                        yield call

    def _is_called(self, module: Module, call: Call, function: Function, saved: str) -> bool | None:
        """Whether a call is one of a function; None where it is none, False where it may be."""
        made = self._made(module, call, function.name) if saved else ()
        if made:
            return True if any(each is function.class_ for each in made) else None
        found = called_by(self.program, module, call)
        if found is not None and isinstance(found.value, Function | Class):
            return True if found.value is function else None
        if saved:
            may_be = saved in call.receiver.lower() and not self._is_of_others(module, function)
            return False if may_be else None
        return None if not call.receiver or _COMMON.match(function.name) else False

    def _made(self, module: Module, call: Call, method: str) -> tuple[Class, ...]:
        """The classes of the serializers or forms that a name which is saved is put, and those they
        extend, as far as they come to their method; none where a value cannot be told.
        """
        made: list[Class] = []
        if not call.receiver.isidentifier():
            return ()
        for value in assigned(call.function, module, call.receiver):
            path = path_of(value.callee) if isinstance(value, Call) else ""
            found = self.program.meaning(module, path, call.function) if path else None
            if found is None or not isinstance(found.value, Class):
                return ()
            for _, each in lineage(self.program, found.module, found.value):
                made.append(each)
                if _keeps_to_itself(each, method):
                    break
        return tuple(made)

    def _is_of_others(self, module: Module, function: Function) -> bool:
        """Whether a file takes in serializers or forms, and none that has a function, by itself or
        by what it extends. One that takes in none saves those of whoever extends its views.
        """
        taken = [each for one in module.imports for each in one.names if _SAVED.search(each)]
        for name in taken:
            found = self.program.meaning(module, name)
            if found is None or not isinstance(found.value, Class):
                return False
            family = lineage(self.program, found.module, found.value)
            if any(each is function.class_ for _, each in family):
                return False
        return bool(taken)


def called_by(program: Program, module: Module, call: Call) -> Meaning | None:
    """What a call calls, be it on an object that is made on the spot: `new Users().add(user)`."""
    found = program.meaning(module, path_of(call.callee), call.function)
    if found is None and isinstance(call.callee, Member):
        return program.value(module, call.callee, call.function)
    return found


def _keeps_to_itself(class_: Class, name: str) -> bool:
    """Whether a class has a method in place of that of the class it extends."""
    own = next((each for each in class_.methods if each.name == name), None)
    return own is not None and not any(
        call.name == name and call.receiver.startswith("super(") for call in own.calls
    )


def _caller(call: Call) -> Function | None:
    """The function that a call belongs to: those that are handed on in it are a part of it."""
    return next(
        (each for each in functions_around(call.function) if each.argument_of is None), None
    )


def is_at_start(function: Function) -> bool:
    """Whether a framework calls a function once, when the program starts or has been migrated, by
    its name or by what stands above it: `@app.on_event("startup")`, `@receiver(post_migrate)`.
    """
    return function.name in _AT_START or any(map(_is_of_start, function.decorators))


def _is_of_start(decorator: Expression) -> bool:
    event = decorator.argument(0) if isinstance(decorator, Call) else None
    if not isinstance(decorator, Call) or event is None:
        return False
    if decorator.name == "on_event":
        return isinstance(event, Text) and event.value == "startup"
    return decorator.name == "receiver" and path_of(event).endswith("post_migrate")


def _saved_as(function: Function) -> str:
    """As what a form's or a serializer's method is called, by what is known of its class only."""
    named = _SAVED.search(function.class_.name) if function.class_ is not None else None
    return named[1].lower() if named is not None and function.name in _SAVING else ""


def _message(function: Function) -> str:
    """The class of the messages for which a bus calls a method."""
    if function.class_ is None or function.name != "execute":
        return ""
    for each in function.class_.decorators:
        if isinstance(each, Call) and each.name in _HANDLERS:
            handled = each.argument(0)
            return path_of(handled) if isinstance(handled, Name) else ""
    return ""


def is_handed(call: Call) -> bool:
    """Whether a transaction is handed to what is called, by itself or among its options, or to what
    made the object that it is called on.
    """
    return _is_given(call) or any(_is_given(each) for each in _making(call))


def _is_given(call: Call) -> bool:
    given = (*call.arguments, *call.keywords.values())
    return any(
        _is_name(path_of(each).rpartition(".")[2])
        or (isinstance(each, Table) and any(map(_is_name, each.entries)))
        for each in given
    )


def _is_name(name: str) -> bool:
    return name == "t" or is_transaction_name(name)


def _making(call: Call) -> Iterator[Call]:
    """The calls that made the object on which another is made: `new Users(tx).add(user)`,
    `users.within(tx).add(user)`, or such a one in a name.
    """
    of: Expression = call.callee
    while isinstance(of, Member | Item):
        of = of.of
    if isinstance(of, Call):
        yield of
        yield from _making(of)
    head, _, method = path_of(call.callee).partition(".")
    module = call.function.module if call.function is not None else None
    if method and module is not None and head.isidentifier():
        for value in assigned(call.function, module, head):
            if isinstance(value, Call):
                yield value
