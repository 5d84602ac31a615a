"""Variables that what builds a program puts into its code, so that nobody has to set them.

Sources: https://nextjs.org/docs/app/api-reference/config/next-config-js/env,
https://vite.dev/config/shared-options#define, https://webpack.js.org/plugins/define-plugin/.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Name, Table, walk
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program

_OF_NEXT = re.compile(r"next\.config\.[cm]?[jt]s")
_OF_BUNDLER = re.compile(r"(?:next|vite|webpack|rspack|rsbuild|esbuild)[\w.-]{0,60}\.[cm]?[jt]s")
_DEFINED = re.compile(r"(?:process\.env|import\.meta\.env)\.(\w{1,100})")


def given(program: Program) -> dict[str, str]:
    """The variables that a bundler's settings give a value, each with the file that does. What is
    only handed on under its own name is given none.
    """
    found: dict[str, str] = {}
    for module in program.modules(b"env"):
        if _OF_BUNDLER.fullmatch(posixpath.basename(module.path)):
            found |= dict.fromkeys(_names(module), module.path)
    return found


def _names(module: Module) -> Iterator[str]:
    is_next = _OF_NEXT.fullmatch(posixpath.basename(module.path)) is not None
    for table in _tables(module):
        for key, value in table.entries.items():
            defined = _DEFINED.fullmatch(key)
            if defined is not None:
                yield defined[1]
            elif is_next and key == "env" and isinstance(value, Table):
                yield from (name for name, each in value.entries.items() if not _is(name, each))


def _is(name: str, value: object) -> bool:
    return isinstance(value, Name) and value.path == f"process.env.{name}"


def _tables(module: Module) -> Iterator[Table]:
    values = [each.value for each in module.assignments]
    values += [argument for call in module.calls for argument in call.arguments]
    values += [each for function in module.functions for each in function.returns]
    seen: set[int] = set()
    for each in (inner for value in values for inner in walk(value)):
        if isinstance(each, Table) and id(each) not in seen:
            seen.add(id(each))
            yield each
