"""Finds the queries that run once for each row: in loops, in callbacks, in functions called so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from compliance.extract.base import extractor
from compliance.extract.code.expressions import Call, Name, Text, path_of, walk
from compliance.extract.code.model import Block, Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries import Action, Query, queries
from compliance.extract.queries.chains import base_of
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.receivers import lineage
from compliance.extract.queries.rounds import ITERATING, loop_around
from compliance.extract.query_sites.asking import asks, prefetched, runs_by_itself
from compliance.extract.query_sites.branches import Branches
from compliance.extract.query_sites.by_hand import run_by_hand
from compliance.extract.query_sites.fixed_rounds import goes_through_constant
from compliance.extract.query_sites.places import is_command, is_script, unread
from compliance.extract.query_sites.stores import store_calls
from compliance.facts.queries import LoopedQueries, Strike
from compliance.paths import is_source

MAX_STRIKES = 2_000
# As many places are asked for whether their loop is left behind them.
_MAX_LEFT = 500
_ROUNDS = 3


@extractor(version=41, reads=is_source)
def looped_queries(program: Program) -> LoopedQueries:
    """The query calls of a component, and those among them that run once for each row."""
    asked, aside = queries(program), run_by_hand(program)
    sites = [
        each
        for each in (*asked, *store_calls(program, asked))
        if asks(each)
        and not is_script(each.module)
        and not (each.module.path in aside or is_command(each.function))
    ]
    loaded = frozenset(prefetched(program)) if sites else frozenset()
    runs = [each for each in sites if runs_by_itself(each, loaded)]
    rounds = _Rounds(program)
    direct = {
        id(each): f"runs in {_named(each.loop)}"
        for each in runs
        if each.loop and rounds.are_of_rows(each.module, each.call, each.loop)
    }
    reasons = dict(direct)
    for module, own in _by_module(runs):
        _of_functions(rounds, module, own, reasons)
    struck = _once_a_call([each for each in sites if id(each) in reasons], reasons, direct)
    strikes = [Strike(each.where, reasons[id(each)]) for each in struck]
    return LoopedQueries(len(sites), tuple(strikes[:MAX_STRIKES]), unread(program))


def _once_a_call(
    struck: Iterable[Query], reasons: dict[int, str], direct: dict[int, str]
) -> Iterator[Query]:
    """The queries that stand in loops themselves, and of a function that is called in one the
    first: it is the call that stands there, whichever of several the function comes to.
    """
    seen: set[tuple[str, str]] = set()
    for each in struck:
        call = each.module.path, reasons[id(each)]
        if id(each) in direct or call not in seen:
            yield each
        seen.add(call)


@dataclass
class _Rounds:
    """How often what stands in the loops of a program runs; `_left` are the places that were asked
    for whether their loop ends behind them, which takes a file's syntax.
    """

    program: Program
    branches: Branches = field(default_factory=Branches)
    _left: int = 0

    def are_of_rows(self, module: Module, call: Call, loop: Block | Call) -> bool:
        """Whether a call in a loop, or in a callback for each item, runs once for each row."""
        if goes_through_constant(self.program, module, loop, call.function):
            return False
        return isinstance(loop, Call) or not self._is_left(module, call, loop)

    def _is_left(self, module: Module, call: Call, loop: Block) -> bool:
        """Whether the loop is the only one around a call, and ends behind it."""
        alone = loop.kind == "for" and not (loop.outer is not None and loop.outer.is_loop)
        function = call.function
        if not alone or function is None or function.argument_of is not None:
            return False
        self._left += 1
        if self._left > _MAX_LEFT:
            return False
        returned = any(part is call for each in function.returns for part in walk(each))
        return self.branches.leaves_loop(module, loop.line, call.line, returned=returned)


def _named(loop: Block | Call) -> str:
    """A loop as people are told of it."""
    if isinstance(loop, Call):
        return f"the callback of {loop.name}, line {loop.line}"
    return f"the {'loop' if loop.kind == 'for' else loop.kind} of line {loop.line}"


def _by_module(sites: Iterable[Query]) -> Iterator[tuple[Module, list[Query]]]:
    found: dict[str, list[Query]] = {}
    for each in sites:
        found.setdefault(each.module.path, []).append(each)
    yield from ((own[0].module, own) for own in found.values())


def _of_functions(
    rounds: _Rounds, module: Module, own: list[Query], reasons: dict[int, str]
) -> None:
    """Strike the queries of functions that are called for each row in the same file."""
    program = rounds.program
    by_function: dict[int, list[Query]] = {}
    functions: dict[int, Function] = {}
    for each in own:
        for function in functions_around(each.function):
            by_function.setdefault(id(function), []).append(each)
            functions[id(function)] = function
    names = {each.name for each in functions.values() if each.name}
    struck: dict[int, str] = dict(_method_fields(program, module, functions))
    for call in module.calls:
        for target, loop in _for_each_row(rounds, module, call, names):
            if id(target) in by_function:
                reason = f"{target.name} is called in {_named(loop)}"
                struck.setdefault(id(target), reason)
    for _ in range(_ROUNDS):
        _spread(program, module, names, by_function, struck)
    for key, reason in struck.items():
        narrows = key in functions and _narrows(functions[key])
        for each in by_function.get(key, ()):
            if not (narrows and each.orm == "Django" and each.action is Action.MANY):
                reasons.setdefault(id(each), reason)


def _narrows(function: Function) -> bool:
    """Whether a function answers a query that it is handed, with more conditions on it: what it
    builds for that is a part of it, and runs when that does.
    """
    handed = {each.name for each in function.parameters} - {"self", "cls"}
    bases = [
        base_of(list(each.chain())[-1]) if isinstance(each, Call) else path_of(each)
        for each in function.returns
    ]
    return bool(bases) and all(each in handed for each in bases)


def _for_each_row(
    rounds: _Rounds, module: Module, call: Call, names: set[str]
) -> Iterator[tuple[Function, Block | Call]]:
    """The functions that a call runs once for each row, by itself or for its argument."""
    program = rounds.program
    if call.name in names:
        loop = loop_around(call)
        if loop is not None and not rounds.are_of_rows(module, call, loop):
            loop = None
        found = (
            program.meaning(module, path_of(call.callee), call.function)
            if loop is not None
            else None
        )
        if loop is not None and found is not None and isinstance(found.value, Function):
            yield found.value, loop
    if call.name in ITERATING and call.receiver:
        for argument in call.arguments[:1]:
            last = argument.path.rpartition(".")[2] if isinstance(argument, Name) else ""
            if last in names and isinstance(argument, Name):
                found = program.meaning(module, argument.path, call.function)
                if found is not None and isinstance(found.value, Function):
                    yield found.value, call


def _spread(
    program: Program,
    module: Module,
    names: set[str],
    by_function: dict[int, list[Query]],
    struck: dict[int, str],
) -> None:
    """What a function calls that runs for each row runs for each row too."""
    for call in module.calls:
        around = next(
            (each for each in functions_around(call.function) if id(each) in struck), None
        )
        if around is None or call.name not in names:
            continue
        found = program.meaning(module, path_of(call.callee), call.function)
        target = found.value if found is not None else None
        if isinstance(target, Function) and id(target) in by_function:
            struck.setdefault(id(target), struck[id(around)])


def _method_fields(
    program: Program, module: Module, functions: dict[int, Function]
) -> Iterator[tuple[int, str]]:
    """The methods that a serializer of Django REST framework calls for each object."""
    if not module.is_python or b"ethodField" not in module.source:
        return
    for key, function in functions.items():
        class_ = function.class_
        if class_ is not None and function.name in set(_fields(program, module, class_)):
            yield key, f"{class_.name}.{function.name} is called for each object"


def _fields(program: Program, module: Module, class_: Class) -> Iterator[str]:
    for _, each in lineage(program, module, class_):
        for one in each.fields:
            value = one.value
            if isinstance(value, Call) and value.name == "SerializerMethodField":
                named = value.argument(0, "method_name")
                yield named.value if isinstance(named, Text) else f"get_{one.name}"
