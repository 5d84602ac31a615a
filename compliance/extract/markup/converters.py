"""Tells objects that make HTML of text, and let none through that is written in it."""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Constant, Table, Text
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program

# Their options; `escapeXML` is of ansi-to-html, `safe_mode` of Python's Markdown.
_OPTIONS = frozenset(["escapeHtml", "escapeHTML", "escapeXML", "escape_html", "sanitize"])
# These escape unless they are told otherwise.
_CAREFUL = frozenset(["ansi_up"])


def escapes(program: Program, module: Module, call: Call) -> bool:
    """Whether a call, or what made the object that it is of, is told to escape HTML:
    `markdown(text, safe_mode="escape")`, `marked(text, { sanitize: true })`,
    `new Convert({ escapeXML: true }).toHtml(text)`.
    """
    mode = call.keywords.get("safe_mode")
    if isinstance(mode, Text) or _is_on(mode) or _is_told(call):
        return True
    found = program.meaning(module, call.receiver, call.function) if call.receiver else None
    made = found.value if found is not None else None
    if found is None or not isinstance(made, Call) or not made.constructs:
        return False
    imported = found.module.imported(made.path)
    if imported is not None and imported[0] in _CAREFUL:
        return True
    return _is_told(made)


def _is_told(call: Call) -> bool:
    """Whether a call is handed an option by which it lets through no markup of a text's."""
    return any(
        key in _OPTIONS and _is_on(value)
        for given in call.arguments
        if isinstance(given, Table)
        for key, value in given.entries.items()
    )


def _is_on(value: object) -> bool:
    return isinstance(value, Constant) and value.value.lower() == "true"
