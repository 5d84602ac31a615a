"""Tells texts that have tags, and values put into them."""

from __future__ import annotations

import re

from compliance.extract.code.expressions import Expression, Operation, Template, Text

OTHER_XML = "<?xml"
_TAG = re.compile(r"<\s?/?\s?[A-Za-z!][^<>]{0,300}>|<[a-z]{1,20}\b")


def is_markup(value: Expression) -> bool:
    """Whether a text with values in it has tags."""
    if isinstance(value, Template):
        return bool(_TAG.search(value.text)) and not value.text.lstrip().startswith(OTHER_XML)
    if isinstance(value, Operation) and value.operator in ("+", "%"):
        return any(is_markup(each) or has_tag(each) for each in value.operands)
    return False


def has_tag(value: Expression) -> bool:
    """Whether a text that is written out has tags."""
    return isinstance(value, Text) and bool(_TAG.search(value.value))
