"""Follows Python's own ways to run something: `python -m`, manage.py, tox, nox, Invoke."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator, Mapping

from compliance.extract.commands import python_starts, scripts
from compliance.extract.commands.steps import (
    Command,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    inside,
    operands,
    option,
)
from compliance.facts import Evidence, Stack
from compliance.paths import join

_VALUED = frozenset(("-W", "-X", "--check-hash-based-pycs"))
# Behind one of these stand a module, code, or the arguments of what comes from standard input.
_ENDS_OPTIONS = re.compile(r"-[A-Za-z]{0,8}[mc]|-")
_MODULES = {
    "django": "django-admin",
    "twisted.trial": "trial",
    "pre_commit": "pre-commit",
    "poethepoet": "poe",
}


def _python(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`python -m MODULE` and `python FILE`; `-Im` is `-I -m`."""
    words = invocation.arguments
    while words and words[0].startswith("-") and not _ENDS_OPTIONS.fullmatch(words[0]):
        words = words[2:] if words[0] in _VALUED else words[1:]
    if not words:
        return
    if not words[0].startswith("-"):
        inner = Invocation(("python", *words), invocation.directory, invocation.environment)
        yield from scripts.python_file(words[0], inner, project)
    elif words[0].endswith("m") and len(words) > 1:
        yield from _module(words[1:], invocation, project)


def _module(words: tuple[str, ...], invocation: Invocation, project: Project) -> Iterator[Step]:
    name = words[0]
    path = inside(invocation.directory, name.replace(".", "/"))
    own = [] if path is None else [f"{path}.py", f"{path}/__main__.py"]
    file = next((each for each in own if project.tree.has(each)), None)
    if file:
        relative = posixpath.relpath(file, invocation.directory or ".")
        inner = ("python", relative, *words[1:])
        at, environment = invocation.directory, invocation.environment
        yield from scripts.python_file(relative, Invocation(inner, at, environment), project)
    else:
        command = (_MODULES.get(name, name), *words[1:])
        yield Command(command, invocation.directory, invocation.environment)


