"""Which steps of a set-up Python's own commands do."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from packaging.utils import canonicalize_name

from compliance.extract.commands.steps import Invocation, Project, operands
from compliance.extract.setup_steps import own
from compliance.extract.setup_steps.names import Reader, first, named
from compliance.facts import Stack
from compliance.facts.setup_steps import SetupStep

_NAME_ENDS = re.compile(r"[\[<>=!~; @]")
_ENTRIES = frozenset("main.py app.py run.py server.py wsgi.py asgi.py application.py".split())
# What is run on code that is there already.
_TOOLS = frozenset("pytest ruff mypy black coverage tox nox pre-commit pyright ty".split())


def _pip(words: tuple[str, ...], invocation: Invocation, project: Project) -> Iterator[SetupStep]:
    """`pip install` of a file of requirements or of the project itself, from its folder or by its
    name; `pip-sync` of a file.
    """
    of_project = any(word == "." or word.startswith((".[", "./")) for word in words)
    of_project = of_project or any(_is_own(word, project) for word in words[1:])
    files = any(word.startswith(("-r", "--requirement", "-e", "--editable")) for word in words)
    synchronises = invocation.name == "pip-sync" or words[:1] == ("sync",)
    if synchronises or (words[:1] == ("install",) and (of_project or files)):
        yield SetupStep.INSTALL


def _is_own(requirement: str, project: Project) -> bool:
    """Whether a requirement, such as `shop[pg]>=2`, is a project of the repository."""
    name = canonicalize_name(_NAME_ENDS.split(requirement, maxsplit=1)[0])
    own = (each for each in project.manifests.manifests if each.stack is Stack.PYTHON)
    # A setup.py may say by its scripts alone what it is called.
    names = (name for each in own for name in (each.name, *(one.name for one in each.scripts)))
    return bool(name) and name in map(canonicalize_name, names)


def _pipx(words: tuple[str, ...], _invocation: Invocation, project: Project) -> Iterator[SetupStep]:
    if words[:1] == ("install",) and any(_is_own(word, project) for word in words[1:]):
        yield SetupStep.INSTALL


def _uv(words: tuple[str, ...], invocation: Invocation, project: Project) -> Iterator[SetupStep]:
    if words[:1] == ("pip",):
        yield from _pip(words[1:], invocation, project)
    elif words[:1] == ("tool",):
        yield from _pipx(words[1:], invocation, project)
    elif first(words) == "sync" or (words[:1] == ("run",) and first(words[1:]) not in _TOOLS):
        yield SetupStep.INSTALL


def _pipenv(
    words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    if words[:1] in (("install",), ("sync",)) and not operands(words[1:]):
        yield SetupStep.INSTALL


def _conda(
    words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    if words[:2] in (("env", "create"), ("env", "update")) or "--file" in words:
        yield SetupStep.INSTALL


def _python(
    words: tuple[str, ...], invocation: Invocation, project: Project
) -> Iterator[SetupStep]:
    """`python FILE` and `python -m MODULE`, by the names of the file and what stands behind it."""
    if words[:1] == ("-m",):
        module = words[1] if len(words) > 1 else ""
        if module == "pip":
            yield from _pip(words[2:], invocation, project)
        else:
            yield from _module(module, invocation, project)
        return
    file = first(words)
    name = posixpath.basename(file)
    rest = words[words.index(file) + 1 :] if file else ()
    if name == "manage.py":
        yield from _django(rest, invocation, project)
    elif name == "setup.py":
        if first(rest) in ("install", "develop"):
            yield SetupStep.INSTALL
    elif name in _ENTRIES or name == "__main__.py":
        yield SetupStep.START
    elif file.endswith(".py"):
        yield from named(" ".join((posixpath.splitext(name)[0], *rest[:2])))
    if file and own.fills_in(Invocation((file,), invocation.directory), project):
        yield SetupStep.ENVIRONMENT


def _module(module: str, invocation: Invocation, project: Project) -> Iterator[SetupStep]:
    """`python -m` of a module of the repository, where it is run or in `src`: an application, by
    its name or since it is all that a package runs, or what its name says.
    """
    path = module.replace(".", "/")
    places = (f"{base}{path}{end}" for base in ("", "src/") for end in ("/__main__.py", ".py"))
    found = project.first(invocation.directory or "", *places) if path else None
    if found is None:
        return
    above, _, last = module.rpartition(".")
    told = tuple(named(last))
    yield from told
    is_entry = f"{last}.py" in _ENTRIES or found.endswith("/__main__.py")
    if not told and (is_entry or above.rpartition(".")[2] in ("", last)):
        yield SetupStep.START


def _django(
    words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    subcommand = first(words)
    if subcommand.startswith("runserver"):
        yield SetupStep.START
    elif subcommand != "migrate":
        yield from named(" ".join((subcommand, *words[1:3])))


READERS: Mapping[str, Reader] = {
    **dict.fromkeys(("pip", "pip3", "pip-sync"), _pip),
    **dict.fromkeys(("conda", "mamba", "micromamba"), _conda),
    **dict.fromkeys(("python", "python3", "python2", "py"), _python),
    **dict.fromkeys(("manage.py", "django-admin"), _django),
    "uv": _uv,
    "pipenv": _pipenv,
    "pipx": _pipx,
}
