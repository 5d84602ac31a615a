"""Follows gulp and Grunt to their tasks, as far as these are written out."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from compliance.extract.code import Code
from compliance.extract.code.expressions import Call, Expression, Name, Sequence
from compliance.extract.code.expressions import Text as Literal
from compliance.extract.code.model import Function, Module
from compliance.extract.commands.steps import (
    FORMAT,
    LINT,
    TEST,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    Tool,
    operands,
    option,
)
from compliance.extract.commands.tools import ESLINT, PRETTIER
from compliance.facts import Evidence
from compliance.tree import Unreadable

MAX_STEPS = 500
_GULPFILES = tuple(
    f"{name}{suffix}"
    for name in ("gulpfile", "Gulpfile", "gulpfile.babel", "gulpfile.esm")
    for suffix in (".js", ".mjs", ".cjs", ".ts", ".mts")
)
_GRUNTFILES = tuple(
    f"{name}{suffix}" for name in ("Gruntfile", "gruntfile") for suffix in (".js", ".cjs", ".ts")
)
# The plugins of both, without what their packages' names begin with, and Grunt's usual tasks.
_PLUGINS: Mapping[str, Tool] = {
    **dict.fromkeys("eslint eslint-new eslint7 eslint6 xo".split(), Tool(ESLINT, LINT)),
    **dict.fromkeys(
        "mocha mochaTest simplemocha spawn-mocha mocha_istanbul mochacli mocha-test".split(),
        Tool("Mocha", TEST),
    ),
    **{name.lower(): Tool(name, TEST) for name in ("Jest", "AVA", "Jasmine", "Karma", "tape")},
    "prettier": Tool(PRETTIER, FORMAT),
}
# Grunt's tasks that run whatever their settings say.
_SHELLS = ("shell", "exec", "run", "bgShell")
_SEQUENCES = frozenset("series parallel runSequence sequence concurrent all".split())
_STARTS = frozenset("task registerTask".split())
# What is handed to these is read, written or shown, and not run.
_OTHER = frozenset(
    "log error warn info debug src dest watch pipe require on once join resolve".split()
)


@dataclass
class _Tasks:
    """The tasks of a file: what each name stands for."""

    module: Module
    by_name: dict[str, list[Expression]] = field(default_factory=dict)

    def note(self, name: str, what: Expression) -> None:
        """Keep one thing that a task is."""
        self.by_name.setdefault(name, []).append(what)


def _read(project: Project, path: str) -> _Tasks:
    """The tasks of a gulpfile or Gruntfile.

    Raises:
        Unreadable: it cannot be had.
    """
    code = Code(project.tree)
    module = code.module(path)
    if module is None:
        raise Unreadable(code.unread[path])
    tasks = _Tasks(module)
    _note_names(tasks, module)
    for call in module.calls:
        first = call.argument(0)
        if call.name in _STARTS and isinstance(first, Literal):
            for what in call.arguments[1:]:
                tasks.note(first.value, what)
    return tasks


def _note_names(tasks: _Tasks, module: Module) -> None:
    """Keep what functions, variables and exports are called."""
    for function in module.functions:
        if function.outer is None and function.name:
            tasks.note(function.name, function)
    for assignment in module.assignments:
        if assignment.target and assignment.function is None:
            tasks.note(assignment.target.removeprefix("exports."), assignment.value)
    for name, local in module.exports.items():
        if local not in (name, f"exports.{name}"):
            tasks.note(name, Name(0, path=local))


def _runner(files: tuple[str, ...], option_names: tuple[str, ...]) -> Handler:
    def follow(invocation: Invocation, project: Project) -> Iterator[Step]:
        valued = frozenset((*option_names, "--cwd", "--base"))
        names = [w for w in operands(invocation.arguments, valued) if not w.startswith("-")]
        title = " ".join(invocation.words[:6])
        named = option(invocation.arguments, *option_names)
        path = project.nearest(invocation.directory, *((named,) if named else files))
        if path is None:
            yield Lost(title, f"`{title}` needs {named or files[0]}, which is not there")
            return
        yield from _follow(names or ["default"], project.once(_read, path), invocation, title)

    return follow


def tasks_of(invocation: Invocation, project: Project) -> Iterator[str]:
    """The names of the tasks and plugins that a call of gulp or Grunt leads to, as far as they are
    written out: first those that it is told.
    """
    files, option_names = _CALLED[invocation.name]
    valued = frozenset((*option_names, "--cwd", "--base"))
    names = [w for w in operands(invocation.arguments, valued) if not w.startswith("-")]
    yield from names
    named = option(invocation.arguments, *option_names)
    path = project.nearest(invocation.directory, *((named,) if named else files))
    if path is None:
        return
    try:
        tasks = project.once(_read, path)
    except Unreadable:
        return
    for each in _walk(names or ["default"], tasks):
        if isinstance(each, Function):
            calls = [call for inner in each.everything() for call in inner.calls]
            yield from filter(None, (_plugin(call, tasks.module) for call in calls))
        elif name := _name(each):
            yield name


def _follow(names: list[str], tasks: _Tasks, invocation: Invocation, title: str) -> Iterator[Step]:
    """What the tasks of these names, and those that they lead to, run; each once."""
    for each in _walk(names, tasks):
        name = _name(each)
        if name and name not in tasks.by_name:
            yield from _leaf(name, title, asked=name in names)
        elif isinstance(each, Function):
            calls = [call for inner in each.everything() for call in inner.calls]
            yield from _started(calls, tasks, invocation)


def _walk(names: list[str], tasks: _Tasks) -> Iterator[Expression]:
    """The tasks of these names, and all that they lead to; each once."""
    waiting: list[Expression] = [Literal(0, value=name) for name in names]
    seen: set[int | str] = set()
    count = 0
    while waiting and count < MAX_STEPS:
        each = waiting.pop(0)
        count += 1
        key: int | str = _name(each) or id(each)
        if key in seen:
            continue
        seen.add(key)
        yield each
        if isinstance(key, str):
            waiting += tasks.by_name.get(key, ())
        elif isinstance(each, Sequence):
            waiting += each.items
        elif isinstance(each, Call):
            waiting += each.arguments if each.name in _SEQUENCES else ()
        elif isinstance(each, Function):
            calls = [call for inner in each.everything() for call in inner.calls]
            waiting += _led_to(calls, tasks)


def _name(each: Expression) -> str:
    """The task that an expression names."""
    if isinstance(each, Literal):
        return each.value
    return each.path.removeprefix("exports.") if isinstance(each, Name) else ""


def _leaf(name: str, title: str, *, asked: bool) -> Iterator[Step]:
    """A task that a plugin brings, as Grunt's are called after theirs."""
    plugin = name.partition(":")[0]
    if plugin in _PLUGINS:
        yield _PLUGINS[plugin]
    elif asked or plugin in _SHELLS:
        yield Lost(f"{title} {name}", f"`{title}`: what the task {name} does is not written out")