def _coverage(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`coverage run -m pytest`, `coverage run FILE`."""
    valued = frozenset(
        "--source --rcfile --omit --include --data-file --context --concurrency".split()
    )
    words = invocation.arguments
    if words[:1] != ("run",):
        return
    module = option(words, "-m", "--module")
    rest = words[words.index(module) :] if module in words else operands(words[1:], valued)
    if rest:
        command = ("python", "-m", *rest) if module else ("python", *rest)
        yield Command(command, invocation.directory, invocation.environment)


def _manage(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`./manage.py test`."""
    inner = ("python", *invocation.words)
    yield from scripts.python_file(
        "manage.py", Invocation(inner, invocation.directory, invocation.environment), project
    )


def declared(invocation: Invocation, project: Project) -> Iterator[Step]:
    """A command that a manifest of the repository declares, where it is Django's under a name of
    the project's own: `shop-manage test`. Of others it cannot be told which part of them runs.
    """
    where = project.once(_declared).get(invocation.name)
    if where is None:
        return
    at, module = where
    for above in (at, join(at, "src")):
        path = join(above, f"{module.replace('.', '/')}.py")
        if project.tree.has(path) and scripts.is_of_django(project, path):
            yield from scripts.django_command(invocation.arguments)


def _declared(project: Project) -> dict[str, tuple[str, str]]:
    """The commands that manifests of Python declare, by name: the folder and the module."""
    return {
        script.name: (manifest.directory, script.command.partition(":")[0].strip())
        for manifest in project.manifests.manifests
        if manifest.stack is Stack.PYTHON
        for script in manifest.scripts
    }


NOXFILE = "noxfile.py"


def _nox(invocation: Invocation, project: Project) -> Iterator[Step]:
    """The sessions that are named, or all of them."""
    file = option(invocation.arguments, "-f", "--noxfile") or NOXFILE
    names = _named_sessions(invocation.arguments)
    title = f"nox {' '.join(sorted(names))}".strip()
    path = inside(invocation.directory, file)
    if path is None or path not in project.tree.entries:
        yield Lost(title, f"`{title}` needs {file}, which is not there")
        return
    yield from _functions(project, path, names, ("session", "nox_session"), invocation)


def _named_sessions(arguments: tuple[str, ...]) -> frozenset[str]:
    """The sessions behind `-s` and its like, the version of Python behind their names left out."""
    names: set[str] = set()
    taking = False
    for word in arguments:
        if word == "--":
            break
        if word in ("-s", "--session", "--sessions", "-e"):
            taking = True
        elif word.startswith("-"):
            flag, equals, value = word.partition("=")
            taking = False
            if equals and flag in ("-s", "--session", "--sessions"):
                names.update(value.split(","))
        elif taking:
            names.add(word)
    return frozenset(name.split("(", 1)[0].split("-3", 1)[0] for name in names)


def _functions(
    project: Project,
    path: str,
    names: frozenset[str],
    decorators: tuple[str, ...],
    invocation: Invocation,
) -> Iterator[Step]:
    """What the functions start that a decorator makes tasks; all where none is named."""
    started = project.once(_started, path)
    chosen: dict[str, None] = {}
    for function, (known_as, called) in project.once(_tasks, path, decorators).items():
        if not names or known_as & names:
            chosen.update(dict.fromkeys((function, *called)))
    directory = posixpath.dirname(path)
    for line, text in (each for name in chosen for each in started.get(name, ())):
        where = Evidence(path, line, excerpt=text)
        yield Text(text, where, directory, f"{path}:{line} {text}", invocation.environment)


def _started(project: Project, path: str) -> dict[str, list[tuple[int, str]]]:
    """The commands that each function of a file starts."""
    return {
        node.name: python_starts.started_within(node)
        for node in project.once(python_starts.parsed, path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _tasks(
    project: Project, path: str, decorators: tuple[str, ...]
) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """The functions that a decorator makes tasks: what each is known as, and which it calls."""
    return {
        node.name: (
            frozenset((node.name, node.name.replace("_", "-"), name)),
            frozenset(_called_before(node)),
        )
        for node in project.once(python_starts.parsed, path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (name := _decorated_name(node, decorators)) is not None
    }


def _decorated_name(
    node: ast.FunctionDef | ast.AsyncFunctionDef, decorators: tuple[str, ...]
) -> str | None:
    """The name that one of the decorators gives a function; None where none of them is there."""
    for decorator in node.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
        if name in decorators:
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            named = [k.value for k in keywords if k.arg == "name"]
            if named and isinstance(named[0], ast.Constant):
                return str(named[0].value)
            return node.name
    return None


def _called_before(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Other functions that a task names in its decorator (`pre=[lint]`) or calls in its body."""
    names: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            names |= {each.id for each in (inner.func, *inner.args) if isinstance(each, ast.Name)}
        elif isinstance(inner, ast.keyword) and inner.arg in ("pre", "post"):
            names |= {each.id for each in ast.walk(inner.value) if isinstance(each, ast.Name)}
    return names


def _invoke(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`invoke TASK`: functions of tasks.py, or of the package `tasks`, that are marked as tasks."""
    words = operands(invocation.arguments, frozenset({"-c", "-r", "--collection", "--search-root"}))
    names = frozenset(word.rpartition(".")[2] for word in words if not word.startswith("-"))
    if not names:
        return
    base = invocation.directory or ""
    package = [path for path in project.tree.files() if path.startswith(join(base, "tasks/"))]
    single = join(base, "tasks.py")
    files = [single] if project.tree.has(single) else [p for p in package if p.endswith(".py")]
    if not files:
        title = f"{invocation.name} {' '.join(words)}"
        yield Lost(title, f"`{title}` needs tasks.py, which is not there")
    for path in files:
        yield from _functions(project, path, names, ("task",), invocation)


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(("python", "python2", "python3", "py", "pypy", "pypy3", "ipython"), _python),
    **{f"python3.{minor}": _python for minor in range(6, 20)},
    "coverage": _coverage,
    "manage.py": _manage,
    "nox": _nox,
    "invoke": _invoke,
    "inv": _invoke,
}
