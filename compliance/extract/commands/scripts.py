"""Follows scripts: shell text as it is, Python and JavaScript by the commands that they start."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from compliance.extract.commands import node_starts, python_starts
from compliance.extract.commands.handed_on import behind, of_rush
from compliance.extract.commands.steps import (
    TEST,
    Command,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    Tool,
    inside,
    operands,
)
from compliance.facts import Evidence
from compliance.paths import is_test, join

MAX_HANDED = 10
_PYTHON_SUFFIXES = (".py",)
_NODE_SUFFIXES = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
# What a function may be handed beside commands: `audit "$LOCKFILE"` starts no lockfile.
_DATA_SUFFIXES = (".json", ".lock", ".md", ".toml", ".txt", ".yaml", ".yml")
_WRAPPERS = frozenset(("gradlew", "mvnw"))
# A variable, or a pattern such as an arm of `case` has.
_NO_PATH = re.compile(r"[$*?\[\]=]")
_RUNS_TESTS = re.compile(
    r"(?:run[-_]?(?:[a-z]{1,20}[-_]){0,2})?tests?(?:[-_]?runner)?\.(?:py|[cm]?[jt]s)"
)
# What makes a Python file run the tests of others, whatever it is called.
_DRIVES_TESTS = re.compile(
    r"\b(?:DiscoverRunner|get_runner)\(|\bcall_command\(\s{0,9}['\"]test['\"]"
    r"|\b(?:pytest|unittest)\.main\("
)
_OF_DJANGO = re.compile(r"\bexecute_from_command_line\(")
# The same of JavaScript: a runner that is called as a library.
_DRIVES_NODE_TESTS = re.compile(
    r"\brun\b[^;'\"]{0,80}\b(?:from\s{0,5}|require\(\s{0,5})['\"]node:test['\"]"
    r"|\b(?:startVitest|runCLI|jest\.run)\(|\bnew\s{1,5}Mocha\("
)
_IMPORTED = re.compile(r"^(?:from|import)[ \t]{1,9}(\w{1,80})", re.MULTILINE)
_SHEBANG = re.compile(r"#!\s{0,5}(?:\S{0,60}/)?(?:env\s{1,5}(?:-S\s{1,5})?)?(?P<name>[a-z]{1,20})")


def by_path(
    invocation: Invocation, project: Project, handlers: Mapping[str, Handler]
) -> Iterator[Step]:
    """A command that is the path of a script, or of a tool that is installed somewhere."""
    name = invocation.name
    path = inside(invocation.directory, name)
    known = posixpath.basename(name) in handlers
    there = path is not None and path in project.tree.entries
    if path is not None and there and not (known and _starts_what_it_is_named(path, project)):
        yield from run_file(path, invocation, project)
    elif known:
        command = (posixpath.basename(name), *invocation.arguments)
        yield Command(command, invocation.directory, invocation.environment)
    elif "node_modules/" in name:
        run = Invocation(("node", *invocation.arguments), invocation.directory)
        yield from node_file(name, run, project)
    elif not _NO_PATH.search(name) and not name.startswith("/"):
        where = "runs in a directory that only a run knows" if path is None else "is not there"
        yield Lost(name, f"{name} {where}")


def _starts_what_it_is_named(path: str, project: Project) -> bool:
    """Whether a file is what a build tool, or a package of Ruby or PHP, puts into a repository to
    start itself by.
    """
    shebang = _SHEBANG.match(project.tree.source(path))
    interpreter = shebang["name"] if shebang else ""
    return posixpath.basename(path) in _WRAPPERS or interpreter in ("ruby", "php")


def run_file(path: str, invocation: Invocation, project: Project) -> Iterator[Step]:
    """What a file of the tree does when it is run.

    Raises:
        Unreadable: its content cannot be had.
    """
    if posixpath.basename(path) in ("manage.py", "setup.py"):
        yield from python_file(path, Invocation(("python", *invocation.words), ""), project)
        return
    if path.endswith(_DATA_SUFFIXES):
        return
    text = project.tree.source(path)
    shebang = _SHEBANG.match(text)
    interpreter = shebang["name"] if shebang else ""
    if path.endswith(_PYTHON_SUFFIXES) or interpreter.startswith("python"):
        yield from _python(path, invocation, project)
    elif path.endswith(_NODE_SUFFIXES) or interpreter in ("node", "zx", "tsx", "bun", "deno"):
        yield from _node(path, invocation, project)
    elif interpreter in ("", "sh", "bash", "zsh", "dash", "ash", "env"):
        yield Text(
            text,
            Evidence(path, 1),
            invocation.directory,
            f"{path} {' '.join(invocation.arguments)}",
            invocation.environment,
            invocation.arguments,
        )
        yield from _handed(path, invocation, project)
    else:
        yield Lost(path, f"{path} is a script for {interpreter}, which is not read")


def _handed(path: str, invocation: Invocation, project: Project) -> Iterator[Step]:
    """The scripts of the tree that one is handed to run: `in-docker.sh -f test.sh`."""
    for word in invocation.arguments[:MAX_HANDED]:
        handed = inside(invocation.directory, word) if word.endswith((".sh", ".bash")) else None
        if handed is not None and handed != path and project.tree.has(handed):
            command = ("sh", word)
            yield Command(command, invocation.directory, invocation.environment)


def python_file(word: str, invocation: Invocation, project: Project) -> Iterator[Step]:
    """`python FILE`."""
    path = inside(invocation.directory, word)
    if posixpath.basename(word) == "manage.py":
        yield from django_command(invocation.arguments[1:])
    elif posixpath.basename(word) == "setup.py":
        yield from _setup(path, invocation, project)
    elif path is not None and project.tree.has(path) and is_of_django(project, path):
        yield from django_command(invocation.arguments[1:])
    elif path is not None and path in project.tree.entries:
        yield from _python(path, invocation, project)
        if command := behind(invocation.arguments[1:]):
            yield Command(command, invocation.directory, invocation.environment)
    elif path is not None and ("/" in word or "." in word) and "node_modules/" not in word:
        yield Lost(word, f"{word} is not there")


def is_of_django(project: Project, path: str) -> bool:
    """Whether a Python file hands its arguments to Django, as manage.py does."""
    return _OF_DJANGO.search(project.tree.source(path)) is not None


def django_command(arguments: tuple[str, ...]) -> Iterator[Step]:
    """Django's commands; one that is not its own is told by its name."""
    subcommand = next(iter(operands(arguments)), "")
    if subcommand == "test":
        yield Tool("Django's test runner", TEST)
    elif subcommand in ("lint", "run_tests", "pytest"):
        yield Lost(subcommand, f"manage.py {subcommand} is a command of the project's own")


