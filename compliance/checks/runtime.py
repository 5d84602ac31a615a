"""Clause backend:2.2, runtime: the version that everybody runs is written down and alive."""

from __future__ import annotations

from datetime import date

from compliance.checks.base import EXACT, Finding, check, failed, not_applicable, passed, unknown
from compliance.facts import Component, Evidence, Stack, Today
from compliance.facts.runtime import NodePins, PythonPins
from compliance.releases import NODE, PYTHON, node_line, python_lines


@check("node-version-pinned", title="Node.js is pinned to a living LTS line", confidence=EXACT)
def node_version_pinned(component: Component, pins: NodePins, today: Today) -> Finding:
    """Write the Node.js version into `.nvmrc` in the component's folder, and commit it.

    Name an LTS line that still gets security fixes, for example `24`. Everybody then gets it by
    `nvm use`, and CI by `node-version-file: .nvmrc`.
    """
    if component.stack is not Stack.NODE:
        return not_applicable(f"{component.manifest}: not a Node.js component")
    if pins.nvmrc is None or pins.where is None:
        if not pins.others:
            return failed("no .nvmrc, and no other file pins the version of Node.js")
        names = ", ".join(sorted({other.path for other in pins.others}))
        return failed(
            f"no .nvmrc: {names} names a version, but the protocol asks for .nvmrc", *pins.others
        )
    line = node_line(pins.nvmrc, today.date)
    if line is None:
        return failed(
            f"{pins.where.path} names no version of an LTS line: “{pins.nvmrc}”", pins.where
        )
    if line > max(NODE):
        return unknown(f"Node.js {line} is newer than the table of releases here", pins.where)
    if line not in NODE or NODE[line].starts > today.date:
        return failed(f"Node.js {line} is no LTS line", pins.where)
    return _living(f"Node.js {pins.nvmrc}, and {line}", NODE[line].ends, today.date, pins.where)


@check("python-version-pinned", title="Python is pinned to a living version", confidence=EXACT)
def python_version_pinned(component: Component, pins: PythonPins, today: Today) -> Finding:
    """Write the Python version into `.python-version`, or `requires-python` into `pyproject.toml`.

    Name a version that still gets security fixes, for example `3.13`, so that pyenv, uv, Poetry and
    CI all use the same one.
    """
    if component.stack is not Stack.PYTHON:
        return not_applicable(f"{component.manifest}: not a Python component")
    if not pins.admitted or pins.where is None:
        return failed("no .python-version, and pyproject.toml does not say which Python it needs")
    written = ", ".join(pins.admitted)
    admitted = [lines for each in pins.admitted if (lines := python_lines(each)) is not None]
    if not admitted:
        return failed(f"{pins.where.path} names no version of Python: “{written}”", pins.where)
    if not any(admitted):
        return unknown(
            f"no version that “{written}” admits is in the table of releases here", pins.where
        )
    newest = max(line for lines in admitted for line in lines)
    asked = f"Python {written}, and {newest[0]}.{newest[1]}"
    return _living(asked, PYTHON[newest].ends, today.date, pins.where)


def _living(asked: str, ends: date, today: date, where: Evidence) -> Finding:
    if ends < today:
        return failed(f"{where.path} asks for {asked} ended on {ends:%Y-%m-%d}", where)
    return passed(f"{where.path} asks for {asked} is maintained until {ends:%Y-%m-%d}", where)
