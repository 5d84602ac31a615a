"""Takes values apart: into the pieces that are put together, and into what a call keeps."""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Expression, Name, Operation
from compliance.extract.code.model import Function
from compliance.extract.markup import react

# What these are called on is no text itself: `re.sub(pattern, text)`.
_LIBRARIES = frozenset(["re", "regex", "str", "string", "_"])


def parts(value: Operation) -> list[Expression]:
    """What a text is put together from, however many pieces it has; the conditions of choices, and
    what is gone through, are no part of it.
    """
    found: list[Expression] = []
    waiting: list[Expression] = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Operation) and each.operator == "for":
            waiting.append(each.operands[0])
        elif isinstance(each, Operation):
            waiting += each.operands[1:] if each.operator == "?:" else each.operands
        else:
            found.append(each)
    return found


def kept(call: Call) -> list[Expression]:
    """What is handed to a call, and what it is called on; a key finds a text of the program."""
    if react.is_translation(call):
        return list(call.arguments[1:])
    # A function that says which of them is none of what is answered: `HOSTS.find((one) => …)`.
    told = not call.name.startswith(("find", "filter"))
    given = (each for each in call.arguments if told or not isinstance(each, Function))
    found = [*given, *call.keywords.values()]
    of = getattr(call.callee, "of", None)
    if isinstance(of, Expression):
        found.append(of)
    elif isinstance(call.callee, Name) and call.receiver not in ("", *_LIBRARIES):
        found.append(Name(call.line, path=call.receiver))
    return found
