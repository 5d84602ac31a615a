"""Reads GitLab's CI files, with those of the repository that they include."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compliance.extract.ci.actions import plausible_workflow
from compliance.extract.ci.steps import CiFile, CiStep, Found, load, plain
from compliance.extract.commands import Start
from compliance.extract.commands.steps import items, texts
from compliance.extract.documents import sub
from compliance.facts import Evidence
from compliance.facts.tooling import Unfollowed
from compliance.tree import Tree, Unreadable

MAX_FILES = 100
MAX_EXTENDS = 10

_NO_JOBS = frozenset(
    """default include stages variables workflow image services cache before_script after_script
    spec pages:deploy""".split()
)
_SCRIPTS = ("before_script", "script", "after_script")
_SCRIPTS_AT = tuple[str, str]


def is_gitlab(path: str) -> bool:
    """Whether a path is GitLab's CI file or may be included by it."""
    return path == ".gitlab-ci.yml" or (
        path.endswith((".yml", ".yaml"))
        and (".gitlab" in path or "gitlab-ci" in path or path.startswith(("ci/", ".ci/")))
    )


@dataclass(frozen=True)
class _Job:
    """A job with all that it extends merged, and the file and key of each of its scripts."""

    name: str
    value: Mapping[str, Any]
    file: CiFile


