"""Follows the runners of git hooks to their hooks: pre-commit, lefthook, lint-staged, husky …

What is here tells what a configuration runs for one of git's hooks; whether CI or git itself starts
it makes no difference.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from compliance import yaml12
from compliance.extract.commands import scripts
from compliance.extract.commands.steps import (
    Command,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    operands,
    option,
)
from compliance.extract.commands.tasks import nearest
from compliance.extract.documents import line_of, read_json, read_toml, read_yaml, sub
from compliance.facts import Evidence
from compliance.tree import join

PRE_COMMIT = ".pre-commit-config.yaml"
_PRE_COMMIT_NAMES = (PRE_COMMIT, ".pre-commit-config.yml", "prek.toml")
LEFTHOOK = tuple(
    f"{name}.{suffix}"
    for name in ("lefthook", ".lefthook", ".config/lefthook")
    for suffix in ("yml", "yaml", "toml", "json")
)
LINT_STAGED = tuple(
    f".lintstagedrc{suffix}"
    for suffix in ("", ".json", ".yaml", ".yml", ".js", ".cjs", ".mjs", ".ts", ".mts")
) + tuple(f"lint-staged.config.{suffix}" for suffix in ("js", "cjs", "mjs", "ts", "mts", "cts"))
NANO_STAGED = (".nano-staged.json", ".nanostagedrc", ".nano-staged.js", "nano-staged.js",
               "nano-staged.cjs", "nano-staged.mjs")  # fmt: skip

# What the published hooks run whose name is not the command itself.
_HOOKS = {
    "ruff": "ruff check", "ruff-check": "ruff check", "ruff-format": "ruff format",
    "biome-check": "biome check", "biome-ci": "biome ci", "biome-lint": "biome lint",
    "biome-format": "biome format", "black-jupyter": "black", "dprint": "dprint check",
    "dprint-fmt": "dprint fmt", "flake8": "flake8", "eslint": "eslint", "pylint": "pylint",
    "prettier": "prettier", "black": "black", "yapf": "yapf", "oxlint": "oxlint", "oxfmt": "oxfmt",
    "xo": "xo", "pytest": "pytest", "rustywind": "", "lint-staged": "lint-staged",
    "hatch-fmt": "hatch fmt",
}  # fmt: skip

_SOURCE_TYPES = frozenset(
    "python pyi javascript jsx ts tsx typescript vue svelte file text js non-executable".split()
)
_SOURCE_WORD = re.compile(r"(?:^|[^a-z])(?:py|pyi|[cm]?[jt]sx?|vue|svelte|astro)(?![a-z])")


def covers_source(pattern: str) -> bool:
    """Whether a glob or a regular expression for paths lets source files through, as far as its
    extensions say: one that names none lets all through.
    """
    extensions = re.findall(r"\.\\?[({]?[a-z]", pattern.lower())
    return not extensions or bool(_SOURCE_WORD.search(pattern.lower()))


def read_value(project: Project, path: str) -> yaml12.Document:
    """A configuration in YAML, JSON or TOML, by the suffix; without one it is YAML or JSON.

    Raises:
        Unreadable: it cannot be had, or does not parse.
    """
    if path.endswith(".toml"):
        return yaml12.Document(read_toml(project.tree, path))
    if path.endswith(".json"):
        return yaml12.Document(read_json(project.tree, path))
    return read_yaml(project.tree, path)


def _pre_commit(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`pre-commit run`: all hooks of its stage, or one."""
    words = operands(invocation.arguments, frozenset({"-c", "--config", "--color"}))
    if words[:1] not in (("run",), ("try-repo",)):
        return
    valued = frozenset("-c --config --hook-stage --stage --files --from-ref --to-ref -s -o".split())
    only = next(iter(operands(words[1:], valued)), None)
    stage = option(words, "--hook-stage", "--stage") or "pre-commit"
    named = option(invocation.arguments, "-c", "--config")
    directory = invocation.directory or ""
    path = join(directory, named) if named else nearest(directory, project, *_PRE_COMMIT_NAMES)
    if path is None or path not in project.tree.entries:
        yield Lost("pre-commit", f"pre-commit needs {named or PRE_COMMIT}, which is not there")
        return
    skipped = set(invocation.environment.get("SKIP", "").split(","))
    for hook in pre_commit_hooks(project, path):
        if hook.name not in skipped and (only in hook.names if only else hook.runs_at(stage)):
            yield from hook.steps


