"""Follows `flask NAME`, where that is a command of the repository's own: a function of Click."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from compliance.extract.commands import python_starts
from compliance.extract.commands.steps import (
    TEST,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    Tool,
    operands,
)
from compliance.facts import Evidence
from compliance.paths import is_test

_VALUED = frozenset(("-A", "--app", "-e", "--env-file"))
# Of Flask and its extensions: none of them tests, lints or formats.
_BROUGHT = frozenset("run shell routes db assets init-db translate digest openapi".split())
# What runs tests where code calls it: `pytest.main(…)`, `unittest.TextTestRunner().run(…)`.
_RUNNERS = frozenset("main TextTestRunner TestLoader".split())
_TESTING = frozenset("pytest unittest nose nose2".split())


def _flask(invocation: Invocation, project: Project) -> Iterator[Step]:
    """The command of Click that goes by the name."""
    name = next(iter(operands(invocation.arguments, _VALUED)), "")
    if not name or name in _BROUGHT:
        return
    title = f"flask {name}"
    words = (name.encode(), name.replace("-", "_").encode())
    for path, content in project.tree.contents.items():
        if not path.endswith(".py") or is_test(path) or b"command" not in content:
            continue
        if any(word in content for word in words):
            for node in project.once(python_starts.parsed, path).body:
                if isinstance(node, ast.FunctionDef) and name in _known_as(node):
                    yield from _run(node, path, title, invocation)
                    return
    yield Lost(title, f"`{title}` is a command that was not found")


def _known_as(node: ast.FunctionDef) -> frozenset[str]:
    """What a function is called as a command; nothing where it is none. It may be made one by
    `@click.command()`, `@app.cli.command("name")` or without parentheses.
    """
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        made = call.func if call is not None else decorator
        if getattr(made, "attr", getattr(made, "id", "")) == "command":
            named = _texts(call) if call is not None else []
            return frozenset(named[:1] or (node.name, node.name.replace("_", "-")))
    return frozenset()


def _texts(call: ast.Call) -> list[str]:
    """The name that a decorator is handed, as its first argument or by keyword."""
    given = (*call.args, *(each.value for each in call.keywords if each.arg == "name"))
    values = (each.value for each in given if isinstance(each, ast.Constant))
    return [each for each in values if isinstance(each, str)]


def _run(node: ast.FunctionDef, path: str, title: str, invocation: Invocation) -> Iterator[Step]:
    """What the function runs: tests by itself, or commands that it starts."""
    if any(map(_runs_tests, ast.walk(node))):
        yield Tool(title, TEST)
    for line, text in python_starts.started_within(node):
        where = Evidence(path, line, excerpt=text)
        key = f"{path}:{line} {text}"
        yield Text(text, where, invocation.directory, key, invocation.environment)


def _runs_tests(node: ast.AST) -> bool:
    """Whether a call runs tests: `pytest.main([...])`, `unittest.TextTestRunner(verbosity=2)`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    of = node.func.value
    return node.func.attr in _RUNNERS and isinstance(of, ast.Name) and of.id in _TESTING


HANDLERS: Mapping[str, Handler] = {"flask": _flask}
