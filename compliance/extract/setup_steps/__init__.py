"""Finds which steps of a set-up the READMEs tell, and the documents that they link to."""

from __future__ import annotations

import itertools
import posixpath
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from compliance.extract.base import extractor
from compliance.extract.commands import Project, Start, shell
from compliance.extract.documents import string, strings, sub
from compliance.extract.files import is_followed
from compliance.extract.guides import guides, is_guide, is_readme, linked
from compliance.extract.jsonc import read_jsonc
from compliance.extract.setup_steps import documents, prose
from compliance.extract.setup_steps.at_start import migrations_at_start
from compliance.extract.setup_steps.following import StepFollower
from compliance.extract.setup_steps.own import declared
from compliance.facts import Evidence, Layout
from compliance.facts.manifests import Manifests
from compliance.facts.setup_steps import (
    README_FOLDERS,
    GuideDocument,
    SetupGuides,
    SetupStep,
    ToldStep,
)
from compliance.paths import is_source, join
from compliance.tree import Kind, Tree, Unreadable

MAX_DOCUMENTS = 80
MAX_COMMANDS = 400
# What is followed of the commands of all documents together, and of those of one.
MAX_WORK, MAX_WORK_OF_ONE = 150_000, 20_000
_MAX_TEXT = 400_000
_MAX_LINES = 10_000
_MAX_VARIABLES = 100
_MAX_OPAQUE = 5
_MAX_SHOWN = 300
_DEVCONTAINERS = (".devcontainer/devcontainer.json", ".devcontainer.json")
_DEVCONTAINER = re.compile(r"dev ?containers?\b|\bcodespaces?\b", re.IGNORECASE)
_LIFECYCLE = "onCreateCommand updateContentCommand postCreateCommand postStartCommand".split()


def _is_read(path: str) -> bool:
    is_code = is_source(path) or path.endswith(".sql")
    return is_guide(path) or is_followed(path) or is_code or path in _DEVCONTAINERS


@extractor(version=17, reads=_is_read)
def setup_guides(tree: Tree, layout: Layout, manifests: Manifests) -> SetupGuides:
    """The documents that a newcomer is led to, each with the steps that it tells."""
    folders = dict.fromkeys(
        folder for component in layout.components for folder in component.ancestors
    )
    project = Project(tree, manifests)
    work = MAX_WORK
    found: list[GuideDocument] = []
    # Beside the repository's own README, one in `docs` is a page of a site.
    at_top = any(is_readme(path) and "/" not in path for path in tree.files())
    unread = list(_linked_elsewhere(tree, {*(() if at_top else README_FOLDERS), "", *folders}))
    for path in itertools.islice(guides(tree, folders), MAX_DOCUMENTS):
        try:
            text = tree.source(path)[:_MAX_TEXT]
        except Unreadable as error:
            unread.append((path, str(error)))
            continue
        readme = is_readme(path)
        links = tuple(linked(tree, path)) if readme else ()
        reader = _Reader(path, project, min(work, MAX_WORK_OF_ONE))
        told = reader.read(text)
        work -= reader.work
        variables = tuple(reader.variables.items())[:_MAX_VARIABLES]
        found.append(GuideDocument(path, readme, links, told, variables, reader.opaque))
    return SetupGuides(tuple(found), tuple(unread))


def _linked_elsewhere(tree: Tree, folders: set[str]) -> Iterator[tuple[str, str]]:
    """The READMEs that are symbolic links, with the reason why they are not read."""
    for path, entry in tree.entries.items():
        link = entry.kind is Kind.SYMLINK
        if link and is_readme(path) and posixpath.dirname(path) in folders:
            yield path, f"{path} is a symbolic link, which is not followed"


