"""Clause backend:2.2, runtime: the version that everybody runs is written down and alive."""

from __future__ import annotations

from compliance.checks.base import EXACT, Finding, check, failed, not_applicable, passed, unknown
from compliance.facts import Component, Stack, Today
from compliance.facts.runtime import NodePins, PythonPins
from compliance.releases import NODE, PYTHON, admitted_python, node_line


@check("node-version-pinned", title="Node.js version is pinned to a living LTS line", confidence=EXACT)
def node_version_pinned(component: Component, pins: NodePins, today: Today) -> Finding:
    """Write the Node.js version into `.nvmrc` in the component's folder, and commit it.

    Name an LTS line that still gets security fixes, for example `24` or `lts/krypton`. Everybody
    then gets it by `nvm use`, and CI by `node-version-file: .nvmrc`.
    """
    if component.stack is not Stack.NODE:
        return not_applicable(f"{component.manifest}: not a Node.js component")
    if pins.nvmrc is None:
        if pins.others:
            names = ", ".join(sorted({other.path for other in pins.others}))
            return failed(f"no .nvmrc: {names} pins a version, but the protocol asks for .nvmrc", *pins.others)
        return failed("no .nvmrc, and no other file pins the version of Node.js")
    line = node_line(pins.nvmrc)
    assert pins.where is not None
    if line is None:
        return failed(f".nvmrc names no LTS line that is known: “{pins.nvmrc}”", pins.where)
    release = NODE.get(line)
    if release is None:
        return unknown(f"Node.js {line} is not in the table of releases, which may be too old", pins.where)
    return _alive("Node.js", line, release.lts_from, release.ends, today, pins.where)
