"""The dependencies of FastAPI: what is asked before a handler runs, and before that again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.extract.code.expressions import Call, Expression, Name, Sequence, walk
from compliance.extract.code.model import Class, Function, Module, Parameter
from compliance.extract.code.program import Program
from compliance.extract.queries.receivers import lineage
from compliance.extract.routes.following import Located, located, value_of

_MAX_HOPS = 4
_DEPENDING = ("Depends", "Security")
_DEPENDS = re.compile(r"\b(?:Depends|Security)\(\s{0,20}([A-Za-z_][\w.]{0,100})")


@dataclass
class Dependencies:
    """The dependencies in one program. Each comes as it is written, and as the function that it
    leads to, wherever that is; those of the function follow.
    """

    program: Program
    # Most handlers depend on the same few functions.
    _known: dict[tuple[int, int], tuple[Expression, ...]] = field(default_factory=dict)

    def of_call(self, where: Located, call: Call) -> tuple[Expression, ...]:
        """Those that an application, a router or a route is handed: `dependencies=[…]`."""
        given = call.keywords.get("dependencies")
        if given is None:
            return ()
        listed = value_of(self.program, where.at(given)) or where.at(given)
        if not isinstance(listed.expression, Sequence):
            return (given,)
        places = [listed.at(each) for each in listed.expression.items]
        if isinstance(given, Name):
            places += _appended(given.path.rpartition(".")[2], listed.module)
        found = (self._followed(each, _MAX_HOPS) for each in places)
        return tuple(guard for guards in found for guard in guards)

    def of_function(self, function: Function, hops: int = _MAX_HOPS) -> tuple[Expression, ...]:
        """Those that a function names as its parameters, by default or by type."""
        key = (id(function), hops)
        if key not in self._known:
            self._known[key] = ()
            self._known[key] = tuple(self._of_parameters(function, hops))
        return self._known[key]

    def _of_parameters(self, function: Function, hops: int) -> Iterator[Expression]:
        if function.module is None:
            return
        for parameter in function.parameters:
            for each in self._named_by(parameter, function, function.module):
                yield from self._followed(each, hops)

    def _named_by(
        self, parameter: Parameter, function: Function, module: Module
    ) -> Iterator[Located]:
        """`user=Depends(current_user)`, `user: Annotated[User, Depends(current_user)]`, and `user:
        CurrentUser`, where that is such a type.
        """
        here = Located(Name(function.line), module, function.outer)
        if isinstance(parameter.default, Call) and parameter.default.name in _DEPENDING:
            default = parameter.default
            # `user: CurrentUser = Depends()`: the class itself is made of what is asked.
            given = Name(function.line, path=parameter.type)
            yield here.at(default if default.arguments or not parameter.type else given)
        elif isinstance(parameter.default, Call):
            yield from self._answered(here.at(parameter.default), parameter.default)
        elif "Depends(" in parameter.type or "Security(" in parameter.type:
            for each in _DEPENDS.findall(parameter.type):
                yield here.at(Name(function.line, path=each))
        elif parameter.type:
            name = Name(function.line, path=parameter.type.partition("[")[0].strip())
            found = value_of(self.program, here.at(name))
            if found is not None and not isinstance(found.expression, Function | Class):
                for part in walk(found.expression):
                    if isinstance(part, Call) and part.name in _DEPENDING:
                        yield found.at(part)

    def _answered(self, where: Located, call: Call) -> Iterator[Located]:
        """What a function of the repository answers as the dependency: `user=requires("admin")`,
        where that returns `Depends(current_user)`, and the call itself.
        """
        maker = value_of(self.program, where.at(call.callee))
        function = maker.expression if maker is not None else None
        if maker is None or not isinstance(function, Function):
            return
        for each in function.returns:
            if isinstance(each, Call) and each.name in _DEPENDING:
                yield where
                yield Located(each, maker.module, function)

    def _followed(self, where: Located, hops: int) -> Iterator[Expression]:
        """A dependency, the function that it leads to, and what that depends on itself."""
        written = where.expression
        yield written
        named = value_of(self.program, where) if isinstance(written, Name) else where
        if named is not None and isinstance(named.expression, Call):
            call = named.expression
            if call.name in _DEPENDING:
                if named is not where:
                    yield call
                asked = call.argument(0, "dependency")
                named = value_of(self.program, named.at(asked)) if asked is not None else None
        if named is None:
            return
        if isinstance(named.expression, Class | Call):
            yield named.expression  # `bearer = HTTPBearer()`: its class says what is asked for.
        function = self._runs(named)
        if function is not None and hops > 0:
            yield function
            yield from self.of_function(function, hops - 1)

    def _runs(self, where: Located) -> Function | None:
        """The function that runs: itself, that of an object, or the one that a function makes."""
        found = where.expression
        if isinstance(found, Function):
            return found
        if isinstance(found, Class):
            return found.method("__init__")
        if not isinstance(found, Call):
            return None
        maker = value_of(self.program, where.at(found.callee))
        if maker is not None and isinstance(maker.expression, Class):
            each = lineage(self.program, maker.module, maker.expression)
            methods = (class_.method("__call__") for _, class_ in each)
            return next((method for method in methods if method is not None), None)
        return self._made(maker) if maker is not None else None

    def _made(self, where: Located) -> Function | None:
        """The function that a function makes: `requires("admin")` answers it."""
        maker = where.expression
        if not isinstance(maker, Function):
            return None
        places = (Located(each, where.module, maker) for each in maker.returns)
        found = filter(None, (value_of(self.program, each) for each in places))
        return next((e.expression for e in found if isinstance(e.expression, Function)), None)


def _appended(name: str, module: Module) -> Iterator[Located]:
    """What a file puts into a list afterwards, which it may do under a condition."""
    for call in module.calls:
        added = call.argument(0)
        if call.path == f"{name}.append" and added is not None:
            yield located(module, call).at(added)
