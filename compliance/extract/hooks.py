"""Finds what runs before a commit and follows it: husky, pre-commit, lefthook and their like."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from compliance.extract import files
from compliance.extract.base import extractor
from compliance.extract.commands import HANDLERS, Follower, Project, Start, node_starts
from compliance.extract.commands.lefthook import LEFTHOOK
from compliance.extract.commands.pre_commit import TRUNK
from compliance.extract.commands.steps import inside
from compliance.extract.commands.therapist import THERAPIST
from compliance.extract.documents import line_of, strings, sub
from compliance.facts import Evidence, Stack
from compliance.facts.manifests import Manifest, Manifests
from compliance.facts.tooling import Hooks, Purpose, Runs, Unfollowed
from compliance.tree import Kind, Tree, Unreadable

MAX_FILES = 50

# Folders that a repository gives to git as its hooks, or that husky or Vite+ does.
_HOOK_FILE = re.compile(
    r"(?:.{1,200}/)?(?:\.husky|\.vite-hooks|\.?githooks|\.?git-hooks|\.hooks)/pre-commit"
)
# Where a script of a package.json has husky keep its hooks, and any file has git look for them.
_BY_HUSKY = re.compile(r"\bhusky\s{1,5}(?:install\s{1,5})?([\w./-]{2,100})")
_BY_GIT = re.compile(rb"\bcore\.hooks[pP]ath[\s=]{1,5}['\"]?([\w./-]{2,100})")
# One in the folder of a project is told to pre-commit where it is installed: `-c api/….yaml`.
_OF_PROJECT = re.compile(r"(?:.{1,200}/)?(?:\.pre-commit-config\.ya?ml|prek\.toml)")
_TRUNK_ACTIONS = {"trunk-fmt-pre-commit": "trunk fmt", "trunk-check-pre-commit": "trunk check"}
_SIMPLE = re.compile(r"\.?simple-git-hooks\.(?:json|js|cjs|mjs)|\.?huskyrc(?:\.(?:json|js|ya?ml))?")


def is_hook_file(path: str) -> bool:
    """Whether a path defines what runs before a commit."""
    name = posixpath.basename(path)
    named = _HOOK_FILE.fullmatch(path) or _SIMPLE.fullmatch(name) or _OF_PROJECT.fullmatch(path)
    return bool(named) or path in (TRUNK, THERAPIST, *LEFTHOOK)


def _is_read(path: str) -> bool:
    may_be_named = posixpath.basename(path) == "pre-commit"
    return may_be_named or is_hook_file(path) or files.is_followed(path)


def _named(tree: Tree, manifests: Manifests) -> frozenset[str]:
    """The hooks before a commit in folders that are named for hooks, wherever they are."""
    scripts = (
        (each.directory, script.command) for each in manifests.manifests for script in each.scripts
    )
    folders = {
        folder
        for directory, command in scripts
        for match in _BY_HUSKY.finditer(command)
        for folder in (inside(directory, match[1]), inside("", match[1]))
    }
    for path in tree.files():
        content = tree.contents.get(path, b"") if files.is_followed(path) else b""
        if b"hooks" in content:
            folders |= {inside("", each.decode()) for each in _BY_GIT.findall(content)}
    return frozenset(f"{each}/pre-commit" for each in folders if each)


@extractor(version=19, reads=_is_read)
def hooks(tree: Tree, manifests: Manifests) -> Hooks:
    """The files that define a hook before a commit, and which tools it comes to."""
    project = Project(tree, manifests)
    starts: list[Start] = []
    lost: list[Unfollowed] = []
    projects = {"", *(each.directory for each in manifests.manifests)}
    named = _named(tree, manifests)
    for path, entry in tree.entries.items():
        if entry.kind is Kind.GITLINK or not (path in named or is_hook_file(path)):
            continue
        elsewhere = _OF_PROJECT.fullmatch(path) and posixpath.dirname(path) not in projects
        if not elsewhere and len(starts) < MAX_FILES:
            try:
                starts += _in_file(path, project, named)
            except Unreadable as error:
                lost.append(Unfollowed(str(error), Evidence(path), tuple(Purpose)))
    for manifest in manifests.manifests:
        if manifest.stack is Stack.NODE:
            starts += _in_package(manifest, project)
    runs = Follower(project, HANDLERS).follow(starts)
    return Hooks(
        tuple(start.where for start in starts[:MAX_FILES]),
        Runs(runs.uses, (*lost[:MAX_FILES], *runs.unfollowed)),
    )


def _in_file(path: str, project: Project, named: frozenset[str]) -> Iterator[Start]:
    """What one file starts before a commit."""
    name = posixpath.basename(path)
    directory = posixpath.dirname(path)
    if path in named or _HOOK_FILE.fullmatch(path):
        # Git runs its hooks at the top of the repository, wherever husky's folder is.
        yield Start(project.tree.source(path), Evidence(path, 1), "")
    elif path in LEFTHOOK:
        if _lefthook_has_hook(path, project):
            yield Start("lefthook run pre-commit", Evidence(path), "")
    elif _SIMPLE.fullmatch(name):
        yield from _simple(path, directory, project)
    elif path == THERAPIST:
        yield Start("therapist run", Evidence(path), "")
    elif path == TRUNK:
        yield from _trunk(path, project)
    else:
        yield Start(f"pre-commit run -c {name}", Evidence(path), directory)


def _lefthook_has_hook(path: str, project: Project) -> bool:
    value = sub(project.value(path).value)
    return bool(value.keys() & {"pre-commit", "extends", "remotes", "remote"})


def _trunk(path: str, project: Project) -> Iterator[Start]:
    """What Trunk's actions run before a commit."""
    document = project.value(path)
    enabled = strings(sub(document.value, "actions").get("enabled"))
    for action, command in _TRUNK_ACTIONS.items():
        if action in enabled:
            line = document.line("actions", "enabled", enabled.index(action))
            yield Start(command, Evidence(path, line, excerpt=action), "")


