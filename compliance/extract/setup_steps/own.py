"""Which steps of a set-up the repository's own programs do: its scripts, and the commands that its
Python projects bring.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.extract.commands.steps import Invocation, Project, inside
from compliance.extract.setup_steps.names import INSTALLING, is_no_server, named
from compliance.facts import Stack
from compliance.facts.setup_steps import SetupStep
from compliance.tree import Unreadable

_RUNNABLE = frozenset(["", *".sh .bash .zsh .py .js .mjs .cjs .rb .pl .php .bat .cmd .ps1".split()])
_FROM_EXAMPLE = re.compile(
    r"\.env\.?(?:example|sample|template|dist|dev)[\w.]{0,20}[\"']?,?[ \t]{1,5}[^\n]{0,100}\.env\b"
)
# What puts a file `.env` there: a shell's redirection, or a function of another language.
_WRITES = re.compile(
    r">{1,2}[ \t]{0,5}[\"']?[\w./${}-]{0,80}\.env\b(?![\"']?[ \t]{0,3}<[^<])"
    r"|\b(?:copy\w{0,10}|write\w{0,20})[ \t]{0,3}\([^()\n]{0,200}[\"'/]\.?[\w-]{0,40}\.env[\"']"
)
# The same by a table of what is copied where.
_COPIES = re.compile(r"\bcopy(?:file|2)?\(")
_HIDDEN = re.compile(r"[\"'][./]{0,20}\.(?:[\w-]{1,40}\.)?env[\"']")
_COMPOSES = re.compile(r"\b(?:docker|podman)[- ]compose\b[^\n#]{0,100}\b(?:up|start)\b")


def of_program(invocation: Invocation, project: Project) -> Iterator[SetupStep]:
    """What a script of the repository does by its name, its arguments and what it says."""
    stem = posixpath.splitext(posixpath.basename(invocation.name))[0]
    words = invocation.arguments[:3]
    installs = SetupStep.INSTALL in named(stem) or not INSTALLING.isdisjoint(words)
    yield from (
        step
        for step in named(" ".join((stem, *words)))
        if step is not SetupStep.INSTALL or installs
    )
    if fills_in(invocation, project):
        yield SetupStep.ENVIRONMENT
    if _COMPOSES.search(_text(invocation, project)):
        yield SetupStep.SERVICES


def fills_in(invocation: Invocation, project: Project) -> bool:
    """Whether a program of the repository puts a file `.env` there, by what it says."""
    text = _text(invocation, project)
    by_table = _COPIES.search(text) and _HIDDEN.search(text)
    return bool(_FROM_EXAMPLE.search(text) or _WRITES.search(text) or by_table)


def of_declared(name: str, words: tuple[str, ...]) -> Iterator[SetupStep]:
    """What the project's own command does, which is there once the project is installed: it serves
    where it is told nothing else, but a file or options.
    """
    told = [step for step in named(" ".join((name, *words[:3]))) if step is not SetupStep.INSTALL]
    yield from told
    before = ("", *words)
    asked = [each for option, each in zip(before, words, strict=False) if option[:1] != "-"]
    only_files = all(each.startswith("-") or set("./") & set(each) for each in asked)
    if not told and only_files and not is_no_server(name):
        yield SetupStep.START


def is_program(invocation: Invocation, project: Project) -> bool:
    """Whether a path is one of something that can be run, rather than of a source to look into, or
    a folder: without a suffix only a file of the repository is known to be.
    """
    name, tree = invocation.name, project.tree
    base = posixpath.basename(name)
    suffix = posixpath.splitext(base)[1]
    if "/" not in name or suffix.lower() not in _RUNNABLE:
        return False
    path = inside(invocation.directory, name)
    is_there = (path is not None and tree.has(path)) or bool(tree.named(base))
    return is_there or bool(suffix)


def _text(invocation: Invocation, project: Project) -> str:
    """What a script of the repository says: it may hold a command in a variable, or hand a file to
    a function, where no step of it is seen.
    """
    path = inside(invocation.directory, invocation.name)
    if path is None or not project.tree.has(path):
        return ""
    try:
        return project.text(path)
    except Unreadable:
        return ""  # What it says is not known; the document may tell the step itself.


def declared(project: Project) -> frozenset[str]:
    """The names of the commands that the Python projects of the repository bring."""
    own = (each for each in project.manifests.manifests if each.stack is Stack.PYTHON)
    return frozenset(script.name for each in own for script in each.scripts)