def _led_to(calls: list[Call], tasks: _Tasks) -> Iterator[Expression]:
    """The functions and tasks that calls lead to."""
    for call in calls:
        if isinstance(call.callee, Name) and call.callee.path in tasks.by_name:
            yield call.callee
        elif call.name in _SEQUENCES or call.path.endswith("task.run"):
            yield from call.arguments


def _started(calls: list[Call], tasks: _Tasks, invocation: Invocation) -> Iterator[Step]:
    """The commands that calls start, and the plugins that they make use of."""
    module = tasks.module
    for call in calls:
        tool = _PLUGINS.get(_plugin(call, module))
        if tool is not None:
            yield tool
        elif call.name not in _OTHER and (text := _command(call)):
            where = Evidence(module.path, call.line, excerpt=text)
            directory = module.path.rpartition("/")[0]
            key = f"{module.path}:{call.line} {text}"
            yield Text(text, where, directory, key, invocation.environment, certain=False)


def _plugin(call: Call, module: Module) -> str:
    """The plugin that a call makes use of, by what it is imported from or asked of the loader of
    all plugins.
    """
    imported = module.imported(call.path.partition(".")[0])
    source = imported[0] if imported else ""
    if source == "gulp-load-plugins" or call.path.startswith(("$.", "plugins.")):
        return call.name
    return source.removeprefix("gulp-") if source.startswith("gulp-") else ""


def _command(call: Call) -> str:
    """What a call is handed that may be a command: a text, a list of words, or the one behind the
    other; a list in a variable is looked up.
    """
    words: list[str] = []
    for each in call.arguments[:2]:
        value = _looked_up(each, call)
        if isinstance(value, Literal) and not words:
            words.append(value.value)
        elif isinstance(value, Sequence):
            given = [item.value for item in value.items if isinstance(item, Literal)]
            return " ".join((*words, *map(shlex.quote, given)))
    return words[0] if words and " " in words[0] else ""


def _looked_up(value: Expression, call: Call) -> Expression:
    """A local variable's first value, any other expression as it is."""
    if isinstance(value, Name) and call.function is not None:
        return next((each.value for each in call.function.assigned(value.path)), value)
    return value


_CALLED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gulp": (_GULPFILES, ("-f", "--gulpfile")),
    "grunt": (_GRUNTFILES, ("--gruntfile",)),
}
HANDLERS: Mapping[str, Handler] = {name: _runner(*called) for name, called in _CALLED.items()}