def read(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of the CI file and of all that it includes.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    files, lost = _with_includes(tree, path)
    yield from lost
    jobs = {
        name: (file, value)
        for file in files
        for name, value in sub(file.value).items()
        if isinstance(value, dict)
    }
    workflow = next((found for f in files if (found := sub(f.value, "workflow"))), {})
    started = _runs_on_pull_requests(workflow, on_pull_requests=True)
    shared = _shared(files)
    for name in jobs:
        if name not in _NO_JOBS and not name.startswith("."):
            yield from _job(name, jobs, shared, started=started)


def _with_includes(tree: Tree, path: str) -> tuple[list[CiFile], list[Unfollowed]]:
    """The file and those that it includes, each once, and what lies outside of the repository."""
    files = [load(tree, path)]
    lost: list[Unfollowed] = []
    seen, position = {path}, 0
    while position < len(files) and len(files) < MAX_FILES:
        file = files[position]
        position += 1
        for index, each in enumerate(items(sub(file.value).get("include"))):
            keys = ("include", index) if isinstance(file.value["include"], list) else ("include",)
            local = each if isinstance(each, str) else sub(each).get("local")
            if isinstance(local, str) and "://" not in local:
                for found in _local(tree, local):
                    if found not in seen:
                        seen.add(found)
                        try:
                            files.append(load(tree, found))
                        except Unreadable as error:
                            lost.append(_lost(str(error), file.place(*keys), local))
            else:
                named = " ".join(plain(each).values()) if isinstance(each, dict) else str(each)
                files_of = " ".join(texts(sub(each).get("file")))
                reason = f"it includes {named} {files_of}".strip() + ", which is elsewhere"
                lost.append(_lost(reason, file.place(*keys), f"{named} {files_of}"))
    return files, [each for each in lost if each.may]


def _lost(reason: str, place: Evidence, name: str) -> Unfollowed:
    return Unfollowed(reason, place, plausible_workflow(name))


def _local(tree: Tree, pattern: str) -> list[str]:
    """The files that `include: local` names; `*` stands for what is in a folder."""
    path = posixpath.normpath(pattern.lstrip("/"))
    if "*" not in path:
        return [path] if tree.has(path) else []
    parts = (".*" if part == "**" else "[^/]*" if part == "*" else re.escape(part)
             for part in re.split(r"(\*\*|\*)", path))  # fmt: skip
    wanted = re.compile("".join(parts))
    return [each for each in tree.files() if is_gitlab(each) and wanted.fullmatch(each)]


_Jobs = Mapping[str, tuple[CiFile, dict[str, Any]]]


def _shared(files: list[CiFile]) -> dict[str, tuple[CiFile, tuple[str, ...]]]:
    """Where the scripts stand that jobs without their own take over, by the name of the key."""
    shared: dict[str, tuple[CiFile, tuple[str, ...]]] = {}
    for file in files:
        for key in ("before_script", "after_script"):
            for keys in ((key,), ("default", key)):
                if sub(file.value, *keys[:-1]).get(key) is not None:
                    shared[key] = (file, keys)
    return shared


def _job(
    name: str,
    jobs: _Jobs,
    shared: Mapping[str, tuple[CiFile, tuple[str, ...]]],
    *,
    started: bool,
) -> Iterator[Found]:
    chain = _extended(name, jobs)
    merged: dict[str, Any] = {}
    for each in reversed(chain):
        merged.update(jobs[each][1])
    on_pull_requests = _runs_on_pull_requests(merged, on_pull_requests=started)
    trigger = sub(merged, "trigger")
    if on_pull_requests and (merged.get("trigger") is not None) and not trigger.get("include"):
        place = jobs[name][0].place(name)
        yield from [
            lost
            for lost in [_lost(f"{name} triggers another project's pipeline", place, name)]
            if lost.may
        ]
    pieces = list(_pieces(chain, jobs, shared))
    if pieces:
        environment = plain(merged.get("variables"))
        for variables in _matrix(merged):
            yield CiStep(
                Start(_joined(pieces), pieces[0][0], "", {**environment, **variables}),
                on_pull_requests,
            )


def _extended(name: str, jobs: _Jobs) -> list[str]:
    """A job and all that it extends, the nearest first."""
    chain: list[str] = []
    waiting = [name]
    while waiting and len(chain) < MAX_EXTENDS:
        current = waiting.pop(0)
        if current in jobs and current not in chain:
            chain.append(current)
            waiting += reversed(texts(jobs[current][1].get("extends")))
    return chain


def _pieces(
    chain: list[str], jobs: _Jobs, shared: Mapping[str, tuple[CiFile, tuple[str, ...]]]
) -> Iterator[tuple[Evidence, str]]:
    """The texts that a job runs in one shell, each with its place."""
    for key in _SCRIPTS:
        own = next((each for each in chain if jobs[each][1].get(key) is not None), None)
        if own is not None:
            yield from _texts(jobs[own][0], jobs[own][1][key], (own, key), jobs, 0)
        elif key in shared:
            file, keys = shared[key]
            yield from _texts(file, sub(file.value, *keys[:-1])[key], keys, jobs, 0)


def _texts(
    file: CiFile, value: Any, keys: tuple[str | int, ...], jobs: _Jobs, depth: int
) -> Iterator[tuple[Evidence, str]]:
    """The texts of a script; a list in it is more texts, or a `!reference` to another job's."""
    if isinstance(value, str):
        yield file.text_place(*keys), value
        return
    if depth > MAX_EXTENDS or not isinstance(value, list):
        return
    referred = _referred(value, jobs)
    if referred:
        other, key = referred
        yield from _texts(jobs[other][0], jobs[other][1][key], (other, key), jobs, depth + 1)
        return
    for index, each in enumerate(value):
        yield from _texts(file, each, (*keys, index), jobs, depth + 1)


def _referred(value: list[Any], jobs: _Jobs) -> tuple[str, str] | None:
    """The job and the key that a list names, if it is the list of a `!reference` tag."""
    names = texts(value)
    if len(value) == len(names) == 2 and names[0] in jobs and names[1] in jobs[names[0]][1]:
        return names[0], names[1]
    return None


def _joined(pieces: list[tuple[Evidence, str]]) -> str:
    """The texts as one, set apart by as many lines as in the file where they stand in order."""
    first = pieces[0][0]
    whole = pieces[0][1]
    for place, text in pieces[1:]:
        behind = first.line + whole.count("\n")
        room = place.line - behind if place.path == first.path else 1
        whole += "\n" * max(1, min(room, 10_000)) + text
    return whole


def _matrix(job: Mapping[str, Any]) -> list[dict[str, str]]:
    """The variables of `parallel: matrix`, one mapping for each job; at least an empty one."""
    found: list[dict[str, str]] = []
    for each in items(sub(job, "parallel").get("matrix"))[:20]:
        axes = [
            [(name, str(value)) for value in items(values)] for name, values in sub(each).items()
        ]
        found += [
            dict(combination) for combination in itertools.islice(itertools.product(*axes), 20)
        ]
    return found or [{}]


def _runs_on_pull_requests(job: Mapping[str, Any], *, on_pull_requests: bool) -> bool:
    """Whether a job, or a whole pipeline, runs for merge requests or for every branch."""
    if not on_pull_requests or job.get("when") in ("manual", "never", "delayed"):
        return False
    if job.get("rules") is not None:
        return any(_rule_admits(rule) for rule in _flattened(job["rules"]))
    only, excluded = job.get("only"), job.get("except")
    if only is not None:
        refs = texts(only) if not isinstance(only, dict) else texts(only.get("refs"))
        if refs and not any(
            ref in ("branches", "merge_requests", "pushes", "external_pull_requests")
            or _any_branch(ref)
            for ref in refs
        ):
            return False
    refs = texts(excluded) if not isinstance(excluded, dict) else texts(excluded.get("refs"))
    return not {"branches", "merge_requests"} <= set(refs)


def _any_branch(ref: str) -> bool:
    """Whether a name in `only` is a pattern, which may fit a branch of work."""
    return ref.startswith("/") and not re.search(r"main|master|release|tag|v\\d|\^v", ref)


def _flattened(rules: Any) -> list[Any]:
    found: list[Any] = []
    for rule in items(rules):
        found += rule if isinstance(rule, list) else [rule]
    return found


_NOT_FOR_WORK = re.compile(
    r"""\$CI_COMMIT_(?:BRANCH|REF_NAME|REF_SLUG)\s{0,5}==\s{0,5}\S
    |\$CI_COMMIT_TAG\b(?!\s{0,5}==\s{0,5}null)
    |\$CI_PIPELINE_SOURCE\s{0,5}==\s{0,5}["'](?:schedule|web|api|trigger|pipeline|parent_pipeline|chat)
    |\$CI_COMMIT_REF_PROTECTED\s{0,5}==\s{0,5}["']true""",
    re.VERBOSE,
)


def _rule_admits(rule: Any) -> bool:
    value = sub(rule)
    if not value or value.get("when") in ("manual", "never", "delayed"):
        return False
    condition = str(value.get("if", ""))
    return any(
        not any(_NOT_FOR_WORK.search(part) for part in alternative.split("&&"))
        for alternative in condition.split("||")
    )
