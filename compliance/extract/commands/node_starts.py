"""Finds the commands that JavaScript starts, and the texts in it that look like one."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterator

from compliance.extract.commands.steps import Project

MAX_STRINGS = 500
MAX_STRING = 1_000
# So many ways to name the words that a script is called with are looked for.
_MAX_NAMES = 5
_JS_TOKEN = re.compile(
    r"""//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?
    |(?P<quote>['"])(?P<text>(?:(?!(?P=quote))[^\\\n]|\\.)*)(?:(?P=quote))?
    |`(?P<template>(?:[^`\\]|\\.)*)`?""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_JS_VALUE = re.compile(r"\$\{[^}]{0,200}\}")
# What starts a command in JavaScript: `execSync('…')`, `spawn('…', ['…'])`, zx's tagged template.
_STARTS = re.compile(
    r"(?:\b(?:exec|spawn|execa|run|sh)[A-Za-z]{0,20}(?:\.[a-z]{1,10})?|\$)\s{0,5}\(?\s{0,20}(?=['\"`])"
)
# The words that a script is called with, and the name that it gives them.
_WORDS = r"process\.argv\.slice\(\s{0,5}2\s{0,5}\)"
_NAMED = re.compile(
    rf"\b(?:const|let|var)\s{{1,9}}(?:(?P<all>[\w$]{{1,60}})"
    r"|\[\s{0,9}(?P<first>[\w$]{1,60})\s{0,9},\s{0,9}\.\.\.(?P<rest>[\w$]{1,60})\s{0,9}\])"
    rf"\s{{0,9}}=\s{{0,9}}{_WORDS}"
)
GIVEN = '"$@"'
_MAX_CALL = 400
_LIST = re.compile(r"\s{0,20},\s{0,20}\[\s{0,20}")
_NEXT = re.compile(r"\s{0,20},?\s{0,20}")
MAX_LIST = 30


def started_by_node(project: Project, path: str) -> list[tuple[int, str]]:
    """The commands that a JavaScript file starts, with their lines."""
    source = project.tree.source(path)
    started = list(_handing_on(source))
    given = _given(source)
    line, position = 1, 0
    for start in _STARTS.finditer(source):
        token = _JS_TOKEN.match(source, start.end(), start.end() + MAX_STRING)
        if token is None or len(started) >= MAX_STRINGS:
            break
        line += source.count("\n", position, start.start())
        position = start.start()
        words = [_literal(token), *_listed(source, token.end())]
        if given is not None and given.search(_rest_of_call(source, token.end())):
            words.append(GIVEN)
        started.append((line, " ".join(words)[:MAX_STRING]))
    return started


def _names(source: str) -> Iterator[re.Match[str]]:
    if "process.argv" in source:
        yield from itertools.islice(_NAMED.finditer(source), _MAX_NAMES)


def _given(source: str) -> re.Pattern[str] | None:
    """What finds the words that a script was called with among the arguments of a call."""
    if "process.argv" not in source:
        return None
    named = {each["all"] or each["rest"] for each in _names(source)}
    names = "|".join([_WORDS, *map(re.escape, sorted(named))])
    return re.compile(rf"(?:\.\.\.|[,:?(]\s{{0,20}})(?:{names})(?![\w$.\[])")


def _rest_of_call(source: str, position: int) -> str:
    """What stands behind the first argument of a call, as far as its statement goes."""
    return source[position : position + _MAX_CALL].partition(";")[0].partition("\n\n")[0]


def _handing_on(source: str) -> Iterator[tuple[int, str]]:
    """The places where a script starts the very command that it was called with."""
    for named in _names(source):
        name = re.escape(named["all"] or named["first"])
        behind = r"\s{0,9}," if named["first"] else r"(?:\[0\]|\.join\()"
        call = re.search(rf"\b(?:exec|spawn)[A-Za-z]{{0,20}}\(\s{{0,20}}{name}{behind}", source)
        if call is not None:
            yield source.count("\n", 0, call.start()) + 1, GIVEN


def _listed(source: str, position: int) -> Iterator[str]:
    """The texts of the list that stands behind a command as its arguments, quoted for a shell."""
    opening = _LIST.match(source, position)
    position = opening.end() if opening else len(source)
    for _ in range(MAX_LIST):
        token = _JS_TOKEN.match(source, position, position + MAX_STRING)
        if token is None:
            return
        yield shlex.quote(_literal(token))
        following = _NEXT.match(source, token.end())
        position = following.end() if following else token.end()


def _literal(token: re.Match[str]) -> str:
    """What a string or a template says; what a template puts in is an unknown variable."""
    text = token["text"] or token["template"] or ""
    return _ESCAPE.sub(r"\1", _JS_VALUE.sub("$UNKNOWN", text)).strip()


def strings(source: str) -> Iterator[tuple[int, str]]:
    """The string and template literals of JavaScript that look like a command, with their lines.

    What a template puts in is an unknown variable. Comments are left out.
    """
    line, position, count = 1, 0, 0
    for match in _JS_TOKEN.finditer(source):
        text = match["text"] or match["template"]
        if not text or len(text) > MAX_STRING or not text.strip():
            continue
        count += 1
        if count > MAX_STRINGS:
            return
        line += source.count("\n", position, match.start())
        position = match.start()
        yield line, _literal(match)
