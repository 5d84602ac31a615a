"""Variables that django-configurations fills the settings of Django from.

Source: https://django-configurations.readthedocs.io/en/stable/values/
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Constant, Expression, Text
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.environment.found import Found

WORD = b"from configurations"
_PACKAGES = ("configurations", "configurations.values")
_PREFIX = "DJANGO"
# Values that are read by a name of their own, without the prefix.
_NAMED = {
    "DatabaseURLValue": "DATABASE_URL",
    "CacheURLValue": "CACHE_URL",
    "SearchURLValue": "SEARCH_URL",
    "EmailURLValue": "EMAIL_URL",
}
# Those that hold several things have none of them by themselves; no boolean is made without one.
_EMPTY = ("ListValue", "TupleValue", "SetValue", "DictValue", "BackendsValue", "BooleanValue")


def values(program: Program) -> Iterator[Found]:
    """The variable of each value in a component's settings. One that a class of the same file sets
    without the environment, as that for development does, has a default there.
    """
    for module in program.modules(WORD):
        fields = [
            (field.name, field.value)
            for class_ in module.classes
            for field in class_.fields
            if field.value is not None
        ]
        made = [(name, value) for name, value in fields if _is_value(value, module)]
        plain = {name for name, value in fields if not _is_value(value, module)}
        inside = [("", call) for call in module.calls if _is_value(call, module)]
        for name, value in (*made, *inside):
            if isinstance(value, Call):
                variable = _variable(name, value)
                if variable:
                    spare = name in plain or _has_default(value)
                    yield Found(variable, module, value.line, spare)


def _is_value(value: Expression, module: Module) -> bool:
    if not isinstance(value, Call) or not value.name.endswith("Value"):
        return False
    imported = module.imported(value.path.partition(".")[0])
    return imported is not None and imported[0] in _PACKAGES


def _variable(name: str, value: Call) -> str:
    """The variable that a value is read from; empty where it is from none, or stands inside of
    something else and does not say.
    """
    given = value.keywords
    if isinstance(off := given.get("environ"), Constant) and off.value == "False":
        return ""
    told = given.get("environ_name")
    own = _NAMED.get(value.name, "")
    if told is not None:
        name = told.value if isinstance(told, Text) else ""
    elif own:
        name = own
    else:
        name = name.upper()
    prefix = given.get("environ_prefix")
    if prefix is None:
        before = "" if own else _PREFIX
    elif isinstance(prefix, Text):
        before = prefix.value.removesuffix("_")
    else:
        before = ""
    return f"{before}_{name}" if before and name else name


def _has_default(value: Call) -> bool:
    if value.name == "SecretValue" or "environ_required" in value.keywords:
        return False
    if value.name.endswith(_EMPTY) or value.name in _NAMED:
        return True
    return bool(value.arguments) or "default" in value.keywords
