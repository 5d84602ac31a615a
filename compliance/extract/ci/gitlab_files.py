"""Reads GitLab's CI file with those that it includes."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator
from typing import Any

from compliance.extract.ci.actions import plausible_workflow
from compliance.extract.ci.steps import CiFile, load, plain
from compliance.extract.commands import plausible
from compliance.extract.commands.steps import TEST, items, texts
from compliance.extract.documents import sub
from compliance.facts import Evidence
from compliance.facts.tooling import Purpose, Unfollowed
from compliance.tree import Tree, Unreadable

MAX_FILES = 100
MAX_INCLUDES = 200  # GitLab itself allows 150.


def is_gitlab(path: str) -> bool:
    """Whether a path is GitLab's CI file or may be included by it."""
    return path == ".gitlab-ci.yml" or (
        path.endswith((".yml", ".yaml"))
        and (".gitlab" in path or "gitlab-ci" in path or path.startswith(("ci/", ".ci/")))
    )


def read_files(tree: Tree, path: str) -> tuple[list[CiFile], list[Unfollowed]]:
    """The file and those of the repository that it includes, each once, and what lies elsewhere.

    Raises:
        Unreadable: the file itself cannot be had, or does not parse.
    """
    files = [load(tree, path)]
    lost: list[Unfollowed] = []
    seen, count = {path}, 0
    for file in files:  # It grows while it is gone through.
        for place, each in _includes(file):
            count += 1
            if count > MAX_INCLUDES:
                raise Unreadable(f"{path} includes more than {MAX_INCLUDES} files")
            local = each if isinstance(each, str) else sub(each).get("local")
            if not isinstance(local, str) or "://" in local:
                lost.append(_elsewhere(each, place))
                continue
            for found in _local(tree, local):
                if found in seen or len(files) >= MAX_FILES:
                    continue
                seen.add(found)
                try:
                    files.append(load(tree, found))
                except Unreadable as error:
                    lost.append(Unfollowed(str(error), place, tuple(Purpose)))
    return files, [each for each in lost if each.may]


def _includes(file: CiFile) -> Iterator[tuple[Evidence, Any]]:
    """What a file includes or starts as a pipeline of its own, each with its place."""
    jobs = ((name, "trigger", "include") for name in sub(file.value))
    for keys in (("include",), *jobs):
        value = sub(file.value, *keys[:-1]).get(keys[-1])
        for index, each in enumerate(items(value)):
            yield file.place(*keys, *((index,) if isinstance(value, list) else ())), each


def _local(tree: Tree, pattern: str) -> list[str]:
    """The files that `include: local` names; `*` stands for what is in a folder."""
    path = posixpath.normpath(pattern.lstrip("/"))
    if "*" not in path:
        return [path] if tree.has(path) else []
    return [each for each in tree.files() if is_gitlab(each) and fnmatch.fnmatchcase(each, path)]


def _elsewhere(value: Any, place: Evidence) -> Unfollowed:
    """What another project, a component, an address or GitLab itself holds."""
    entry = sub(value)
    parts = [*plain(entry).values(), *texts(entry.get("file"))] if entry else [str(value)]
    reason = f"it includes {' '.join(dict.fromkeys(parts))}, which is elsewhere"
    template = entry.get("template")
    if isinstance(template, str):
        name = template.removesuffix(".yml").removesuffix(".gitlab-ci")
        return Unfollowed(reason, place, (TEST,) if "Auto-DevOps" in name else plausible(name))
    return Unfollowed(reason, place, plausible_workflow(" ".join(parts)))