def _simple(path: str, directory: str, project: Project) -> Iterator[Start]:
    """A file of simple-git-hooks, or of husky before its version 5."""
    manifest = project.package(directory) if "huskyrc" in path else None
    if manifest is not None and _reads_no_manifest(manifest):
        return
    if path.endswith(("js", "cjs", "mjs")):
        written = node_starts.strings(project.tree.source(path))
        for _, key in written:
            if key == "pre-commit":
                line, text = next(written, (0, ""))
                yield Start(text, Evidence(path, line, excerpt=text), directory)
        return
    value: Any = project.value(path).value
    command = sub(value, "hooks").get("pre-commit", sub(value).get("pre-commit"))
    if isinstance(command, str):
        line = line_of(project.tree.text(path), "pre-commit")
        yield Start(command, Evidence(path, line, excerpt=command), directory)


_MAJOR = re.compile(r"[\^~>=v ]{0,5}(\d{1,4})")


def _reads_no_manifest(manifest: Manifest) -> bool:
    """Whether a package.json depends on a husky of version 5 or newer, for which its hooks have to
    be files: it reads neither the package.json nor a `.huskyrc` any more.
    """
    versions = (each.specifier for each in manifest.dependencies if each.name == "husky")
    return any((major := _MAJOR.match(each)) and int(major[1]) >= 5 for each in versions)


_KEYS = ("husky", "simple-git-hooks", "gitHooks", "pre-commit", "config", "ghooks")


def _in_package(manifest: Manifest, project: Project) -> Iterator[Start]:
    """The hooks that package.json holds itself: simple-git-hooks, husky 4, yorkie, pre-commit."""
    if not set(_KEYS) & set(manifest.tools):
        return
    try:
        value: Any = project.value(manifest.path).value
        text = project.tree.text(manifest.path)
    except Unreadable:
        return  # It was read as a manifest, so this says nothing new.
    for keys in (("husky", "hooks"), ("simple-git-hooks",), ("gitHooks",), ("config", "ghooks")):
        if keys[0] == "husky" and _reads_no_manifest(manifest):
            continue
        command = sub(value, *keys).get("pre-commit")
        if isinstance(command, str):
            line = line_of(text, '"pre-commit"')
            yield Start(command, Evidence(manifest.path, line, excerpt=command), manifest.directory)
    names = sub(value).get("pre-commit")
    named = sub(names).get("run", names)
    for name in named if isinstance(named, list) else [named]:
        if isinstance(name, str):
            line = line_of(text, '"pre-commit"')
            where = Evidence(manifest.path, line, excerpt=f"pre-commit: {name}")
            yield Start(f"npm run {name}", where, manifest.directory)
