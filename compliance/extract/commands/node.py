"""Follows npm, yarn, pnpm and bun to the scripts of a package.json, and Node.js to its files."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compliance.extract.commands import script_names, scripts
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
    option,
)
from compliance.extract.commands.tools import command_of_package
from compliance.facts import Evidence
from compliance.facts.manifests import Manifest
from compliance.paths import is_judged, join

_DIRECTORY = ("--prefix", "--cwd", "-C", "--dir")
_PACKAGE = {
    "npm": ("--workspace", "-w"),
    "pnpm": ("--filter", "-F", "--filter-prod"),
    "bun": ("--filter", "-F"),
    "yarn": (),
    "ut": ("--workspace", "-w"),
    "utoo": ("--workspace", "-w"),
}
_OTHER_VALUED = """--loglevel --reporter --from --include --exclude -j --jobs
--workspace-concurrency""".split()
_VALUED = {
    manager: frozenset((*_DIRECTORY, *packages, *_OTHER_VALUED))
    for manager, packages in _PACKAGE.items()
}
_ROOT = frozenset(("-w", "--workspace-root"))
_EVERYWHERE = frozenset("-r --recursive --workspaces --ws -ws --parallel".split())
# `npm test` and its like are scripts although they are written like subcommands.
_NPM_SCRIPTS = {"test": "test", "t": "test", "tst": "test", "start": "start"}
_OWN = frozenset(
    """add audit bin cache ci config create dedupe deploy dlx doctor exec fetch global help import
    info init install i info link list ls login logout node outdated owner pack patch plugin
    prefix prune publish rebuild remove rm root run set setup store unlink up update upgrade
    upgrade-interactive use version versions view whoami why x env approve-builds""".split()
)


@dataclass(frozen=True)
class _Where:
    """The packages that a call concerns, and the directory that it is made in."""

    packages: tuple[Manifest, ...]
    directory: str | None


def _manager(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`npm`, `yarn`, `pnpm`, `bun`, utoo, with any of their ways to name a package and a script."""
    valued = _VALUED[invocation.name]
    words = operands(invocation.arguments, valued)
    packages: str | None = None
    if words[:1] == ("workspace",):
        packages, words = " ".join(words[1:2]), words[2:]
    elif words[:1] in (("workspaces",), ("recursive",), ("multi",), ("m",)):
        packages, words = "*", operands(words[1:], valued)
        words = operands(words[1:], valued) if words[:1] == ("foreach",) else words
    runs = words[:1] in (("run",), ("run-script",), ("rum",), ("urn",))
    words = operands(words[1:], valued) if runs else words
    if not words:
        return
    own = None if runs else _subcommand(words, invocation)
    if own is not None:
        yield from own
        return
    name = words[0] if runs else _NPM_SCRIPTS.get(words[0], words[0])
    where = _where(invocation, project, packages)
    if where.directory is None and not where.packages:
        yield Lost(name, f"`{invocation.name} {name}` runs in a directory that only a run knows")
        return
    tail = tuple(word for word in words[1:] if word != "--")
    yield from _named_script(name, tail, where, invocation, project)


