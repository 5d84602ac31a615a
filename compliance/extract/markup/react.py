"""What a React component puts into a page: state, by whatever it is set to, values that are
remembered or gone through, scripts that a package brings.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Call, Expression, Member, Name
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program

_STATE = re.compile(
    r"\[\s{0,20}(?P<name>[A-Za-z_$][\w$]{0,80})\s{0,20},\s{0,20}(?P<setter>[\w$]{1,80})\s{0,20}\]"
    r"\s{0,20}=\s{0,20}(?:React\.)?useState\b"
)
# What makes the value that it answers by a function, and remembers that.
_REMEMBERS = frozenset(["useMemo", "computed", "memo"])
# What hands its function each item, or what was waited for.
_HANDS_ON = frozenset(["map", "flatMap", "forEach", "then"])
# What packages bring for a page, made of nothing that anybody sends.
_BROUGHT = frozenset("script snippet style styles css".split())
_TRANSLATES = frozenset(["t", "$t", "i18n.t", "i18next.t"])
# Methods that do, whatever they are called on: Fluent's and React Intl's.
_TRANSLATING = frozenset(["$t", "getString", "formatMessage"])
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
    return call.path in _TRANSLATES or ("." in call.path and call.name in _TRANSLATING)


def remembered(call: Call) -> Function | None:
    """The function whose answer a call such as `useMemo(() => …)` remembers; None for others."""
    made = call.argument(0)
    return made if call.name in _REMEMBERS and isinstance(made, Function) else None


def gone_through(function: Function, path: str) -> Expression | None:
    """What is gone through by a function for each item, or waited for, where a name is of that:
    `notes.map((note) => note.text)`, `notes.map(({ text }) => text)`,
    `clean(text).then((html) => show(html))`; None for others.
    """
    call, head = function.argument_of, path.partition(".")[0]
    if call is None or call.name not in _HANDS_ON or not function.parameters:
        return None
    item = function.parameters[0]
    if head != item.name and not any(head == local for local, _ in item.taken):
        return None
    if isinstance(call.callee, Member):
        return call.callee.of
    return Name(call.line, path=call.receiver) if call.receiver else None


def is_state(value: Expression) -> bool:
    """Whether it begins a state, which is what is put into it later."""
    return isinstance(value, Call) and value.name == "useState"


def states(module: Module, name: str) -> Sequence[tuple[Expression, Function | None]] | None:
    """What a state of that name is set to, at its beginning and later, each with the function that
    it stands in; None where no state is called so.
    """
    return _states(module).get(name)


@functools.lru_cache(maxsize=2)  # A page may have thousands of them.
def _states(module: Module) -> Mapping[str, Sequence[tuple[Expression, Function | None]]]:
    """What the states of a module are set to, by their names."""
    found: dict[str, list[tuple[Expression, Function | None]]] = {}
    by_setter: dict[str, list[str]] = {}
    by_line: dict[int, list[str]] = {}
    for name, setter, line in _begun(module):
        if name not in found:
            found[name] = []
            by_setter.setdefault(setter, []).append(name)
            by_line.setdefault(line, []).append(name)
    for call in module.calls if found else ():
        first, set_here = call.argument(0), by_setter.get(call.path, [])
        if isinstance(first, Function):
            for name in set_here:
                found[name] += [(each, first) for each in first.returns]
        elif first is not None:
            begun = by_line.get(call.line, []) if call.name == "useState" else []
            for name in {*set_here, *begun}:
                found[name].append((first, call.function))
            handed = by_setter.get(first.path, []) if isinstance(first, Name) else []
            for name in {*handed}.difference(set_here, begun):
                # `render(text).then(setHtml)`: what is called last before it.
                before = call.callee.of if isinstance(call.callee, Member) else call
                found[name].append((before, call.function))
    return found


def _begun(module: Module) -> Iterator[tuple[str, str, int]]:
    """The names of states and of what sets them, with the lines where they begin."""
    if b"useState" not in module.source:
        return
    source = module.source.decode("utf-8", "replace")
    line, at = 1, 0
    for found in _STATE.finditer(source):
        line += source.count("\n", at, found.start())
        at = found.start()
        yield found["name"], found["setter"], line
