"""Names the source files that did not parse, once all that others ask of them was read."""

from __future__ import annotations

from compliance.extract.base import extractor
from compliance.extract.code import Code
from compliance.facts import Component, Evidence
from compliance.facts.reach import Reach
from compliance.facts.sources import Unparsed
from compliance.paths import below

MAX_PLACES = 50


@extractor(version=2, last=True)
def unparsed(code: Code, component: Component, reach: Reach) -> Unparsed:
    """The files below a component's projects that did not parse as a whole."""
    folders = {component.path, *reach.directories}
    broken = sorted(
        (path, line)
        for path, line in code.broken.items()
        if any(below(path, folder) for folder in folders)
    )
    return Unparsed(len(broken), tuple(_place(code, *each) for each in broken[:MAX_PLACES]))


def _place(code: Code, path: str, line: int) -> Evidence:
    module = code.module(path)
    return module.evidence(line) if module else Evidence(path, line)