def _nr(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`nr test` of `@antfu/ni`, which hands the script to whichever manager a project has."""
    if operands(invocation.arguments, frozenset(_DIRECTORY)):
        command = ("npm", "run", *invocation.arguments)
        yield Command(command, invocation.directory, invocation.environment)


def _subcommand(words: tuple[str, ...], invocation: Invocation) -> tuple[Step, ...] | None:
    """What `exec`, `dlx` and the like run; () for the manager's own commands, None for scripts."""
    manager, (first, *rest) = invocation.name, words
    at, environment = _at(invocation), invocation.environment
    if first in ("exec", "x", "dlx"):
        return (Command(("npx", *rest), at, environment),) if rest else ()
    if manager == "bun" and first == "test":
        return (Tool("bun test", TEST),)
    if manager == "yarn" and first == "node":
        return (Command(("node", *rest), at, environment),)
    if first in _NPM_SCRIPTS:
        return None
    return () if first in _OWN or manager == "npm" else None


def _at(invocation: Invocation) -> str | None:
    named = option(invocation.arguments, *_DIRECTORY)
    return invocation.directory if named is None else inside(invocation.directory, named)


def _where(invocation: Invocation, project: Project, packages: str | None) -> _Where:
    """The packages that a call concerns: the one it is in, those of a name, or all."""
    directory = _at(invocation)
    own = invocation.arguments
    own = own[: own.index("--")] if "--" in own else own
    pattern = packages or option(own, *_PACKAGE[invocation.name])
    if pattern is None and not _EVERYWHERE.isdisjoint(own):
        pattern = "*"
    root = _workspace_root(directory or "", project)
    if pattern is not None:
        return _Where(tuple(_matching(pattern, root, project)), directory)
    if directory is None:
        return _Where((), None)
    at_root = invocation.name == "pnpm" and not _ROOT.isdisjoint(own)
    package = _nearest(root if at_root else directory, project)
    return _Where((package,) if package else (), directory)


def _nearest(directory: str, project: Project) -> Manifest | None:
    """The package.json of a directory or of the nearest one above it."""
    while True:
        package = project.package(directory)
        if package or not directory:
            return package
        directory = posixpath.dirname(directory)


def _workspace_root(directory: str, project: Project) -> str:
    """The nearest directory upwards whose package.json declares members, else the directory."""
    at = directory
    while True:
        package = project.package(at)
        if package and package.workspaces:
            return at
        if not at:
            return directory
        at = posixpath.dirname(at)


def _matching(pattern: str, root: str, project: Project) -> Iterator[Manifest]:
    """The packages that a filter selects; one that asks git or names several selects all."""
    wanted = pattern.strip("{}").replace("...", "").strip("^").removeprefix("./").rstrip("/")
    everything = not wanted or wanted[0] in "[!" or "[" in wanted or "$" in wanted
    for package in project.packages(root):
        relative = posixpath.relpath(package.directory or ".", root or ".")
        names = (package.name, package.name.rpartition("/")[2], relative, package.directory)
        if everything or any(fnmatch.fnmatchcase(name, wanted) for name in names if name):
            yield package


def _named_script(
    name: str,
    arguments: tuple[str, ...],
    where: _Where,
    invocation: Invocation,
    project: Project,
) -> Iterator[Step]:
    """A script of each of the packages; without one, what else the manager makes of its name."""
    expression = invocation.name == "pnpm" and script_names.is_expression(name)
    if expression and not script_names.is_read(name):
        yield Lost(name, f"`pnpm run {name}` names scripts by an expression that is not read here")
    steps = [
        step
        for package in where.packages
        for each in (
            script_names.matching(name, project.scripts(package)) if expression else (name,)
        )
        for step in package_script(package, each, arguments, invocation, project)
    ]
    if steps or expression:
        yield from steps
        return
    if not where.packages:
        yield from _no_package(invocation.name, name, where.directory, project)
    if invocation.name != "npm":
        is_file = "/" in name or name.endswith((".ts", ".js", ".mjs"))
        words = ("node", name) if is_file else (command_of_package(name),)
        if words[0] not in _PACKAGE:
            yield Command((*words, *arguments), where.directory, invocation.environment)


def _no_package(manager: str, name: str, directory: str | None, project: Project) -> Iterator[Step]:
    """There is no package.json to look the script up in, or it could not be read."""
    path = join(directory or "", "package.json")
    unreadable = {each.path: each.reason for each in project.manifests.unreadable}
    if path in unreadable:
        yield Lost(name, f"`{manager} run {name}`: {unreadable[path]}")
    elif path not in project.tree.entries and is_judged(path):
        yield Lost(name, f"`{manager} run {name}` needs {path}, which is not there")


def package_script(
    package: Manifest,
    name: str,
    arguments: tuple[str, ...],
    invocation: Invocation,
    project: Project,
) -> Iterator[Step]:
    """A script of a package.json, between those that its name puts before and behind it."""
    scripts_of = project.scripts(package)
    if name not in scripts_of:
        return
    for each in (f"pre{name}", name, f"post{name}"):
        script = scripts_of.get(each)
        if script:
            tail = arguments if each == name else ()
            yield Text(
                " ".join((script.command, *map(_quoted, tail))),
                Evidence(package.path, script.line, excerpt=f"{each}: {script.command}"),
                package.directory,
                f"{package.path} {each} {' '.join(tail)}",
                {**invocation.environment, "npm_lifecycle_event": each},
            )


def _quoted(word: str) -> str:
    return word if word.replace("-", "").replace("/", "").isalnum() else f"'{word}'"


def _run_all(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`npm-run-all`, `run-s`, `run-p`: scripts of this package by name or pattern."""
    if invocation.directory is None:
        yield Lost(" ".join(invocation.arguments), "runs in a directory that only a run knows")
        return
    package = _nearest(invocation.directory, project)
    if package is None:
        return
    valued = frozenset({"--max-parallel", "-N", "--npm-path"})
    for word in invocation.arguments:
        if word.startswith("-") or word in valued or not word:
            continue
        name, *rest = word.split()
        for script in package.scripts:
            if fnmatch.fnmatchcase(script.name, name.replace("**", "*")):
                yield from package_script(package, script.name, tuple(rest), invocation, project)


def every_package(
    names: tuple[str, ...], invocation: Invocation, project: Project
) -> Iterator[Step]:
    """Scripts of these names in each package below a directory, as task runners run them."""
    if invocation.directory is None:
        yield Lost(
            " ".join(names), f"`{invocation.name}` runs in a directory that only a run knows"
        )
        return
    for package in project.packages(invocation.directory):
        for name in names:
            yield from package_script(package, name, (), invocation, project)


_NODE_VALUED = frozenset(
    """--import --require -r --loader --experimental-loader --env-file -C --conditions
    --test-reporter --test-name-pattern --max-old-space-size -P --project --tsconfig
    --test-reporter-destination --test-concurrency --watch-path""".split()
)
_TEST_FLAGS = frozenset(("--test", "--experimental-test-coverage", "--test-only"))


def _node(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`node --test`, a script of the package by `node --run`, or a file."""
    words = operands(invocation.arguments, _NODE_VALUED)
    if invocation.name == "tsx" and words[:1] == ("watch",):
        words = operands(words[1:], _NODE_VALUED)
    directory, environment = invocation.directory, invocation.environment
    if not _TEST_FLAGS.isdisjoint(invocation.arguments):
        yield Tool("Node.js's test runner", TEST)
    elif "--run" in invocation.arguments:
        yield Command(("npm", "run", *words), directory, environment)
    elif words and {"-e", "-p"}.isdisjoint(invocation.arguments):
        inner = Invocation((invocation.name, *words[1:]), directory, environment)
        yield from scripts.node_file(words[0], inner, project)


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun", "ut", "utoo"), _manager),
    "nr": _nr,
    **dict.fromkeys(("npm-run-all", "npm-run-all2", "run-s", "run-p"), _run_all),
    **dict.fromkeys(("node", "nodejs", "tsx", "ts-node", "babel-node", "ts-node-esm"), _node),
}