class PreCommitHook:
    """A hook of pre-commit: what it is called, when it runs, and what it runs."""

    def __init__(self, value: Mapping[str, Any], repo: str, stages: list[str], where: Evidence):
        self.name = str(value.get("id", ""))
        self.names = (self.name, str(value.get("alias", "")))
        self._stages = [_STAGES.get(str(each), str(each)) for each in stages]
        text = _hook_text(value, repo)
        self.steps: list[Step] = []
        if text and _hook_covers_source(value):
            key = f"{where.path} {where.line} {self.name}"
            self.steps.append(Text(text, where, posixpath.dirname(where.path), key))

    def runs_at(self, stage: str) -> bool:
        """Whether it runs at one of git's hooks."""
        return not self._stages or _STAGES.get(stage, stage) in self._stages


_STAGES = {"commit": "pre-commit", "push": "pre-push", "merge-commit": "pre-merge-commit"}


def pre_commit_hooks(project: Project, path: str) -> Iterator[PreCommitHook]:
    """The hooks of a configuration of pre-commit.

    Raises:
        Unreadable: it cannot be had, or does not parse.
    """
    document = read_value(project, path)
    top = sub(document.value)
    default_stages = _strings(top.get("default_stages"))
    for i, repo in enumerate(_list(top.get("repos"))):
        for j, hook in enumerate(_list(sub(repo).get("hooks"))):
            value = sub(hook)
            where = Evidence(
                path,
                document.line("repos", i, "hooks", j) if document.lines else 0,
                excerpt=f"id: {value.get('id', '')}",
            )
            stages = _strings(value.get("stages")) or default_stages
            yield PreCommitHook(value, str(sub(repo).get("repo", "")), stages, where)


def _hook_text(value: Mapping[str, Any], repo: str) -> str:
    """The command that a hook runs, as shell text."""
    entry = value.get("entry")
    language = str(value.get("language", ""))
    if language in ("pygrep", "fail"):
        return ""
    if isinstance(entry, str):
        text = entry.partition(" ")[2] if language in ("docker_image", "docker") else entry
    elif repo in ("local", "meta"):
        return ""
    else:
        text = _HOOKS.get(str(value.get("id", "")), "")
    return " ".join((text, *map(shlex.quote, _strings(value.get("args"))))) if text else ""


def _hook_covers_source(value: Mapping[str, Any]) -> bool:
    types = {*_strings(value.get("types")), *_strings(value.get("types_or"))}
    return (not types or bool(types & _SOURCE_TYPES)) and covers_source(str(value.get("files", "")))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    """A text or a list of texts as a list."""
    if isinstance(value, str):
        return [value]
    return [str(each) for each in _list(value) if isinstance(each, str | int | float)]


