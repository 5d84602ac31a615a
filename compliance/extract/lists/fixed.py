"""Lists that the program cuts by a number of its own, so that nobody can ask for what is behind."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Mapping

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Operation,
    is_constant,
)
from compliance.extract.code.model import Function
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.routes import Endpoint

# Stands among the names of what speaks of pages for a number that is written out; is no such name.
FIXED = "(fixed)"
_CUTTING = frozenset("limit take top slice skip offset range".split())
_KEYS = frozenset("limit take top skip offset first last size".split())
_SQL = re.compile(r"\blimit\s{1,9}(?!1\b)\d", re.IGNORECASE)
_RECKONING = frozenset("+ - *".split())
# Some rows that nobody leafs through, by what a route or its handler is called.
_A_FEW = re.compile(
    r"[Ll]atest|[Nn]ewest|[Rr]ecent|(?:^|[_-])(?:top|hot|best|new)(?:$|[_A-Z-])"
    r"|[a-z](?:Top|Hot|Best)(?:$|[A-Z])|[Pp]opular|[Tt]rend|[Rr]andom|[Cc]ount(?:$|[^r])"
    r"|(?:^|[_-])stats?(?:$|[_A-Z-])|[Ss]tatistics|[Aa]uto_?[Cc]omplet|[Tt]ypeahead|[Ss]uggest"
    r"|[Ll]eaderboard|[Ss]earch|[Nn]earby|[Nn]earest|[Ss]imilar|[Rr]elated|[Rr]ecommend|[Ff]eatured"
    r"|[Dd]ashboard"
)
# What somebody has seen already, whose like is asked for before or after it, or looks for.
_FURTHER = re.compile(
    r"(?:^|[_.])(?:before|after|since|until|older|newer|anchor|marker)(?:$|[_A-Z.])"
    r"|(?:last|min|max|since|start|from)(?:_[a-z]{1,20})?_?(?:id|key|seen|date|time)$"
    r"|(?:last|min|max|since|start|from|before|after)(?:[A-Z][a-z]{1,20})?(?:Id|ID|Key|Seen|Date|Time|At)$"
    r"|(?:^|[_.])start_?[Ff]rom$|(?:query|args|[Pp]arams)\.from$"
    # Who misses something types more of it.
    r"|(?:^|\.)(?:q|term|search|keywords?|search_?(?:term|text|query)|search(?:Term|Text|Query))$"
)


def is_number_written_out(value: Expression, known: Collection[str] = ()) -> bool:
    """Whether something is a number that is written out, a constant by its name, or reckoned from
    such alone.
    """
    if isinstance(value, Constant):
        return value.value[:1].isdigit()
    if isinstance(value, Operation) and value.operator in _RECKONING:
        return all(is_number_written_out(each, known) for each in value.operands)
    if not isinstance(value, Name):
        return False
    return value.path in known or is_constant(value.path)


def fixed_names(function: Function | None) -> frozenset[str]:
    """What in a function, or around it, is a number that is written out, whoever calls."""
    around = [_set_in(each) for each in functions_around(function)]
    numbers = frozenset[str]().union(*(each for each, _ in around))
    return numbers.difference(*(each for _, each in around))


# All functions that stand in one ask for what is set there, one after another.
@functools.lru_cache(maxsize=16)
def _set_in(function: Function) -> tuple[frozenset[str], frozenset[str]]:
    """What a function itself sets to a number that is written out, and to anything else."""
    numbers: set[str] = set()
    others: set[str] = set()
    for one in function.parameters:
        others.update((one.name, *(local for local, _ in one.taken)))
    for assignment in function.assignments:
        (numbers if is_number_written_out(assignment.value) else others).add(assignment.target)
        others.update(assignment.parts)
    return frozenset(numbers), frozenset(others)


def cuts(call: Call, known: Collection[str]) -> bool:
    """Whether a call cuts rows by numbers that are written out: `.limit(100)`, `.slice(0, 20)`."""
    given = call.arguments
    return (
        call.name in _CUTTING
        and bool(given)
        and all(is_number_written_out(each, known) for each in given)
    )


def keys(entries: Mapping[str, Expression], known: Collection[str]) -> Iterator[str]:
    """The keys of an object or of what a call is handed; of those that are set to such a number,
    that they are.
    """
    for key, value in entries.items():
        yield FIXED if key in _KEYS and is_number_written_out(value, known) else key


def cuts_sql(sql: str) -> bool:
    """Whether SQL reads no more rows than a number that is written in it, and more than one."""
    return _SQL.search(sql) is not None


def is_of_a_few(endpoint: Endpoint) -> bool:
    """Whether an endpoint answers some rows that nobody leafs through, such as the latest."""
    parts = endpoint.path.replace(".", "/").split("/")
    said = [each for each in parts if each and not each.startswith("{")][-1:]
    if endpoint.handler is not None:
        said.append(endpoint.handler.name)
    return any(_A_FEW.search(each) for each in said)


def asks_further(name: str) -> bool:
    """Whether a name says from where on rows are asked for, or what of them."""
    return _FURTHER.search(name) is not None
