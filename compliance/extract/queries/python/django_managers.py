"""The managers and querysets of a program's own models in Django, and the models that have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from compliance.extract.code.expressions import Call, Expression, path_of
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import chain_of
from compliance.extract.queries.receivers import lineage

# Of as many models the managers are looked for.
_MAX_MODELS = 2_000
_MAKES = (b"Manager", b"as_manager", b"from_queryset", b"objects =")


@dataclass
class Managers:
    """The managers of one program's models."""

    program: Program

    def model_of(self, class_: Class) -> Meaning | None:
        """The model whose rows a manager or a queryset has; None where several have it."""
        models = self._models.get(id(class_), {})
        return next(iter(models.values())) if len(models) == 1 else None

    def methods(self, call: Call, function: Function) -> Iterator[Function]:
        """The method that `Order.objects.late()` runs, also behind other steps; of rows whose model
        is not told, that of the only manager which has one of such a name.
        """
        module = function.module
        if module is None or not module.is_python or not self._models or not call.receiver:
            return
        chain = chain_of(module, call)
        if call.name not in self._named:
            return
        found = self.program.meaning(module, chain.above(), function) if chain.above() else None
        if found is not None and isinstance(found.value, Class):
            own = list(self._of_model(found.module, found.value))
            methods = (each.method(call.name) for each in own)
            yield from (each for each in methods if each is not None)
        elif len(self._named[call.name]) == 1:
            yield self._named[call.name][0]

    def _of_model(self, module: Module, model: Class) -> Iterator[Class]:
        """The managers of a model, those that it has of what it extends too."""
        for place, each in lineage(self.program, module, model):
            for field in each.fields:
                if field.value is not None:
                    yield from self._made_of(place, field.value)

    @cached_property
    def _models(self) -> dict[int, dict[int, Meaning]]:
        """The models that have a manager or a queryset, by this."""
        return {key: models for key, (_, models) in self._managers.items()}

    @cached_property
    def _named(self) -> dict[str, list[Function]]:
        """The methods of managers and querysets by their names, `get_queryset` aside, which each
        has.
        """
        found: dict[str, list[Function]] = {}
        for class_, _ in self._managers.values():
            for method in class_.methods:
                if method.name != "get_queryset":
                    found.setdefault(method.name, []).append(method)
        return found

    @cached_property
    def _managers(self) -> dict[int, tuple[Class, dict[int, Meaning]]]:
        found: dict[int, tuple[Class, dict[int, Meaning]]] = {}
        models = (
            (module, class_)
            for module in self.program.python_modules(*_MAKES)
            for class_ in module.classes
        )
        for _, (module, class_) in zip(range(_MAX_MODELS), models, strict=False):
            for field in class_.fields:
                value = field.value
                for each in self._made_of(module, value) if isinstance(value, Call) else ():
                    _, having = found.setdefault(id(each), (each, {}))
                    having[id(class_)] = Meaning(module, class_)
        return found

    def _made_of(self, module: Module, value: Expression) -> Iterator[Class]:
        """The classes that a manager is made of, with what they extend: `Orders()`,
        `OrderRows.as_manager()`, `Manager.from_queryset(OrderRows)()`.
        """
        if not isinstance(value, Call):
            return
        calls = list(value.chain())
        paths = [
            path_of(each.callee).partition("(")[0].removesuffix(".as_manager") for each in calls
        ]
        paths += [path_of(given) for each in calls for given in each.arguments[:1]]
        for path in filter(None, paths):
            found = self.program.meaning(module, path.removesuffix(".from_queryset"))
            if found is not None and isinstance(found.value, Class):
                yield from self._family(found.module, found.value)

    def _family(self, module: Module, manager: Class) -> Iterator[Class]:
        """A manager with what it extends, and the queryset that it answers."""
        family = [(place, each) for place, each in lineage(self.program, module, manager)]
        names = {path_of(base).rpartition(".")[2] for _, each in family for base in each.bases}
        if not any(name.endswith("Manager") or "QuerySet" in name for name in names):
            return
        for place, each in family:
            yield each
            made = each.method("get_queryset")
            for value in made.returns if made is not None else ():
                if isinstance(value, Call):
                    first = list(value.chain())[-1]
                    found = self.program.meaning(place, path_of(first.callee), made)
                    if found is not None and isinstance(found.value, Class):
                        rows = lineage(self.program, found.module, found.value)
                        yield from (one for _, one in rows)


__all__ = ["Managers"]
