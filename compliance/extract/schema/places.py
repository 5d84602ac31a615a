"""What the readers of migrations share: which way a call goes, and lists of names."""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Expression, Sequence, Text


def is_undoing(call: Call, *names: str) -> bool:
    """Whether a call stands in the function that undoes a migration."""
    each = call.function
    while each is not None:
        if each.name in names:
            return True
        each = each.outer
    return False


def given_texts(value: Expression | None) -> list[str]:
    """The texts of a list, or the one that stands alone; of a call the first in it."""
    items = value.items if isinstance(value, Sequence) else (value,)
    inner = (each.argument(0) if isinstance(each, Call) else each for each in items)
    return [each.value for each in inner if isinstance(each, Text)]
