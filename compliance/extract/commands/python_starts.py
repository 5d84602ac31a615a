"""Finds the commands that Python code starts; it is never run."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Mapping

from compliance.extract.commands.steps import Project
from compliance.extract.python_source import parse_python

# As many operands of one value are gone through.
_MAX_OPERANDS = 30
_PLACE = re.compile(r"\{[^{}]{0,80}\}")
_STARTERS = frozenset(
    """run call check_call check_output Popen system popen sudo local execute shell run_command
    run_install run_always create_subprocess_exec create_subprocess_shell""".split()
)


def started_by_python(project: Project, path: str) -> list[tuple[int, str]]:
    """The commands that a Python file starts, with their lines.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    return started_within(project.once(parsed, path))


def started_by_setup(project: Project, path: str) -> Mapping[str, list[tuple[int, str]]]:
    """What the commands start that a setup.py gives itself (`cmdclass`), by their names.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    nodes = list(ast.walk(project.once(parsed, path)))
    classes = {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}
    tables = [
        node.value for node in nodes if isinstance(node, ast.keyword) and node.arg == "cmdclass"
    ]
    return {
        str(key.value): started_within(classes[value.id])
        for table in tables
        if isinstance(table, ast.Dict)
        for key, value in zip(table.keys, table.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Name) and value.id in classes
    }


def started_within(root: ast.AST) -> list[tuple[int, str]]:
    """The commands that code starts, with their lines: calls such as `subprocess.run` and
    `session.run` whose arguments are constants, or variables that hold some.
    """
    calls = [node for node in ast.walk(root) if isinstance(node, ast.Call)]
    starting = [call for call in calls if _called(call) in _STARTERS]
    values = _assigned(root) if starting else {}
    return [
        (call.lineno, command) for call in starting if (command := _constant_command(call, values))
    ]


def _assigned(root: ast.AST) -> dict[str, list[ast.expr]]:
    """What each plain name is given in some code."""
    values: dict[str, list[ast.expr]] = {}
    for node in ast.walk(root):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(node, ast.Assign):
                values.setdefault(target.id, []).append(node.value)
    return values


def parsed(project: Project, path: str) -> ast.Module:
    """A Python file as its syntax tree; it is never run.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    return parse_python(project.tree.source(path), path)


def _called(call: ast.Call) -> str:
    """The last name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _constant_command(call: ast.Call, values: Mapping[str, list[ast.expr]]) -> str:
    """The constants that a call starts with, as shell text; f-strings up to their first value. What
    a variable is given last before the call counts.
    """
    given = call.args
    if isinstance(call.func, ast.Name) and _is_handed_on(given, values):
        given = given[1:]  # `run_command(context, command)`
    first = _given_before(given[0] if given else None, call, values)
    joined = _joined(first)
    if joined is not None:
        parts = _given_before(joined, call, values)
        return " ".join(_constants(parts.elts)) if isinstance(parts, ast.List | ast.Tuple) else ""
    for _ in range(_MAX_OPERANDS):
        if not isinstance(first, ast.BinOp):
            break
        first = first.left
    if isinstance(first, ast.List | ast.Tuple):
        return shlex.join(_constants(first.elts))
    words = _constants([*([first] if first else []), *given[1:]])
    return words[0] if len(words) == 1 else shlex.join(words)


def _given_before(
    node: ast.expr | None, call: ast.Call, values: Mapping[str, list[ast.expr]]
) -> ast.expr | None:
    """What a variable is given last before a call, or what else is written there."""
    given = values.get(node.id, ()) if isinstance(node, ast.Name) else ()
    before = [each for each in given if each.lineno <= call.lineno]
    return before[-1] if before else node


def _joined(node: ast.expr | None) -> ast.expr | None:
    """The words of a command that is put together: `" ".join(words)`."""
    if not isinstance(node, ast.Call) or _called(node) != "join" or len(node.args) != 1:
        return None
    on = node.func.value if isinstance(node.func, ast.Attribute) else None
    return node.args[0] if isinstance(on, ast.Constant) and on.value == " " else None


def _is_handed_on(given: list[ast.expr], values: Mapping[str, list[ast.expr]]) -> bool:
    """Whether the first argument is what runs the command, which is the second."""
    if len(given) < 2 or not isinstance(given[0], ast.Name) or given[0].id in values:
        return False
    second = given[1]
    return isinstance(second, ast.Constant | ast.JoinedStr | ast.BinOp) or (
        isinstance(second, ast.Name) and second.id in values
    )


def _constants(nodes: list[ast.expr]) -> list[str]:
    """The texts at the head of a list; what is no text ends it, but `sys.executable` is Python."""
    words: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.append(node.value)
        elif isinstance(node, ast.Attribute) and node.attr == "executable":
            words.append("python")
        elif isinstance(node, ast.JoinedStr):
            words.append(_formatted(node))
        elif (template := _template(node)) is not None:
            words.append(_PLACE.sub("$UNKNOWN", template))
        else:
            break
    return words


def _template(node: ast.expr) -> str | None:
    """The text that `"pytest {0}".format(words)` fills in; None where it is nothing like that."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    on = node.func.value
    if not isinstance(on, ast.Constant) or not isinstance(on.value, str):
        return None
    return on.value if node.func.attr == "format" else None


def _formatted(node: ast.JoinedStr) -> str:
    """An f-string with each of its values as an unknown variable."""
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "$UNKNOWN" for part in node.values
    )
