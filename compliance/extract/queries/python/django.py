"""Queries through Django's ORM: managers, querysets, objects that are saved, cursors."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Name, path_of
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain, chain_of
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.python.django_filters import filters, of_view
from compliance.extract.queries.python.django_forms import (
    form_model,
    handed_model,
    is_kept,
    own_model,
    saved_by_framework,
)
from compliance.extract.queries.python.django_managers import Managers
from compliance.extract.queries.python.django_methods import ACTIONS, ending_of, tells
from compliance.extract.queries.python.django_relations import Relations
from compliance.extract.queries.query import Action
from compliance.extract.queries.reading import Dialect, Found, mentions
from compliance.extract.queries.receivers import assigned, bases, lineage, type_of

_RELATED = {"add": Action.UPDATE, "remove": Action.UPDATE, "set": Action.UPDATE,
            "clear": Action.UPDATE}  # fmt: skip
_OWN = {"save": Action.UPDATE, "asave": Action.UPDATE, "delete": Action.DELETE,
        "adelete": Action.DELETE, "refresh_from_db": Action.ONE}  # fmt: skip
_OF_OBJECT = tuple((name,) for name in _OWN)
_SHORTCUTS = {
    **dict.fromkeys(["get_object_or_404", "aget_object_or_404"], Action.ONE),
    **dict.fromkeys(["get_list_or_404", "aget_list_or_404"], Action.MANY),
}
_MANAGERS = frozenset("objects _default_manager _base_manager all_objects".split())
_SAVING = frozenset(["update_fields", "force_insert", "force_update", "using"])
_WORDS = (
    b".objects", b"_manager", b"_or_404", b"queryset", b"QuerySet", b"save(", b"delete(", b".all()",
    b".filter(", b".exclude(", b".create(", b".order_by(", b"_related(", b".values_list(",
    b".exists()", b".annotate(", b"refresh_from_db", b"_set.", b".count()", b".first()", b".last()",
    b".aggregate(",
)  # fmt: skip

# The name of the model of some rows, and where that leads.
_Rows = tuple[str, Meaning | None]


def django(program: Program) -> Dialect | None:
    """How Django's queries are told in a program; None where it is not used."""
    if not mentions(program, b"from django", b"import django"):
        return None
    methods = frozenset([*ACTIONS, *_RELATED, *_OWN, *_SHORTCUTS])
    return Dialect("Django", methods, _Django(program).judge, _WORDS)


