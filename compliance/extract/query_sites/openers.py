"""The context managers of a program's own that open a transaction (Python)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from compliance.extract.code.expressions import Call, Expression, Name, path_of, walk
from compliance.extract.code.meant import of_class
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Program
from compliance.extract.queries.circumstances import begins, functions_around

_DECORATORS = frozenset(["contextmanager", "asynccontextmanager"])
_ENTERING = ("__enter__", "__aenter__")
_WORDS = (b"contextmanager", *(each.encode() for each in _ENTERING))
# So many are entered one inside of the other.
_HOPS = 3


@dataclass
class Openers:
    """What a program enters by `with`, and has begun a transaction in before it goes on."""

    program: Program

    def enclose(self, call: Call) -> bool:
        """Whether a call stands in a block that one of them is entered for."""
        module = call.function.module if call.function is not None else None
        if module is None or not module.is_python or not self._found:
            return False
        block = call.block
        for function in (*functions_around(call.function), None):
            while block is not None:
                entered = block.subject if block.kind == "with" else None
                if entered and any(self._opens(each, function) for each in _calls(entered)):
                    return True
                block = block.outer
            block = function.block if function is not None else None
        return False

    def _opens(self, entered: Call, function: Function | None) -> bool:
        """Whether what is entered is one of them: as it is found, or else, on an object of which
        nothing is known, by its name.
        """
        name = entered.name
        if name not in self._found:
            return False
        module = function.module if function is not None else None
        if module is None:
            return False
        meant = self.program.meaning(module, path_of(entered.callee), function)
        if meant is not None and isinstance(meant.value, Function):
            return id(meant.value) in self._found[name]
        class_ = of_class(meant)
        if class_ is not None:
            return id(class_.value) in self._found[name]
        return bool(entered.receiver) and name not in self._others

    @cached_property
    def _managers(self) -> tuple[Function | Class, ...]:
        found: list[Function | Class] = []
        for module in self.program.python_modules(*_WORDS):
            found += filter(_is_manager, module.functions)
            found += filter(_is_manager, module.classes)
        return tuple(found)

    @cached_property
    def _found(self) -> dict[str, frozenset[int]]:
        """Those that open one, by their names; those too that enter another."""
        found: dict[str, frozenset[int]] = {}
        for _ in range(_HOPS):
            new = [
                each
                for each in self._managers
                if id(each) not in found.get(each.name, ())
                and any(begins(call) or call.name in found for call in _made_in(each))
            ]
            for each in new:
                found[each.name] = found.get(each.name, frozenset()) | {id(each)}
            if not new:
                break
        return found

    @cached_property
    def _others(self) -> frozenset[str]:
        """The names that managers have as well which open none."""
        return frozenset(
            each.name for each in self._managers if id(each) not in self._found.get(each.name, ())
        )


def _calls(subject: Expression) -> Iterator[Call]:
    return (each for each in walk(subject) if isinstance(each, Call))


def _is_manager(each: Function | Class) -> bool:
    if isinstance(each, Class):
        return any(each.method(name) is not None for name in _ENTERING)
    return any(
        isinstance(one, Name | Call) and path_of(one).rpartition(".")[2] in _DECORATORS
        for one in each.decorators
    )


def _made_in(manager: Function | Class) -> Iterator[Call]:
    """The calls that a manager makes as it is entered."""
    if isinstance(manager, Function):
        yield from manager.calls
        return
    for name in _ENTERING:
        method = manager.method(name)
        if isinstance(method, Function):
            yield from method.calls
