"""Follows pre-commit, and trunk, to the hooks that their files name."""

from __future__ import annotations

import itertools
import posixpath
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from compliance.extract.commands.lint_staged import covers_source
from compliance.extract.commands.steps import (
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    items,
    operands,
    option,
    texts,
)
from compliance.extract.documents import sub
from compliance.facts import Evidence
from compliance.paths import join

PRE_COMMIT = ".pre-commit-config.yaml"
_PRE_COMMIT_NAMES = (PRE_COMMIT, ".pre-commit-config.yml", "prek.toml")
# What the published hooks run whose name is not the command itself.
_HOOKS = {
    "ruff": "ruff check", "ruff-check": "ruff check", "ruff-format": "ruff format",
    "biome-check": "biome check", "biome-ci": "biome ci", "biome-lint": "biome lint",
    "biome-format": "biome format", "black-jupyter": "black", "dprint": "dprint check",
    "dprint-fmt": "dprint fmt", "flake8": "flake8", "eslint": "eslint", "pylint": "pylint",
    "prettier": "prettier", "black": "black", "yapf": "yapf", "oxlint": "oxlint", "oxfmt": "oxfmt",
    "xo": "xo", "pytest": "pytest", "rustywind": "", "lint-staged": "lint-staged",
    "hatch-fmt": "hatch fmt", "uv-run": "uv run",
}  # fmt: skip

_SOURCE_TYPES = frozenset(
    "python pyi javascript jsx ts tsx typescript vue svelte file text js non-executable".split()
)


_VALUED = frozenset(
    """-c --config --color --hook-stage --stage --from-ref --to-ref -s --source -o --origin
    --remote-branch --local-branch --remote-name --remote-url --commit-msg-filename --jobs -j
    --checkout-type --rewrite-command --skip -C --cd --directory -d""".split()
)


def _named_hook(words: tuple[str, ...]) -> str | None:
    """The hook that a run names; what stands behind `--files` are files, however many."""
    if "--files" in words:
        at = words.index("--files")
        behind = itertools.dropwhile(lambda word: not word.startswith("-"), words[at + 1 :])
        words = (*words[:at], *behind)
    return next(iter(operands(words, _VALUED)), None)


def _pre_commit(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`pre-commit run`: all hooks of its stage, or one."""
    words = operands(invocation.arguments, _VALUED)
    if words[:1] not in (("run",), ("try-repo",)):
        return
    only = _named_hook(words[1:])
    stage = option(words, "--hook-stage", "--stage") or "pre-commit"
    named = option(invocation.arguments, "-c", "--config")
    directory = invocation.directory or ""
    path = join(directory, named) if named else project.nearest(directory, *_PRE_COMMIT_NAMES)
    if path is None or path not in project.tree.entries:
        yield Lost("pre-commit", f"pre-commit needs {named or PRE_COMMIT}, which is not there")
        return
    skipped = set(invocation.environment.get("SKIP", "").split(","))
    skipped.add(option(words, "--skip") or "")
    hooks = project.once(read_hooks, path)
    chosen = hooks.get(only, ()) if only else (each for own in hooks.values() for each in own)
    for hook in chosen:
        if hook.name not in skipped and (only or hook.runs_at(stage)):
            yield from hook.steps


class PreCommitHook:
    """A hook of pre-commit: what it is called, when it runs, and what it runs."""

    def __init__(self, value: Mapping[str, Any], repo: str, stages: list[str], where: Evidence):
        self.name = str(value.get("id", ""))
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


def read_hooks(project: Project, path: str) -> dict[str, list[PreCommitHook]]:
    """The hooks of a configuration of pre-commit by their name, or alias.

    Raises:
        Unreadable: it cannot be had, or does not parse.
    """
    document = project.value(path)
    top = sub(document.value)
    default_stages = texts(top.get("default_stages"))
    hooks: dict[str, list[PreCommitHook]] = {}
    # In its first format the file is nothing but the list.
    repos, above = (top.get("repos"), ["repos"]) if top else (document.value, [])
    for i, repo in enumerate(items(repos)):
        for j, hook in enumerate(items(sub(repo).get("hooks"))):
            value = sub(hook)
            where = Evidence(
                path,
                document.line(*above, i, "hooks", j) if document.lines else 0,
                excerpt=f"id: {value.get('id', '')}",
            )
            stages = texts(value.get("stages")) or default_stages
            read = PreCommitHook(value, str(sub(repo).get("repo", "")), stages, where)
            for name in dict.fromkeys((read.name, str(value.get("alias") or read.name))):
                hooks.setdefault(name, []).append(read)
    return hooks


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
    return " ".join((text, *map(shlex.quote, texts(value.get("args"))))) if text else ""


def _hook_covers_source(value: Mapping[str, Any]) -> bool:
    types = {*texts(value.get("types")), *texts(value.get("types_or"))}
    return (not types or bool(types & _SOURCE_TYPES)) and covers_source(str(value.get("files", "")))


TRUNK = ".trunk/trunk.yaml"


def _trunk(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`trunk check` and `trunk fmt`: the linters that its file enables."""
    words = operands(invocation.arguments)
    path = project.nearest(invocation.directory, TRUNK)
    if words[:1] not in (("check",), ("fmt",)) or path is None:
        return
    document = project.value(path)
    for index, name in enumerate(texts(sub(document.value, "lint").get("enabled"))):
        command = _HOOKS.get(name.partition("@")[0], "")
        if command:
            where = Evidence(path, document.line("lint", "enabled", index), excerpt=name)
            yield Text(command, where, posixpath.dirname(posixpath.dirname(path)), f"{path} {name}")


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(("pre-commit", "prek"), _pre_commit),
    "trunk": _trunk,
}