class _Django:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._relations = Relations(program)
        self._managers = Managers(program)

    def judge(self, chain: Chain) -> Found | None:
        if not chain.module.is_python:
            return None
        first = chain.names[0]
        if first in _SHORTCUTS and not chain.base:
            table, declared = self._model(chain, chain.steps[0].argument(0, "klass"))
            return Found(_SHORTCUTS[first], table, declared, tuple(filters(chain)))
        rows = self._rows(chain)
        if rows is None:
            return self._own(chain)
        ending = ending_of(chain)
        if ending is None:
            return None
        sql = chain.call.argument(0) if ending is Action.SQL else None
        columns = (*filters(chain), *of_view(chain, self._program))
        return Found(ending, *rows, filters=columns, sql=sql)

    def _rows(self, chain: Chain, hops: int = 6) -> _Rows | None:
        """The model of the manager or queryset that a chain starts from; None where it is none."""
        base, last = chain.base, chain.last
        if hops <= 0:
            return None
        if last in _MANAGERS and chain.above():
            return self._named(chain, chain.above())
        of_super = chain.names[:2] == ("super", "get_queryset")
        if of_super or (chain.names[0] in ("get_queryset", "get_base_queryset") and base == "self"):
            rows = self._of_view(chain, "get_queryset", hops)
            return rows or self._of_manager(chain) or ("", None)
        if base in ("self.queryset", "cls.queryset"):
            return self._of_view(chain, "", hops) or ("", None)
        if not base:
            return None  # What a function of the program answers is nothing that can be told.
        found = self._program.meaning(chain.module, base, chain.function)
        made = found.value.name if found is not None and isinstance(found.value, Call) else ""
        if made.endswith("Manager") or made == "as_manager":
            return self._named(chain, chain.above())
        if self._is_manager_class(chain, base):
            return self._of_manager(chain) or ("", None)
        rows = self._assigned(chain, base, hops)
        if rows is not None:
            return rows
        if tells(chain):
            return "", None
        return self._relations.rows(chain)

    def _assigned(self, chain: Chain, base: str, hops: int) -> _Rows | None:
        """A name that a queryset was put into."""
        if "." in base and not base.startswith("self."):
            return None
        for value in assigned(chain.function, chain.module, base):
            if isinstance(value, Name) and value.path in ("self.queryset", "cls.queryset"):
                return self._of_view(chain, "", hops) or ("", None)
            if isinstance(value, Call):
                inner = chain_of(chain.module, value)
                rows = None if inner.base == base else self._rows(inner, hops - 1)
                if (
                    rows is not None
                    and inner.names[-1] in ACTIONS
                    and ending_of(inner) is Action.MANY
                ):
                    return rows
        return None

    def _of_view(self, chain: Chain, method: str, hops: int) -> _Rows | None:
        """The model of the rows that a view has: what a method of it answers, its `queryset`, or
        its `model`.
        """
        class_ = class_around(chain.function)
        family = self._family(chain, class_) if class_ is not None else ()
        around = {id(each) for each in functions_around(chain.function)}
        for module, each in family:
            made = each.method(method) if method else None
            field = each.field("queryset")
            values = [] if made is None or id(made) in around else list(made.returns)
            values += [field.value] if field is not None and field.value is not None else []
            calls = (chain_of(module, value) for value in values if isinstance(value, Call))
            for rows in filter(None, (self._rows(one, hops - 1) for one in calls)):
                return rows
            model = each.field("model")
            if model is not None and isinstance(model.value, Name):
                found = self._program.meaning(module, model.value.path)
                return self._if_model(found) if found is not None else None
        return None

    def _family(self, chain: Chain, class_: Class) -> Iterator[tuple[Module, Class]]:
        """A view with what it extends, and the first in its file that extends it: a base leaves to
        these which rows they have.
        """
        yield from lineage(self._program, chain.module, class_)
        heirs = (each for each in chain.module.classes if class_.name in map(path_of, each.bases))
        yield from ((chain.module, each) for each in itertools.islice(heirs, 1))

    def _is_manager_class(self, chain: Chain, base: str) -> bool:
        """Whether `self` is a manager or a queryset of the program's own."""
        if base not in ("self", "super()"):
            return False
        class_ = class_around(chain.function)
        if class_ is None:
            return False
        names = bases(self._program, chain.module, class_)
        return any(name.endswith(("Manager", "QuerySet", "as_manager")) for name in names)

    def _of_manager(self, chain: Chain) -> _Rows | None:
        """The model of the manager or the queryset whose method a chain stands in."""
        class_ = class_around(chain.function)
        found = self._managers.model_of(class_) if class_ is not None else None
        return self._if_model(found) if found is not None else None

    def _own(self, chain: Chain) -> Found | None:
        """What is done to one object: `user.save()`, or to its relation: `user.groups.add()`."""
        name, call = chain.names[0], chain.steps[0]
        saved = saved_by_framework(self._program, chain)
        if saved is not None:
            rows = self._if_model(saved)
            return Found(Action.UPDATE, *rows) if rows is not None else None
        if chain.base == "self" and name == "get_object" and chain.names[1:] in _OF_OBJECT:
            rows = self._of_view(chain, "get_queryset", 6) or ("", None)
            return Found(_OWN[chain.names[1]], *rows)
        if len(chain.steps) == 2 and not chain.base and chain.names[1] in _OWN:
            made = self._program.meaning(chain.module, name, chain.function)
            new = self._if_model(made) if made is not None else None
            return Found(Action.CREATE, *new) if new is not None else None
        if name in _RELATED and chain.base.count(".") >= 1:
            return self._relation(chain, name)
        action = _OWN.get(name)
        if action is None or not chain.base or len(chain.steps) > 1:
            return None
        if call.arguments and not _SAVING & call.keywords.keys():
            return None
        form = form_model(self._program, chain, chain.base) if name == "save" else None
        if form is not None:
            model = self._if_model(form)
            return Found(Action.UPDATE, *model) if model is not None and is_kept(call) else None
        model = self._object(chain, chain.base)
        if model is None and _SAVING & call.keywords.keys():
            model = "", None
        return Found(action, *model) if model is not None else None

    def _relation(self, chain: Chain, name: str) -> Found | None:
        """A many-to-many relation of a model of the program."""
        head, _, field = chain.base.rpartition(".")
        found = self._object(chain, head) if head else None
        declared = found[1] if found is not None else None
        if declared is None or not isinstance(declared.value, Class):
            return None
        kept = declared.value.field(field)
        many = kept is not None and isinstance(kept.value, Call) and "ManyToMany" in kept.value.path
        return Found(_RELATED[name], f"{declared.value.name}.{field}") if many else None

    def _object(self, chain: Chain, path: str) -> _Rows | None:
        """The model of an object, where that can be told."""
        if path in ("self", "super()"):
            class_ = class_around(chain.function)
            return self._if_model(Meaning(chain.module, class_)) if class_ is not None else None
        if path in ("self.object", "self.instance"):
            return "", None
        handed = handed_model(self._program, chain, path)
        if handed is not None:
            return self._if_model(handed)
        written = type_of(self._program, chain.module, path, chain.function)
        if written:
            found = self._program.meaning(
                chain.module, written.strip("'\"").partition("|")[0].strip()
            )
            return self._if_model(found) if found is not None else None
        for value in assigned(chain.function, chain.module, path):
            model = self._value(chain, value)
            if model is not None:
                return model
        return self._item(chain, path)

    def _value(self, chain: Chain, value: Expression) -> _Rows | None:
        if not isinstance(value, Call):
            return None
        inner = chain_of(chain.module, value)
        if inner.names[-1] in _SHORTCUTS:
            return self._model(chain, value.argument(0, "klass"))
        if inner.names == ("get_object",) and inner.base == "self":
            return "", None
        if len(inner.steps) == 1 and value.callee and isinstance(value.callee, Name):
            found = self._program.meaning(chain.module, value.callee.path, chain.function)
            model = self._if_model(found) if found is not None else None
            if model is not None:
                return model
        if inner.names == ("save",):
            made = form_model(self._program, chain, inner.base)
            return self._if_model(made) if made is not None else None
        ends_in_one = ACTIONS.get(inner.names[-1]) in (Action.ONE, Action.CREATE)
        return self._rows(inner) if ends_in_one else None

    def _item(self, chain: Chain, path: str) -> _Rows | None:
        """The item of a loop over a queryset."""
        block = chain.call.block
        while block is not None:
            if block.target == path and block.subject is not None:
                subject = block.subject
                if isinstance(subject, Name):
                    return self._assigned(chain, subject.path, 4)
                return (
                    self._rows(chain_of(chain.module, subject))
                    if isinstance(subject, Call)
                    else None
                )
            block = block.outer
        return None

    def _if_model(self, found: Meaning) -> _Rows | None:
        """A class that is a model: it extends Django's, or what another package calls a model."""
        if not isinstance(found.value, Class):
            return None
        for name in bases(self._program, found.module, found.value):
            last = name.rpartition(".")[2]
            if last in ("Model", "AbstractUser", "AbstractBaseUser", "Page") or (
                last.endswith("Model") and "." not in name and last != "BaseModel"
            ):
                return found.value.name, found
        return None

    def _model(self, chain: Chain, value: Expression | None) -> _Rows:
        if isinstance(value, Name):
            path = value.path
            for manager in _MANAGERS:
                path = path.removesuffix(f".{manager}")
            return self._named(chain, path)
        if isinstance(value, Call):
            return self._rows(chain_of(chain.module, value)) or ("", None)
        return "", None

    def _named(self, chain: Chain, path: str) -> _Rows:
        found = own_model(self._program, chain, path)
        found = found or self._program.meaning(chain.module, path, chain.function)
        if found is not None and isinstance(found.value, Class):
            return found.value.name, found
        last = path.rpartition(".")[2]
        return (last, None) if last[:1].isupper() else ("", None)
