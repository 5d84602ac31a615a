"""Forms of Django, and serializers of Django REST framework, that save an object of their model."""

from __future__ import annotations

from compliance.extract.code.model import Call, Class, Constant, Name
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.receivers import assigned, lineage


def form_model(program: Program, chain: Chain, path: str) -> Meaning | None:
    """The model of a form or a serializer that the same function makes: that of its `Meta`."""
    for value in assigned(chain.function, chain.module, path) if "." not in path else ():
        made = value.callee if isinstance(value, Call) else None
        if not isinstance(made, Name):
            continue
        found = program.meaning(chain.module, made.path, chain.function)
        if found is None or not isinstance(found.value, Class):
            continue
        for module, class_ in lineage(program, found.module, found.value):
            meta = next((each for each in class_.inner if each.name == "Meta"), None)
            model = meta.field("model") if meta is not None else None
            if model is not None and isinstance(model.value, Name):
                return program.meaning(module, model.value.path)
    return None


def is_kept(call: Call) -> bool:
    """Whether `form.save()` writes: not with `commit=False`."""
    commit = call.keywords.get("commit")
    return not (isinstance(commit, Constant) and commit.value == "False")