def _lefthook(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`lefthook run HOOK`."""
    words = operands(invocation.arguments)
    if words[:1] != ("run",) or len(words) < 2:
        return
    directory = invocation.directory or ""
    path = project.first(directory, *LEFTHOOK)
    if path is None:
        yield Lost("lefthook", "lefthook needs its configuration, which is not there")
        return
    yield from _lefthook_file(project, path, words[1])


def _lefthook_file(project: Project, path: str, hook: str) -> Iterator[Step]:
    document = read_value(project, path)
    value = sub(document.value)
    directory = _lefthook_directory(path)
    for extended in _strings(value.get("extends")):
        other = posixpath.normpath(join(directory, extended))
        if other != path and project.tree.has(other):
            yield from _lefthook_jobs(read_value(project, other), other, hook, directory, project)
    if value.get("remotes") or value.get("remote"):
        yield Lost(f"lefthook {hook} check", f"{path} takes hooks from another repository")
    yield from _lefthook_jobs(document, path, hook, directory, project)


def _lefthook_directory(path: str) -> str:
    directory = posixpath.dirname(path)
    return posixpath.dirname(directory) if posixpath.basename(directory) == ".config" else directory


def _lefthook_jobs(
    document: yaml12.Document, path: str, hook: str, directory: str, project: Project
) -> Iterator[Step]:
    value = sub(document.value, hook)
    text = project.tree.text(path)
    waiting = [*sub(value, "commands").values(), *_list(value.get("jobs"))]
    for name, script in sub(value, "scripts").items():
        runner = str(sub(script).get("runner") or "sh")
        waiting.append({"run": f"{runner} .lefthook/{hook}/{name}"})
    while waiting:
        job = sub(waiting.pop(0))
        waiting += _list(sub(job, "group").get("jobs"))
        run = job.get("run")
        globs = _strings(job.get("glob"))
        if job.get("skip") is True or not isinstance(run, str):
            continue
        if not globs or any(covers_source(glob) for glob in globs):
            at = (
                posixpath.normpath(join(directory, str(job["root"])))
                if job.get("root")
                else directory
            )
            line = line_of(text, run.split("\n", 1)[0])
            yield Text(run, Evidence(path, line, excerpt=run), at, f"{path} {hook} {run}")


def _lint_staged(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`lint-staged`: the configurations here and below; each file's nearest is what counts."""
    named = option(invocation.arguments, "-c", "--config")
    directory = invocation.directory or ""
    if named:
        paths = [join(directory, named.removeprefix("./"))]
    else:
        paths = list(_staged_configurations(directory, project, LINT_STAGED + NANO_STAGED))
    found = False
    for path in paths:
        if path in project.tree.entries:
            found = True
            yield from _staged_steps(path, project)
    for package in _packages_with(("lint-staged", "nano-staged"), directory, project):
        found = True
        yield from _staged_steps(package, project)
    if not found:
        yield Lost("lint-staged", "lint-staged needs its configuration, which is not there")


MAX_CONFIGURATIONS = 100


def _staged_configurations(
    directory: str, project: Project, names: tuple[str, ...]
) -> Iterator[str]:
    above = nearest(directory, project, *names)
    if above:
        yield above
    prefix = directory + "/" if directory else ""
    wanted = frozenset(names)
    below = [
        path
        for path in project.tree.files()
        if path.startswith(prefix) and posixpath.basename(path) in wanted and path != above
    ]
    yield from below[:MAX_CONFIGURATIONS]


def _packages_with(keys: tuple[str, ...], directory: str, project: Project) -> Iterator[str]:
    """The package.json files here, below, or nearest above, that have one of these keys."""
    packages = [each for each in project.packages(directory) if set(keys) & set(each.tools)]
    at = directory
    while not packages and at:
        at = posixpath.dirname(at)
        package = project.package(at)
        packages = [package] if package and set(keys) & set(package.tools) else []
    yield from (package.path for package in packages[:MAX_CONFIGURATIONS])


def _staged_steps(path: str, project: Project) -> Iterator[Step]:
    """What one configuration runs on files that are source."""
    directory = posixpath.dirname(path)
    if path.endswith(("js", "ts")):
        for line, text in scripts.strings(project.tree.source(path)):
            yield Text(text, Evidence(path, line, excerpt=text), directory, f"{path} {text}")
        return
    value = sub(read_value(project, path).value)
    if posixpath.basename(path) == "package.json":
        value = sub(value, "lint-staged") or sub(value, "nano-staged")
    source = project.tree.text(path)
    value = sub(value, "linters") or value
    for glob, commands in value.items():
        if covers_source(glob):
            for text in _strings(commands):
                where = Evidence(path, line_of(source, text), excerpt=f"{glob}: {text}")
                yield Text(text, where, directory, f"{path} {text}")


def _git_format_staged(invocation: Invocation, _project: Project) -> Iterator[Step]:
    text = option(invocation.arguments, "-f", "--formatter")
    if text is not None:
        yield Command(("eval", text), invocation.directory, invocation.environment)


TRUNK = ".trunk/trunk.yaml"


def _trunk(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`trunk check` and `trunk fmt`: the linters that its file enables."""
    words = operands(invocation.arguments)
    path = nearest(invocation.directory or "", project, TRUNK)
    if words[:1] not in (("check",), ("fmt",)) or path is None:
        return
    document = read_value(project, path)
    for index, name in enumerate(_strings(sub(document.value, "lint").get("enabled"))):
        command = _HOOKS.get(name.partition("@")[0], "")
        if command:
            where = Evidence(path, document.line("lint", "enabled", index), excerpt=name)
            yield Text(command, where, posixpath.dirname(posixpath.dirname(path)), f"{path} {name}")


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(("pre-commit", "prek"), _pre_commit),
    **dict.fromkeys(("lint-staged", "nano-staged"), _lint_staged),
    "lefthook": _lefthook,
    "git-format-staged": _git_format_staged,
    "trunk": _trunk,
}
