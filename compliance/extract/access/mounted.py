"""Finds what is only mounted beside most of the routes: folders with an application of their own,
and what libraries bring under a path.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Call, Expression, Name, Text, path_of, walk
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.routes import endpoints
from compliance.paths import below

_APPLICATIONS = frozenset(["FastAPI", "Starlette", "Litestar"])
_SHARE = 0.5
# With one of these in its name what a library brings answers as the API itself does.
_OF_API = frozenset(
    """graphql apollo yoga trpc middleware endpoints handler proxy remult rest""".split()
)


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


def answers_aside(program: Program, module: Module, call: Call) -> bool:
    """Whether what `use` is handed stands under a path of its own before what a library brings,
    such as a console for its queues or the pages of a description: it guards none of the routes.
    """
    if call.name != "use" or len(call.arguments) < 3:
        return False
    at, last = call.arguments[0], call.arguments[-1]
    paths = [each.value.rstrip("/") for each in walk(at) if isinstance(each, Text)]
    below_root = [each for each in paths if each.startswith("/")]
    return (
        bool(below_root)
        and _OF_API.isdisjoint(words(path_of(last)))
        and _is_brought(program, module, call, last)
        and not any(each.path.startswith(below_root[0]) for each in endpoints(program))
    )


def _is_brought(program: Program, module: Module, call: Call, value: Expression) -> bool:
    """Whether a package brings something, or what it is asked of was made by one."""
    head = path_of(value).partition(".")[0].removesuffix("()")
    if _package(module, head):
        return True
    made = program.meaning(module, head, call.function) if head.isidentifier() else None
    if made is None or not isinstance(made.value, Call):
        return False
    return _package(made.module, path_of(made.value).partition(".")[0].removesuffix("()"))


def _package(module: Module, name: str) -> bool:
    source, _ = module.imported(name) or ("", "")
    return bool(source) and not source.startswith((".", "@/", "~", "#", "src/"))
