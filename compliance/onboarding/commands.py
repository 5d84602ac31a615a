"""What a newcomer types to get through an item, in the repository that they are assigned to.

People paste these into a terminal, and a repository is hostile input: whatever of it would stand in
a command is left out unless its characters mean nothing to any shell.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from compliance.facts import Component, Fact, FactValues, RepositoryFacts, Stack
from compliance.facts.database import DatabaseTools, Migrations
from compliance.facts.environment import ExampleFiles
from compliance.facts.manifests import Manifests
from compliance.facts.packages import Manager, PackageFiles
from compliance.facts.runtime import NodePins, PythonPins
from compliance.facts.services import Containers, EditorExtensions
from compliance.facts.setup import StartFiles
from compliance.protocol import Need

Commands = Mapping[str, tuple[str, ...]]
"""Lines to paste, by the key of the item that they are for."""
Known = TypeVar("Known", bound=Fact)

# A path or a name that no shell takes apart, and that is no option of a program.
_PLAIN = re.compile(r"[A-Za-z0-9_.@][A-Za-z0-9_.@/:+-]{0,200}")
_MAX_COMPONENTS = 8
_MAX_EXTENSIONS = 20
_DEFAULT_COMPOSE = frozenset(
    ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"]
)
_GET_MANAGER = {
    Manager.PNPM: ("corepack enable pnpm",),
    Manager.YARN: ("corepack enable yarn",),
    Manager.BUN: ("npm install --global bun",),
    Manager.POETRY: ("pipx install poetry",),
    Manager.UV: ("pipx install uv",),
    Manager.PDM: ("pipx install pdm",),
    Manager.PIPENV: ("pipx install pipenv",),
}
_INSTALL = {
    Manager.PNPM: "pnpm install",
    Manager.NPM: "npm ci",
    Manager.YARN: "yarn install",
    Manager.BUN: "bun install",
    Manager.POETRY: "poetry install",
    Manager.UV: "uv sync",
    Manager.PDM: "pdm sync",
    Manager.PIPENV: "pipenv sync --dev",
}
_SCRIPT = {
    Manager.PNPM: "pnpm",
    Manager.NPM: "npm run",
    Manager.YARN: "yarn",
    Manager.BUN: "bun run",
}
_RUN = {
    Manager.POETRY: "poetry run ",
    Manager.UV: "uv run ",
    Manager.PDM: "pdm run ",
    Manager.PIPENV: "pipenv run ",
}
_NODE = (Manager.PNPM, Manager.YARN, Manager.BUN, Manager.NPM)
_PYTHON = (Manager.POETRY, Manager.UV, Manager.PDM, Manager.PIPENV)
# How the fact names a command that is a script.
_A_SCRIPT = "the script "
_SERVES = ("dev", "start:dev", "develop", "serve", "start")


def commands(facts: RepositoryFacts, clone_url: str) -> Commands:
    """What to paste for each item that there is something to say of.

    `clone_url` is where the repository is cloned from; empty where that is not known.
    """
    parts = [_Part(facts, component) for component, _ in facts.by_component[:_MAX_COMPONENTS]]
    found = {
        "clone": tuple(_clone(clone_url)),
        "runtime": _each(parts, _Part.runtime),
        "package-manager": _each(parts, _Part.manager_setup),
        "docker": ("docker version",) if any(part.compose for part in parts) else (),
        "editor-extensions": tuple(_extensions(parts)),
        "dependencies": _each(parts, _Part.install),
        "env-file": _each(parts, _Part.environment),
        "services": _each(parts, _Part.services),
        "migrations": _each(parts, _Part.migrate),
        "seed-data": _each(parts, _Part.seed),
        "dev-server": _each(parts, _Part.serve),
    }
    return {key: lines for key, lines in found.items() if lines}


def needs_met(facts: RepositoryFacts) -> frozenset[Need]:
    """What onboarding items may need that the repository has, or may have: what is not known is not
    missing.
    """
    tests = {
        Need.SERVICES: lambda part: not part.knows(Containers) or part.compose,
        Need.ENV_EXAMPLE: lambda part: not part.knows(ExampleFiles) or part.examples,
        Need.MIGRATIONS: lambda part: (
            not part.knows(DatabaseTools) or not part.knows(Migrations) or part.migrates
        ),
    }
    parts = [_Part(facts, component) for component, _ in facts.by_component]
    met = {need for need, test in tests.items() if not parts or any(map(test, parts))}
    return frozenset({Need.REPOSITORY, *met})


class _Part:
    """One component, and what is known of it."""

    def __init__(self, facts: RepositoryFacts, component: Component) -> None:
        self._component = component
        self._values: FactValues = dict(facts.by_component)[component]
        manifests = facts.repository.get(Manifests)
        known = isinstance(manifests, Manifests) and manifests
        found = known.of(component.path, component.stack) if known else ()
        self._scripts = {each.name for manifest in found for each in manifest.scripts}
        self._manager = self._found_manager()

    def knows(self, fact: type[Fact]) -> bool:
        """Whether something is known of it."""
        return isinstance(self._values.get(fact), fact)

    def _fact(self, fact: type[Known]) -> Known | None:
        found = self._values.get(fact)
        return found if isinstance(found, fact) else None

    def _found_manager(self) -> Manager | None:
        files = self._fact(PackageFiles)
        managers = _NODE if self._component.stack is Stack.NODE else _PYTHON
        if files is None:
            return None
        named = {each.name.lower() for each in files.declared}
        declared = next((each for each in managers if each.value.lower() in named), None)
        if declared:
            return declared
        if files.poetry_projects and self._component.stack is Stack.PYTHON:
            return Manager.POETRY
        held = {each.manager for each in files.files}
        return next((each for each in managers if each in held), None)

    def _here(self, line: str) -> str:
        """A command as it is typed at the root of the checkout."""
        path = self._component.path
        if not path:
            return line
        return f"(cd {path} && {line})" if _PLAIN.fullmatch(path) else ""

    def _script(self, *names: str) -> str:
        """The first of some scripts that there is, as its manager runs it."""
        name = next((each for each in names if each in self._scripts), "")
        if not name or not _PLAIN.fullmatch(name) or self._component.stack is not Stack.NODE:
            return ""
        return f"{_SCRIPT[self._manager or Manager.NPM]} {name}"

    def _python(self, path: str, arguments: str = "") -> str:
        below = posixpath.relpath(path, self._component.path or ".")
        if not _PLAIN.fullmatch(below):
            return ""
        run = _RUN.get(self._manager, "") if self._manager else ""
        return f"{run}python {below}{arguments}"

    @property
    def compose(self) -> tuple[str, ...]:
        """The Compose files that concern it."""
        found = self._fact(Containers)
        return found.files if found else ()

    @property
    def examples(self) -> tuple[str, ...]:
        """The examples of its environment."""
        found = self._fact(ExampleFiles)
        return tuple(each.path for each in found.files) if found else ()

    @property
    def extensions(self) -> tuple[str, ...]:
        """The extensions of VS Code that it recommends."""
        found = self._fact(EditorExtensions)
        return found.recommended if found else ()

    @property
    def migrates(self) -> bool:
        """Whether there are migrations, or something that runs them."""
        tools, kept = self._fact(DatabaseTools), self._fact(Migrations)
        return bool((tools and tools.commands) or (kept and (kept.sets or kept.apps)))

    def runtime(self) -> Iterator[str]:
        """The version that it pins, by the tools that most people have for that."""
        node, python = self._fact(NodePins), self._fact(PythonPins)
        if self._component.stack is Stack.NODE and node and node.nvmrc:
            yield self._here("nvm install")
        if self._component.stack is Stack.PYTHON and python and python.where:
            if posixpath.basename(python.where.path) == ".python-version":
                yield self._here("pyenv install --skip-existing")
            else:
                yield "python3 --version"

    def manager_setup(self) -> Iterator[str]:
        """How its package manager comes onto a laptop."""
        if self._manager:
            yield from _GET_MANAGER.get(self._manager, ())

    def install(self) -> Iterator[str]:
        """How its dependencies are installed."""
        if self._manager:
            yield self._here(_INSTALL[self._manager])
        elif self._component.stack is Stack.NODE:
            yield self._here("npm install")
        elif files := self._fact(PackageFiles):
            lists = files.of(Manager.PIP)
            if lists and _PLAIN.fullmatch(lists[0]):
                yield "python3 -m venv .venv && . .venv/bin/activate"
                yield f"python -m pip install -r {lists[0]}"

    def environment(self) -> Iterator[str]:
        """How its environment is begun from an example."""
        for path in self.examples[:3]:
            folder, name = posixpath.split(path)
            if _PLAIN.fullmatch(path) and "example" in name.lower():
                yield f"cp {path} {posixpath.join(folder, '.env')}"

    def services(self) -> Iterator[str]:
        """How its services are started."""
        for path in self.compose[:1]:
            if path in _DEFAULT_COMPOSE:
                yield "docker compose up -d"
            elif _PLAIN.fullmatch(path):
                yield f"docker compose -f {path} up -d"

    def migrate(self) -> Iterator[str]:
        """How its migrations are run."""
        tools = self._fact(DatabaseTools)
        named = [each.name for each in tools.commands] if tools else []
        run = _RUN.get(self._manager, "") if self._manager else ""
        if script := self._script(*(name.removeprefix(_A_SCRIPT) for name in named)):
            yield self._here(script)
        elif manage := self._manage():
            yield self._here(self._python(manage, " migrate"))
        elif any("Flask-Migrate" in name for name in named):
            yield self._here(f"{run}flask db upgrade")
        elif any("Alembic" in name for name in named):
            yield self._here(f"{run}alembic upgrade head")

    def seed(self) -> Iterator[str]:
        """How data to try it with is filled in."""
        if script := self._script("db:seed", "seed", "prisma:seed"):
            yield self._here(script)

    def serve(self) -> Iterator[str]:
        """How its development server is started."""
        starts = self._fact(StartFiles)
        if script := self._script(*_SERVES):
            yield self._here(script)
        elif manage := self._manage():
            yield self._here(self._python(manage, " runserver"))
        elif starts and starts.main:
            yield self._here(self._python(starts.main[0]))

    def _manage(self) -> str:
        starts = self._fact(StartFiles)
        return starts.manage[0] if starts and starts.manage else ""


def _each(parts: Iterable[_Part], of_one: Callable[[_Part], Iterator[str]]) -> tuple[str, ...]:
    """What all parts say, each line once."""
    lines = (line for part in parts for line in of_one(part))
    return tuple(dict.fromkeys(line for line in lines if line))


def _clone(url: str) -> Iterator[str]:
    name = url.rstrip("/").rpartition("/")[2].removesuffix(".git")
    is_plain = _PLAIN.fullmatch(url.removeprefix("https://")) and _PLAIN.fullmatch(name)
    if url.startswith("https://") and is_plain:
        yield f"git clone --recurse-submodules {url}"
        yield f"cd {name}"


def _extensions(parts: Iterable[_Part]) -> Iterator[str]:
    wanted = dict.fromkeys(name for part in parts for name in part.extensions)
    for name in list(wanted)[:_MAX_EXTENSIONS]:
        if _PLAIN.fullmatch(name):
            yield f"code --install-extension {name}"
