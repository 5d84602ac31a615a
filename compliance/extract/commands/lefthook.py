"""Follows lefthook to the jobs of a hook."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from compliance import yaml12
from compliance.extract.commands.lint_staged import covers_source
from compliance.extract.commands.steps import (
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    inside,
    items,
    operands,
    texts,
)
from compliance.extract.documents import line_of, sub
from compliance.facts import Evidence
from compliance.paths import join

LEFTHOOK = tuple(
    f"{name}.{suffix}"
    for name in ("lefthook", ".lefthook", ".config/lefthook")
    for suffix in ("yml", "yaml", "toml", "json")
)


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
    yield from project.once(_read_hook, path, words[1])


def _read_hook(project: Project, path: str, hook: str) -> list[Step]:
    """What a configuration runs for one hook, with those that it extends."""
    document = project.value(path)
    value = sub(document.value)
    directory = _lefthook_directory(path)
    steps: list[Step] = []
    for extended in texts(value.get("extends")):
        other = posixpath.normpath(join(directory, extended))
        if other != path and project.tree.has(other):
            steps += _lefthook_jobs(project.value(other), other, hook, directory, project)
    if value.get("remotes") or value.get("remote"):
        steps.append(Lost("lefthook", f"{path} takes hooks from another repository"))
    return [*steps, *_lefthook_jobs(document, path, hook, directory, project)]


def _lefthook_directory(path: str) -> str:
    directory = posixpath.dirname(path)
    return posixpath.dirname(directory) if posixpath.basename(directory) == ".config" else directory


def _lefthook_jobs(
    document: yaml12.Document, path: str, hook: str, directory: str, project: Project
) -> Iterator[Step]:
    value = sub(document.value, hook)
    text = project.tree.text(path)
    waiting = [*sub(value, "commands").values(), *items(value.get("jobs"))]
    for name, script in sub(value, "scripts").items():
        runner = str(sub(script).get("runner") or "sh")
        waiting.append({"run": f"{runner} .lefthook/{hook}/{name}"})
    while waiting:
        job = sub(waiting.pop(0))
        waiting += items(sub(job, "group").get("jobs"))
        run = job.get("run")
        globs = texts(job.get("glob"))
        if job.get("skip") is True or not isinstance(run, str):
            continue
        if not globs or any(covers_source(glob) for glob in globs):
            at = inside(directory, str(job.get("root") or "."))
            line = line_of(text, run.split("\n", 1)[0])
            yield Text(run, Evidence(path, line, excerpt=run), at, f"{path} {hook} {run}")


HANDLERS: Mapping[str, Handler] = {"lefthook": _lefthook}
