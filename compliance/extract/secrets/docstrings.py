"""Where a Python file documents itself: what stands there is an illustration, as in prose."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from compliance.extract.python_source import parse_python
from compliance.tree import Unreadable

_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstrings(path: str, content: bytes) -> list[range]:
    """The lines of each docstring; none where the file is no Python that is read here."""
    if not path.endswith(".py"):
        return []
    try:
        module = parse_python(content.decode("utf-8"), path)
    except (Unreadable, UnicodeDecodeError):
        return []
    return list(_docstrings(module))


def _docstrings(module: ast.Module) -> Iterator[range]:
    for node in ast.walk(module):
        if isinstance(node, _DOCUMENTED) and node.body:
            first = node.body[0]
            written = first.value if isinstance(first, ast.Expr) else None
            if isinstance(written, ast.Constant) and isinstance(written.value, str):
                yield range(first.lineno, (first.end_lineno or first.lineno) + 1)
