"""Follows PHP to the runners of its tests, and Composer to the scripts of composer.json."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from compliance.extract.commands.steps import (
    TEST,
    Command,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    Tool,
    operands,
    texts,
)
from compliance.extract.commands.tools import TESTS_OF_PHP
from compliance.extract.documents import line_of, sub
from compliance.facts import Evidence

_VALUED = frozenset("-d --define -c --php-ini -z --zend-extension".split())
_VALUED_OF_COMPOSER = frozenset("-d --working-dir --timeout".split())
# What a script of Composer's refers to: PHP, Composer, or another script.
_REFERS = re.compile(r"@(?=\w)")
_CALLS_A_METHOD = re.compile(r"[\w\\]{1,200}::\w{1,100}")


def _php(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`php FILE`: Laravel's own command, or a test runner that Composer installed."""
    words = operands(invocation.arguments, _VALUED)
    name = posixpath.basename(words[0]).removesuffix(".phar") if words else ""
    if name == "artisan" and words[1:2] == ("test",):
        yield Tool("PHPUnit", TEST)
    elif name in TESTS_OF_PHP:
        yield Command((name, *words[1:]), invocation.directory, invocation.environment)


def _composer(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`composer exec COMMAND`, `composer run-script NAME`, and `composer NAME` of a script.

    Source: https://getcomposer.org/doc/articles/scripts.md
    """
    words = operands(invocation.arguments, _VALUED_OF_COMPOSER)
    if words[:1] == ("exec",):
        command = operands(words[1:])
        if command:
            yield Command(command, invocation.directory, invocation.environment)
        return
    asked = words[:1] in (("run",), ("run-script",))
    name = next(iter(operands(words[1:]) if asked else words), "")
    path = project.nearest(invocation.directory, "composer.json")
    if path is None or not name:
        return
    scripts = sub(project.value(path).value, "scripts")
    if asked and name not in scripts:
        yield Lost(name, f"{path} has no script {name}")
    for text in texts(scripts.get(name)):
        if text.startswith("@putenv ") or _CALLS_A_METHOD.fullmatch(text):
            continue
        where = Evidence(path, line_of(project.text(path), text), excerpt=text)
        key = f"{path} {name} {text}"
        at = posixpath.dirname(path)
        yield Text(_command(text, scripts), where, at, key, invocation.environment)


def _command(text: str, scripts: Mapping[str, object]) -> str:
    """A script as a shell would run it: `@php` and `@composer` are these, `@name` is a script."""
    if not _REFERS.match(text):
        return text
    named = text[1:].split(None, 1)[0]
    return f"composer run-script {text[1:]}" if named in scripts else text[1:]


HANDLERS: Mapping[str, Handler] = {"php": _php, "composer": _composer}
