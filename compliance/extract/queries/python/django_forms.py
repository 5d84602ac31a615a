"""Forms of Django, and serializers of Django REST framework, that save an object of their model."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Constant, Name
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.receivers import assigned, lineage

# The methods of views that the frameworks hand what saves, the parameter, and what the view calls
# its class.
_HANDED = {
    ("perform_create", "serializer"): "serializer_class",
    ("perform_update", "serializer"): "serializer_class",
    ("form_valid", "form"): "form_class",
}
_FORM_OF_MODEL = ("form_valid", "form")
_MADE_BY_VIEW = {"self.get_serializer": "serializer_class", "self.get_form": "form_class"}
# What a serializer is asked for when it saves, and then asks the framework for.
_OF_SERIALIZER = frozenset(["create", "update"])
_OWN_MODEL = frozenset(["self.Meta.model", "cls.Meta.model"])


def form_model(program: Program, chain: Chain, path: str) -> Meaning | None:
    """The model of a form or a serializer that the same function makes, or that its view has: that
    of its `Meta`.
    """
    for found in _classes(program, chain, path) if "." not in path else ():
        model = _model_of(program, found)
        if model is not None:
            return model
    # Without a class of its own, a view makes its form of its model.
    handed = chain.function is not None and (chain.function.name, path) == _FORM_OF_MODEL
    return next(_of_view(program, chain, "model"), None) if handed else None


def handed_model(program: Program, chain: Chain, path: str) -> Meaning | None:
    """The model of the object that the framework hands the `update` of a serializer."""
    function = chain.function
    class_ = class_around(function)
    if function is None or class_ is None or function.name != "update":
        return None
    names = [each.name for each in function.parameters]
    return _model_of(program, Meaning(chain.module, class_)) if names[1:2] == [path] else None


def own_model(program: Program, chain: Chain, path: str) -> Meaning | None:
    """The model that the form or serializer around a chain names by `self.Meta.model`."""
    if path not in _OWN_MODEL:
        return None
    class_ = class_around(chain.function)
    return _model_of(program, Meaning(chain.module, class_)) if class_ is not None else None


def saved_by_framework(program: Program, chain: Chain) -> Meaning | None:
    """The model of a serializer whose `create` or `update` leaves the saving to the framework."""
    name = chain.names[-1]
    calls = chain.names == ("super", name) and name in _OF_SERIALIZER
    if not calls or chain.function is None or chain.function.name != name:
        return None
    class_ = class_around(chain.function)
    return _model_of(program, Meaning(chain.module, class_)) if class_ is not None else None


def is_kept(call: Call) -> bool:
    """Whether `form.save()` writes: not with `commit=False`."""
    commit = call.keywords.get("commit")
    return not (isinstance(commit, Constant) and commit.value == "False")


def _classes(program: Program, chain: Chain, path: str) -> Iterator[Meaning]:
    """The classes of which a name of a function may be a form or a serializer."""
    for value in assigned(chain.function, chain.module, path):
        made = value.callee if isinstance(value, Call) else None
        if not isinstance(made, Name):
            continue
        if made.path in _MADE_BY_VIEW:
            yield from _of_view(program, chain, _MADE_BY_VIEW[made.path])
            continue
        found = program.meaning(chain.module, made.path, chain.function)
        if found is not None:
            yield found
    name = _HANDED.get((chain.function.name, path)) if chain.function is not None else None
    if name is not None and _is_handed(chain.function, path):
        yield from _of_view(program, chain, name)


def _is_handed(function: Function | None, path: str) -> bool:
    return function is not None and any(each.name == path for each in function.parameters)


def _of_view(program: Program, chain: Chain, name: str) -> Iterator[Meaning]:
    """What the view around a chain names as the class of its serializer or its form."""
    class_ = class_around(chain.function)
    for module, each in lineage(program, chain.module, class_) if class_ is not None else ():
        field = each.field(name)
        if field is not None and isinstance(field.value, Name):
            found = program.meaning(module, field.value.path)
            if found is not None:
                yield found
            return


def _model_of(program: Program, found: Meaning) -> Meaning | None:
    if not isinstance(found.value, Class):
        return None
    for module, class_ in lineage(program, found.module, found.value):
        meta = next((each for each in class_.inner if each.name == "Meta"), None)
        model = meta.field("model") if meta is not None else None
        if model is not None and isinstance(model.value, Name):
            return program.meaning(module, model.value.path)
    return None
