"""The part of a check's remedy that helps the project at hand.

A remedy is written once, for every stack. Where what to do differs, it has a list whose items begin
with the names that they are for, as in "- Fastify, Hono: …"; a project is shown those that name its
package manager or something that it depends on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from compliance.facts import Component, FactValues, RepositoryFacts, Stack
from compliance.facts.manifests import Manifest, Manifests
from compliance.facts.packages import Manager, PackageFile, PackageFiles
from compliance.facts.reach import Reach


@dataclass(frozen=True)
class Project:
    """What a remedy is fitted to: stacks, package managers, and names of direct dependencies."""

    stacks: frozenset[Stack] = frozenset()
    managers: frozenset[Manager] = frozenset()
    packages: frozenset[str] = frozenset()

    def uses(self, name: _Name) -> bool:
        """Whether it has what a name stands for."""
        if name.manager is not None:
            return name.manager in self.managers
        if name.packages:
            return not name.packages.isdisjoint(self.packages)
        return self.is_of(name)

    def is_of(self, name: _Name) -> bool:
        """Whether it is of the stack that a name belongs to."""
        return name.stack in self.stacks


@dataclass(frozen=True)
class _Name:
    """What a name in a remedy stands for: a stack, or something that a project of it may use."""

    stack: Stack
    packages: frozenset[str] = frozenset()
    manager: Manager | None = None


_PACKAGES = {
    Stack.NODE: {
        "AdonisJS": "@adonisjs/core",
        "Drizzle": "drizzle-orm",
        "Express": "express",
        "Fastify": "fastify @nestjs/platform-fastify",
        "Hapi": "@hapi/hapi",
        "Hono": "hono",
        "Knex": "knex",
        "Koa": "koa",
        "MikroORM": "@mikro-orm/core",
        "Mongoose": "mongoose @nestjs/mongoose",
        "NestJS": "@nestjs/core",
        "Next.js": "next",
        "Prisma": "prisma @prisma/client",
        "Sequelize": "sequelize sequelize-typescript",
        "SvelteKit": "@sveltejs/kit",
        "TypeORM": "typeorm",
        "mysql2": "mysql2",
        "oRPC": "@orpc/server",
        "pg": "pg postgres",
        "tRPC": "@trpc/server",
    },
    Stack.PYTHON: {
        "Alembic": "alembic",
        "Django": "django",
        "Django Ninja": "django-ninja",
        "Django REST framework": "djangorestframework",
        "FastAPI": "fastapi",
        "Flask": "flask",
        "SQLAlchemy": "sqlalchemy flask-sqlalchemy sqlmodel",
        "SQLModel": "sqlmodel",
        "Starlette": "starlette",
        "psycopg": "psycopg psycopg2 psycopg2-binary",
    },
}
_MANAGERS = {
    Stack.NODE: (Manager.PNPM, Manager.NPM, Manager.YARN, Manager.BUN),
    Stack.PYTHON: (
        Manager.POETRY,
        Manager.PIP,
        Manager.UV,
        Manager.PIPENV,
        Manager.PDM,
        Manager.CONDA,
    ),
}
NAMES = {
    "Node.js": _Name(Stack.NODE),
    "Python": _Name(Stack.PYTHON),
    **{
        name: _Name(stack, frozenset(packages.split()))
        for stack, named in _PACKAGES.items()
        for name, packages in named.items()
    },
    **{
        manager.value: _Name(stack, manager=manager)
        for stack, managers in _MANAGERS.items()
        for manager in managers
    },
}
_ITEM = re.compile(r"\n(?=- )")
_LABEL = re.compile(r"- ([A-Za-z0-9][\w., -]{0,100}): ")


def items(paragraph: str) -> tuple[str, ...]:
    """The items of a list; none where the paragraph is no list."""
    return tuple(_ITEM.split(paragraph)) if paragraph.startswith("- ") else ()


def label(item: str) -> tuple[str, ...]:
    """What stands before the colon of an item: the names that it is for, if they are ones."""
    found = _LABEL.match(item)
    return tuple(re.split(r", | and ", found[1])) if found else ()


def fitted(remedy: str, project: Project) -> str:
    """The remedy with those items of its lists alone that are for the project, or for everybody.

    Where none is for what it uses, those for its stack stay, and all of them where none is. One
    that is left alone is no list any more.
    """
    return "\n\n".join(_fitted(each, project) for each in remedy.split("\n\n"))


def _fitted(paragraph: str, project: Project) -> str:
    every = {item: _names(item) for item in items(paragraph)}
    for fits in (project.uses, project.is_of):
        kept = [item for item, names in every.items() if not names or any(map(fits, names))]
        if any(every[item] for item in kept):
            return "\n".join(kept) if len(kept) > 1 else kept[0].removeprefix("- ")
    return paragraph


def _names(item: str) -> list[_Name]:
    return [NAMES[each] for each in label(item) if each in NAMES]


def project_of(facts: RepositoryFacts, names: Collection[str] = ()) -> Project:
    """What the components of some names use; what the whole repository does where none has one."""
    manifests = facts.repository.get(Manifests)
    known = manifests.manifests if isinstance(manifests, Manifests) else ()
    components = [each for each in facts.by_component if each[0].name in names]
    chosen = components or facts.by_component
    read = [each for component in chosen for each in _manifests(*component, known)] or known
    return Project(
        frozenset(each.stack for each in read),
        frozenset(each.manager for _, values in chosen for each in _managers(values)),
        frozenset(dependency.name for each in read for dependency in each.dependencies),
    )


def _manifests(
    component: Component, values: FactValues, known: Iterable[Manifest]
) -> Iterator[Manifest]:
    """The manifests of all that a component runs, and those of its workspace's root."""
    reach = values.get(Reach)
    directories = reach.directories if isinstance(reach, Reach) else ()
    return (
        each
        for each in known
        if each.stack is component.stack and each.directory in (*directories, *component.roots)
    )


def _managers(values: FactValues) -> tuple[PackageFile, ...]:
    files = values.get(PackageFiles)
    return files.files if isinstance(files, PackageFiles) else ()
