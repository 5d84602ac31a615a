"""What a React component puts into a page: state, by whatever it is set to, values that are
remembered or gone through, scripts that a package brings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Call, Expression, Member, Name
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program

_NAME = re.compile(r"[A-Za-z_$][\w$]{0,80}")
_STATE = (
    r"\[\s{0,20}%s\s{0,20},\s{0,20}(?P<setter>[\w$]{1,80})\s{0,20}\]\s{0,20}=\s{0,20}"
    r"(?:React\.)?useState\b"
)
# What makes the value that it answers by a function, and remembers that.
_REMEMBERS = frozenset(["useMemo", "computed", "memo"])
_FOR_EACH = frozenset(["map", "flatMap", "forEach"])
# What packages bring for a page, made of nothing that anybody sends.
_BROUGHT = frozenset("script snippet style styles css".split())
_TRANSLATES = frozenset(["t", "$t", "i18n.t", "i18next.t"])
# How files of the repository itself are taken in.
_OWN = (".", "#", "~", "@/")


def is_script_of_package(program: Program, module: Module, call: Call) -> bool:
    """Whether a package is asked for the script or the style that it brings, and told nothing:
    `hints.getCheckScript()`, where some module made `hints` by the package, or it was taken in.
    """
    if call.arguments or _BROUGHT.isdisjoint(words(call.name)):
        return False
    head = call.path.partition(".")[0]
    if _of_package(module, head):
        return True
    found = program.meaning(module, head, call.function)
    made = found.value if found is not None else None
    if found is None or not isinstance(made, Call) or made.function is not None:
        return False
    return _of_package(found.module, made.path.partition(".")[0])


def _of_package(module: Module, name: str) -> bool:
    taken_in = module.imported(name)
    return taken_in is not None and not taken_in[0].startswith(_OWN)


def mapped(call: Call) -> Function | None:
    """The function that makes something of each item: `notes.map((note) => note.text)`."""
    made = call.argument(0)
    is_one = call.name in ("map", "flatMap") and isinstance(call.callee, Member | Name)
    return made if is_one and isinstance(made, Function) and made.returns else None


def is_translation(call: Call) -> bool:
    """Whether a text of the program is looked up by its key: `t("orders.none")`."""
    return call.path in _TRANSLATES or call.path.endswith(".$t")


def remembered(call: Call) -> Function | None:
    """The function whose answer a call such as `useMemo(() => …)` remembers; None for others."""
    made = call.argument(0)
    return made if call.name in _REMEMBERS and isinstance(made, Function) else None


def gone_through(function: Function, path: str) -> Expression | None:
    """What is gone through by a function for each item, where a name is of that item:
    `notes.map((note) => note.text)`; None for other names.
    """
    call = function.argument_of
    item = function.parameters[0].name if function.parameters else ""
    if call is None or call.name not in _FOR_EACH or path.partition(".")[0] != item:
        return None
    if isinstance(call.callee, Member):
        return call.callee.of
    return Name(call.line, path=call.receiver) if call.receiver else None


def is_state(value: Expression) -> bool:
    """Whether it begins a state, which is what is put into it later."""
    return isinstance(value, Call) and value.name == "useState"


def states(module: Module, name: str) -> list[tuple[Expression, Function | None]] | None:
    """What a state of that name is set to, at its beginning and later, each with the function that
    it stands in; None where no state is called so.
    """
    if not _NAME.fullmatch(name) or b"useState" not in module.source:
        return None
    source = module.source.decode("utf-8", "replace")
    found = re.search(_STATE % re.escape(name), source)
    if found is None:
        return None
    line = source.count("\n", 0, found.start()) + 1
    return list(_set(module, found["setter"], line))


def _set(module: Module, setter: str, line: int) -> Iterator[tuple[Expression, Function | None]]:
    for call in module.calls:
        first = call.argument(0)
        if isinstance(first, Function):
            yield from ((each, first) for each in first.returns if call.path == setter)
            continue
        begins = call.name == "useState" and call.line == line
        if first is not None and (begins or call.path == setter):
            yield first, call.function
        elif isinstance(first, Name) and first.path == setter:
            # `render(text).then(setHtml)`: what is called last before it.
            before = call.callee.of if isinstance(call.callee, Member) else call
            yield before, call.function
