"""Whether SQL is built from variables: its values are followed to constants, or to where they come
from.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    walk,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.query_sites.attributes import Attributes
from compliance.extract.query_sites.guards import is_guarded
from compliance.extract.query_sites.handing import Handing
from compliance.extract.query_sites.local_names import (
    added,
    appended,
    looped,
    own_names,
    taken_apart,
)
from compliance.extract.query_sites.making import Making
from compliance.extract.query_sites.sources import (
    FRAGMENTS,
    METADATA,
    NUMBERS,
    Source,
    is_sent,
    is_set,
    unbound,
    within,
)

MAX_DEPTH = 12
_MAX_CALLERS = 30


@dataclass
class Values(Making):
    """Follows the values of one program."""

    _handing: Handing = field(init=False)
    _attributes: Attributes = field(init=False)
    _asked: set[tuple[int, int]] = field(default_factory=set)
    _locals: dict[tuple[int, str], Source | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._handing = Handing(self.program)
        self._attributes = Attributes(self.program, self.source)

    def source(
        self, module: Module, value: Expression | None, function: Function | None, depth: int = 0
    ) -> Source:
        """Where a text that is handed to a query comes from."""
        if value is None or isinstance(value, Text | Constant):
            return Source.WRITTEN
        if depth > MAX_DEPTH:
            return Source.OPEN
        if isinstance(value, Template):
            return self._put_together(module, unbound(value.parts), function, depth)
        if isinstance(value, Sequence | Table):
            return self._worst(module, within(value), function, depth)
        match value:
            case Operation():
                return self._operation(module, value, function, depth)
            case Name():
                found = self._name(module, value, function, depth)
                is_held = found is Source.VARIABLE and is_guarded(value.path, function)
                return Source.OPEN if is_held else found
            case Call():
                return self._call(module, value, function, depth)
            case Item():
                return self._item(module, value, function, depth)
            case Member():
                return _of_member(value)
            case _:
                return Source.OPEN

    def _item(self, module: Module, value: Item, function: Function | None, depth: int) -> Source:
        """`ORDERS[key]`: written where each of the map's values is."""
        found = self.program.value(module, value.of, function)
        table = found.value if found is not None else value.of
        place = found.module if found is not None else module
        if isinstance(table, Table | Sequence):
            return self.source(place, table, None, depth + 1)
        if is_set(path_of(value)):
            return self._variable
        return self.source(module, value.of, function, depth + 1)

    def _name(self, module: Module, value: Name, function: Function | None, depth: int) -> Source:
        path = value.path
        last = path.rpartition(".")[2]
        if last in NUMBERS or path.endswith(".alias") or any(each in path for each in METADATA):
            return Source.WRITTEN
        if "." not in path:
            local = self._local(module, path, function, depth)
            if local is not None:
                return local
        of, _, field_ = path.partition(".")
        if of in ("self", "this") and "." not in field_:
            kept = self._kept(module, field_, function, depth)
            if kept is not None:
                return kept
        found = self.program.meaning(module, path, function)
        if found is not None and isinstance(found.value, Expression):
            if isinstance(found.value, Function | Class) or found.value is value:
                return Source.OPEN
            if isinstance(found.value, Name) and found.value.path == path:
                return Source.OPEN
            inner = found.value.function if isinstance(found.value, Call) else None
            kept = self.source(found.module, found.value, inner, depth + 1)
            # What a class declares of a field is not what somebody hands over in it.
            is_field = kept is Source.OPEN and "." in path and _is_parameter(of, function)
            return self._variable if is_field else kept
        if "." in path:
            return self._attribute(module, path, function, depth)
        return self._of_item(depth) if found is None else Source.OPEN

    def _kept(
        self, module: Module, name: str, function: Function | None, depth: int
    ) -> Source | None:
        """What a class puts into a field of its objects; None where it does so nowhere."""
        values = list(self._attributes.own(module, name, function))[:20]
        key = (0, hash(name))
        if not values or key in self._asked:
            return None
        self._asked.add(key)
        worst = max(self.source(place, value, made, depth + 1) for place, value, made in values)
        self._asked.discard(key)
        return worst

    def _attribute(
        self, module: Module, path: str, function: Function | None, depth: int
    ) -> Source:
        """`row.name` of a parameter or a row is a variable; of what is imported, who knows."""
        head, _, rest = path.partition(".")
        if is_sent(path):
            return Source.VARIABLE
        if is_set(path):
            return self._variable
        if head in ("self", "this", "cls", "super()") or rest.rpartition(".")[2] in FRAGMENTS:
            return Source.OPEN
        if "." not in rest:
            found = self._attributes.of_name(module, head, rest, function, depth)
            if found is not None:
                return found
        for each in functions_around(function):
            if head in own_names(each) or self._looped(module, head, each, depth) is not None:
                return self._variable
        return Source.OPEN

    def _local(
        self, module: Module, name: str, function: Function | None, depth: int
    ) -> Source | None:
        """The same of a name of the functions around; None where none has it. One to which is added
        all the time may be handed to a query each time.
        """
        if depth or self._asked or function is None:
            return self._of_local(module, name, function, depth)
        key = (id(function), name)
        if key not in self._locals:
            self._locals[key] = self._of_local(module, name, function, depth)
        return self._locals[key]

    def _of_local(
        self, module: Module, name: str, function: Function | None, depth: int
    ) -> Source | None:
        """A name of the functions around: all that is put into it, or all that callers hand it."""
        for each in functions_around(function):
            values = [one.value for one in each.assigned(name)]
            if values:
                key = (id(each), hash(name))
                if key in self._asked:
                    return Source.WRITTEN  # `sql += …` asks for itself; the other values decide.
                self._asked.add(key)
                parts = added(each).get(name, ())
                found = self._worst(module, (*values, *parts), each, depth)
                for value, inner in appended(each, name):
                    found = max(found, self.source(module, value, inner, depth + 1))
                self._asked.discard(key)
                return max(found, self._made_of_itself(each, name, values, depth))
            item = self._looped(module, name, each, depth)
            if item is not None:
                return item
            if name in taken_apart(each):
                return self._taken_apart(module, name, each, depth)
            for position, parameter in enumerate(each.parameters):
                if parameter.name == name:
                    return self._parameter(each, position, name, depth)
        return None

    def _made_of_itself(
        self, function: Function, name: str, values: list[Expression], depth: int
    ) -> Source:
        """Where a parameter that is set to something of itself comes from: `id = id ?? one`."""
        is_kept = any(
            isinstance(one, Name) and one.path == name for value in values for one in walk(value)
        )
        for position, parameter in enumerate(function.parameters):
            if is_kept and parameter.name == name:
                return self._parameter(function, position, name, depth)
        return Source.WRITTEN

    def _taken_apart(self, module: Module, name: str, function: Function, depth: int) -> Source:
        for one in taken_apart(function)[name]:
            value = one.value
            if isinstance(value, Name) and is_sent(f"{value.path}."):
                return Source.VARIABLE
            if is_set(path_of(value) + "."):
                return self._variable
            found = self._attributes.of(module, value, one.parts[name][0], function, depth)
            if found is not None:
                return found
        return Source.OPEN

    def _looped(self, module: Module, name: str, function: Function, depth: int) -> Source | None:
        """The item of a loop over what is written out."""
        subject = looped(function).get(name)
        if subject is not None:
            return self.source(module, subject, function, depth + 1)
        around = function.argument_of
        if around is not None and around.name in ("map", "forEach", "flatMap"):
            names = [each.name for each in function.parameters]
            if name in names[1:2]:
                return Source.WRITTEN  # A position.
            if name in names[:1]:
                of = Name(around.line, path=around.receiver)
                return self.source(module, of, around.function, depth + 1)
            return self._taken(module, name, function, around, depth)
        return None

    def _taken(
        self, module: Module, name: str, function: Function, around: Call, depth: int
    ) -> Source | None:
        """What a callback takes out of each item: `rules.map(({ condition }) => condition)`."""
        taken = function.parameters[0].taken if function.parameters else ()
        key = next((path for local, path in taken if local == name), None)
        if key is None or not around.receiver:
            return None
        of = Name(around.line, path=around.receiver)
        return self._attributes.of(module, of, key, around.function, depth)

    def _parameter(self, function: Function, position: int, name: str, depth: int) -> Source:
        """What callers in the program hand over; a variable where one hands none that is written,
        or nobody is seen to call.
        """
        default = function.parameters[position].default
        worst, perhaps, callers = Source.WRITTEN, Source.WRITTEN, 0
        if not function.name or (id(function), hash(name)) in self._asked:
            return self._variable
        if self._handing.is_common(function.name):
            return Source.OPEN
        self._asked.add((id(function), hash(name)))
        asked = 0
        for module, call, is_known in self._handing.callers(function):
            shift = 1 if function.parameters[0].name in ("self", "cls") else 0
            given = call.argument(position - shift, name) or default
            source, asked = self._handed(module, given, call, depth), asked + 1
            if is_known:
                callers, worst = callers + 1, max(worst, source)
            else:
                perhaps = max(perhaps, source)
            if worst is Source.VARIABLE or asked > _MAX_CALLERS:
                break
        self._asked.discard((id(function), hash(name)))
        if callers:
            return worst
        # Of who may call it nobody hands over a variable: then who knows.
        return Source.OPEN if asked and perhaps is Source.WRITTEN else self._variable

    def _handed(self, module: Module, given: Expression | None, call: Call, depth: int) -> Source:
        """What a caller hands over: a number that it counts is a variable where it is put in."""
        counted = path_of(given).removesuffix("()").rpartition(".")[2] if given else ""
        if counted in NUMBERS:
            return self._variable
        return self.source(module, given, call.function, depth + 2)


def _is_parameter(name: str, function: Function | None) -> bool:
    parameters = (one for each in functions_around(function) for one in each.parameters)
    return name not in ("self", "this", "cls") and any(each.name == name for each in parameters)


def _of_member(value: Member) -> Source:
    if value.name in NUMBERS or f".{value.name}" in METADATA:
        return Source.WRITTEN
    return Source.VARIABLE if is_sent(path_of(value)) else Source.OPEN
