"""Reads the pages of Vue, Svelte and Astro for what they put into HTML as it is.

Each escapes all values but those that one mark of its own is for. Sources:
https://vuejs.org/api/built-in-directives.html#v-html, https://svelte.dev/docs/svelte/@html,
https://docs.astro.build/en/reference/directives-reference/#sethtml
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.access.words import words
from compliance.extract.code import outline
from compliance.extract.code.expressions import Call, Expression, Name
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.markup.safe_values import SafeValues

# The mark, and what ends its value.
_MARKS = {
    ".vue": re.compile(rb"\bv-html\s{0,9}=\s{0,9}(?P<opens>['\"])"),
    ".svelte": re.compile(rb"(?P<opens>\{)@html\s{1,9}"),
    ".astro": re.compile(rb"\bset:html\s{0,9}=\s{0,9}(?P<opens>[{\"'`])"),
}
# What begins with a text that is written out, or is called after what makes a value harmless: a
# translation is the project's own, and so is a picture.
_HARMLESS = re.compile(
    rb"(?i)\s{0,9}(?:\$?t|\$_|i18n\.t|\$?\$LL(?:\.\w{1,80}){1,9})\("
    rb"|[\s(]{0,9}[\w.$]{0,80}(?:saniti[sz]|purif|escape|xss|bleach|clean|safe|svg|icon)"
    rb"|\s{0,9}JSON\.stringify\("
)
_BRACE = re.compile(rb"[{}]")
_MAX_MARKS = 200
_MAX_VALUE = 500
_MAX_BRACES = 50


def put_in(path: str, content: bytes, program: Program) -> Iterator[int]:
    """The lines of a page on which a value goes into HTML as it is, and may do harm: the first of
    those that are not looked at, too.
    """
    mark = _MARKS[posixpath.splitext(path)[1]]
    for seen, match in enumerate(islice(mark.finditer(content), _MAX_MARKS + 1)):
        value = _value(content, match.end(), match["opens"])
        is_text = match["opens"] in b"\"'`" and not path.endswith(".vue")
        is_seen = seen < _MAX_MARKS
        if not is_seen or not (is_text or _HARMLESS.match(value) or _is_safe(path, value, program)):
            yield content.count(b"\n", 0, match.start()) + 1


def _value(content: bytes, start: int, opens: bytes) -> bytes:
    """The value behind a mark: up to the quote or the brace that ends it."""
    rest = content[start : start + _MAX_VALUE]
    if opens != b"{":
        return rest.partition(opens)[0]
    depth = 1
    for brace, _ in zip(_BRACE.finditer(rest), range(_MAX_BRACES), strict=False):
        depth += 1 if brace[0] == b"{" else -1
        if not depth:
            return rest[: brace.start()]
    return rest


def _is_safe(path: str, value: bytes, program: Program) -> bool:
    """Whether nothing that somebody wrote can be in a value, by what the page's script says."""
    module = program.code.module(path)
    made = outline("value.ts", b"const value = (" + value + b");").assignments
    if module is None or not made:
        return False
    values = SafeValues(module, program)
    computed = _computed(made[0].value, module)
    if computed:
        answers = ((each, function) for function in computed for each in function.returns)
        return all(values.is_safe(each, function) for each, function in answers)
    # In a page it is Markdown that is rendered, and no template that escapes.
    renders = isinstance(made[0].value, Call) and "render" in words(made[0].value.name)
    return not renders and values.is_safe(made[0].value, None)


def _computed(value: Expression, module: Module) -> list[Function]:
    """The functions of a page's script that a value is called after, or is the answer of: what is
    `computed`, and `methods` of Vue.
    """
    called = value.callee if isinstance(value, Call) else value
    name = called.path if isinstance(called, Name) else ""
    return [each for each in module.functions if name and each.name == name and each.returns]
