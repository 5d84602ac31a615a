"""Follows lint-staged and its like to what they run on the files of a commit."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from compliance.extract.commands import node_starts
from compliance.extract.commands.steps import (
    Command,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    inside,
    option,
    texts,
)
from compliance.extract.documents import line_of, sub
from compliance.facts import Evidence
from compliance.paths import below

LINT_STAGED = tuple(
    f".lintstagedrc{suffix}"
    for suffix in ("", ".json", ".yaml", ".yml", ".js", ".cjs", ".mjs", ".ts", ".mts")
) + tuple(f"lint-staged.config.{suffix}" for suffix in ("js", "cjs", "mjs", "ts", "mts", "cts"))
NANO_STAGED = (".nano-staged.json", ".nanostagedrc", ".nano-staged.js", "nano-staged.js",
               "nano-staged.cjs", "nano-staged.mjs")  # fmt: skip

# `{j,t}s`, `(j|t)sx?`: alternatives with something behind them that all of them end with.
_ENDING_ALIKE = re.compile(r"[({]([a-z]{0,9}(?:[,|][a-z]{0,9}){1,20})[)}]([a-z]{1,9})")
_SOURCE_WORD = re.compile(r"(?:^|[^a-z])(?:py|pyi|[cm]?[jt]sx?|vue|svelte|astro)(?![a-z])")


def covers_source(pattern: str) -> bool:
    """Whether a glob or a regular expression for paths lets source files through, as far as its
    extensions say: one that names none lets all through.
    """
    written = _ENDING_ALIKE.sub(_each_ended, pattern.lower())
    extensions = re.findall(r"\.\\?[({]?[a-z]", written)
    return not extensions or bool(_SOURCE_WORD.search(written))


def _each_ended(match: re.Match[str]) -> str:
    return ",".join(each + match[2] for each in re.split("[,|]", match[1]))


_KEYS = frozenset(("lint-staged", "nano-staged"))
MAX_CONFIGURATIONS = 100


def _lint_staged(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`lint-staged`: the configurations here and below; each file's nearest is what counts."""
    named = option(invocation.arguments, "-c", "--config")
    directory = invocation.directory or ""
    paths = [inside(directory, named)] if named else project.once(_configurations, directory)
    found = [path for path in paths if path is not None and path in project.tree.entries]
    for path in found[:MAX_CONFIGURATIONS]:
        yield from project.once(_read_configuration, path)
    if not found:
        yield Lost("lint-staged", "lint-staged needs its configuration, which is not there")


def _configurations(project: Project, directory: str) -> list[str | None]:
    """The files that configure it in a directory and below, else the nearest above."""
    names = (*LINT_STAGED, *NANO_STAGED)
    here = [path for name in names for path in project.tree.named(name) if below(path, directory)]
    here += [each.path for each in project.packages(directory) if _KEYS & set(each.tools)]
    return (
        [*here]
        if here
        else [project.nearest(directory, *names), *_package_above(directory, project)]
    )


def _package_above(directory: str, project: Project) -> Iterator[str]:
    """The nearest package.json above a directory that configures it."""
    while directory:
        directory = posixpath.dirname(directory)
        package = project.package(directory)
        if package and _KEYS & set(package.tools):
            yield package.path
            return


def _read_configuration(project: Project, path: str) -> list[Step]:
    """What one configuration runs on files that are source."""
    directory = posixpath.dirname(path)
    if path.endswith(("js", "ts")):
        return list(steps_of_code(project.tree.source(path), path, directory))
    value = sub(project.value(path).value)
    if posixpath.basename(path) == "package.json":
        value = sub(value, "lint-staged") or sub(value, "nano-staged")
    source = project.tree.text(path)
    value = sub(value, "linters") or value
    steps: list[Step] = []
    for glob, commands in value.items():
        if covers_source(glob):
            for text in texts(commands):
                where = Evidence(path, line_of(source, text), excerpt=f"{glob}: {text}")
                steps.append(Text(text, where, directory, f"{path} {text}"))
    return steps


def steps_of_code(source: str, path: str, directory: str, above: int = 0) -> Iterator[Step]:
    """The texts of a configuration in JavaScript: each glob stands before its commands. `above` is
    how many lines of the file stand above the source.
    """
    covered = True
    for line, text in node_starts.strings(source):
        if "*" in text and " " not in text:
            covered = covers_source(text)
        elif covered:
            where = Evidence(path, above + line, excerpt=text)
            yield Text(text, where, directory, f"{path} {text}")


def _git_format_staged(invocation: Invocation, _project: Project) -> Iterator[Step]:
    text = option(invocation.arguments, "-f", "--formatter")
    if text is not None:
        yield Command(("eval", text), invocation.directory, invocation.environment)


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(("lint-staged", "nano-staged"), _lint_staged),
    "git-format-staged": _git_format_staged,
}
