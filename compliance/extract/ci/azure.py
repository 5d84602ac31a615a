"""Reads Azure Pipelines, with the templates of the repository."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from compliance.extract.ci.actions import plausible_workflow
from compliance.extract.ci.steps import CiFile, CiStep, Found, Reading, plain, script
from compliance.extract.commands import Start
from compliance.extract.commands.steps import inside, items, texts
from compliance.extract.documents import sub
from compliance.facts.tooling import Unfollowed
from compliance.paths import join
from compliance.tree import Tree, Unreadable

MAX_DEPTH = 8

_FILE = re.compile(
    r"(?:.*/)?\.?azure-?pipelines?[^/]*\.ya?ml|\.azure(?:-pipelines|devops|-devops)?/[^/]+\.ya?ml"
)
_PARAMETER = re.compile(r"\$\{\{\s{0,10}parameters\.(\w{1,80})\s{0,10}\}\}")
_TEXTS = ("script", "bash", "pwsh", "powershell")
_LISTS = ("stages", "jobs", "steps", "deployment")


def is_azure(path: str) -> bool:
    """Whether a path is a pipeline of Azure."""
    return bool(_FILE.fullmatch(path))


def may_be_template(path: str) -> bool:
    """Whether a path may be a template of such a pipeline."""
    folders = posixpath.dirname(path).lower()
    return path.endswith((".yml", ".yaml")) and bool(
        re.search(r"azure|pipeline|templates", folders)
    )


@dataclass(frozen=True)
class _Context:
    """What holds around some part: whether it runs for work, and the values of parameters."""

    on_pull_requests: bool
    reading: Reading
    values: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0


def read(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of a pipeline.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    reading = Reading(tree, path)
    file = reading.load(path)
    top = sub(file.value)
    if not any(key in top for key in (*_LISTS, "extends", "trigger", "pr")):
        return
    variables = plain(top.get("variables"))
    context = _Context(_on_pull_requests(top), reading, _values(top, {}), variables)
    yield from _part(file, (), top, context)


def _on_pull_requests(top: Mapping[str, Any]) -> bool:
    """Pull requests start it unless it says `pr: none`; pushes to any branch do as well."""
    pushes = "trigger" not in top or _every_branch(top["trigger"])
    return top.get("pr") != "none" or pushes


def _every_branch(trigger: Any) -> bool:
    if trigger == "none":
        return False
    branches = sub(trigger, "branches").get("include")
    listed = texts(trigger) if not isinstance(trigger, dict) else texts(branches)
    return not listed or "*" in listed


def _values(top: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """The values of parameters: what is given, else their defaults."""
    values = dict(given)
    for parameter in items(top.get("parameters")):
        named = plain(parameter)
        if "name" in named and "default" in named:
            values.setdefault(named["name"], named["default"])
    if isinstance(top.get("parameters"), dict):
        values = {**plain(top["parameters"]), **values}
    return values


def _part(
    file: CiFile,
    keys: tuple[str | int, ...],
    value: Mapping[str, Any],
    context: _Context,
) -> Iterator[Found]:
    """A pipeline, stage, job, step or template: whatever it holds of these."""
    context.reading.spend()
    if _is_off(value.get("condition")):
        return
    if isinstance(value.get("template"), str):
        yield from _template(file, keys, value, context)
        return
    yield from _step(file, keys, value, context)
    for key in _LISTS:
        for index, each in enumerate(items(value.get(key))):
            yield from _entry(file, (*keys, key, index), each, context)
    for key in ("extends", "strategy", "runOnce", "deploy"):
        if isinstance(value.get(key), dict):
            yield from _part(file, (*keys, key), value[key], context)


def _entry(
    file: CiFile, keys: tuple[str | int, ...], value: Any, context: _Context
) -> Iterator[Found]:
    """An item of a list; `${{ if … }}:` holds a list of further ones, and is taken."""
    if not isinstance(value, dict):
        return
    yield from _part(file, keys, value, context)
    for key, inner in value.items():
        if key.startswith("${{"):
            for index, each in enumerate(items(inner)):
                yield from _entry(file, (*keys, key, index), each, context)


_ONE_BRANCH = re.compile(
    r"(?<!not\()(?:eq|startsWith)\(\s{0,5}variables(?:\['|\.)Build\.SourceBranch(?:Name)?\b"
    r"|ne\(\s{0,5}variables\['Build\.Reason'\],\s{0,5}'PullRequest'"
)


def _is_off(condition: Any) -> bool:
    """Whether a condition keeps it from pull requests: it is false, or asks for another reason."""
    text = str(condition).strip()
    return text.lower() == "false" or bool(_ONE_BRANCH.search(text))


def _template(
    file: CiFile,
    keys: tuple[str | int, ...],
    value: Mapping[str, Any],
    context: _Context,
) -> Iterator[Found]:
    name = value["template"]
    place = file.place(*keys, "template", excerpt=f"template: {name}")
    base = "" if name.startswith("/") else posixpath.dirname(file.path)
    path = posixpath.normpath(join(base, name.lstrip("/")))
    if context.depth >= MAX_DEPTH:
        return
    if "@" in name.removesuffix("@self") or not context.reading.tree.has(path):
        may = plausible_workflow(name)
        if may and context.on_pull_requests:
            yield Unfollowed(f"the template {name} is not in this repository", place, may)
        return
    try:
        inner = context.reading.load(path)
    except Unreadable as error:
        if context.on_pull_requests:
            yield Unfollowed(str(error), place, plausible_workflow(name))
        return
    given = {
        name: _put_in(each, context.values) for name, each in plain(value.get("parameters")).items()
    }
    top = sub(inner.value)
    values = _values(top, given)
    yield from _part(inner, (), top, replace(context, values=values, depth=context.depth + 1))


def _step(
    file: CiFile, keys: tuple[str | int, ...], value: Mapping[str, Any], context: _Context
) -> Iterator[Found]:
    if value.get("enabled") is False:
        return
    environment = {**context.environment, **plain(value.get("env"))}
    for key in _TEXTS:
        if isinstance(value.get(key), str):
            text, place = script(file, value[key], *keys, key)
            at = _directory(value.get("workingDirectory"), context)
            text = _variables(_put_in(text, context.values))
            yield CiStep(Start(text, place, at, environment), context.on_pull_requests)
    if isinstance(value.get("task"), str):
        inputs = {
            name.lower(): _put_in(each, context.values)
            for name, each in plain(value.get("inputs")).items()
        }
        text = _task(value["task"], inputs)
        if text:
            place = file.place(*keys, "task")
            at = _directory(inputs.get("workingdirectory") or inputs.get("workingdir"), context)
            yield CiStep(Start(_variables(text), place, at, environment), context.on_pull_requests)


def _task(name: str, inputs: Mapping[str, str]) -> str:
    """The command that a task of Azure runs."""
    kind = name.partition("@")[0].lower()
    if kind == "npm":
        custom = inputs.get("customcommand", "")
        return f"npm {custom}" if inputs.get("command") == "custom" else ""
    if kind == "yarn":
        return f"yarn {inputs.get('arguments', '')}"
    if kind in ("bash", "powershell", "cmdline", "shellscript"):
        path = inputs.get("filepath") or inputs.get("scriptpath")
        return inputs.get("script") or (f"./{path}" if path else "")
    if kind == "dotnetcorecli":
        return f"dotnet {inputs.get('command', '')}"
    return "mvn verify" if kind == "maven" else ""


def _put_in(text: str, values: Mapping[str, str]) -> str:
    return _PARAMETER.sub(lambda match: values.get(match[1], match[0]), text)


def _variables(text: str) -> str:
    """Azure's `$(name)` written as a shell's variable, lest it be taken for a substitution."""
    return re.sub(r"\$\(([A-Za-z_][\w.]{0,80})\)", lambda m: "$" + m[1].replace(".", "_"), text)


def _directory(value: Any, context: _Context) -> str | None:
    if not isinstance(value, str):
        return ""
    named = re.sub(
        r"\$\((?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory|Build\.Repository\.LocalPath)\)/?",
        "",
        _put_in(value, context.values),
    )
    return inside("", named or ".")
