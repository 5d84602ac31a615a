"""Finds the folders whose application another one only mounts, beside most of the routes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Name, Text
from compliance.extract.code.program import Program
from compliance.extract.routes import endpoints
from compliance.paths import below

_APPLICATIONS = frozenset(["FastAPI", "Starlette", "Litestar"])
_SHARE = 0.5


def mounted_aside(program: Program) -> frozenset[str]:
    """The folders of such applications: what stands before their routes protects few of all."""
    paths = [each.module.path for each in endpoints(program)]
    return frozenset(
        folder
        for folder in _mounted(program)
        if sum(below(path, folder) for path in paths) < _SHARE * len(paths)
    )


def _mounted(program: Program) -> Iterator[str]:
    for module in program.python_modules(b".mount("):
        for call in module.calls:
            at, what = call.argument(0, "path"), call.argument(1, "app")
            if call.name != "mount" or not isinstance(at, Text) or at.value.strip("/") == "":
                continue
            found = (
                program.meaning(module, what.path, call.function)
                if isinstance(what, Name)
                else None
            )
            made = found.value if found is not None else None
            if found is not None and isinstance(made, Call) and made.name in _APPLICATIONS:
                folder = posixpath.dirname(found.module.path)
                if folder and not below(module.path, folder):
                    yield folder