class _Reader:
    """Reads one document: the directory changes from command to command, as people follow it."""

    def __init__(self, path: str, project: Project, most_work: int) -> None:
        self._path = path
        self._most_work = most_work
        self.work = 0
        self._project = project
        self._home = self._directory = _home(path, project)
        self._own = declared(project)
        self._cloned = ""
        self.variables: dict[str, Evidence] = {}
        self.opaque: tuple[Evidence, ...] = ()
        self._told: dict[SetupStep, ToldStep] = {}
        self._starts: list[Start] = []
        # The lines that tell commands, and those that lead to a container that runs some.
        self._lines: dict[int, str] = {}
        self._opening: set[int] = set()

    def read(self, text: str) -> tuple[ToldStep, ...]:
        """The steps that the document tells, by its commands first."""
        for line in itertools.islice(documents.lines(text), _MAX_LINES):
            place = Evidence(self._path, line.number, excerpt=line.text.strip()[:_MAX_SHOWN])
            for step in prose.steps(line):
                self._told.setdefault(step, ToldStep(step, place))
            for name in prose.variables(line):
                self.variables.setdefault(name, place)
            for command in documents.commands(line, self._own):
                self._take(command, line)
            if _DEVCONTAINER.search(line.text) and line.kind is not documents.Kind.OTHER:
                self._take_devcontainer(place)
        follower = StepFollower(self._project, self._most_work)
        by_commands = follower.told(self._starts)
        self.work = follower.work
        self.opaque = tuple(follower.opaque)[:_MAX_OPAQUE]
        told = {**self._told, **{each.step: self._as_written(each) for each in by_commands}}
        return tuple(told.values())

    def _as_written(self, told: ToldStep) -> ToldStep:
        """A step with its line of the document, whatever of that is the command."""
        where = told.where
        written = self._lines.get(where.line, where.excerpt)
        opens = where.line in self._opening and where.excerpt not in written
        note = f"opens what runs {where.excerpt}" if opens else ""
        return replace(told, where=replace(where, excerpt=written, note=note))

    def _take(self, text: str, line: documents.Line) -> None:
        """Keep the commands of a text, each with the directory that it is told to be run in."""
        for command in shell.split(text):
            self._cloned = _cloned(command.words) or self._cloned
            if command.words[0] in ("cd", "pushd") and line.kind is documents.Kind.SHELL:
                self._move(command.words[1] if len(command.words) > 1 else "")
            elif len(self._starts) < MAX_COMMANDS:
                where = Evidence(self._path, line.number)
                self._lines[line.number] = line.text.strip()[:_MAX_SHOWN]
                self._starts.append(Start(shlex.join(command.words), where, self._directory))

    def _move(self, target: str) -> None:
        """Change the directory; the clone itself, which is no folder of it, is its root, even where
        a folder in it has the same name.
        """
        if self._cloned and target.rstrip("/").removeprefix("./") == self._cloned:
            self._cloned, self._directory = "", self._home
            return
        for base in (self._directory, self._home, ""):
            path = posixpath.normpath(join(base, target.rstrip("/")))
            if next(self._project.tree.files(path), None) is not None and path != ".":
                self._directory = path
                return
        self._directory = self._home

    def _take_devcontainer(self, place: Evidence) -> None:
        """What a container for development does when somebody opens the repository in it."""
        path = self._project.first("", *_DEVCONTAINERS)
        if path is None:
            return
        try:
            value = read_jsonc(self._project.tree, path)
        except Unreadable:
            return  # The document may tell the steps itself.
        self._lines[place.line] = place.excerpt
        self._opening.add(place.line)
        for key in _LIFECYCLE:
            for text in _texts(sub(value).get(key)):
                self._starts.append(Start(text, place, ""))
        for name in _files(sub(value).get("dockerComposeFile")):
            file = posixpath.normpath(join(posixpath.dirname(path), name))
            command = f"docker-compose -f {shlex.quote(file)} start"
            self._starts.append(Start(command, place, ""))


def _cloned(words: tuple[str, ...]) -> str:
    """The folder that a command clones a repository to; "" where it does something else."""
    if words[:2] != ("git", "clone") and words[:3] != ("gh", "repo", "clone"):
        return ""
    last = words[-1].rstrip("/").removesuffix(".git")
    return re.split(r"[/:]", last)[-1]


def _texts(value: Any) -> list[str]:
    """A command of a devcontainer: text, a list of words, or several by name."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    return [shlex.join(strings(value))] if isinstance(value, list) else [string(value)]


def _files(value: Any) -> list[str]:
    return strings(value) if isinstance(value, list) else [string(value)] if value else []


def _home(path: str, project: Project) -> str:
    """The directory that a document speaks of: the nearest one with a manifest."""
    directory = posixpath.dirname(path)
    homes = {each.directory for each in project.manifests.manifests}
    while directory and directory not in homes:
        directory = posixpath.dirname(directory)
    return directory


__all__ = ["migrations_at_start", "setup_guides"]
