"""Which writes leave nothing inconsistent where they fail: of rows that stand for themselves, and
those for which nobody waits.
"""

from __future__ import annotations

import functools
import re

from compliance.extract.code.model import Function
from compliance.extract.queries import Query

# Tables whose rows stand for themselves: nothing is inconsistent where one of them is missing.
_RECORDS = re.compile(
    r"log(?:s|Entry|Entries)?$|audit|event(?:s|Log)?$|histor|activit|notification|metric|telemetry"
    r"|analytic|statistic|visit|session(?:s)?$|job(?:s)?$|task(?:s|Result)?$|cache"
    r"|(?:refresh|access|session|auth)_?token(?:_?jti)?s?$",
    re.IGNORECASE,
)
# What a class of rows is called besides: `SessionEntity`.
_KIND = re.compile(r"(?<=[a-z])(?:Entity|Model|Schema|Table|Record)$")


def stands_for_itself(write: Query) -> bool:
    """Whether a write is one of them."""
    named = _KIND.sub("", write.table)
    return _RECORDS.search(named) is not None or _is_left_alone(write)


def _is_left_alone(write: Query) -> bool:
    """Whether nobody waits for a write, and its failure is caught where it is made: it may be done
    or not, as with a copy that is kept for the next time.
    """
    function = write.function
    return function is not None and id(write.call) in _caught(function)


@functools.lru_cache(maxsize=32)  # A function may write thousands of times.
def _caught(function: Function) -> frozenset[int]:
    """The ids of the calls of a function for which it has a `catch`, and does not wait."""
    answered = {id(each) for each in function.returns}
    left = (
        list(each.chain())
        for each in function.calls
        if each.name == "catch" and not each.awaited and id(each) not in answered
    )
    return frozenset(
        id(step) for steps in left if not any(each.awaited for each in steps) for step in steps
    )