def _setup(path: str | None, invocation: Invocation, project: Project) -> Iterator[Step]:
    """The commands of setuptools that test or lint, and those that a setup.py gives itself."""
    subcommand = next(iter(operands(invocation.arguments[1:])), "")
    if subcommand in ("test", "pytest", "flake8", "pylint"):
        command = ("unittest" if subcommand == "test" else subcommand,)
        yield Command(command, invocation.directory, invocation.environment)
    elif path is not None and project.tree.has(path):
        own = project.once(python_starts.started_by_setup, path)
        for line, text in own.get(subcommand, ()):
            where = Evidence(path, line, excerpt=text)
            yield Text(text, where, invocation.directory, f"{path}:{line} {text}")


def _python(path: str, invocation: Invocation, project: Project) -> Iterator[Step]:
    named = is_test(path) or _RUNS_TESTS.fullmatch(posixpath.basename(path))
    if named or _DRIVES_TESTS.search(project.tree.source(path)):
        yield Tool("Python test scripts", TEST)
        return
    started = project.once(python_starts.started_by_python, path)
    for line, command in started:
        where = Evidence(path, line, excerpt=command)
        yield Text(command, where, invocation.directory, f"{path}:{line} {command}")
    # What a program is told to do, not the program itself: `python ci.py unit`.
    at = invocation.directory
    told = [word for word in operands(invocation.arguments) if inside(at, word) != path]
    module = project.once(_takes_in, path) if told and not started else ""
    if module:
        yield Lost(told[0], f"{path} hands on to {module}, whose commands are not followed")


def _takes_in(project: Project, path: str) -> str:
    """The first module beside a Python file that it takes in; "" where it takes in none."""
    folder = posixpath.dirname(path)
    for match in _IMPORTED.finditer(project.tree.source(path)):
        for module in (join(folder, f"{match[1]}.py"), join(folder, f"{match[1]}/__init__.py")):
            if project.tree.has(module):
                return module
    return ""


def node_file(word: str, invocation: Invocation, project: Project) -> Iterator[Step]:
    """`node FILE`, and the same with another runner of JavaScript."""
    package = re.search(r"node_modules/((?:@[^/]{1,100}/)?[^/]{1,100})/", word)
    path = inside(invocation.directory, word)
    if of_package := of_rush(word, invocation.arguments):
        yield Command(of_package, invocation.directory, invocation.environment)
    elif "node_modules/.bin/" in word:
        command = (posixpath.basename(word), *invocation.arguments)
        yield Command(command, invocation.directory, invocation.environment)
    elif package:
        command = ("npx", package[1], *invocation.arguments)
        yield Command(command, invocation.directory, invocation.environment)
    elif posixpath.basename(word) in ("ace", "ace.js"):
        if "test" in invocation.arguments:
            yield Tool("Japa", TEST)
    elif path is not None:
        candidates = (path + suffix for suffix in ("", *_NODE_SUFFIXES, "/index.js"))
        found = next((each for each in candidates if each in project.tree.entries), None)
        if found and project.tree.has(found):
            yield from _node(found, invocation, project)
        elif is_test(word):
            yield Tool("test scripts run by Node.js", TEST)
        else:
            yield Lost(word, f"{word} is not there")


def _node(path: str, invocation: Invocation, project: Project) -> Iterator[Step]:
    named = is_test(path) or _RUNS_TESTS.fullmatch(posixpath.basename(path))
    if named or _DRIVES_NODE_TESTS.search(project.tree.source(path)):
        yield Tool("test scripts run by Node.js", TEST)
        return
    for line, command in project.once(node_starts.started_by_node, path):
        where = Evidence(path, line, excerpt=command)
        given = invocation.arguments if node_starts.GIVEN in command else ()
        key = f"{path}:{line} {command} {' '.join(given)}"
        yield Text(command, where, invocation.directory, key, arguments=given, certain=False)
